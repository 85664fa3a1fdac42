//! People's names in running text and in cells.

use super::rule::Book;

/// The dictionaries of names, compiled.
pub struct Names {}

/// What a column or field of names holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Full,
    Forename,
    Surname,
}

/// A person's name in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    /// Byte range in the text.
    pub start: usize,
    pub end: usize,
    /// Forenames and surname in lower case, without title; what makes one person one subject.
    pub normalised: String,
    pub confidence: f32,
    /// Ids that tell why: `title`, `forename`, `surname`, `label:name` …
    pub evidence: Vec<&'static str>,
}

impl Names {
    pub fn new(book: &Book) -> Self {
        let _ = book;
        Self {}
    }

    /// The people named in running text, in order.
    pub fn in_text(&self, text: &str, found: &mut Vec<Name>) {
        let _ = (text, found);
    }

    /// The name in a cell or field whose header says that it holds one.
    pub fn in_cell(&self, value: &str, part: Part) -> Option<Name> {
        let _ = (value, part);
        None
    }

    /// The name in a cell or field that no header explains: only if the whole value reads as a name.
    pub fn in_plain_cell(&self, value: &str) -> Option<Name> {
        let _ = value;
        None
    }
}
