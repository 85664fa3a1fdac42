//! The rows and columns that an Excel 97 workbook hides ([MS-XLS]), which `office_oxide` does not tell.

use std::collections::HashMap;
use std::io::{Read, Seek};

use cfb::CompoundFile;

use super::ole;
use super::sheet::{Layout, Ranges};

/// Records ([MS-XLS] 2.3.1).
mod kind {
    pub(super) const END: u16 = 0x000A;
    pub(super) const COLUMNS: u16 = 0x007D;
    pub(super) const SHEET: u16 = 0x0085;
    pub(super) const ROW: u16 = 0x0208;
    pub(super) const BEGIN: u16 = 0x0809;
}

/// `fDyZero` of a row (2.4.221), and `fHidden` of columns (2.4.53).
const ROW_IS_HIDDEN: u16 = 1 << 5;
const COLUMNS_ARE_HIDDEN: u16 = 1;

/// The layouts of the sheets by name; of a workbook that cannot be walked, none.
pub(super) fn layouts(source: impl Read + Seek, most: u64) -> HashMap<String, Layout> {
    let stream = CompoundFile::open(source)
        .ok()
        .and_then(|mut file| ole::read(&mut file, "/Workbook", most).ok())
        .unwrap_or_default();
    let mut layouts = HashMap::new();
    for (kind, data) in Records(&stream).take_while(|(kind, _)| *kind != kind::END) {
        if kind == kind::SHEET
            && let Some((start, name)) = sheet(data)
            && let Some(records) = stream.get(start as usize..)
        {
            layouts
                .entry(name)
                .or_insert_with(|| layout(Records(records)));
        }
    }
    layouts
}

/// Where a sheet begins, and its name (2.4.28).
fn sheet(data: &[u8]) -> Option<(u32, String)> {
    const WIDE: u8 = 1;
    let start = u32::from_le_bytes(data.get(..4)?.try_into().ok()?);
    let (length, flags) = (usize::from(*data.get(6)?), *data.get(7)?);
    let name = if flags & WIDE == WIDE {
        let bytes = data.get(8..8 + 2 * length)?;
        encoding_rs::UTF_16LE
            .decode_without_bom_handling(bytes)
            .0
            .into_owned()
    } else {
        data.get(8..8 + length)?
            .iter()
            .map(|byte| char::from(*byte))
            .collect()
    };
    Some((start, name))
}

/// Reads a sheet from its beginning to its end; charts within begin and end likewise.
fn layout(records: Records<'_>) -> Layout {
    let (mut rows, mut columns) = (Vec::new(), Vec::new());
    let mut open = 0_u32;
    for (kind, data) in records {
        match kind {
            kind::BEGIN => open += 1,
            kind::END if open <= 1 => break,
            kind::END => open -= 1,
            kind::ROW if two(data, 12) & ROW_IS_HIDDEN != 0 => {
                rows.push((two(data, 0), two(data, 0)));
            }
            kind::COLUMNS if two(data, 8) & COLUMNS_ARE_HIDDEN != 0 => {
                columns.push((two(data, 0), two(data, 2)));
            }
            _ => {}
        }
    }
    Layout {
        hidden_rows: ranges(rows),
        hidden_columns: ranges(columns),
    }
}

fn ranges(mut ranges: Vec<(u16, u16)>) -> Ranges {
    ranges.sort_unstable();
    let mut joined = Ranges::default();
    for (first, last) in ranges {
        joined.add(first.into(), last.into());
    }
    joined
}

/// A number of a record; 0 in one that is cut off.
fn two(data: &[u8], at: usize) -> u16 {
    data.get(at..at + 2)
        .map_or(0, |bytes| u16::from_le_bytes([bytes[0], bytes[1]]))
}

/// The kinds and data of records one after the other (2.1.4).
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (head, rest) = self.0.split_at_checked(4)?;
        let (data, rest) = rest.split_at_checked(usize::from(two(head, 2)))?;
        self.0 = rest;
        Some((two(head, 0), data))
    }
}
