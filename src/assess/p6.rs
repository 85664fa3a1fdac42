//! Principle 6, in line with people's rights: where a search for somebody's data would be blind, and where people who
//! objected or were erased turn up again.

use super::Indicator;
use super::check::{Case, Check, Need, counted};
use crate::crawl::{Reason, Status};
use crate::detect::Severity;

pub(super) const UNSEARCHABLE: Check = Check::new(
    "p6-unsearchable",
    &[6],
    Severity::Low,
    Need::Nothing,
    "read it by hand when somebody asks for their data",
);

pub(super) const SUPPRESSED_PERSON: Check = Check::new(
    "p6-suppressed-person",
    &[6],
    Severity::Medium,
    Need::Said(
        |policy| policy.suppression().is_some(),
        "the policy names no `suppression` list",
    ),
    "remove their data",
);

/// Values of people who objected, or whose data was erased or corrected, found again.
pub(super) fn suppressed_person(case: &Case<'_>) -> Option<Indicator> {
    let found = case.listed.suppressed();
    if found == 0 {
        return None;
    }
    let weight = case.weight(SUPPRESSED_PERSON.base);
    Some(Indicator {
        basis: "fingerprints of the policy's `suppression` list".to_owned(),
        detail: format!(
            "Indicator: {} on the objection or erasure list appear here.",
            counted(found, "value of people", "values of people")
        ),
        ..case.indicator(&SUPPRESSED_PERSON, weight.severity(), 0.95)
    })
}

/// A document in scope that was not read, or not wholly. Its severity stays low whatever it holds: nobody knows that.
pub(super) fn unsearchable(case: &Case<'_>) -> Option<Indicator> {
    let what = match case.document.status {
        Status::Unreadable => "this document",
        Status::Partial => "part of this document",
        Status::Read | Status::Skipped => return None,
    };
    let reason = case.document.reason?;
    Some(Indicator {
        basis: reason.as_str().to_owned(),
        detail: format!(
            "Gap: {what} could not be searched ({}); subject access may miss it.",
            reason.as_str()
        ),
        remedy: remedy(reason).to_owned(),
        ..case.indicator(&UNSEARCHABLE, UNSEARCHABLE.base, 1.0)
    })
}

fn remedy(reason: Reason) -> &'static str {
    match reason {
        Reason::Encrypted => "obtain the password or key, or have the owner read it by hand",
        Reason::ImageOnly => "run character recognition on it, or read it by hand",
        Reason::Unsupported => "save it in a format that can be searched, or read it by hand",
        Reason::Corrupt | Reason::Crashed => {
            "restore it from a backup, or open and save it with the program that made it"
        }
        Reason::Timeout | Reason::Memory | Reason::Depth | Reason::Expansion => {
            "scan it again with higher limits, or read it by hand"
        }
        Reason::PermissionDenied => "scan it with an account that may read it",
        Reason::Io => "see to the drive, then scan it again",
        _ => UNSEARCHABLE.remedy,
    }
}
