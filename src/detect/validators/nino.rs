//! National Insurance number: two letters, six digits, a suffix A to D (HMRC manual NIM39110).

use super::{Valid, all_alike, calendar, compact};

/// Prefixes that are never allocated.
const UNUSED: [&str; 7] = ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"];
/// Prefixes given for administration, about a person nevertheless.
const ADMINISTRATIVE: [&str; 7] = ["CR", "MW", "NC", "PP", "PY", "PZ", "OO"];

pub(super) fn check(value: &str) -> Option<Valid> {
    let compact = compact(value);
    if is_temporary(compact.as_bytes()) {
        return Some(Valid::new(compact));
    }
    let (prefix, rest) = compact.split_at_checked(2)?;
    let (number, suffix) = rest.split_at_checked(6)?;
    let letters = prefix.as_bytes();
    let prefix_holds = letters.iter().all(u8::is_ascii_uppercase)
        && !b"DFIQUV".contains(&letters[0])
        && !b"DFIOQUV".contains(&letters[1])
        && !UNUSED.contains(&prefix);
    let holds = prefix_holds
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && matches!(suffix, "" | "A" | "B" | "C" | "D");
    let administrative = ADMINISTRATIVE.contains(&prefix);
    holds.then(|| Valid::new(compact.clone()).change(if administrative { -0.1 } else { 0.0 }))
}

/// Given until the real one is known: TN, the day of birth and the sex; or two digits, a letter and five digits (the temporary
/// reference of HMRC).
fn is_temporary(compact: &[u8]) -> bool {
    let digits: Vec<u8> = compact
        .iter()
        .filter(|byte| byte.is_ascii_digit())
        .map(|byte| byte - b'0')
        .collect();
    match compact {
        [b'T', b'N', _, _, _, _, _, _, b'M' | b'F'] => calendar::day_month_short_year(&digits),
        [_, _, letter, _, _, _, _, _] => {
            letter.is_ascii_uppercase() && digits.len() == 7 && !all_alike(&digits)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn prefix_and_suffix_follow_the_manual() {
        table(
            "national-insurance-number",
            &[
                ("jg 10 37 59 a", "JG103759A"),
                ("JG103759", "JG103759"),
                ("TN120380F", "TN120380F"),
                ("11 a1 23 45", "11A12345"),
            ],
            &[
                "QQ123456A",
                "DA103759A",
                "GB103759A",
                "JO103759A",
                "JG103759E",
                "JG10375A",
                "TN320380F",
                "TN120380A",
            ],
        );
    }
}
