//! Segments to findings: one pass for all rules, then context, confidence and the choice between rules on one span.
//!
//! Knows text and structure (rows, records, names), never paths or files.

mod address;
mod columns;
mod context;
mod desk;
mod embedded;
mod engine;
mod fields;
mod fold;
mod heads;
mod hit;
#[cfg(test)]
mod hostile;
mod joined;
mod layout;
mod lexicon;
mod mark_lists;
mod marking;
mod masks;
mod matched;
mod names;
mod phrases;
mod prose;
mod quality;
mod record;
pub mod rule;
mod sensitive;
mod statements;
pub(crate) mod stored;
mod table;
mod validators;
mod words;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

pub use engine::Refusals;
pub use matched::Matched;
pub use quality::{Announced, Quality};

use crate::extract::{Body, Location, Segment};
use columns::Column;
use context::Context;
use desk::{Desk, Desks};
use engine::{Candidate, Matcher};
use fold::Folded;
use heads::Heads;
use hit::Hit;
use lexicon::Lexicon;
use marking::Markings;
use names::{Known, Names};
use phrases::Phrases;
use sensitive::Sensitive;
use table::{Key, Row, Table};
use words::Words;

/// What kind of thing a rule finds (`class` in records).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// An identifier of a living individual.
    Personal,
    /// One of the sensitive categories.
    Sensitive,
    /// A protective marking or words of confidence.
    Confidential,
    /// A password or key.
    Credential,
}

/// How much a finding or indicator matters: 1 to 5 in the indicator tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    Note = 1,
    Low,
    Medium,
    High,
    Critical,
}

/// What every finding of a rule has in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// Kebab-case id, as in the rule book and in records.
    pub id: String,
    pub class: Class,
    /// The base severity, before the rules of the principles.
    pub severity: Severity,
    /// Principles of the 1998 Act that a find specially bears on.
    pub principles: Vec<u8>,
    /// One person has one of it: different values are different people.
    pub one_each: bool,
    /// Who or what has such values.
    pub whose: Whose,
}

/// Who or what has the values of a rule: whether one makes its document personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// Nobody but people: one is enough.
    #[default]
    People,
    /// Places and offices as well: a letterhead has some, a list of them is of people.
    Anybodys,
    /// Things, most often: they make no document personal.
    Things,
}

/// One rule matched at one location.
#[derive(Debug, Clone)]
pub struct Finding {
    pub rule: Arc<Meta>,
    pub location: Location,
    /// What matched, as written; for a sensitive category the words that carry the meaning, or the cell.
    pub text: Matched,
    /// The normal form, which the fingerprint and the count of subjects are made of.
    pub normalised: Matched,
    /// 0 to 1.
    pub confidence: f32,
    /// Ids of the rule book that tell why: `check-digit`, `label:nhs-number`, `header:nhs-number`, `group:health/cancer`.
    pub evidence: Vec<Evidence>,
}

/// An id of the rule book that tells why something was found.
pub type Evidence = Cow<'static, str>;

/// Options of this stage.
#[derive(Clone)]
pub struct Options {
    /// Findings below this are dropped.
    pub min_confidence: f32,
    /// Today, for dates of birth.
    pub today: jiff::civil::Date,
    /// Also hands on what the checks of rules refuse, with confidence 0: for explaining one document.
    pub refusals: Option<Arc<Refusals>>,
    /// Names the patterns that say something of somebody as evidence, and hands on terms that nothing is made of with hardly any
    /// confidence and what they lack: for explaining one document.
    pub explain: bool,
}

impl Options {
    /// Findings of a confidence and above, on a day.
    pub fn new(min_confidence: f32, today: jiff::civil::Date) -> Self {
        Self {
            min_confidence,
            today,
            refusals: None,
            explain: false,
        }
    }
}

/// The compiled rule book. Cheap to share between threads.
pub struct Engine {
    matcher: Matcher,
    context: Context,
    heads: Heads<'static>,
    dictionaries: Arc<Dictionaries>,
    modulus: validators::modulus::Table,
    /// Every rule of the book, by id.
    metas: HashMap<String, Arc<Meta>>,
    person_name: Arc<Meta>,
    finds_names: bool,
    /// Rules that the tables know by name.
    postcode: Option<usize>,
    postal_address: Option<usize>,
    date_of_birth: Option<usize>,
    bank_account: Option<usize>,
    /// The column without a head.
    blank: OnceLock<Arc<Column>>,
    desks: Desks,
}

/// What is known of words, whatever the identifiers.
struct Dictionaries {
    lexicon: Arc<Lexicon>,
    names: Names,
    sensitive: Sensitive,
    markings: Markings,
}

