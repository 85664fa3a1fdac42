//! The sensitive categories by name, and what is wrong with a line of their lists.
//!
//! The build script reads the lists of the program with this file: it uses nothing of the crate.

/// The categories, as rule ids; data files name these.
pub(crate) const CATEGORIES: [&str; 11] = [
    "racial-ethnic-origin",
    "political-opinion",
    "religious-belief",
    "trade-union-membership",
    "health",
    "sexual-life",
    "criminal-offence",
    "criminal-proceedings",
    "genetic-data",
    "biometric-data",
    CONFIDENCE,
];

/// Words of confidence: no category of the law, and about a document rather than somebody.
pub(crate) const CONFIDENCE: &str = "duty-of-confidence";

/// A set of categories, by index.
pub(crate) type Categories = u16;

/// `any`, or ids of categories joined by `|`.
pub(crate) fn parse_categories(written: &str) -> Result<Categories, String> {
    if written == "any" {
        return Ok(Categories::MAX);
    }
    written.split('|').try_fold(0, |bits, id| {
        let index = CATEGORIES.iter().position(|category| *category == id);
        let index = index.ok_or_else(|| format!("`{id}` is no category"))?;
        Ok(bits | 1 << index)
    })
}

/// A line of data that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Below `rules/`.
    pub path: String,
    pub line: usize,
    pub message: String,
}

impl Fault {
    pub(crate) fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            message: message.into(),
        }
    }
}
