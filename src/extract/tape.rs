//! Decoded text that can be wound back: parsers read ahead, and where one fails nothing may be lost.
//!
//! The reader marks what it is done with. From the mark on everything is kept, up to a limit that bounds the memory a
//! hostile document can ask for (a quote, tag or string that never closes). At the limit reading fails, the tape is
//! wound back to the mark, and a plainer way of reading takes over.

use std::io::{BufRead, Error, ErrorKind, Read, Result};

use super::ReadSeek;
use super::decode::{Declared, Decoded};

/// Text that can be read again from the last mark.
pub(super) struct Tape<'a> {
    source: Decoded<'a>,
    /// Text from the mark, or before it, on.
    kept: Vec<u8>,
    /// Where `kept` begins in the whole text, in bytes.
    base: u64,
    /// Places in `kept`.
    mark: usize,
    at: usize,
    /// Bytes from the mark on that are kept at most.
    limit: usize,
    overflowed: bool,
    /// The line (from 1) that the mark is in.
    line: u64,
}

impl<'a> Tape<'a> {
    /// Reads `input` from its start.
    pub(super) fn new(
        input: &'a mut dyn ReadSeek,
        declared: Declared,
        limit: usize,
    ) -> Result<Self> {
        Ok(Self {
            source: Decoded::new(input, declared)?,
            kept: Vec::new(),
            base: 0,
            mark: 0,
            at: 0,
            limit,
            overflowed: false,
            line: 1,
        })
    }

    /// The place that is read next, in bytes from the start.
    pub(super) fn position(&self) -> u64 {
        self.base + self.at as u64
    }

    /// The line (from 1) that the mark is in.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The mark stands behind a line end.
    pub(super) fn is_at_line_start(&self) -> bool {
        self.kept[..self.mark].last() == Some(&b'\n')
    }

    /// Everything read so far is done with.
    pub(super) fn mark(&mut self) {
        self.mark_at(self.position());
    }

    /// Everything before `position` is done with, though more has been read.
    pub(super) fn mark_at(&mut self, position: u64) {
        let to = position.saturating_sub(self.base) as usize;
        let to = to.clamp(self.mark, self.at);
        self.line += memchr::memchr_iter(b'\n', &self.kept[self.mark..to]).count() as u64;
        self.mark = to;
    }

    /// Back to the mark.
    pub(super) fn rewind(&mut self) {
        self.at = self.mark;
        self.overflowed = false;
    }

    /// The last error was that of the limit.
    pub(super) fn overflowed(&self) -> bool {
        self.overflowed
    }

    /// What is kept and not read, up to the limit, filled until there is some; empty at the end.
    fn ready(&mut self) -> Result<&[u8]> {
        if self.at == self.kept.len() {
            if self.at - self.mark > self.limit {
                self.overflowed = true;
                return Err(Error::new(ErrorKind::FileTooLarge, "a record without end"));
            }
            self.kept.drain(..self.mark);
            self.base += self.mark as u64;
            self.at -= self.mark;
            self.mark = 0;
            self.source.next_into(&mut self.kept)?;
        }
        Ok(&self.kept[self.at..])
    }
}

impl Read for Tape<'_> {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        let ready = self.ready()?;
        let count = ready.len().min(out.len());
        out[..count].copy_from_slice(&ready[..count]);
        self.at += count;
        Ok(count)
    }
}

impl BufRead for Tape<'_> {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        self.ready()
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.kept.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::decode::undeclared;
    use std::io::Cursor;

    #[test]
    fn what_was_not_marked_is_read_again() {
        let mut input = Cursor::new(b"one\ntwo\nthree".to_vec());
        let mut tape = Tape::new(&mut input, undeclared, 100).unwrap();
        let mut word = [0; 6];
        tape.read_exact(&mut word).unwrap();
        tape.mark_at(4);
        tape.rewind();
        let mut rest = String::new();
        tape.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "two\nthree");
        assert_eq!(tape.line(), 2);
    }

    #[test]
    fn the_limit_bounds_what_is_kept() {
        let mut input = Cursor::new(vec![b'x'; 1 << 20]);
        let mut tape = Tape::new(&mut input, undeclared, 100_000).unwrap();
        let mut all = Vec::new();
        tape.read_to_end(&mut all).unwrap_err();
        assert!(tape.overflowed());
        assert!(all.len() < 300_000);
        tape.rewind();
        assert_eq!(tape.position(), 0);
    }
}
