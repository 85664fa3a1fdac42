//! A list as a Word document for signing: notes, one table in landscape, lines for signatures.

use std::io::{self, Cursor, Write};

use docx_rs::{Docx, PageOrientationType, Paragraph, Run, Table, TableCell, TableRow, WidthType};

/// Rows of a document; a longer list is signed as a spreadsheet.
const MOST: usize = 2_000;
/// A4 across, in twentieths of a point (ECMA-376 Part 1, 17.6.13).
const A4: (u32, u32) = (16_838, 11_906);
/// Half-points.
const TITLE: usize = 32;
const CELL: usize = 14;
/// Signatures asked for below the list.
const SIGNATURES: usize = 2;

/// A document on its way.
pub(super) struct Document {
    docx: Docx,
    rows: Vec<TableRow>,
    beyond: usize,
}

impl Document {
    pub(super) fn new(title: &str, notes: &[String], columns: &[&str]) -> Self {
        let mut docx = Docx::new()
            .page_size(A4.0, A4.1)
            .page_orient(PageOrientationType::Landscape)
            .add_paragraph(paragraph(title, TITLE, true));
        for note in notes {
            docx = docx.add_paragraph(paragraph(note, 2 * 9, false));
        }
        let heads = columns
            .iter()
            .map(|column| cell(&column.replace('_', " "), true));
        Self {
            docx,
            rows: vec![TableRow::new(heads.collect())],
            beyond: 0,
        }
    }

    pub(super) fn row(&mut self, cells: &[String]) {
        if self.rows.len() > MOST {
            self.beyond += 1;
            return;
        }
        let cells = cells.iter().map(|text| cell(text, false));
        self.rows.push(TableRow::new(cells.collect()).cant_split());
    }

    pub(super) fn finish(self, out: &mut dyn Write) -> io::Result<()> {
        let listed = self.rows.len() - 1;
        let table = Table::new(self.rows).width(5_000, WidthType::Pct);
        let mut docx = self.docx.add_table(table);
        let count = match self.beyond {
            0 => format!("{listed} in all."),
            beyond => {
                format!("The first {listed}; {beyond} more are in the csv form of this list.")
            }
        };
        docx = docx.add_paragraph(paragraph(&count, 2 * 9, false));
        for _ in 0..SIGNATURES {
            let line = "Post: ______________________   Signature: ______________________   Date: ______________";
            docx = docx.add_paragraph(paragraph(line, 2 * 10, false));
        }
        // The archive is written with seeking, so it waits in memory; its size is bounded by its rows.
        let mut bytes = Cursor::new(Vec::new());
        docx.build().pack(&mut bytes).map_err(io::Error::other)?;
        out.write_all(bytes.get_ref())
    }
}

fn paragraph(text: &str, size: usize, bold: bool) -> Paragraph {
    let mut run = Run::new().size(size).add_text(plain(text));
    if bold {
        run = run.bold();
    }
    Paragraph::new().add_run(run)
}

fn cell(text: &str, bold: bool) -> TableCell {
    TableCell::new().add_paragraph(paragraph(text, CELL, bold))
}

/// Text that XML can hold (XML 1.0, 2.2): file names may hold anything.
fn plain(text: &str) -> String {
    let held = |sign: char| !sign.is_control() && !matches!(sign, '\u{fffe}' | '\u{ffff}');
    text.chars()
        .map(|sign| if held(sign) { sign } else { ' ' })
        .collect()
}
