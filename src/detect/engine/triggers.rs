//! Where in a text a pattern may start, told from the shape of its runs of letters and digits while it is read.

use std::collections::HashMap;

use super::compile::{Anchor, Compiled};
use super::shapes::{BEHIND, NO_START, SECOND, Set, Shapes, form, next, pair, second};
use crate::detect::lexicon::{Key, Lexicon, Uses, lead};
use crate::detect::words::{Run, Watch};

/// The tables of [`Compiled`], ready for look-up.
pub(super) struct Triggers {
    shapes: Shapes,
    signs: Vec<[Set; SECOND]>,
    words: HashMap<Key, Set>,
    wide: Set,
    mixed: Set,
    anchors: Vec<Anchor>,
    /// Signs that some anchor waits for.
    anchored: [bool; 256],
    /// Those, and signs that some pattern starts with.
    known: [bool; 256],
    sets: Vec<Vec<u16>>,
}

/// What a text showed.
pub(in crate::detect) struct Lookout<'m> {
    triggers: &'m Triggers,
    /// Where patterns may start, in order of place; a place may come twice.
    places: Vec<(u32, Set)>,
    /// Those found from a sign behind them.
    anchored: Vec<(u32, Set)>,
}

impl Watch for Lookout<'_> {
    #[inline]
    fn run(&mut self, text: &[u8], run: Run, uses: Uses) {
        if uses.is(Uses::LEAD) {
            self.lead(run);
        }
        if run.wide {
            self.wide(text, run);
            return;
        }
        let set = self.triggers.of_run(text, run);
        self.may_start(run.start, set);
    }

    #[inline]
    fn sign(&mut self, text: &[u8], at: usize) {
        let sign = usize::from(text[at]);
        if !self.triggers.known[sign] {
            return;
        }
        let set = self.triggers.signs[sign][second(text.get(at + 1).copied())];
        let set = self.triggers.left_of(set, text, at);
        self.may_start(at, set);
        if self.triggers.anchored[sign] {
            self.anchor(text, at);
        }
    }
}

impl Lookout<'_> {
    #[inline]
    fn may_start(&mut self, at: usize, set: Set) {
        if set != 0 {
            self.places.push((at as u32, set));
        }
    }

    /// A word that leads to patterns.
    fn lead(&mut self, run: Run) {
        let key = Key::of_ascii(run.lead, run.end - run.start);
        let set = self.triggers.words.get(&key).copied();
        self.may_start(run.start, set.unwrap_or_default());
    }

    /// A run with letters that are not ASCII.
    fn wide(&mut self, text: &[u8], run: Run) {
        let triggers = self.triggers;
        let start = run.start;
        let beginning = ascii_part(text, run);
        if beginning.start == beginning.end {
            self.may_start(start, triggers.left_of(triggers.wide, text, start));
            return;
        }
        self.may_start(start, triggers.of_run(text, beginning));
        self.may_start(start, triggers.left_of(triggers.mixed, text, start));
    }

    /// Notes the places from which a match of an anchored pattern could hold the sign at `at`.
    fn anchor(&mut self, text: &[u8], at: usize) {
        for anchor in &self.triggers.anchors {
            if text[at] != anchor.sign {
                continue;
            }
            let before = text[..at].iter().rev().take(anchor.before);
            let length = before
                .take_while(|byte| anchor.any[usize::from(**byte)])
                .count();
            let may_start = |place: &usize| {
                let within = *place > 0
                    && text[place - 1].is_ascii_alphanumeric()
                    && text[*place].is_ascii_alphanumeric();
                // A character starts here.
                let whole = text[*place] & 0xc0 != 0x80;
                whole && !within && anchor.first[usize::from(text[*place])]
            };
            let places = (at - length..=at).filter(may_start);
            self.anchored
                .extend(places.map(|place| (place as u32, anchor.set)));
        }
    }

    /// Where patterns may start, in order of place; a place may come several times.
    pub(super) fn places(mut self) -> Vec<(u32, Set)> {
        if !self.anchored.is_empty() {
            self.places.append(&mut self.anchored);
            // Both lists are in order, or nearly, which a sort by runs only merges.
            self.places.sort_by_key(|place| *place);
            self.places.dedup();
        }
        self.places
    }
}

/// The letters and digits of ASCII with which a run begins.
fn ascii_part(text: &[u8], run: Run) -> Run {
    let bytes = &text[run.start..run.end];
    let length = bytes.iter().take_while(|byte| byte.is_ascii()).count();
    Run {
        end: run.start + length,
        lead: lead(text, run.start, length),
        form: form(&bytes[..length]),
        wide: false,
        ..run
    }
}

impl Triggers {
    /// The words that lead to patterns go into the lexicon.
    pub(super) fn new(compiled: Compiled, lexicon: &mut Lexicon) -> Self {
        let mut anchored = [false; 256];
        for anchor in &compiled.anchors {
            anchored[usize::from(anchor.sign)] = true;
        }
        let starts = |sign: usize| compiled.signs[sign].iter().any(|set| *set != 0);
        let known = std::array::from_fn(|sign| anchored[sign] || starts(sign));
        Self {
            shapes: compiled.shapes,
            signs: compiled.signs,
            words: compiled
                .words
                .into_iter()
                .map(|(word, set)| {
                    lexicon.add(&word, Uses::LEAD);
                    (Key::of(word.as_bytes()), set)
                })
                .collect(),
            wide: compiled.wide,
            mixed: compiled.mixed,
            anchors: compiled.anchors,
            anchored,
            known,
            sets: compiled.sets,
        }
    }

    pub(super) fn lookout(&self) -> Lookout<'_> {
        Lookout {
            triggers: self,
            places: Vec::new(),
            anchored: Vec::new(),
        }
    }

    /// The patterns that may start with a run.
    #[inline]
    fn of_run(&self, text: &[u8], run: Run) -> Set {
        let tables = &self.shapes;
        let row = tables.runs[usize::from(run.form)];
        if row == NO_START {
            return 0;
        }
        let (behind, further) = (text.get(run.end), text.get(run.end + 1));
        let behind = next(behind.copied()) * SECOND + second(further.copied());
        self.left_of(
            tables.followed[usize::from(row) * BEHIND + behind],
            text,
            run.start,
        )
    }

    /// What is left of a set by the two bytes at a place.
    #[inline]
    fn left_of(&self, set: Set, text: &[u8], at: usize) -> Set {
        if set == 0 {
            return 0;
        }
        let tables = &self.shapes;
        let second = text.get(at + 1);
        let column = second.map_or(0, |second| tables.pairs[pair(text[at], *second)]);
        tables.refined[usize::from(set) * tables.columns + usize::from(column)]
    }

    /// The patterns of a set, in order.
    pub(super) fn patterns(&self, set: Set) -> &[u16] {
        &self.sets[usize::from(set)]
    }
}
