//! People in running text: a walk over its words that weighs every run of capitalised ones.

mod alone;
mod around;
mod couples;
mod labels;
mod led;
mod surname_first;
mod things;

use super::dictionary::Dictionary;
use super::marks::Mark;
use super::{Name, evidence};
use crate::detect::fold::has_columns;
use crate::detect::words::{Shape, Word, Words};
pub(in crate::detect) use alone::Known;

/// Words that a name may run over, particles included.
const LONGEST: usize = 6;

/// What stands before the name of a church or a school.
const SAINTS: &[&str] = &["st", "saint", "ss"];

/// Words looked at on either side of a name.
const AROUND: usize = 20;

/// A text on its way through the walk.
pub(super) struct Reader<'a> {
    dictionary: &'a Dictionary<'static>,
    words: &'a Words<'a>,
    known: &'a mut Known,
    /// Index behind the last name that a label announced: more may follow in a list.
    listed: Option<usize>,
    /// Index of the last word of a name that a title of several stands before: `Cllrs Smith, Jones and Patel`.
    colleague: Option<usize>,
    /// Index of the last word of a name on a roll: `Apologies: Smith (ill), Jones`.
    roll: Option<usize>,
    /// The last name that began with the surname: index of its last word, and the surname.
    family: Option<(usize, String)>,
}

/// What a letter tells apart: `called to Block D. John Smith was …`.
const LETTERED: &[&str] = &[
    "annex", "appendix", "band", "block", "category", "class", "entrance", "exhibit", "flat",
    "floor", "form", "gate", "grade", "group", "option", "part", "plan", "room", "section", "site",
    "team", "unit", "vitamin", "ward", "wing", "zone",
];

/// Names that stand before a surname as a second one, and are surnames too.
const MIDDLE: &[&str] = &["singh", "kaur"];

/// Titles of several people.
const TITLES: &[&str] = &[
    "cllrs",
    "councillors",
    "messrs",
    "drs",
    "profs",
    "pcs",
    "mmes",
];

/// Names from this confidence on are remembered, for where they stand alone.
const REMEMBERED: f32 = 0.65;

/// Words that follow one another as the words of a name do.
struct Run {
    /// Index of the first word, and how many there are.
    first: usize,
    len: usize,
    /// A word follows that makes it all a place, a body or a thing.
    thing: bool,
}

impl Run {
    fn last(&self) -> usize {
        self.first + self.len - 1
    }
}

/// A run read as a name: indices of its first and last word, and of the first word of the surname.
#[derive(Clone, Copy)]
struct Reading {
    first: usize,
    last: usize,
    surname: usize,
    confidence: f32,
}

impl Reading {
    fn of_one(index: usize, confidence: f32) -> Self {
        Self {
            first: index,
            last: index,
            surname: index,
            confidence,
        }
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        dictionary: &'a Dictionary<'static>,
        words: &'a Words<'a>,
        known: &'a mut Known,
    ) -> Self {
        Self {
            dictionary,
            words,
            known,
            listed: None,
            colleague: None,
            roll: None,
            family: None,
        }
    }

    /// Every name, in order of position.
    pub(super) fn people(&mut self, found: &mut Vec<Name>) {
        let mut index = 0;
        while let Some(word) = self.words.get(index) {
            // Most words are small, and no title.
            let small = matches!(word.shape, Shape::Lower | Shape::Number);
            if small && !word.mark.is(Mark::TITLE.or(Mark::FORENAME)) {
                index += 1;
                continue;
            }
            let (name, next) = if small && !word.mark.is(Mark::TITLE) {
                self.in_small_letters(index)
            } else {
                self.at(index)
            };
            let believed = |name: &Name| {
                name.confidence >= super::REPORTED && !self.names_a_thing(index, next - 1)
            };
            if let Some(name) = name.filter(believed) {
                if name.confidence >= REMEMBERED {
                    self.known.add(&name);
                }
                if self.label_before(index).is_some() {
                    self.listed = Some(next);
                }
                if self.words.is_one_of(index, TITLES) || self.follows(self.colleague, index) {
                    self.colleague = next.checked_sub(1);
                }
                if self.begins_roll(index) || self.follows(self.roll, index) {
                    self.roll = next.checked_sub(1);
                }
                self.family = (name.evidence.first() == Some(&evidence::SURNAME_FIRST))
                    .then(|| name.normalised.split_once(' '))
                    .flatten()
                    .map(|(_, family)| (next - 1, family.to_owned()));
                found.push(name);
            }
            index = next;
        }
    }

