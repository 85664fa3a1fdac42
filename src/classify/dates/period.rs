//! Periods that a line names: a month, a term, a year that runs over two, a year alone in a title. Knows no days.

use jiff::civil::Date;

use super::find::MONTHS;
use crate::classify::year;

/// A period in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// Byte of the line at which it begins.
    pub(super) start: usize,
    /// Its last day.
    pub(super) end: Date,
}

/// Words of a line that may be a title, with a year alone.
const TITLE: usize = 8;

/// Terms and seasons by the month in which they end.
const SEASONS: [(&str, i8); 9] = [
    ("spring", 3),
    ("lent", 3),
    ("hilary", 3),
    ("easter", 4),
    ("summer", 7),
    ("trinity", 7),
    ("autumn", 12),
    ("michaelmas", 12),
    ("winter", 12),
];

/// The period of a line that ends last. A year that runs over two ends with March, the first of the year ends that are
/// counted from; a line with days in it is dated by them.
pub(super) fn last(line: &str, this: i16, has_days: bool) -> Option<Found> {
    let bytes = line.as_bytes();
    let mut best: Option<Found> = None;
    let mut at = 0;
    while at + 4 <= bytes.len() {
        let Some(year) = year_at(bytes, at, this) else {
            at += 1;
            continue;
        };
        let found = over_two(bytes, at, year).or_else(|| {
            if has_days {
                None
            } else {
                within(line, at, year)
            }
        });
        best = match (best, found) {
            (Some(best), Some(found)) if found.end <= best.end => Some(best),
            (best, found) => found.or(best),
        };
        at += 4;
    }
    let is_title = || line.split_whitespace().take(TITLE + 1).count() <= TITLE;
    if best.is_none() && !has_days && is_title() {
        let year = year::latest(line, this)?;
        let end = Date::new(year, 12, 31).ok()?;
        return Some(Found {
            start: line.find(|letter: char| letter.is_ascii_digit())?,
            end,
        });
    }
    best
}

/// A year of four digits that stands alone.
fn year_at(bytes: &[u8], at: usize, this: i16) -> Option<i16> {
    let digits = bytes.get(at..at + 4)?;
    let alone =
        at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || b"/.-".contains(&bytes[at - 1]));
    let ends = bytes
        .get(at + 4)
        .is_none_or(|next| !next.is_ascii_alphanumeric());
    if !alone || !ends || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let year: i16 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    (1950..=this.saturating_add(1))
        .contains(&year)
        .then_some(year)
}

/// `2014-15`, `2014/2015`
fn over_two(bytes: &[u8], at: usize, year: i16) -> Option<Found> {
    let mut behind = at + 4;
    match bytes.get(behind..)? {
        [b'-' | b'/', ..] => behind += 1,
        // An en dash.
        [0xe2, 0x80, 0x93, ..] => behind += 3,
        _ => return None,
    }
    let digits = bytes[behind..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let next: i16 = std::str::from_utf8(&bytes[behind..behind + digits])
        .ok()?
        .parse()
        .ok()?;
    let follows = match digits {
        2 => next == (year + 1) % 100,
        4 => next == year + 1,
        _ => false,
    };
    // `2014-15-03` is a day.
    let runs_on = bytes
        .get(behind + digits)
        .is_some_and(|next| b"-/".contains(next));
    let end = Date::new(year + 1, 3, 31)
        .ok()
        .filter(|_| follows && !runs_on)?;
    Some(Found { start: at, end })
}

/// `May 2014`, `Autumn term 2015`
fn within(line: &str, at: usize, year: i16) -> Option<Found> {
    let before = line[..at].trim_end_matches([' ', ',', '-', '\'', '(']);
    let (mut start, mut word) = last_word(before);
    if word == "term" {
        (start, word) = last_word(before[..start].trim_end());
    }
    let month = || {
        let is = |month: &&[u8]| word.len() >= 3 && month.starts_with(word.as_bytes());
        MONTHS
            .iter()
            .position(is)
            .and_then(|at| i8::try_from(at + 1).ok())
    };
    let season = SEASONS.iter().find(|(season, _)| *season == word);
    let month = season.map(|(_, month)| *month).or_else(month)?;
    let end = Date::new(year, month, 1).ok()?.last_of_month();
    Some(Found { start, end })
}

/// The letters that a text ends with, in lower case, and where they begin.
fn last_word(text: &str) -> (usize, String) {
    let start = text
        .trim_end_matches(|letter: char| letter.is_ascii_alphabetic())
        .len();
    (start, text[start..].to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_as_people_write_them() {
        for (line, end) in [
            ("Wages, month 3 of tax year 2009/10", Some("2010-03-31")),
            ("Rates for 2009-2010", Some("2010-03-31")),
            ("Accounts 2009\u{2013}10", Some("2010-03-31")),
            ("Statement for November 2009", Some("2009-11-30")),
            ("Swimming, Summer Term 2009", Some("2009-07-31")),
            ("Mock papers (Spring 2009)", Some("2009-03-31")),
            ("Science marks 2009", Some("2009-12-31")),
            ("Under the Education Act 2002", None),
            ("Room 2009", None),
            ("2009-10-05", None),
            ("Case 20091", None),
            (
                "The council has kept such a book in one form or another since 2009",
                None,
            ),
            ("", None),
        ] {
            let found = last(line, 2026, line.starts_with("2009-10-05"));
            let found = found.map(|found| found.end.to_string());
            assert_eq!(found.as_deref(), end, "{line}");
        }
    }
}
