//! Weighs facts against a policy and a regime: a pure function that touches no source and no clock.
//!
//! One file a principle holds its checks; [`Assessor::document`] asks them of one document, [`Share`] of all of them. What
//! comes out is reasons to look, never verdicts, and may be thrown away and made anew with another policy or another day.

mod check;
mod classes;
mod p1;
mod p3;
mod p5;
mod p6;
mod p7;
mod policy;
mod regime;
pub mod retention;
mod share;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use self::check::Case;
pub use self::check::{ClassBy, NotExamined};
pub use self::classes::{Certainty, Class, Classes};
pub use self::policy::{Ground, Hold, Message, Organisation, Policy, Purpose, TEMPLATE};
pub use self::regime::{Category, Regime, Term};
pub use self::share::Share;
use crate::detect::Severity;
use crate::inventory::{Document, Source};

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
    /// What says so.
    pub class_by: Option<ClassBy>,
    pub accessible_record: Option<String>,
    pub indicators: Vec<Indicator>,
}

/// What the assessor is told besides policy, regime and day.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Print every state of retention, not only overdue and may-be-overdue.
    pub all: bool,
    /// What is known of the sources; a source that is not named is a plain one.
    pub sources: Vec<Source>,
    /// Where share-wide work that outgrows memory waits, unnamed.
    pub temp_dir: PathBuf,
}

/// Weighs documents against one policy and one regime, on one day.
pub struct Assessor {
    policy: Option<Policy>,
    regime: Regime,
    as_of: Date,
    options: Options,
}

impl Assessor {
    pub fn new(policy: Option<Policy>, regime: Regime, as_of: Date, options: Options) -> Self {
        Self {
            policy,
            regime,
            as_of,
            options,
        }
    }

    /// What the policy says of a document, and the indicators that follow from it alone.
    pub fn document(&self, document: &Document) -> Assessment {
        let case = Case::new(self, document);
        Assessment {
            purpose: case
                .ground
                .and_then(|ground| ground.purpose)
                .map(|purpose| purpose.name.clone()),
            responsible: case.responsible().map(str::to_owned),
            record_class: case.class.map(|class| class.id.clone()),
            class_by: case.class_by,
            accessible_record: case.accessible().map(str::to_owned),
            indicators: [
                p1::no_purpose(&case),
                p3::not_allowed_here(&case),
                p5::over_retention(&case),
                p6::unsearchable(&case),
                p7::credential(&case),
            ]
            .into_iter()
            .flatten()
            .collect(),
        }
    }

    /// Starts what needs the whole share.
    pub fn share(&self) -> Share<'_> {
        Share::new(self)
    }

    /// The principles, and checks of them, that cannot be examined, with the reason; in order.
    pub fn not_examined(&self) -> Vec<NotExamined> {
        check::not_examined(self.policy.as_ref())
    }

    pub fn policy(&self) -> Option<&Policy> {
        self.policy.as_ref()
    }

    pub fn regime(&self) -> &Regime {
        &self.regime
    }

    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// Where work that outgrows memory waits, unnamed.
    pub fn temp_dir(&self) -> &Path {
        &self.options.temp_dir
    }

    /// What is known of a source.
    fn source(&self, name: &str) -> Option<&Source> {
        self.options
            .sources
            .iter()
            .find(|source| source.name == name)
    }
}

impl Assessment {
    /// Writes what the policy says of a document into its record.
    pub fn fill(&self, document: &mut Document) {
        document.purpose.clone_from(&self.purpose);
        document.responsible.clone_from(&self.responsible);
        document.record_class.clone_from(&self.record_class);
        document
            .accessible_record
            .clone_from(&self.accessible_record);
    }
}
