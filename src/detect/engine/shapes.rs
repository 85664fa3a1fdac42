//! Where a pattern may start, by what a run of letters and digits looks like: tables that are asked one after the other.
//!
//! The first say for the shape of a run (its length, where its digits are, whether it has small letters) and the two bytes
//! behind it which patterns may start with it, the others which of these may begin with its first two bytes. They say too
//! much sometimes and too little never. Part of [`compile`](super::compile), for which the same holds: nothing of the crate.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

/// Index of a set of patterns; 0 is the empty one.
pub(crate) type Set = u16;

/// Longest run whose letters and digits are all told apart.
pub(crate) const EXACT: usize = 8;
/// Longest run whose length is told, and longest run of digits alone.
pub(crate) const LONGEST: usize = 16;
pub(crate) const LONGEST_DIGITS: usize = 24;
/// The least byte above ASCII, which stands for all.
pub(crate) const HIGH: u8 = 0x80;
/// Shapes of runs, without the size of their letters and before what follows them.
pub(crate) const RUNS: usize = (2 << EXACT) + ((LONGEST - EXACT + 1) << EXACT) + LONGEST_DIGITS + 1;

/// The signs that are told apart behind a run; all others are one kind, the end of a line is another.
const SIGNS: &[u8] = b" -./:,<(+_=\"'*`@)";
/// Kinds of the byte behind a run, and of the one behind that.
pub(crate) const NEXT: usize = 2 + SIGNS.len();
pub(crate) const SECOND: usize = 5;
/// Kinds of the two together.
pub(crate) const BEHIND: usize = NEXT * SECOND;
/// The kind of the end of a line or text, and of a sign that is not told apart.
const LINE_END: u8 = 1;
const OTHER: u8 = 0;

/// The row of shapes with which no pattern starts, whatever is behind.
pub(crate) const NO_START: u16 = 0;

/// The tables. Those of the rules in the program are read where they are.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Shapes {
    /// By shape, runs with small letters behind those without: a row of `followed`.
    #[serde(skip)]
    pub(crate) runs: Cow<'static, [u16]>,
    /// By row and by the kinds of the two bytes behind the run.
    #[serde(skip)]
    pub(crate) followed: Cow<'static, [Set]>,
    /// By the kinds of two bytes, see [`pair`]: a column of `refined`.
    #[serde(skip)]
    pub(crate) pairs: Cow<'static, [u16]>,
    /// By set and column: what is left of the set. The first column is for the end of a text, and leaves all.
    #[serde(skip)]
    pub(crate) refined: Cow<'static, [Set]>,
    /// Columns of `refined`.
    pub(crate) columns: usize,
}

impl Shapes {
    /// Draws the tables up: `by_shape` has the sets of patterns by [`index`], `begins` says whether a pattern may begin with two
    /// bytes. Sets that come later have no rows in `refined`.
    pub(crate) fn new(
        by_shape: &[Set],
        begins: &dyn Fn(u16, u8, u8) -> bool,
        sets: &mut Sets,
    ) -> Self {
        let patterns: BTreeSet<u16> = sets.list.iter().flatten().copied().collect();
        let mut rows = HashMap::from([(&[0; BEHIND][..], NO_START)]);
        let mut followed = vec![0; BEHIND];
        let runs = by_shape.chunks(BEHIND).map(|row| {
            let next = rows.len() as u16;
            *rows.entry(row).or_insert_with(|| {
                followed.extend(row);
                next
            })
        });
        let runs = runs.collect();
        let mut columns = vec![patterns.clone()];
        let mut known = HashMap::new();
        let kinds = 0..=HIGH;
        let pairs = kinds
            .clone()
            .flat_map(|first| kinds.clone().map(move |second| (first, second)));
        let pairs = pairs.map(|(first, second)| {
            let left = patterns.iter().copied();
            let left: BTreeSet<u16> = left.filter(|of| begins(*of, first, second)).collect();
            *known.entry(left).or_insert_with_key(|left| {
                columns.push(left.clone());
                columns.len() as u16 - 1
            })
        });
        let pairs = pairs.collect();
        let whole = sets.list.clone();
        let refined = whole.iter().flat_map(|set| {
            let set: BTreeSet<u16> = set.iter().copied().collect();
            let left = columns.iter().map(|column| sets.index(&(&set & column)));
            left.collect::<Vec<_>>()
        });
        Self {
            refined: refined.collect(),
            runs,
            followed: followed.into(),
            pairs,
            columns: columns.len(),
        }
    }
}

