//! How the lists of the program are stored, so that a start reads little of them: numbers as they lie in memory, and what
//! only some texts ask for as bytes until they do.
//!
//! The build script writes them with this file.

use std::fmt;
use std::sync::OnceLock;

use serde::de::{DeserializeOwned, Deserializer, Error, Visitor};
use serde::ser::Error as _;
use serde::{Deserialize, Serialize, Serializer};

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
        let collect = |bytes: &[u8]| {
            let numbers = bytes.chunks_exact(size_of::<T>());
            numbers.map(bytemuck::pod_read_unaligned).collect()
        };
        deserializer.deserialize_bytes(Bytes(collect))
    }
}

/// A value that is read from its bytes when it is first asked for.
pub(crate) struct Late<T> {
    bytes: Vec<u8>,
    value: OnceLock<T>,
}

impl<T> From<T> for Late<T> {
    fn from(value: T) -> Self {
        Self {
            bytes: Vec::new(),
            value: value.into(),
        }
    }
}

impl<T: DeserializeOwned> Late<T> {
    pub(crate) fn get(&self) -> &T {
        self.value
            .get_or_init(|| postcard::from_bytes(&self.bytes).expect("written by the build script"))
    }
}

impl<T: DeserializeOwned + PartialEq> PartialEq for Late<T> {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl<T: DeserializeOwned + fmt::Debug> fmt::Debug for Late<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

impl<T: DeserializeOwned + Serialize> Serialize for Late<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes = postcard::to_stdvec(self.get()).map_err(S::Error::custom)?;
        serializer.serialize_bytes(&bytes)
    }
}

impl<'de, T> Deserialize<'de> for Late<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let late = |bytes: &[u8]| Self {
            bytes: bytes.to_vec(),
            value: OnceLock::new(),
        };
        deserializer.deserialize_bytes(Bytes(late))
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
