//! Questions of a form whose answer stands behind them or under them: `Any convictions? Yes`, and `Details: …` below.

use std::ops::Range;

use super::document::{Asked, Document};
use super::forms::{answered, has_label, worth};
use super::labels::{Value, weigh};
use super::person::is_note;
use super::sentences::Sentence;
use super::{Hit, Sensitive};
use crate::detect::fold::trimmed;
use crate::detect::words::Words;

/// Sentences behind a question in which its answer is looked for.
const PATIENCE: u8 = 3;

/// What the label of an answer begins with.
const REQUESTS: [&str; 21] = [
    "detail",
    "details",
    "if",
    "please",
    "give",
    "specify",
    "state",
    "explain",
    "particulars",
    "reason",
    "reasons",
    "what",
    "which",
    "describe",
    "comment",
    "comments",
    "notes",
    "further",
    "more",
    "answer",
    "response",
];

/// Bytes of the label of an answer.
const LONGEST_REQUEST: usize = 60;

impl Sensitive {
    /// Hands on the answer to a question of a form, and keeps a question for the answer to come. Says which categories an
    /// answer is of.
    pub(super) fn answer(
        &self,
        words: &Words<'_>,
        sentence: &Sentence,
        document: &mut Document,
        found: &mut Vec<Hit>,
    ) -> u16 {
        let text = &words.text()[sentence.bytes.clone()];
        if text.ends_with('?') {
            document.asked = has_label(words, sentence.words.clone())
                .then(|| self.labels.read(text))
                .flatten()
                .filter(|label| !label.weak)
                .map(|label| Asked {
                    label,
                    left: PATIENCE,
                });
            return 0;
        }
        let Some(asked) = document.asked.take() else {
            return 0;
        };
        let value = match requested(text) {
            Some(value) => value,
            None => match weigh(text) {
                Value::Denial => return 0,
                Value::Blank | Value::Yes => {
                    document.asked = asked
                        .left
                        .checked_sub(1)
                        .map(|left| Asked { left, ..asked });
                    return 0;
                }
                Value::Statement if stands_behind(words, sentence) => 0..text.len(),
                Value::Statement => return 0,
            },
        };
        let value = trimmed(text, value, &[]);
        let said = &text[value.clone()];
        if !document.is_form()
            || self.context.said(said).general_in_sentence() > 0
            || document.is_general(&self.context)
        {
            return 0;
        }
        let Some(confidence) = worth(asked.label, said) else {
            return 0;
        };
        let start = sentence.bytes.start;
        let value = start + value.start..start + value.end;
        answered(asked.label, value, confidence, found);
        asked.label.categories
    }
}

/// The value behind a label that asks for more: `Details: …`, `If yes, please give details: …`.
fn requested(text: &str) -> Option<Range<usize>> {
    let colon = text.find(':').filter(|colon| *colon <= LONGEST_REQUEST)?;
    let first = text[..colon].split([' ', ',', '(']).next()?;
    REQUESTS
        .iter()
        .any(|request| first.eq_ignore_ascii_case(request))
        .then_some(colon + 1..text.len())
}

/// A few words in the line of the question that are no advice to whom it is put.
fn stands_behind(words: &Words<'_>, sentence: &Sentence) -> bool {
    let before = words.text()[..sentence.bytes.start].trim_end_matches([' ', '\t']);
    before.ends_with('?') && is_note(words, &sentence.words)
}
