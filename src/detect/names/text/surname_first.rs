//! Names with the surname before the forenames: `Smith, John`, `SMITH John`.

use super::{Mark, Name, Reader, Reading, Run, evidence};
use crate::detect::names::REPORTED;
use crate::detect::words::{Shape, Word};

/// What stands right behind people in lists: their birth, age or number.
const OF_PEOPLE: &[&str] = &["dob", "born", "aged", "age", "nhs", "chi"];

impl Reader<'_> {
    /// `DI MAGGIO, Carmelo`: the small word is no rank.
    pub(super) fn surname_with_particle_first(
        &self,
        index: usize,
    ) -> Option<(Option<Name>, usize)> {
        let title = self.mark(index).is(Mark::WEAK_TITLE);
        if !title || !self.mark(index).is(Mark::PARTICLE) || !self.is_capitalised(index) {
            return None;
        }
        let before_comma = || {
            let comma = self.family_end(index).filter(|comma| *comma > index)?;
            self.surname_before_comma(index, comma)
        };
        before_comma().or_else(|| self.shouted_surname(index))
    }

    /// `SMITH MR J A`, as ledgers write it.
    pub(super) fn surname_before_title(&self, index: usize) -> Option<(Option<Name>, usize)> {
        /// Initials behind the title.
        const INITIALS: usize = 3;
        let family = self.hyphenated(index);
        let title = family + 1;
        let is_title = |at: usize| {
            self.words
                .get(at)
                .is_some_and(|word| word.mark.is(Mark::TITLE) && word.shape != Shape::Lower)
        };
        if self.word(family).shape != Shape::Upper
            || self.gap(family)? != " "
            || !is_title(title)
            || self.gap(title)? != " "
        {
            return None;
        }
        let initials = (title + 1..self.words.len())
            .take(INITIALS)
            .take_while(|&at| {
                self.word(at).shape == Shape::Initial && self.gap(at - 1) == Some(" ")
            })
            .count();
        let last = title + initials;
        if initials == 0 || self.gap(last) == Some(" ") && self.is_capitalised(last + 1) {
            return None;
        }
        let reading = Reading {
            first: index,
            last,
            surname: index,
            confidence: 0.85,
        };
        self.reversed(reading, evidence::TITLE, title + 1, family)
    }

    /// `Smith, John`, `SMITH, J.`, where no other name follows that the forename may belong to.
    pub(super) fn surname_first(&self, index: usize) -> Option<(Option<Name>, usize)> {
        self.surname_before_comma(index, self.family_end(index)?)
    }

    /// The last word before a comma of what may be one surname: `Smith`, `Smith-Jones`, `Di Maggio`, `JONES SMITH`.
    fn family_end(&self, index: usize) -> Option<usize> {
        let mut at = index;
        while self.mark(at).is(Mark::PARTICLE)
            && self.is_part_or_particle(at + 1)
            && self.gap(at) == Some(" ")
        {
            at += 1;
        }
        at = self.hyphenated(at);
        let starts = || self.starts_line(index);
        let family = |at: usize| {
            let upper = |word: &&Word| word.shape == Shape::Upper;
            let word = self.words.get(at).filter(upper);
            word.is_some_and(|word| {
                self.only_surname(at) || word.mark.is(Mark::SURNAME) && starts()
            })
        };
        let double = self.gap(at) == Some(" ") && family(index) && family(at + 1);
        at += usize::from(double);
        let gap = self.gap(at)?;
        // `Best,` on a line of its own ends a letter.
        let closes = || gap.contains(['\n', '\u{b}']) && starts();
        (gap.trim_end() == "," && !closes()).then_some(at)
    }

    fn surname_before_comma(&self, index: usize, comma: usize) -> Option<(Option<Name>, usize)> {
        // `Smith, Mr John`
        let titled = self
            .words
            .get(comma + 1)
            .is_some_and(|word| word.mark.is(Mark::TITLE))
            && matches!(self.gap(comma + 1), Some(" " | ". "));
        let forename = comma + 1 + usize::from(titled);
        if !self.starts_name(forename) {
            return None;
        }
        let shouted =
            self.word(index).shape == Shape::Upper && self.word(forename).shape != Shape::Upper;
        let run = self.run(forename, false);
        let last = run.last();
        if run.thing || run.len > 3 {
            return None;
        }
        let initials = self.word(forename).shape == Shape::Initial;
        let forenames = (forename..=last).all(|at| {
            self.word(at).shape == Shape::Initial
                || (self.mark(at).is(Mark::FORENAME) && (at == forename || !self.only_surname(at)))
        });
        let known = (index..=comma).any(|at| self.mark(at).is(Mark::SURNAME))
            || self.mark(index).is(Mark::PARTICLE);
        // A surname that no list knows is believed where it is written as one.
        let item = self.begins_item(index);
        let written_as_one = shouted && !self.is_abbreviation(index)
            || item
            || self.label_before(index).is_some()
            || index > 0 && self.gap(index - 1).is_some_and(|gap| gap.trim() == ";");
        let initials_of_item =
            item && initials && self.gap(last).is_some_and(|gap| gap.contains([':', ';']));
        if !(known
            || written_as_one && !initials && self.mark(forename).is_only_name()
            || initials_of_item)
        {
            return None;
        }
        let ordinary = comma == index && self.mark(index).is(Mark::ORDINARY);
        // `user="Smith, John"`
        let quoted = index > 0
            && self.gap(index - 1).is_some_and(|gap| gap.ends_with('"'))
            && self.gap(last).is_some_and(|gap| gap.starts_with('"'));
        let listed = quoted || self.around(index, last).alone || self.leads_of_people(index, last);
        let sure = shouted || listed || item || titled;
        if !forenames || (self.mark(index).is(Mark::FORENAME) && !sure) {
            return None;
        }
        // `Smith, John Brown, …` is a list of people.
        if run.len > 1 && !initials && !shouted && !listed && self.mark(last).is(Mark::SURNAME) {
            return None;
        }
        let confidence = match (shouted || listed || item, initials, ordinary) {
            _ if !known => 0.6,
            _ if titled => 0.85,
            (true, false, _) => 0.8,
            (false, false, false) => 0.7,
            (true, true, false) => 0.6,
            (false, false, true) if self.mark(forename).is_only_name() => 0.55,
            _ => 0.4,
        };
        if confidence < REPORTED {
            return None;
        }
        self.reversed(
            Reading {
                first: index,
                last,
                surname: index,
                confidence,
            },
            evidence::SURNAME_FIRST,
            forename,
            comma,
        )
    }

    /// The words begin a line or cell, and a dash, comma or bracket parts them from what only people have.
    fn leads_of_people(&self, first: usize, last: usize) -> bool {
        let before = first.checked_sub(1).and_then(|before| self.gap(before));
        let parted = |gap: &str| matches!(gap.trim(), "-" | "–" | "—" | "," | "(");
        before.is_none_or(super::parts)
            && self.gap(last).is_some_and(parted)
            && self.words.is_one_of(last + 1, OF_PEOPLE)
    }

    /// `Smith Desmond` alone in its line or cell: a surname that is no forename, then a forename that is no other word.
    pub(super) fn surname_alone_first(&self, run: &Run) -> Option<(Option<Name>, usize)> {
        let last = run.last();
        let forename = self.mark(last);
        let reversed = run.len == 2
            && self.gap(run.first) == Some(" ")
            && self.only_surname(run.first)
            && forename.is(Mark::FORENAME)
            && forename.is_only_name()
            && self.around(run.first, last).alone;
        if !reversed {
            return None;
        }
        let reading = Reading {
            first: run.first,
            last,
            surname: run.first,
            confidence: 0.6,
        };
        self.reversed(reading, evidence::SURNAME_FIRST, last, run.first)
    }

    /// The name of a reading whose surname, which ends at `family`, stands before `forename`; and where to go on.
    pub(super) fn reversed(
        &self,
        reading: Reading,
        evidence: &'static str,
        forename: usize,
        family: usize,
    ) -> Option<(Option<Name>, usize)> {
        let mut name = self.name(reading, evidence)?;
        name.normalised = format!(
            "{} {}",
            self.words.folded(forename),
            self.folded(reading.first, family)
        );
        Some((Some(name), reading.last + 1))
    }

    /// The word is the first of its line, or the first behind the mark of a list.
    pub(super) fn starts_line(&self, index: usize) -> bool {
        self.begins_line(index) || self.begins_item(index)
    }

    /// Nothing but the mark or number of a list stands before the word in its line.
    pub(super) fn begins_item(&self, index: usize) -> bool {
        /// Bytes of a mark and the blanks around it: a line may be as long as the text.
        const MARK: usize = 16;
        let text = self.words.text();
        let start = self.word(index).start();
        let from = text.floor_char_boundary(start.saturating_sub(MARK));
        let before = &text[from..start];
        let before = match before.rfind(['\n', '\u{b}']) {
            Some(end) => before[end + 1..].trim(),
            None if from == 0 => before.trim(),
            None => return false,
        };
        let number = before.trim_start_matches('(').trim_end_matches(['.', ')']);
        let numbered = number.len() < before.len()
            && number.len() <= 3
            && number.bytes().all(|byte| byte.is_ascii_digit());
        numbered || matches!(before, "*" | "-" | "–" | "•" | "·" | "▪" | "o" | "+")
    }

    /// `SMITH John`, as registers write it.
    pub(super) fn shouted_surname(&self, index: usize) -> Option<(Option<Name>, usize)> {
        if self.word(index).shape != Shape::Upper {
            return None;
        }
        let mut family = index;
        // `VAN DER MERWE Tariq`
        while self.mark(family).is(Mark::PARTICLE)
            && self.gap(family) == Some(" ")
            && self.word(family + 1).shape == Shape::Upper
        {
            family += 1;
        }
        let last = self.hyphenated(family);
        let forename = last + 1;
        let known = family > index || self.mark(index).is(Mark::SURNAME);
        if self.gap(last)? != " "
            || self.word(last).shape != Shape::Upper
            || self.word(forename).shape != Shape::Capital
            || !self.mark(forename).is(Mark::FORENAME)
            || !(known || (self.mark(forename).is_only_name() && !self.is_abbreviation(index)))
            || self.run(forename, false).len > 2
        {
            return None;
        }
        let reading = Reading {
            first: index,
            last: self.hyphenated(forename),
            surname: index,
            confidence: match (known, self.mark(forename).is(Mark::ORDINARY)) {
                (true, false) => 0.8,
                (true, true) | (false, _) => 0.6,
            },
        };
        self.reversed(reading, evidence::SURNAME_FIRST, forename, last)
    }
}