    /// The name that begins at a word, if any, and where to go on.
    fn at(&self, index: usize) -> (Option<Name>, usize) {
        let read = self.by_its_words(index);
        match &read.0 {
            Some(name) if name.confidence >= super::REPORTED => read,
            _ => self.mailed(index).unwrap_or(read),
        }
    }

    fn by_its_words(&self, index: usize) -> (Option<Name>, usize) {
        let led = self
            .surname_with_particle_first(index)
            .or_else(|| self.titled(index));
        if let Some(read) = led {
            return read;
        }
        if !self.starts_name(index) {
            return (None, index + 1);
        }
        self.surname_first(index)
            .or_else(|| self.of_the_same_family(index))
            .or_else(|| self.nicknamed(index))
            .or_else(|| self.colleague(index))
            .or_else(|| self.on_roll(index))
            .or_else(|| self.announced(index))
            .or_else(|| self.prosecuted(index))
            .or_else(|| self.couple(index))
            .or_else(|| self.shouted_surname(index))
            .or_else(|| self.surname_before_title(index))
            .unwrap_or_else(|| self.plain(index))
    }

    /// `John (Jack) Smith`, `Elizabeth "Betty" Smith`: what people are called stands between their names.
    fn nicknamed(&self, index: usize) -> Option<(Option<Name>, usize)> {
        /// Words of a nickname: `J. J.`
        const WORDS: usize = 3;
        if self.word(index).shape != Shape::Capital {
            return None;
        }
        let closing = match self.gap(index)? {
            " (" => ')',
            " \"" => '"',
            " “" => '”',
            " '" => '\'',
            " ‘" => '’',
            _ => return None,
        };
        let behind = (index + 1..=index + WORDS)
            .find(|at| self.gap(*at).is_some_and(|gap| gap.contains(closing)))?
            + 1;
        let short = (index + 1..behind).all(|at| self.is_capitalised(at) && self.is_part(at));
        let apart = self.gap(behind - 1)?.strip_suffix(' ')?.ends_with(closing);
        if !short || !apart || !self.starts_name(behind) {
            return None;
        }
        let run = self.run(behind, false);
        let last = self.hyphenated(behind).min(run.last());
        let given = self.mark(index);
        let family = self.mark(last);
        let confidence = match (given.is(Mark::FORENAME), family.is(Mark::SURNAME)) {
            (true, true) => 0.85,
            (true, false) | (false, true) if given.is_only_name() || family.is_only_name() => 0.6,
            _ => return None,
        };
        let reading = Reading {
            first: index,
            last,
            surname: behind,
            confidence,
        };
        (!run.thing).then(|| (self.name(reading, evidence::FORENAME), last + 1))
    }

    /// `john entwistle` with nothing beside it in its line or cell; in a sentence small letters are words.
    fn in_small_letters(&self, index: usize) -> (Option<Name>, usize) {
        let edge = |gap: Option<&str>| gap.is_none_or(parts);
        let name = |at: usize, mark: Mark| {
            self.words.get(at).is_some_and(|word| {
                word.shape == Shape::Lower && word.mark.is(mark) && word.mark.is_only_name()
            })
        };
        let last = index + 1;
        let alone = name(index, Mark::FORENAME)
            && name(last, Mark::SURNAME)
            && self.gap(index) == Some(" ")
            && edge(index.checked_sub(1).and_then(|before| self.gap(before)))
            && edge(self.gap(last));
        if !alone {
            return (None, index + 1);
        }
        let reading = Reading {
            first: index,
            last,
            surname: last,
            confidence: 0.6,
        };
        (self.name(reading, evidence::FORENAME), last + 1)
    }

