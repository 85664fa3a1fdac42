//! Days of the calendar in a text, as people here write them: day before month. Looks only where a year, a month, a slash
//! or a point stands, so that a text without dates costs a search for a few short strings.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use jiff::civil::Date;
use memchr::{memchr_iter, memmem};

/// A day in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// Bytes of the text.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) day: Date,
}

pub(super) const MONTHS: [&[u8]; 12] = [
    b"january",
    b"february",
    b"march",
    b"april",
    b"may",
    b"june",
    b"july",
    b"august",
    b"september",
    b"october",
    b"november",
    b"december",
];

/// The first three letters of the months, in the ways they are written.
static BEGINNINGS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let beginnings = MONTHS.iter().flat_map(|month| {
        let small = month[..3].to_vec();
        let mut first = small.clone();
        first[0].make_ascii_uppercase();
        [small.to_ascii_uppercase(), small, first]
    });
    AhoCorasick::new(beginnings).expect("a few short patterns")
});

/// What a number with two points in it has before it that is no date.
const NUMBERED: [&[u8]; 9] = [
    b"version",
    b"section",
    b"paragraph",
    b"para",
    b"clause",
    b"rule",
    b"table",
    b"figure",
    b"item",
];

/// A cell or field that holds only a day is not longer, with a week day and a time.
const CELL: usize = 40;

/// The days of a text in order. Two-digit years are of this century up to `year`, else of the last.
pub(super) fn days(text: &str, year: i16, found: &mut Vec<Found>) {
    found.clear();
    let bytes = text.as_bytes();
    for century in [b"19", b"20"] {
        found.extend(memmem::find_iter(bytes, century).filter_map(|at| around_year(bytes, at)));
    }
    found.extend(memchr_iter(b'/', bytes).filter_map(|at| with_short_year(bytes, at, year)));
    dotted(bytes, year, found);
    let months = BEGINNINGS.find_iter(bytes);
    found.extend(months.filter_map(|month| named_with_short_year(bytes, month.start(), year)));
    found.sort_unstable_by_key(|found| found.start);
    found.dedup_by_key(|found| found.start);
}

/// The day that is all of a cell or field, with at most a week day before it and a time behind.
pub(super) fn whole(text: &str, year: i16) -> Option<Date> {
    let text = text.trim();
    let first = text.as_bytes().first()?;
    let digits = || text.bytes().filter(u8::is_ascii_digit).count();
    if text.len() > CELL || !first.is_ascii_alphanumeric() || digits() < 2 {
        return None;
    }
    let mut found = Vec::new();
    days(text, year, &mut found);
    let one = match found.as_slice() {
        [one] => *one,
        [] => month_cell(text, year).or_else(|| short_cell(text.as_bytes(), year))?,
        _ => return None,
    };
    let before = text[..one.start].trim_end_matches([' ', ',']);
    let week_day = before.len() >= 3 && before.bytes().all(|byte| byte.is_ascii_alphabetic());
    let time = text[one.end..]
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b" .,:TZ+-apmAPM".contains(&byte));
    ((before.is_empty() || week_day) && time).then_some(one.day)
}

/// A day whose four-digit year begins at a byte.
fn around_year(bytes: &[u8], at: usize) -> Option<Found> {
    let year = number(bytes.get(at..at + 4)?)?;
    let alone = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
    if !alone || bytes.get(at + 4).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    year_first(bytes, at, year).or_else(|| {
        let (start, month, day) = numeric_before(bytes, at).or_else(|| named_before(bytes, at))?;
        let day = calendar(year, month, day)?;
        Some(Found {
            start,
            end: at + 4,
            day,
        })
    })
}

/// `2009-03-01`, `2009/3/1`
fn year_first(bytes: &[u8], at: usize, year: u32) -> Option<Found> {
    let sign = *bytes.get(at + 4)?;
    if !b"-/.".contains(&sign) {
        return None;
    }
    let (month, behind) = short_number(bytes, at + 5)?;
    if bytes.get(behind) != Some(&sign) {
        return None;
    }
    let (day, end) = short_number(bytes, behind + 1)?;
    let day = calendar(year, month, day)?;
    Some(Found {
        start: at,
        end,
        day,
    })
}

