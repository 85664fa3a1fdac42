//! Scottish Candidate Number: year, six digits and a modulus 11 check (HESA coding manual, SCN).

use super::{Valid, all_alike, as_text, digits, weighted};

pub(super) fn check(value: &str) -> Option<Valid> {
    let digits = digits(value);
    let (check, number) = digits.split_last()?;
    if digits.len() != 9 || all_alike(&digits) {
        return None;
    }
    let wanted = match weighted(number, &[3, 2, 7, 6, 5, 4, 3, 2]) % 11 {
        0 => 0,
        1 => return None,
        remainder => 11 - remainder,
    };
    (u32::from(*check) == wanted).then(|| Valid::new(as_text(&digits)).checked())
}

/// A spreadsheet drops the zero of the first years of a century.
pub(super) fn repair(cell: &str) -> Option<String> {
    super::pad(cell, 8, 9)
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn the_last_digit_checks_the_others() {
        table(
            "scottish-candidate-number",
            &[("087832244", "087832244")],
            &["087832245", "08783224", "000000000"],
        );
    }
}
