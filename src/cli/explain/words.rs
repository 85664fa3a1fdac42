//! Evidence, classes and dates in words.

use jiff::civil::Date;
use serde::Serialize;

use crate::assess::ClassBy;
use crate::detect::rule::{Identifier, Rule};
use crate::inventory::{Document, Finding};
use crate::report::printable;

/// A date that a document offers, as the days between which it lies.
#[derive(Serialize)]
pub(super) struct Dated {
    pub(super) basis: String,
    earliest: Date,
    latest: Date,
}

impl Dated {
    fn new(basis: impl Into<String>, earliest: Date, latest: Date) -> Self {
        Self {
            basis: basis.into(),
            earliest,
            latest,
        }
    }

    pub(super) fn days(&self) -> String {
        if self.earliest == self.latest {
            return format!("{:24}", self.earliest.to_string());
        }
        format!("{} to {}", self.earliest, self.latest)
    }
}

/// The dates of a document, the surest first.
pub(super) fn dates(document: &Document) -> Vec<Dated> {
    let facts = &document.facts;
    let day = |basis: &str, day: Option<Date>| day.map(|day| Dated::new(basis, day, day));
    let year = |basis: &str, year: Option<i16>| {
        let year = year?;
        let ends = (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?);
        Some(Dated::new(basis, ends.0, ends.1))
    };
    let events = facts.dates.events.iter().map(|(id, event)| {
        let rows = match (event.rows, event.open) {
            (true, 0) => format!("event {id}, in {} rows", event.count),
            (true, open) => format!("event {id}, in {} rows, none in {open}", event.count),
            (false, _) => format!("event {id}"),
        };
        Dated::new(rows, event.first, event.last)
    });
    let others = [
        year("birth of the youngest person found", facts.dates.youngest),
        day("head of the document", facts.dates.head),
        year("year in the name or folders", facts.name_year),
        day("made, by its properties", facts.dates.created),
        day("saved, by its properties", facts.dates.saved),
        day("last date in the content", facts.last_date),
        day("file last written", written(document)),
    ];
    events.chain(others.into_iter().flatten()).collect()
}

fn written(document: &Document) -> Option<Date> {
    let time: jiff::Timestamp = document.modified.as_deref()?.parse().ok()?;
    Some(time.to_zoned(jiff::tz::TimeZone::UTC).date())
}

/// Where a document is.
pub(super) fn address(path: &str, member: Option<&str>) -> String {
    let member = member.map(|member| format!("!/{member}"));
    printable(&format!("{path}{}", member.unwrap_or_default()))
}

/// What it is, on one line.
pub(super) fn summary(document: &Document) -> String {
    let classification = document.classification.map(|class| word(&class));
    let mut parts = vec![
        document
            .format
            .clone()
            .unwrap_or_else(|| "unknown format".into()),
        word(&document.status),
        classification.unwrap_or_else(|| "not classified".into()),
        match document.subjects {
            1 => "about 1 person".to_owned(),
            people => format!("about {people} people"),
        },
    ];
    parts.extend(document.reason.map(|reason| reason.as_str().to_owned()));
    parts.extend(
        document
            .marking
            .as_ref()
            .map(|mark| format!("marked {mark}")),
    );
    parts.extend(document.sensitive_categories.iter().cloned());
    parts.join(", ")
}

/// The class and what says so.
pub(super) fn class(id: Option<&str>, by: Option<ClassBy>) -> String {
    let Some(id) = id else {
        return "unclassified".into();
    };
    let by = match by {
        Some(ClassBy::Policy) => "the policy gives it this folder",
        Some(ClassBy::Purpose) => "it lives where the policy declares a purpose",
        Some(ClassBy::Document) => "what the document is called and holds",
        Some(ClassBy::Folder) | None => "the folder's name alone",
    };
    format!("{id}, by {by}")
}

