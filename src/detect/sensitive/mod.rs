//! The sensitive categories: a topic, an assertion, a person, and what speaks against, by unit (sentence, row, field).
//!
//! A term alone is a topic. It becomes a finding when its sentence speaks of somebody (a name, an identifier, a pronoun, a
//! role), more surely when a pattern asserts it of them, and less when the sentence, the section or the document speaks in
//! general: policies, leaflets, lessons, statistics and the names of bodies are not about anybody. In tables and forms the
//! label decides. The parts are kept as evidence, so that a reviewer sees why.

mod answers;
mod boxes;
mod category;
mod cells;
mod context;
mod facts;
mod label_lists;
mod labels;
mod needs;
mod patterns;
mod sentences;
mod slips;
mod terms;
#[cfg(test)]
mod tests;
mod themes;

use std::borrow::Cow;
use std::cell::LazyCell;
use std::cmp::Reverse;
use std::ops::Range;

use smallvec::SmallVec;

use super::Evidence;
use super::embedded;
use super::fold::trimmed;
use super::lexicon::{Lexicon, Uses};
use super::rule::Book;
use super::words::{Gap, Shape, Words};
use answers::Asked;
use boxes::Boxes;
pub(super) use boxes::has_box;
use category::CONFIDENCE;
pub(super) use category::{CATEGORIES, Fault};
use context::{General, Individual};
pub(super) use labels::Head;
use labels::{Label, Labels, Value, is_leave, weigh};
use sentences::Sentences;
use terms::{Strength, Terms, Topic};
use themes::Themes;

/// Weights of the parts, and the sum that makes a finding.
mod weight {
    pub(super) const STRONG: f32 = 0.5;
    pub(super) const WEAK: f32 = 0.2;
    pub(super) const ASSERTION: f32 = 0.3;
    /// Somebody is named in the sentence, or before it and spoken of here.
    pub(super) const NAMED: f32 = 0.2;
    /// A pronoun or a role, in a document that has named somebody, and in one that has not.
    pub(super) const SPOKEN_OF: f32 = 0.15;
    pub(super) const SOMEBODY: f32 = 0.1;
    pub(super) const GENERAL: f32 = 0.3;
    pub(super) const GENERAL_DOCUMENT: f32 = 0.2;
    pub(super) const REPORTED: f32 = 0.65;
    pub(super) const HIGHEST: f32 = 0.95;
    /// Under a label that asks for the category.
    pub(super) const LABELLED: f32 = 0.9;
    /// A label answered with no: kept as possible, for who asks for what is below the usual bound.
    pub(super) const DENIED: f32 = 0.4;
}

/// The category of which a reason for leave says nothing.
const HEALTH: &str = "health";

/// Sentences after a name in which it is still spoken of.
const MEMORY: u32 = 2;

/// Sentences after a name in which the labels of a form are still about it.
const FORM: u32 = 60;

/// Bytes before a name in which a form or note may already be about it.
const AHEAD: usize = 120;

/// Bytes before a sentence in which a number or initials say whom it is about.
const BEHIND: usize = 120;

/// Bytes before which a heading is the title of the document.
const TITLE: usize = 120;

/// Words of a line with a label that may say more than the label asks for.
const LEAST_SENTENCE: usize = 8;

/// Bytes at the start of a document that tell what kind it is.
const HEAD: usize = 16 * 1024;

/// The term lists and context patterns, compiled.
pub(super) struct Sensitive {
    terms: Terms<'static>,
    individual: Individual,
    general: General,
    labels: Labels,
}

/// What the document has shown so far: general text (policy, leaflet), who is spoken of. Headings and the head of the
/// document are kept as text until something depends on what they say.
#[derive(Debug)]
pub(super) struct Document {
    /// Patterns of general documents met, one bit each.
    heads: u64,
    /// Text of the head that no pattern has looked at yet, and bytes of text seen.
    head: String,
    seen: usize,
    heading: Heading,
    /// Sentences since somebody was named.
    since_named: u32,
    /// Somebody is named soon after the sentence at hand.
    named_soon: bool,
    /// Its head says whom it is about: `Re: Mrs A Example`, `Patient: …`.
    has_subject: bool,
    /// The question of a form that waits for its answer.
    asked: Option<Asked>,
    themes: Themes,
}

/// The heading last met.
#[derive(Debug)]
enum Heading {
    Unread(String),
    /// Its section is general.
    Read(bool),
}

impl Default for Document {
    fn default() -> Self {
        Self {
            heads: 0,
            head: String::new(),
            seen: 0,
            heading: Heading::Read(false),
            since_named: u32::MAX,
            named_soon: false,
            has_subject: false,
            asked: None,
            themes: Themes::default(),
        }
    }
}

/// A person mentioned in a text: the span of a name or of a valid identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mention {
    pub start: usize,
    pub end: usize,
}

/// A sensitive category found about somebody.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Hit {
    /// Id of the category.
    pub category: &'static str,
    /// Byte range of the words that carry the meaning, or the whole cell.
    pub start: usize,
    pub end: usize,
    pub confidence: f32,
    /// `group:health/cancer`, `assertion`, `person:name`, `header:racial-ethnic-origin`, `general` …
    pub evidence: Vec<Evidence>,
}

/// Who a sentence is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Person {
    Named,
    /// The row of a table is about them.
    Row,
    NamedBefore,
    SpokenOf,
    /// A note without a subject, near a name: `Not sleeping, tearful.`
    Understood,
    Somebody,
    Nobody,
}

/// One sentence under examination.
struct Sentence<'t> {
    text: &'t str,
    /// Place of its first byte in the whole text.
    start: usize,
    /// Mentions inside it, relative to it.
    mentions: Vec<Mention>,
    person: Person,
    /// It is a box of a form that was ticked.
    ticked: bool,
    /// Categories that the document is about, as bits.
    themes: u16,
    /// Patterns of general text, of itself and around.
    general: usize,
    /// The heading above is general.
    under_general: bool,
    general_document: bool,
}

