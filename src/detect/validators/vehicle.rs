//! Vehicle registration mark: current, prefix, suffix, dateless and Northern Ireland forms (DVLA INF104).

use super::{Valid, compact};

pub(super) fn check(value: &str) -> Option<Valid> {
    let mark = compact(value);
    let lower = value.bytes().any(|byte| byte.is_ascii_lowercase());
    let spaced = value.len() > mark.len();
    let score = match form(mark.as_bytes())? {
        Form::Current if lower => 0.30,
        Form::Current if spaced => 0.55,
        Form::Current => 0.50,
        Form::Prefix => 0.30,
        Form::Suffix => 0.25,
        Form::NorthernIreland => 0.20,
    };
    Some(Valid::new(mark).score(score))
}

enum Form {
    Current,
    Prefix,
    Suffix,
    NorthernIreland,
}

fn form(mark: &[u8]) -> Option<Form> {
    let groups = groups(mark);
    let lengths: Vec<_> = groups.iter().map(|group| group.len()).collect();
    let letters_first = mark.first()?.is_ascii_alphabetic();
    match (letters_first, lengths.as_slice()) {
        (true, [2, 2, 3]) => current(mark).then_some(Form::Current),
        (true, [1, 1..=3, 3]) => {
            let year = !b"IOUZ".contains(&mark[0]);
            (year && not_i_or_q(groups[2])).then_some(Form::Prefix)
        }
        (true, [3, 1..=3, 1]) => {
            let year = b"ABCDEFGHJKLMNPRSTVWXY".contains(&groups[2][0]);
            (year && not_i_or_q(groups[0])).then_some(Form::Suffix)
        }
        (true, [2..=3, 1..=4]) => groups[0]
            .iter()
            .any(|letter| b"IZ".contains(letter))
            .then_some(Form::NorthernIreland),
        _ => None,
    }
}

/// Memory tag without I, Q, Z; age 02 to 29 from March and 51 to 79 from September; no I or Q at the end.
fn current(mark: &[u8]) -> bool {
    let age = (mark[2] - b'0') * 10 + (mark[3] - b'0');
    !mark[..2].iter().any(|letter| b"IQZ".contains(letter))
        && matches!(age, 2..=29 | 51..=79)
        && not_i_or_q(&mark[4..])
}

fn not_i_or_q(letters: &[u8]) -> bool {
    !letters.iter().any(|letter| b"IQ".contains(letter))
}

/// Runs of letters and of digits.
fn groups(mark: &[u8]) -> Vec<&[u8]> {
    mark.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit())
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn each_form_has_its_letters_and_ages() {
        table(
            "vehicle-registration",
            &[
                ("AB12 CDE", "AB12CDE"),
                ("P123 ABC", "P123ABC"),
                ("ABC 123S", "ABC123S"),
                ("AIZ 1234", "AIZ1234"),
            ],
            &[
                "QA12 CDE",
                "AB45 CDE",
                "AB12 CIE",
                "I123 ABC",
                "ABC 123O",
                "AB 1234",
                "AB123 CDE",
            ],
        );
    }
}
