//! One cell of a table or field of a record: what it says under its head, and what its sentences say about the person of its
//! row.

use super::boxes::Boxes;
use super::category::CONFIDENCE;
use super::document::Document;
use super::forms::worth;
use super::labels::{Head, is_leave};
use super::sentences::Sentences;
use super::terms::{Strength, Topic};
use super::unit::{Person, Sentence};
use super::weighing::weight;
use super::{CATEGORIES, Hit, Mention, Sensitive, is_part_of_name, is_whole, unwrapped};
use crate::detect::words::Words;

/// The category of which a reason for leave says nothing.
const HEALTH: &str = "health";

impl Sensitive {
    /// Looks at one cell or field, with the people it mentions. `person` says that its row or record is about somebody (a name
    /// column, a valid identifier).
    pub(in crate::detect) fn in_cell(
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
        if document.is_general(&self.context) {
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
            self.told_in_cell(words, topics, document.explains, found);
        }
    }

    /// A strong term in a cell that no label explains says something about the row's person.
    fn speaks_in_cell(&self, topic: Option<Topic>, head: &Head, words: &Words<'_>) -> bool {
        let value = words.text();
        topic.is_some_and(|topic| {
            !self.terms.get(topic).needs_assertion
                && !head.neutral
                && !self.labels.is_label(value)
                && !self.names_a_body(topic, words)
                && !self.context.said(value).is_general()
        })
    }

    /// Hands on what running text in a cell says of the person of its row: each sentence is read as one of prose that names
    /// them, and says nothing if any of its words are general.
    fn told_in_cell(
        &self,
        words: &Words<'_>,
        mut topics: Vec<Topic>,
        explains: bool,
        found: &mut Vec<Hit>,
    ) {
        topics.retain(|topic| CATEGORIES[self.terms.get(*topic).category] != CONFIDENCE);
        if topics.is_empty() {
            return;
        }
        self.drop_faint_parts(&mut topics);
        for sentence in Sentences::of(words) {
            let own: Vec<Topic> = topics
                .iter()
                .copied()
                .filter(|topic| {
                    sentence.words.start <= topic.first && topic.last < sentence.words.end
                })
                .collect();
            if own.iter().all(|topic| self.is_faint(*topic)) {
                continue;
            }
            let text = unwrapped(&words.text()[sentence.bytes.clone()]);
            let around = self.without_acts(&text, sentence.bytes.start, words, &own);
            if self.context.said(&around).is_general() {
                continue;
            }
            let examined = Sentence {
                text: &text,
                start: sentence.bytes.start,
                mentions: Vec::new(),
                person: Person::Row,
                ticked: false,
                themes: 0,
                is_clinical: false,
                asked: 0,
                general: 0,
                under_general: false,
                general_document: false,
                explains,
            };
            self.weigh(&examined, &self.context.said(&text), words, &own, found);
        }
    }
}
