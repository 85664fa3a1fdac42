//! Unique Candidate Identifier: centre, board, year, candidate and a letter modulo 17 (Joint Council for Qualifications; WJEC's
//! description of the UCI).

use super::{Valid, compact, digits, weighted};

const LETTERS: &[u8; 17] = b"ABCDEFGHKLMRTVWXY";

pub(super) fn check(value: &str) -> Option<Valid> {
    let compact = compact(value);
    let (number, letter) = compact.split_at_checked(12)?;
    let digits = digits(number);
    if digits.len() != 12 || letter.len() != 1 {
        return None;
    }
    let weights: Vec<u32> = (5..=16).rev().collect();
    let wanted = LETTERS[(weighted(&digits, &weights) % 17) as usize];
    (letter.as_bytes() == [wanted]).then(|| Valid::new(compact.clone()).checked())
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn the_letter_checks_the_digits() {
        table(
            "candidate-identifier",
            &[("68199 0 01 2058 G", "681990012058G")],
            &["681990012058H", "681990012058", "68199001205G"],
        );
    }
}
