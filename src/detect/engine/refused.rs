//! What has the form of a value and fails the check of its rule: for a reader who asks why something was not found.
//!
//! Apart from the engine, which never keeps what it refuses: one plain search for each pattern, slow, and only on request.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use regex::bytes::Regex;

use super::edges;
use crate::detect::rule::{self, Book, Edges};
use crate::detect::validators::Validator;
use crate::detect::{Finding, Matched, Meta};
use crate::extract::{Body, Location, Segment};

/// Refused values of one rule in one text.
const MOST: usize = 20;

/// The rules that have a check.
pub struct Refusals {
    rules: Vec<Checked>,
}

struct Checked {
    meta: Arc<Meta>,
    validator: Validator,
    edges: Edges,
    patterns: Vec<Regex>,
}

impl Refusals {
    pub fn new(book: &Book) -> Self {
        let rules = book.rules().filter_map(|rule| {
            let identifier = rule.identifier.as_ref()?;
            let patterns = identifier
                .patterns
                .iter()
                .map(|pattern| rule::compile(&pattern.regex).expect("checked when read"));
            Some(Checked {
                meta: Arc::new(rule.meta.clone()),
                validator: identifier.validator?,
                edges: identifier.edges,
                patterns: patterns.collect(),
            })
        });
        Self {
            rules: rules.collect(),
        }
    }

    /// Hands on what is refused in a segment, with confidence 0 and the check as evidence.
    pub(in crate::detect) fn segment(
        &self,
        segment: &Segment,
        today: Date,
        sink: &mut dyn FnMut(Finding),
    ) {
        match &segment.body {
            Body::Text(text) => {
                self.text(text, today, sink, |at| segment.location_in_text(text, at));
            }
            Body::Row(cells) => {
                for cell in cells {
                    let place = |_| segment.location_in_row(cell.column, None);
                    self.text(&cell.text, today, sink, place);
                }
            }
            Body::Record(fields) => {
                for (field, at) in fields.iter().zip(0..) {
                    let place = |_| segment.location_in_row(at, None);
                    self.text(&field.value, today, sink, place);
                }
            }
        }
    }

    fn text(
        &self,
        text: &str,
        today: Date,
        sink: &mut dyn FnMut(Finding),
        place: impl Fn(usize) -> Location,
    ) {
        for rule in &self.rules {
            for span in rule.refused(text, today) {
                sink(Finding {
                    rule: Arc::clone(&rule.meta),
                    location: place(span.start),
                    text: Matched::new(&text[span.clone()]),
                    normalised: Matched::new(&text[span]),
                    confidence: 0.0,
                    evidence: vec![format!("refused:{}", rule.validator.name()).into()],
                });
            }
        }
    }
}

impl Checked {
    /// The refused spans of a text in order; a span that overlaps an accepted one is none.
    fn refused(&self, text: &str, today: Date) -> Vec<Range<usize>> {
        let (mut accepted, mut refused) = (Vec::new(), Vec::<Range<usize>>::new());
        for regex in &self.patterns {
            for found in regex.captures_iter(text.as_bytes()) {
                let whole = found.get(0).expect("a match has a whole").range();
                let value = found.name(rule::VALUE);
                let value = value.map_or(whole.clone(), |value| value.range());
                let value =
                    text.floor_char_boundary(value.start)..text.floor_char_boundary(value.end);
                let start = text.floor_char_boundary(whole.start);
                let stands = edges::Left::new(text, start).with(self.edges)
                    && edges::right(self.edges, text, value.end);
                if !stands || value.is_empty() {
                    continue;
                }
                match self.validator.check(&text[value.clone()], today) {
                    Some(_) => accepted.push(value),
                    None if refused.len() < MOST => refused.push(value),
                    None => {}
                }
            }
        }
        refused.sort_by_key(|span| span.start);
        refused.dedup_by(|later, earlier| later.start < earlier.end);
        let overlaps = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
        refused.retain(|span| !accepted.iter().any(|good| overlaps(good, span)));
        refused
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Origin;

    #[test]
    fn a_number_with_a_wrong_check_digit_is_refused_and_a_right_one_is_not() {
        let refusals = Refusals::new(&Book::builtin());
        let segment = Segment {
            origin: Origin::Lines { first: 1 },
            body: Body::Text("NHS no 999 000 0018\nNHS no 999 000 0019\n".into()),
            hidden: false,
        };
        let mut lines = Vec::new();
        refusals.segment(&segment, jiff::civil::date(2026, 1, 1), &mut |finding| {
            if finding.rule.id == "uk-nhs-number" {
                lines.push((finding.location, finding.confidence, finding.evidence));
            }
        });
        let [(location, confidence, evidence)] = lines.as_slice() else {
            panic!("{lines:?}");
        };
        assert_eq!(location, &segment.location_in_text("\nNHS no 999", 8));
        assert!(*confidence < 0.01 && evidence[0] == "refused:nhs-number");
    }
}