/// The place of two bytes in `pairs`: each of ASCII is a kind of its own, those above are one.
#[inline]
pub(crate) fn pair(first: u8, second: u8) -> usize {
    usize::from(first.min(HIGH)) * (usize::from(HIGH) + 1) + usize::from(second.min(HIGH))
}

/// The form of a run of ASCII letters and digits: its shape, and whether it has small letters; a place in [`Shapes::runs`].
pub(crate) fn form(run: &[u8]) -> u16 {
    let length = run.len();
    let (mut digits, mut small) = (0, false);
    for (byte, bit) in run.iter().take(EXACT).zip(0..) {
        digits |= usize::from(byte.is_ascii_digit()) << bit;
        small |= byte.is_ascii_lowercase();
    }
    let shape = if length <= EXACT {
        (1 << length) + digits
    } else if run.iter().all(u8::is_ascii_digit) {
        RUNS - 1 - LONGEST_DIGITS + length.min(LONGEST_DIGITS)
    } else {
        (2 << EXACT) + ((length.min(LONGEST + 1) - EXACT - 1) << EXACT) + digits
    };
    (shape + RUNS * usize::from(small)) as u16
}

/// The place of a shape, and of the kinds of the two bytes behind it, in what [`Shapes::new`] takes.
pub(crate) fn index(run_shape: usize, small: bool, next: usize, second: usize) -> usize {
    ((run_shape + RUNS * usize::from(small)) * NEXT + next) * SECOND + second
}

/// Kind of the byte behind a run.
#[inline]
pub(crate) fn next(byte: Option<u8>) -> usize {
    const KINDS: [u8; 256] = {
        let mut kinds = [OTHER; 256];
        let mut sign = 0;
        while sign < SIGNS.len() {
            kinds[SIGNS[sign] as usize] = sign as u8 + 2;
            sign += 1;
        }
        kinds[b'\n' as usize] = LINE_END;
        kinds[b'\r' as usize] = LINE_END;
        kinds[b'\t' as usize] = LINE_END;
        kinds
    };
    usize::from(byte.map_or(LINE_END, |byte| KINDS[usize::from(byte)]))
}

/// Kind of the byte behind that.
#[inline]
pub(crate) fn second(byte: Option<u8>) -> usize {
    const KINDS: [u8; 256] = {
        let mut kinds = [0; 256];
        let mut byte = 0;
        while byte < 256 {
            kinds[byte] = match byte as u8 {
                b'0'..=b'9' => 1,
                b'a'..=b'z' | b'A'..=b'Z' => 2,
                b' ' => 3,
                b'/' => 4,
                _ => 0,
            };
            byte += 1;
        }
        kinds
    };
    usize::from(byte.map_or(0, |byte| KINDS[usize::from(byte)]))
}

/// Sets of patterns, each once.
pub(crate) struct Sets {
    known: HashMap<Vec<u16>, Set>,
    /// Patterns in order; the first set is empty.
    pub(crate) list: Vec<Vec<u16>>,
}

impl Default for Sets {
    fn default() -> Self {
        Self {
            known: HashMap::from([(Vec::new(), 0)]),
            list: vec![Vec::new()],
        }
    }
}

impl Sets {
    pub(crate) fn index(&mut self, set: &BTreeSet<u16>) -> Set {
        let set: Vec<u16> = set.iter().copied().collect();
        let next = self.list.len() as Set;
        *self.known.entry(set).or_insert_with_key(|set| {
            self.list.push(set.clone());
            next
        })
    }
}
