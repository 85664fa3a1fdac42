//! Principle 6, in line with people's rights: where a search for somebody's data would be blind, and where people who
//! objected or were erased turn up again.

use std::collections::BTreeMap;

use super::check::{Case, Check, Need, counted};
use super::{Assessor, Indicator, Request};
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

/// The policy names the log of requests.
const REQUESTS: Need = Need::Said(
    |policy| policy.requests().is_some(),
    "the policy names no log of `requests`",
);

pub(super) const THIRD_PARTY: Check = Check::new(
    "p6-third-party",
    &[6],
    Severity::Low,
    REQUESTS,
    "redact what is about others, or ask them, before it is handed out",
);

pub(super) const REQUEST_OVERDUE: Check = Check::new(
    "p6-request-overdue",
    &[6],
    Severity::Medium,
    REQUESTS,
    "answer it",
);

/// A document about somebody whose request is open that names others as well.
pub(super) fn third_party(case: &Case<'_>) -> Option<Indicator> {
    let (mut others, mut concerned) = (0, Vec::new());
    for request in case.assessor.lists().requests.open(case.assessor.as_of()) {
        let found = case.listed.of_subject(&request.subject);
        if !found.is_empty() {
            others = others.max(beside(case, &found));
            concerned.push(request.reference.as_str());
        }
    }
    if others == 0 {
        return None;
    }
    Some(Indicator {
        basis: format!("values of the subject of request {}", concerned.join(", ")),
        detail: format!(
            "Flag: {} named; consider redaction or consent.",
            counted(others, "other person", "other people")
        ),
        ..case.indicator(&THIRD_PARTY, THIRD_PARTY.base, 0.8)
    })
}

/// How many people a document names besides one of whom so many values were found, by rule. Where it holds values of a kind
/// that is not known of that person, one of them is taken for theirs.
fn beside(case: &Case<'_>, found: &BTreeMap<&str, u64>) -> u64 {
    let counts = case.document.facts.subjects.counts();
    let others = counts.map(|(rule, all)| {
        let own = found.get(rule).copied().unwrap_or(1);
        all.saturating_sub(own)
    });
    others.max().unwrap_or_default()
}

/// Requests that were not answered in time; one indicator of the whole scan names them all.
pub(super) fn request_overdue(assessor: &Assessor) -> Option<Indicator> {
    let limit = assessor.access_limit();
    let as_of = assessor.as_of();
    let open = assessor.lists().requests.open(as_of);
    let late: Vec<String> = open
        .filter_map(|request| {
            let due = request
                .due()
                .unwrap_or_else(|| limit.after(request.received));
            let past = match request.due() {
                None => limit.to_string(),
                Some(due) => format!("the {due} set for it"),
            };
            let Request {
                reference,
                received,
                ..
            } = request;
            (due < as_of).then(|| format!("request {reference} received {received} is past {past}"))
        })
        .collect();
    let source = assessor.options.sources.first();
    let source = source.map_or("", |source| source.name.as_str());
    (!late.is_empty()).then(|| Indicator {
        basis: "the policy's log of `requests`".to_owned(),
        detail: format!("Indicator: {}.", late.join("; ")),
        ..assessor.indicator(
            &REQUEST_OVERDUE,
            (source, "", None),
            REQUEST_OVERDUE.base,
            1.0,
        )
    })
}

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
