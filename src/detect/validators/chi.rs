//! CHI number (Scotland): a date of birth, three digits of which the last is odd for men, and the modulus 11 check of the
//! NHS number (NHS Data Dictionary, Community Health Index number).

use super::{Valid, calendar, digits, nhs};

pub(super) fn check(value: &str) -> Option<Valid> {
    let number = nhs::check(value)?;
    let born = calendar::day_month_short_year(&digits(value)[..6]);
    born.then(|| Valid::new(number.normalised).checked())
}

/// A spreadsheet drops the zero of the first nine days of a month.
pub(super) fn repair(cell: &str) -> Option<String> {
    super::pad(cell, 9, 10)
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn the_day_must_exist_and_the_sum_hold() {
        table(
            "community-health-index",
            &[("280505 4210", "2805054210"), ("2902000111", "2902000111")],
            &["3201651036", "2805054211", "9990000018"],
        );
    }
}
