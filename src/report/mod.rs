//! Writes what an inventory holds: records for programs, lines and a summary for people.
//!
//! Records of an inventory are read and weighed as they are written, in the order of the contract, so that memory stays
//! flat and a changed policy or day needs no new scan; a check hands its own to a [`Stream`] as they come. One file a format
//! turns them into bytes. It decides nothing: what a record says, the stages before have said.

mod csv;
mod json;
mod lines;
mod stream;
mod summary;
#[cfg(test)]
mod tests;
mod views;
mod words;

use std::io::{self, Write};

use serde::Serialize;

use crate::assess::{Assessor, Indicator, Listed};
use crate::inventory::{self, Document, Finding, Folder, Scan, Store};

pub use self::stream::Stream;
pub use self::summary::write as summary;
pub use self::views::{Form, View, write as view};
pub use self::words::{place, printable};

/// A record as formats write it; serialises with `type` first.
#[allow(clippy::large_enum_variant, reason = "one record is held at a time")]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Record {
    Finding(Finding),
    Document(Document),
    Indicator(Indicator),
    Folder(Folder),
    Scan(Scan),
}

/// A way to write records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people: one page of an inventory, or a line a find of a check.
    Text,
    Json,
    JsonLines,
    Csv,
}

/// Which records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum What {
    Findings,
    /// Folders that were not looked into among them.
    Documents,
    Indicators,
    #[default]
    All,
}

/// Why a report was not written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Inventory(#[from] inventory::Error),
    /// Of the output, or of a temporary file.
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("csv is one table: ask for findings, documents or indicators")]
    OneTable,
    #[error("docx is for lists to be signed: ask for the view disposal or review")]
    NotForSigning,
}

impl Format {
    pub const ALL: [Self; 4] = [Self::Text, Self::Json, Self::JsonLines, Self::Csv];
}

impl What {
    pub const ALL: [Self; 4] = [Self::Findings, Self::Documents, Self::Indicators, Self::All];

    /// What it is called on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Findings => "findings",
            Self::Documents => "documents",
            Self::Indicators => "indicators",
            Self::All => "all",
        }
    }

    fn has(self, record: &Record) -> bool {
        match record {
            Record::Finding(_) => matches!(self, Self::All | Self::Findings),
            Record::Document(_) | Record::Folder(_) => matches!(self, Self::All | Self::Documents),
            Record::Indicator(_) => matches!(self, Self::All | Self::Indicators),
            Record::Scan(_) => true,
        }
    }
}

/// Writes what an inventory holds, all of it as it is now, whatever a scan writes meanwhile.
pub fn write(
    format: Format,
    what: What,
    store: &Store,
    assessor: &Assessor,
    out: &mut dyn Write,
) -> Result<(), Error> {
    match (format, what) {
        (Format::Text, _) => return summary(store, assessor, out),
        (Format::Csv, What::All) => return Err(Error::OneTable),
        _ => {}
    }
    let _snapshot = store.snapshot()?;
    let mut stream = Stream::of(format, what, out, assessor.temp_dir(), false);
    walk(
        store,
        assessor,
        what != What::Documents && what != What::Indicators,
        &mut |record| stream.record(record),
    )?;
    stream.finish()?;
    Ok(())
}

/// Hands every record to `take` in the order of the contract: a document's findings (unless nobody wants them), its record,
/// its indicators; folders; share-wide indicators; the scan record last.
fn walk(
    store: &Store,
    assessor: &Assessor,
    findings: bool,
    take: &mut dyn FnMut(Record) -> io::Result<()>,
) -> Result<(), Error> {
    let mut share = assessor.share();
    for stored in store.documents() {
        let stored = stored?;
        let mut listed = Listed::default();
        if findings || !assessor.lists().is_empty() {
            for finding in store.findings(&stored) {
                let finding = finding?;
                listed.finding(assessor.lists(), &finding);
                if findings {
                    take(Record::Finding(finding))?;
                }
            }
        }
        let mut document = stored.document;
        let assessment = share.document(&document, &listed)?;
        assessment.fill(&mut document);
        take(Record::Document(document))?;
        for indicator in assessment.indicators {
            take(Record::Indicator(indicator))?;
        }
    }
    for folder in store.folders()? {
        take(Record::Folder(folder))?;
    }
    for indicator in share.finish()? {
        take(Record::Indicator(indicator?))?;
    }
    take(Record::Scan(scan(store, assessor)?))?;
    Ok(())
}

fn scan(store: &Store, assessor: &Assessor) -> Result<Scan, Error> {
    let policy = assessor.policy().map(|policy| policy.hash().to_owned());
    Ok(store.scan(policy, assessor.as_of().to_string())?)
}
