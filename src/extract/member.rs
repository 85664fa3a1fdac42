//! What members of a container are called, and how far they may expand.

use std::io::{self, Read};

use super::Lost;
use crate::crawl::Reason;

/// Longer names are cut (bytes); no file system holds them.
const MAX_NAME: usize = 1024;

/// A member's own name, `/`-separated whatever its system used, without the slashes of an absolute path.
pub(super) fn label(name: &str) -> String {
    let name = &name[..name.floor_char_boundary(MAX_NAME)];
    let name = name.replace('\\', "/");
    match name.trim_matches('/') {
        "" => "unnamed".to_owned(),
        name => name.to_owned(),
    }
}

/// Fails once more than the given number of bytes has come out of a reader.
pub(super) struct Bounded<R> {
    reader: R,
    left: u64,
}

impl<R: Read> Bounded<R> {
    pub(super) fn new(reader: R, most: u64) -> Self {
        Self { reader, left: most }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| io::Error::other(Lost(Reason::Expansion)))?;
        Ok(read)
    }
}

/// Fails when a reader ends before it has given the bytes that were announced.
pub(super) struct Whole<R> {
    reader: R,
    left: u64,
}

impl<R: Read> Whole<R> {
    pub(super) fn new(reader: R, announced: u64) -> Self {
        Self {
            reader,
            left: announced,
        }
    }
}

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        if read == 0 && self.left > 0 && !buffer.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left = self.left.saturating_sub(read as u64);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Error;

    #[test]
    fn names_are_labels_with_forward_slashes() {
        let labels = ["a\\b.txt", "/etc/x", "\\\\", "é".repeat(600).as_str()].map(label);
        assert_eq!(labels[..3], ["a/b.txt", "etc/x", "unnamed"]);
        assert_eq!(labels[3], "é".repeat(512));
    }

    #[test]
    fn a_bounded_reader_gives_its_bytes_and_fails_beyond() {
        let read = |most| Bounded::new(&b"12345"[..], most).read_to_end(&mut Vec::new());
        assert_eq!(read(5).unwrap(), 5);
        assert_eq!(
            Error::from(read(4).unwrap_err()).reason(),
            Reason::Expansion
        );
    }
}
