//! Files that are there twice: byte for byte, or with four in five of their rows the same. The one at home is the
//! original; the others are told.

use std::io;
use std::path::Path;

use super::{MEMORY, Seen, Tell, Told};
use crate::assess::check::{Case, people};
use crate::assess::p3::DUPLICATE_COPY;
use crate::assess::sorted::{Sorted, groups};

/// Rows that a table has at least, for its rows to say something.
const LEAST_ROWS: u64 = 10;
/// Keys of rows that are compared; the smallest of both, so that like tables share them.
const COMPARED: usize = 16;
/// Of a hundred rows, so many are the same in a copy.
const ALIKE: usize = 80;
/// Documents with one row in common that are compared with each other.
const TOGETHER: usize = 50;

/// Gathers contents and rows.
pub(super) struct Copies {
    /// Content, how far from home, and the document: the first of a content is the original.
    contents: Sorted<(u64, u8, Seen)>,
    /// A row's key, how many keys the document has, and the document.
    rows: Sorted<(u64, usize, Seen)>,
}

impl Copies {
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            contents: Sorted::new(MEMORY, folder),
            rows: Sorted::new(MEMORY, folder),
        }
    }

    /// Takes a file with personal data; members are copied with their file.
    pub(super) fn observe(&mut self, case: &Case<'_>, seen: &Seen) -> io::Result<()> {
        if !case.is_file() {
            return Ok(());
        }
        if seen.content != 0 && case.document.bytes > 0 {
            self.contents
                .push((seen.content, seen.away, seen.clone()))?;
        }
        let rows = &case.signs().rows;
        if rows.count >= LEAST_ROWS {
            let keys = rows.smallest.len().min(COMPARED);
            for key in &rows.smallest[..keys] {
                self.rows.push((*key, keys, seen.clone()))?;
            }
        }
        Ok(())
    }

    pub(super) fn finish(self, tell: &mut Tell<'_>) -> io::Result<()> {
        let mut original: Option<(u64, Seen)> = None;
        for item in self.contents.read()? {
            let (content, _, seen) = item?;
            match &original {
                Some((known, first)) if *known == content => {
                    tell(told(&seen, first, "the same content"))?;
                }
                _ => original = Some((content, seen)),
            }
        }
        alike(self.rows, tell)
    }
}

/// Tells the tables that share most of their rows with one that is more at home.
fn alike(rows: Sorted<(u64, usize, Seen)>, tell: &mut Tell<'_>) -> io::Result<()> {
    // A pair for each row in common: the copy, its original, and how many rows have to be.
    let mut pairs: Sorted<(Seen, Seen, usize)> = Sorted::new(MEMORY, &rows.folder());
    groups(
        rows.read()?,
        |(key, ..)| *key,
        TOGETHER,
        |group| {
            for (at, (_, keys, seen)) in group.iter().enumerate() {
                for (_, others, other) in &group[at + 1..] {
                    if seen.content == other.content && seen.content != 0 {
                        continue;
                    }
                    let needed = (keys.max(others) * ALIKE).div_ceil(100);
                    let (home, copy) = if (seen.away, seen.order) < (other.away, other.order) {
                        (seen, other)
                    } else {
                        (other, seen)
                    };
                    pairs.push((copy.clone(), home.clone(), needed))?;
                }
            }
            Ok(())
        },
    )?;
    let mut last = None;
    groups(
        pairs.read()?,
        |(copy, home, _)| (copy.order, home.order),
        COMPARED,
        |group| {
            let (copy, home, needed) = &group[0];
            if group.len() >= *needed && last != Some(copy.order) {
                last = Some(copy.order);
                tell(told(
                    copy,
                    home,
                    "at least 80 in 100 of its rows are the same",
                ))?;
            }
            Ok(())
        },
    )
}

fn told(copy: &Seen, original: &Seen, basis: &str) -> Told {
    let detail = format!(
        "Indicator: copy of {}; {} held twice.",
        original.address(),
        people(copy.subjects).replacen("about ", "", 1)
    );
    Told::new(&DUPLICATE_COPY, copy, basis, detail)
}
