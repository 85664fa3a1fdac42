//! Principle 3, adequate, relevant and not excessive: more kinds, people or copies than the policy allows, and data that
//! no reader sees. What is adequate no scan can tell, for too little data is invisible.

use super::Indicator;
use super::check::{Case, Check, Need, any, counted, people};
use super::copies;
use crate::classify::Tally;
use crate::detect::{Class, Severity};

pub(super) const NOT_ALLOWED_HERE: Check = Check::new(
    "p3-not-allowed-here",
    &[3],
    Severity::Medium,
    Need::ALLOW,
    "remove or redact it, or add it to the purpose's `allow` list with a reason",
);

pub(super) const BULK: Check = Check::new(
    "p3-bulk",
    &[3, 7],
    Severity::Medium,
    Need::Said(
        |policy| {
            policy.defaults().max_subjects.is_some()
                || any(policy, |purpose| purpose.habits.max_subjects.is_some())
        },
        "the policy sets no `max_subjects`",
    ),
    "use the system of record, or cut rows",
);

pub(super) const DUPLICATE_COPY: Check = Check::new(
    "p3-duplicate-copy",
    &[3, 5],
    Severity::Low,
    Need::Nothing,
    "keep one",
);

pub(super) const HIDDEN_DATA: Check = Check::new(
    "p3-hidden-data",
    &[3, 7],
    Severity::Medium,
    Need::Nothing,
    "look at it, and strip it before the file is shared",
);

pub(super) const IDENTITY_COPY: Check = Check::new(
    "p3-identity-copy",
    &[3],
    Severity::Medium,
    Need::ALLOW,
    "record that the document was seen, and destroy the copy",
);

pub(super) const TEMPLATE_RESIDUE: Check = Check::new(
    "p3-template-residue",
    &[3],
    Severity::Note,
    Need::Nothing,
    "blank it",
);

/// Identifiers and categories that the purpose's allow list leaves out; one indicator names them all. Matches below the
/// policy's `defaults.confidence` do not count, nor do values that may be published, nor a letterhead in a document that is
/// about nobody.
pub(super) fn not_allowed_here(case: &Case<'_>) -> Option<Indicator> {
    let policy = case.assessor.policy()?;
    let purpose = case.ground?.purpose?;
    let allow = purpose.allow.as_ref().filter(|_| case.is_personal())?;
    let allowed = |rule: &str| allow.iter().any(|id| id == "*" || id == rule);
    let excess: Vec<(&str, &Tally)> = case
        .personal_rules()
        .filter(|(rule, tally)| {
            let published = case.listed.published(rule);
            !allowed(rule) && tally.confidence >= policy.confidence() && tally.count > published
        })
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
        .map(|(rule, tally)| format!("{rule} ({})", counted(tally.count, "value", "values")))
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

/// More people in one file than the policy allows.
pub(super) fn bulk(case: &Case<'_>) -> Option<Indicator> {
    let limit = case.habit(|habits| habits.max_subjects)?;
    let subjects = case.document.subjects;
    if subjects <= limit || !case.is_personal_file() {
        return None;
    }
    let confidence = case.confidence();
    Some(Indicator {
        basis: "`max_subjects` of the policy".to_owned(),
        detail: format!(
            "Indicator: {} in one file; limit for this purpose {limit}.",
            people(subjects)
        ),
        ..case.indicator(
            &BULK,
            case.weight(BULK.base).given(confidence).severity(),
            confidence,
        )
    })
}

/// Personal data that a reader of the document does not see.
pub(super) fn hidden_data(case: &Case<'_>) -> Option<Indicator> {
    let hidden = &case.signs().hidden;
    if hidden.is_empty() || !case.is_personal() {
        return None;
    }
    let confidence = case.confidence();
    let parts: Vec<String> = hidden
        .iter()
        .map(|(part, count)| format!("{} in {}", counted(*count, "value", "values"), unseen(part)))
        .collect();
    Some(Indicator {
        basis: "hidden parts of the document".to_owned(),
        detail: format!(
            "Indicator: {} that a reader does not see.",
            parts.join(", ")
        ),
        ..case.indicator(
            &HIDDEN_DATA,
            case.weight(HIDDEN_DATA.base).given(confidence).severity(),
            confidence,
        )
    })
}

/// What of a document is unseen.
fn unseen(part: &str) -> String {
    match part {
        "sheet" => "hidden sheets, rows or columns".to_owned(),
        "table" => "hidden rows or columns".to_owned(),
        "comment" => "comments".to_owned(),
        "deleted" => "tracked changes".to_owned(),
        "notes" => "speaker notes".to_owned(),
        "body" | "page" | "slide" | "text" => "hidden text".to_owned(),
        other => format!("a hidden {other}"),
    }
}

/// Copies of documents that prove who somebody is, where the purpose does not ask for their numbers: known by the file's
/// name, or by the lines for machines that passports and cards carry.
pub(super) fn identity_copy(case: &Case<'_>) -> Option<Indicator> {
    /// Rules whose values such documents carry; a purpose that allows one of them is the checking step.
    const NUMBERS: &[&str] = &[
        "machine-readable-zone",
        "uk-passport-number",
        "uk-driving-licence-number",
        "uk-biometric-residence-permit",
    ];
    let allow = case.purpose()?.allow.as_ref()?;
    if allow
        .iter()
        .any(|id| id == "*" || NUMBERS.contains(&id.as_str()))
    {
        return None;
    }
    let document = case.document;
    let zone = document.facts.rules.get(NUMBERS[0]);
    let name = document.member.as_deref().unwrap_or(&document.path);
    let named = copies::is_identity_document(name)
        && (case.is_personal() || document.classification.is_none());
    let (confidence, basis) = match zone {
        Some(tally) => (
            tally.confidence,
            "lines for machines as on a passport or card",
        ),
        None if named => (0.7, "the file's name"),
        None => return None,
    };
    let with = case.class.map_or("other records", |class| &class.title);
    Some(Indicator {
        rules: zone.iter().map(|_| NUMBERS[0].to_owned()).collect(),
        basis: basis.to_owned(),
        detail: format!("Indicator: copies of identity documents kept with {with}."),
        findings: case.findings(zone.iter().map(|_| NUMBERS[0])),
        ..case.indicator(
            &IDENTITY_COPY,
            case.weight(IDENTITY_COPY.base).given(confidence).severity(),
            confidence,
        )
    })
}

/// Values that only one person has, or what is sensitive, in a template or a specimen. A letterhead, an office's telephone
/// and whoever signs stand in templates by right.
pub(super) fn template_residue(case: &Case<'_>) -> Option<Indicator> {
    if !copies::is_template(&case.document.path) || !case.is_personal_file() {
        return None;
    }
    let real =
        |tally: &Tally| tally.confidence >= case.threshold() && tally.severity >= Severity::Medium;
    let rules: Vec<(&str, &Tally)> = case
        .personal_rules()
        .filter(|(_, tally)| real(tally))
        .collect();
    let confidence = rules
        .iter()
        .map(|(_, tally)| tally.confidence)
        .reduce(f32::max)?;
    let ids = || rules.iter().map(|(rule, _)| *rule);
    Some(Indicator {
        rules: ids().map(str::to_owned).collect(),
        basis: "the file's name; values that are valid".to_owned(),
        detail: "Indicator: template holds what looks like a real person's data.".to_owned(),
        findings: case.findings(ids()),
        ..case.indicator(
            &TEMPLATE_RESIDUE,
            case.weight(TEMPLATE_RESIDUE.base)
                .given(confidence)
                .severity(),
            confidence,
        )
    })
}
