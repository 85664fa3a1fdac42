//! Police National Computer identity: year, serial, and a letter modulo 23 (published test cases of the Ministry of Justice).

use super::{Valid, police_letter};

pub(super) fn check(value: &str) -> Option<Valid> {
    let (year, rest) = value.split_once('/')?;
    let (serial, letter) = rest.split_at_checked(rest.len().checked_sub(1)?)?;
    let two: u64 = year.get(year.len().checked_sub(2)?..)?.parse().ok()?;
    let number: u64 = serial.parse().ok()?;
    let shape = matches!(year.len(), 2 | 4) && (1..=7).contains(&serial.len());
    if !shape
        || police_letter(two * 10_000_000 + number) != letter.bytes().next()?.to_ascii_uppercase()
    {
        return None;
    }
    let year = match year.len() {
        4 if !matches!(&year[..2], "19" | "20") => return None,
        4 => year.parse().ok()?,
        _ if two > FIRST_TWO_DIGIT_YEAR => 1900 + two,
        _ => 2000 + two,
    };
    let letter = letter.to_ascii_uppercase();
    Some(Valid::new(format!("{year}/{number:07}{letter}")).checked())
}

/// Short years above this one are of the last century: the computer began in 1974, and older records were taken over.
const FIRST_TWO_DIGIT_YEAR: u64 = 30;

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn the_letter_counts_the_year_and_the_padded_serial() {
        table(
            "police-national-computer",
            &[
                ("2001/0000001Q", "2001/0000001Q"),
                ("01/1Q", "2001/0000001Q"),
            ],
            &[
                "2001/0000001E",
                "2001-0000001Q",
                "201/0000001Q",
                "3001/0000001Q",
                "2001/00000001Q",
            ],
        );
    }
}