    /// A run that only its own words speak for.
    fn plain(&self, index: usize) -> (Option<Name>, usize) {
        if self.follows_saint(index) {
            return (None, index + 1);
        }
        let run = self.run(index, false);
        if run.thing {
            return (None, run.last() + 1);
        }
        if run.len < 2 {
            return (self.alone(index), index + 1);
        }
        let reading = if self.word(index).shape == Shape::Initial {
            self.initials(&run)
        } else if self.mark(index).is(Mark::FORENAME) {
            self.forename(&run)
        } else {
            self.unknown_forename(&run)
                .or_else(|| self.initials_as_one(&run))
        };
        let reading = reading
            .filter(|(reading, _)| reading.confidence >= super::REPORTED)
            .or_else(|| self.role_behind(&run));
        match reading {
            Some((reading, evidence)) => (self.name(reading, evidence), reading.last + 1),
            None => (self.surname_alone_first(&run)).unwrap_or((None, index + 1)),
        }
    }

    /// `J. Smith`, `J R Smith`.
    fn initials(&self, run: &Run) -> Option<(Reading, &'static str)> {
        let surname = (run.first..=run.last()).find(|&at| self.word(at).shape != Shape::Initial)?;
        // `J. Le Marquand`
        let family = (surname..run.last())
            .find(|at| !self.mark(*at).is(Mark::PARTICLE))
            .unwrap_or(run.last());
        let last = self.hyphenated(family).min(run.last());
        let mark = self.mark(family);
        let dotted = self.gap(run.first)?.starts_with('.');
        let several = surname - run.first > 1;
        let article = !dotted && self.words.is_one_of(run.first, &["a", "i"]);
        if run.first > 0 && self.words.is_one_of(run.first - 1, LETTERED) {
            return None;
        }
        let around = self.around(run.first, last);
        let base = if mark.is(Mark::SURNAME) && !mark.is(Mark::ORDINARY) {
            0.7
        } else if mark.is_name() || family > surname {
            0.6
        // `J. Unheard`, but `T.Description` is the column of a table.
        } else if dotted && (several || self.gap(run.first) != Some(".")) {
            0.5
        } else {
            return None;
        };
        let mut confidence: f32 = base;
        if !dotted && !several {
            confidence -= if mark.is(Mark::ORDINARY) { 0.2 } else { 0.1 };
        }
        // `Nurse in charge: A Entwistle`
        let value = || self.follows_colon(run.first) && self.ends_value(last);
        if article && !around.alone && !(mark.is_only_name() && value()) {
            confidence -= 0.2;
        }
        if around.heading && !dotted {
            confidence -= 0.2;
        }
        let reading = Reading {
            first: run.first,
            last,
            surname,
            confidence,
        };
        Some((reading, evidence::INITIAL))
    }

    /// `JR Hargreaves`: initials without dots or blanks, before what is only a surname.
    fn initials_as_one(&self, run: &Run) -> Option<(Reading, &'static str)> {
        let surname = run.first + 1;
        let given = self.word(run.first);
        let letters = self.words.written(run.first).chars().count();
        let last = self.hyphenated(surname);
        let sure = given.shape == Shape::Upper
            && letters == 2
            && given.mark == Mark::default()
            && last == run.last()
            && self.gap(run.first) == Some(" ")
            && self.word(surname).shape == Shape::Capital
            && self.only_surname(surname)
            && self.mark(surname).is_only_name()
            && !self.around(run.first, last).heading;
        sure.then_some((
            Reading {
                first: run.first,
                last,
                surname,
                confidence: 0.6,
            },
            evidence::INITIAL,
        ))
    }

