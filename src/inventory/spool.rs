//! A queue that does not grow in memory: what is over its limit waits in an unnamed temporary file, gone when it is dropped.

use std::io::{self, BufRead, BufReader, Seek, Write};
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tempfile::{SpooledTempFile, spooled_tempfile_in};

/// Bytes written to the file at once.
const BATCH: usize = 8 << 10;

/// Bytes that an item is taken to need in memory: a finding with its texts.
const ITEM: usize = 640;

/// Items in the order they came in, read back once. The first stay as they are; more are kept as lines of JSON, for some
/// records have no binary form (a location's kind is told by its fields).
pub struct Spool<T> {
    first: Vec<T>,
    /// How many items may stay as they are.
    most: usize,
    file: SpooledTempFile,
    /// Lines on their way to the file; takes no memory until the first.
    lines: Vec<u8>,
    count: u64,
}

impl<T: Serialize + DeserializeOwned> Spool<T> {
    /// An empty queue that holds up to `memory` bytes before it makes a file in `folder`.
    pub fn new(memory: usize, folder: &Path) -> Self {
        Self {
            first: Vec::new(),
            most: memory / ITEM,
            file: spooled_tempfile_in(0, folder),
            lines: Vec::new(),
            count: 0,
        }
    }

    /// Adds an item at the end.
    pub fn push(&mut self, item: T) -> io::Result<()> {
        self.count += 1;
        if self.first.len() < self.most {
            self.first.push(item);
            return Ok(());
        }
        serde_json::to_writer(&mut self.lines, &item)?;
        self.lines.push(b'\n');
        if self.lines.len() >= BATCH {
            self.flush()
        } else {
            Ok(())
        }
    }

    /// How many items were added.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The items while none of them waits in the file.
    pub fn in_memory(&self) -> Option<&[T]> {
        (self.count == self.first.len() as u64).then_some(&self.first)
    }

    /// The items, first in, first out.
    pub fn read(mut self) -> io::Result<Items<T>> {
        self.flush()?;
        self.file.rewind()?;
        Ok(Items {
            first: self.first.into_iter(),
            lines: BufReader::new(self.file),
            line: String::new(),
        })
    }
}

impl<T> Spool<T> {
    fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.lines)?;
        self.lines.clear();
        Ok(())
    }
}

/// The items of a [`Spool`].
pub struct Items<T> {
    first: std::vec::IntoIter<T>,
    lines: BufReader<SpooledTempFile>,
    line: String,
}

impl<T: DeserializeOwned> Iterator for Items<T> {
    type Item = io::Result<T>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(item) = self.first.next() {
            return Some(Ok(item));
        }
        self.line.clear();
        match self.lines.read_line(&mut self.line) {
            Ok(0) => None,
            Ok(_) => Some(serde_json::from_str(&self.line).map_err(Into::into)),
            Err(error) => Some(Err(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_back_in_order_from_memory_and_from_a_file() {
        let folder = tempfile::tempdir().unwrap();
        for memory in [0, 100, 1 << 20] {
            let mut spool = Spool::new(memory, folder.path());
            let items: Vec<(u32, String)> =
                (0..10_000).map(|n| (n, "line\nbreak".into())).collect();
            for item in &items {
                spool.push(item.clone()).unwrap();
            }
            assert_eq!(spool.count(), 10_000);
            assert_eq!(
                folder.path().read_dir().unwrap().count(),
                0,
                "nothing named"
            );
            let back: Vec<_> = spool.read().unwrap().collect::<io::Result<_>>().unwrap();
            assert_eq!(back, items);
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_an_error_once_memory_is_full() {
        let mut spool = Spool::new(10, Path::new("/nonexistent"));
        let outcome = (0..10_000).try_for_each(|n: u64| spool.push(n));
        assert!(outcome.is_err());
    }
}
