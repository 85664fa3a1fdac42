//! Social Security number (United States): area, group and serial, none of them zero (Social Security Administration).

use super::{Valid, digits};

/// Numbers published in advertisements and leaflets; they were withdrawn.
const SPECIMENS: [[u8; 9]; 2] = [[0, 7, 8, 0, 5, 1, 1, 2, 0], [2, 1, 9, 0, 9, 9, 9, 9, 9]];

pub(super) fn check(value: &str) -> Option<Valid> {
    let digits = digits(value);
    if digits.len() != 9 || SPECIMENS.iter().any(|specimen| digits[..] == specimen[..]) {
        return None;
    }
    let text = super::as_text(&digits);
    let (area, group, serial) = (&text[..3], &text[3..5], &text[5..]);
    let holds =
        !matches!(area, "000" | "666") && digits[0] != 9 && group != "00" && serial != "0000";
    let solid = value.len() == digits.len();
    let valid = holds.then(|| Valid::new(format!("{area}-{group}-{serial}")))?;
    Some(if solid { valid.score(0.03) } else { valid })
}

/// A spreadsheet drops the zeros of the lower areas.
pub(super) fn repair(cell: &str) -> Option<String> {
    super::pad(cell, 7, 9)
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn areas_groups_and_serials_that_are_never_given_are_refused() {
        table(
            "social-security-number",
            &[("529 11 3540", "529-11-3540"), ("529113540", "529-11-3540")],
            &[
                "000-12-3456",
                "666-12-3456",
                "900-12-3456",
                "123-00-4567",
                "123-45-0000",
                "078-05-1120",
            ],
        );
    }
}
