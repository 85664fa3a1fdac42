//! Segments to findings: one pass for all rules, then context, confidence and the choice between rules on one span.
//!
//! Knows text and structure (rows, records, names), never paths or files.

mod marking;
mod matched;
mod names;
pub mod rule;
mod sensitive;
mod words;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use matched::Matched;

use crate::extract::{Location, Segment};

/// What kind of thing a rule finds (`class` in records).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// An identifier of a living individual.
    Personal,
    /// One of the sensitive categories.
    Sensitive,
    /// A protective marking or words of confidence.
    Confidential,
    /// A password or key.
    Credential,
}

/// How much a finding or indicator matters: 1 to 5 in the indicator tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    Note = 1,
    Low,
    Medium,
    High,
    Critical,
}

/// What every finding of a rule has in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// Kebab-case id, as in the rule book and in records.
    pub id: String,
    pub class: Class,
    /// The base severity, before the rules of the principles.
    pub severity: Severity,
    /// Principles of the 1998 Act that a find specially bears on.
    pub principles: Vec<u8>,
}

/// One rule matched at one location.
#[derive(Debug, Clone)]
pub struct Finding {
    pub rule: Arc<Meta>,
    pub location: Location,
    /// What matched, as written; for a sensitive category the words that carry the meaning, or the cell.
    pub text: Matched,
    /// The normal form, which the fingerprint and the count of subjects are made of.
    pub normalised: Matched,
    /// 0 to 1.
    pub confidence: f32,
    /// Ids of the rule book that tell why: `check-digit`, `label:nhs-number`, `header:nhs-number`, `group:health/cancer`.
    pub evidence: Vec<String>,
}

/// Options of this stage.
#[derive(Debug, Clone)]
pub struct Options {
    /// Findings below this are dropped.
    pub min_confidence: f32,
    /// Today, for dates of birth.
    pub today: jiff::civil::Date,
}

/// The compiled rule book. Cheap to share between threads.
pub struct Engine {}

impl Engine {
    /// Compiles a rule book.
    pub fn new(book: &rule::Book) -> Self {
        let _ = book;
        unimplemented!()
    }

    /// Starts a document.
    pub fn session(&self, options: &Options) -> Session<'_> {
        let _ = options;
        unimplemented!()
    }
}

/// One document on its way through the engine: remembers headers of tables and who is spoken of.
pub struct Session<'e> {
    engine: &'e Engine,
}

impl Session<'_> {
    /// Looks at the next segment. Findings may come later than their segment, in order of the document within a table.
    pub fn segment(&mut self, segment: Segment, sink: &mut dyn FnMut(Finding)) {
        let _ = (segment, sink, self.engine);
        unimplemented!()
    }

    /// The document has ended.
    pub fn finish(self, sink: &mut dyn FnMut(Finding)) {
        let _ = sink;
        unimplemented!()
    }
}