impl Sensitive {
    /// Compiles the lists of a book that [`Sensitive::check`] accepts; the words that something begins with go into the
    /// lexicon of the book's names, with which texts are read.
    pub(super) fn new(book: &Book, lexicon: &mut Lexicon) -> Self {
        Self::compile(book, lexicon).expect("the book was checked when it was read")
    }

    /// Says which line of the lists cannot be used, if any.
    pub(super) fn check(book: &Book) -> Result<(), Fault> {
        Self::compile(book, &mut Lexicon::new()).map(drop)
    }

    fn compile(book: &Book, lexicon: &mut Lexicon) -> Result<Self, Fault> {
        let terms = if book.is_builtin() {
            postcard::from_bytes(embedded::TERMS).expect("written by the build script")
        } else {
            Terms::new(book, lexicon)?
        };
        let (individual, general) = context::read(book)?;
        Ok(Self {
            terms,
            individual,
            general,
            labels: Labels::new(book, lexicon)?,
        })
    }

    /// Looks at running text. `mentions` are in order of position.
    pub(super) fn in_text(
        &self,
        words: &Words<'_>,
        mentions: &[Mention],
        document: &mut Document,
        found: &mut Vec<Hit>,
    ) {
        let text = words.text();
        document.see(text);
        let mut leads = Vec::new();
        self.terms.leads(words, &mut leads);
        let mut leads = &leads[..];
        let mut topics = Vec::new();
        let mut mentions = mentions.iter().peekable();
        let mut within = Vec::new();
        let mut heading = None;
        for sentence in Sentences::of(words) {
            let range = sentence.bytes.clone();
            within.clear();
            while let Some(mention) = mentions.next_if(|mention| mention.start < range.end) {
                if mention.start >= range.start {
                    within.push(Mention {
                        start: mention.start - range.start,
                        end: mention.end.min(range.end) - range.start,
                    });
                }
            }
            let named = !within.is_empty();
            let since_named = document.since_named;
            document.since_named = if named {
                0
            } else {
                document.since_named.saturating_add(1)
            };
            document.named_soon = mentions
                .peek()
                .is_some_and(|next| next.start < range.end + AHEAD);
            let is_heading = is_heading(&text[range.clone()], sentence.words.len());
            if named && document.seen <= HEAD {
                document.has_subject |= names_its_subject(words, sentence.words.start)
                    || range.start <= TITLE
                        && is_heading
                        && ends_with_its_subject(&text[range.clone()], &within);
            }
            if is_heading && !named {
                heading = Some(range.clone());
            }
            let of_sentence = leads.partition_point(|lead| (*lead as usize) < sentence.words.end);
            let (own, rest) = leads.split_at(of_sentence);
            leads = rest;
            let labelled = sentence.colon && has_label(words, sentence.words.clone());
            let answered = self.answer(words, &sentence, document, found);
            topics.clear();
            if document.since_named <= MEMORY {
                self.terms
                    .misspelt(words, sentence.words.clone(), &mut topics);
            }
            if own.is_empty() && topics.is_empty() && !labelled {
                continue;
            }
            self.terms
                .find(words, own, sentence.words.clone(), &mut topics);
            if topics.is_empty() && !labelled {
                continue;
            }
            if answered != 0 {
                let value = found.last().map_or(0..0, |hit| hit.start..hit.end);
                self.follow(answered, value, words, &topics, found);
                topics.retain(|topic| answered & 1 << self.terms.get(*topic).category == 0);
            }
            document.themes.see(&self.terms, &topics);
            self.drop_faint_parts(&mut topics);
            within.retain(|mention| !is_part_of_topic(mention, range.start, words, &topics));
            topics.retain(|topic| !is_part_of_name(*topic, range.start, words, &within));
            if topics.is_empty() && !labelled {
                continue;
            }
            if named && within.is_empty() {
                document.since_named = since_named.saturating_add(1);
            }
            let named = !within.is_empty();
            let unwrapped = unwrapped(&text[range.clone()]);
            let written = unwrapped.as_ref();
            let boxes = Boxes::read(written);
            if let Some(boxes) = &boxes {
                topics.retain(|topic| boxes.says(words.word(topic.first).start() - range.start));
            }
            let is_field = labelled && (boxes.is_some() || begins_field(words, &sentence.words));
            if is_field && !is_about_a_number(written, &within) {
                let boxes = boxes.as_ref();
                let before = found.len();
                let asked = self.field(written, range.start, boxes, document, found);
                let answered = found.get(before).map(|hit| hit.start..hit.end);
                if let Some(value) = answered {
                    self.follow(asked, value, words, &topics, found);
                }
                topics.retain(|topic| asked & 1 << self.terms.get(*topic).category == 0);
                if asked != 0 && sentence.words.len() < LEAST_SENTENCE {
                    topics.clear();
                }
            }
            if topics.is_empty() {
                continue;
            }
            if self.label_without_colon(written, range.start, words, &topics, document, found) {
                continue;
            }
            let confidential =
                |topic: &Topic| CATEGORIES[self.terms.get(*topic).category] == CONFIDENCE;
            // Whom it is about takes longer to tell, and most sentences have words that could not say it of anybody.
            let may_report = |topic: &Topic| {
                confidential(topic) || self.may_report(*topic, Person::Named, document)
            };
            if !topics.iter().any(may_report) {
                continue;
            }
            let before =
                &text[text.floor_char_boundary(range.start.saturating_sub(BEHIND))..range.start];
            let is_note = is_note(words, &sentence.words);
            let ticked = boxes.is_some_and(|boxes| boxes.is_answered()) && document.is_form();
            let person = match self.person(written, before, named, labelled, is_note, document) {
                Person::Somebody | Person::Nobody if ticked => Person::SpokenOf,
                person => person,
            };
            if person == Person::Nobody {
                topics.retain(confidential);
            }
            let is_whole = is_whole(&sentence.words, &topics);
            let ends_line = is_whole && since_named == 0 && ends_a_line(text, &range);
            if !ticked && is_whole && !ends_line {
                // A heading that is nothing but a term is no statement.
                topics.retain(confidential);
            }
            topics.retain(|topic| {
                confidential(topic)
                    || self.is_faint(*topic)
                    || self.may_report(*topic, person, document) && !names_a_street(*topic, words)
            });
            if topics.iter().all(|topic| self.is_faint(*topic)) {
                continue;
            }
            if let Some(range) = heading.take() {
                document.heading = Heading::Unread(text[range].to_owned());
            }
            let around = self.without_acts(written, range.start, words, &topics);
            let under = document.in_general_section(&self.general);
            let section = under || (!is_heading && self.general.in_section(&around));
            let examined = Sentence {
                text: written,
                start: range.start,
                mentions: std::mem::take(&mut within),
                person,
                ticked: ticked || ends_line,
                themes: document.themes.held(),
                general: match self.general.in_sentence(&around) {
                    // The question is asked of everybody, the answer is somebody's.
                    _ if ticked => 0,
                    general => (general + usize::from(section)).min(2),
                },
                under_general: under,
                general_document: document.is_general(&self.general),
            };
            self.weigh(&examined, words, &topics, found);
        }
        if let Some(range) = heading {
            document.heading = Heading::Unread(text[range].to_owned());
        }
    }

