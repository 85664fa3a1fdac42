//! Crown Court case number: a class letter, the year and four digits; or the court case reference of the Police National
//! Computer with its letter modulo 23 (Ministry of Justice).

use jiff::civil::Date;

use super::{Valid, police_letter};

/// The first year of the numbers with four digits of the year.
const FIRST_YEAR: i16 = 1995;

pub(super) fn check(value: &str, today: Date) -> Option<Valid> {
    if value.contains('/') {
        return reference(value);
    }
    let (class, rest) = value.split_at_checked(1)?;
    let year: i16 = rest.get(..4)?.parse().ok()?;
    let holds = rest.len() == 8
        && rest.bytes().all(|byte| byte.is_ascii_digit())
        && "TSABU".contains(&class.to_ascii_uppercase())
        && (FIRST_YEAR..=today.year()).contains(&year);
    holds.then(|| Valid::new(value.to_ascii_uppercase()))
}

/// `YY/CCCC/NNNNNNL`.
fn reference(value: &str) -> Option<Valid> {
    let parts: Vec<&str> = value.split('/').collect();
    let [year, court, last] = parts.as_slice() else {
        return None;
    };
    let (serial, letter) = last.split_at_checked(last.len().checked_sub(1)?)?;
    let shape = year.len() == 2 && court.len() == 4 && (1..=6).contains(&serial.len());
    let number: u64 = format!("{year}{court}{serial:0>6}").parse().ok()?;
    let letter = letter.to_ascii_uppercase();
    let holds = shape && letter.as_bytes() == [police_letter(number)];
    holds.then(|| Valid::new(format!("{year}/{court}/{serial:0>6}{letter}")).checked())
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn class_year_and_letter_must_hold() {
        table(
            "court-case",
            &[
                ("T20105476", "T20105476"),
                ("05/9876/123456L", "05/9876/123456L"),
            ],
            &[
                "T19901234",
                "X20211234",
                "T20991234",
                "T2021123",
                "05/9876/123456M",
            ],
        );
    }
}