/// `01/03/`, `1.3.`, `1-3-` before a year: where it starts, month and day.
fn numeric_before(bytes: &[u8], at: usize) -> Option<(usize, u32, u32)> {
    let sign = *bytes.get(at.checked_sub(1)?)?;
    if !b"/.- ".contains(&sign) {
        return None;
    }
    let (month, start) = short_number_before(bytes, at - 1)?;
    if bytes.get(start.checked_sub(1)?) != Some(&sign) {
        return None;
    }
    let (day, start) = short_number_before(bytes, start - 1)?;
    let runs_on = start > 0 && (bytes[start - 1] == sign && sign != b' ');
    (!runs_on).then_some((start, month, day))
}

/// `1st of March`, `March 1st,` before a year: where it starts, month and day.
fn named_before(bytes: &[u8], at: usize) -> Option<(usize, u32, u32)> {
    let end = skip_back(bytes, at);
    let (word, start) = letters_before(bytes, end);
    if let Some(month) = month(word) {
        let (day, start) = day_before_month(bytes, start)?;
        return Some((start, month, day));
    }
    let (day, start) = ordinal_before(bytes, end)?;
    let start = before_word(bytes, skip_back(bytes, start), b"the");
    let (word, start) = letters_before(bytes, start);
    Some((start, month(word)?, day))
}

/// `1`, `1st of`, `1st day of` before a month: the day, and where it starts.
fn day_before_month(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let before = before_word(bytes, skip_back(bytes, at), b"of");
    ordinal_before(bytes, before_word(bytes, before, b"day"))
}

/// What is before a word that ends before a byte; the byte, if another word does.
fn before_word(bytes: &[u8], end: usize, word: &[u8]) -> usize {
    let (found, start) = letters_before(bytes, end);
    if found.eq_ignore_ascii_case(word) {
        skip_back(bytes, start)
    } else {
        end
    }
}

/// `1/3/09` or `1.3.09` with its first sign at a byte.
fn with_short_year(bytes: &[u8], at: usize, this: i16) -> Option<Found> {
    let sign = bytes[at];
    let (day, start) = short_number_before(bytes, at)?;
    let (month, behind) = short_number(bytes, at + 1)?;
    let runs_on = start > 0 && matches!(bytes[start - 1], b'/' | b'.' | b'-');
    if runs_on || bytes.get(behind) != Some(&sign) {
        return None;
    }
    let year = number(bytes.get(behind + 1..behind + 3)?)?;
    let end = behind + 3;
    let goes_on = |next: &u8| {
        let sentence_ends = *next == b'.' && !digit_at(bytes, end + 1);
        next.is_ascii_alphanumeric() || *next == sign && !sentence_ends
    };
    if bytes.get(end).is_some_and(goes_on) {
        return None;
    }
    let day = calendar(full(year, this), month, day)?;
    Some(Found { start, end, day })
}

/// `1.3.09`. Sections of a paper are numbered so as well, but some of those end with one digit: a text with one of them has
/// no such days.
fn dotted(bytes: &[u8], this: i16, found: &mut Vec<Found>) {
    let before = found.len();
    for at in memchr_iter(b'.', bytes) {
        let Some((_, start)) = short_number_before(bytes, at) else {
            continue;
        };
        if is_section(bytes, at) {
            found.truncate(before);
            return;
        }
        let (word, _) = letters_before(bytes, skip_back(bytes, start));
        let numbered = NUMBERED
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known));
        let joined = start > 0 && bytes[start - 1].is_ascii_alphanumeric();
        if !numbered && !joined {
            found.extend(with_short_year(bytes, at, this));
        }
    }
}

/// Whether a point is the first of `1.3.9`, and nothing of `1.3.9.4`.
fn is_section(bytes: &[u8], at: usize) -> bool {
    let Some((_, behind)) = short_number(bytes, at + 1) else {
        return false;
    };
    let third = short_number(bytes, behind + 1).filter(|_| bytes[behind] == b'.');
    third.is_some_and(|(_, end)| {
        let more = bytes.get(end) == Some(&b'.') && digit_at(bytes, end + 1);
        end == behind + 2 && !more
    })
}

fn digit_at(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(u8::is_ascii_digit)
}

