//! Delimited text: comma, semicolon, tab or pipe, whichever the first lines show.
//!
//! Hands on rows with the columns they have; what a header is, is for the reader. A quote that never closes does not
//! swallow the file: a record over the limit is read again without regard to quotes, and if that does not end either,
//! the rest is read as text.

use std::io::BufRead;

use super::decode::undeclared;
use super::tape::Tape;
use super::{Body, Cell, Coverage, Error, Extract, Input, Origin, Segment, Sink, text};
use crate::identify;

/// Bytes of a record: a spreadsheet's cell has at most 32,767 characters, and few are long.
const RECORD_BYTES: usize = 256 << 10;

/// Records that may be read again without quotes before quotes are given up for the rest of the file.
const BROKEN_QUOTES: u32 = 32;

pub(super) struct Csv;

impl Extract for Csv {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        read(input, b',', sink)
    }
}

pub(super) struct Tsv;

impl Extract for Tsv {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        read(input, b'\t', sink)
    }
}

fn read(input: &mut Input<'_>, usual: u8, sink: &mut dyn Sink) -> Result<Coverage, Error> {
    let mut tape = Tape::new(input.reader, undeclared, RECORD_BYTES)?;
    let separator = choose_separator(&mut tape, usual)?;
    let mut rows = Rows {
        last: 0,
        breaks: 0,
        separator,
    };
    let mut broken = 0;
    loop {
        let quoting = if broken < BROKEN_QUOTES {
            Quoting::Honoured
        } else {
            Quoting::Ignored
        };
        if rows.read(&mut tape, quoting, sink)? == Ended::Document {
            return Ok(Coverage::Complete);
        }
        broken += 1;
        if quoting == Quoting::Ignored
            || rows.read(&mut tape, Quoting::Once, sink)? != Ended::Record
        {
            text::stream(&mut tape, sink)?;
            return Ok(Coverage::Complete);
        }
    }
}

/// The separator that a first line `sep=;` states (as spreadsheets write and read it), else the one that fits best.
fn choose_separator(tape: &mut Tape<'_>, usual: u8) -> Result<u8, Error> {
    /// Bytes of the first records, unless the document ends before; a piece may end in the first line, at its first letter
    /// with an accent.
    const ENOUGH: usize = 16 << 10;
    let mut head = Vec::new();
    while head.len() < ENOUGH {
        let piece = tape.fill_buf()?;
        if piece.is_empty() {
            break;
        }
        head.extend_from_slice(piece);
        let length = piece.len();
        tape.consume(length);
    }
    tape.rewind();
    let text = String::from_utf8_lossy(&head);
    if let Some(stated) = text
        .strip_prefix("sep=")
        .and_then(|rest| rest.bytes().next())
        && (stated.is_ascii_punctuation() || stated == b'\t')
    {
        return Ok(stated);
    }
    Ok(identify::separator(&text, false).map_or(usual, |found| found.byte))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quoting {
    Honoured,
    Ignored,
    /// Ignored, for one record.
    Once,
}

/// How a run of records came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Document,
    /// The one record asked for was read.
    Record,
    /// A record was over the limit; the tape is at its start.
    Limit,
}

struct Rows {
    /// Number of the last row; the first is 1, and blank ones count.
    last: u64,
    /// Line ends within cells so far.
    breaks: u64,
    separator: u8,
}

impl Rows {
    fn read(
        &mut self,
        tape: &mut Tape<'_>,
        quoting: Quoting,
        sink: &mut dyn Sink,
    ) -> Result<Ended, Error> {
        tape.mark();
        let start = tape.position();
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(self.separator)
            .has_headers(false)
            .flexible(true)
            .quoting(quoting == Quoting::Honoured)
            .from_reader(&mut *tape);
        let mut record = csv::ByteRecord::new();
        let ended = loop {
            match reader.read_byte_record(&mut record) {
                Ok(false) => break Ended::Document,
                Ok(true) => {}
                Err(error) => {
                    if reader.get_ref().overflowed() {
                        break Ended::Limit;
                    }
                    return Err(into_io(error).into());
                }
            }
            let end = start + reader.position().byte();
            reader.get_mut().mark_at(end);
            self.count(&record, reader.get_ref());
            self.emit(&record, quoting, sink)?;
            if quoting == Quoting::Once {
                break Ended::Record;
            }
        };
        drop(reader);
        tape.rewind();
        Ok(ended)
    }

