//! Principle 1, fair and lawful: what a scan can see of it is data for which nobody has declared a purpose.

use super::Indicator;
use super::check::{Case, Check, Need, people};
use crate::detect::Severity;

pub(super) const NO_PURPOSE: Check = Check::new(
    "p1-no-purpose",
    &[1, 2],
    Severity::Medium,
    Need::Purposes,
    "declare a purpose and an owner for this place, or move the file",
);

/// Personal data in a place that no purpose of the policy covers.
pub(super) fn no_purpose(case: &Case<'_>) -> Option<Indicator> {
    let declared = case
        .assessor
        .policy()
        .is_some_and(|policy| !policy.purposes().is_empty());
    let covered = case.ground.is_some_and(|ground| ground.purpose.is_some());
    if !declared || covered || !case.is_personal() || !case.is_file() {
        return None;
    }
    let confidence = case.confidence();
    let severity = case.weight(NO_PURPOSE.base).given(confidence).severity();
    Some(Indicator {
        basis: "no purpose of the policy names this path".to_owned(),
        detail: format!(
            "Indicator: personal data of {} in a place for which no purpose is declared.",
            people(case.document.subjects)
        ),
        findings: case.findings(case.personal_rules().map(|(rule, _)| rule)),
        ..case.indicator(&NO_PURPOSE, severity, confidence)
    })
}