/// `1-Mar-09`, `1st March '09`, `1 Mar 09` with its month at a byte.
fn named_with_short_year(bytes: &[u8], at: usize, this: i16) -> Option<Found> {
    if at == 0 || bytes[at - 1].is_ascii_alphabetic() {
        return None;
    }
    let letters = bytes[at..].iter().take(10);
    let letters = letters.take_while(|byte| byte.is_ascii_alphabetic());
    let end = at + letters.count();
    let month = month(&bytes[at..end])?;
    let rest = &bytes[end..];
    let sign = [&b"-"[..], b"/", b" '", " ’".as_bytes(), b"'", b". ", b" "]
        .into_iter()
        .find(|sign| rest.starts_with(sign))?;
    let at_year = end + sign.len();
    let year = number(bytes.get(at_year..at_year + 2)?)?;
    let behind = &bytes[at_year + 2..];
    let goes_on = match behind {
        [next, ..] if next.is_ascii_alphanumeric() || b":%".contains(next) => true,
        [b'.' | b'-' | b'/' | b',', next, ..] => next.is_ascii_digit(),
        _ => false,
    };
    // `On 3 May 12 children`
    let next = behind.iter().find(|byte| **byte != b' ');
    let counts = sign.ends_with(b" ")
        && (10..=31).contains(&year)
        && next.is_some_and(u8::is_ascii_lowercase);
    if goes_on || counts {
        return None;
    }
    let (day, start) = day_before_month(bytes, at)?;
    let day = calendar(full(year, this), month, day)?;
    Some(Found {
        start,
        end: at_year + 2,
        day,
    })
}

/// `Mar-09`, `March 2009`: the last day of the month that is all of a cell.
fn month_cell(text: &str, this: i16) -> Option<Found> {
    let (word, rest) = text.split_at(text.find(|letter: char| !letter.is_ascii_alphabetic())?);
    let month = month(word.as_bytes())?;
    let year = rest.trim_start_matches([' ', '-', '/', '\'', '’', '.']);
    let year = match (year.len(), number(year.as_bytes())?) {
        (4, year @ 1900..2100) => year,
        // `May 10` is a day.
        (2, year) if !rest.starts_with(' ') || year > 31 => full(year, this),
        _ => return None,
    };
    Some(Found {
        start: 0,
        end: text.len(),
        day: calendar(year, month, 1)?.last_of_month(),
    })
}

/// `1-3-09`, `1 March 09` whatever is beside it: too short to look for in running text.
fn short_cell(bytes: &[u8], this: i16) -> Option<Found> {
    let end = bytes.iter().position(|byte| b":T".contains(byte));
    let end = end.unwrap_or(bytes.len());
    let at = end.checked_sub(2)?;
    let year = number(bytes.get(at..end)?)?;
    let (start, month, day) = numeric_before(bytes, at).or_else(|| named_before(bytes, at))?;
    let day = calendar(full(year, this), month, day)?;
    Some(Found { start, end, day })
}

fn full(year: u32, this: i16) -> u32 {
    if year <= u32::from(this.unsigned_abs()) % 100 {
        2000 + year
    } else {
        1900 + year
    }
}

/// A day that a record may speak of; the first and last that programs put for "none" are not.
fn calendar(year: u32, month: u32, day: u32) -> Option<Date> {
    if matches!((year, month, day), (1900 | 1970, 1, 1) | (1899, 12, _)) {
        return None;
    }
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + u32::from(byte - b'0'))
    })
}

/// One or two digits from a byte on, and what is behind them; no third follows.
fn short_number(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let rest = bytes.get(at..)?;
    let length = rest
        .iter()
        .take(3)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let number = number(&rest[..length]).filter(|_| (1..=2).contains(&length))?;
    Some((number, at + length))
}

/// One or two digits that end before a byte, and where they start; no third stands before them.
fn short_number_before(bytes: &[u8], end: usize) -> Option<(u32, usize)> {
    let before = &bytes[..end];
    let length = before
        .iter()
        .rev()
        .take(3)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let number = number(&before[end - length..]).filter(|_| (1..=2).contains(&length))?;
    Some((number, end - length))
}

