//! Fields of a form in running text, `Religion: Sikh`, and what a value tells beside what its label asks for.

use std::ops::Range;

use super::boxes::Boxes;
use super::document::Document;
use super::labels::{Label, Value, weigh};
use super::terms::{Strength, Topic};
use super::weighing::{goes_with, weight};
use super::{CATEGORIES, Hit, Sensitive};
use crate::detect::fold::trimmed;
use crate::detect::lexicon::Uses;
use crate::detect::words::{Gap, Words};

/// Words of a line with a label that may say more than the label asks for.
pub(super) const LEAST_SENTENCE: usize = 8;

impl Sensitive {
    /// A line `Label: value` of a form about somebody, or a question with its boxes: the categories that the label asks for,
    /// for which nothing else need be looked at. `told` are those that the value itself begins with a word of, and for which a
    /// label will do that says little.
    pub(super) fn field(
        &self,
        sentence: &str,
        start: usize,
        boxes: Option<&Boxes>,
        told: u16,
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
        let asks = |read: &Label| {
            (!read.weak || read.categories & told != 0)
                && !self.is_of_a_body(self.labels.foreign_end(label))
        };
        let Some(mut read) = self.labels.read(label).filter(asks) else {
            return 0;
        };
        if read.weak {
            read.categories &= told;
        }
        if !document.is_form() || document.is_general(&self.context) {
            return 0;
        }
        let Some(value) = value else {
            return read.categories;
        };
        let value = trimmed(sentence, value, &[]);
        let text = &sentence[value.clone()];
        let Some(mut confidence) = worth(read, text) else {
            return read.categories;
        };
        if read.weak {
            confidence -= weight::WEAK;
        }
        if self.context.said(text).general_in_sentence() > 0 {
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
    pub(super) fn label_without_colon(
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
        /// Words of a value before an everyday word of it.
        const NEAR: usize = 2;
        let first = words.first_from(start);
        let count = words.first_from(start + sentence.len()) - first;
        if !(2..=LONGEST).contains(&count)
            || !document.is_form()
            || !has_label(words, first..first + count.min(LONGEST_LABEL))
            || document.is_general(&self.context)
            || sentence.contains(':')
            || self.labels.is_label(sentence)
            || tells_of_all(words, first..first + count.min(LONGEST_LABEL + 1))
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
                let behind = first + length;
                // An everyday word is the value where it is near its label.
                let is_value = self.terms.get(**topic).strength > Strength::Vague;
                topic.first >= behind
                    && (is_value || topic.first <= behind + NEAR)
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

    /// Where a label or a cell tells of an offence or of proceedings, a term of the other in the same value tells of that too:
    /// `Convictions: theft 2009, community order`.
    pub(super) fn follow(
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
}

/// A value tells of each category that its label asks for.
pub(super) fn answered(label: Label, value: Range<usize>, confidence: f32, found: &mut Vec<Hit>) {
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
pub(super) fn worth(label: Label, value: &str) -> Option<f32> {
    match weigh(value) {
        Value::Blank => None,
        Value::Denial => Some(weight::DENIED),
        Value::Yes if label.detail => Some(weight::DENIED),
        Value::Yes | Value::Statement => Some(weight::LABELLED),
    }
}

/// What follows the first words is told of everybody's: `Union subscriptions are deducted monthly`.
fn tells_of_all(words: &Words<'_>, range: Range<usize>) -> bool {
    range
        .skip(1)
        .any(|at| words.is_one_of(at, &["are", "were", "will", "must", "should", "can", "may"]))
}

/// One of the first words may end a label of a form.
pub(super) fn has_label(words: &Words<'_>, range: Range<usize>) -> bool {
    const LONGEST: usize = 12;
    range
        .take(LONGEST)
        .any(|at| words.word(at).uses.is(Uses::FORM))
}

/// A word before the first colon may end a label of a form.
pub(super) fn begins_field(words: &Words<'_>, range: &Range<usize>) -> bool {
    let colon = range
        .clone()
        .find(|&at| words.word(at).after.has(Gap::COLON));
    has_label(words, range.start..colon.map_or(range.end, |at| at + 1))
}
