//! What reviewers ruled, kept in a log that outlives scans: one decision a line. A later decision about a document takes the
//! place of an earlier one, and none holds for a document whose content has changed since.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::check::CHECKS;
use super::log::{self, Line};
use super::policy::Message;
use crate::inventory::Document;

/// What was ruled about one document: a line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub date: Date,
    /// Who decided; a post.
    pub by: String,
    pub decision: Ruling,
    pub reason: String,
    /// The address, as records print it; any source, where none is named.
    pub source: Option<String>,
    pub path: String,
    pub member: Option<String>,
    /// Of the content that was ruled about, as the document's record has it.
    pub content_hash: Option<String>,
    /// The check whose indicator was answered.
    pub check: Option<String>,
}

/// What becomes of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ruling {
    /// It stands on a list for disposal that is not signed yet.
    RequestDisposal,
    /// Its disposal is approved.
    Dispose,
    /// It stays, past its period too.
    Keep,
    /// It is not what it was taken for.
    FalsePositive,
}

const KEYS: &[&str] = &[
    "date",
    "by",
    "decision",
    "reason",
    "source",
    "path",
    "member",
    "content_hash",
    "check",
];

/// Checks that ask for one of several copies to go, so that the others may stay.
const OF_COPIES: &[&str] = &["p3-duplicate-copy", "p5-stale-copy"];

impl Ruling {
    const ALL: [(&'static str, Self); 4] = [
        ("request-disposal", Self::RequestDisposal),
        ("dispose", Self::Dispose),
        ("keep", Self::Keep),
        ("false-positive", Self::FalsePositive),
    ];
}

/// The decisions of a log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    /// By path and member, in the order of their dates.
    by_address: BTreeMap<(String, Option<String>), Vec<Decision>>,
    /// Addresses of what was approved for disposal, by content.
    disposed: BTreeMap<String, Vec<(String, Option<String>)>>,
}

impl Decisions {
    /// Reads a log; `file` is what messages call it. Returns every mistake, up to a number.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<Message>> {
        let mut decisions = Self::default();
        for decision in log::read(file, text, KEYS, decision)? {
            let address = (decision.path.clone(), decision.member.clone());
            let of_copy = decision
                .check
                .as_deref()
                .is_some_and(|check| OF_COPIES.contains(&check));
            if let (Ruling::Dispose, Some(content), false) =
                (decision.decision, &decision.content_hash, of_copy)
            {
                let addresses = decisions.disposed.entry(content.clone()).or_default();
                addresses.push(address.clone());
            }
            decisions
                .by_address
                .entry(address)
                .or_default()
                .push(decision);
        }
        for of_one in decisions.by_address.values_mut() {
            of_one.sort_by_key(|decision| decision.date);
        }
        Ok(decisions)
    }

    /// The decision that holds for a document on a day: the last about its address and content.
    pub(super) fn standing(&self, document: &Document, as_of: Date) -> Option<&Decision> {
        let address = (document.path.clone(), document.member.clone());
        let source = Some(document.source.as_str());
        self.last(&address, source, document.content_hash.as_deref(), as_of)
    }

    /// The approval to dispose of what had the same content and stood elsewhere, unless it was taken back.
    pub(super) fn disposed_elsewhere(&self, document: &Document, as_of: Date) -> Option<&Decision> {
        let content = document.content_hash.as_deref();
        let content = content.filter(|_| document.bytes > 0)?;
        let addresses = self.disposed.get(content)?.iter();
        let mut last =
            addresses.filter_map(|address| self.last(address, None, Some(content), as_of));
        last.find(|decision| decision.decision == Ruling::Dispose)
    }

    /// Of the decisions about an address, the last one that concerns this source and content; any, where they are not known.
    fn last(
        &self,
        address: &(String, Option<String>),
        source: Option<&str>,
        content: Option<&str>,
        as_of: Date,
    ) -> Option<&Decision> {
        let agree = |ruled: &Option<String>, now: Option<&str>| {
            let both = ruled.as_deref().zip(now);
            both.is_none_or(|(ruled, now)| ruled == now)
        };
        let mut decisions = self.by_address.get(address)?.iter().rev();
        decisions.find(|decision| {
            decision.date <= as_of
                && agree(&decision.source, source)
                && agree(&decision.content_hash, content)
        })
    }
}

