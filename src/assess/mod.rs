//! Weighs facts against a policy and a regime: a pure function that touches no source and no clock.
//!
//! One file a principle holds its checks; [`Assessor::document`] asks them of one document, [`Share`] of all of them. What
//! comes out is reasons to look, never verdicts, and may be thrown away and made anew with another policy or another day.

mod check;
mod classes;
mod copies;
mod decisions;
mod disposal;
mod listed;
mod log;
mod marking;
mod p1;
mod p2;
mod p3;
mod p4;
mod p5;
mod p6;
mod p7;
mod p8;
mod places;
mod policy;
mod regime;
mod requests;
pub mod retention;
mod share;
mod sorted;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use self::check::{Case, Check};
pub use self::check::{ClassBy, NotExamined};
pub use self::classes::{Certainty, Class, Classes};
pub use self::decisions::{Decision, Decisions, Ruling};
pub use self::listed::{Listed, Lists};
pub use self::places::{List, lists};
pub use self::policy::{
    Found, Ground, Habits, Hold, Message, Organisation, Policy, Purpose, Register, TEMPLATE,
};
pub use self::regime::{Category, Regime, Term};
pub use self::requests::{Request, Requests};
use self::retention::Length;
pub use self::share::{Moved, Share, Times};
use crate::detect::Severity;
use crate::inventory::{Document, Source, ids};

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
    /// Set by the checks of retention alone, as are the next two.
    pub state: Option<State>,
    /// The day on which the period ends or ended.
    pub due: Option<Date>,
    /// It rests on when the file was last written and on nothing else.
    pub file_time_only: Option<bool>,
    /// Octal permission bits, where they are what it rests on.
    pub mode: Option<String>,
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

/// Asks a check of one document.
type Ask = fn(&Case<'_>) -> Option<Indicator>;

/// The checks that one document answers, in order of principle.
const DOCUMENT: &[(&Check, Ask)] = &[
    (&p1::SENSITIVE_NO_CONDITION, p1::sensitive_no_condition),
    (&p1::NO_PURPOSE, p1::no_purpose),
    (&p1::CONFIDENCE_OUTSIDE, p1::confidence_outside),
    (&p1::FORM_NO_NOTICE, p1::form_no_notice),
    (&p2::WRONG_HOME, p2::wrong_home),
    (&p2::RECIPIENT_NOT_DECLARED, p2::recipient_not_declared),
    (&p3::NOT_ALLOWED_HERE, p3::not_allowed_here),
    (&p3::BULK, p3::bulk),
    (&p3::HIDDEN_DATA, p3::hidden_data),
    (&p3::IDENTITY_COPY, p3::identity_copy),
    (&p3::TEMPLATE_RESIDUE, p3::template_residue),
    (&p4::INVALID_IDENTIFIER, p4::invalid_identifier),
    (&p4::IMPOSSIBLE_DATE, p4::impossible_date),
    (&p4::MANGLED_VALUES, p4::mangled_values),
    (&p4::STALE_UNREVIEWED, p4::stale_unreviewed),
    (&p5::OVER_RETENTION, p5::over_retention),
    (&copies::NO_SCHEDULE, copies::no_schedule),
    (&copies::STALE_COPY, copies::stale_copy),
    (&disposal::NOT_DONE, disposal::not_done),
    (&disposal::BELOW_MINIMUM, disposal::below_minimum),
    (&p6::UNSEARCHABLE, p6::unsearchable),
    (&p6::THIRD_PARTY, p6::third_party),
    (&p6::SUPPRESSED_PERSON, p6::suppressed_person),
    (&p7::NO_OWNER, p7::no_owner),
    (&p7::SENSITIVE_UNRESTRICTED, p7::sensitive_unrestricted),
    (&p7::UNENCRYPTED, p7::unencrypted),
    (&p7::CREDENTIAL, p7::credential),
    (&p7::PUBLIC_PLACE, p7::public_place),
    (&p7::OFFSITE_COPY, p7::offsite_copy),
    (&p7::MAIL_STORE, p7::mail_store),
    (&marking::MISSING, marking::missing),
    (&marking::CONFLICT, marking::conflict),
    (&p8::PUBLISHED_WORLDWIDE, p8::published_worldwide),
    (&p8::RECIPIENT_OUTSIDE, p8::recipient_outside),
];

impl Case<'_> {
    /// What the policy says of the document, and what its checks answer.
    fn assessed(&self) -> Assessment {
        let made = DOCUMENT
            .iter()
            .filter(|(check, _)| self.assessor.makes(check));
        Assessment {
            purpose: self.purpose().map(|purpose| purpose.name.clone()),
            responsible: self.responsible().map(str::to_owned),
            record_class: self.class.map(|class| class.id.clone()),
            class_by: self.class_by,
            accessible_record: self.accessible().map(str::to_owned),
            indicators: made.filter_map(|(_, ask)| ask(self)).collect(),
        }
    }
}