    /// `John Smith`, `John Paul Smith`, `John Unheard`.
    fn forename(&self, run: &Run) -> Option<(Reading, &'static str)> {
        let last = match self.surname_in(run) {
            Some(last) => last,
            None if run.len == 2 || self.small_words_lead_to(run) => run.last(),
            None => return None,
        };
        if self.word(last).shape == Shape::Initial {
            return None;
        }
        let around = self.around(run.first, last);
        let forename = self.mark(run.first);
        let surname = self.mark(last);
        // `AWS Config`: somebody's name is in capitals as a whole.
        let shouted =
            self.word(run.first).shape == Shape::Upper && self.word(last).shape == Shape::Capital;
        if shouted && self.is_abbreviation(run.first) && !surname.is_name() {
            return None;
        }
        let plain_forename = !forename.is(Mark::ORDINARY);
        let plain_surname = !surname.is(Mark::ORDINARY) && !surname.is(Mark::THING_OR_SURNAME);
        let mut confidence: f32 = match (surname.is(Mark::SURNAME), plain_forename, plain_surname) {
            (true, true, true) => 0.9,
            (true, true, false) => 0.8,
            (true, false, true) => 0.75,
            (true, false, false) if around.within => 0.6,
            (true, false, false) if !around.alone && !forename.is(Mark::RARELY) => 0.5,
            (true, false, false) => 0.45,
            (false, true, _) if surname.is(Mark::FORENAME) => 0.6,
            (false, true, _) => 0.65,
            (false, false, _) => 0.4,
        };
        if last < run.last() {
            confidence -= 0.15;
        }
        if around.heading {
            confidence -= if surname.is(Mark::SURNAME) { 0.15 } else { 0.3 };
        }
        if self.month_with_day(run.first) {
            return None;
        }
        if self.role_before(run.first) {
            confidence += 0.2;
        }
        let reading = Reading {
            first: run.first,
            last,
            surname: self.surname_start(run.first, last),
            confidence,
        };
        Some((reading, evidence::FORENAME))
    }

    /// `John van der Unheard`, `John P. Unheard`: only particles and initials stand before the last word.
    fn small_words_lead_to(&self, run: &Run) -> bool {
        (run.first + 1..run.last())
            .all(|at| self.mark(at).is(Mark::PARTICLE) || self.word(at).shape == Shape::Initial)
    }

    /// `Unheard Smith` in the middle of a sentence.
    fn unknown_forename(&self, run: &Run) -> Option<(Reading, &'static str)> {
        let last = run.last();
        let surname = self.mark(last);
        let around = self.around(run.first, last);
        let sure = run.len == 2
            && surname.is(Mark::SURNAME)
            && surname.is_only_name()
            && !self.mark(run.first).is_name()
            && self.word(run.first).shape == Shape::Capital
            && (around.within || self.acts(last))
            && !around.heading
            && !self.words.is_one_of(run.first, SAINTS)
            && !self.place_before(run.first);
        sure.then_some((
            Reading {
                first: run.first,
                last,
                surname: last,
                confidence: 0.5,
            },
            evidence::SURNAME,
        ))
    }

    /// The word of a run that ends the name: the last known surname among the first words, else the last known name.
    fn surname_in(&self, run: &Run) -> Option<usize> {
        let reach = run.last().min(run.first + 4);
        let known = |mark: Mark| {
            (run.first + 1..=reach).rev().find(|&at| {
                // `Ní Bhriain` is one surname, whether a list knows it or not.
                let leads = at < run.last() && self.mark(at).is(Mark::PARTICLE);
                self.mark(at).is(mark) && self.word(at).shape != Shape::Initial && !leads
            })
        };
        let last = known(Mark::SURNAME)
            .filter(|&at| {
                (run.first + 1..at).all(|at| {
                    !self.only_surname(at)
                        || self.hyphen_after(at)
                        || self.words.is_one_of(at, MIDDLE)
                })
            })
            .or_else(|| {
                let first = (run.first + 1..=reach)
                    .find(|&at| self.only_surname(at) && !self.hyphen_after(at))?;
                // `Mary Jones Smith` has two surnames, if nothing else follows.
                let double = first + 1 == run.last()
                    && self.only_surname(first + 1)
                    && self.mark(first + 1).is_only_name();
                Some(first + usize::from(double))
            })
            .or_else(|| known(Mark::FORENAME).filter(|_| run.len == 2))?;
        Some(self.hyphenated(last).min(run.last()))
    }

