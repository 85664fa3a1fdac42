//! Student support number: four letters, eight digits, a letter modulo 23 (HESA coding manual, SSN).

use super::{Valid, compact};

/// I, O and Q are left out; a letter counts as its place.
const LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPRSTUVWXYZ";

pub(super) fn check(value: &str) -> Option<Valid> {
    let compact = compact(value);
    let (number, letter) = compact.split_at_checked(12)?;
    let mut sum = 0;
    for (place, byte) in number.bytes().enumerate() {
        let worth = if place < 4 {
            LETTERS.iter().position(|known| *known == byte)?
        } else if byte.is_ascii_digit() {
            usize::from(byte - b'0')
        } else {
            return None;
        };
        sum += worth * (13 - place);
    }
    (letter.as_bytes() == [LETTERS[sum % 23]]).then(|| Valid::new(compact.clone()).checked())
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn the_letter_counts_letters_and_digits() {
        table(
            "student-support-number",
            &[("SFDU70124092T", "SFDU70124092T")],
            &[
                "SFDU70124092U",
                "IOQA05418760X",
                "SFD05418760X",
                "SFDU70124092",
            ],
        );
    }
}
