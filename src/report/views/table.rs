//! A table with notes above it, to a form: text, CSV, JSON, lines of JSON, Word.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::Form;
use super::docx::Document;
use crate::report::csv::Cells;
use crate::report::words::printable;

/// A table on its way.
pub(super) struct Table<'o> {
    columns: &'static [&'static str],
    rows: u64,
    form: Writer<'o>,
}

#[allow(clippy::large_enum_variant, reason = "there is one of it")]
enum Writer<'o> {
    Text(&'o mut dyn Write, Head),
    Csv(Cells<&'o mut dyn Write>),
    Json(&'o mut dyn Write, Head),
    JsonLines(&'o mut dyn Write),
    Docx(&'o mut dyn Write, Box<Document>),
}

/// What stands above the rows.
struct Head {
    title: &'static str,
    notes: Vec<String>,
}

impl<'o> Table<'o> {
    pub(super) fn new(
        form: Form,
        title: &'static str,
        columns: &'static [&'static str],
        notes: Vec<String>,
        out: &'o mut dyn Write,
    ) -> Self {
        let head = Head { title, notes };
        Self {
            columns,
            rows: 0,
            form: match form {
                Form::Text => Writer::Text(out, head),
                Form::Csv => Writer::Csv(Cells::new(columns, out)),
                Form::Json => Writer::Json(out, head),
                Form::JsonLines => Writer::JsonLines(out),
                Form::Docx => {
                    Writer::Docx(out, Box::new(Document::new(title, &head.notes, columns)))
                }
            },
        }
    }

    /// Adds a row, a cell for each column.
    pub(super) fn row(&mut self, cells: &[String]) -> io::Result<()> {
        let first = self.rows == 0;
        self.rows += 1;
        match &mut self.form {
            Writer::Text(out, head) => {
                if first {
                    head.text(out)?;
                }
                writeln!(out)?;
                let filled = self
                    .columns
                    .iter()
                    .zip(cells)
                    .filter(|(_, cell)| !cell.is_empty());
                for (column, cell) in filled {
                    writeln!(out, "{:>20}  {}", column.replace('_', " "), printable(cell))?;
                }
                Ok(())
            }
            Writer::Csv(rows) => rows.row(cells),
            Writer::Json(out, head) => {
                if first {
                    head.json(out)?;
                }
                out.write_all(if first { b"\n" } else { b",\n" })?;
                Ok(serde_json::to_writer(
                    &mut *out,
                    &Object(self.columns, cells),
                )?)
            }
            Writer::JsonLines(out) => {
                serde_json::to_writer(&mut *out, &Object(self.columns, cells))?;
                out.write_all(b"\n")
            }
            Writer::Docx(_, document) => {
                document.row(cells);
                Ok(())
            }
        }
    }

    pub(super) fn finish(self) -> io::Result<()> {
        let rows = self.rows;
        match self.form {
            Writer::Text(out, head) => {
                if rows == 0 {
                    head.text(out)?;
                    writeln!(out, "\nNothing to list.")?;
                } else {
                    writeln!(out, "\n{rows} in all")?;
                }
                out.flush()
            }
            Writer::Csv(cells) => cells.finish(),
            Writer::Json(out, head) => {
                if rows == 0 {
                    head.json(out)?;
                }
                out.write_all(b"]}\n")?;
                out.flush()
            }
            Writer::JsonLines(out) => out.flush(),
            Writer::Docx(out, document) => {
                document.finish(out)?;
                out.flush()
            }
        }
    }
}

impl Head {
    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", self.title)?;
        let mut notes = self.notes.iter();
        notes.try_for_each(|note| writeln!(out, "{}", printable(note)))
    }

    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let head = serde_json::json!({"view": self.title, "notes": self.notes}).to_string();
        // The object stays open for its rows.
        write!(out, "{},\"rows\":[", &head[..head.len() - 1])
    }
}

/// A row as an object, its keys in the order of the columns; an empty cell is null.
struct Object<'r>(&'r [&'static str], &'r [String]);

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(columns, cells) = self;
        let filled = |cell: &'_ String| (!cell.is_empty()).then(|| cell.clone());
        serializer.collect_map(columns.iter().zip(cells.iter().map(filled)))
    }
}