    /// Where the surname of a reading begins: after forenames and initials, at its first particle or hyphenated part.
    fn surname_start(&self, first: usize, last: usize) -> usize {
        let mut start = last;
        while start > first + 1
            && (self.hyphen_after(start - 1) || self.mark(start - 1).is(Mark::PARTICLE))
            && self.word(start - 1).shape != Shape::Initial
        {
            start -= 1;
        }
        start
    }

    /// The longest run of words from `first` that may be one name.
    fn run(&self, first: usize, sure: bool) -> Run {
        let mut run = Run {
            first,
            len: 0,
            thing: false,
        };
        let mut at = first;
        while run.len < LONGEST && at < self.words.len() {
            let mark = self.mark(at);
            let particle = run.len > 0
                && mark.is(Mark::PARTICLE)
                && self.word(at).shape != Shape::Initial
                && self.joined(at)
                && (self.is_capitalised(at + 1)
                    || self
                        .words
                        .get(at + 1)
                        .is_some_and(|next| next.mark.is(Mark::PARTICLE)));
            if mark.is(Mark::THING) && self.is_capitalised(at) {
                // `Mrs Street` is a person, `Victoria Street` is not.
                let only = sure && mark.is(Mark::SURNAME) && at + 1 >= first;
                if !only {
                    run.thing = run.len > 0;
                    break;
                }
            } else if mark.is(Mark::THING_OR_SURNAME)
                && run.len > 0
                && !sure
                && !self.hyphen_after(at - 1)
            {
                let before = self.mark(at - 1);
                // `C. Hall`, but not where the letter numbers an item.
                let initial = self.word(at - 1).shape == Shape::Initial
                    && self.gap(at - 1).is_some_and(|gap| gap.starts_with('.'))
                    && !self.starts_line(first);
                let person = (initial || before.is(Mark::FORENAME))
                    && !before.is(Mark::NAMES_PLACES)
                    && !self.place_before(first);
                if !person {
                    run.thing = self.is_capitalised(at);
                    break;
                }
                if !self.is_capitalised(at) {
                    break;
                }
            } else if !particle && !self.is_part(at) {
                // `Abbott-Tudor`: behind a hyphen any word may be part of a surname.
                let second = run.len > 1
                    && self.hyphen_after(at - 1)
                    && self.only_surname(at - 1)
                    && self.word(at).shape == Shape::Capital;
                // `Miss P March`
                let month = sure
                    && run.len > 0
                    && (first..at).all(|at| self.word(at).shape == Shape::Initial)
                    && self.only_surname(at)
                    && self.word(at).shape == Shape::Capital;
                if !second && !month {
                    break;
                }
            }
            run.len += 1;
            if !self.joined(at) {
                run.thing |= self.firm_after(at);
                break;
            }
            at += 1;
        }
        if run.len > 0 && at > run.last() && run.len == LONGEST {
            run.thing |= self
                .words
                .get(at)
                .is_some_and(|word| word.mark.is(Mark::THING));
        }
        while run.len > 1 && self.word(run.last()).shape == Shape::Lower {
            run.len -= 1;
        }
        run
    }

    /// May begin a name.
    fn starts_name(&self, at: usize) -> bool {
        at < self.words.len()
            && self.is_part(at)
            && !self.mark(at).is(Mark::THING)
            && !at
                .checked_sub(1)
                .is_some_and(|before| self.hyphen_after(before))
            && !self.touches_address(at)
    }

    /// May be a word of a name.
    fn is_part(&self, at: usize) -> bool {
        let mark = self.mark(at);
        self.is_capitalised(at)
            && !mark.is(Mark::STOP)
            && !mark.is(Mark::TITLE)
            && (!mark.is(Mark::WEAK_TITLE) || mark.is_name())
    }

    fn is_part_or_particle(&self, at: usize) -> bool {
        at < self.words.len()
            && self.is_capitalised(at)
            && (self.mark(at).is(Mark::PARTICLE) || self.is_part(at))
    }

