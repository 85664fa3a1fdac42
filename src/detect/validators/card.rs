//! Payment card number: Luhn, and an issuer's range with its lengths (ISO/IEC 7812; the schemes' published ranges).

use super::{Valid, all_alike, as_text, digits, luhn};

pub(super) fn check(value: &str) -> Option<Valid> {
    let digits = digits(value);
    let issuer = issuer(&digits)?;
    if all_alike(&digits) || !luhn(&digits) {
        return None;
    }
    let valid = Valid::new(as_text(&digits)).checked();
    Some(match issuer {
        Issuer::Strong => valid,
        Issuer::Weak if value.len() > digits.len() => valid.score(0.5),
        Issuer::Weak => valid.score(0.3),
    })
}

#[derive(Clone, Copy)]
enum Issuer {
    Strong,
    /// Maestro: so wide a range that it says little.
    Weak,
}

fn issuer(digits: &[u8]) -> Option<Issuer> {
    let four = digits
        .get(..4)?
        .iter()
        .fold(0, |number, digit| number * 10 + u32::from(*digit));
    let length = digits.len();
    let strong = match four {
        4000..=4999 => matches!(length, 13 | 16 | 19),
        5100..=5599 | 2221..=2720 => length == 16,
        3400..=3499 | 3700..=3799 => length == 15,
        3000..=3059 | 3095 | 3600..=3699 | 3800..=3999 => length == 14,
        3528..=3589 | 6011 | 6440..=6599 | 6200..=6299 => (16..=19).contains(&length),
        _ => false,
    };
    let weak =
        matches!(four, 5000..=5099 | 5600..=5899 | 6000..=6999) && (12..=19).contains(&length);
    match (strong, weak) {
        (true, _) => Some(Issuer::Strong),
        (false, true) => Some(Issuer::Weak),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::{Validator, tests::table};

    #[test]
    fn luhn_and_the_issuers_range_must_both_hold() {
        table(
            Validator::PaymentCard,
            &[
                ("4000 0000 0000 0002", "4000000000000002"),
                ("340000000000009", "340000000000009"),
            ],
            &[
                "4000 0000 0000 0003",
                "1000000000000008",
                "0000000000000000",
                "40000000000002",
            ],
        );
    }
}
