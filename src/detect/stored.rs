//! How the lists of the program are stored, so that a start reads little of them: numbers as they lie in memory, and what
//! only some texts ask for as bytes until they do.
//!
//! The build script writes them with this file.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::OnceLock;

use bytemuck::{AnyBitPattern, NoUninit};
use serde::de::{Deserializer, Error, Visitor};
use serde::ser::Error as _;
use serde::{Deserialize, Serialize, Serializer};

use super::lexicon::Key;

/// For `#[serde(with = "numbers")]`.
pub(crate) mod numbers {
    use bytemuck::{AnyBitPattern, NoUninit};

    use super::{Bytes, Deserializer, Serializer};

    pub(crate) fn serialize<T: NoUninit, S: Serializer>(
        numbers: &[T],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytemuck::cast_slice(numbers))
    }

    pub(crate) fn deserialize<'de, T: NoUninit + AnyBitPattern, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<T>, D::Error> {
        deserializer.deserialize_bytes(Bytes(bytemuck::pod_collect_to_vec::<u8, T>))
    }
}

/// Numbers that are read where they lie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Numbers<'t, T> {
    #[serde(borrow)]
    bytes: Cow<'t, [u8]>,
    kind: PhantomData<T>,
}

impl<T: NoUninit> From<Vec<T>> for Numbers<'_, T> {
    fn from(numbers: Vec<T>) -> Self {
        Self {
            bytes: bytemuck::cast_slice(&numbers).to_vec().into(),
            kind: PhantomData,
        }
    }
}

impl<T: AnyBitPattern> Numbers<'_, T> {
    pub(crate) fn len(&self) -> usize {
        self.bytes.len() / size_of::<T>()
    }

    pub(crate) fn at(&self, index: usize) -> T {
        let start = index * size_of::<T>();
        bytemuck::pod_read_unaligned(&self.bytes[start..start + size_of::<T>()])
    }

    pub(crate) fn range(&self, range: Range<usize>) -> impl ExactSizeIterator<Item = T> {
        let bytes = &self.bytes[range.start * size_of::<T>()..range.end * size_of::<T>()];
        let numbers = bytes.chunks_exact(size_of::<T>());
        numbers.map(bytemuck::pod_read_unaligned)
    }

    /// The index of the first number that is not before what is looked for.
    pub(crate) fn first(&self, is_before: impl Fn(T) -> bool) -> usize {
        self.first_in(0..self.len(), is_before)
    }

    /// The same among some of the numbers.
    pub(crate) fn first_in(&self, among: Range<usize>, is_before: impl Fn(T) -> bool) -> usize {
        among.start + first(among.len(), |index| is_before(self.at(among.start + index)))
    }
}

/// The first of so many indices that is not before what is looked for.
fn first(length: usize, is_before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, length);
    while low < high {
        let middle = low.midpoint(high);
        if is_before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// Texts in their order, looked up where they lie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Texts<'t> {
    /// One behind the other.
    #[serde(borrow)]
    text: Cow<'t, str>,
    /// Where each ends.
    ends: Numbers<'t, u32>,
    /// By hash, or behind its place: one more than the index of a text below a few more bits of its hash, 0 if free.
    slots: Numbers<'t, u32>,
}