    fn is_capitalised(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|word| {
            matches!(word.shape, Shape::Capital | Shape::Upper | Shape::Initial)
        })
    }

    /// Capitals too few for a surname that no list knows.
    fn is_abbreviation(&self, at: usize) -> bool {
        const LONGEST: usize = 4;
        self.words.folded(at).len() <= LONGEST
    }

    fn only_surname(&self, at: usize) -> bool {
        self.mark(at).is(Mark::SURNAME) && !self.mark(at).is(Mark::FORENAME.or(Mark::PARTICLE))
    }

    /// The word and the next one belong together: a space, a hyphen, the dot of an initial, or the end of a long line.
    fn joined(&self, at: usize) -> bool {
        let Some(gap) = self.gap(at) else {
            return false;
        };
        match gap {
            " " | "\u{a0}" => true,
            "." | ". " | "" => self.word(at).shape == Shape::Initial,
            _ => self.hyphen_after(at) || self.wraps(at),
        }
    }

    /// No word of the same line stands before.
    fn begins_line(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.gap(before));
        before.is_none_or(|gap| gap.contains(['\n', '\u{b}']))
    }

    fn hyphen_after(&self, at: usize) -> bool {
        matches!(self.gap(at), Some("-" | "\u{2010}" | "\u{2011}"))
    }

    /// A line of running text ends after the word: only a long line is broken inside a name.
    fn wraps(&self, at: usize) -> bool {
        const LONG: usize = 45;
        let Some(gap) = self.gap(at) else {
            return false;
        };
        let breaks = gap.chars().filter(|c| matches!(c, '\n' | '\u{b}')).count();
        if breaks != 1 || !gap.trim().is_empty() {
            return false;
        }
        let before = &self.words.text().as_bytes()[..self.word(at).end()];
        let start = memchr::memrchr2(b'\n', b'\x0b', before).map_or(0, |at| at + 1);
        let line = &before[start..];
        line.len() >= LONG && !has_columns(line)
    }

    fn follows_colon(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.gap(before));
        before.is_some_and(|gap| gap.trim_end().ends_with(':'))
    }

    /// The last word of a hyphenated chain.
    fn hyphenated(&self, mut at: usize) -> usize {
        while self.hyphen_after(at) && self.is_capitalised(at + 1) {
            at += 1;
        }
        at
    }

    /// Text between a word and the next; none after the last.
    fn gap(&self, at: usize) -> Option<&'a str> {
        let next = self.words.get(at + 1)?;
        Some(&self.words.text()[self.words.get(at)?.end()..next.start()])
    }

    fn word(&self, at: usize) -> &Word {
        self.words.word(at)
    }

    fn mark(&self, at: usize) -> Mark {
        self.words.word(at).mark
    }

    fn folded(&self, first: usize, last: usize) -> String {
        let words: Vec<_> = (first..=last).map(|at| self.words.folded(at)).collect();
        words.join(" ")
    }

    /// The name of a reading, unless it is nobody's.
    fn name(&self, reading: Reading, evidence: &'static str) -> Option<Name> {
        let Reading {
            first,
            last,
            surname,
            mut confidence,
        } = reading;
        let normalised = if surname == first {
            self.folded(first, last)
        } else {
            format!(
                "{} {}",
                self.words.folded(first),
                self.folded(surname, last)
            )
        };
        if self.dictionary.is_nobodys(&normalised) {
            return None;
        }
        if self.long_ago(first, last) {
            confidence -= 0.5;
        }
        let mut ids = vec![evidence];
        let known = |mark: Mark| (first..=last).any(|at| self.mark(at).is(mark));
        for (mark, id) in [
            (Mark::FORENAME, evidence::FORENAME),
            (Mark::SURNAME, evidence::SURNAME),
            (Mark::ORDINARY, evidence::ORDINARY),
        ] {
            if known(mark) && id != evidence {
                ids.push(id);
            }
        }
        Some(Name {
            start: self.word(first).start(),
            end: self.word(last).end(),
            normalised,
            confidence,
            evidence: ids,
        })
    }
}

/// The gap ends a line, a cell or a sentence's line.
fn parts(gap: &str) -> bool {
    gap.contains(['\n', '\t', '|', '\u{b}', ';']) || gap.contains("  ") || gap == " / "
}
