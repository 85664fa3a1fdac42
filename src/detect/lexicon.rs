//! One table of all words that any dictionary, label or mark of the rule book begins with, so that a text is looked up once.
//!
//! Says of a folded word what it may be for names, and which other modules know it; what they know of it they keep
//! themselves. A look-up reads a bit of a filter, and for one word in a few an entry.
//!
//! The build script draws up with this file the table of the words in the program's lists: it uses nothing of the crate but
//! what may stand in names.

use std::sync::LazyLock;

use bytemuck::{AnyBitPattern, NoUninit, Pod, Zeroable};
use serde::{Deserialize, Serialize};

use super::names::Mark;
use super::stored::Numbers;

/// Which modules know a word; several at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(transparent)]
pub(super) struct Uses(u16);

impl Uses {
    /// The first word of a sensitive term.
    pub(super) const TERM: Self = Self(1);
    /// The last word of a label of an identifier.
    pub(super) const LABEL: Self = Self(1 << 1);
    /// The last word of a head of a column.
    pub(super) const HEAD: Self = Self(1 << 2);
    /// The last word of a label of a form that asks for something sensitive.
    pub(super) const FORM: Self = Self(1 << 7);
    /// The first word of a protective marking or of its label.
    pub(super) const MARKING: Self = Self(1 << 3);
    /// The first word of a value, for patterns that begin with one of a list of words.
    pub(super) const LEAD: Self = Self(1 << 6);
    /// The longest word of a protective marking of several words that is known in small letters too.
    pub(super) const LONG_MARKING: Self = Self(1 << 8);
    /// The last word of a street's name.
    pub(super) const STREET: Self = Self(1 << 4);
    /// What a person is said to do: `was`, `has`.
    pub(super) const VERB: Self = Self(1 << 5);

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn is(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// The table: words that others have added, over those of a table that lies in the program and stays as it is.
#[derive(Clone)]
pub(super) struct Lexicon {
    given: View<'static>,
    own: Table,
    /// The number of a stem last given.
    stems: u32,
}

/// Words with what is known of them. A word is in the slot of its hash or in one behind it.
#[derive(Clone)]
struct Table {
    /// The first is no word and stands for those that are unknown.
    entries: Vec<Entry>,
    /// Folded words, one after the other.
    text: Vec<u8>,
    /// Two bits for each word of the table.
    filter: Vec<u64>,
    /// Indices of entries, 0 if free.
    slots: Vec<u32>,
}

/// A table to look words up in.
#[derive(Clone, Copy)]
struct View<'t> {
    entries: &'t [Entry],
    text: &'t [u8],
    filter: &'t [u64],
    slots: &'t [u32],
}

/// A known word.
#[derive(Debug, Clone, Copy, Default, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Entry {
    /// Those of its key.
    head: u64,
    tail: u64,
    length: u32,
    start: u32,
    /// The number of the word without plural, for words of phrases; 0 for others.
    pub(super) stem: u32,
    pub(super) mark: Mark,
    pub(super) uses: Uses,
}

/// A folded word in three numbers; two words of up to 16 bytes are the same if their keys are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct Key {
    head: u64,
    tail: u64,
    length: u32,
}

/// Words that a key tells apart wholly.
const WHOLE: usize = 16;

/// What stands for all words that are unknown.
static UNKNOWN: Entry = Entry::NONE;

impl Entry {
    /// No word.
    const NONE: Self = Self {
        head: 0,
        tail: 0,
        length: 0,
        start: 0,
        stem: 0,
        mark: Mark::NONE,
        uses: Uses(0),
    };

    fn key(&self) -> Key {
        Key {
            head: self.head,
            tail: self.tail,
            length: self.length,
        }
    }
}

