//! National Insurance number: two letters, six digits, a suffix A to D (HMRC manual NIM39110).

use super::{Valid, compact};

/// Prefixes that are never allocated.
const UNUSED: [&str; 7] = ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"];
/// Prefixes given for administration, about a person nevertheless.
const ADMINISTRATIVE: [&str; 7] = ["CR", "MW", "NC", "PP", "PY", "PZ", "OO"];

pub(super) fn check(value: &str) -> Option<Valid> {
    let compact = compact(value);
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

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn prefix_and_suffix_follow_the_manual() {
        table(
            "national-insurance-number",
            &[("jg 10 37 59 a", "JG103759A"), ("JG103759", "JG103759")],
            &[
                "QQ123456A",
                "DA103759A",
                "GB103759A",
                "JO103759A",
                "JG103759E",
                "JG10375A",
            ],
        );
    }
}
