//! The sensitive categories: a topic, an assertion, a person, and what speaks against, by unit (sentence, row, field).
//!
//! A term alone is a topic. It becomes a finding when its sentence speaks of somebody (a name, an identifier, a pronoun, a
//! role), more surely when a pattern asserts it of them, and less when the sentence, the section or the document speaks in
//! general: policies, leaflets, lessons, statistics and the names of bodies are not about anybody. In tables and forms the
//! label decides. The parts are kept as evidence, so that a reviewer sees why.

mod answers;
mod assertion;
mod beside;
mod boxes;
mod bystanders;
mod category;
mod cells;
mod columns;
mod context;
mod document;
mod forms;
mod inflections;
mod label_lists;
mod labels;
mod lines;
mod near;
mod person;
mod posts;
mod prose;
mod sentences;
mod slips;
mod terms;
#[cfg(test)]
mod tests;
mod themes;
mod tokens;
mod unit;
mod weighing;
mod word_patterns;
mod word_sets;

use std::borrow::Cow;
use std::ops::Range;

use smallvec::SmallVec;

use super::Evidence;
use super::embedded;
use super::lexicon::Lexicon;
use super::rule::Book;
use super::words::{Shape, Words};
pub(super) use boxes::has_box;
pub(super) use category::{CATEGORIES, Fault};
use context::Context;
pub(super) use context::unmet;
pub(super) use document::Document;
pub(super) use labels::Head;
use labels::Labels;
use terms::{Strength, Terms, Topic};
use weighing::place;

/// The term lists and context patterns, compiled.
pub(super) struct Sensitive {
    terms: Terms<'static>,
    context: Context,
    labels: Labels,
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

impl Hit {
    /// Both say the same of the same words, or of some of them.
    fn overlaps(&self, other: &Self) -> bool {
        self.category == other.category && self.start < other.end && other.start < self.end
    }
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
        Ok(Self {
            terms,
            context: Context::read(book)?,
            labels: Labels::new(book, lexicon)?,
        })
    }

    /// Whether a label in running text asks for something that the value behind it says, or is a code of.
    pub(super) fn asks(&self, head: &Head, value: &str) -> bool {
        head.label.is_some() && !self.is_of_a_body(self.labels.foreign_end_of(head))
            || self.labels.code(head, value.trim()) != 0
    }

    /// What a label ends with makes it the name of a body or an event, which asks for nothing: `Trade union liaison meeting`.
    fn is_of_a_body(&self, end: Option<String>) -> bool {
        end.is_some_and(|end| self.terms.is_institution(&end))
    }

    /// What a head of a column or a label of a field says.
    pub(super) fn head(&self, header: &str) -> Head {
        self.labels.head(header)
    }

    /// Reads the heads of a table together: some mean something else beside others.
    pub(super) fn settle(&self, heads: &mut [&mut Head]) {
        self.labels.settle(heads);
    }

    /// Whether a text is a head or label that asks for something sensitive, or that tells people apart.
    pub(super) fn knows_head(&self, header: &str) -> bool {
        let head = self.head(header);
        head.label.is_some_and(|label| !label.weak) || head.tells_people_apart
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

/// The sentence with its line breaks as spaces, byte for byte, for patterns that know no lines.
fn unwrapped(sentence: &str) -> Cow<'_, str> {
    const BREAKS: [u8; 4] = *b"\n\r\x0b\t";
    if sentence.bytes().any(|byte| BREAKS.contains(&byte)) {
        Cow::Owned(sentence.replace(BREAKS.map(char::from), " "))
    } else {
        Cow::Borrowed(sentence)
    }
}

/// A term that is a part of somebody's name says nothing: `Alan Priest`.
fn is_part_of_name(topic: Topic, sentence: usize, words: &Words<'_>, mentions: &[Mention]) -> bool {
    let term = place(topic, words, sentence);
    mentions
        .iter()
        .any(|mention| mention.start <= term.start && term.end <= mention.end)
}

/// A topic is all that the sentence says.
fn is_whole(sentence: &Range<usize>, topics: &[Topic]) -> bool {
    topics
        .iter()
        .any(|topic| topic.first == sentence.start && topic.last + 1 == sentence.end)
}
