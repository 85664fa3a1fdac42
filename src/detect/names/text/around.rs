//! What stands around a name, and makes it one or something else.

use super::{AROUND, Mark, Reader, SAINTS, parts};
use crate::detect::words::Shape;

/// What stands around a name.
pub(super) struct Around {
    /// Nothing else is in its line or cell.
    pub(super) alone: bool,
    /// All words of its line or cell are capitalised.
    pub(super) heading: bool,
    /// Words of the same sentence stand before it.
    pub(super) within: bool,
}

impl Reader<'_> {
    /// `& Sons`, `and Co` behind the word.
    pub(super) fn firm_after(&self, at: usize) -> bool {
        let thing = |at: usize| {
            self.is_capitalised(at)
                && self.mark(at).is(Mark::THING)
                && !self.mark(at).is(Mark::SURNAME)
        };
        match self.gap(at) {
            Some(" & ") => self.is_capitalised(at + 1) && self.mark(at + 1).is(Mark::THING),
            Some(" ") if self.words.is_one_of(at + 1, &["and"]) => {
                self.gap(at + 1) == Some(" ") && thing(at + 2)
            }
            _ => false,
        }
    }

    /// The run stands where a place would: `at`, `in`, `near`, a house number, `Room 12,`.
    pub(super) fn place_before(&self, first: usize) -> bool {
        let Some(before) = first.checked_sub(1) else {
            return false;
        };
        let in_address = before > 0
            && self.gap(before).is_some_and(|gap| gap.trim() == ",")
            && self.gap(before - 1) == Some(" ")
            && self.words.is_one_of(
                before - 1,
                &["room", "flat", "unit", "floor", "apartment", "block"],
            );
        in_address
            || self.gap(before).is_some_and(|gap| gap == " ")
                && (self.word(before).shape == Shape::Number
                    || self.words.is_one_of(
                        before,
                        &["at", "in", "near", "on", "the", "off", "to", "st", "saint"],
                    ))
    }

    pub(super) fn follows_saint(&self, at: usize) -> bool {
        at > 0
            && self.words.is_one_of(at - 1, SAINTS)
            && matches!(self.gap(at - 1), Some(" " | ". "))
    }

    /// `3 May …`, `May 2009`.
    pub(super) fn month_with_day(&self, at: usize) -> bool {
        self.words
            .is_one_of(at, &["may", "june", "april", "august", "jan"])
            && at > 0
            && self.word(at - 1).shape == Shape::Number
            && self.gap(at - 1) == Some(" ")
    }

    /// A part of an e-mail address, a link or a path.
    pub(super) fn touches_address(&self, at: usize) -> bool {
        let word = self.word(at);
        let (before, after) = (
            &self.words.text()[..word.start()],
            &self.words.text()[word.end()..],
        );
        // Underscores join words, or stand around those that they stress.
        let joined = |bare: &str, whole: &str, next: Option<char>| {
            bare.len() < whole.len() && next.is_some_and(char::is_alphanumeric)
        };
        let bare = before.trim_end_matches('_');
        let behind = after.trim_start_matches('_');
        before.ends_with('@')
            || before.ends_with(['/', '\\']) && !self.names_a_file(at)
            || after.starts_with(['@', '\\'])
            || joined(bare, before, bare.chars().next_back())
            || joined(behind, after, behind.chars().next())
    }

    /// `/home/hr/John Smith appraisal.doc`: links have no spaces.
    pub(super) fn names_a_file(&self, at: usize) -> bool {
        self.gap(at) == Some(" ")
            && self.mark(at).is(Mark::FORENAME)
            && self.words.get(at + 1).is_some_and(|next| {
                next.mark.is(Mark::SURNAME) && !self.words.text()[next.end()..].starts_with('_')
            })
    }

    /// Nothing of the same line or sentence follows the word.
    pub(super) fn ends_value(&self, last: usize) -> bool {
        match self.gap(last) {
            None => true,
            Some(gap) => {
                gap.trim_start_matches(' ') != gap && gap.trim().is_empty() && gap.len() > 1
                    || gap.contains([
                        '\n', '\t', '|', ',', ';', '(', '\u{b}', '.', '/', '[', '-', '–', ':',
                    ])
            }
        }
    }

    pub(super) fn around(&self, first: usize, last: usize) -> Around {
        let mut others = 0;
        let mut capitals = true;
        let mut shown = false;
        let mut commas = 0;
        let mut look = |at: usize| {
            if !self.mark(at).is(Mark::TITLE) {
                others += 1;
                let word = self.word(at);
                capitals &= word.end() - word.start() < 4 || self.is_capitalised(at);
                // The first word of a line has its capital anyway.
                shown |= word.end() - word.start() >= 4 && !self.begins_line(at);
            }
        };
        let mut at = first;
        while at > 0 && first - at < AROUND && !self.gap(at - 1).is_none_or(parts) {
            at -= 1;
            look(at);
            commas += usize::from(self.gap(at).is_some_and(|gap| gap.starts_with(',')));
        }
        let mut at = last;
        while at - last < AROUND && !self.gap(at).is_none_or(parts) {
            commas += usize::from(self.gap(at).is_some_and(|gap| gap.starts_with(',')));
            at += 1;
            look(at);
        }
        let within = first > 0
            && self.gap(first - 1).is_some_and(|gap| {
                !parts(gap) && !gap.contains(['.', '!', '?', ':', '•', '*', '“', '"'])
            });
        Around {
            alone: others == 0,
            // Capitals between commas are a list, and so are those behind the mark of an item.
            heading: shown && capitals && commas < 2 && !self.begins_item(first),
            within,
        }
    }

    /// A year before 1900 is near, written as one: the people named with it are dead.
    pub(super) fn long_ago(&self, first: usize, last: usize) -> bool {
        (first.saturating_sub(AROUND)..(last + AROUND).min(self.words.len())).any(|at| {
            let old = self.word(at).shape == Shape::Number
                && self.words.written(at).len() == 4
                && self
                    .words
                    .written(at)
                    .parse::<u16>()
                    .is_ok_and(|year| (1000..1900).contains(&year));
            old && at > 0
                && (self.words.is_one_of(
                    at - 1,
                    &[
                        "in", "since", "circa", "c", "born", "died", "until", "before", "after",
                        "by", "from", "between", "year", "early", "late", "about", "around",
                    ],
                ) || self.gap(at - 1).is_some_and(|gap| gap.ends_with('('))
                    || self
                        .gap(at)
                        .is_some_and(|gap| matches!(gap, "-" | "–" | "—")))
        })
    }
}
