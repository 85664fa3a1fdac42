//! What members of a container are called, and how far they may expand.

use std::collections::HashMap;
use std::io::{self, Read};

/// Longer names are cut (bytes); no file system holds them.
const MAX_NAME: usize = 1024;

/// Hands out the names of one container's members, each once.
#[derive(Default)]
pub(super) struct Names(HashMap<String, u32>);

impl Names {
    /// The name as records print it: `/`-separated, without control characters, `#n` after the n-th of the same name.
    pub(super) fn label(&mut self, name: &str) -> String {
        let plain: String = name
            .chars()
            .map(|character| match character {
                '\\' => '/',
                control if control.is_control() => '_',
                other => other,
            })
            .collect();
        let end = plain.floor_char_boundary(MAX_NAME);
        let name = plain[..end].trim_matches('/');
        let name = if name.is_empty() { "unnamed" } else { name };
        let times = self.0.entry(name.to_owned()).or_default();
        *times += 1;
        match *times {
            1 => name.to_owned(),
            n => format!("{name}#{n}"),
        }
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
            .ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_labels_and_equal_ones_are_told_apart() {
        let mut names = Names::default();
        let labels =
            ["a\\b.txt", "a/b.txt", "/x\n.doc", "", "a/b.txt"].map(|name| names.label(name));
        assert_eq!(
            labels,
            ["a/b.txt", "a/b.txt#2", "x_.doc", "unnamed", "a/b.txt#3"]
        );
    }

    #[test]
    fn a_bounded_reader_gives_its_bytes_and_fails_beyond() {
        let read = |most| Bounded::new(&b"12345"[..], most).read_to_end(&mut Vec::new());
        assert_eq!(read(5).expect("within bounds"), 5);
        let error = read(4).expect_err("beyond bounds");
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }
}
