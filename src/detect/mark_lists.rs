//! The lists of protective markings, as the files of a rule book give them.
//!
//! The build script reads those of the program with this file, so that a start need not.

use serde::{Deserialize, Serialize};

use super::lexicon::{Lexicon, Uses};
use super::rule::Book;
use super::words::fold_phrase;

/// The lists of a book.
#[derive(PartialEq, Serialize, Deserialize)]
pub(super) struct Lists {
    /// Those of most words first.
    pub(super) marks: Vec<Entry>,
    pub(super) labels: Vec<String>,
    pub(super) descriptors: Vec<String>,
}

/// A mark of the list.
#[derive(PartialEq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Folded.
    pub(super) words: Vec<String>,
    pub(super) rank: u8,
    pub(super) edge_only: bool,
    pub(super) canonical: String,
}

impl Lists {
    /// Reads the files; the first words of marks, and the longest of long ones, go into the lexicon.
    pub(super) fn read(book: &Book, lexicon: &mut Lexicon) -> Self {
        let marks = book
            .file("sensitive/terms/protective-marking.txt")
            .unwrap_or_default();
        let mut marks: Vec<_> = marks.lines().filter_map(Entry::parse).collect();
        marks.sort_by_key(|entry| std::cmp::Reverse(entry.words.len()));
        for entry in &marks {
            if let Some(first) = entry.words.first() {
                lexicon.add(first, Uses::MARKING);
            }
            // The longest word is rarer than the first, which may be `not`.
            let longest = entry.words.iter().max_by_key(|word| word.len());
            if let Some(longest) = longest.filter(|_| entry.is_unmistakable()) {
                lexicon.add(longest, Uses::LONG_MARKING);
            }
        }
        let around = book.file("sensitive/mark-words.txt").unwrap_or_default();
        let of_kind = |kind: &str| {
            around
                .lines()
                .filter_map(|line| line.strip_prefix(kind)?.strip_prefix('\t'))
                .map(fold_phrase)
                .collect()
        };
        Self {
            marks,
            labels: of_kind("label"),
            descriptors: of_kind("descriptor"),
        }
    }
}

impl Entry {
    /// Long enough to be a mark however it is written.
    pub(super) fn is_unmistakable(&self) -> bool {
        self.words.len() > 2 && !self.edge_only
    }

    /// A line of the list; remarks and lines that are no marks are none.
    fn parse(line: &str) -> Option<Self> {
        let mut fields = line.split('\t');
        let written = fields.next().filter(|written| !written.starts_with('#'))?;
        let rank = fields.next()?.parse().ok()?;
        let edge_only = fields.next()? == "edge";
        Some(Self {
            words: fold_phrase(written).split(' ').map(str::to_owned).collect(),
            rank,
            edge_only,
            canonical: fields.next().unwrap_or(written).to_owned(),
        })
    }
}
