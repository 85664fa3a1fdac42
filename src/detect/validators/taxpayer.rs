//! Unique Taxpayer Reference: ten digits, the first a check over the other nine (HMRC).

use super::{Valid, as_text, digits, weighted};

const WEIGHTS: [u32; 9] = [6, 7, 8, 9, 10, 5, 4, 3, 2];
/// The check digit for each remainder.
const CHECK: &[u8; 11] = b"21987654321";

pub(super) fn check(value: &str) -> Option<Valid> {
    let digits = digits(value);
    if digits.len() != 10 {
        return None;
    }
    let remainder = weighted(&digits[1..], &WEIGHTS) % 11;
    let wanted = CHECK[remainder as usize] - b'0';
    (digits[0] == wanted).then(|| Valid::new(as_text(&digits)).checked())
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn the_check_digit_comes_first() {
        table(
            "taxpayer-reference",
            &[("2000000000", "2000000000"), ("9000000001K", "9000000001")],
            &["1000000000", "200000000", "0000000000"],
        );
    }
}
