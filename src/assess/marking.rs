//! Principle 7, protective markings: missing where the policy asks for one, or in conflict with what the document holds,
//! with itself, with its time or with its place. Old and new schemes are both read; which mark equals which, the policy
//! says by what it asks for.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use super::Indicator;
use super::check::{Case, Check, Need};
use super::p7;
use crate::crawl::Status;
use crate::detect::Severity;

pub(super) const MISSING: Check = Check::new(
    "p7-marking-missing",
    &[7],
    Severity::Low,
    Need::MARKING,
    "mark it",
);

pub(super) const CONFLICT: Check = Check::new(
    "p7-marking-conflict",
    &[7],
    Severity::Medium,
    Need::MARKING,
    "mark it anew, or move it",
);

/// People from whom on a file asks for a mark, sensitive or not.
const BULK: u64 = 100;
/// From this rank on a mark asks for need to know.
const HIGH: u8 = 2;

/// `rules/regimes/markings.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    scheme: Vec<Scheme>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scheme {
    name: String,
    /// The last day on which it held.
    until: Option<Date>,
    marks: Vec<String>,
}

static SCHEMES: LazyLock<Vec<Scheme>> = LazyLock::new(|| {
    let file: File = serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/markings.json")))
        .expect("the schemes of the program are tested");
    file.scheme
});

/// The ranks of all marks there are, by their canonical form.
static RANKS: LazyLock<Vec<(&str, u8)>> = LazyLock::new(|| {
    include_str!("../../rules/sensitive/terms/protective-marking.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut fields = line.split('\t');
            let (text, rank) = (fields.next()?, fields.next()?.parse().ok()?);
            Some((fields.nth(1).unwrap_or(text), rank))
        })
        .collect()
});

/// The rank of a mark, 0 to 6; null for words that are no mark.
pub(super) fn rank(mark: &str) -> Option<u8> {
    let mut ranks = RANKS.iter();
    let found = ranks.find(|(known, _)| known.eq_ignore_ascii_case(mark));
    found.map(|(_, rank)| *rank)
}

fn scheme(mark: &str) -> Option<&'static Scheme> {
    let mut schemes = SCHEMES.iter();
    schemes.find(|scheme| scheme.marks.iter().any(|known| known == mark))
}

/// The mark that the policy asks for here.
fn asked<'a>(case: &Case<'a>) -> Option<&'a str> {
    let marking = case.habit(|habits| habits.marking.as_deref())?;
    (marking != "none").then_some(marking)
}

/// A sensitive file, or one about many, without the mark that the policy asks for.
pub(super) fn missing(case: &Case<'_>) -> Option<Indicator> {
    let mark = asked(case)?;
    let weighs = !case.categories().is_empty() || case.document.subjects >= BULK;
    let read = case.document.status == Status::Read;
    if !case.signs().marks.is_empty() || !weighs || !read || !case.is_personal_file() {
        return None;
    }
    let confidence = case.confidence();
    Some(Indicator {
        basis: "`marking` of the policy; none found where marks stand".to_owned(),
        detail: format!("Indicator: no protective marking; policy asks for {mark}."),
        ..case.indicator(
            &MISSING,
            case.weight(MISSING.base).given(confidence).severity(),
            confidence,
        )
    })
}

/// A mark that does not go with content, other marks, time or place; or the word that a document may be given out on
/// request, where it holds sensitive data.
pub(super) fn conflict(case: &Case<'_>) -> Option<Indicator> {
    let categories = case.categories();
    if case.signs().disclosable == Some(true) && !categories.is_empty() {
        return Some(Indicator {
            basis: "the line on freedom of information in its head".to_owned(),
            detail: format!(
                "Indicator: marked as disclosable but it holds {}.",
                categories.join(", ")
            ),
            ..case.indicator(&CONFLICT, case.weight(CONFLICT.base).severity(), 0.8)
        });
    }
    let marks = &case.signs().marks;
    let (mark, rank) = marks.iter().max_by_key(|(_, rank)| **rank)?;
    let reason = too_low(case, *rank)
        .or_else(|| several(case))
        .or_else(|| obsolete(case, mark))
        .or_else(|| in_the_open(case, *rank))?;
    Some(Indicator {
        basis: format!("marking {mark}"),
        detail: format!("Indicator: marked {mark} but {reason}."),
        ..case.indicator(&CONFLICT, case.weight(CONFLICT.base).severity(), 0.8)
    })
}

fn too_low(case: &Case<'_>, rank: u8) -> Option<String> {
    let categories = case.categories();
    if categories.is_empty() {
        return None;
    }
    let wanted = asked(case);
    match wanted.and_then(self::rank) {
        Some(least) if rank < least => Some(format!("policy asks for {}", wanted?)),
        _ if rank == 0 => Some(format!("it holds {}", categories.join(", "))),
        _ => None,
    }
}

/// Marks of schemes of government that say different things; words of a body's own beside them are descriptors.
fn several(case: &Case<'_>) -> Option<String> {
    let marks = &case.signs().marks;
    let mut of_schemes = marks.iter().filter(|(mark, _)| scheme(mark).is_some());
    let (_, first) = of_schemes.next()?;
    let others: Vec<&str> = of_schemes
        .filter(|(_, rank)| *rank != first)
        .map(|(mark, _)| mark.as_str())
        .collect();
    let all: Vec<&str> = marks.keys().map(String::as_str).collect();
    (!others.is_empty()).then(|| format!("it carries several marks ({})", all.join(", ")))
}

fn obsolete(case: &Case<'_>, mark: &str) -> Option<String> {
    let scheme = scheme(mark)?;
    let until = scheme.until?;
    let written = case.document.facts.last_date?;
    (written > until).then(|| {
        format!(
            "the document is of {written}, and the {} ended on {until}",
            scheme.name
        )
    })
}

fn in_the_open(case: &Case<'_>, rank: u8) -> Option<String> {
    let others = case.document.mode.as_deref().and_then(p7::others);
    let everyone = others.is_some_and(|(read, _)| read);
    match rank {
        HIGH.. if case.is_public() => Some("it is kept where the public can read it".to_owned()),
        HIGH.. if everyone => Some("everyone can read it".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_of_a_scheme_has_a_rank() {
        for scheme in SCHEMES.iter() {
            let ranks: Vec<Option<u8>> = scheme.marks.iter().map(|mark| rank(mark)).collect();
            assert!(
                ranks.iter().all(Option::is_some) && ranks.is_sorted(),
                "{}",
                scheme.name
            );
        }
        assert_eq!((rank("official-sensitive"), rank("none")), (Some(2), None));
    }
}