/// Why a find was made, or was not.
pub(super) fn why(
    finding: &Finding,
    rule: Option<&Rule>,
    least: f32,
    is_found: bool,
) -> Vec<String> {
    let identifier = rule.and_then(|rule| rule.identifier.as_ref());
    let mut why: Vec<String> = finding
        .evidence
        .iter()
        .map(|id| reason(id, identifier))
        .collect();
    let refused = finding.evidence.iter().any(|id| id.starts_with("refused:"));
    if finding.confidence >= least && !is_found {
        why.push("gave way to another find, or was too weak before its neighbours counted".into());
    }
    if finding.confidence < least && !refused {
        let would = identifier.map_or_else(String::new, |of| {
            format!(
                "; a label would make it {:.2}, a column head {:.2}",
                of.labelled, of.headed
            )
        });
        why.push(format!("below {least:.2}, so not reported{would}"));
    }
    why
}

/// One piece of evidence in words, its id behind.
fn reason(id: &str, rule: Option<&Identifier>) -> String {
    let (kind, what) = id.split_once(':').unwrap_or((id, ""));
    let weight = |weight: fn(&Identifier) -> f32| {
        rule.map_or_else(String::new, |rule| {
            format!(", which gives {:.2}", weight(rule))
        })
    };
    let check = rule.and_then(Identifier::check).unwrap_or("its check");
    let words = match (kind, what) {
        ("check-digit", _) => format!("the check holds ({check})"),
        ("refused", what) => format!("has the form, but its check refuses it ({what})"),
        ("header", "other") => "the column head says that it is something else".into(),
        ("label", "other") => "a label says that it is something else".into(),
        ("header", _) => format!("a column head says so{}", weight(|rule| rule.headed)),
        ("label", _) => format!("a label stands beside it{}", weight(|rule| rule.labelled)),
        ("column", _) => format!(
            "the rest of its column is such{}",
            weight(|rule| rule.labelled)
        ),
        ("tier", "s") => format!("weighed by its form alone{}", forms(rule)),
        ("tier", "c") => format!("weighed by its form and check{}", forms(rule)),
        ("tier", "x") => "weighed by its label".into(),
        ("tier", "h") => "weighed by its column head".into(),
        ("together", _) => "other identifiers of one person stand beside it".into(),
        ("behind-name", _) => "stands right behind a name".into(),
        ("between", _) => "stands between a name and a number of that person".into(),
        ("test-value", _) => "from a range kept for tests or drama".into(),
        ("repaired", _) => "as a spreadsheet has damaged it, repaired".into(),
        ("modulus-fails", _) => "the bank's modulus check fails".into(),
        ("forename" | "surname" | "title", _) => format!("a {kind} of the lists of names"),
        ("edge", _) => "at the head or foot, where markings stand".into(),
        ("letterhead", _) => "stands in a letterhead".into(),
        ("person", unit) => format!("a person is meant: {unit}"),
        ("group", group) => format!("words of the group {group}"),
        ("assertion", _) => "something is said of somebody, not only named".into(),
        ("pattern", pattern) => {
            format!("the words of rules/sensitive/{pattern}").replacen(':', ".txt, line ", 1)
        }
        ("lacks", "person") => "nobody is named or spoken of whom it could be about".into(),
        ("lacks", "own") => {
            "part of a name, a post or a body, or said of somebody else beside who is named".into()
        }
        ("lacks", _) => "nothing says it of whom is named or spoken of".into(),
        ("general" | "general-document", _) => {
            "the text speaks in general, which takes from it".into()
        }
        ("mark", mark) => format!("the marking {mark}"),
        ("rank", rank) => format!("of rank {rank}"),
        _ => return id.to_owned(),
    };
    format!("{words}  [{id}]")
}

/// The weights of a rule's patterns.
fn forms(rule: Option<&Identifier>) -> String {
    let Some(rule) = rule else {
        return String::new();
    };
    let mut scores: Vec<String> = rule
        .patterns
        .iter()
        .map(|pattern| format!("{:.2}", pattern.score))
        .collect();
    scores.dedup();
    format!(", {} by its patterns", scores.join(" or "))
}

/// The word that records use.
fn word<T: Serialize>(value: &T) -> String {
    let json = serde_json::to_string(value).expect("a word is plain data");
    json.trim_matches('"').to_owned()
}
