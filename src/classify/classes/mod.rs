//! Record classes as data: `rules/record-classes.toml`, as the build script writes it, one row a class, and what points to one ([`Signal`]).
//!
//! Periods stay text here; the retention schedule reads them.

mod file;
mod recognise;
mod vocabulary;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

pub use self::file::{Certainty, File, Row};
pub(super) use self::recognise::Reader;
use self::vocabulary::Vocabulary;

/// The classes of the program.
pub fn builtin() -> &'static File {
    static FILE: LazyLock<File> = LazyLock::new(|| {
        let bytes = include_bytes!(concat!(env!("OUT_DIR"), "/record-classes.bin"));
        postcard::from_bytes(bytes).expect("written by the build script")
    });
    &FILE
}

/// The words that point to them, as the build script draws them up.
fn vocabulary() -> &'static Vocabulary<'static> {
    static VOCABULARY: LazyLock<Vocabulary<'_>> = LazyLock::new(|| {
        let bytes = include_bytes!(concat!(env!("OUT_DIR"), "/class-words.bin"));
        postcard::from_bytes(bytes).expect("written by the build script")
    });
    &VOCABULARY
}

/// A folder's name as lower case words, without numbers and signs: `HR_Sickness 2009-10` is `hr sickness`.
pub fn folder_words(name: &str) -> String {
    let mut folded = String::new();
    vocabulary::fold_into(name, &mut folded, usize::MAX);
    let words = folded.split_whitespace();
    let words: Vec<&str> = words
        .map(|word| word.trim_matches(char::is_numeric))
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// A class that a document points to, with what says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    /// Id of the class.
    pub class: String,
    /// See [`CLEAR`].
    pub points: u8,
    /// Words of the rule book: `columns:upn+name`, `folder:pupils`, `title:school report`, `implies:uk-unique-pupil-number`;
    /// how many phrases of the text, `words:4`.
    pub evidence: Vec<String>,
}

/// From so many points on a class may be named, if it leads the next by so many.
pub const CLEAR: u8 = 4;
pub const LEAD: u8 = 2;

/// The class that is clear among signals, best first; else none is.
pub fn clear<'s>(signals: impl IntoIterator<Item = &'s Signal>) -> Option<&'s Signal> {
    let mut signals = signals.into_iter();
    let best = signals.next()?;
    let next = signals.next().map_or(0, |next| next.points);
    (best.points >= CLEAR && best.points >= next + LEAD).then_some(best)
}

#[cfg(test)]
mod tests;
