//! What a document shows beside its findings' tallies, for the checks of the principles: what readers do not see, every
//! marking, how good its columns are, who stands with whom in a row, whom it goes to, what a form leaves out.
//!
//! Hands on counts, keys, ids, dates and mail domains; no text. What could grow with a document is bounded: of keys the
//! smallest are kept, so that every document keeps the same ones of the same people.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::head::Head;
use super::links::Links;
use super::subjects::Sketch;
use crate::detect::{Class, Finding, Quality};
use crate::extract::{Body, Origin, Place, Segment};

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Signs {
    /// Findings about people that a reader does not see, by where: `sheet`, `comment`, `deleted`, `notes`, `page` …
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub hidden: BTreeMap<String, u64>,
    /// Every protective marking found, with its rank, 0 to 6.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub marks: BTreeMap<String, u8>,
    #[serde(skip_serializing_if = "is_default")]
    pub quality: Quality,
    #[serde(skip_serializing_if = "is_default")]
    pub links: Links,
    /// Keys of the rows of its tables.
    #[serde(skip_serializing_if = "is_default")]
    pub rows: Rows,
    /// Mail domains that it was sent to.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub recipients: BTreeSet<String>,
    /// ISO 3166 code of the country that its address names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub addressed_to: Option<String>,
    /// The day by which it says it is to be reviewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<Date>,
    /// Whether it says that it may be given out on request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disclosable: Option<bool>,
    /// It is a form to fill in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<Form>,
    /// It shows that somebody agreed, or has a column for it.
    #[serde(skip_serializing_if = "is_default")]
    pub consent: bool,
    /// It says that its case is closed, and may not say when.
    #[serde(skip)]
    pub(super) closed: bool,
}

/// A form that asks for people's data and has not been filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Labels of personal data with nothing behind them; words of the rule book.
    pub asks: BTreeSet<String>,
    /// Parts of a notice that no words were found for: `controller`, `purpose`, `disclosures`, `retention`.
    pub missing: Vec<String>,
}

/// The rows of a document's tables.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    pub count: u64,
    /// The smallest keys of their contents, ascending.
    pub smallest: Vec<u64>,
}

impl Rows {
    /// Rows that are kept of a document; two that share four in five of their rows share most of these.
    pub const LIMIT: usize = 64;
}

/// Gathers the signs of one document.
#[derive(Debug, Default)]
pub(super) struct Gather {
    signs: Signs,
    rows: Sketch,
    links: super::links::Gather,
    head: Head,
}

/// Domains kept of a message.
const RECIPIENTS: usize = 32;

impl Gather {
    /// Looks at a piece of the document before its findings come; `key` makes a keyed hash of a row.
    pub(super) fn segment(&mut self, segment: &Segment, key: &dyn Fn(&str) -> u64) {
        if let (Origin::Named, Body::Record(fields)) = (&segment.origin, &segment.body) {
            for field in fields {
                match field.name.to_ascii_lowercase().as_str() {
                    "to" | "cc" | "bcc" => self.recipients(&field.value),
                    "path" => self.head.name(&field.value),
                    _ => {}
                }
            }
            return;
        }
        if let Body::Row(cells) = &segment.body
            && cells.len() > 1
        {
            let row: Vec<&str> = cells.iter().map(|cell| cell.text.trim()).collect();
            self.signs.rows.count += 1;
            self.rows.insert_within(key(&row.join("\t")), Rows::LIMIT);
        }
        if !segment.hidden {
            self.head.segment(segment);
        }
    }

    /// Takes a finding about a person.
    pub(super) fn finding(&mut self, finding: &Finding) {
        let about = matches!(finding.rule.class, Class::Personal | Class::Sensitive);
        if finding.location.hidden && about {
            let part = part(&finding.location.place);
            *self.signs.hidden.entry(part.to_owned()).or_default() += 1;
        }
    }

    /// Takes a key of a value that stands in a row with others.
    pub(super) fn link(&mut self, field: &str, place: &Place, key: u64) {
        self.links.add(field, place, key);
    }

    pub(super) fn mark(&mut self, mark: &str, rank: u8) {
        self.signs.marks.insert(mark.to_owned(), rank);
    }

    pub(super) fn quality(&mut self, quality: Quality) {
        self.signs.quality = quality;
    }

    pub(super) fn finish(self) -> Signs {
        let mut signs = self.signs;
        signs.rows.smallest = self.rows.into_keys();
        signs.links = self.links.finish();
        self.head.tell(&mut signs);
        signs
    }

    /// Domains of a list of mailboxes (RFC 5322, 3.4.1).
    fn recipients(&mut self, mailboxes: &str) {
        let of_domain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-');
        for behind in mailboxes.split('@').skip(1) {
            let end = behind.find(|sign| !of_domain(sign)).unwrap_or(behind.len());
            let domain = behind[..end].trim_matches('.').to_ascii_lowercase();
            if domain.contains('.') && self.signs.recipients.len() < RECIPIENTS {
                self.signs.recipients.insert(domain);
            }
        }
    }
}

/// What of a document a place is in.
fn part(place: &Place) -> &str {
    match place {
        Place::Cell { .. } => "sheet",
        Place::Part { part, .. } => part,
        Place::Row { .. } | Place::Table { .. } => "table",
        Place::Page { .. } => "page",
        Place::Slide { .. } => "slide",
        Place::Field { .. } => "field",
        Place::Line { .. } => "text",
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{Cell, Field};

    #[test]
    fn the_domains_of_recipients_are_kept_and_the_senders_is_not() {
        let field = |name: &str, value: &str| Field {
            name: name.into(),
            value: value.into(),
        };
        let mut gather = Gather::default();
        let segment = Segment {
            origin: Origin::Named,
            body: Body::Record(vec![
                field("From", "A <a@sender.example>"),
                field("To", "\"B, C\" <b@One.Example>, c@two.example."),
                field("cc", "no address"),
            ]),
            hidden: false,
        };
        gather.segment(&segment, &|_| 0);
        let recipients: Vec<_> = gather.finish().recipients.into_iter().collect();
        assert_eq!(recipients, ["one.example", "two.example"]);
    }

    #[test]
    fn rows_are_counted_and_the_same_row_has_the_same_key() {
        let row = |row, text: &str| Segment {
            origin: Origin::Delimited { row },
            body: Body::Row(
                (0..2)
                    .map(|column| Cell {
                        column,
                        text: format!("{text}{column}"),
                        hidden: false,
                    })
                    .collect(),
            ),
            hidden: false,
        };
        let key = |text: &str| text.bytes().map(u64::from).sum();
        let mut gather = Gather::default();
        for (at, text) in (1..).zip(["a", "b", "a"]) {
            gather.segment(&row(at, text), &key);
        }
        let rows = gather.finish().rows;
        assert_eq!((rows.count, rows.smallest.len()), (3, 2));
    }
}
