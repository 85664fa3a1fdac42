//! From patterns to what the engine needs of them: an automaton each, and where in a text each may start.
//!
//! The tables of [`shapes`](super::shapes) are derived from the automata: each is asked, for every shape that the first run of
//! a match may have and for every two bytes that it may begin with, whether it would still be alive.
//! A pattern that nearly every word could start is bound to its first words, if they are a list, or to a sign that every
//! match holds (`@`).
//!
//! The build script runs this for the rules in the program, the engine for those of a user: the file must use nothing of the
//! crate but its neighbour.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_automata::{Anchored, MatchKind};
use regex_syntax::hir::{Class, ClassBytes, ClassBytesRange, Hir, HirKind, Repetition};
use serde::{Deserialize, Serialize};

use super::shapes::{
    EXACT, HIGH, LONGEST, LONGEST_DIGITS, NEXT, RUNS, SECOND, Set, Sets, Shapes, index, next,
    second,
};

/// What the engine needs of all patterns of a rule book, in their order.
#[derive(Serialize, Deserialize)]
pub(crate) struct Compiled {
    pub(crate) automata: Vec<Automaton>,
    /// The tables of the automata one behind the other, each at a multiple of [`ALIGNMENT`], dense ones as `regex-automata`
    /// writes them, in the byte order of the machine. Kept apart, as are those of the shapes, so that they can be taken as they are.
    #[serde(skip)]
    pub(crate) tables: Vec<u8>,
    pub(crate) shapes: Shapes,
    /// By a sign and the kind of the byte behind it, for matches that start with a sign.
    pub(crate) signs: Vec<[Set; SECOND]>,
    /// By the first word, folded.
    pub(crate) words: Vec<(String, Set)>,
    /// For runs that begin with what is not ASCII.
    pub(crate) wide: Set,
    /// For those in which it comes later, beside what the shape of their beginning tells: patterns bound to first words.
    pub(crate) mixed: Set,
    pub(crate) anchors: Vec<Anchor>,
    /// Indices of patterns, in order; the first set is empty.
    pub(crate) sets: Vec<Vec<u16>>,
}

/// What finds the ends of matches, or says where none can be.
#[derive(Serialize, Deserialize)]
pub(crate) struct Automaton {
    /// Where its table is.
    pub(crate) table: std::ops::Range<usize>,
    /// It knows the whole pattern. Otherwise it knows what matches begin with, as much of it as fits a table, and takes
    /// anything behind it.
    pub(crate) whole: bool,
}

/// A pattern that is looked for around a sign.
#[derive(Serialize, Deserialize)]
pub(crate) struct Anchor {
    /// That of the pattern alone.
    pub(crate) set: Set,
    pub(crate) sign: u8,
    /// Bytes of a match before the sign, at most.
    pub(crate) before: usize,
    /// Bytes that a match may start with, and that it may hold.
    pub(crate) first: Vec<bool>,
    pub(crate) any: Vec<bool>,
}

/// A pattern's table before it is written.
pub(crate) type Table = dense::DFA<Vec<u32>>;

/// Where a table may begin.
pub(crate) const ALIGNMENT: usize = align_of::<u32>();

/// Bytes that an automaton may take.
const MOST: usize = 1 << 20;

/// How a table is made.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    /// Reads from the end of a match to its start.
    pub(crate) reverse: bool,
    /// Tells every end of a match, not the one that is preferred.
    pub(crate) all: bool,
    /// As small as can be, which takes long.
    pub(crate) smallest: bool,
    /// Bytes that it may take before that.
    pub(crate) most: usize,
}

impl Form {
    const MATCH: Self = Self {
        reverse: false,
        all: false,
        smallest: false,
        most: MOST,
    };
}

