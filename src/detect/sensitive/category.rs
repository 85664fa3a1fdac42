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
