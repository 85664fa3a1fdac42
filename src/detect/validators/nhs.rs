//! NHS number: ten digits, the last a modulus 11 check (NHS Data Dictionary).

use super::{Valid, all_alike, as_text, digits, mod11};

pub(super) fn check(value: &str) -> Option<Valid> {
    let digits = digits(value);
    if digits.len() != 10 || all_alike(&digits) || mod11::remainder(&digits) != 0 {
        return None;
    }
    // Issued: 3, 4, 6, 7 and 9; the rest belong to other countries' schemes or to nobody yet.
    let unusual = matches!(digits[0], 1 | 2 | 5 | 8);
    Some(
        Valid::new(as_text(&digits))
            .checked()
            .change(if unusual { -0.2 } else { 0.0 })
            .test_value(digits.starts_with(&[9, 9, 9])),
    )
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn the_check_digit_decides() {
        table(
            "nhs-number",
            &[("999 000 0018", "9990000018"), ("9990000026", "9990000026")],
            &["999 000 0019", "0000000000", "999000001"],
        );
    }
}
