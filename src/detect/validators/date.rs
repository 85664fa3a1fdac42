//! Date of birth: a day of the calendar between 1900 and today, in the ways that people here write one.

use jiff::civil::{Date, date};

use super::Valid;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

pub(super) fn check(value: &str, today: Date) -> Option<Valid> {
    let parts = parts(value);
    let date = match parts.as_slice() {
        [Part::Number(whole, 8)] => {
            // The year stands first or last.
            let (first, last) = (whole / 10_000, whole % 10_000);
            day(first, last / 100, last % 100).or_else(|| day(last, first % 100, first / 100))?
        }
        // Day, month, year of two digits each: `040385`.
        [Part::Number(whole, 6)] => {
            let (first, rest) = (whole / 10_000, whole % 10_000);
            day(full_year(rest % 100, 2, today), rest / 100, first)?
        }
        [
            Part::Number(year, 4),
            Part::Number(month, 1..=2),
            Part::Number(day_of, 1..=2),
            time @ ..,
        ] => {
            if !is_midnight(time) {
                return None;
            }
            day(*year, *month, *day_of)?
        }
        [
            Part::Number(first, 1..=2),
            Part::Number(second, 1..=2),
            Part::Number(year, length @ (2 | 4)),
            time @ ..,
        ] => {
            if !is_midnight(time) {
                return None;
            }
            day(full_year(*year, *length, today), *second, *first)?
        }
        [
            Part::Number(day_of, 1..=2),
            Part::Month(month),
            Part::Number(year, length @ (2 | 4)),
        ]
        | [
            Part::Month(month),
            Part::Number(day_of, 1..=2),
            Part::Number(year, length @ (2 | 4)),
        ] => day(full_year(*year, *length, today), *month, *day_of)?,
        _ => return None,
    };
    (date >= self::date(1900, 1, 1) && date <= today).then(|| Valid::new(date.to_string()))
}

/// Whether a text is a day of the last or this century, in any writing.
pub(super) fn is_day(value: &str) -> bool {
    check(value, date(2099, 12, 31)).is_some()
}

enum Part {
    /// A number and how many digits it was written with.
    Number(u32, usize),
    Month(u32),
    Other,
}

/// Numbers and month names; ordinal endings, "of" and week days are passed over.
fn parts(value: &str) -> Vec<Part> {
    value
        .as_bytes()
        .chunk_by(|a, b| {
            a.is_ascii_digit() == b.is_ascii_digit()
                && a.is_ascii_alphabetic() == b.is_ascii_alphabetic()
        })
        .filter_map(|run| std::str::from_utf8(run).ok())
        .filter_map(|run| match run.as_bytes()[0] {
            b'0'..=b'9' => Some(
                run.parse()
                    .map_or(Part::Other, |number| Part::Number(number, run.len())),
            ),
            letter if letter.is_ascii_alphabetic() => word(&run.to_ascii_lowercase()),
            _ => None,
        })
        .collect()
}

fn word(word: &str) -> Option<Part> {
    if matches!(word, "st" | "nd" | "rd" | "th" | "of" | "t") {
        return None;
    }
    let month = MONTHS.iter().position(|month| {
        word.len() >= 3 && month.starts_with(word) || word == "sept" && month.starts_with("sept")
    });
    Some(month.map_or(Part::Other, |month| Part::Month(month as u32 + 1)))
}

fn is_midnight(time: &[Part]) -> bool {
    time.iter().all(|part| matches!(part, Part::Number(0, _)))
}

fn day(year: u32, month: u32, day: u32) -> Option<Date> {
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

/// A two-digit year is this century's up to the current year.
fn full_year(year: u32, length: usize, today: Date) -> u32 {
    match length {
        2 if year <= u32::from(today.year().unsigned_abs()) % 100 => 2000 + year,
        2 => 1900 + year,
        _ => year,
    }
}

/// A cell that kept the serial number of a day, counted from 30 December 1899 (ECMA-376 Part 1, 18.17.4.1).
pub(super) fn repair(cell: &str) -> Option<String> {
    let serial: i64 = cell.strip_suffix(".0").unwrap_or(cell).parse().ok()?;
    let plausible = (1..=60_000).contains(&serial) && cell.len() >= 4;
    let day = plausible.then(|| {
        date(1899, 12, 30)
            .checked_add(jiff::Span::new().days(serial))
            .ok()
    })??;
    Some(day.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::validators::tests::table;

    #[test]
    fn the_ways_of_writing_a_day_have_one_normal_form() {
        let day = "1985-03-04";
        table(
            "date-of-birth",
            &[
                ("04/03/1985", day),
                ("4.3.85", day),
                ("4th of March, 1985", day),
                ("March 4, 1985", day),
                ("4-Mar-85", day),
                ("19850304", day),
                ("1985-03-04 00:00:00", day),
            ],
            &[
                "31/02/1980",
                "32/01/1980",
                "01/01/1899",
                "01/01/2090",
                "1/1",
                "1985-03-04 10:00:00",
                "12/13/1980",
            ],
        );
    }

    #[test]
    fn a_serial_number_is_a_day() {
        assert_eq!(repair("31110").as_deref(), Some("1985-03-04"));
        assert_eq!(repair("7"), None);
    }
}
