//! Unique Learner Number: ten digits whose sum leaves 10 modulo 11 (HESA coding manual; Learning Records Service).

use super::{Valid, as_text, digits, mod11};

pub(super) fn check(value: &str) -> Option<Valid> {
    let digits = digits(value);
    let holds = digits.len() == 10 && digits[0] != 0 && mod11::remainder(&digits) == 10;
    holds.then(|| Valid::new(as_text(&digits)).checked())
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn a_learner_number_is_never_an_nhs_number() {
        table(
            "learner-number",
            &[("1000000019", "1000000019")],
            &["9990000018", "1000000018", "0000000000"],
        );
    }
}
