//! Prints the text that is read from one document, a segment a paragraph, for `benches/tools/words.py` to count its words.
//!
//! `words FILE`. Inner documents are left out. The document is read in this process, without the limits of a child: give it
//! a process of its own, with limits.

use std::fs::File;
use std::io::{self, Read, Write};

use domesday::crawl::Reason;
use domesday::extract::{Body, Error, Input, Limits, Segment, Sink, extractor};
use domesday::identify::identify;

struct Print<W>(W);

impl<W: Write> Sink for Print<W> {
    fn segment(&mut self, segment: Segment) -> Result<(), Error> {
        match segment.body {
            Body::Text(text) => writeln!(self.0, "{text}")?,
            Body::Row(cells) => {
                for cell in cells {
                    writeln!(self.0, "{}", cell.text)?;
                }
            }
            Body::Record(fields) => {
                for field in fields {
                    writeln!(self.0, "{}", field.value)?;
                }
            }
        }
        Ok(())
    }

    fn inner(&mut self, _: &str, content: &mut dyn Read) -> Result<(), Error> {
        io::copy(content, &mut io::sink())?;
        Ok(())
    }

    fn inner_lost(&mut self, _: &str, _: Reason) -> Result<(), Error> {
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let name = std::env::args().nth(1).ok_or("words FILE")?;
    let mut file = File::open(&name)?;
    let format = identify(&mut file, &name)?.format;
    let extractor = extractor(format).ok_or("not a format that is read")?;
    let bytes = file.metadata()?.len();
    let handle = file.try_clone()?;
    let mut input = Input {
        reader: &mut file,
        file: Some(&handle),
        bytes,
        format,
        name: &name,
        limits: &Limits::default(),
    };
    let mut print = Print(io::BufWriter::new(io::stdout().lock()));
    let result = extractor.extract(&mut input, &mut print);
    print.0.flush()?;
    match result {
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string().into()),
    }
}
