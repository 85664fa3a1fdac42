//! People whom something leads to: a title, a label, a greeting, the others of a list.

use super::{Mark, Name, Reader, Reading, evidence};
use crate::detect::words::Shape;

/// Ranks that a collar number stands behind.
const RANKS: &[&str] = &[
    "pc",
    "wpc",
    "dc",
    "ps",
    "ds",
    "pcso",
    "sgt",
    "insp",
    "constable",
    "sergeant",
];

impl Reader<'_> {
    /// `Mr Smith`, `Prof. Dame Mary Smith`.
    pub(super) fn titled(&self, index: usize) -> Option<(Option<Name>, usize)> {
        let title = self.mark(index);
        if !title.is(Mark::TITLE) && !title.is(Mark::WEAK_TITLE) {
            return None;
        }
        let gap = self.gap(index)?;
        if !matches!(gap, " " | ". " | "." | "\u{a0}" | ".\u{a0}") && !self.wraps(index) {
            return None;
        }
        let weak = title.is(Mark::WEAK_TITLE) && !title.is(Mark::TITLE);
        if weak && self.word(index).shape == Shape::Lower {
            return None;
        }
        // `PC 1234 Smith`
        let numbered = self.gap(index + 1) == Some(" ")
            && self.word(index + 1).shape == Shape::Number
            && self.words.is_one_of(index, RANKS);
        let run = self.run(index + 1 + usize::from(numbered), true);
        if run.len == 0 || run.thing || numbered && !self.mark(run.first).is_name() {
            return None;
        }
        let mut last = self.surname_in(&run).unwrap_or(run.last());
        if run.len <= 2 {
            last = run.last();
        }
        // `the Lady Margaret Hall`
        let building = run.len > 1
            && self
                .mark(run.last())
                .is(Mark::THING.or(Mark::THING_OR_SURNAME))
            && index > 0
            && self.words.is_one_of(index - 1, &["the"]);
        if building {
            return None;
        }
        let known = (run.first..=last).any(|at| self.mark(at).is_name());
        if weak && !(run.first..=last).any(|at| self.mark(at).is_only_name()) {
            return None;
        }
        if (run.first..=last).all(|at| self.word(at).shape == Shape::Initial) {
            return None;
        }
        // `NEAR MISS BOOK`
        if index > 0
            && self.words.is_one_of(index, &["miss"])
            && self.words.is_one_of(index - 1, &["near"])
        {
            return None;
        }
        // `… has MS. Staying …` ends a sentence.
        let ends = gap.starts_with('.') && self.word(index).shape == Shape::Upper;
        if ends && !known && self.word(run.first).shape == Shape::Capital {
            return None;
        }
        let confidence = match (weak, known) {
            (false, true) => 0.95,
            (false, false) => 0.85,
            (true, _) => 0.75,
        };
        let reading = Reading {
            first: run.first,
            last,
            surname: if last == run.first {
                run.first
            } else {
                self.surname_start(run.first, last)
            },
            confidence,
        };
        Some((self.name(reading, evidence::TITLE), last + 1))
    }

    /// `Jones` and `Patel` of `Cllrs Smith (Chair), Jones and Patel`.
    pub(super) fn colleague(&self, index: usize) -> Option<(Option<Name>, usize)> {
        if !self.follows(self.colleague, index) {
            return None;
        }
        let run = self.run(index, true);
        let known = (run.first..=run.last()).any(|at| self.mark(at).is_name());
        if run.len > 3 || run.thing || !known {
            return None;
        }
        let reading = Reading {
            first: index,
            last: run.last(),
            surname: self.surname_start(index, run.last()),
            confidence: 0.75,
        };
        Some((self.name(reading, evidence::TITLE), run.last() + 1))
    }

    /// `Mwangi` of `Apologies: Mwangi (ill), Weisz`: one word that is nothing but a surname.
    pub(super) fn on_roll(&self, index: usize) -> Option<(Option<Name>, usize)> {
        const CONFIDENCE: f32 = 0.65;
        let surname = self.only_surname(index)
            && self.mark(index).is_only_name()
            && self.word(index).shape == Shape::Capital;
        let ends = self.gap(index).is_none_or(|gap| match gap {
            " " => self.words.is_one_of(index + 1, &["and"]),
            gap => !gap.starts_with(['.', '-', '\'']),
        });
        if !surname || !ends || !(self.begins_roll(index) || self.follows(self.roll, index)) {
            return None;
        }
        let name = self.name(Reading::of_one(index, CONFIDENCE), evidence::LABEL);
        Some((name, index + 1))
    }

    /// A word for who is there or not, and a colon, stand before.
    pub(super) fn begins_roll(&self, index: usize) -> bool {
        let Some(before) = index.checked_sub(1).filter(|_| self.follows_colon(index)) else {
            return false;
        };
        self.words.is_one_of(
            before,
            &[
                "absent",
                "apologies",
                "attendees",
                "attending",
                "attendance",
                "present",
            ],
        )
    }

    /// Only a comma or `and`, and what a bracket says of the one before, parts the word from the last of several names.
    pub(super) fn follows(&self, last: Option<usize>, index: usize) -> bool {
        /// Words in the bracket.
        const REMARK: usize = 3;
        let Some(last) = last.filter(|last| *last < index) else {
            return false;
        };
        let mut before = index - 1;
        if self.words.is_one_of(before, &["and"]) && before > last {
            before -= 1;
        }
        let text = self.words.text();
        let mut gap = &text[self.word(last).end()..self.word(last + 1).start()];
        if gap == " (" && before > last && before - last <= REMARK {
            gap = self.gap(before).unwrap_or_default();
            before = last;
        }
        let parted = before + 1 < index || gap.contains([',', ';', '&']);
        before == last && parted && gap.trim_matches([')', ',', ';', '&', ' ']).is_empty()
    }

    /// `Employee: Aba Cdefg`, `Dear Aba Cdefg`, and the line after `Yours sincerely`.
    pub(super) fn announced(&self, index: usize) -> Option<(Option<Name>, usize)> {
        let (unsure, evidence) = if let Some(unsure) = self.label_before(index) {
            (unsure, evidence::LABEL)
        } else if self.closing_before(index) {
            (false, evidence::CLOSING)
        } else {
            return None;
        };
        let run = self.run(index, true);
        if run.len < 2 || run.len > 4 || run.thing || !self.ends_value(run.last()) {
            return None;
        }
        let listed = self.listed == Some(index);
        let known = (run.first..=run.last())
            .filter(|&at| self.mark(at).is_name() && (!listed || self.mark(at).is_only_name()))
            .count();
        let initials = (run.first..run.last()).any(|at| self.word(at).shape == Shape::Initial);
        let confidence = match (known, unsure) {
            (0, true) => return None,
            (0, false) if !initials => 0.55,
            (1, true) => 0.6,
            (0 | 1, false) => 0.75,
            _ => 0.9,
        };
        if self.word(run.last()).shape == Shape::Initial {
            return None;
        }
        let reading = Reading {
            first: run.first,
            last: run.last(),
            surname: self.surname_start(run.first, run.last()),
            confidence,
        };
        Some((self.name(reading, evidence), run.last() + 1))
    }
}