    /// Looks at one cell or field, with the people it mentions. `person` says that its row or record is about somebody (a name
    /// column, a valid identifier).
    pub(super) fn in_cell(
        &self,
        head: &Head,
        words: &Words<'_>,
        mentions: &[Mention],
        person: bool,
        document: &mut Document,
        found: &mut Vec<Hit>,
    ) {
        let value = words.text();
        let trimmed = value.trim();
        if trimmed.is_empty() || !person {
            return;
        }
        let start = value.len() - value.trim_start().len();
        let mut range = start..start + trimmed.len();
        let (mut leads, mut topics) = (Vec::new(), Vec::new());
        self.terms.leads(words, &mut leads);
        self.terms.find(words, &leads, 0..words.len(), &mut topics);
        topics.retain(|topic| !is_part_of_name(*topic, 0, words, mentions));
        if let Some(boxes) = Boxes::read(value) {
            let Some(chosen) = boxes.chosen() else {
                return;
            };
            topics.retain(|topic| boxes.says(words.word(topic.first).start()));
            range = chosen;
        }
        let chosen = &value[range.clone()];
        let label = head.label;
        let codes = self.labels.code(head, trimmed);
        if topics.is_empty() && label.is_none() && codes == 0 {
            return;
        }
        if document.is_general(&self.general) {
            return;
        }
        let mut said = 0;
        for (index, category) in CATEGORIES.into_iter().enumerate() {
            if category == CONFIDENCE {
                continue;
            }
            let bit = 1 << index;
            let asked = label.filter(|label| label.categories & bit != 0);
            let topic = self.best(&topics, index).filter(|topic| {
                // A party's name that is a word of its own means the party where it stands alone: `Green`.
                let term = self.terms.get(*topic);
                let everyday = term.needs_assertion && term.strength == Strength::Weak;
                !everyday
                    || asked.is_some_and(|label| !label.weak)
                    || topic.first == 0 && topic.last + 1 == words.len()
            });
            let strength = topic.map(|topic| self.terms.get(topic).strength);
            if category == HEALTH && strength < Some(Strength::Weak) && is_leave(chosen) {
                continue;
            }
            let mut evidence = Vec::new();
            let confidence = match asked {
                _ if codes & bit != 0 => weight::LABELLED,
                Some(label) if !label.weak => match worth(label, chosen) {
                    Some(confidence) => confidence,
                    None => continue,
                },
                Some(_) if strength >= Some(Strength::Weak) => weight::LABELLED - weight::WEAK,
                _ if head.by_cells & bit != 0
                    && topic.is_some_and(|topic| {
                        self.terms.get(topic).strength >= Strength::Weak
                            && !self.names_a_body(topic, words)
                    }) =>
                {
                    evidence.push(format!("column:{category}").into());
                    weight::LABELLED - weight::WEAK
                }
                _ if head.remarks
                    && strength >= Some(Strength::Weak)
                    && is_whole(&(0..words.len()), topic.as_slice()) =>
                {
                    weight::LABELLED - weight::WEAK
                }
                Some(_) => continue,
                None if topic.is_some_and(|topic| {
                    strength == Some(Strength::Strong)
                        || strength == Some(Strength::Weak) && self.borne_out(topic, &topics, words)
                }) && self.speaks_in_cell(topic, head, words) =>
                {
                    weight::STRONG + weight::NAMED
                }
                None => continue,
            };
            if evidence.is_empty() && (asked.is_some() || codes & bit != 0) {
                evidence.push(format!("header:{category}").into());
            }
            evidence.extend(topic.map(|topic| self.group(topic)));
            evidence.push("person:row".into());
            said |= bit;
            found.push(Hit {
                category,
                start: range.start,
                end: range.end,
                confidence,
                evidence,
            });
        }
        if said != 0 {
            self.follow(said, range, words, &topics, found);
        }
        // Under a label a cell answers what that asks.
        let free = !head.neutral && label.is_none_or(|label| label.weak);
        if free && !self.labels.is_label(value) {
            topics.retain(|topic| said & 1 << self.terms.get(*topic).category == 0);
            self.told_in_cell(words, topics, found);
        }
    }

    /// Where a label or a cell tells of an offence or of proceedings, a term of the other in the same value tells of that too:
    /// `Convictions: theft 2009, community order`.
    fn follow(
        &self,
        said: u16,
        value: Range<usize>,
        words: &Words<'_>,
        topics: &[Topic],
        found: &mut Vec<Hit>,
    ) {
        /// Bytes of a value that says little more than the term.
        const SHORT: usize = 48;
        for (index, category) in CATEGORIES.into_iter().enumerate() {
            let other =
                (0..CATEGORIES.len()).find(|other| *other != index && goes_with(index, *other));
            if said & 1 << index != 0 || other.is_none_or(|other| said & 1 << other == 0) {
                continue;
            }
            let least = if value.len() <= SHORT {
                Strength::Faint
            } else {
                Strength::Weak
            };
            let topic = self.best(topics, index).filter(|topic| {
                self.terms.get(*topic).strength >= least
                    && value.contains(&words.word(topic.first).start())
                    && !self.names_a_body(*topic, words)
            });
            if let Some(topic) = topic {
                found.push(Hit {
                    category,
                    start: value.start,
                    end: value.end,
                    confidence: weight::LABELLED - weight::WEAK,
                    evidence: vec![self.group(topic), "person:form".into()],
                });
            }
        }
    }