/// A decision from a line of the log.
fn decision(line: &mut Line<'_>) -> Option<Decision> {
    let date = line.required_date("date");
    let by = line.required("by");
    let ruling = line.required("decision");
    let ruling = ruling.and_then(|word| {
        let known = Ruling::ALL.iter().find(|(id, _)| *id == word);
        let ids = Ruling::ALL.map(|(id, _)| id);
        known
            .map(|(_, ruling)| *ruling)
            .or_else(|| line.refuse("decision", &ids.join(", ")))
    });
    let reason = line.required("reason");
    let (source, path) = (line.text("source"), line.required("path"));
    let (member, content_hash) = (line.text("member"), line.text("content_hash"));
    let check = line.text("check");
    if let Some(check) = &check
        && CHECKS.iter().all(|known| known.id != check)
    {
        return line.refuse("check", "the id of a check, such as p5-over-retention");
    }
    Some(Decision {
        date: date?,
        by: by?,
        decision: ruling?,
        reason: reason?,
        source,
        path: path?,
        member,
        content_hash,
        check,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::inventory::sample::document;

    fn line(day: &str, path: &str, decision: &str, more: &str) -> String {
        format!(
            "{{\"date\":\"{day}\",\"by\":\"records.manager\",\"decision\":\"{decision}\",\"reason\":\"r\",\"path\":\"{path}\"{more}}}\n"
        )
    }

    fn read(lines: &[String]) -> Decisions {
        Decisions::read("d", &lines.concat()).unwrap()
    }

    const AS_OF: Date = date(2026, 6, 30);

    #[test]
    fn the_last_decision_about_a_document_holds_until_its_content_changes() {
        let mut held = document("a", None);
        held.content_hash = Some("11".into());
        let decisions = read(&[
            line("2026-02-01", "a", "keep", r#","content_hash":"11""#),
            line("2026-01-01", "a", "dispose", ""),
            line("2026-09-01", "a", "dispose", ""),
            line("2026-01-01", "a", "dispose", r#","member":"b""#),
            line(
                "2026-03-01",
                "a",
                "false-positive",
                r#","source":"another""#,
            ),
        ]);
        let ruling = |document: &Document| {
            let standing = decisions.standing(document, AS_OF);
            standing.map(|decision| decision.decision)
        };
        assert_eq!(ruling(&held), Some(Ruling::Keep));
        held.content_hash = Some("22".into());
        assert_eq!(
            ruling(&held),
            Some(Ruling::Dispose),
            "another content was kept"
        );
        assert_eq!(ruling(&document("c", None)), None);
    }

    #[test]
    fn what_was_approved_is_known_elsewhere_unless_one_of_its_copies_was_meant() {
        let mut copy = document("b", None);
        (copy.content_hash, copy.bytes) = (Some("11".into()), 5);
        let hash = r#","content_hash":"11""#;
        let approved = line("2026-01-01", "a", "dispose", hash);
        let found = |lines: &[String]| read(lines).disposed_elsewhere(&copy, AS_OF).is_some();
        assert!(found(std::slice::from_ref(&approved)));
        let taken_back = line("2026-02-01", "a", "keep", hash);
        assert!(!found(&[approved, taken_back]));
        let of_copy = r#","content_hash":"11","check":"p3-duplicate-copy""#;
        assert!(!found(&[line("2026-01-01", "a", "dispose", of_copy)]));
        assert!(!found(&[line(
            "2026-01-01",
            "a",
            "dispose",
            r#","content_hash":"22""#
        )]));
    }

    #[test]
    fn a_malformed_line_is_named_with_its_key() {
        let good = line("2026-01-01", "a", "keep", "");
        for (wrong, expected) in [
            ("{", "d:2: no JSON from column 1 on"),
            ("[]", "d:2: expected an object, {…}"),
            (
                &line("1 May", "a", "keep", ""),
                "d:2: \"date\": expected a day, YYYY-MM-DD",
            ),
            (
                &line("2026-01-01", "a", "shred", ""),
                "d:2: \"decision\": expected request-disposal, dispose, keep, false-positive",
            ),
            (
                &line("2026-01-01", "", "keep", ""),
                "d:2: \"path\": expected a text",
            ),
            (
                &line("2026-01-01", "a", "keep", r#","member":3"#),
                "d:2: \"member\": expected a text",
            ),
            (
                &line("2026-01-01", "a", "keep", r#","check":"p9""#),
                "d:2: \"check\": expected the id of a check, such as p5-over-retention",
            ),
            (
                &line("2026-01-01", "a", "keep", r#","who":"x""#),
                "d:2: \"who\": no such key; known are date, by, decision, reason, source, path, member, content_hash, check",
            ),
            (
                r#"{"by":"x","decision":"keep","reason":"r","path":"a"}"#,
                "d:2: \"date\": missing",
            ),
        ] {
            let mistakes = Decisions::read("d", &format!("{good}{wrong}\n\n{good}")).unwrap_err();
            let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
            assert_eq!(told, [expected]);
        }
        let many = Decisions::read("d", &"{}\n".repeat(10_000)).unwrap_err();
        assert!(many.len() < 100);
    }

    #[test]
    fn a_decision_is_written_as_it_is_read() {
        let text = line("2026-01-01", "a", "keep", r#","content_hash":"11""#);
        let decisions = read(&[text]);
        let written: Vec<String> = decisions
            .by_address
            .values()
            .flatten()
            .map(|decision| serde_json::to_string(decision).unwrap() + "\n")
            .collect();
        assert_eq!(read(&written), decisions);
    }
}
