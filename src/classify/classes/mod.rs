//! Record classes as data: `rules/record-classes.toml`, as the build script writes it, one row a class, and what points to one ([`Signal`]).
//!
//! Periods stay text here; the retention schedule reads them.

mod recognise;
mod vocabulary;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

pub(super) use self::recognise::Reader;

/// The file of the program.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Short names of sources, with what they are.
    pub sources: BTreeMap<String, String>,
    /// Words of columns, with what else heads call them.
    pub synonyms: BTreeMap<String, Vec<String>>,
    pub about: About,
    pub class: Vec<Row>,
}

/// What papers about records are called, and offices that keep them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Last words of the title of a paper about records.
    pub ends: Vec<String>,
    /// First words of one.
    pub begins: Vec<String>,
    /// Words behind them that number an edition.
    pub versions: Vec<String>,
    /// Words behind a title that make it the label of a value or the name of an office.
    pub parts: Vec<String>,
}

/// A class as the file gives it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub id: String,
    pub title: String,
    pub period: String,
    pub minimum: Option<String>,
    pub sources: Vec<String>,
    pub certainty: Certainty,
    /// Kinds of body that keep such records.
    pub bodies: Vec<String>,
    /// Folder names that point to it, in lower case words.
    pub folders: Vec<String>,
    #[serde(default)]
    pub titles: Vec<String>,
    #[serde(default)]
    pub forms: Vec<String>,
    /// The matter in words that other papers and offices have as well: never a heading.
    #[serde(default)]
    pub topics: Vec<String>,
    #[serde(default)]
    pub columns: Vec<Vec<String>>,
    /// Ids of rules.
    #[serde(default)]
    pub implies: Vec<String>,
    pub accessible: Option<String>,
    pub note: Option<String>,
}

/// How sure a start value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// A minimum or period in law.
    Statute,
    /// National guidance.
    Guidance,
    /// One published schedule.
    Example,
    /// Common custom, no source checked.
    Practice,
}

impl Certainty {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Statute => "statute",
            Self::Guidance => "guidance",
            Self::Example => "example",
            Self::Practice => "practice",
        }
    }
}

/// The classes of the program.
pub fn builtin() -> &'static File {
    static FILE: LazyLock<File> = LazyLock::new(|| {
        let json = include_str!(concat!(env!("OUT_DIR"), "/record-classes.json"));
        serde_json::from_str(json).expect("the classes of the program are tested")
    });
    &FILE
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
    /// Words of the rule book: `columns:upn+name`, `folder:pupils`, `title:school report`, `implies:uk-unique-pupil-number`.
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
