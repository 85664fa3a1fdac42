//! Principle 5, decisions on disposal: what was to go and is still there, and what the law keeps although it was to go.
//! Both wait for the reviewers' decisions.

use jiff::civil::Date;

use super::check::{Case, Check, Need};
use super::decisions::{Decision, Ruling};
use super::{Indicator, State, p5};
use crate::crawl::Reason;
use crate::detect::Severity;

const DECISIONS: Need = Need::Given(
    |options| options.decisions.is_some(),
    "no decisions of reviewers were given",
);

pub(super) const NOT_DONE: Check = Check::new(
    "p5-disposal-not-done",
    &[5],
    Severity::Medium,
    DECISIONS,
    "destroy it, and look for copies",
);

pub(super) const BELOW_MINIMUM: Check = Check::new(
    "p5-below-minimum",
    &[5],
    Severity::Low,
    DECISIONS,
    "withdraw it from the list",
);

/// Approved for disposal before this day and still there, or there again in another place. A hold and a minimum in law
/// come before any approval.
pub(super) fn not_done(case: &Case<'_>) -> Option<Indicator> {
    let document = case.document;
    let decisions = case.assessor.options.decisions.as_ref()?;
    let as_of = case.assessor.as_of();
    let own = case.assessor.decision(document);
    let approved = own.or_else(|| decisions.disposed_elsewhere(document, as_of))?;
    let due = approved.decision == Ruling::Dispose && approved.date < as_of;
    let gone = document.reason == Some(Reason::Vanished);
    if !due || gone || case.hold().is_some() || kept_by_law(case).is_some() {
        return None;
    }
    let Decision { date, by, path, .. } = approved;
    let (basis, confidence) = match (own, &approved.content_hash) {
        (Some(_), Some(_)) => (format!("decision of {date} about this content"), 0.95),
        (Some(_), None) => (format!("decision of {date} about this place"), 0.8),
        (None, _) => (
            format!("decision of {date} about {path}, which had the same content"),
            0.95,
        ),
    };
    Some(Indicator {
        basis,
        detail: format!(
            "Indicator: disposal approved {date} by {by}; still held at {}.",
            case.address()
        ),
        ..case.indicator(&NOT_DONE, case.weight(NOT_DONE.base).severity(), confidence)
    })
}

/// To be disposed of, by an approval or on a list for one, although a minimum in law has not run.
pub(super) fn below_minimum(case: &Case<'_>) -> Option<Indicator> {
    let asked = case.assessor.decision(case.document)?;
    if !matches!(asked.decision, Ruling::Dispose | Ruling::RequestDisposal) {
        return None;
    }
    let (until, source) = kept_by_law(case)?;
    let (class, date) = (case.class?, asked.date);
    Some(Indicator {
        state: Some(State::BelowMinimum),
        due: Some(until),
        basis: format!("decision of {date}; {}", class.id),
        detail: format!("Safeguard: must be kept until {until} ({source})."),
        ..case.indicator(&BELOW_MINIMUM, BELOW_MINIMUM.base, case.class_confidence)
    })
}

/// The day until which the law asks that a file be kept, where it is still to come, and the law.
fn kept_by_law<'a>(case: &Case<'a>) -> Option<(Date, &'a str)> {
    let class = case.class.filter(|_| case.is_file())?;
    let until = class.retention.kept_by_law_until(&p5::dates(case))?;
    let source = class
        .minimum_source
        .as_deref()
        .unwrap_or("a minimum in law");
    (until >= case.assessor.as_of()).then_some((until, source))
}