    /// Whether a head asks for something that a value under it says, or is a code of.
    pub(super) fn asks(&self, head: &Head, value: &str) -> bool {
        head.label.is_some() || self.labels.code(head, value.trim()) != 0
    }

    /// A table has named somebody: what is said after it may be of them.
    pub(super) fn named_in_table(document: &mut Document) {
        document.since_named = document.since_named.min(MEMORY + 1);
    }

    /// What a head of a column or a label of a field says.
    pub(super) fn head(&self, header: &str) -> Head {
        self.labels.head(header)
    }

    /// Whether a text is a head or label that asks for something sensitive, or that tells people apart.
    pub(super) fn knows_head(&self, header: &str) -> bool {
        let head = self.head(header);
        head.label.is_some_and(|label| !label.weak) || head.tells_people_apart
    }

    /// A strong term in a cell that no label explains says something about the row's person.
    fn speaks_in_cell(&self, topic: Option<Topic>, head: &Head, words: &Words<'_>) -> bool {
        let value = words.text();
        topic.is_some_and(|topic| {
            !self.terms.get(topic).needs_assertion
                && !head.neutral
                && !self.labels.is_label(value)
                && !self.names_a_body(topic, words)
                && self.general.in_sentence(value) == 0
                && !self.general.in_section(value)
        })
    }

    /// A line `Label: value` of a form about somebody, or a question with its boxes: the categories that the label asks for,
    /// for which nothing else need be looked at.
    fn field(
        &self,
        sentence: &str,
        start: usize,
        boxes: Option<&Boxes>,
        document: &mut Document,
        found: &mut Vec<Hit>,
    ) -> u16 {
        const LONGEST_LABEL: usize = 60;
        let (label, value) = if let Some(boxes) = boxes {
            let question = sentence[..boxes.question()].trim();
            (question, boxes.chosen())
        } else {
            let Some(colon) = sentence.find(':').filter(|&colon| colon <= LONGEST_LABEL) else {
                return 0;
            };
            (&sentence[..colon], Some(colon + 1..sentence.len()))
        };
        let Some(read) = self.labels.read(label).filter(|read| !read.weak) else {
            return 0;
        };
        if !document.is_form() || document.is_general(&self.general) {
            return 0;
        }
        let Some(value) = value else {
            return read.categories;
        };
        let value = trimmed(sentence, value, &[]);
        let text = &sentence[value.clone()];
        let Some(confidence) = worth(read, text) else {
            return read.categories;
        };
        if self.general.in_sentence(text) > 0 {
            return 0;
        }
        answered(
            read,
            start + value.start..start + value.end,
            confidence,
            found,
        );
        read.categories
    }

    /// `Religion Sikh`, where a form was flattened to text: a label, and a value that holds a term of its category.
    fn label_without_colon(
        &self,
        sentence: &str,
        start: usize,
        words: &Words<'_>,
        topics: &[Topic],
        document: &mut Document,
        found: &mut Vec<Hit>,
    ) -> bool {
        const LONGEST: usize = 8;
        const LONGEST_LABEL: usize = 4;
        /// A phrase of so many words is a label though it says little.
        const LABEL_PHRASE: usize = 3;
        let first = words.first_from(start);
        let count = words.first_from(start + sentence.len()) - first;
        if !(2..=LONGEST).contains(&count)
            || !document.is_form()
            || !has_label(words, first..first + count.min(LONGEST_LABEL))
            || document.is_general(&self.general)
            || sentence.contains(':')
            || self.labels.is_label(sentence)
        {
            return false;
        }
        for length in (1..count.min(LONGEST_LABEL + 1)).rev() {
            let end = words.word(first + length - 1).end() - start;
            let label = self.labels.read(&sentence[..end]);
            let Some(label) = label.filter(|label| {
                if label.weak {
                    length >= LABEL_PHRASE && self.labels.lists(&sentence[..end])
                } else {
                    length < LONGEST_LABEL
                }
            }) else {
                continue;
            };
            let value = topics.iter().find(|topic| {
                topic.first >= first + length
                    && label.categories & 1 << self.terms.get(**topic).category != 0
            });
            if let Some(topic) = value {
                let said = self.terms.get(*topic).category;
                for (index, category) in CATEGORIES.into_iter().enumerate() {
                    // `Charged with theft` tells of both that its label asks for.
                    if label.categories & 1 << index == 0 || !goes_with(index, said) {
                        continue;
                    }
                    found.push(Hit {
                        category,
                        start: words.word(topic.first).start(),
                        end: words.word(topic.last).end(),
                        confidence: weight::LABELLED,
                        evidence: vec![
                            format!("label:{category}").into(),
                            self.group(*topic),
                            "person:form".into(),
                        ],
                    });
                }
                return true;
            }
        }
        false
    }

    /// Who a sentence is about; `before` is the text before it.
    fn person(
        &self,
        sentence: &str,
        before: &str,
        named: bool,
        labelled: bool,
        is_note: bool,
        document: &Document,
    ) -> Person {
        if named || self.individual.tells_apart(sentence) {
            return Person::Named;
        }
        let spoken_of = self.individual.speaks_of_one(sentence)
            || (document.since_named <= FORM && self.individual.speaks_to_reader(sentence));
        let near = document.since_named <= MEMORY || self.individual.tells_apart(before);
        match (near, spoken_of) {
            (true, true) => Person::NamedBefore,
            (false, true) if document.is_form() => Person::SpokenOf,
            (true, false) if is_note => Person::Understood,
            (true, false) | (false, true) => Person::Somebody,
            (false, false) if is_note && document.is_about_next(labelled) => Person::Understood,
            (false, false) if document.has_subject && document.since_named <= FORM => {
                if is_note {
                    Person::Understood
                } else {
                    Person::Somebody
                }
            }
            (false, false) => Person::Nobody,
        }
    }

