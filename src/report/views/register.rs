//! The register of information assets, and record of processing: a row for each purpose and class of records, with what
//! was declared beside what was found (UK GDPR art. 30(1); notification under DPA 1998 s.16).

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use crate::assess::retention::Period;
use crate::assess::{self, Assessor, Policy, Purpose, State};
use crate::classify::{Classification, Subjects};
use crate::detect::Class;
use crate::inventory::{Document, Store};
use crate::report::{Error, Record, walk};

pub(super) const COLUMNS: &[&str] = &[
    "purpose",
    "class",
    "owner",
    "register_entry",
    "conditions",
    "kinds_declared",
    "kinds_found",
    "difference",
    "sensitive_found",
    "recipients_declared",
    "recipients_seen",
    "locations",
    "files",
    "people",
    "formats",
    "security",
    "retention",
    "oldest",
    "overdue",
    "accessible_record",
    "indicators",
];

/// A purpose's name and a class's id, where there are such.
type Key = (Option<String>, Option<String>);

/// What is held for one purpose in one class.
#[derive(Default)]
struct Asset {
    owner: Option<String>,
    accessible: Option<String>,
    files: u64,
    people: Subjects,
    kinds: BTreeSet<String>,
    sensitive: BTreeSet<String>,
    recipients: BTreeSet<String>,
    sources: BTreeSet<String>,
    formats: BTreeSet<String>,
    oldest: Option<String>,
    overdue: u64,
    indicators: u64,
}

/// Domains that are listed of an asset.
const RECIPIENTS: usize = 20;

pub(super) fn rows(
    store: &Store,
    assessor: &Assessor,
    take: &mut dyn FnMut(&[String]) -> io::Result<()>,
) -> Result<(), Error> {
    let mut assets: BTreeMap<Key, Asset> = BTreeMap::new();
    let mut current: Option<(String, Key)> = None;
    walk(store, assessor, false, &mut |record| {
        match record {
            Record::Document(document) => {
                let held = matches!(
                    document.classification,
                    Some(Classification::Personal | Classification::Sensitive)
                );
                let key = (document.purpose.clone(), document.record_class.clone());
                current = held.then(|| (document.path.clone(), key));
                if let Some((_, key)) = &current {
                    assets.entry(key.clone()).or_default().add(&document);
                }
            }
            Record::Indicator(indicator) => {
                // What concerns the whole share comes last and speaks of other documents.
                let of_it = current
                    .as_ref()
                    .filter(|(path, _)| *path == *indicator.path);
                if let Some(asset) = of_it.and_then(|(_, key)| assets.get_mut(key)) {
                    asset.indicators += 1;
                    asset.overdue += u64::from(indicator.state == Some(State::Overdue));
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    for ((purpose, class), asset) in &assets {
        take(&asset.row(assessor, purpose.as_deref(), class.as_deref()))?;
    }
    Ok(())
}

impl Asset {
    fn add(&mut self, document: &Document) {
        if document.member.is_none() {
            self.files += 1;
            self.people.unite(&document.facts.subjects);
        }
        self.owner.clone_from(&document.responsible);
        self.accessible.clone_from(&document.accessible_record);
        self.sources.insert(document.source.clone());
        self.formats.extend(document.format.clone());
        for (rule, tally) in &document.facts.rules {
            match tally.class {
                Class::Personal => self.kinds.insert(rule.clone()),
                Class::Sensitive => self.sensitive.insert(rule.clone()),
                Class::Confidential | Class::Credential => false,
            };
        }
        for domain in &document.facts.signs.recipients {
            if self.recipients.len() < RECIPIENTS {
                self.recipients.insert(domain.clone());
            }
        }
        let day = document.last_date.clone().or_else(|| {
            let modified = document.modified.as_deref()?;
            Some(modified.get(..10)?.to_owned())
        });
        if let Some(day) = day
            && self.oldest.as_ref().is_none_or(|oldest| day < *oldest)
        {
            self.oldest = Some(day);
        }
    }

    fn row(&self, assessor: &Assessor, name: Option<&str>, class: Option<&str>) -> Vec<String> {
        let policy = assessor.policy();
        let purposes = policy.map(Policy::purposes).unwrap_or_default();
        let purpose = purposes
            .iter()
            .find(|purpose| Some(purpose.name.as_str()) == name);
        let declared = purpose.and_then(|purpose| purpose.allow.as_ref());
        let all: BTreeSet<&String> = self.kinds.iter().chain(&self.sensitive).collect();
        let undeclared: Vec<&str> = match declared {
            None => Vec::new(),
            Some(allow) => all
                .iter()
                .filter(|kind| !allow.contains(kind) && !allow.iter().any(|id| id == "*"))
                .map(|kind| kind.as_str())
                .collect(),
        };
        let recipients = purpose.and_then(|purpose| purpose.recipients.as_ref());
        let retention = policy.and_then(|policy| policy.classes().get(class?));
        vec![
            name.unwrap_or("none declared").to_owned(),
            class.unwrap_or("not recognised").to_owned(),
            self.owner.clone().unwrap_or_default(),
            purpose
                .and_then(|purpose| purpose.register.clone())
                .unwrap_or_default(),
            purpose
                .map(|purpose| conditions(assessor, purpose))
                .unwrap_or_default(),
            declared.map(|allow| allow.join("; ")).unwrap_or_default(),
            join(&self.kinds),
            undeclared.join("; "),
            join(&self.sensitive),
            recipients
                .map(|domains| domains.join("; "))
                .unwrap_or_default(),
            join(&self.recipients),
            join(&self.sources),
            self.files.to_string(),
            self.people.count().to_string(),
            join(&self.formats),
            purpose.map(security).unwrap_or_default(),
            retention.map(schedule).unwrap_or_default(),
            self.oldest.clone().unwrap_or_default(),
            self.overdue.to_string(),
            self.accessible.clone().unwrap_or_default(),
            self.indicators.to_string(),
        ]
    }
}

/// `health: 3(2) rights and obligations of employment law`.
fn conditions(assessor: &Assessor, purpose: &Purpose) -> String {
    let regime = assessor.regime();
    let stated = purpose
        .conditions
        .iter()
        .map(|(category, text)| match regime.condition(text) {
            Some(code) => format!("{category}: {code} {}", regime.condition_name(code)),
            None => format!("{category}: none under {}", regime.id),
        });
    stated.collect::<Vec<_>>().join("; ")
}

/// `6 years from closure`.
fn schedule(class: &assess::Class) -> String {
    match class.retention.period {
        Period::Permanent => "permanent".to_owned(),
        Period::For(length) => format!("{length} from {}", class.retention.trigger.words()),
    }
}

/// What the policy asks for the place.
fn security(purpose: &Purpose) -> String {
    let asked = [
        (purpose.restricted == Some(true), "restricted"),
        (purpose.encrypt, "encrypted"),
        (purpose.public, "public"),
        (purpose.opinions, "opinions expected"),
    ];
    let mut words: Vec<String> = asked
        .iter()
        .filter(|(is, _)| *is)
        .map(|(_, word)| (*word).to_owned())
        .collect();
    words.extend(
        purpose
            .habits
            .marking
            .iter()
            .map(|mark| format!("marking {mark}")),
    );
    words.join("; ")
}

fn join(words: &BTreeSet<String>) -> String {
    words
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join("; ")
}
