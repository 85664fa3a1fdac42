//! Principle 1, fair and lawful: data without a declared purpose or condition, confidences in the open, forms without a
//! notice. Whether processing is fair, or consent was free, no scan can tell.

use super::Indicator;
use super::check::{Case, Check, Need, any, people};
use super::policy::Purpose;
use crate::detect::Severity;

pub(super) const SENSITIVE_NO_CONDITION: Check = Check::new(
    "p1-sensitive-no-condition",
    &[1, 3],
    Severity::High,
    Need::Said(
        |policy| any(policy, |purpose| !purpose.conditions.is_empty()),
        "no purpose of the policy states `conditions`",
    ),
    "state the condition (and the policy document, where the law asks for one), or move or delete the data",
);

pub(super) const NO_PURPOSE: Check = Check::new(
    "p1-no-purpose",
    &[1, 2],
    Severity::Medium,
    Need::PURPOSES,
    "declare a purpose and an owner for this place, or move the file",
);

pub(super) const CONFIDENCE_OUTSIDE: Check = Check::new(
    "p1-confidence-outside",
    &[1, 7],
    Severity::Medium,
    Need::RESTRICTED,
    "move it to a restricted area, and see who has read it",
);

pub(super) const FORM_NO_NOTICE: Check = Check::new(
    "p1-form-no-notice",
    &[1],
    Severity::Low,
    Need::Nothing,
    "add the missing parts of the notice, or say where it is",
);

pub(super) const CONSENT_NOT_EVIDENCED: Check = Check::new(
    "p1-consent-not-evidenced",
    &[1],
    Severity::Low,
    Need::Said(
        |policy| any(policy, |purpose| !purpose.conditions.is_empty()),
        "no purpose of the policy states `conditions`",
    ),
    "file the consents beside the data, or state another condition",
);

/// Sensitive data in a place whose purpose states no condition for it under this regime.
pub(super) fn sensitive_no_condition(case: &Case<'_>) -> Option<Indicator> {
    let purpose = case.purpose().filter(|_| case.is_file())?;
    let regime = case.assessor.regime();
    let stated = |category: &str| {
        let shown = regime.shown_as(category);
        let mut conditions = [category, shown, "*"].into_iter();
        conditions.any(|key| {
            let condition = purpose.conditions.get(key);
            condition
                .and_then(|condition| regime.condition(condition))
                .is_some_and(|code| regime.is_for_sensitive(code))
        })
    };
    let lacking: Vec<&str> = case
        .categories()
        .into_iter()
        .filter(|category| regime.needs_condition(category) && !stated(category))
        .collect();
    if lacking.is_empty() {
        return None;
    }
    let confidence = case.confidence_of(&lacking);
    let mut weight = case.weight(SENSITIVE_NO_CONDITION.base).given(confidence);
    // That the data is sensitive is its base already.
    weight.grave = false;
    Some(Indicator {
        rules: lacking.iter().map(|id| (*id).to_owned()).collect(),
        basis: format!(
            "`conditions` of purpose \"{}\" under {}",
            purpose.name, regime.id
        ),
        detail: format!(
            "Indicator: {} about {} here; purpose \"{}\" states no condition for it.",
            lacking.join(", "),
            some(case.document.subjects),
            purpose.name
        ),
        findings: case.findings(lacking.iter().copied()),
        ..case.indicator(&SENSITIVE_NO_CONDITION, weight.severity(), confidence)
    })
}

/// Personal data in a place that no purpose of the policy covers.
pub(super) fn no_purpose(case: &Case<'_>) -> Option<Indicator> {
    if case.purpose().is_some() || !case.is_personal_file() {
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

/// Words of confidence where more than a restricted group can read them. What was told in confidence need not be about
/// anybody who is named.
pub(super) fn confidence_outside(case: &Case<'_>) -> Option<Indicator> {
    const WORDS: &str = "duty-of-confidence";
    let tally = case.document.facts.rules.get(WORDS)?;
    if case.is_restricted() || tally.confidence < case.threshold() {
        return None;
    }
    let weight = case.weight(CONFIDENCE_OUTSIDE.base).given(tally.confidence);
    Some(Indicator {
        rules: vec![WORDS.to_owned()],
        basis: "words of confidence in the text; the place is not restricted".to_owned(),
        detail: format!(
            "Indicator: marked as given in confidence, kept where {} can read it.",
            case.audience()
        ),
        findings: case.findings([WORDS]),
        ..case.indicator(&CONFIDENCE_OUTSIDE, weight.severity(), tally.confidence)
    })
}

/// A blank form that asks for people's data and does not say who, why, to whom and how long.
pub(super) fn form_no_notice(case: &Case<'_>) -> Option<Indicator> {
    let form = case.signs().form.as_ref()?;
    if form.missing.is_empty() {
        return None;
    }
    let asks: Vec<&str> = form.asks.iter().map(String::as_str).collect();
    let missing: Vec<&str> = form.missing.iter().map(|part| words(part)).collect();
    Some(Indicator {
        basis: format!("{} labels with nothing behind them", asks.len()),
        detail: format!(
            "Indicator: form asks for {}; no wording found on {}.",
            asks.join(", "),
            missing.join(", ")
        ),
        ..case.indicator(&FORM_NO_NOTICE, FORM_NO_NOTICE.base, 0.8)
    })
}

/// What a part of a notice tells.
fn words(part: &str) -> &str {
    match part {
        "controller" => "who holds the data",
        "purpose" => "what it is for",
        "disclosures" => "who else gets it",
        "retention" => "how long it is kept",
        other => other,
    }
}

/// A purpose rests on consent under this regime: the condition's code, where it does.
pub(super) fn consent_code<'a>(case: &Case<'a>, purpose: &'a Purpose) -> Option<&'a str> {
    let regime = case.assessor.regime();
    let mut codes = purpose
        .conditions
        .values()
        .filter_map(|condition| regime.condition(condition));
    codes.find(|code| regime.is_consent(code))
}

/// `about 12 people` without its first word.
fn some(number: u64) -> String {
    people(number).replacen("about ", "", 1)
}
