//! Findings to facts: what a document is, as far as its findings tell. Holds no text of the document.

mod subjects;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use subjects::Subjects;

use crate::detect::{Class, Severity};

/// What a document holds.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Classification {
    #[default]
    None,
    Personal,
    Sensitive,
}

/// The findings of one rule in one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    pub class: Class,
    pub severity: Severity,
    pub count: u64,
    /// The highest confidence among them.
    pub confidence: f32,
    /// Record ids of the first few findings, best first met.
    pub findings: Vec<String>,
}

/// What is known of one document after classify.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    pub classification: Classification,
    /// Ids of the sensitive categories found.
    pub categories: BTreeSet<String>,
    /// The highest protective marking found, as the rule book writes it.
    pub marking: Option<String>,
    pub subjects: Subjects,
    /// Findings by rule id.
    pub rules: BTreeMap<String, Tally>,
    /// The latest date in the text that is not in the future and not a date of birth.
    pub last_date: Option<Date>,
    /// The latest year named in the file's name or folders (the year's last day is its date).
    pub name_year: Option<i16>,
    /// Id of the record class recognised from path, by policy or the built-in classes.
    pub record_class: Option<String>,
}

/// Gathers the findings of one document into its facts.
#[derive(Debug, Default)]
pub struct Gather {
    facts: Facts,
}

impl Gather {
    /// Takes one finding: `id` is its record id, `key` a keyed hash of rule and normal form.
    pub fn finding(&mut self, finding: &crate::detect::Finding, id: &str, key: u64) {
        let _ = (finding, id, key);
        unimplemented!()
    }

    /// Takes the facts of a member: a container's categories, classification and subjects are the union of its members'.
    pub fn member(&mut self, facts: &Facts) {
        let _ = facts;
        unimplemented!()
    }

    /// The facts; `path` is the document's address (for years named in it).
    pub fn finish(self, path: &str) -> Facts {
        let _ = path;
        self.facts
    }
}
