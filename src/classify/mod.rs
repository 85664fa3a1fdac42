//! Findings to facts: what a document is, as far as its findings tell. Holds no text of the document.

pub mod classes;
pub mod countries;
pub mod dates;
mod head;
mod links;
mod phrases;
mod signs;
mod subjects;
mod year;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use classes::Signal;
pub use dates::Dates;
pub use links::Links;
pub use signs::{Form, Rows, Signs};
pub use subjects::Subjects;

use crate::crawl::Acl;
use crate::detect::{Class, Evidence, Finding, Quality, Severity, Whose};
use crate::extract::{Location, Place, Segment};

/// What a document holds.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Classification {
    #[default]
    None,
    Personal,
    Sensitive,
}

/// The findings of one rule in one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    pub class: Class,
    pub severity: Severity,
    pub count: u64,
    /// The highest confidence among them.
    pub confidence: f32,
    /// Record ids of the first few findings, best first met.
    pub findings: Vec<String>,
}

/// What is known of one document after classify.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    pub classification: Classification,
    /// Ids of the sensitive categories found.
    pub categories: BTreeSet<String>,
    /// The highest protective marking found, as the rule book writes it.
    pub marking: Option<String>,
    pub subjects: Subjects,
    /// Findings by rule id.
    pub rules: BTreeMap<String, Tally>,
    /// The latest date in the text that is not in the future and not a date of birth.
    pub last_date: Option<Date>,
    /// The dates it offers besides, by what they rest on.
    #[serde(default)]
    pub dates: Dates,
    /// The latest year named in the file's name or folders (the year's last day is its date).
    pub name_year: Option<i16>,
    /// Id of the built-in record class that place, titles, columns and finds clearly point to.
    pub record_class: Option<String>,
    /// The classes they point to, best first, a few.
    #[serde(default)]
    pub class_signals: Vec<Signal>,
    /// What else it shows, for the checks of the principles.
    #[serde(default)]
    pub signs: Signs,
    /// What the file's access control list adds to its permission bits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acl: Option<Acl>,
}

/// Findings that a tally names.
const NAMED_FINDINGS: usize = 5;

/// The rule whose values are days of birth, ISO 8601.
const DATE_OF_BIRTH: &str = "date-of-birth";

/// From this confidence on a personal finding makes its document personal.
const PERSONAL: f32 = 0.5;

/// Gathers the findings of one document into its facts.
#[derive(Debug, Default)]
pub struct Gather {
    facts: Facts,
    dates: dates::Reader,
    classes: classes::Reader,
    signs: signs::Gather,
    /// Rank of the marking so far.
    rank: u8,
    /// The highest classification of a member.
    members: Classification,
    /// Something was found that only a person has.
    speaks_of_people: bool,
    /// Values that places and offices have as well as people, by rule: a letterhead has several of them.
    anybodys: BTreeMap<String, u64>,
}

impl Gather {
    /// Gathers of a document in which nothing has happened after a day.
    pub fn new(bound: Date) -> Self {
        Self {
            dates: dates::Reader::new(bound),
            ..Self::default()
        }
    }

    /// Looks at a segment of the text before its findings come; `key` makes a keyed hash of a row's content.
    pub fn segment(&mut self, segment: &Segment, key: &dyn Fn(&str) -> u64) {
        self.dates.segment(segment);
        self.classes.segment(segment);
        self.signs.segment(segment, key);
    }

    /// Takes what the announced columns were like.
    pub fn quality(&mut self, quality: Quality) {
        self.signs.quality(quality);
    }

    /// Takes a value of one person that stands beside others: `field` is its rule, or `surname`; `key` its keyed hash.
    pub fn link(&mut self, field: &str, finding: &Finding, key: u64) {
        let ties = finding.rule.one_each || matches!(field, "surname" | "date-of-birth");
        if ties && finding.confidence >= PERSONAL {
            self.signs.link(field, &finding.location.place, key);
        }
    }