impl Texts<'_> {
    /// Bits of a slot that are the index; the others tell most texts apart without a look at them.
    const INDEX: u32 = 20;

    /// Where the slot of a text is among so many, a power of two, unless others took it, and the bits of its hash that the slot has.
    fn slot(text: &str, slots: usize) -> (usize, u32) {
        let hash = Key::of(text.as_bytes()).hash();
        (
            hash as usize & (slots - 1),
            (hash >> 32) as u32 >> Self::INDEX,
        )
    }

    fn of_sorted<'s>(texts: impl Iterator<Item = &'s str> + Clone) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        let mut slots = vec![0_u32; (2 * texts.clone().count()).next_power_of_two()];
        for (one, number) in texts.zip(1..) {
            text.push_str(one);
            ends.push(text.len() as u32);
            let (mut slot, tag) = Self::slot(one, slots.len());
            while slots[slot] != 0 {
                slot = (slot + 1) % slots.len();
            }
            slots[slot] = number | tag << Self::INDEX;
        }
        assert!(ends.len() < 1 << Self::INDEX, "too many texts");
        Self {
            text: text.into(),
            ends: ends.into(),
            slots: slots.into(),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|index| self.get(index))
    }

    pub(crate) fn contains(&self, text: &str) -> bool {
        self.index(text).is_some()
    }

    fn get(&self, index: usize) -> &str {
        let start = index
            .checked_sub(1)
            .map_or(0, |before| self.ends.at(before));
        &self.text[start as usize..self.ends.at(index) as usize]
    }

    fn index(&self, text: &str) -> Option<usize> {
        let slots = self.slots.len();
        let (mut slot, tag) = Self::slot(text, slots);
        loop {
            let taken = self.slots.at(slot);
            let number = taken & ((1 << Self::INDEX) - 1);
            let index = number.checked_sub(1)? as usize;
            if taken >> Self::INDEX == tag && self.get(index) == text {
                return Some(index);
            }
            slot = (slot + 1) & (slots - 1);
        }
    }

    /// The index of the first text that is not before another.
    fn first_from(&self, text: &str) -> usize {
        first(self.ends.len(), |index| self.get(index) < text)
    }
}

impl<T: AsRef<str>> FromIterator<T> for Texts<'_> {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let texts: Vec<T> = texts.into_iter().collect();
        let texts: BTreeSet<&str> = texts.iter().map(AsRef::as_ref).collect();
        Self::of_sorted(texts.iter().copied())
    }
}

/// Things by text; a text may have several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(serialize = "T: NoUninit", deserialize = "T: NoUninit + AnyBitPattern"))]
pub(crate) struct ByText<'t, T> {
    #[serde(borrow)]
    texts: Texts<'t>,
    #[serde(with = "numbers")]
    things: Vec<T>,
}

impl<T> ByText<'_, T> {
    pub(crate) fn get(&self, text: &str) -> Option<&T> {
        self.texts.index(text).map(|index| &self.things[index])
    }

    /// The things whose texts are not before one, in order.
    pub(crate) fn from(&self, text: &str) -> impl Iterator<Item = (&str, &T)> {
        let indices = self.texts.first_from(text)..self.things.len();
        indices.map(|index| (self.texts.get(index), &self.things[index]))
    }
}

impl<S: AsRef<str>, T> FromIterator<(S, T)> for ByText<'_, T> {
    fn from_iter<I: IntoIterator<Item = (S, T)>>(things: I) -> Self {
        let mut things: Vec<(S, T)> = things.into_iter().collect();
        things.sort_by(|(one, _), (other, _)| one.as_ref().cmp(other.as_ref()));
        Self {
            texts: Texts::of_sorted(things.iter().map(|(text, _)| text.as_ref())),
            things: things.into_iter().map(|(_, thing)| thing).collect(),
        }
    }
}

/// A value that is read from its bytes when it is first asked for.
pub(crate) struct Late<'t, T> {
    bytes: &'t [u8],
    value: OnceLock<T>,
}

impl<T> From<T> for Late<'_, T> {
    fn from(value: T) -> Self {
        Self {
            bytes: &[],
            value: value.into(),
        }
    }
}

impl<'t, T: Deserialize<'t>> Late<'t, T> {
    pub(crate) fn get(&self) -> &T {
        self.value
            .get_or_init(|| postcard::from_bytes(self.bytes).expect("written by the build script"))
    }
}

impl<'t, T: Deserialize<'t> + PartialEq> PartialEq for Late<'t, T> {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl<'t, T: Deserialize<'t> + fmt::Debug> fmt::Debug for Late<'t, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

impl<'t, T: Deserialize<'t> + Serialize> Serialize for Late<'t, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes = postcard::to_stdvec(self.get()).map_err(S::Error::custom)?;
        serializer.serialize_bytes(&bytes)
    }
}

impl<'de: 't, 't, T> Deserialize<'de> for Late<'t, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self {
            bytes: Deserialize::deserialize(deserializer)?,
            value: OnceLock::new(),
        })
    }
}

/// Makes a value of bytes.
struct Bytes<F>(F);

impl<F: FnOnce(&[u8]) -> T, T> Visitor<'_> for Bytes<F> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("bytes")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<T, E> {
        Ok((self.0)(bytes))
    }
}
