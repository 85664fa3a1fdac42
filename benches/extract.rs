//! Bytes a second from a document's bytes to its segments, by format, in this process.
//!
//! Text and tables are generated, 1 MB each; office documents, PDF and mail are the small ones of `fixtures/share`, where
//! the cost of opening a document shows.

use std::fmt::Write as _;
use std::io::{Cursor, Read};
use std::path::Path;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use domesday::crawl::Reason;
use domesday::extract::{Error, Input, Limits, Segment, Sink, extractor};
use domesday::identify::identify;

fn main() {
    divan::main();
}

/// Counts what it is given, as a stage that looks at nothing.
#[derive(Default)]
struct Count {
    segments: usize,
}

impl Sink for Count {
    fn segment(&mut self, segment: Segment) -> Result<(), Error> {
        black_box(segment);
        self.segments += 1;
        Ok(())
    }

    fn inner(&mut self, _: &str, content: &mut dyn Read) -> Result<(), Error> {
        std::io::copy(content, &mut std::io::sink())?;
        self.segments += 1;
        Ok(())
    }

    fn inner_lost(&mut self, _: &str, _: Reason) -> Result<(), Error> {
        Ok(())
    }
}

fn extract(bencher: Bencher, name: &str, bytes: &[u8]) {
    let limits = Limits::default();
    let format = identify(&mut Cursor::new(bytes), name)
        .expect("memory is readable")
        .format;
    let extractor = extractor(format).expect("the formats here are read");
    bencher
        .counter(BytesCount::of_slice(bytes))
        .bench_local(|| {
            let mut reader = Cursor::new(bytes);
            let bytes = bytes.len() as u64;
            let mut input = Input {
                reader: &mut reader,
                file: None,
                bytes,
                format,
                name,
                limits: &limits,
            };
            let mut count = Count::default();
            extractor
                .extract(&mut input, &mut count)
                .expect("the document is sound");
            assert!(count.segments > 0);
        });
}

/// A document generated here: its name, which tells its kind.
#[divan::bench(args = ["letter.txt", "register.csv", "cases.json", "page.html"])]
fn generated(bencher: Bencher, name: &str) {
    extract(bencher, name, megabyte(name).as_bytes());
}

fn megabyte(name: &str) -> String {
    let (before, after) = match name {
        "cases.json" => ("[", "{}]"),
        "page.html" => ("<!DOCTYPE html><html><body>", "</body></html>"),
        _ => ("", ""),
    };
    let mut text = String::from(before);
    for number in 0_u32.. {
        if text.len() >= 1 << 20 {
            break;
        }
        let written = match name {
            "register.csv" => writeln!(
                text,
                "{number},Abernethy,Kirsty,02/06/1957,07700 900845,LN98 3JS"
            ),
            "cases.json" => write!(
                text,
                "{{\"case\": {number}, \"name\": \"Kirsty Abernethy\", \"closed\": false}},"
            ),
            "page.html" => write!(
                text,
                "<p>Case {number}: <b>Kirsty Abernethy</b> rang on 07700 900845.</p>"
            ),
            _ => writeln!(
                text,
                "Case {number}: Kirsty Abernethy rang on 07700 900845 about the lamp in Windmill Rise."
            ),
        };
        written.expect("memory can be written to");
    }
    text + after
}

/// A document of the fixtures share.
#[divan::bench(args = [
    "HR/Leavers 2009/Thistlewood personal file.docx",
    "HR/Staff list.xlsx",
    "HR/Equality/Monitoring returns.ods",
    "Archive/2009/Induction.pptx",
    "Pupils/Admissions/Application form.pdf",
    "Casework/Correspondence/Damage in Mill Lane.eml",
    "Casework/Complaints 2008/Closed cases.zip",
])]
fn share(bencher: Bencher, path: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/share")
        .join(path);
    let bytes = std::fs::read(file).expect("the share is part of the project");
    extract(bencher, path, &bytes);
}
