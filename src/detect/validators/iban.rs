//! IBAN: a country's length and modulus 97 (ISO 13616; lengths of the SWIFT registry).

use super::{Valid, compact};

/// Length by country.
const LENGTHS: &[(&str, usize)] = &[
    ("AD", 24),
    ("AE", 23),
    ("AL", 28),
    ("AT", 20),
    ("AZ", 28),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("BH", 22),
    ("BI", 27),
    ("BR", 29),
    ("BY", 28),
    ("CH", 21),
    ("CR", 22),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DJ", 27),
    ("DK", 18),
    ("DO", 28),
    ("EE", 20),
    ("EG", 29),
    ("ES", 24),
    ("FI", 18),
    ("FK", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GE", 22),
    ("GI", 23),
    ("GL", 18),
    ("GR", 27),
    ("GT", 28),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IQ", 23),
    ("IS", 26),
    ("IT", 27),
    ("JO", 30),
    ("KW", 30),
    ("KZ", 20),
    ("LB", 28),
    ("LC", 32),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("LY", 25),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MN", 20),
    ("MR", 27),
    ("MT", 31),
    ("MU", 30),
    ("NI", 28),
    ("NL", 18),
    ("NO", 15),
    ("OM", 23),
    ("PK", 24),
    ("PL", 28),
    ("PS", 29),
    ("PT", 25),
    ("QA", 29),
    ("RO", 24),
    ("RS", 22),
    ("RU", 33),
    ("SA", 24),
    ("SC", 31),
    ("SD", 18),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("SO", 23),
    ("ST", 25),
    ("SV", 28),
    ("TL", 23),
    ("TN", 24),
    ("TR", 26),
    ("UA", 29),
    ("VA", 22),
    ("VG", 24),
    ("XK", 20),
];

/// Examples of the registry and of its explanations.
const SPECIMENS: [&str; 3] = [
    "GB29NWBK60161331926819",
    "GB33BUKB20201555555555",
    "GB82WEST12345698765432",
];

pub(super) fn check(value: &str) -> Option<Valid> {
    let compact = compact(value);
    let country = compact.get(..2)?;
    let (_, length) = LENGTHS.iter().find(|(code, _)| *code == country)?;
    let checks = compact.get(2..4)?;
    let national = country != "GB" || is_british(&compact[4..]);
    let holds = compact.len() == *length
        && checks.bytes().all(|byte| byte.is_ascii_digit())
        && !matches!(checks, "00" | "01" | "99")
        && national
        && remainder(&compact) == 1;
    let valid = Valid::new(compact.clone()).checked();
    holds.then(|| valid.test_value(SPECIMENS.contains(&compact.as_str())))
}

/// Bank code of four letters, then sort code and account number.
fn is_british(account: &str) -> bool {
    account.bytes().enumerate().all(|(place, byte)| {
        if place < 4 {
            byte.is_ascii_uppercase()
        } else {
            byte.is_ascii_digit()
        }
    })
}

/// The number modulo 97 with the first four characters moved to the end and letters as 10 to 35.
fn remainder(compact: &str) -> u32 {
    let bytes = compact.as_bytes();
    bytes[4..]
        .iter()
        .chain(&bytes[..4])
        .fold(0, |rest, byte| match byte {
            b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
            letter => (rest * 100 + u32::from(letter - b'A') + 10) % 97,
        })
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn length_and_remainder_must_both_hold() {
        table(
            "iban",
            &[
                ("GB33 BUKB 2020 1555 5555 55", "GB33BUKB20201555555555"),
                ("NO9386011117947", "NO9386011117947"),
            ],
            &[
                "GB34BUKB20201555555555",
                "GB33BUKB2020155555555",
                "XX33BUKB20201555555555",
                "GB00BUKB20201555555555",
            ],
        );
    }
}
