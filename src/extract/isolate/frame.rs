//! What parent and child say to each other: a length (u32, little-endian), then postcard.

use std::io::{self, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::confine::Confinement;
use crate::crawl::Reason;
use crate::extract::{Coverage, Limits, Origin, Segment};
use crate::identify::Format;

/// Longest message; the child cuts longer segments.
const MOST: usize = 64 << 20;

/// Parent to child: the document whose handle comes with the message.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Request {
    pub(super) format: Format,
    pub(super) bytes: u64,
    pub(super) name: String,
    pub(super) limits: Limits,
}

/// Bytes of a document that allow a second on top of [`Limits::seconds`], so that honest large files end.
const BYTES_PER_SECOND: u64 = 1 << 20;

impl Request {
    /// Seconds that the document may take.
    pub(super) fn seconds(&self) -> u64 {
        self.limits
            .seconds
            .saturating_add(self.bytes / BYTES_PER_SECOND)
    }
}

/// Child to parent.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Frame {
    /// What the child could give up: its first word.
    Confined(Confinement),
    Segment(Segment),
    /// An inner document of this name follows as data.
    Inner(String),
    /// A picture of text whose place this is follows as data.
    Picture(Origin),
    /// So many bytes follow, as they are.
    Data(u32),
    /// The inner document has ended, or broke off.
    InnerEnd(Option<Reason>),
    InnerLost(String, Reason),
    /// The document has ended.
    Done(Result<Coverage, Reason>),
}

/// One message with its length.
pub(super) fn encode<T: Serialize>(message: &T) -> io::Result<Vec<u8>> {
    let mut bytes = postcard::to_extend(message, vec![0; 4]).map_err(io::Error::other)?;
    let length = u32::try_from(bytes.len() - 4).map_err(io::Error::other)?;
    bytes[..4].copy_from_slice(&length.to_le_bytes());
    Ok(bytes)
}

pub(super) fn write<T: Serialize>(out: &mut impl Write, message: &T) -> io::Result<()> {
    out.write_all(&encode(message)?)
}

pub(super) fn read<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<T> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > MOST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes)?;
    postcard::from_bytes(&bytes).map_err(io::Error::other)
}