impl Engine {
    /// Compiles a rule book.
    pub fn new(book: &rule::Book) -> Self {
        let (dictionary, mut lexicon) = names::dictionary(book);
        let matcher = Matcher::new(book, &mut lexicon);
        let phrases = context::phrases(book, &mut lexicon);
        let heads = columns::heads(book, &mut lexicon);
        let sensitive = Sensitive::new(book, &mut lexicon);
        let markings = Markings::new(book, &mut lexicon);
        address::add_streets(&mut lexicon);
        let lexicon = Arc::new(lexicon);
        let dictionaries = Dictionaries {
            names: Names::new(dictionary, Arc::clone(&lexicon)),
            lexicon,
            sensitive,
            markings,
        };
        Self::with(book, matcher, phrases, heads, Arc::new(dictionaries))
    }

    /// The engine of a part of this one's book; the dictionaries are shared.
    fn narrowed(&self, book: &rule::Book) -> Self {
        // What the part would add to the lexicon is in it already; its words keep their numbers.
        let mut known = Lexicon::clone(&self.dictionaries.lexicon);
        let matcher = Matcher::new(book, &mut known);
        let phrases = context::phrases(book, &mut known);
        let heads = columns::heads(book, &mut known);
        let dictionaries = Arc::clone(&self.dictionaries);
        Self::with(book, matcher, phrases, heads, dictionaries)
    }

    fn with(
        book: &rule::Book,
        matcher: Matcher,
        phrases: Phrases<'static>,
        heads: Heads<'static>,
        dictionaries: Arc<Dictionaries>,
    ) -> Self {
        let metas: HashMap<_, _> = book
            .rules()
            .map(|rule| (rule.meta.id.clone(), Arc::new(rule.meta.clone())))
            .collect();
        let person_name = metas.get(PERSON_NAME).cloned();
        Self {
            context: Context::new(phrases, Arc::clone(&dictionaries.lexicon)),
            heads,
            modulus: book.modulus().clone(),
            dictionaries,
            finds_names: person_name.is_some(),
            person_name: person_name.unwrap_or_else(nobody),
            postcode: matcher.index("uk-postcode"),
            postal_address: matcher.index("postal-address"),
            date_of_birth: matcher.index("date-of-birth"),
            bank_account: matcher.index("uk-bank-account"),
            blank: OnceLock::new(),
            desks: Desks::default(),
            metas,
            matcher,
        }
    }

    /// The column of cells without a head.
    fn blank(&self) -> Arc<Column> {
        let blank = || Arc::new(self.column(""));
        Arc::clone(self.blank.get_or_init(blank))
    }

    /// How many values the patterns and checks of all rules find in texts, before context decides: what the engine does
    /// alone, for measuring it.
    pub fn count_candidates<'t>(
        &self,
        texts: impl Iterator<Item = &'t str>,
        options: &Options,
    ) -> usize {
        let (mut count, mut found) = (0, Vec::new());
        for text in texts {
            self.candidates(text, options, &mut found);
            count += found.drain(..).count();
        }
        count
    }

    /// The words of a short text.
    fn words<'t>(&self, text: &'t str) -> Words<'t> {
        Words::known(text, &self.dictionaries.lexicon)
    }

    /// The candidates of all rules in a text.
    fn candidates(&self, text: &str, options: &Options, found: &mut Vec<Candidate>) {
        let folded = Folded::new(text);
        let mut lookout = self.matcher.lookout();
        let mut desk = self.desks.take();
        let words = desk.read(folded.text(), &self.dictionaries.lexicon, &mut lookout);
        desk.clear(words);
        self.desks.give(desk);
        let before = found.len();
        self.matcher
            .candidates(folded.text(), lookout, options.today, found);
        for candidate in &mut found[before..] {
            candidate.start = folded.original(candidate.start);
            candidate.end = folded.original(candidate.end);
        }
    }

    /// Starts a document.
    pub fn session(&self, options: &Options) -> Session<'_> {
        Session {
            engine: self,
            options: options.clone(),
            document: sensitive::Document::new(options.explain),
            known: Known::default(),
            tables: Vec::new(),
            columns_of_text: None,
            lines_seen: 0,
            foot: prose::Foot::default(),
            columns: HashMap::new(),
            desk: self.desks.take(),
            quality: Quality::default(),
        }
    }

    fn column(&self, head: &str) -> Column {
        let column = |words| Column {
            sensitive: self.dictionaries.sensitive.head(words),
            head: head.into(),
            ..self.heads.column(words, &self.context, &self.matcher)
        };
        let silent = |column: &Column| column.says_nothing() && !column.sensitive.asks();
        let written = column(head);
        if !silent(&written) {
            return written;
        }
        let ways = joined::ways(head, &self.dictionaries.lexicon);
        let mut parted = ways.iter().map(|words| column(words));
        parted.find(|column| !silent(column)).unwrap_or(written)
    }

    /// Whether a text is the head of something known.
    fn knows_head(&self, text: &str) -> bool {
        let text = text.trim();
        if text.len() > HEAD_LENGTH {
            return false;
        }
        let knows = |head: &str| {
            layout::has_head(&self.words(head))
                && (self.heads.knows(head, &self.context)
                    || self.dictionaries.sensitive.knows_head(head))
        };
        let ways = || joined::ways(text, &self.dictionaries.lexicon);
        knows(text) || ways().iter().any(|words| knows(words))
    }
}

