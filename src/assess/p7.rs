//! Principle 7, secure: credentials stored in clear, and files that everybody can read or change.
//!
//! Permission bits tell what the system scanned from enforces; the rights of the share itself are not seen.

use super::Indicator;
use super::check::{Case, Check, Need, people};
use crate::detect::{Class, Severity};

pub(super) const CREDENTIAL: Check = Check::new(
    "p7-credential",
    &[7],
    Severity::Critical,
    Need::Nothing,
    "change it, and remove it from the file",
);

pub(super) const OPEN_PERMISSIONS: Check = Check::new(
    "p7-open-permissions",
    &[7],
    Severity::High,
    Need::Nothing,
    "restrict the file to those who need it",
);

/// A password or key in the text. In every document, personal or not.
pub(super) fn credential(case: &Case<'_>) -> Option<Indicator> {
    let mut rules = Vec::new();
    let (mut confidence, mut count) = (0.0_f32, 0);
    for (rule, tally) in &case.document.facts.rules {
        if tally.class == Class::Credential {
            rules.push(rule.clone());
            confidence = confidence.max(tally.confidence);
            count += tally.count;
        }
    }
    if rules.is_empty() {
        return None;
    }
    let severity = case.weight(CREDENTIAL.base).given(confidence).severity();
    let stored = match count {
        1 => "a credential is".to_owned(),
        _ => format!("{count} credentials are"),
    };
    Some(Indicator {
        basis: "a password or key beside its label".to_owned(),
        detail: format!("Indicator: {stored} stored in clear."),
        findings: case.findings(rules.iter().map(String::as_str)),
        rules,
        ..case.indicator(&CREDENTIAL, severity, confidence)
    })
}

/// Personal data that everybody on the system can read or change. Whether it is printed, the whole share decides: see
/// [`super::Share`]. That everyone can reach it is its base already and does not weigh twice.
pub(super) fn open_permissions(case: &Case<'_>) -> Option<Indicator> {
    let mode = case.document.mode.as_deref()?;
    let can = match others(mode)? {
        (true, false) => "read",
        (false, true) => "change",
        (true, true) => "read and change",
        (false, false) => return None,
    };
    if !case.is_personal() || !case.is_file() {
        return None;
    }
    let confidence = case.confidence();
    let mut weight = case.weight(OPEN_PERMISSIONS.base).given(confidence);
    weight.public = false;
    Some(Indicator {
        basis: format!("mode {mode}"),
        detail: format!(
            "Indicator: everyone can {can} personal data of {}.",
            people(case.document.subjects)
        ),
        ..case.indicator(&OPEN_PERMISSIONS, weight.severity(), confidence)
    })
}

/// Whether others than owner and group may read and write, from octal permission bits.
pub(super) fn others(mode: &str) -> Option<(bool, bool)> {
    let bits = u32::from_str_radix(mode, 8).ok()?;
    Some((bits & 0o4 != 0, bits & 0o2 != 0))
}