/// Compiles patterns that have been checked: they parse and are bounded.
pub(crate) fn compile(patterns: &[&str]) -> Compiled {
    let parsed = |pattern: &&str| parsed(pattern, false);
    let hirs: Vec<Hir> = patterns.iter().map(parsed).collect();
    let tables: Vec<(Table, bool)> = hirs.iter().map(automaton).collect();
    let mut by_shape = vec![BTreeSet::<u16>::new(); RUNS * 2 * NEXT * SECOND];
    let mut signs = vec![<[BTreeSet<u16>; SECOND]>::default(); 256];
    let mut words = BTreeMap::<String, BTreeSet<u16>>::new();
    let mut wide = BTreeSet::new();
    let mut anchors = Vec::new();
    let mut sets = Sets::default();
    let walks: Vec<Walk<'_>> = tables.iter().map(|(table, _)| Walk::new(table)).collect();
    for ((hir, walk), number) in hirs.iter().zip(&walks).zip(0..) {
        walk.signs(&mut |sign, second| {
            signs[usize::from(sign)][second].insert(number);
        });
        let mut shapes = Vec::new();
        walk.shapes(&mut |shape| shapes.push(shape));
        if shapes.is_empty() {
            continue;
        }
        if is_wide(&shapes) {
            if let Some(first_words) = walk.first_words() {
                for word in first_words {
                    words.entry(word).or_default().insert(number);
                }
                continue;
            }
            if let Some(anchor) = Anchor::of(hir, sets.index(&BTreeSet::from([number])), walk) {
                anchors.push(anchor);
                continue;
            }
        }
        wide.insert(number);
        for shape in shapes {
            by_shape[shape].insert(number);
        }
    }
    let mixed: BTreeSet<u16> = words.values().flatten().copied().collect();
    wide.extend(&mixed);
    let (wide, mixed) = (sets.index(&wide), sets.index(&mixed));
    let mut bytes = Vec::new();
    let automata = tables.iter().map(|(table, whole)| {
        bytes.resize(bytes.len().next_multiple_of(ALIGNMENT), 0);
        let start = bytes.len();
        let (written, padding) = table.to_bytes_native_endian();
        bytes.extend_from_slice(&written[padding..]);
        Automaton {
            table: start..bytes.len(),
            whole: *whole,
        }
    });
    let automata = automata.collect();
    let by_shape: Vec<Set> = by_shape.iter().map(|set| sets.index(set)).collect();
    let signs = signs
        .iter()
        .map(|by_second| std::array::from_fn(|second| sets.index(&by_second[second])))
        .collect();
    Compiled {
        automata,
        tables: bytes,
        shapes: Shapes::new(
            &by_shape,
            &|pattern, first, second| walks[usize::from(pattern)].begins(first, second),
            &mut sets,
        ),
        signs,
        words: words
            .iter()
            .map(|(word, set)| (word.clone(), sets.index(set)))
            .collect(),
        wide,
        mixed,
        anchors,
        sets: sets.list,
    }
}

/// The automaton of a pattern, and whether it is that of the whole pattern.
fn automaton(hir: &Hir) -> (Table, bool) {
    let table = |hir: Hir| table(&[hir], Form::MATCH);
    if let Some(table) = table(hir.clone()) {
        return (table, true);
    }
    let parts = match hir.kind() {
        HirKind::Concat(parts) => &parts[..],
        _ => &[],
    };
    let any = ClassBytes::new([ClassBytesRange::new(0, u8::MAX)]);
    let anything = Hir::repetition(Repetition {
        min: 0,
        max: None,
        greedy: true,
        sub: Box::new(Hir::class(Class::Bytes(any))),
    });
    let lead = (0..=parts.len()).rev().find_map(|length| {
        let lead = parts[..length].iter().cloned().chain([anything.clone()]);
        table(Hir::concat(lead.collect()))
    });
    (lead.expect("that anything matches fits a table"), false)
}

/// A pattern for bytes; `folds` if it makes no difference between capitals and small letters.
pub(crate) fn parsed(pattern: &str, folds: bool) -> Hir {
    regex_syntax::ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .case_insensitive(folds)
        .build()
        .parse(pattern)
        .expect("checked when read")
}

