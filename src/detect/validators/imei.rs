//! Number of a mobile device: fifteen digits, Luhn (3GPP TS 23.003, 6.2).

use super::{Valid, all_alike, as_text, digits, luhn};

pub(super) fn check(value: &str) -> Option<Valid> {
    let digits = digits(value);
    let holds = digits.len() == 15 && !all_alike(&digits) && luhn(&digits);
    holds.then(|| Valid::new(as_text(&digits)).checked())
}

/// A spreadsheet drops the zero that some begin with.
pub(super) fn repair(cell: &str) -> Option<String> {
    super::pad(cell, 14, 15)
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn fifteen_digits_pass_luhn() {
        table(
            "mobile-device",
            &[("49-015420-323751-8", "490154203237518")],
            &["490154203237519", "49015420323751", "000000000000000"],
        );
    }
}
