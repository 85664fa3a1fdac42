//! Passport number as the holder's page shows it: nine digits, or one or two letters and digits, nine in all.

use super::{Valid, all_alike, compact, digits};

pub(super) fn check(value: &str) -> Option<Valid> {
    let letters = value.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits = digits(value);
    let holds = letters <= 2
        && letters + digits.len() == 9
        && letters + digits.len() == value.len()
        && !all_alike(&digits);
    holds.then(|| Valid::new(compact(value)))
}

/// A spreadsheet drops the zero that older ones begin with.
pub(super) fn repair(cell: &str) -> Option<String> {
    super::pad(cell, 8, 9)
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn nine_characters_with_letters_only_in_front() {
        table(
            "passport-number",
            &[("512345678", "512345678"), ("ab1234567", "AB1234567")],
            &[
                "12345678",
                "000000000",
                "12345678A",
                "ABC123456",
                "1234-56789",
            ],
        );
    }
}