/// The automaton of expressions, if it fits: of matches that start where it does.
pub(crate) fn table(hirs: &[Hir], form: Form) -> Option<Table> {
    let nfa = thompson::Compiler::new()
        .configure(
            thompson::Config::new()
                .utf8(false)
                .reverse(form.reverse)
                .which_captures(WhichCaptures::None),
        )
        .build_many_from_hir(hirs)
        .ok()?;
    let kind = if form.all {
        MatchKind::All
    } else {
        MatchKind::LeftmostFirst
    };
    dense::Builder::new()
        .configure(
            dense::Config::new()
                .match_kind(kind)
                .start_kind(StartKind::Anchored)
                .accelerate(false)
                .minimize(form.smallest)
                .dfa_size_limit(Some(form.most))
                .determinize_size_limit(Some(form.most)),
        )
        .build_from_nfa(&nfa)
        .ok()
}

/// Most words could start the pattern: small letters, and no digit behind them.
fn is_wide(shapes: &[usize]) -> bool {
    const SOME: usize = 3;
    let shapes: HashSet<usize> = shapes.iter().copied().collect();
    let words = (2..=EXACT).filter(|length| {
        let mut behind = (0..NEXT).flat_map(|next| [0, 2, 3].map(|second| (next, second)));
        behind.any(|(next, second)| shapes.contains(&index(1 << length, true, next, second)))
    });
    words.count() >= SOME
}

/// A walk through the automaton of a pattern.
struct Walk<'p> {
    automaton: &'p Table,
    /// States in which it may start, whatever stands before.
    starts: Vec<StateID>,
    bytes: Bytes,
}

/// The bytes of each kind that the walk tells apart, one for all that are the same to the automaton.
struct Bytes {
    digits: Vec<u8>,
    capitals: Vec<u8>,
    letters: Vec<u8>,
    signs: Vec<u8>,
    /// Those above ASCII.
    high: Vec<u8>,
    next: [Vec<u8>; NEXT],
    second: [Vec<u8>; SECOND],
}

impl Bytes {
    fn of(automaton: &Table) -> Self {
        let kind = |is: &dyn Fn(u8) -> bool| {
            let mut met = BTreeSet::new();
            (0..=u8::MAX)
                .filter(|byte| is(*byte))
                .filter(|byte| met.insert(automaton.byte_classes().get(*byte)))
                .collect::<Vec<u8>>()
        };
        Self {
            digits: kind(&|byte| byte.is_ascii_digit()),
            capitals: kind(&|byte| byte.is_ascii_uppercase()),
            letters: kind(&|byte| byte.is_ascii_alphabetic()),
            signs: kind(&|byte| !byte.is_ascii_alphanumeric()),
            high: kind(&|byte| byte >= HIGH),
            next: std::array::from_fn(|wanted| {
                kind(&|byte| !byte.is_ascii_alphanumeric() && next(Some(byte)) == wanted)
            }),
            second: std::array::from_fn(|wanted| kind(&|byte| second(Some(byte)) == wanted)),
        }
    }
}

impl<'p> Walk<'p> {
    fn new(automaton: &'p Table) -> Self {
        let mut starts = Vec::new();
        for before in [None, Some(b' '), Some(b'\n'), Some(b'_'), Some(b'a')] {
            let config = start::Config::new()
                .anchored(Anchored::Yes)
                .look_behind(before);
            starts.extend(automaton.start_state(&config).ok());
        }
        starts.sort();
        starts.dedup();
        Self {
            automaton,
            starts,
            bytes: Bytes::of(automaton),
        }
    }

    /// Every shape with which a match may start.
    fn shapes(&self, found: &mut dyn FnMut(usize)) {
        for small in [false, true] {
            self.shorter(&self.starts, 0, 0, small, found);
        }
    }

    /// Runs of up to [`EXACT`] characters, each a letter or a digit.
    fn shorter(
        &self,
        states: &[StateID],
        length: usize,
        pattern: usize,
        small: bool,
        found: &mut dyn FnMut(usize),
    ) {
        if length > 0 {
            self.followed(states, (1 << length) + pattern, small, found);
        }
        if length == EXACT {
            self.longer(states, pattern, small, found);
            return;
        }
        let letters = if small {
            &self.bytes.letters
        } else {
            &self.bytes.capitals
        };
        for (digit, bytes) in [(0, letters), (1, &self.bytes.digits)] {
            let after = self.step(states, bytes);
            if !after.is_empty() {
                self.shorter(&after, length + 1, pattern | digit << length, small, found);
            }
        }
    }

