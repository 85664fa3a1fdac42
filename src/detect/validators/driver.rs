//! Driver number of Great Britain: surname, coded date of birth and sex, initials, check characters (DVLA).

use jiff::civil::Date;

use super::{Valid, compact};

/// Without the two-digit issue number that licences print after it.
const LENGTH: usize = 16;

pub(super) fn check(value: &str) -> Option<Valid> {
    let compact = compact(value);
    let number = compact.get(..LENGTH)?;
    let issue = &compact[LENGTH..];
    let bytes = number.as_bytes();
    let holds = (issue.is_empty()
        || (issue.len() == 2 && issue.bytes().all(|byte| byte.is_ascii_digit())))
        && surname(&bytes[..5])
        && birth(&number[5..11])
        && initials(&bytes[11..13])
        && bytes[13].is_ascii_alphanumeric()
        && bytes[14..].iter().all(u8::is_ascii_uppercase);
    holds.then(|| Valid::new(number))
}

/// Five letters, filled up with nines at the end.
fn surname(part: &[u8]) -> bool {
    let letters = part
        .iter()
        .take_while(|byte| byte.is_ascii_uppercase())
        .count();
    letters > 0 && part[letters..].iter().all(|byte| *byte == b'9')
}

/// Decade, month (50 more for women), day, year: the day exists in one of the centuries.
fn birth(part: &str) -> bool {
    let number = |range: std::ops::Range<usize>| part[range].parse::<i16>().ok();
    let (Some(decade), Some(month), Some(day), Some(year)) =
        (number(0..1), number(1..3), number(3..5), number(5..6))
    else {
        return false;
    };
    let month = if month > 50 { month - 50 } else { month };
    let year = decade * 10 + year;
    [1900, 2000]
        .iter()
        .any(|century| Date::new(century + year, month as i8, day as i8).is_ok())
}

/// Two letters, nine where there is none; never a second without a first.
fn initials(part: &[u8]) -> bool {
    let letter = |byte: u8| byte.is_ascii_uppercase();
    (letter(part[0]) && (letter(part[1]) || part[1] == b'9')) || part == b"99"
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn name_date_and_initials_are_coded_as_the_agency_does() {
        table(
            "driver-number",
            &[
                ("TESTE 662120 AB9CD", "TESTE662120AB9CD"),
                ("TE999612310A99CD 12", "TE999612310A99CD"),
            ],
            &[
                "TESTE663120AB9CD",
                "TESTE613320AB9CD",
                "T9STE612120AB9CD",
                "TESTE6121209B9CD",
                "TESTE612120AB912",
            ],
        );
    }
}
