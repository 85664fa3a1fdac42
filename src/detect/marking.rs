//! Protective markings: words that count where a mark stands, not in prose.

use super::rule::Book;

/// The list of markings, compiled.
pub struct Markings {}

/// A marking found.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    pub start: usize,
    pub end: usize,
    /// The mark as the rule book writes it.
    pub canonical: &'static str,
    pub confidence: f32,
    pub evidence: Vec<&'static str>,
}

impl Markings {
    pub fn new(book: &Book) -> Self {
        let _ = book;
        Self {}
    }

    /// Looks for marks. `edge` says that the text is where marks stand: header, footer, head or foot of a page, subject, properties, file name.
    pub fn in_text(&self, text: &str, edge: bool, found: &mut Vec<Mark>) {
        let _ = (text, edge, found);
    }
}
