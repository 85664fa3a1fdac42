//! Plain text of any size and encoding, in blocks; also the way in which what no other reader understands is read.
//!
//! Hands on blocks of about 64 KiB, cut where a reader would pause, with the number of their first line. Lines end with
//! `\n` whatever the document has.

use std::borrow::Cow;
use std::io::BufRead;

use super::decode::undeclared;
use super::tape::Tape;
use super::{Body, Coverage, Error, Extract, Input, Origin, Segment, Sink};

/// Bytes of a block, roughly.
pub(super) const BLOCK: usize = 64 << 10;

pub(super) struct Text;

impl Extract for Text {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let mut tape = Tape::new(input.reader, undeclared, BLOCK)?;
        stream(&mut tape, sink)?;
        Ok(Coverage::Complete)
    }
}

/// Reads as text, from the mark to the end, what another reader could make nothing of.
pub(super) fn from_mark(tape: &mut Tape<'_>, sink: &mut dyn Sink) -> Result<(), Error> {
    tape.rewind();
    stream(tape, sink)
}

/// Reads a tape from where it is to its end.
pub(super) fn stream(tape: &mut Tape<'_>, sink: &mut dyn Sink) -> Result<(), Error> {
    tape.mark();
    let mut block = Block {
        text: String::with_capacity(2 * BLOCK),
        first: tape.line(),
        after_return: false,
    };
    loop {
        let piece = tape.fill_buf()?;
        if piece.is_empty() {
            break;
        }
        // Checked as a whole first, which is quicker: nearly all is sound.
        let sound = std::str::from_utf8(piece).map(Cow::Borrowed);
        block.push(&sound.unwrap_or_else(|_| String::from_utf8_lossy(piece)));
        let length = piece.len();
        tape.consume(length);
        tape.mark();
        while block.text.len() >= BLOCK {
            block.emit(
                cut(&block.text[..block.text.floor_char_boundary(BLOCK)]),
                sink,
            )?;
        }
    }
    block.emit(block.text.len(), sink)
}

/// Text that is not handed on yet, and the line it begins in.
struct Block {
    text: String,
    first: u64,
    after_return: bool,
}

impl Block {
    fn push(&mut self, piece: &str) {
        let mut rest = piece;
        if self.after_return {
            rest = rest.strip_prefix('\n').unwrap_or(rest);
        }
        self.after_return = piece.ends_with('\r');
        while let Some((line, after)) = rest.split_once('\r') {
            self.text.push_str(line);
            self.text.push('\n');
            rest = after.strip_prefix('\n').unwrap_or(after);
        }
        self.text.push_str(rest);
    }

    fn emit(&mut self, end: usize, sink: &mut dyn Sink) -> Result<(), Error> {
        let text = self.text[..end].to_owned();
        self.text.drain(..end);
        let first = self.first;
        self.first += memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64;
        if text.trim().is_empty() {
            return Ok(());
        }
        sink.segment(Segment {
            origin: Origin::Lines { first },
            body: Body::Text(text),
            hidden: false,
        })
    }
}

/// Where to cut a text that goes on: after a blank line in its last quarter, else after the last line end, else, in the
/// last quarter, after a stop or separator, a space, anything that is neither letter nor digit; else at the end.
pub(super) fn cut(text: &str) -> usize {
    let quarter = text.ceil_char_boundary(text.len() / 4 * 3);
    let tail = &text[quarter..];
    if let Some(at) = tail.rfind("\n\n") {
        return quarter + at + 2;
    }
    if let Some(at) = text.rfind('\n') {
        return at + 1;
    }
    let stops: [fn(char) -> bool; 4] = [
        |c| matches!(c, '\u{b}' | '\t' | ';' | '|' | '}' | ']' | '>'),
        |c| c == ',',
        char::is_whitespace,
        |c| !c.is_alphanumeric(),
    ];
    stops
        .iter()
        .find_map(|is_stop| tail.char_indices().rfind(|(_, c)| is_stop(*c)))
        .map_or(text.len(), |(at, c)| quarter + at + c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::{extract, segments};

    fn blocks(bytes: &[u8]) -> Vec<(u64, String)> {
        segments(&Text, bytes)
            .into_iter()
            .map(|segment| match (segment.origin, segment.body) {
                (Origin::Lines { first }, Body::Text(text)) => (first, text),
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn line_ends_of_every_system_become_the_same() {
        assert_eq!(
            blocks(b"one\r\ntwo\rthree\nfour"),
            [(1, "one\ntwo\nthree\nfour".to_owned())]
        );
    }

    #[test]
    fn blocks_are_cut_at_lines_lose_nothing_and_keep_their_line_numbers() {
        let lines: Vec<String> = (1..=20_000).map(|n| format!("line {n}\r\n")).collect();
        let text = lines.concat();
        let blocks = blocks(text.as_bytes());
        assert!(blocks.len() > 2);
        for (first, block) in &blocks {
            assert!(block.starts_with(&format!("line {first}\n")), "{first}");
            assert!(block.len() <= BLOCK);
        }
        let joined: String = blocks.into_iter().map(|(_, block)| block).collect();
        assert_eq!(joined, text.replace("\r\n", "\n"));
    }

    #[test]
    fn a_line_without_end_is_cut_between_words() {
        let text = "AB 12 34 56 C; ".repeat(20_000);
        let blocks = blocks(text.as_bytes());
        assert!(blocks.iter().all(|(first, _)| *first == 1));
        assert!(
            blocks[..blocks.len() - 1]
                .iter()
                .all(|(_, b)| b.ends_with(';'))
        );
    }

    #[test]
    fn a_word_without_end_is_cut_all_the_same() {
        let blocks = blocks("é".repeat(300_000).as_bytes());
        assert!(blocks.iter().all(|(_, block)| block.len() <= BLOCK));
    }

    #[test]
    fn cuts_prefer_blank_lines_then_lines_then_separators() {
        assert_eq!(cut("aaaa bbbb cccc dddd\n\ne\nf"), 21);
        assert_eq!(cut("aa\nbbbbbbbbbbbbbbbbbbbbb"), 3);
        assert_eq!(cut("aaaaaaaaaaaaaaaaa; b c"), 18);
        assert_eq!(cut("aaaaaaaaaaaaaaaaaaaa b"), 21);
        assert_eq!(cut("aaaaaaaa"), 8);
    }

    #[test]
    fn a_document_of_blanks_is_read_and_empty() {
        let (segments, coverage) = extract(&Text, b" \r\n\t\r\n");
        assert!(segments.is_empty());
        assert_eq!(coverage.unwrap(), Coverage::Complete);
    }
}