    /// Numbers a record that was read to its end as a spreadsheet does: by lines, less those within cells.
    fn count(&mut self, record: &csv::ByteRecord, tape: &Tape<'_>) {
        self.breaks += memchr::memchr_iter(b'\n', record.as_slice()).count() as u64;
        let lines = tape.line() - u64::from(tape.is_at_line_start());
        self.last = lines.saturating_sub(self.breaks).max(self.last + 1);
    }

    fn emit(
        &self,
        record: &csv::ByteRecord,
        quoting: Quoting,
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        let cells: Vec<Cell> = (0..)
            .zip(record)
            .filter_map(|(column, field)| cell(column, field, quoting))
            .collect();
        if cells.is_empty() {
            return Ok(());
        }
        sink.segment(Segment {
            origin: Origin::Delimited { row: self.last },
            body: Body::Row(cells),
            hidden: false,
        })
    }
}

fn cell(column: u32, field: &[u8], quoting: Quoting) -> Option<Cell> {
    let text = String::from_utf8_lossy(field);
    let text = match quoting {
        Quoting::Honoured => text.trim(),
        Quoting::Ignored | Quoting::Once => text.trim().trim_matches('"'),
    };
    (!text.is_empty()).then(|| Cell {
        column,
        text: text.replace("\r\n", "\n"),
        hidden: false,
    })
}

fn into_io(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        _ => std::io::ErrorKind::InvalidData.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::{brief, segments};

    fn rows(text: &str) -> Vec<String> {
        segments(&Csv, text.as_bytes())
            .iter()
            .map(|segment| match &segment.origin {
                Origin::Delimited { row } => format!("{row}: {}", brief(&segment.body)),
                origin => format!("{origin:?}: {}", brief(&segment.body)),
            })
            .collect()
    }

    #[test]
    fn rows_keep_their_numbers_and_columns() {
        assert_eq!(
            rows("\u{feff}Name,Town,Note\r\nA,,\"x, y\"\r\n,,\r\nB\r\n"),
            ["1: 0=Name | 1=Town | 2=Note", "2: 0=A | 2=x, y", "4: 0=B"]
        );
    }

    #[test]
    fn the_separator_is_found_or_stated() {
        assert_eq!(rows("a;b\n1,5;2\n"), ["1: 0=a | 1=b", "2: 0=1,5 | 1=2"]);
        assert_eq!(rows("a|b\n1|2\n"), ["1: 0=a | 1=b", "2: 0=1 | 1=2"]);
        assert_eq!(rows("sep=;\na, b;c\n"), ["1: 0=sep=", "2: 0=a, b | 1=c"]);
        assert_eq!(rows("a\tb\n1\t2\n").len(), 2);
        assert_eq!(rows("é;b\n1, 5;2\n3;4\n")[1], "2: 0=1, 5 | 1=2");
        assert_eq!(rows("only\none\n"), ["1: 0=only", "2: 0=one"]);
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_counts_them() {
        for end in ["\n", "\r\n"] {
            let text = "a,b\n\n1,\"two\nlines\"\n\n\n3,4".replace('\n', end);
            assert_eq!(
                rows(&text),
                ["1: 0=a | 1=b", "3: 0=1 | 1=two\nlines", "6: 0=3 | 1=4"]
            );
        }
        assert_eq!(rows("a,b\r1,2\r"), ["1: 0=a | 1=b", "2: 0=1 | 1=2"]);
    }

    #[test]
    fn a_quote_that_never_closes_costs_no_row() {
        let lines: Vec<String> = (0..60_000).map(|n| format!("{n},end\n")).collect();
        let rows = rows(&format!("a,b\n1,\"open\n{}", lines.concat()));
        assert_eq!(rows.len(), 60_002);
        assert_eq!(rows[1], "2: 0=1 | 1=open");
        assert_eq!(rows[60_001], "60002: 0=59999 | 1=end");
    }

    #[test]
    fn a_file_of_open_quotes_is_read_in_linear_time() {
        let text = "z,\"'y\" w,\"\n".repeat(100_000);
        assert!(!rows(&text).is_empty());
    }

    #[test]
    fn a_line_without_end_is_read_as_text() {
        let text = format!("a,b\n{}", "word ".repeat(200_000));
        let rows = rows(&text);
        assert_eq!(rows[0], "1: 0=a | 1=b");
        assert!(rows[1].starts_with("Lines { first: 2 }: word"));
        let kept: usize = rows[1..]
            .iter()
            .map(|row| row.matches("word").count())
            .sum();
        assert_eq!(kept, 200_000);
    }
}