impl Key {
    /// The key of a folded word.
    pub(super) fn of(folded: &[u8]) -> Self {
        let length = folded.len();
        let tail = match length {
            0..=8 => 0,
            9..=WHOLE => load(folded, 8, length - 8),
            _ => load(folded, length - 8, 8),
        };
        Self {
            head: load(folded, 0, length.min(8)),
            tail,
            length: length as u32,
        }
    }

    /// The key of an ASCII word of up to 16 letters and digits, of its bytes as [`lead`] gives them.
    pub(super) fn of_ascii([head, tail]: [u64; 2], length: usize) -> Self {
        /// Makes capitals small and leaves digits.
        const FOLD: u64 = 0x2020_2020_2020_2020;
        Self {
            head: head | mask(FOLD, length),
            tail: tail | mask(FOLD, length.saturating_sub(8)),
            length: length as u32,
        }
    }

    pub(super) fn hash(self) -> u64 {
        const ODD: [u64; 2] = [0x9e37_79b9_7f4a_7c15, 0xd6e8_feb8_6659_fd93];
        let mixed = (self.head ^ u64::from(self.length)).wrapping_mul(ODD[0])
            ^ self.tail.wrapping_mul(ODD[1]).rotate_left(29);
        (mixed ^ mixed >> 32).wrapping_mul(ODD[0])
    }
}

/// The first 16 bytes of a word, or all that it has, as two little-endian numbers.
#[inline]
pub(super) fn lead(text: &[u8], start: usize, length: usize) -> [u64; 2] {
    if let Some(Ok(bytes)) = text.get(start..start + WHOLE).map(<[u8; WHOLE]>::try_from) {
        let both = u128::from_le_bytes(bytes) & MASKS[length.min(WHOLE)];
        return [both as u64, (both >> 64) as u64];
    }
    let tail = match length {
        0..=8 => 0,
        _ => load(text, start + 8, (length - 8).min(8)),
    };
    [load(text, start, length.min(8)), tail]
}

/// The lowest bytes of a number, by how many.
const MASKS: [u128; WHOLE + 1] = {
    let mut masks = [0; WHOLE + 1];
    let mut bytes = 1;
    while bytes <= WHOLE {
        masks[bytes] = u128::MAX >> (128 - 8 * bytes);
        bytes += 1;
    }
    masks
};

/// The bytes of [`lead`].
pub(super) fn bytes_of([head, tail]: [u64; 2]) -> [u8; WHOLE] {
    (u128::from(tail) << 64 | u128::from(head)).to_le_bytes()
}

