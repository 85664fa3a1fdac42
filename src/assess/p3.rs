//! Principle 3, adequate, relevant and not excessive: what a scan can see of it is data of a kind that the purpose of the
//! place does not ask for.

use super::Indicator;
use super::check::{Case, Check, Need};
use crate::classify::Tally;
use crate::detect::{Class, Severity};

pub(super) const NOT_ALLOWED_HERE: Check = Check::new(
    "p3-not-allowed-here",
    &[3],
    Severity::Medium,
    Need::Allow,
    "remove or redact it, or add it to the purpose's `allow` list with a reason",
);

/// Identifiers and categories that the purpose's allow list leaves out; one indicator names them all. Matches below the
/// policy's `defaults.confidence` do not count, and nor does a letterhead in a document that is about nobody.
pub(super) fn not_allowed_here(case: &Case<'_>) -> Option<Indicator> {
    let policy = case.assessor.policy()?;
    let purpose = case.ground?.purpose?;
    let allow = purpose.allow.as_ref().filter(|_| case.is_personal())?;
    let allowed = |rule: &str| allow.iter().any(|id| id == "*" || id == rule);
    let excess: Vec<(&str, &Tally)> = case
        .personal_rules()
        .filter(|(rule, tally)| !allowed(rule) && tally.confidence >= policy.confidence())
        .collect();
    let confidence = excess
        .iter()
        .map(|(_, tally)| tally.confidence)
        .reduce(f32::max)?;
    let mut weight = case.weight(NOT_ALLOWED_HERE.base).given(confidence);
    // What weighs is the data that ought not to be here, not what may.
    weight.grave = excess
        .iter()
        .any(|(rule, tally)| tally.class == Class::Sensitive || *rule == "uk-unique-pupil-number");
    let rules = || excess.iter().map(|(rule, _)| *rule);
    let counted: Vec<String> = excess
        .iter()
        .map(|(rule, tally)| format!("{rule} ({})", values(tally.count)))
        .collect();
    let verb = if counted.len() == 1 { "is" } else { "are" };
    Some(Indicator {
        rules: rules().map(str::to_owned).collect(),
        basis: format!("`allow` of purpose \"{}\"", purpose.name),
        detail: format!(
            "Indicator: {} {verb} not among the data allowed for \"{}\".",
            counted.join(", "),
            purpose.name
        ),
        findings: case.findings(rules()),
        ..case.indicator(&NOT_ALLOWED_HERE, weight.severity(), confidence)
    })
}

fn values(count: u64) -> String {
    match count {
        1 => "1 value".to_owned(),
        _ => format!("{count} values"),
    }
}
