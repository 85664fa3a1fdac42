//! Health and Care number (Northern Ireland): the form and check of the NHS number from 320 000 001 to 399 999 999 (NHS Data
//! Dictionary, H&C number).

use super::{Valid, digits, nhs};

pub(super) fn check(value: &str) -> Option<Valid> {
    let number = nhs::check(value)?;
    let first_nine = digits(value)[..9]
        .iter()
        .fold(0, |number, digit| number * 10 + u32::from(*digit));
    let irish = (320_000_001..=399_999_999).contains(&first_nine);
    irish.then(|| Valid::new(number.normalised).checked())
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn only_the_range_of_northern_ireland_counts() {
        table(
            "health-and-care-number",
            &[("380 439 9320", "3804399320")],
            &["3804399321", "3160219097", "9990000018"],
        );
    }
}
