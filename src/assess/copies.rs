//! Principle 5 besides the schedule itself: files that no schedule reaches, and working copies that were to be gone.
//! Names tell a copy; `rules/regimes/copies.toml` has the words.

use std::sync::LazyLock;

use jiff::ToSpan;
use serde::Deserialize;

use super::Indicator;
use super::check::{Case, Check, Need, age};
use crate::detect::Severity;

pub(super) const NO_SCHEDULE: Check = Check::new(
    "p5-no-schedule",
    &[5],
    Severity::Low,
    Need::Schedule,
    "assign a class of records to it",
);

pub(super) const STALE_COPY: Check = Check::new(
    "p5-stale-copy",
    &[5, 3],
    Severity::Low,
    Need::Nothing,
    "delete it, once it is sure that nothing is lost with it",
);

/// `rules/regimes/copies.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    endings: Vec<String>,
    folders: Vec<String>,
    starts: Vec<String>,
    ends: Vec<String>,
    words: Vec<String>,
    identity: Vec<String>,
    templates: Templates,
}

/// What templates and specimens are called.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Templates {
    endings: Vec<String>,
    folders: Vec<String>,
    words: Vec<String>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/copies.json")))
        .expect("the names of the program are tested")
});

/// Months that a working copy may last.
const WORKING: i32 = 3;

/// Personal data in a file of no recognised class: nothing says when it is to go.
pub(super) fn no_schedule(case: &Case<'_>) -> Option<Indicator> {
    if case.class.is_some() || !case.is_personal_file() {
        return None;
    }
    let confidence = case.confidence();
    Some(Indicator {
        basis: "neither policy, folder nor content points to one class of records".to_owned(),
        detail: "Indicator: no retention rule applies to this file.".to_owned(),
        ..case.indicator(
            &NO_SCHEDULE,
            case.weight(NO_SCHEDULE.base).given(confidence).severity(),
            confidence,
        )
    })
}

/// A backup, a temporary or an old copy with personal data that is older than working copies may be.
pub(super) fn stale_copy(case: &Case<'_>) -> Option<Indicator> {
    let zone = case.ground.is_some_and(|ground| ground.working);
    let named = is_working_copy(&case.document.path);
    if !(zone || named) || !case.is_personal_file() {
        return None;
    }
    let as_of = case.assessor.as_of();
    let written = case.written();
    if written.is_some_and(|day| day.saturating_add(WORKING.months()) > as_of) {
        return None;
    }
    let confidence = case.confidence();
    let mut weight = case.weight(STALE_COPY.base).given(confidence);
    weight.less += u8::from(written.is_none());
    let old = written.map_or("of unknown age".to_owned(), |day| {
        format!("{} old", age(day, as_of))
    });
    Some(Indicator {
        basis: if zone {
            "a zone of the policy for working copies"
        } else {
            "the name of the file or its folder"
        }
        .to_owned(),
        detail: format!("Indicator: working copy {old} with personal data."),
        ..case.indicator(&STALE_COPY, weight.severity(), confidence)
    })
}

/// The name says that the file is a working copy.
pub(super) fn is_working_copy(path: &str) -> bool {
    let path = path.to_lowercase();
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let among = |list: &[String], what: &str| list.iter().any(|known| known == what);
    among(&NAMES.endings, ending)
        || name.ends_with('~')
        || NAMES
            .starts
            .iter()
            .any(|start| name.starts_with(start.as_str()))
        || NAMES.ends.iter().any(|end| stem.ends_with(end.as_str()))
        || NAMES.words.iter().any(|words| has_words(stem, words))
        || folders
            .split('/')
            .any(|folder| among(&NAMES.folders, folder))
}

/// The name says that the file is a copy of a document that proves who somebody is.
pub(super) fn is_identity_document(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let stem = name
        .rsplit_once('.')
        .map_or(name.as_str(), |(stem, _)| stem);
    NAMES.identity.iter().any(|words| has_words(stem, words))
}

/// The name says that the file is there to be filled in, or to show how it is done.
pub(super) fn is_template(path: &str) -> bool {
    let path = path.to_lowercase();
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let known = &NAMES.templates;
    known.endings.iter().any(|own| own == ending)
        || known.words.iter().any(|words| has_words(stem, words))
        || folders
            .split('/')
            .any(|folder| known.folders.iter().any(|own| own == folder))
}

/// A name holds some words, whole.
fn has_words(name: &str, words: &str) -> bool {
    let name = name.replace('_', " ");
    let bounded = |sign: Option<char>| sign.is_none_or(|sign| !sign.is_alphanumeric());
    name.match_indices(words).any(|(at, found)| {
        bounded(name[..at].chars().next_back()) && bounded(name[at + found.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_working_copies_and_identity_documents() {
        for (path, expected) in [
            ("HR/staff.bak", true),
            ("HR/Copy of staff.xlsx", true),
            ("HR/staff - Copy.xlsx", true),
            ("HR/~$staff.docx", true),
            ("Backups/staff.csv", true),
            ("$RECYCLE.BIN/a.csv", true),
            ("HR/staff (conflicted copy 2020).csv", true),
            ("HR/staff.xlsx", false),
            ("HR/Photocopy orders.xlsx", false),
            ("HR/Backup generator rota.docx", false),
            ("HR/staff backup.xlsx", true),
            ("HR/oldest.csv", false),
        ] {
            assert_eq!(is_working_copy(path), expected, "{path}");
        }
        for (path, expected) in [
            ("HR/Passport_scan.pdf", true),
            ("HR/Okonjo driving licence.jpg", true),
            ("HR/Passports.csv", true),
            ("HR/Passporting of benefits.doc", false),
            ("Passport office/letter.doc", false),
        ] {
            assert_eq!(is_identity_document(path), expected, "{path}");
        }
        for (path, expected) in [
            ("HR/Reference.dotx", true),
            ("HR/Templates/Offer.docx", true),
            ("HR/Offer letter TEMPLATE.docx", true),
            ("HR/Contemplated changes.docx", false),
            ("HR/Offer.docx", false),
        ] {
            assert_eq!(is_template(path), expected, "{path}");
        }
    }
}