    /// Longer runs, of which the first characters are told apart, and those of digits alone.
    fn longer(
        &self,
        states: &[StateID],
        pattern: usize,
        small: bool,
        found: &mut dyn FnMut(usize),
    ) {
        let any = [&self.bytes.letters[..], &self.bytes.digits].concat();
        let mut after = states.to_vec();
        for length in EXACT + 1..=LONGEST + 1 {
            after = self.step(&after, &any);
            if after.is_empty() {
                break;
            }
            let run = (2 << EXACT) + ((length - EXACT - 1) << EXACT) + pattern;
            if length <= LONGEST {
                self.followed(&after, run, small, found);
            } else {
                all_followed(run, small, found);
            }
        }
        if pattern != (1 << EXACT) - 1 || small {
            return;
        }
        let mut after = states.to_vec();
        for length in EXACT + 1..=LONGEST_DIGITS {
            after = self.step(&after, &self.bytes.digits);
            if after.is_empty() {
                break;
            }
            let run = RUNS - 1 - LONGEST_DIGITS + length;
            if length < LONGEST_DIGITS {
                self.followed(&after, run, small, found);
            } else {
                all_followed(run, small, found);
            }
        }
    }

    /// What may follow a run that ends in these states.
    fn followed(&self, states: &[StateID], run: usize, small: bool, found: &mut dyn FnMut(usize)) {
        for kind in 0..NEXT {
            let after = self.step(states, &self.bytes.next[kind]);
            let ended = self.matched(&after) || (kind == next(None) && self.ends(states));
            for second_kind in 0..SECOND {
                let goes_on = || {
                    let further = self.step(&after, &self.bytes.second[second_kind]);
                    !further.is_empty() || (second_kind == second(None) && self.ends(&after))
                };
                if ended || goes_on() {
                    found(index(run, small, kind, second_kind));
                }
            }
        }
    }

    /// Whether a match may begin with two bytes, [`HIGH`] for any above ASCII.
    fn begins(&self, first: u8, second: u8) -> bool {
        let bytes = |kind: u8| match kind {
            HIGH => self.bytes.high.clone(),
            _ => vec![kind],
        };
        !self
            .step(&self.step(&self.starts, &bytes(first)), &bytes(second))
            .is_empty()
    }

    /// Signs with which a match may start, and the kind of what follows them.
    fn signs(&self, found: &mut dyn FnMut(u8, usize)) {
        for sign in (0..0x80_u8).filter(|byte| !byte.is_ascii_alphanumeric()) {
            let after = self.step(&self.starts, &[sign]);
            if after.is_empty() {
                continue;
            }
            for kind in 0..SECOND {
                let further = self.step(&after, &self.bytes.second[kind]);
                let ends = kind == second(None) && self.ends(&after);
                if ends || !further.is_empty() {
                    found(sign, kind);
                }
            }
        }
    }

    /// The folded words that a match may start with, if they are a list of words.
    fn first_words(&self) -> Option<BTreeSet<String>> {
        const MOST: usize = 400;
        let mut words = BTreeSet::new();
        let mut open = vec![(String::new(), self.starts.clone())];
        while let Some((word, states)) = open.pop() {
            for letter in (b'0'..=b'9').chain(b'a'..=b'z') {
                let after = self.step(&states, &[letter, letter.to_ascii_uppercase()]);
                if after.is_empty() {
                    continue;
                }
                let mut word = word.clone();
                word.push(char::from(letter));
                let behind = self.step(&after, &self.bytes.signs);
                if !behind.is_empty() || self.matched(&behind) || self.ends(&after) {
                    words.insert(word.clone());
                }
                if word.len() > LONGEST || words.len() + open.len() > MOST {
                    return None;
                }
                open.push((word, after));
            }
        }
        Some(words)
    }

