//! Rows of worksheets, whatever format they come from, and the text of numbers in their cells.
//!
//! A number is written as what it identifies, not as it is stored: no `.0`, no exponent, the digits and separators its
//! format gives it, dates in ISO 8601. Amounts lose their thousands separators and currency.

use std::sync::Arc;

use super::{Body, Cell, Error, Origin, Segment, Sink};

/// Bytes at which a row is handed on though it goes on.
const ROW_BYTES: usize = 1 << 20;

/// Gathers cells, which come row by row, into segments.
pub(super) struct Rows<'s> {
    sink: &'s mut dyn Sink,
    sheet: Arc<str>,
    /// The whole sheet is hidden.
    hidden: bool,
    row: u32,
    row_hidden: bool,
    cells: Vec<Cell>,
    bytes: usize,
}

impl<'s> Rows<'s> {
    pub(super) fn new(sink: &'s mut dyn Sink, sheet: Arc<str>, hidden: bool) -> Self {
        Self {
            sink,
            sheet,
            hidden,
            row: 0,
            row_hidden: false,
            cells: Vec::new(),
            bytes: 0,
        }
    }

    /// Goes to a row, from 0.
    pub(super) fn row(&mut self, row: u32, hidden: bool) -> Result<(), Error> {
        if row != self.row {
            self.hand_on()?;
            self.row = row;
        }
        self.row_hidden = hidden;
        Ok(())
    }

    /// Adds a cell to the row; the column counts from 0. Blank cells are left out.
    pub(super) fn cell(&mut self, column: u32, text: &str, hidden: bool) -> Result<(), Error> {
        if text.trim().is_empty() {
            return Ok(());
        }
        let text = visible(text);
        self.bytes += text.len() + size_of::<Cell>();
        self.cells.push(Cell {
            column,
            text,
            hidden,
        });
        if self.bytes > ROW_BYTES {
            self.hand_on()
        } else {
            Ok(())
        }
    }

    /// Hands on the open row.
    pub(super) fn hand_on(&mut self) -> Result<(), Error> {
        self.bytes = 0;
        if self.cells.is_empty() {
            return Ok(());
        }
        self.cells.sort_by_key(|cell| cell.column);
        self.sink.segment(Segment {
            origin: Origin::Sheet {
                sheet: Arc::clone(&self.sheet),
                row: self.row,
            },
            body: Body::Row(std::mem::take(&mut self.cells)),
            hidden: self.hidden || self.row_hidden,
        })
    }
}

/// The text of a cell without characters that only steer its layout; line ends stay, as they part a cell's lines.
fn visible(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for (number, line) in text.lines().enumerate() {
        if number > 0 {
            clean.push('\n');
        }
        super::flow::push_visible(&mut clean, line);
    }
    clean
}

/// A number as its cell shows it where its format gives the digits a shape (`000 000 0000`, `00-00-00`), else plain.
pub(super) fn formatted(value: f64, format: &str) -> String {
    shaped(value, format).unwrap_or_else(|| number(value))
}

/// A number by the text that a library shows for it: kept if that is a date, or the number's own digits in groups;
/// otherwise the plain number.
pub(super) fn shown(value: f64, shown: &str) -> String {
    let shown = shown.trim();
    if let Some((date, time)) = shown.split_once(' ')
        && is_iso_date(date)
        && value.abs() < 1.0
    {
        return time.to_owned();
    }
    if shown.split(' ').next().is_some_and(is_iso_date) {
        return shown.to_owned();
    }
    let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
    let grouped = shown
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b" -/()".contains(&byte));
    if grouped && digits.trim_start_matches('0') == value.to_string() {
        return shown.to_owned();
    }
    number(value)
}

fn is_iso_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// A truth value as spreadsheets show it.
pub(super) fn boolean(value: bool) -> &'static str {
    if value { "TRUE" } else { "FALSE" }
}

/// A number in full, with the fifteen significant digits that spreadsheets keep.
pub(super) fn number(value: f64) -> String {
    if value.fract() == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    format!("{value:.14e}").parse().unwrap_or(value).to_string()
}

