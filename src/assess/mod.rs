//! Weighs facts against a policy and a regime: a pure function that touches no source and no clock.

use serde::{Deserialize, Serialize};

use crate::detect::Severity;

/// A reason to look: a principle may not be met here, because. Never a verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    pub id: String,
    pub source: String,
    pub path: String,
    pub member: Option<String>,
    pub regime: String,
    /// Principles by their 1998 numbers, a stable key under every regime.
    pub principles: Vec<u8>,
    /// The regime's own text.
    pub law: String,
    /// Id of the check, `p5-over-retention`.
    pub check: String,
    pub severity: Severity,
    pub confidence: f32,
    /// Set by the retention check alone.
    pub state: Option<State>,
    /// Rules or categories concerned.
    pub rules: Vec<String>,
    pub basis: String,
    pub detail: String,
    /// Ids of findings it rests on, the first few.
    pub findings: Vec<String>,
    pub remedy: String,
}

/// Where a document stands in its retention period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Overdue,
    MayBeOverdue,
    Due,
    Kept,
    CannotTell,
    Permanent,
    Held,
    BelowMinimum,
}

/// What the policy says of one document, and the indicators that follow.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Assessment {
    pub purpose: Option<String>,
    pub responsible: Option<String>,
    pub record_class: Option<String>,
    pub accessible_record: Option<String>,
    pub indicators: Vec<Indicator>,
}

/// What the assessor is told besides policy and regime.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Keep every retention state as an indicator, not only overdue and may-be-overdue.
    pub all: bool,
    /// What is known of the sources; see [`crate::inventory::Store::sources`].
    pub sources: Vec<crate::inventory::Source>,
    /// Where share-wide work that outgrows memory waits.
    pub temp_dir: std::path::PathBuf,
}

/// Weighs documents against one policy, one regime, on one day.
pub struct Assessor {
    policy: Option<Policy>,
}

/// A check that could not be made, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotExamined {
    pub principle: u8,
    /// Null when no check of the principle is built yet.
    pub check: Option<&'static str>,
    pub why: String,
}

impl Assessor {
    pub fn new(
        policy: Option<Policy>,
        regime: Regime,
        as_of: jiff::civil::Date,
        options: Options,
    ) -> Self {
        let _ = (regime, as_of, options);
        Self { policy }
    }

    /// What the policy says of a document, and the indicators that follow from it alone.
    pub fn document(&self, document: &crate::inventory::Document) -> Assessment {
        let _ = (document, &self.policy);
        unimplemented!()
    }

    /// Starts what needs the whole share.
    pub fn share(&self) -> Share<'_> {
        unimplemented!()
    }

    /// The principles and checks that this assessor cannot examine.
    pub fn not_examined(&self) -> Vec<NotExamined> {
        unimplemented!()
    }

    pub fn policy(&self) -> Option<&Policy> {
        self.policy.as_ref()
    }

    pub fn regime(&self) -> &Regime {
        unimplemented!()
    }

    pub fn as_of(&self) -> jiff::civil::Date {
        unimplemented!()
    }
}

/// What is gathered over all documents, in their order.
pub struct Share<'a> {
    assessor: &'a Assessor,
}

impl Share<'_> {
    pub fn observe(
        &mut self,
        document: &crate::inventory::Document,
        assessment: &Assessment,
    ) -> std::io::Result<()> {
        let _ = (document, assessment, self.assessor);
        unimplemented!()
    }

    /// The share-wide indicators.
    pub fn finish(self) -> std::io::Result<impl Iterator<Item = std::io::Result<Indicator>>> {
        Ok(std::iter::empty())
    }
}

/// A body of law as data.
pub struct Regime {}

impl Regime {
    /// `dpa-1998` or `uk-gdpr`.
    pub fn by_id(id: &str) -> Option<Self> {
        let _ = id;
        unimplemented!()
    }
}

/// The organisation's policy file, checked.
pub struct Policy {}

/// A mistake in a policy file, or something worth a second look: `policy.toml:LINE: [purpose] "paths": expected …, found …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub line: usize,
    pub text: String,
}

impl Policy {
    /// Reads a policy file's text. `rules` are the known rule ids, sensitive categories among them.
    /// Returns the policy and warnings, or every mistake.
    pub fn parse(
        text: &str,
        rules: &std::collections::BTreeSet<String>,
        as_of: jiff::civil::Date,
    ) -> Result<(Self, Vec<Message>), Vec<Message>> {
        let _ = (text, rules, as_of);
        unimplemented!()
    }

    /// 16 hex of BLAKE3 over the file's text.
    pub fn hash(&self) -> &str {
        unimplemented!()
    }

    /// A zone of the policy says that this path is never opened.
    pub fn ignored(&self, source: &str, path: &str) -> bool {
        let _ = (source, path);
        unimplemented!()
    }

    /// Some `[[share]]` speaks of this source.
    pub fn covers(&self, source: &str) -> bool {
        let _ = source;
        unimplemented!()
    }

    /// The regime named in the file.
    pub fn regime(&self) -> Option<&str> {
        unimplemented!()
    }
}

/// A policy file to start from, for `policy init`.
pub const POLICY_TEMPLATE: &str = "";

impl Assessment {
    /// Writes what the policy says of a document into its record.
    pub fn fill(&self, document: &mut crate::inventory::Document) {
        document.purpose.clone_from(&self.purpose);
        document.responsible.clone_from(&self.responsible);
        document.record_class.clone_from(&self.record_class);
        document
            .accessible_record
            .clone_from(&self.accessible_record);
    }
}