/// Up to eight bytes as a little-endian number.
#[inline]
fn load(bytes: &[u8], start: usize, length: usize) -> u64 {
    if let Some(Ok(eight)) = bytes.get(start..start + 8).map(<[u8; 8]>::try_from) {
        return mask(u64::from_le_bytes(eight), length);
    }
    let bytes = &bytes[start..start + length];
    if let Some((low, rest)) = bytes.split_first_chunk::<4>() {
        // The upper four overlap the lower ones.
        let high = bytes
            .last_chunk::<4>()
            .map_or(0, |high| u32::from_le_bytes(*high));
        return u64::from(u32::from_le_bytes(*low)) | u64::from(high) << (8 * rest.len());
    }
    bytes
        .iter()
        .rev()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// The lowest `bytes` bytes of a number.
#[inline]
pub(super) fn mask(number: u64, bytes: usize) -> u64 {
    if bytes >= 8 {
        number
    } else {
        number & ((1 << (8 * bytes)) - 1)
    }
}

impl Lexicon {
    pub(super) fn new() -> Self {
        Self {
            given: View::EMPTY,
            own: Table::new(MANY),
            stems: 0,
        }
    }

    /// Nothing was added to the words of [`Self::over`].
    #[cfg(test)]
    pub(super) fn is_as_given(&self) -> bool {
        self.own.entries.len() == 1
    }

    /// The words that were added as bytes, for [`Self::over`].
    #[allow(dead_code, reason = "the build script asks for it")]
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let Table {
            entries,
            text,
            filter,
            slots,
        } = &self.own;
        let numbers = [
            self.stems as usize,
            entries.len(),
            filter.len(),
            slots.len(),
            text.len(),
        ];
        let numbers = numbers.map(|number| number as u64);
        [
            bytemuck::cast_slice(&numbers),
            bytemuck::cast_slice(entries),
            bytemuck::cast_slice(filter),
            bytemuck::cast_slice(slots),
            text,
        ]
        .concat()
    }

    /// Room for words over those of [`Self::to_bytes`], which are read where they lie: the bytes begin where a number of
    /// eight bytes may.
    pub(super) fn over(bytes: &'static [u8]) -> Self {
        let (numbers, rest) = bytes.split_at(5 * size_of::<u64>());
        let numbers: &[u64] = bytemuck::cast_slice(numbers);
        let size = |at: usize, of_one: usize| numbers[at] as usize * of_one;
        let (entries, rest) = rest.split_at(size(1, size_of::<Entry>()));
        let (filter, rest) = rest.split_at(size(2, size_of::<u64>()));
        let (slots, text) = rest.split_at(size(3, size_of::<u32>()));
        Self {
            given: View {
                entries: bytemuck::cast_slice(entries),
                text,
                filter: bytemuck::cast_slice(filter),
                slots: bytemuck::cast_slice(slots),
            },
            own: Table::new(FEW),
            stems: numbers[0] as u32,
        }
    }

    /// A table without words.
    pub(super) fn empty() -> &'static Self {
        static EMPTY: LazyLock<Lexicon> = LazyLock::new(Lexicon::new);
        &EMPTY
    }

    /// Adds what a folded word is used for.
    pub(super) fn add(&mut self, folded: &str, uses: Uses) {
        let known = self.look_up(folded).uses;
        if known.or(uses) == known {
            return;
        }
        if let Some(entry) = self.entry(folded) {
            entry.uses.0 |= uses.0;
        }
    }

    /// Adds what a folded word may be for names.
    pub(super) fn add_mark(&mut self, folded: &str, mark: Mark) {
        let known = self.look_up(folded).mark;
        if known.or(mark) == known {
            return;
        }
        if let Some(entry) = self.entry(folded) {
            entry.mark.add(mark);
        }
    }

    /// The number of a word of a phrase, which is that of its plurals too. The word has none.
    pub(super) fn stem(&mut self, singular: &str, uses: Uses) -> u32 {
        let known = self.look_up(singular);
        let stem = match known.stem {
            0 => self.stems + 1,
            stem => stem,
        };
        if known.stem == stem && known.uses.or(uses) == known.uses {
            return stem;
        }
        self.stems = self.stems.max(stem);
        numbers_of(singular, &mut |number| {
            if let Some(entry) = self.entry(number) {
                entry.stem = stem;
                entry.uses.0 |= uses.0;
            }
        });
        stem
    }

    /// The entry of a word, unknown ones the empty entry.
    pub(super) fn look_up(&self, folded: &str) -> Entry {
        let key = Key::of(folded.as_bytes());
        let own = self.own.view().find(key, folded);
        *own.unwrap_or_else(|| self.given.find(key, folded).unwrap_or(&UNKNOWN))
    }

    /// As [`Self::look_up`], for a key of up to 16 bytes.
    pub(super) fn look_up_key(&self, key: Key) -> &Entry {
        let hash = key.hash();
        let own = self.own.view().find_key(key, hash);
        own.unwrap_or_else(|| self.given.find_key(key, hash).unwrap_or(&UNKNOWN))
    }

    /// The entry to be changed; none for the empty word.
    fn entry(&mut self, folded: &str) -> Option<&mut Entry> {
        let index = self.index(folded) as usize;
        (index > 0).then(|| &mut self.own.entries[index])
    }

    /// The index of a word of the own table, to which it is added if it is new; 0 for the empty word.
    fn index(&mut self, folded: &str) -> u32 {
        if folded.is_empty() {
            return 0;
        }
        let key = Key::of(folded.as_bytes());
        self.own.index(key, folded, || {
            self.given.find(key, folded).copied().unwrap_or_default()
        })
    }
}

