//! Records to a format one by one: for a report, and for a check that prints while it scans.

use std::io::{self, Write};
use std::path::Path;

use super::csv::Table;
use super::json::Sections;
use super::lines::Lines;
use super::{Format, Record, What};
use crate::inventory::keys;

/// Writes records in the order they come; [`Stream::finish`] ends the document.
pub struct Stream<W: Write> {
    what: What,
    form: Form<W>,
}

#[allow(clippy::large_enum_variant, reason = "there is one of it")]
enum Form<W: Write> {
    Lines(Lines<W>),
    Json(Sections<W>),
    JsonLines { out: W, line: Vec<u8> },
    Csv(Table<W>),
}

impl<W: Write> Stream<W> {
    /// All records; of CSV, which is one table, the findings. `in_memory` says that nothing may rest on a disk, not even
    /// in a temporary file of `temp_dir`.
    pub fn new(format: Format, out: W, temp_dir: &Path, in_memory: bool) -> Self {
        let what = match format {
            Format::Csv => What::Findings,
            Format::Text | Format::Json | Format::JsonLines => What::All,
        };
        Self::of(format, what, out, temp_dir, in_memory)
    }

    pub(super) fn of(format: Format, what: What, out: W, temp_dir: &Path, in_memory: bool) -> Self {
        let form = match format {
            Format::Text => Form::Lines(Lines::new(out)),
            Format::Json => Form::Json(Sections::new(what, out, temp_dir, in_memory)),
            Format::JsonLines => Form::JsonLines {
                out,
                line: Vec::new(),
            },
            Format::Csv => Form::Csv(Table::new(what, out)),
        };
        Self { what, form }
    }

    /// Writes the next record, if it is one of those asked for; of a fingerprint only what outsiders may have.
    pub fn record(&mut self, mut record: Record) -> io::Result<()> {
        if !self.what.has(&record) {
            return Ok(());
        }
        if let Record::Finding(finding) = &mut record
            && let Some(fingerprint) = &mut finding.fingerprint
        {
            fingerprint.truncate(keys::shorten(fingerprint).len());
        }
        let record = &record;
        match &mut self.form {
            Form::Lines(lines) => lines.record(record),
            Form::Json(sections) => sections.record(record),
            Form::JsonLines { out, line } => {
                line.clear();
                serde_json::to_writer(&mut *line, record)?;
                line.push(b'\n');
                out.write_all(line)
            }
            Form::Csv(table) => table.record(record),
        }
    }

    /// Writes what is still owed and flushes.
    pub fn finish(self) -> io::Result<()> {
        match self.form {
            Form::Lines(lines) => lines.finish(),
            Form::Json(sections) => sections.finish(),
            Form::JsonLines { mut out, .. } => out.flush(),
            Form::Csv(table) => table.finish(),
        }
    }
}
