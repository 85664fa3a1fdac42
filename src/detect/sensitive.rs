//! The sensitive categories: a topic, an assertion, a person, and what speaks against, by unit (sentence, row, field).

use super::rule::Book;

/// The term lists and context patterns, compiled.
pub struct Sensitive {}

/// What the document has shown so far: general text (policy, leaflet), who is spoken of.
#[derive(Debug, Default)]
pub struct Document {}

/// A person mentioned in a text: the span of a name or of a valid identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    pub start: usize,
    pub end: usize,
}

/// A sensitive category found about somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Id of the category.
    pub category: &'static str,
    /// Byte range of the words that carry the meaning, or the whole cell.
    pub start: usize,
    pub end: usize,
    pub confidence: f32,
    /// `group:health/cancer`, `assertion`, `person:name`, `header:ethnic-origin`, `general` …
    pub evidence: Vec<String>,
}

impl Sensitive {
    pub fn new(book: &Book) -> Self {
        let _ = book;
        Self {}
    }

    /// Looks at running text. `mentions` are in order of position.
    pub fn in_text(
        &self,
        text: &str,
        mentions: &[Mention],
        document: &mut Document,
        found: &mut Vec<Hit>,
    ) {
        let _ = (text, mentions, document, found);
    }

    /// Looks at one cell or field. `person` says that its row or record is about somebody (a name column, a valid identifier).
    pub fn in_cell(
        &self,
        header: &str,
        value: &str,
        person: bool,
        document: &mut Document,
        found: &mut Vec<Hit>,
    ) {
        let _ = (header, value, person, document, found);
    }
}