/// Id of the rule whose finds are dictionary work.
const PERSON_NAME: &str = "person-name";
/// A longer text is no head.
const HEAD_LENGTH: usize = 60;

/// Stands for the rule of names in a book without one; nothing is reported under it.
fn nobody() -> Arc<Meta> {
    Arc::new(Meta {
        id: PERSON_NAME.to_owned(),
        class: Class::Personal,
        severity: Severity::Low,
        principles: Vec::new(),
        one_each: false,
        whose: Whose::People,
    })
}

/// One document on its way through the engine: remembers headers of tables and who is spoken of.
pub struct Session<'e> {
    engine: &'e Engine,
    options: Options,
    /// What has been said so far that bears on what is meant.
    document: sensitive::Document,
    /// Who has been named in full.
    known: Known,
    /// The tables that rows are coming of, the outermost first: a cell may hold a table, whose rows come before its own.
    tables: Vec<Table>,
    /// The columns of the last table laid out in text: it may go on on the next page.
    columns_of_text: Option<table::Shape>,
    /// Filled lines of text so far, for the head of the document.
    lines_seen: usize,
    foot: prose::Foot,
    /// The columns of heads met in running text.
    columns: HashMap<Box<str>, Arc<Column>>,
    desk: Desk,
    /// What announced columns were like.
    quality: Quality,
}

impl Session<'_> {
    /// Looks at the next segment. Findings may come later than their segment, in order of the document within a table.
    pub fn segment(&mut self, segment: Segment, sink: &mut dyn FnMut(Finding)) {
        if let Some(refusals) = self.options.refusals.clone() {
            refusals.segment(&segment, self.options.today, sink);
        }
        if matches!(segment.body, Body::Row(_)) {
            self.row(segment, sink);
            return;
        }
        self.end_tables(0, sink);
        let segment = Arc::new(segment);
        match &segment.body {
            Body::Text(text) => self.text(&segment, text, sink),
            Body::Record(fields) => self.fields(&segment, fields, sink),
            Body::Row(_) => {}
        }
    }

    /// The document has ended; hands on what its announced columns were like.
    pub fn finish(mut self, sink: &mut dyn FnMut(Finding)) -> Quality {
        self.end_tables(0, sink);
        self.marks_at_foot(sink);
        self.engine.desks.give(self.desk);
        self.quality
    }

    fn row(&mut self, segment: Segment, sink: &mut dyn FnMut(Finding)) {
        let key = Key::of(&segment.origin);
        match self.tables.iter().position(|table| table.key == key) {
            Some(at) => self.end_tables(at + 1, sink),
            None => self.begin_table(key, sink),
        }
        let Some(mut table) = self.tables.pop() else {
            return;
        };
        for ready in table.push(Row::of(segment), self.engine, &self.options) {
            self.record(&ready, sink);
        }
        self.tables.push(table);
    }

    /// A table that stands in a cell of another or comes right behind it: which of them shows when a row of the other comes.
    fn begin_table(&mut self, key: Key, sink: &mut dyn FnMut(Finding)) {
        /// Tables that are kept open. The outermost has been cut off from its rows most often.
        const OPEN: usize = 4;
        if !matches!(key, Key::Table(_)) {
            self.end_tables(0, sink);
        } else if self.tables.len() >= OPEN {
            self.end_tables(1, sink);
        }
        self.tables.push(Table::new(key));
    }

    /// The tables from the one at `from` on are over.
    fn end_tables(&mut self, from: usize, sink: &mut dyn FnMut(Finding)) {
        for mut table in self.tables.split_off(from) {
            for ready in table.settle(self.engine, &self.options) {
                self.record(&ready, sink);
            }
        }
    }

    fn emit(&self, hit: Hit, text: &str, location: Location, sink: &mut dyn FnMut(Finding)) {
        debug_assert!((0.0..=1.0).contains(&hit.confidence), "{}", hit.rule.id);
        if hit.confidence < self.options.min_confidence {
            return;
        }
        let written: Box<str> = match hit.text {
            Some(text) => text.into(),
            None => text[hit.start..hit.end].into(),
        };
        sink(Finding {
            rule: hit.rule,
            location,
            text: Matched::new(written),
            normalised: Matched::new(hit.normalised),
            confidence: hit.confidence,
            evidence: hit.evidence,
        });
    }
}
