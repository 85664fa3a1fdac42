//! Personal Public Service number (Ireland): seven digits, a letter modulo 23, and since 2013 a second letter that takes part in
//! the check (Department of Social Protection).

use super::{Valid, compact, digits, weighted};

const LETTERS: &[u8; 23] = b"WABCDEFGHIJKLMNOPQRSTUV";

pub(super) fn check(value: &str) -> Option<Valid> {
    let compact = compact(value);
    let (number, letters) = compact.split_at_checked(7)?;
    let digits = digits(number);
    let (check, second) = match letters.as_bytes() {
        [check] => (*check, 0),
        // The older second letter of married women, and of nobody in particular, counts nothing.
        [check, b'W' | b'T' | b'X'] => (*check, 0),
        [check, second @ b'A'..=b'I'] => (*check, u32::from(second - b'A') + 1),
        _ => return None,
    };
    let sum = weighted(&digits, &[8, 7, 6, 5, 4, 3, 2]) + 9 * second;
    let holds = digits.len() == 7 && LETTERS[(sum % 23) as usize] == check;
    holds.then(|| Valid::new(compact.clone()).checked())
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn the_second_letter_takes_part_in_the_check() {
        table(
            "personal-public-service",
            &[
                ("6433435F", "6433435F"),
                ("3081550OB", "3081550OB"),
                ("6433435fw", "6433435FW"),
            ],
            &["6433435E", "3081550OC", "643343F", "6433435FZ"],
        );
    }
}