impl<'t> View<'t> {
    const EMPTY: View<'static> = View {
        entries: &[Entry::NONE],
        text: b"",
        filter: &[0],
        slots: &[0],
    };

    /// The entry of a key of up to 16 bytes.
    #[inline]
    fn find_key(self, key: Key, hash: u64) -> Option<&'t Entry> {
        let bits = filter_bits(hash);
        if self.filter[(hash >> 40) as usize & (self.filter.len() - 1)] & bits != bits {
            return None;
        }
        let mut slot = hash as usize & (self.slots.len() - 1);
        loop {
            let entry = &self.entries[self.slots[slot] as usize];
            if entry.key() == key {
                return Some(entry);
            }
            if entry.length == 0 {
                return None;
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    fn find(self, key: Key, folded: &str) -> Option<&'t Entry> {
        match self.slots[self.slot(key, folded)] {
            0 => None,
            index => Some(&self.entries[index as usize]),
        }
    }

    /// The slot of a word, or the free one that it would take.
    fn slot(self, key: Key, folded: &str) -> usize {
        let mut slot = key.hash() as usize & (self.slots.len() - 1);
        loop {
            let index = self.slots[slot];
            let entry = &self.entries[index as usize];
            let same = || folded.len() <= WHOLE || self.word(entry) == folded.as_bytes();
            if index == 0 || (entry.key() == key && same()) {
                return slot;
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    fn word(self, entry: &Entry) -> &'t [u8] {
        let start = entry.start as usize;
        &self.text[start..start + entry.length as usize]
    }
}

/// Slots for the words of the rules and terms of a book, and for those that are added to the words of the program.
const MANY: usize = 1 << 15;
const FEW: usize = 1 << 8;

impl Table {
    fn new(slots: usize) -> Self {
        let mut table = Self {
            entries: vec![Entry::NONE],
            text: Vec::new(),
            filter: Vec::new(),
            slots: Vec::new(),
        };
        table.grow(slots);
        table
    }

    fn view(&self) -> View<'_> {
        View {
            entries: &self.entries,
            text: &self.text,
            filter: &self.filter,
            slots: &self.slots,
        }
    }

    /// The index of a word; what is known of a new one is asked for.
    fn index(&mut self, key: Key, folded: &str, known: impl FnOnce() -> Entry) -> u32 {
        if self.entries.len() * 2 > self.slots.len() {
            self.grow(self.slots.len() * 2);
        }
        let slot = self.view().slot(key, folded);
        if self.slots[slot] == 0 {
            self.slots[slot] = self.entries.len() as u32;
            self.mark(key.hash());
            self.entries.push(Entry {
                head: key.head,
                tail: key.tail,
                length: key.length,
                start: self.text.len() as u32,
                ..known()
            });
            self.text.extend_from_slice(folded.as_bytes());
        }
        self.slots[slot]
    }

    fn grow(&mut self, slots: usize) {
        self.slots = vec![0; slots];
        self.filter = vec![0; slots / 16];
        for index in 1..self.entries.len() as u32 {
            let hash = self.entries[index as usize].key().hash();
            let mut slot = hash as usize & (slots - 1);
            while self.slots[slot] != 0 {
                slot = (slot + 1) & (slots - 1);
            }
            self.slots[slot] = index;
            self.mark(hash);
        }
    }

    /// Lets the filter pass a word.
    fn mark(&mut self, hash: u64) {
        let word = (hash >> 40) as usize & (self.filter.len() - 1);
        self.filter[word] |= filter_bits(hash);
    }
}

/// Things by the stem of a word.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct ByStem<'t, T> {
    /// Where the things of each stem begin, and where those of the last end.
    #[serde(borrow)]
    starts: Numbers<'t, u32>,
    things: Numbers<'t, T>,
}

