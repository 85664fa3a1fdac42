//! Telephone number: the national numbering plan (Ofcom), in national and international writing.

use super::{Valid, all_alike, as_text, digits};

pub(super) fn check(value: &str) -> Option<Valid> {
    let international = value.trim_start_matches('(').starts_with('+');
    let all = digits(value);
    let national = match all.as_slice() {
        [4, 4, rest @ ..] if international => rest,
        [0, 0, 4, 4, rest @ ..] => rest,
        [4, 4, rest @ ..] if all.len() == 12 && value.len() == 12 => rest,
        _ if international => return foreign(&all),
        [0, rest @ ..] => {
            if !grouped_as_people_do(value) {
                return None;
            }
            rest
        }
        _ => return None,
    };
    // The trunk zero in "+44 (0)20".
    let national = national.strip_prefix(&[0]).unwrap_or(national);
    let line = line(national)?;
    if all_alike(&national[1..]) {
        return None;
    }
    let written_out = international || all.starts_with(&[0, 0]);
    let grouped = value.len() > all.len();
    let score = match (&line, written_out, grouped) {
        _ if all[0] == 4 && !international => 0.05,
        (Line::Organisation, ..) => 0.30,
        (_, true, _) => 0.78,
        (_, _, true) => 0.65,
        (Line::Mobile, ..) => 0.58,
        (Line::Geographic, ..) => 0.42,
    };
    let ceiling = if matches!(line, Line::Organisation) {
        0.45
    } else {
        1.0
    };
    Some(
        Valid::new(format!("+44{}", as_text(national)))
            .score(score)
            .ceiling(ceiling)
            .test_value(is_drama(national)),
    )
}

/// A number of another country: only its length is looked at (ITU-T E.164).
fn foreign(digits: &[u8]) -> Option<Valid> {
    let holds = (9..=15).contains(&digits.len()) && digits[0] != 0 && !all_alike(digits);
    holds.then(|| Valid::new(format!("+{}", as_text(digits))).score(0.6))
}

enum Line {
    Geographic,
    Mobile,
    /// Freephone, local rate, corporate and premium lines.
    Organisation,
}

/// The kind of line of a national number without its trunk zero.
fn line(national: &[u8]) -> Option<Line> {
    let length = national.len();
    let kind = match national {
        [1, 1..=9, ..] if length == 10 => Line::Geographic,
        [1, rest @ ..] if length == 9 && has_short_numbers(rest) => Line::Geographic,
        [2, 0 | 3 | 4 | 8 | 9, ..] if length == 10 => Line::Geographic,
        [7, ..] if length == 10 => Line::Mobile,
        [3 | 9, ..] if length == 10 => Line::Organisation,
        [8, 0, 0, ..] if length == 9 || length == 10 => Line::Organisation,
        [8, ..] if length == 10 => Line::Organisation,
        [5, 5 | 6, ..] if length == 10 => Line::Organisation,
        _ => return None,
    };
    Some(kind)
}

/// Areas that still have nine-digit numbers (Ofcom, national numbering scheme), by the three digits after `01`.
const SHORT: &[u16] = &[
    204, 208, 254, 276, 297, 298, 363, 364, 384, 386, 404, 420, 460, 461, 480, 488, 524, 527, 562,
    566, 606, 629, 635, 647, 659, 695, 697, 726, 744, 750, 768, 827, 837, 884, 900, 905, 935, 946,
    949, 963, 995,
];

fn has_short_numbers(after_one: &[u8]) -> bool {
    let area = after_one
        .iter()
        .take(3)
        .fold(0, |area, digit| area * 10 + u16::from(*digit));
    SHORT.binary_search(&area).is_ok()
}

/// The area code of three to six digits in one piece, then groups of two or more, none of one.
fn grouped_as_people_do(value: &str) -> bool {
    let groups: Vec<_> = value
        .split(|character: char| !character.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .map(str::len)
        .collect();
    match groups.as_slice() {
        [_] => true,
        [area, rest @ ..] => {
            (3..=6).contains(area) && rest.len() <= 4 && rest.iter().all(|group| *group >= 2)
        }
        [] => false,
    }
}

/// Numbers that Ofcom keeps for drama.
fn is_drama(national: &[u8]) -> bool {
    let text = as_text(national);
    [
        "1134960", "1144960", "1154960", "1164960", "1174960", "1184960", "1214960", "1314960",
        "1414960", "1514960", "1614960", "1914980", "2079460", "2896496", "2920180", "1632960",
        "7700900", "8081570", "3069990",
    ]
    .iter()
    .any(|range| text.starts_with(range))
}

/// A spreadsheet drops the leading zero of a number.
pub(super) fn repair(cell: &str) -> Option<String> {
    let cell = cell.strip_suffix(".0").unwrap_or(cell);
    let bare = cell.len() == 10 && cell.bytes().all(|byte| byte.is_ascii_digit());
    (bare && matches!(cell.as_bytes()[0], b'7' | b'1' | b'2')).then(|| format!("0{cell}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::validators::tests::table;

    #[test]
    fn numbers_of_the_plan_have_one_normal_form() {
        let normal = "+442079460123";
        table(
            "phone-number",
            &[
                ("020 7946 0123", normal),
                ("(020) 79460123", normal),
                ("+44 (0)20 7946 0123", normal),
                ("0044 20 7946 0123", normal),
                ("01632-960123", "+441632960123"),
                ("07700 900 123", "+447700900123"),
            ],
            &[
                "0600 123456",
                "04 1234 5678",
                "07700 90012",
                "0 1 6 3 2 9 6 0 1 2 3",
                "00000 000000",
                "1632 960123",
            ],
        );
    }

    #[test]
    fn lines_of_organisations_stay_below_the_threshold() {
        for number in ["0300 123 4567", "0808 157 0123", "0845 600 0000"] {
            let valid = check(number).unwrap();
            assert!(valid.ceiling < 0.5, "{number}");
        }
    }

    #[test]
    fn a_lost_zero_comes_back() {
        assert_eq!(repair("7700900123").as_deref(), Some("07700900123"));
        assert_eq!(repair("7700900123.0").as_deref(), Some("07700900123"));
        assert_eq!(repair("9700900123"), None);
    }
}
