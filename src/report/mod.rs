//! Writes records to a format: an iterator of records in, bytes out.

mod stream;

use std::io::{self, Write};

pub use stream::Stream;

use crate::assess::{Assessor, Indicator};
use crate::inventory::{Document, Finding, Folder, Scan, Store};

/// A record as formats write it; serialises with `type` first.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Record {
    Finding(Finding),
    Document(Document),
    Indicator(Indicator),
    Folder(Folder),
    Scan(Scan),
}

/// An output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    Json,
    JsonLines,
    Csv,
}

/// Which records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum What {
    Findings,
    Documents,
    Indicators,
    #[default]
    All,
}

/// Why a report was not written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Inventory(#[from] crate::inventory::Error),
    /// Of the output, or of a temporary file.
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("csv holds one table: choose findings, documents or indicators")]
    OneTable,
}

impl Format {
    pub const ALL: [Self; 4] = [Self::Text, Self::Json, Self::JsonLines, Self::Csv];

    pub fn id(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::JsonLines => "jsonl",
            Self::Csv => "csv",
        }
    }
}

/// Writes what an inventory holds.
pub fn write(
    format: Format,
    what: What,
    store: &Store,
    assessor: &Assessor,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let _ = (format, what, store, assessor, out);
    unimplemented!()
}

/// Hands every record of an inventory to `take`, in the order of the contract; ends with the scan record. Flat memory.
pub fn walk(
    store: &Store,
    assessor: &Assessor,
    take: &mut dyn FnMut(Record) -> io::Result<()>,
) -> Result<(), Error> {
    let _ = (store, assessor, take);
    unimplemented!()
}

/// Writes the manager's summary of what an inventory holds; it ends with what was not read.
pub fn summary(store: &Store, assessor: &Assessor, out: &mut dyn Write) -> Result<(), Error> {
    let _ = (store, assessor, out);
    unimplemented!()
}