    fn step(&self, states: &[StateID], bytes: &[u8]) -> Vec<StateID> {
        let mut after: Vec<_> = states
            .iter()
            .flat_map(|state| {
                bytes
                    .iter()
                    .map(|byte| self.automaton.next_state(*state, *byte))
            })
            .filter(|state| !self.automaton.is_dead_state(*state))
            .collect();
        after.sort();
        after.dedup();
        after
    }

    /// A match ended before the last byte.
    fn matched(&self, states: &[StateID]) -> bool {
        states
            .iter()
            .any(|state| self.automaton.is_match_state(*state))
    }

    /// A match ends if the text does.
    fn ends(&self, states: &[StateID]) -> bool {
        let ended = |state: &StateID| self.automaton.next_eoi_state(*state);
        states
            .iter()
            .any(|state| self.automaton.is_match_state(ended(state)))
    }
}

fn all_followed(run: usize, small: bool, found: &mut dyn FnMut(usize)) {
    for next in 0..NEXT {
        for second in 0..SECOND {
            found(index(run, small, next, second));
        }
    }
}

impl Anchor {
    /// Binds a pattern to a rare sign that every match of it holds.
    fn of(hir: &Hir, set: Set, walk: &Walk<'_>) -> Option<Self> {
        const SIGNS: &[u8] = b"@";
        let longest = hir.properties().maximum_len()?;
        let sign = *SIGNS.iter().find(|sign| holds(hir, **sign))?;
        let begins = |byte| !walk.step(&walk.starts, &[byte]).is_empty();
        let mut any = vec![false; 256];
        add_bytes(hir, &mut any);
        Some(Self {
            set,
            sign,
            before: before(hir, sign).unwrap_or(longest),
            first: (0..=u8::MAX).map(begins).collect(),
            any,
        })
    }
}

/// Marks the bytes that a match may hold.
fn add_bytes(hir: &Hir, any: &mut [bool]) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => literal
            .0
            .iter()
            .for_each(|byte| any[usize::from(*byte)] = true),
        HirKind::Class(class) => match byte_class(class) {
            Some(bytes) => {
                for range in bytes.ranges() {
                    any[usize::from(range.start())..=usize::from(range.end())].fill(true);
                }
            }
            None => any.fill(true),
        },
        HirKind::Repetition(repetition) => add_bytes(&repetition.sub, any),
        HirKind::Capture(capture) => add_bytes(&capture.sub, any),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            for part in parts {
                add_bytes(part, any);
            }
        }
    }
}

/// A class of bytes, or of characters that are bytes.
fn byte_class(class: &Class) -> Option<ClassBytes> {
    match class {
        Class::Bytes(bytes) => Some(bytes.clone()),
        Class::Unicode(characters) => characters.to_byte_class(),
    }
}

/// Every match holds the byte.
fn holds(hir: &Hir, sign: u8) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => false,
        HirKind::Literal(literal) => literal.0.contains(&sign),
        HirKind::Class(class) => byte_class(class).is_some_and(
            |bytes| matches!(bytes.ranges(), [one] if one.start() == sign && one.end() == sign),
        ),
        HirKind::Repetition(repetition) => repetition.min > 0 && holds(&repetition.sub, sign),
        HirKind::Capture(capture) => holds(&capture.sub, sign),
        HirKind::Concat(parts) => parts.iter().any(|part| holds(part, sign)),
        HirKind::Alternation(parts) => parts.iter().all(|part| holds(part, sign)),
    }
}

/// Bytes of a match before the part that holds the sign.
fn before(hir: &Hir, sign: u8) -> Option<usize> {
    let HirKind::Concat(parts) = hir.kind() else {
        return None;
    };
    let at = parts.iter().position(|part| holds(part, sign))?;
    let lead: Option<usize> = parts[..at]
        .iter()
        .map(|part| part.properties().maximum_len())
        .sum();
    Some(lead? + parts[at].properties().maximum_len()?)
}