    /// Takes one finding: `id` is its record id, `key` a keyed hash of rule and normal form.
    pub fn finding(&mut self, finding: &Finding, id: &str, key: u64) {
        let meta = &finding.rule;
        if !self.facts.rules.contains_key(&meta.id) {
            let tally = Tally {
                class: meta.class,
                severity: meta.severity,
                count: 0,
                confidence: 0.0,
                findings: Vec::new(),
            };
            self.facts.rules.insert(meta.id.clone(), tally);
        }
        let tally = self.facts.rules.get_mut(&meta.id).expect("is there");
        tally.count += 1;
        tally.confidence = tally.confidence.max(finding.confidence);
        if tally.findings.len() < NAMED_FINDINGS {
            tally.findings.push(id.to_owned());
        }
        if meta.class == Class::Sensitive {
            self.facts.categories.insert(meta.id.clone());
        }
        if meta.one_each && finding.confidence >= PERSONAL {
            self.facts.subjects.insert(&meta.id, key);
        }
        if meta.id == DATE_OF_BIRTH
            && finding.confidence >= PERSONAL
            && let Ok(day) = finding.normalised.reveal().parse()
        {
            self.dates.birth(day);
        }
        self.link(&meta.id, finding, key);
        self.signs.finding(finding);
        self.marking(&finding.evidence);
        self.personal(finding);
    }

    /// Whether a finding speaks of a person, or may as well be a letterhead's.
    fn personal(&mut self, finding: &Finding) {
        let meta = &finding.rule;
        if meta.class != Class::Personal || finding.confidence < PERSONAL {
            return;
        }
        match meta.whose {
            Whose::People => self.speaks_of_people = true,
            Whose::Anybodys if notes_who_held_the_camera(&finding.location) => {
                self.speaks_of_people = true;
            }
            Whose::Anybodys => *self.anybodys.entry(meta.id.clone()).or_default() += 1,
            Whose::Things => {}
        }
    }

    /// Takes the facts of a member: a container's categories, classification and subjects are the union of its members'.
    pub fn member(&mut self, facts: &Facts) {
        self.members = self.members.max(facts.classification);
        self.facts
            .categories
            .extend(facts.categories.iter().cloned());
        self.facts.subjects.unite(&facts.subjects);
    }

    /// The facts; `path` is the document's address (for years named in it).
    pub fn finish(mut self, path: &str) -> Facts {
        self.facts.classification = self.classification().max(self.members);
        self.facts.name_year = year::latest(path, self.dates.year());
        let ended = year::says_ended(path, self.dates.year());
        (self.facts.dates, self.facts.last_date) = std::mem::take(&mut self.dates).finish();
        self.facts.dates.ended_in_name = ended;
        let found = |rule: &str| self.facts.rules.contains_key(rule);
        self.facts.class_signals = std::mem::take(&mut self.classes).finish(path, found);
        let clear = classes::clear(&self.facts.class_signals);
        self.facts.record_class = clear.map(|signal| signal.class.clone());
        self.facts.signs = std::mem::take(&mut self.signs).finish();
        if self.facts.signs.closed {
            self.facts.dates.close();
        }
        self.facts
    }

    /// Keeps the highest mark; its canonical form and rank stand in the evidence.
    fn marking(&mut self, evidence: &[Evidence]) {
        let part = |name: &str| evidence.iter().find_map(|id| id.strip_prefix(name));
        let (Some(mark), Some(rank)) = (
            part("mark:"),
            part("rank:").and_then(|rank| rank.parse().ok()),
        ) else {
            return;
        };
        self.signs.mark(mark, rank);
        if self.facts.marking.is_none() || rank > self.rank {
            self.facts.marking = Some(mark.to_owned());
            self.rank = rank;
        }
    }

    /// Credentials, markings and words of confidence make no document personal, nor does a letterhead's address alone.
    fn classification(&self) -> Classification {
        if !self.facts.categories.is_empty() {
            return Classification::Sensitive;
        }
        let list = self.anybodys.values().any(|count| *count >= Self::LIST);
        if self.speaks_of_people || list {
            Classification::Personal
        } else {
            Classification::None
        }
    }

