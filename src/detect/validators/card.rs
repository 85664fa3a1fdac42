//! Payment card number: Luhn, and an issuer's range with its lengths (ISO/IEC 7812; the schemes' published ranges).

use super::{Valid, all_alike, as_text, digits, luhn};

/// Numbers that schemes and processors publish for trying a till out.
const TEST_NUMBERS: [&str; 18] = [
    "30569309025904",
    "340000000000009",
    "3530111333300000",
    "3566002020360505",
    "371449635398431",
    "378282246310005",
    "378734493671000",
    "38520000023237",
    "4000000000000002",
    "4012888888881881",
    "4111111111111111",
    "4222222222222",
    "4242424242424242",
    "5105105105105100",
    "5200828282828210",
    "5555555555554444",
    "6011000990139424",
    "6011111111111117",
];

pub(super) fn check(value: &str) -> Option<Valid> {
    let digits = digits(value);
    let issuer = issuer(&digits)?;
    if all_alike(&digits) || !luhn(&digits) {
        return None;
    }
    let number = as_text(&digits);
    let test = TEST_NUMBERS.contains(&number.as_str());
    let valid = Valid::new(number).checked().test_value(test);
    Some(match issuer {
        Issuer::Strong => valid,
        Issuer::Weak if value.len() > digits.len() => valid.score(0.5),
        Issuer::Weak => valid.score(0.3),
    })
}

/// A spreadsheet keeps fifteen digits of a number (IEEE 754 double): the sixteenth of a card has become 0, and Luhn says no more.
pub(super) fn damaged(cell: &str) -> Option<Valid> {
    let sixteen = cell.len() == 16 && cell.bytes().all(|byte| byte.is_ascii_digit());
    let digits = digits(cell);
    let lost = sixteen && cell.ends_with('0') && !all_alike(&digits) && !luhn(&digits);
    let strong = lost && matches!(issuer(&digits)?, Issuer::Strong);
    strong.then(|| Valid::new(cell).ceiling(0.5))
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
    use super::{check, damaged};
    use crate::detect::validators::tests::table;

    #[test]
    fn luhn_and_the_issuers_range_must_both_hold() {
        table(
            "payment-card",
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

    #[test]
    fn published_test_numbers_are_marked() {
        assert!(check("4111 1111 1111 1111").is_some_and(|valid| valid.test_value));
        assert!(check("4539148803436467").is_some_and(|valid| !valid.test_value));
    }

    #[test]
    fn a_card_without_its_last_digit_is_recognised() {
        assert!(damaged("4000000000000000").is_some());
        assert!(damaged("4000000000000001").is_none());
        assert!(damaged("1000000000000000").is_none());
    }
}
