//! `rules/record-classes.toml`. The build script reads it with this file as well.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The file of the program.
#[derive(Debug, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Serialize, Deserialize)]
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
    /// What the text of such records speaks of.
    #[serde(default)]
    pub words: Vec<String>,
    /// Ids of rules.
    #[serde(default)]
    pub implies: Vec<String>,
    pub accessible: Option<String>,
    pub note: Option<String>,
}

/// How sure a start value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
