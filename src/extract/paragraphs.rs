//! Gathers the paragraphs of one part of a document into blocks of text.

use super::text::{BLOCK, cut};
use super::{Body, Error, Origin, Segment, Sink};

/// The paragraphs of one part that are not handed on yet.
pub(super) struct Paragraphs {
    part: &'static str,
    hidden: bool,
    text: String,
    /// Paragraph (from 1) that `text` begins with.
    first: u32,
    /// Paragraphs so far.
    count: u32,
}

impl Paragraphs {
    pub(super) fn new(part: &'static str, hidden: bool) -> Self {
        Self {
            part,
            hidden,
            text: String::new(),
            first: 1,
            count: 0,
        }
    }

    /// Adds a paragraph; line ends within become line breaks. Blank ones are left out and not counted.
    pub(super) fn push(&mut self, paragraph: &str, sink: &mut dyn Sink) -> Result<(), Error> {
        let mut rest = paragraph.trim();
        if rest.is_empty() {
            return Ok(());
        }
        if self.text.len() + rest.len() > BLOCK {
            self.flush(sink)?;
        }
        if self.text.is_empty() {
            self.first = self.count + 1;
        }
        self.count += 1;
        while rest.len() > BLOCK {
            let end = cut(&rest[..rest.floor_char_boundary(BLOCK)]);
            self.append(&rest[..end]);
            self.flush(sink)?;
            self.first = self.count;
            rest = &rest[end..];
        }
        self.append(rest);
        self.text.push('\n');
        Ok(())
    }

    fn append(&mut self, text: &str) {
        let mut lines = text.lines();
        self.text.push_str(lines.next().unwrap_or_default());
        for line in lines {
            self.text.push('\u{b}');
            self.text.push_str(line);
        }
    }

    /// Hands on what there is.
    pub(super) fn flush(&mut self, sink: &mut dyn Sink) -> Result<(), Error> {
        if self.text.is_empty() {
            return Ok(());
        }
        sink.segment(Segment {
            origin: Origin::Part {
                part: self.part.into(),
                first: self.first,
            },
            body: Body::Text(std::mem::take(&mut self.text)),
            hidden: self.hidden,
        })
    }
}