    /// So many addresses are a list of somebody's, not a letterhead.
    const LIST: u64 = 5;
}

/// Whether a place is the property of a picture that says where it was taken: there stood whoever took it.
fn notes_who_held_the_camera(location: &Location) -> bool {
    matches!(&location.place, Place::Field { field } if field == "gps")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::detect::{Matched, Meta};

    fn finding(rule: &str, class: Class, confidence: f32, evidence: &[&str]) -> Finding {
        Finding {
            rule: Arc::new(Meta {
                id: rule.to_owned(),
                class,
                severity: Severity::Low,
                principles: Vec::new(),
                one_each: rule == "person-name",
                whose: match rule {
                    "uk-postcode" | "postal-address" => Whose::Anybodys,
                    "os-grid-reference" => Whose::Things,
                    _ => Whose::People,
                },
            }),
            location: Location {
                place: Place::Page { page: 1 },
                hidden: false,
            },
            text: Matched::new("x"),
            normalised: Matched::new("x"),
            confidence,
            evidence: evidence.iter().map(|id| (*id).to_owned().into()).collect(),
        }
    }

    fn facts(findings: &[Finding]) -> Facts {
        let mut gather = Gather::default();
        for (finding, key) in findings.iter().zip(1..) {
            gather.finding(finding, "id", key);
        }
        gather.finish("a/2009/b.txt")
    }

    #[test]
    fn the_gravest_class_names_the_document() {
        let name = || finding("person-name", Class::Personal, 0.9, &[]);
        let health = || finding("health", Class::Sensitive, 0.7, &[]);
        let key = || finding("credential", Class::Credential, 0.9, &[]);
        let mark = || {
            finding(
                "protective-marking",
                Class::Confidential,
                0.9,
                &["mark:SECRET", "rank:5"],
            )
        };
        for (findings, expected) in [
            (vec![], Classification::None),
            (vec![key(), mark()], Classification::None),
            (vec![key(), name()], Classification::Personal),
            (vec![name(), health()], Classification::Sensitive),
        ] {
            assert_eq!(facts(&findings).classification, expected);
        }
    }

    #[test]
    fn a_letterhead_is_not_about_anybody_but_a_list_of_addresses_is() {
        let postcode = || finding("uk-postcode", Class::Personal, 0.9, &[]);
        let address = || finding("postal-address", Class::Personal, 0.9, &[]);
        assert_eq!(
            facts(&[postcode(), address()]).classification,
            Classification::None
        );
        let list: Vec<_> = (0..6).map(|_| address()).collect();
        assert_eq!(facts(&list).classification, Classification::Personal);
        let taken = |field: &str| Finding {
            location: Location {
                place: Place::Field {
                    field: field.to_owned(),
                },
                hidden: false,
            },
            ..address()
        };
        for (field, expected) in [
            ("gps", Classification::Personal),
            ("title", Classification::None),
        ] {
            assert_eq!(facts(&[taken(field)]).classification, expected, "{field}");
        }
        let place = || finding("os-grid-reference", Class::Personal, 0.9, &[]);
        let places: Vec<_> = (0..6).map(|_| place()).collect();
        assert_eq!(facts(&places).classification, Classification::None);
    }

    #[test]
    fn the_highest_mark_stands() {
        let mark = |mark: &str, rank: &str| {
            finding(
                "protective-marking",
                Class::Confidential,
                0.9,
                &[mark, rank],
            )
        };
        let facts = facts(&[
            mark("mark:NOT PROTECTIVELY MARKED", "rank:0"),
            mark("mark:RESTRICTED", "rank:3"),
            mark("mark:PROTECT", "rank:2"),
        ]);
        assert_eq!(facts.marking.as_deref(), Some("RESTRICTED"));
    }

    #[test]
    fn a_container_is_what_its_members_are() {
        let member = facts(&[finding("health", Class::Sensitive, 0.7, &[])]);
        let mut container = Gather::default();
        container.member(&member);
        let container = container.finish("a.zip");
        assert_eq!(container.classification, Classification::Sensitive);
        assert_eq!(container.categories, member.categories);
    }
}