    /// A faint word that belongs to a longer term says nothing beside it: `fingerprint reader`.
    fn drop_faint_parts(&self, topics: &mut Vec<Topic>) {
        let longer: SmallVec<[Topic; 8]> = topics
            .iter()
            .copied()
            .filter(|topic| topic.last > topic.first)
            .collect();
        topics.retain(|topic| {
            !self.is_faint(*topic)
                || !longer.iter().any(|other| {
                    other.term != topic.term
                        && other.first <= topic.first
                        && topic.last <= other.last
                })
        });
    }

    fn is_faint(&self, topic: Topic) -> bool {
        self.terms.get(topic).strength == Strength::Faint
    }

    /// The parts could add up, were there an assertion and nothing general.
    fn may_report(&self, topic: Topic, person: Person, document: &Document) -> bool {
        let term = self.terms.get(topic);
        let themed = term.in_theme && document.themes.held() & 1 << term.category != 0;
        let strength = match term.strength {
            Strength::Faint => return false,
            Strength::Vague if !term.in_fact && !themed => return false,
            // A weak term may be a word of a whole fact.
            _ => weight::STRONG,
        };
        let person = match person {
            Person::Named | Person::Row | Person::NamedBefore => weight::NAMED,
            Person::SpokenOf | Person::Understood => weight::SPOKEN_OF,
            Person::Somebody => weight::SOMEBODY,
            Person::Nobody => return false,
        };
        strength + person + weight::ASSERTION >= weight::REPORTED
    }

    /// The best topic of each category becomes a hit if its parts add up.
    fn weigh(
        &self,
        sentence: &Sentence<'_>,
        words: &Words<'_>,
        topics: &[Topic],
        found: &mut Vec<Hit>,
    ) {
        for category in 0..CATEGORIES.len() {
            let facts = LazyCell::new(|| self.individual.facts(sentence.text, category));
            let mut hits: Vec<(Strength, Hit)> = topics
                .iter()
                .filter(|topic| self.terms.get(**topic).category == category)
                .filter_map(|topic| {
                    let hit = self.hit(sentence, words, *topic, topics, &facts)?;
                    Some((self.terms.get(*topic).strength, hit))
                })
                .collect();
            // Sums of the same parts in another order differ in their last bits.
            let rounded = |hit: &Hit| (hit.confidence * 100.0).round() as u32;
            hits.sort_by_key(|(strength, hit)| Reverse((rounded(hit), *strength)));
            // The surest, and what surely names another fact.
            let mut told: SmallVec<[Hit; 2]> = SmallVec::new();
            for (strength, hit) in hits {
                let other_fact = strength == Strength::Strong
                    && told.iter().all(|other| sentence.parts(&hit, other));
                if told.is_empty() || other_fact {
                    told.push(hit);
                }
            }
            found.extend(told);
        }
    }

    /// The hit of a topic; `facts` are the whole facts of its category in the sentence, looked for if they are asked for.
    fn hit(
        &self,
        sentence: &Sentence<'_>,
        words: &Words<'_>,
        topic: Topic,
        topics: &[Topic],
        facts: &LazyCell<Vec<Range<usize>>, impl FnOnce() -> Vec<Range<usize>>>,
    ) -> Option<Hit> {
        let plain = self.hit_by(sentence, words, topic, topics, None);
        if plain.is_some() || self.is_faint(topic) {
            return plain;
        }
        let span = place(topic, words, sentence.start);
        let fact = facts
            .iter()
            .find(|fact| fact.start < span.end && span.start < fact.end)?;
        self.hit_by(sentence, words, topic, topics, Some(fact.clone()))
    }

    /// The hit of a topic, as a word of a whole fact if there is one.
    fn hit_by(
        &self,
        sentence: &Sentence<'_>,
        words: &Words<'_>,
        topic: Topic,
        topics: &[Topic],
        fact: Option<Range<usize>>,
    ) -> Option<Hit> {
        let term = self.terms.get(topic);
        let category = CATEGORIES[term.category];
        let span = place(topic, words, sentence.start);
        let body = self.names_a_body(topic, words);
        let strength = match term.strength {
            Strength::Faint => return None,
            _ if fact.is_some() => weight::STRONG,
            Strength::Vague if term.in_theme && sentence.themes & 1 << term.category != 0 => {
                weight::STRONG
            }
            Strength::Vague => return None,
            Strength::Strong if !body => weight::STRONG,
            _ => weight::WEAK,
        };
        let general = match &fact {
            Some(fact) if sentence.general > 0 => self.general_beside(sentence, fact),
            _ => sentence.general,
        };
        let assertion = if let Some(fact) = fact {
            Some((fact.start, fact.end))
        } else if sentence.ticked || term.says && !body && general == 0 {
            Some((span.start, span.end))
        } else if term.verb {
            acted(sentence, &span)
        } else {
            let stands_by = owned(sentence, &span).or_else(|| {
                (!term.needs_assertion)
                    .then(|| apposed(sentence, &span))
                    .flatten()
            });
            stands_by.or_else(|| {
                self.individual
                    .assertion(sentence.text, (span.start, span.end), term.category)
            })
        };
        let assertion = assertion.or_else(|| {
            follows_pronoun(&sentence.text[..span.start]).then_some((span.start, span.end))
        });
        let assertion = assertion.or_else(|| {
            let borne_out = general == 0 && !body && self.borne_out(topic, topics, words);
            borne_out.then_some((span.start, span.end))
        });
        if assertion.is_none() && term.needs_assertion {
            return None;
        }
        let (person, by) = match sentence.person {
            _ if category == CONFIDENCE => (weight::NAMED, "document"),
            Person::Named => (weight::NAMED, "person:name"),
            Person::Row => (weight::NAMED, "person:row"),
            Person::NamedBefore => (weight::NAMED, "person:name-before"),
            Person::SpokenOf => (weight::SPOKEN_OF, "person:role"),
            Person::Understood if general > 0 => return None,
            Person::Understood => (weight::SPOKEN_OF, "person:name-near"),
            Person::Somebody => (weight::SOMEBODY, "person:role"),
            Person::Nobody => return None,
        };
        let mut score = strength + person - weight::GENERAL * general as f32;
        let mut evidence = vec![self.group(topic)];
        if assertion.is_some() {
            score += weight::ASSERTION;
            evidence.push("assertion".into());
        }
        evidence.push(by.into());
        if general > 0 {
            evidence.push("general".into());
        }
        if sentence.general_document {
            score -= weight::GENERAL_DOCUMENT;
            evidence.push("general-document".into());
        }
        if score < weight::REPORTED {
            return None;
        }
        let whole = assertion.map_or(span.clone(), |(start, end)| {
            span.start.min(start)..span.end.max(end)
        });
        let whole = if sentence.text[whole.clone()].contains(PARTS) {
            span
        } else {
            whole
        };
        let text = &sentence.text[whole.clone()];
        let lead = text.len() - text.trim_start().len();
        Some(Hit {
            category,
            start: sentence.start + whole.start + lead,
            end: sentence.start + whole.start + text.trim_end().len(),
            confidence: score.min(weight::HIGHEST),
            evidence,
        })
    }