/// What the assessor is told besides policy, regime and day.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Print every state of retention, not only overdue and may-be-overdue.
    pub all: bool,
    /// What is known of the sources; a source that is not named is a plain one.
    pub sources: Vec<Source>,
    /// The organisation's lists of values.
    pub lists: Lists,
    /// What reviewers ruled, where their log was given.
    pub decisions: Option<Decisions>,
    /// Folders whose files share one time, where the whole inventory is known beforehand.
    pub moved: Moved,
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
        Case::new(self, document, &Listed::default()).assessed()
    }

    /// What reviewers last ruled about a document, if it still holds.
    pub fn decision(&self, document: &Document) -> Option<&Decision> {
        let decisions = self.options.decisions.as_ref()?;
        decisions.standing(document, self.as_of)
    }

    /// The organisation's lists of values.
    pub fn lists(&self) -> &Lists {
        &self.options.lists
    }

    /// How long an answer to a request for one's data may take: the policy's limit, else the law's.
    fn access_limit(&self) -> Length {
        let of_policy = self.policy.as_ref().and_then(Policy::access_limit);
        of_policy.unwrap_or_else(|| self.regime.access_limit())
    }

    /// Policy and options have what a check needs.
    fn makes(&self, check: &Check) -> bool {
        check.missing(self.policy.as_ref(), &self.options).is_none()
    }

    /// Starts what needs the whole share.
    pub fn share(&self) -> Share<'_> {
        Share::new(self)
    }

    /// The principles, and checks of them, that cannot be examined, with the reason; in order.
    pub fn not_examined(&self) -> Vec<NotExamined> {
        check::not_examined(self.policy.as_ref(), &self.options)
    }

    /// The checks there are, in order, with the 1998 number of the principle that each belongs to.
    pub fn checks() -> impl Iterator<Item = (&'static str, u8)> {
        check::CHECKS
            .iter()
            .map(|check| (check.id, check.principles[0]))
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

    /// An indicator about a document, or about a whole source where the path is empty, with nothing in it but what every
    /// one has.
    fn indicator(
        &self,
        check: &Check,
        (source, path, member): (&str, &str, Option<&str>),
        severity: Severity,
        confidence: f32,
    ) -> Indicator {
        Indicator {
            id: ids::indicator(source, path, member, check.id),
            source: source.to_owned(),
            path: path.to_owned(),
            member: member.map(str::to_owned),
            regime: self.regime.id.clone(),
            principles: check.principles.to_vec(),
            law: self.regime.law(check.id).to_owned(),
            check: check.id.to_owned(),
            severity,
            // Two places are all that such a number can mean.
            confidence: (confidence * 100.0).round() / 100.0,
            state: None,
            due: None,
            file_time_only: None,
            mode: None,
            rules: Vec::new(),
            basis: String::new(),
            detail: String::new(),
            findings: Vec::new(),
            remedy: check.remedy.to_owned(),
        }
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
