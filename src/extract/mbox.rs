//! Mailboxes of the mbox family (RFC 4155): every message is an inner document, `message N` from 1.
//!
//! A message begins with a line `From sender date` after an empty line. `>From` within one is unquoted. A line of the
//! envelope is put in front of each message, since that is what the separator is: who sent it on.

use std::io::{self, BufRead, BufReader, Read, SeekFrom};

use super::member::Bounded;
use super::{Coverage, Error, Extract, Input, Sink};

pub(super) struct Mbox;

/// Bytes of a line that are looked at together; longer lines pass in pieces.
const LINE: u64 = 64 << 10;

impl Extract for Mbox {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        input.reader.seek(SeekFrom::Start(0))?;
        let source = BufReader::with_capacity(1 << 16, &mut *input.reader);
        let mut messages = Messages::new(source);
        messages.advance()?;
        if !messages.at_separator {
            return Err(Error::CORRUPT);
        }
        for number in 1_u64.. {
            let envelope = messages.envelope();
            messages.advance()?;
            let mut content = envelope.as_bytes().chain(&mut messages);
            let mut content = Bounded::new(&mut content, input.limits.part_bytes);
            sink.inner(&format!("message {number}"), &mut content)?;
            // What nobody wanted of the message is passed over.
            io::copy(&mut messages, &mut io::sink())?;
            if !messages.at_separator {
                break;
            }
        }
        Ok(Coverage::Complete)
    }
}

/// Reads as one message after another: it ends at each separator.
struct Messages<R> {
    source: R,
    line: Vec<u8>,
    /// The part of `line` that was handed out.
    used: usize,
    /// The line begins where a line begins: it is not the rest of a long one.
    at_start: bool,
    /// The line before was empty, or there was none.
    after_blank: bool,
    at_separator: bool,
}

impl<R: BufRead> Messages<R> {
    fn new(source: R) -> Self {
        Self {
            source,
            line: Vec::new(),
            used: 0,
            at_start: true,
            after_blank: true,
            at_separator: false,
        }
    }

    /// Goes to the next line.
    fn advance(&mut self) -> io::Result<()> {
        if !self.line.is_empty() {
            self.at_start = self.line.ends_with(b"\n");
            self.after_blank = self.at_start && self.line.trim_ascii().is_empty();
        }
        self.line.clear();
        self.used = 0;
        (&mut self.source)
            .take(LINE)
            .read_until(b'\n', &mut self.line)?;
        self.at_separator = self.at_start && self.after_blank && is_separator(&self.line);
        if self.at_start && is_quoted(&self.line) {
            self.used = 1;
        }
        Ok(())
    }

    /// The separator as a header of its message.
    fn envelope(&self) -> String {
        let line = String::from_utf8_lossy(&self.line);
        let sender = line.split(' ').nth(1).unwrap_or_default();
        if sender.contains('@') {
            format!("Return-Path: <{}>\r\n", sender.trim_matches(['<', '>']))
        } else {
            "Return-Path: <>\r\n".to_owned()
        }
    }
}

impl<R: BufRead> Read for Messages<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.used == self.line.len() {
            self.advance()?;
        }
        if self.at_separator {
            return Ok(0);
        }
        let rest = &self.line[self.used..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.used += count;
        Ok(count)
    }
}

/// `From `, a sender, and a time of day among the rest: a sentence that begins so has none.
fn is_separator(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else {
        return false;
    };
    rest.windows(5)
        .any(|five| five[2] == b':' && [0, 1, 3, 4].iter().all(|at| five[*at].is_ascii_digit()))
}

/// One `>` or more in front of `From `.
fn is_quoted(line: &[u8]) -> bool {
    let unquoted = line.iter().position(|byte| *byte != b'>').unwrap_or(0);
    unquoted > 0 && line[unquoted..].starts_with(b"From ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crawl::Reason;
    use crate::extract::eml::Eml;
    use crate::extract::recorded::extract;
    use crate::identify::{Format, identify};

    const BOX: &str = "From asha@mail.example Sun Mar  1 10:00:00 2009\nFrom: asha@mail.example\nSubject: one\n\n\
        From here on it is quiet.\n\n>From the minutes of 10:00\n\nFrom tom@mail.example Mon Mar 2 10:00:00 2009\n\
        From: tom@mail.example\nSubject: two\n\nsecond\n";

    #[test]
    fn every_message_is_a_member_and_known_as_mail() {
        let read = extract(&Mbox, Format::Mbox, BOX.as_bytes());
        assert!(read.is_complete());
        assert_eq!(read.names(), ["message 1", "message 2"]);
        let first = read.members[0].1.as_ref().unwrap();
        let found = identify(&mut io::Cursor::new(first), "message 1").unwrap();
        assert_eq!(found.format, Format::Eml);
        let first = extract(&Eml, Format::Eml, first);
        assert_eq!(
            first.text().trim(),
            "From here on it is quiet.\n\nFrom the minutes of 10:00"
        );
        assert_eq!(first.fields()[0], "return-path: asha@mail.example");
    }

    #[test]
    fn a_line_without_end_passes_in_pieces_and_never_separates() {
        let long = format!("{}{}", "x".repeat(LINE as usize), "From a@b.example 10:00");
        let text = format!("{BOX}\n{long}\n");
        let read = extract(&Mbox, Format::Mbox, text.as_bytes());
        assert_eq!(read.names().len(), 2);
        assert!(
            read.members[1]
                .1
                .as_ref()
                .unwrap()
                .ends_with(b"From a@b.example 10:00\n")
        );
    }

    #[test]
    fn what_is_no_mailbox_is_corrupt() {
        let read = extract(&Mbox, Format::Mbox, b"From the desk of\n");
        assert!(read.is_unreadable(Reason::Corrupt));
    }
}