    /// The sentence without its strong terms of several words: what they say of somebody is not general because of their own
    /// words (`delivers leaflets for`).
    fn without_acts<'t>(
        &self,
        sentence: &'t str,
        start: usize,
        words: &Words<'_>,
        topics: &[Topic],
    ) -> Cow<'t, str> {
        let mut acts: Vec<_> = topics
            .iter()
            .filter(|topic| {
                topic.first < topic.last && self.terms.get(**topic).strength == Strength::Strong
            })
            .map(|topic| place(*topic, words, start))
            .collect();
        if acts.is_empty() {
            return Cow::Borrowed(sentence);
        }
        acts.sort_by_key(|act| act.start);
        let mut around = String::with_capacity(sentence.len());
        let mut end = 0;
        for act in acts {
            if act.start >= end {
                around.push_str(&sentence[end..act.start]);
                around.push('x');
            }
            end = end.max(act.end);
        }
        around.push_str(&sentence[end..]);
        Cow::Owned(around)
    }

    /// Patterns of general text that a sentence shows beside a fact, whose own words are not general.
    fn general_beside(&self, sentence: &Sentence<'_>, fact: &Range<usize>) -> usize {
        let around = format!(
            "{}x{}",
            &sentence.text[..fact.start],
            &sentence.text[fact.end..]
        );
        let section = sentence.under_general || self.general.in_section(&around);
        (self.general.in_sentence(&around) + usize::from(section)).min(2)
    }

    /// Another term of the category stands beside: two weak words say together what neither says alone, and so does a weak
    /// one with a faint one near it. Names of bodies do not bear each other out.
    fn borne_out(&self, topic: Topic, topics: &[Topic], words: &Words<'_>) -> bool {
        /// Words between a term and a faint one.
        const NEAR: usize = 24;
        let term = self.terms.get(topic);
        topics.iter().any(|beside| {
            let other = self.terms.get(*beside);
            let bears = match other.strength {
                Strength::Vague => false,
                Strength::Faint => {
                    other.category == term.category
                        && term.strength == Strength::Weak
                        && !term.needs_assertion
                        && beside.first.abs_diff(topic.first) <= NEAR
                }
                Strength::Weak | Strength::Strong => goes_with(other.category, term.category),
            };
            bears
                && beside.term != topic.term
                && !(term.needs_assertion && other.needs_assertion)
                && (beside.last < topic.first || topic.last < beside.first)
                && !self.names_a_body(*beside, words)
        })
    }

    /// The group of a topic, as evidence.
    fn group(&self, topic: Topic) -> Evidence {
        format!("group:{}", self.terms.group(topic)).into()
    }

    /// The strongest topic of a category.
    fn best(&self, topics: &[Topic], category: usize) -> Option<Topic> {
        topics
            .iter()
            .copied()
            .filter(|topic| self.terms.get(*topic).category == category)
            .max_by_key(|topic| self.terms.get(*topic).strength)
    }

    /// The term is followed by a noun that makes it the name of a body, a post or an event: `Diabetes Strategy Group`.
    fn names_a_body(&self, topic: Topic, words: &Words<'_>) -> bool {
        const FOLLOWING: usize = 2;
        let mut at = topic.last;
        for _ in 0..FOLLOWING {
            if !matches!(words.gap(at), Some(" " | "-" | " & " | "\n")) {
                return false;
            }
            at += 1;
            if self.terms.is_institution(&words.folded(at)) {
                return true;
            }
            // Only a capital, or a small word between capitals, carries a name on.
            let joins = words.is_one_of(at, &["and", "of", "for"]);
            if words.word(at).shape == Shape::Lower && !joins {
                return false;
            }
        }
        false
    }
}

impl Document {
    /// Keeps the head of the document.
    fn see(&mut self, text: &str) {
        if self.seen < HEAD {
            self.head
                .push_str(&text[..text.floor_char_boundary(HEAD.min(text.len()))]);
        }
        self.seen = self.seen.saturating_add(text.len());
    }

    /// Somebody has been named whom labels may be about, or is about to be.
    fn is_form(&self) -> bool {
        self.since_named <= FORM || self.named_soon
    }

    /// What stands before the first name, or is labelled, is about whom the next words name.
    fn is_about_next(&self, labelled: bool) -> bool {
        self.named_soon && (labelled || self.since_named == u32::MAX)
    }

    /// Two signs make a document general.
    fn is_general(&mut self, general: &General) -> bool {
        if !self.head.is_empty() {
            self.heads |= general.in_document(&self.head);
            self.head.clear();
        }
        self.heads.count_ones() >= 2
    }

