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