impl<T: NoUninit + AnyBitPattern> ByStem<'_, T> {
    /// Things of one stem stay in their order.
    pub(super) fn new(mut things: Vec<(u32, T)>) -> Self {
        things.sort_by_key(|(stem, _)| *stem);
        let stems = things.last().map_or(0, |(last, _)| *last as usize + 1);
        let mut starts = vec![0; stems + 1];
        for (stem, _) in &things {
            starts[*stem as usize + 1] += 1;
        }
        for stem in 0..stems {
            starts[stem + 1] += starts[stem];
        }
        let things: Vec<T> = things.into_iter().map(|(_, thing)| thing).collect();
        Self {
            starts: starts.into(),
            things: things.into(),
        }
    }

    pub(super) fn get(&self, stem: u32) -> impl Iterator<Item = T> {
        let stem = stem as usize;
        let range = if stem + 1 < self.starts.len() {
            self.starts.at(stem) as usize..self.starts.at(stem + 1) as usize
        } else {
            0..0
        };
        self.things.range(range)
    }
}

/// A word without its ending of the plural, the same for both numbers; no linguistics, only the same cut on both sides.
pub(super) fn singular(word: &str) -> &str {
    const SHORTEST: usize = 5;
    if word.len() < SHORTEST || !word.is_ascii() {
        return word;
    }
    let cut = if ["sses", "xes", "shes", "ches", "zes"]
        .iter()
        .any(|end| word.ends_with(end))
    {
        2
    } else {
        usize::from(
            word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end)),
        )
    };
    &word[..word.len() - cut]
}

/// Hands on a word without plural and the plurals that are cut to it.
pub(super) fn numbers_of(word: &str, each: &mut dyn FnMut(&str)) {
    let mut number = String::with_capacity(word.len() + 2);
    for ending in ["", "s", "es"] {
        number.clear();
        number.push_str(word);
        number.push_str(ending);
        if singular(&number) == word {
            each(&number);
        }
    }
}

fn filter_bits(hash: u64) -> u64 {
    1 << (hash >> 28 & 63) | 1 << (hash >> 34 & 63)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_any_length_are_found_and_no_others() {
        let mut lexicon = Lexicon::new();
        let words: Vec<String> = (1..60)
            .map(|length| "abcdefghij".repeat(6)[..length].to_owned())
            .collect();
        for word in &words {
            lexicon.add(word, Uses::TERM);
        }
        lexicon.add("abc", Uses::LABEL);
        for word in &words {
            assert!(lexicon.look_up(word).uses.is(Uses::TERM), "{word}");
            assert!(!lexicon.look_up(&format!("{word}x")).uses.is(Uses::TERM));
        }
        assert!(lexicon.look_up("abc").uses.is(Uses::LABEL));
        assert!(!lexicon.look_up("abcd").uses.is(Uses::LABEL));
    }

    #[test]
    fn a_word_has_one_key_however_it_is_written() {
        for word in ["a", "Ab12", "abcdefgH", "abcdefghI", "ABCDEFGHIJKLMNOP"] {
            let text = format!("..{word}..");
            let folded = word.to_ascii_lowercase();
            assert_eq!(
                Key::of_ascii(lead(text.as_bytes(), 2, word.len()), word.len()),
                Key::of(folded.as_bytes())
            );
        }
    }

    #[test]
    fn a_table_that_grows_keeps_its_words() {
        let mut lexicon = Lexicon::new();
        for number in 0..80_000 {
            lexicon.add(&format!("w{number}"), Uses::HEAD);
        }
        assert!((0..80_000).all(|n| lexicon.look_up(&format!("w{n}")).uses.is(Uses::HEAD)));
    }
}