    /// The heading last met says that its section is general.
    fn in_general_section(&mut self, general: &General) -> bool {
        if let Heading::Unread(heading) = &self.heading {
            self.heading = Heading::Read(general.in_section(&unwrapped(heading)));
        }
        matches!(self.heading, Heading::Read(true))
    }
}

impl Sentence<'_> {
    /// Something between two hits begins another fact.
    fn parts(&self, one: &Hit, other: &Hit) -> bool {
        let (first, second) = if one.start < other.start {
            (one, other)
        } else {
            (other, one)
        };
        let between = (
            first.end.max(self.start) - self.start,
            second.start - self.start,
        );
        first.end <= second.start && self.text[between.0..between.1].contains(PARTS)
    }
}

/// Where a topic stands in the sentence that starts at a byte of the text.
fn place(topic: Topic, words: &Words<'_>, start: usize) -> Range<usize> {
    words.word(topic.first).start() - start..words.word(topic.last).end() - start
}

/// What parts a sentence into facts of their own: `retired on health grounds (multiple sclerosis)`.
const PARTS: [char; 3] = [';', ':', '('];

/// Terms of a category bear each other out, and so do an offence and what followed from it.
fn goes_with(one: usize, other: usize) -> bool {
    const CRIMINAL: [&str; 2] = ["criminal-offence", "criminal-proceedings"];
    one == other || CRIMINAL.contains(&CATEGORIES[one]) && CRIMINAL.contains(&CATEGORIES[other])
}

/// A value tells of each category that its label asks for.
fn answered(label: Label, value: Range<usize>, confidence: f32, found: &mut Vec<Hit>) {
    for (index, category) in CATEGORIES.into_iter().enumerate() {
        if label.categories & 1 << index != 0 {
            found.push(Hit {
                category,
                start: value.start,
                end: value.end,
                confidence,
                evidence: vec![format!("label:{category}").into(), "person:form".into()],
            });
        }
    }
}

/// What a value under a label is worth, if it says anything.
fn worth(label: Label, value: &str) -> Option<f32> {
    match weigh(value) {
        Value::Blank => None,
        Value::Denial => Some(weight::DENIED),
        Value::Yes if label.detail => Some(weight::DENIED),
        Value::Yes | Value::Statement => Some(weight::LABELLED),
    }
}

/// What stands before the colon is a person with a number: `DP1 Ada Example, custody no. 17: He was arrested.`
fn is_about_a_number(sentence: &str, mentions: &[Mention]) -> bool {
    let colon = sentence.find(':').unwrap_or(0);
    mentions.iter().any(|mention| {
        mention.end <= colon
            && sentence[mention.end..colon]
                .bytes()
                .any(|byte| byte.is_ascii_digit())
    })
}

/// One of the first words may end a label of a form.
fn has_label(words: &Words<'_>, range: Range<usize>) -> bool {
    const LONGEST: usize = 12;
    range
        .take(LONGEST)
        .any(|at| words.word(at).uses.is(Uses::FORM))
}

/// A word before the first colon may end a label of a form.
fn begins_field(words: &Words<'_>, range: &Range<usize>) -> bool {
    let colon = range
        .clone()
        .find(|&at| words.word(at).after.has(Gap::COLON));
    has_label(words, range.start..colon.map_or(range.end, |at| at + 1))
}

/// Somebody stands before an act as its subject: a name or a pronoun, with a few words between.
fn acted(sentence: &Sentence<'_>, span: &Range<usize>) -> Option<(usize, usize)> {
    const WORDS_BETWEEN: usize = 8;
    let near = |start: usize, end: usize| {
        end <= span.start
            && sentence.text[end..span.start].split_whitespace().count() <= WORDS_BETWEEN
            && !sentence.text[end..span.start].contains(['.', ':'])
            && start < end
    };
    let is_left_out = matches!(sentence.person, Person::Understood | Person::Row);
    if is_left_out && sentence.text[..span.start].trim().is_empty() {
        return Some((span.start, span.end));
    }
    let named = sentence
        .mentions
        .iter()
        .rev()
        .find(|mention| near(mention.start, mention.end))
        .map(|mention| (mention.end, span.end));
    named.or_else(|| {
        let before = &sentence.text[..span.start];
        let words = Words::of(before);
        (0..words.len())
            .rev()
            .take(WORDS_BETWEEN)
            .find(|&at| words.is_one_of(at, &["he", "she", "they", "i", "who"]))
            .map(|at| (words.word(at).start(), span.end))
    })
}

/// What follows is said of the pronoun right before it: `she reoffended`, `he has also converted to Islam`.
fn follows_pronoun(before: &str) -> bool {
    const PRONOUNS: [&str; 5] = ["he", "she", "i", "who", "i've"];
    const BETWEEN: [&str; 14] = [
        "also",
        "now",
        "then",
        "recently",
        "later",
        "previously",
        "once",
        "has",
        "had",
        "never",
        "often",
        "still",
        "regularly",
        "openly",
    ];
    let is_one_of =
        |word: &str, words: &[&str]| words.iter().any(|other| word.eq_ignore_ascii_case(other));
    before
        .rsplit(' ')
        .find(|word| !word.is_empty() && !is_one_of(word, &BETWEEN))
        .is_some_and(|word| is_one_of(word, &PRONOUNS))
}

/// A name that a term is called by is nobody's: `Addison's disease`.
fn is_part_of_topic(
    mention: &Mention,
    sentence: usize,
    words: &Words<'_>,
    topics: &[Topic],
) -> bool {
    topics.iter().any(|topic| {
        words.word(topic.first).start() <= sentence + mention.start
            && sentence + mention.end <= words.word(topic.last).end()
    })
}

