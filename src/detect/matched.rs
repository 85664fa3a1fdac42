//! The one type that holds text of a document after matching.

use std::fmt;

/// Matched text. Its [`Debug`] and [`Display`](fmt::Display) print no part of it, and it cannot be serialised; only
/// [`Matched::reveal`] gives the text, and only the pipeline calls that, to mask, to fingerprint, or under `--reveal`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Matched(Box<str>);

impl Matched {
    pub fn new(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// The text itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Matched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[matched]")
    }
}

impl fmt::Display for Matched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[matched]")
    }
}