/// `1`, `1st` before a byte.
fn ordinal_before(bytes: &[u8], end: usize) -> Option<(u32, usize)> {
    let (ending, start) = letters_before(bytes, end);
    let ordinal = [&b"st"[..], b"nd", b"rd", b"th"]
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known));
    short_number_before(bytes, if ordinal { start } else { end })
}

/// The letters that end before a byte, as many as the longest month has, and where they start.
fn letters_before(bytes: &[u8], end: usize) -> (&[u8], usize) {
    let before = &bytes[..end];
    let length = before
        .iter()
        .rev()
        .take(10)
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    (&before[end - length..], end - length)
}

/// Before the few signs and spaces that part the words of a date; a no-break space is two bytes.
fn skip_back(bytes: &[u8], end: usize) -> usize {
    let parts = |byte: &&u8| {
        matches!(
            **byte,
            b' ' | b',' | b'-' | b'/' | b'.' | b'\n' | 0xc2 | 0xa0
        )
    };
    end - bytes[..end].iter().rev().take(4).take_while(parts).count()
}

/// The number of a month by its name or the first three letters or more of it.
fn month(word: &[u8]) -> Option<u32> {
    let at = MONTHS.iter().position(|month| {
        let start = month.get(..word.len());
        word.len() >= 3 && start.is_some_and(|start| start.eq_ignore_ascii_case(word))
    })?;
    Some(at as u32 + 1)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        days(text, 2026, &mut found);
        found.iter().map(|found| found.day.to_string()).collect()
    }

    #[test]
    fn a_day_is_found_however_it_is_written() {
        for text in [
            "on 04/03/1985.",
            "4.3.1985",
            "4-3-1985",
            "04 03 1985",
            "4/3/85",
            "4th of March, 1985",
            "4 Mar 1985",
            "4-Mar-1985",
            "[04/Mar/1985:10:00:00 +0000]",
            "4.3.85, a Monday",
            "seen 04.03.85.",
            "4-Mar-85",
            "4th Mar 85",
            "Mon 4 Mar 85 Visited",
            "4 March '85 at home",
            "4th of March ’85",
            "this 4th day of March 1985",
            "March the 4th, 1985",
            "March 4th, 1985",
            "the 4th\u{a0}March\u{a0}1985",
            "4 March\n1985",
            "1985-03-04T10:00:00Z",
            "1985/3/4",
        ] {
            assert_eq!(all(text), ["1985-03-04"], "{text}");
        }
    }

    #[test]
    fn numbers_that_are_no_days_are_not() {
        for text in [
            "31/02/1985",
            "2009",
            "BS 7799-2000",
            "1.4.3.1985",
            "112/03/1985",
            "040319851",
            "A1985-03-04",
            "1900-01-01",
            "9999-12-31",
            "1/2/3/4",
            "4.3.85 Leave, and 4.3.1 Notice",
            "version 4.3.85",
            "v4.3.85",
            "10.4.3.85",
            "on 4 May 12 children",
            "4 May 12:30",
            "4 May 12.30",
            "4 Marks 85",
            "summary 85",
            "12 Smarch 1985",
            "",
        ] {
            assert_eq!(all(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn days_come_in_order_of_the_text() {
        assert_eq!(
            all("from 1 May 2009 to 2001-02-03, 5/6/07"),
            ["2009-05-01", "2001-02-03", "2007-06-05"]
        );
    }

    #[test]
    fn a_cell_is_a_day_when_it_holds_nothing_else() {
        let day = Some(date(1985, 3, 4));
        for (text, expected) in [
            ("04/03/1985", day),
            (" Mon, 4 March 1985 10:30", day),
            ("1985-03-04 00:00:00", day),
            ("4.3.85", day),
            ("4-Mar-85", day),
            ("Mar-85", Some(date(1985, 3, 31))),
            ("March 1985", Some(date(1985, 3, 31))),
            ("Mar '85", Some(date(1985, 3, 31))),
            ("May 10", None),
            ("Room 1985", None),
            ("left 04/03/1985 ill", None),
            ("04/03/1985 to 05/03/1985", None),
            ("85", None),
            ("é", None),
        ] {
            assert_eq!(whole(text, 2026), expected, "{text}");
        }
    }
}