/// The line of a letter or report that says whom it is about.
fn names_its_subject(words: &Words<'_>, first: usize) -> bool {
    const SUBJECTS: [&str; 16] = [
        "re",
        "ref",
        "patient",
        "client",
        "pupil",
        "child",
        "resident",
        "applicant",
        "claimant",
        "tenant",
        "defendant",
        "offender",
        "subject",
        "customer",
        "student",
        "employee",
    ];
    /// Words that may stand before: `Main applicant:`, `Name of pupil:`.
    const BEFORE: usize = 3;
    (first..words.len())
        .take(BEFORE)
        .find(|&at| words.is_one_of(at, &SUBJECTS))
        .is_some_and(|at| {
            words.word(at).after.has(Gap::COLON)
                || words.gap(at).is_none_or(|gap| gap.contains(':'))
        })
}

/// A title that ends with whom it is about: `File note, A Example`; not with who wrote it: `Notes by Dr Example`.
fn ends_with_its_subject(title: &str, mentions: &[Mention]) -> bool {
    const WRITERS: [&str; 18] = [
        "by",
        "dr",
        "prof",
        "professor",
        "cllr",
        "councillor",
        "officer",
        "author",
        "from",
        "chair",
        "contact",
        "judge",
        "manager",
        "sgt",
        "pc",
        "insp",
        "nurse",
        "sister",
    ];
    let [mention] = mentions else {
        return false;
    };
    let before = &title[..mention.start];
    let is_writer = |word: &str| WRITERS.iter().any(|other| word.eq_ignore_ascii_case(other));
    mention.end == title.trim_end().len()
        && before.contains([',', ':', '-', '\u{2013}'])
        && !before.split(|c: char| !c.is_alphabetic()).any(is_writer)
}

/// A term that is a part of somebody's name says nothing: `Alan Priest`.
fn is_part_of_name(topic: Topic, sentence: usize, words: &Words<'_>, mentions: &[Mention]) -> bool {
    let (start, end) = (
        words.word(topic.first).start(),
        words.word(topic.last).end(),
    );
    mentions
        .iter()
        .any(|mention| sentence + mention.start <= start && end <= sentence + mention.end)
}

/// `Chapel Lane`, `Tannery Court`
fn names_a_street(topic: Topic, words: &Words<'_>) -> bool {
    let is_street = |at: usize| {
        words
            .get(at)
            .is_some_and(|word| word.shape == Shape::Capital && word.uses.is(Uses::STREET))
    };
    let ends_one = topic.first == topic.last
        && is_street(topic.last)
        && topic.first.checked_sub(1).is_some_and(|before| {
            words.gap(before) == Some(" ") && words.word(before).shape == Shape::Capital
        });
    ends_one || words.gap(topic.last) == Some(" ") && is_street(topic.last + 1)
}

/// What stands behind a name and says what they are: `Ada Example, Quaker`, `Ada Example (Tory)`.
fn apposed(sentence: &Sentence<'_>, span: &Range<usize>) -> Option<(usize, usize)> {
    const ARTICLES: [&str; 3] = ["a ", "an ", "also "];
    let rest = sentence.text[span.end..].trim_start();
    if !rest.is_empty() && !rest.starts_with([',', '.', ')', ';']) {
        return None;
    }
    let mention = sentence.mentions.iter().rev().find(|mention| {
        let between = sentence.text.get(mention.end..span.start);
        let behind = between.and_then(|between| {
            [", ", " - ", " \u{2013} ", " ("]
                .iter()
                .find_map(|mark| between.strip_prefix(mark))
        });
        behind.is_some_and(|words| words.is_empty() || ARTICLES.contains(&words))
    })?;
    Some((mention.end, span.end))
}

/// What is somebody's: a name with a possessive, and few words before the term.
fn owned(sentence: &Sentence<'_>, span: &Range<usize>) -> Option<(usize, usize)> {
    const WORDS_BETWEEN: usize = 2;
    let owner = sentence.mentions.iter().rev().find(|mention| {
        let between = sentence.text.get(mention.end..span.start);
        let owned = between.and_then(|between| {
            ["'s ", "\u{2019}s ", "' "]
                .iter()
                .find_map(|possessive| between.strip_prefix(possessive))
        });
        owned.is_some_and(|words| words.split_whitespace().count() <= WORDS_BETWEEN)
    })?;
    Some((owner.end, span.end))
}

/// A few words without a subject or an article, as notes have them.
fn is_note(words: &Words<'_>, sentence: &Range<usize>) -> bool {
    const LONGEST: usize = 16;
    /// What a sentence about more than the one person at hand has.
    const OTHERS: [&str; 16] = [
        "the", "we", "our", "us", "you", "your", "they", "these", "those", "will", "all", "any",
        "each", "staff", "people", "pupils",
    ];
    sentence.len() <= LONGEST && !sentence.clone().any(|at| words.is_one_of(at, &OTHERS))
}

/// The sentence with its line breaks as spaces, byte for byte, for patterns that know no lines.
fn unwrapped(sentence: &str) -> Cow<'_, str> {
    const BREAKS: [u8; 4] = *b"\n\r\x0b\t";
    if sentence.bytes().any(|byte| BREAKS.contains(&byte)) {
        Cow::Owned(sentence.replace(BREAKS.map(char::from), " "))
    } else {
        Cow::Borrowed(sentence)
    }
}

/// A topic is all that the sentence says.
fn is_whole(sentence: &Range<usize>, topics: &[Topic]) -> bool {
    topics
        .iter()
        .any(|topic| topic.first == sentence.start && topic.last + 1 == sentence.end)
}

/// A few words with a dot behind others in their line, as notes about whom those name: `Ada Example. Quaker.`
fn ends_a_line(text: &str, sentence: &Range<usize>) -> bool {
    let line = text[..sentence.start]
        .rfind('\n')
        .map_or(0, |before| before + 1);
    text[sentence.clone()].ends_with('.') && !text[line..sentence.start].trim().is_empty()
}

/// A line of its own that is no sentence.
fn is_heading(sentence: &str, words: usize) -> bool {
    const LONGEST: usize = 80;
    sentence.len() <= LONGEST && words <= 10 && !sentence.ends_with(['.', '!', '?', ',', ';'])
}
