//! A document's file with its first bytes in memory, so that naming it, hashing it and reading it ask the drive once.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;

use super::HEAD;

/// An open file whose first 64 KiB are read already. Does not move the place of the file itself.
pub struct Headed {
    file: File,
    head: Vec<u8>,
    /// Nothing follows the head.
    whole: bool,
    at: u64,
}

impl Headed {
    /// Reads the first bytes of a file that is said to be `bytes` long. `buffer` is one that another document is done with.
    pub fn new(file: File, bytes: u64, mut buffer: Vec<u8>) -> io::Result<Self> {
        buffer.resize(HEAD as usize, 0);
        let mut length = 0;
        let whole = loop {
            match file.read_at(&mut buffer[length..], length as u64) {
                Ok(0) => break length < buffer.len(),
                Ok(read) => length += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
            // Another read would only tell what is known.
            if length as u64 == bytes {
                break true;
            }
        };
        buffer.truncate(length);
        Ok(Self {
            file,
            head: buffer,
            whole,
            at: 0,
        })
    }

    /// The file itself, wherever its place is.
    pub fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Closes the file and gives the buffer back.
    pub fn into_buffer(self) -> Vec<u8> {
        self.head
    }
}

impl Read for Headed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(self.at)
            .ok()
            .and_then(|at| self.head.get(at..))
            .unwrap_or_default();
        let read = if !rest.is_empty() {
            let read = rest.len().min(buffer.len());
            buffer[..read].copy_from_slice(&rest[..read]);
            read
        } else if self.whole {
            0
        } else {
            self.file.read_at(buffer, self.at)?
        };
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Headed {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) if self.whole => (self.head.len() as u64).checked_add_signed(by),
            SeekFrom::End(by) => self.file.metadata()?.len().checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn headed(bytes: &[u8], said: u64) -> Headed {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        Headed::new(file, said, Vec::new()).unwrap()
    }

    #[test]
    fn a_file_reads_the_same_through_its_head_and_beyond() {
        let head = HEAD as usize;
        for length in [0, 1, head - 1, head, head + 1, 3 * head] {
            let bytes: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
            // A length that is wrong, as of a file that grows, loses nothing.
            for said in [0, length as u64, length as u64 / 2 + 1] {
                let mut file = headed(&bytes, said);
                let mut read = Vec::new();
                file.read_to_end(&mut read).unwrap();
                assert!(read == bytes, "{length} bytes, said to be {said}");
                if let Some(last) = bytes.last() {
                    assert_eq!(file.seek(SeekFrom::End(-1)).unwrap(), length as u64 - 1);
                    let mut end = Vec::new();
                    file.read_to_end(&mut end).unwrap();
                    assert_eq!(end, [*last]);
                }
            }
        }
    }

    #[test]
    fn a_place_before_the_start_is_refused() {
        assert!(headed(b"abc", 3).seek(SeekFrom::Current(-1)).is_err());
        assert!(headed(b"abc", 3).seek(SeekFrom::End(-4)).is_err());
    }
}
