//! Unique Pupil Number: a check letter, authority, school, year and serial (`DfE` data standard for UPNs).

use super::{Valid, compact};

const LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPQRTUVWXYZ";

pub(super) fn check(value: &str) -> Option<Valid> {
    let compact = compact(value);
    let (check, rest) = compact.as_bytes().split_first()?;
    if rest.len() != 12 {
        return None;
    }
    let mut sum = 0;
    for (place, byte) in rest.iter().enumerate() {
        // A temporary number ends in a letter, which counts as its place among the check letters.
        let digit = match byte {
            b'0'..=b'9' => usize::from(byte - b'0'),
            letter if place == 11 => LETTERS.iter().position(|known| known == letter)?,
            _ => return None,
        };
        sum += digit * (place + 2);
    }
    if LETTERS[sum % 23] != *check {
        return None;
    }
    let authority: u16 = compact[1..4].parse().ok()?;
    let valid = Valid::new(compact).checked();
    Some(if is_authority(authority) {
        valid
    } else {
        valid.score(0.55)
    })
}

/// Codes that the `DfE` gives to local authorities of England and Wales: the blocks in use, so that new ones within them count.
fn is_authority(code: u16) -> bool {
    matches!(code, 201..=213 | 301..=320 | 330..=336 | 340..=344 | 350..=359 | 370..=373 | 380..=384 | 390..=394
        | 420 | 660..=681 | 702 | 800..=803 | 805..=808 | 810..=813 | 815 | 816 | 820..=823 | 825 | 826
        | 830 | 831 | 835..=841 | 845 | 846 | 850..=852 | 855..=857 | 860 | 861 | 865..=896 | 908 | 909 | 916
        | 919 | 921 | 925 | 926 | 928 | 929 | 931 | 933 | 935..=938 | 940..=943)
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn the_check_letter_holds_for_permanent_and_temporary_numbers() {
        table(
            "pupil-number",
            &[
                ("A000000000000", "A000000000000"),
                ("j20100000000a", "J20100000000A"),
            ],
            &["B000000000000", "I000000000000", "A00000000000"],
        );
    }
}
