//! Sorts more than memory holds: what is over the limit waits, sorted, in unnamed temporary files that are merged at the end.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Items in order, whatever the order they came in.
pub(super) struct Sorted<T> {
    memory: Vec<T>,
    /// How many items stay in memory.
    most: usize,
    runs: Vec<File>,
    folder: PathBuf,
}

/// So many files are merged at once.
const RUNS: usize = 64;

impl<T: Ord + Serialize + DeserializeOwned> Sorted<T> {
    pub(super) fn new(most: usize, folder: &Path) -> Self {
        Self {
            memory: Vec::new(),
            most,
            runs: Vec::new(),
            folder: folder.to_owned(),
        }
    }

    /// Where it puts what is over its limit.
    pub(super) fn folder(&self) -> PathBuf {
        self.folder.clone()
    }

    pub(super) fn push(&mut self, item: T) -> io::Result<()> {
        self.memory.push(item);
        if self.memory.len() < self.most {
            return Ok(());
        }
        self.memory.sort_unstable();
        let items = std::mem::take(&mut self.memory);
        let run = self.write(items.into_iter().map(Ok))?;
        self.runs.push(run);
        if self.runs.len() >= RUNS {
            let merged = Items::new(Vec::new(), std::mem::take(&mut self.runs))?;
            let run = self.write(merged)?;
            self.runs.push(run);
        }
        Ok(())
    }

    /// The items, least first.
    pub(super) fn read(mut self) -> io::Result<Items<T>> {
        self.memory.sort_unstable();
        Items::new(self.memory, self.runs)
    }

    fn write(&self, items: impl Iterator<Item = io::Result<T>>) -> io::Result<File> {
        let mut out = BufWriter::new(tempfile::tempfile_in(&self.folder)?);
        for item in items {
            let bytes = postcard::to_stdvec(&item?).map_err(io::Error::other)?;
            let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
            out.write_all(&length.to_le_bytes())?;
            out.write_all(&bytes)?;
        }
        out.into_inner().map_err(io::IntoInnerError::into_error)
    }
}

/// The items of a [`Sorted`], least first.
pub(super) struct Items<T> {
    memory: std::vec::IntoIter<T>,
    runs: Vec<BufReader<File>>,
    /// The next item of each run, and of memory, which is the last.
    heads: BinaryHeap<Reverse<(T, usize)>>,
    failed: Option<io::Error>,
}

impl<T: Ord + DeserializeOwned> Items<T> {
    fn new(memory: Vec<T>, runs: Vec<File>) -> io::Result<Self> {
        let mut items = Self {
            memory: memory.into_iter(),
            runs: Vec::new(),
            heads: BinaryHeap::new(),
            failed: None,
        };
        for mut run in runs {
            run.rewind()?;
            items.runs.push(BufReader::new(run));
        }
        for run in 0..=items.runs.len() {
            if let Some(item) = items.from(run)? {
                items.heads.push(Reverse((item, run)));
            }
        }
        Ok(items)
    }

    /// The next item of a run.
    fn from(&mut self, run: usize) -> io::Result<Option<T>> {
        let Some(file) = self.runs.get_mut(run) else {
            return Ok(self.memory.next());
        };
        let mut length = [0; 4];
        match file.read_exact(&mut length) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
        let mut bytes = vec![0; u32::from_le_bytes(length) as usize];
        file.read_exact(&mut bytes)?;
        postcard::from_bytes(&bytes)
            .map(Some)
            .map_err(io::Error::other)
    }
}

impl<T: Ord + DeserializeOwned> Iterator for Items<T> {
    type Item = io::Result<T>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(error) = self.failed.take() {
            self.heads.clear();
            return Some(Err(error));
        }
        let run = self.heads.peek()?.0.1;
        let next = match self.from(run) {
            Ok(next) => next,
            Err(error) => {
                self.failed = Some(error);
                None
            }
        };
        let least = self.heads.peek_mut()?;
        let Reverse((item, run)) = PeekMut::pop(least);
        if let Some(next) = next {
            self.heads.push(Reverse((next, run)));
        }
        Some(Ok(item))
    }
}

/// Neighbouring items of one key together, `most` of each group at most; the rest of a larger group is passed over.
pub(super) fn groups<T, K: PartialEq>(
    items: impl Iterator<Item = io::Result<T>>,
    key: impl Fn(&T) -> K,
    most: usize,
    mut take: impl FnMut(&[T]) -> io::Result<()>,
) -> io::Result<()> {
    let mut group: Vec<T> = Vec::new();
    for item in items {
        let item = item?;
        if group.first().is_some_and(|first| key(first) != key(&item)) {
            take(&group)?;
            group.clear();
        }
        if group.len() < most {
            group.push(item);
        }
    }
    if group.is_empty() {
        Ok(())
    } else {
        take(&group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_back_sorted_from_memory_and_from_many_files() {
        let folder = tempfile::tempdir().unwrap();
        let items: Vec<(u64, String)> = (0..5_000_u64)
            .map(|n| (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40, n.to_string()))
            .collect();
        let mut expected = items.clone();
        expected.sort();
        for most in [1, 50, 10_000] {
            let mut sorted = Sorted::new(most, folder.path());
            for item in &items {
                sorted.push(item.clone()).unwrap();
            }
            assert_eq!(
                folder.path().read_dir().unwrap().count(),
                0,
                "nothing named"
            );
            let back: Vec<_> = sorted.read().unwrap().map(Result::unwrap).collect();
            assert!(back == expected, "{most}");
        }
    }

    #[test]
    fn groups_hold_neighbours_of_one_key_and_no_more_than_asked() {
        let items = [1, 1, 1, 2, 3, 3].into_iter().map(Ok);
        let mut told = Vec::new();
        groups(
            items,
            |item| *item,
            2,
            |group| {
                told.push(group.to_vec());
                Ok(())
            },
        )
        .unwrap();
        assert_eq!(told, [vec![1, 1], vec![2], vec![3, 3]]);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_an_error() {
        let mut sorted = Sorted::new(2, Path::new("/nonexistent"));
        assert!((0..10).try_for_each(|n: u64| sorted.push(n)).is_err());
    }
}
