//! What can be said only with all documents seen: copies, contradictions, people who turn up under another purpose, and
//! what is said once of a purpose, a share or a folder. Documents come in their order; memory stays flat whatever their
//! number, for what grows with them waits, sorted, in temporary files.

mod copies;
mod modes;
mod notes;
mod people;
mod times;

use std::io;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use self::copies::Copies;
use self::modes::Permissions;
use self::notes::Notes;
use self::people::People;
pub use self::times::{Moved, Times};
use super::check::{CHECKS, Case, Check, Weight, address};
use super::sorted::Sorted;
use super::{Assessment, Assessor, Indicator, Listed, p6};
use crate::classify::Classification;
use crate::inventory::Document;

/// Items that each of the sorted queues holds in memory.
const MEMORY: usize = 20_000;

/// Gathers what needs the whole share.
pub struct Share<'a> {
    assessor: &'a Assessor,
    /// How many documents have been seen.
    order: u64,
    permissions: Permissions<'a>,
    copies: Copies,
    people: People,
    notes: Notes,
    times: Times,
}

/// A document that was seen, as far as it is needed again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Seen {
    /// Its place in the order of documents.
    order: u64,
    source: String,
    path: String,
    member: Option<String>,
    /// The number of its purpose in the policy.
    purpose: Option<usize>,
    /// How little it is at home here: 0 is a declared purpose, 3 a place for copies.
    away: u8,
    subjects: u64,
    sensitive: bool,
    public: bool,
    written: Option<Date>,
    /// The first part of its content hash, 0 without one.
    content: u64,
}

/// An indicator on its way to its place in the order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Told {
    seen: Seen,
    /// The check's place in [`CHECKS`].
    check: usize,
    /// Of a hundred.
    confidence: u8,
    rules: Vec<String>,
    basis: String,
    detail: String,
}

impl<'a> Share<'a> {
    pub(super) fn new(assessor: &'a Assessor) -> Self {
        let folder = &assessor.options.temp_dir;
        Self {
            assessor,
            order: 0,
            permissions: Permissions::new(assessor),
            copies: Copies::new(folder),
            people: People::new(folder),
            notes: Notes::default(),
            times: Times::default(),
        }
    }

    /// Takes the next document; says what [`Assessor::document`] says of it, with what of its findings stands on the
    /// organisation's lists.
    pub fn document(&mut self, document: &Document, listed: &Listed) -> io::Result<Assessment> {
        let case = Case::new(self.assessor, document, listed);
        self.observe(&case)?;
        let assessment = case.assessed();
        self.times.document(document, &assessment);
        Ok(assessment)
    }

    fn observe(&mut self, case: &Case<'_>) -> io::Result<()> {
        self.order += 1;
        self.permissions.observe(case)?;
        self.notes.trace(case);
        if !case.is_personal() {
            self.notes.consent(case);
            return Ok(());
        }
        let seen = Seen::of(case, self.order);
        self.notes.observe(case, &seen);
        self.copies.observe(case, &seen)?;
        self.people.observe(case, &seen)
    }

    /// The share-wide indicators: permissions, then what concerns several documents, in the order of the documents.
    pub fn finish(self) -> io::Result<impl Iterator<Item = io::Result<Indicator>> + use<'a>> {
        let assessor = self.assessor;
        let mut told = Sorted::new(MEMORY, &assessor.options.temp_dir);
        let mut tell = |mut item: Told| {
            item.confidence = item.confidence.min(100);
            if assessor.makes(CHECKS[item.check]) {
                told.push(item)
            } else {
                Ok(())
            }
        };
        self.copies.finish(&mut tell)?;
        self.people.finish(assessor, &mut tell)?;
        self.notes.finish(assessor, &mut tell)?;
        let permissions = self.permissions.finish()?;
        let told = told.read()?;
        let requests = assessor
            .makes(&p6::REQUEST_OVERDUE)
            .then(|| p6::request_overdue(assessor));
        let once = self
            .times
            .finish(assessor)
            .into_iter()
            .chain(requests.flatten());
        let permissions = permissions.chain(once.map(Ok));
        Ok(permissions.chain(told.map(|item| item.map(|told| told.indicator(assessor)))))
    }
}

impl Seen {
    fn of(case: &Case<'_>, order: u64) -> Self {
        let document = case.document;
        let purposes = case.assessor.policy().map(super::Policy::purposes);
        let purpose = case.purpose().and_then(|purpose| {
            let mut known = purposes.unwrap_or_default().iter();
            known.position(|known| known.name == purpose.name)
        });
        let copy = case
            .ground
            .is_some_and(|ground| ground.working || ground.offsite);
        let lists_class = case
            .purpose()
            .zip(case.class)
            .is_some_and(|(purpose, class)| purpose.classes.contains(&class.id));
        let content = document
            .content_hash
            .as_deref()
            .and_then(|hash| hash.get(..16));
        Self {
            order,
            source: document.source.clone(),
            path: document.path.clone(),
            member: document.member.clone(),
            purpose,
            away: match (
                copy || super::copies::is_working_copy(&document.path),
                lists_class,
                purpose,
            ) {
                (true, ..) => 3,
                (_, true, _) => 0,
                (_, _, Some(_)) => 1,
                _ => 2,
            },
            subjects: document.subjects,
            sensitive: document.classification == Some(Classification::Sensitive),
            public: case.is_public(),
            written: case.written(),
            content: content
                .and_then(|hash| u64::from_str_radix(hash, 16).ok())
                .unwrap_or_default(),
        }
    }

    /// Its address for a reader of an indicator about another document of the source.
    fn address(&self) -> String {
        address(&self.path, self.member.as_deref())
    }

    /// How much a find of so many people in it weighs.
    fn weight(&self, check: &Check) -> Weight {
        Weight {
            base: check.base,
            grave: self.sensitive,
            public: self.public,
            subjects: self.subjects,
            less: 0,
        }
    }
}

impl Told {
    fn new(check: &Check, seen: &Seen, basis: impl Into<String>, detail: String) -> Self {
        let place = CHECKS.iter().position(|known| known.id == check.id);
        Self {
            seen: seen.clone(),
            check: place.expect("a check is in the list of all"),
            confidence: 90,
            rules: Vec::new(),
            basis: basis.into(),
            detail,
        }
    }

    fn indicator(self, assessor: &Assessor) -> Indicator {
        let check = CHECKS[self.check];
        let seen = self.seen;
        let confidence = f32::from(self.confidence) / 100.0;
        let address = (
            seen.source.as_str(),
            seen.path.as_str(),
            seen.member.as_deref(),
        );
        let severity = seen.weight(check).given(confidence).severity();
        Indicator {
            rules: self.rules,
            basis: self.basis,
            detail: self.detail,
            ..assessor.indicator(check, address, severity, confidence)
        }
    }
}

/// What the parts of a share hand their indicators to.
type Tell<'t> = dyn FnMut(Told) -> io::Result<()> + 't;