/// Fills a format made of `0` and separators alone from its last digit on; `None` for any other format or number.
fn shaped(value: f64, format: &str) -> Option<String> {
    let pattern: Vec<char> = format
        .split(';')
        .next()?
        .chars()
        .filter(|character| !matches!(character, '\\' | '"'))
        .collect();
    let places = pattern
        .iter()
        .filter(|character| **character == '0')
        .count();
    let plain = pattern
        .iter()
        .all(|character| matches!(character, '0' | ' ' | '-' | '/' | '(' | ')'));
    if !plain || !(2..=30).contains(&places) || value < 0.0 || value.fract() != 0.0 {
        return None;
    }
    let digits = value.to_string();
    if digits.len() > places {
        return None;
    }
    let padded = format!("{digits:0>places$}");
    let mut digits = padded.chars();
    let filled = pattern.iter().map(|character| match character {
        '0' => digits.next().unwrap_or('0'),
        other => *other,
    });
    Some(filled.collect())
}

/// A date, with the time of day if there is one.
pub(super) fn date_time(date: (u16, u8, u8), time: (u8, u8, u8)) -> String {
    let (year, month, day) = date;
    match time {
        (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        time => format!("{year:04}-{month:02}-{day:02} {}", clock(time)),
    }
}

/// A time of day.
pub(super) fn clock((hour, minute, second): (u8, u8, u8)) -> String {
    match second {
        0 => format!("{hour:02}:{minute:02}"),
        second => format!("{hour:02}:{minute:02}:{second:02}"),
    }
}

/// A date of ISO 8601 without a time of midnight, which says nothing.
pub(super) fn iso(text: &str) -> String {
    match text.split_once('T') {
        Some((date, time))
            if time
                .bytes()
                .all(|byte| matches!(byte, b'0' | b':' | b'.' | b'Z')) =>
        {
            date.to_owned()
        }
        Some((date, time)) => format!("{date} {time}"),
        None => text.to_owned(),
    }
}

/// Ranges of hidden rows or columns, from 0, both ends included.
#[derive(Default)]
pub(super) struct Ranges(Vec<(u32, u32)>);

impl Ranges {
    /// Adds a range; ranges come in ascending order.
    pub(super) fn add(&mut self, first: u32, last: u32) {
        match self.0.last_mut() {
            Some((_, end)) if first <= end.saturating_add(1) => *end = last.max(*end),
            _ => self.0.push((first, last)),
        }
    }

    pub(super) fn contains(&self, at: u32) -> bool {
        let after = self.0.partition_point(|(first, _)| *first <= at);
        after > 0 && self.0[after - 1].1 >= at
    }
}

/// What a sheet says of itself outside its cells.
#[derive(Default)]
pub(super) struct Layout {
    pub(super) hidden_rows: Ranges,
    pub(super) hidden_columns: Ranges,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_what_they_identify() {
        for (value, format, text) in [
            (9_434_765_919.0, "General", "9434765919"),
            (4_111_111_111_111_111.0, "0.00E+00", "4111111111111111"),
            (7_700_900_123.0, "00000000000", "07700900123"),
            (112_233.0, "00-00-00", "11-22-33"),
            (9_434_765_919.0, "000\\ 000\\ 0000", "943 476 5919"),
            (123.0, "00", "123"),
            (0.1 + 0.2, "General", "0.3"),
            (1234.5, "#,##0.00", "1234.5"),
            (-7.0, "000", "-7"),
        ] {
            assert_eq!(formatted(value, format), text, "{value} as {format}");
        }
    }

    #[test]
    fn a_time_is_written_only_if_there_is_one() {
        assert_eq!(date_time((2014, 4, 29), (0, 0, 0)), "2014-04-29");
        assert_eq!(date_time((2014, 4, 29), (9, 30, 0)), "2014-04-29 09:30");
        assert_eq!(clock((9, 30, 5)), "09:30:05");
    }

    #[test]
    fn ranges_that_touch_are_one() {
        let mut ranges = Ranges::default();
        for (first, last) in [(2, 2), (3, 5), (9, 9)] {
            ranges.add(first, last);
        }
        let inside: Vec<u32> = (0..12).filter(|at| ranges.contains(*at)).collect();
        assert_eq!(inside, [2, 3, 4, 5, 9]);
        assert_eq!(ranges.0.len(), 2);
    }
}
