//! Grid reference: a square of the National Grid and an even number of digits (Ordnance Survey, A guide to coordinate systems in
//! Great Britain). Fewer than six digits name a square kilometre or more, which says little of anybody.

use super::Valid;

/// The squares with land in them.
const SQUARES: &str = " HP HT HU HW HX HY HZ NA NB NC ND NF NG NH NJ NK NL NM NN NO NR NS NT NU NW NX NY NZ OV SC SD SE SH SJ SK SM \
SN SO SP SR SS ST SU SV SW SX SY SZ TA TF TG TL TM TQ TR TV ";

pub(super) fn check(value: &str) -> Option<Valid> {
    let (square, rest) = value.split_at_checked(2)?;
    let halves: Vec<&str> = rest.split(' ').filter(|half| !half.is_empty()).collect();
    let even = match halves.as_slice() {
        [both] => both.len().is_multiple_of(2),
        [east, north] => east.len() == north.len(),
        _ => false,
    };
    let digits = halves.concat();
    let holds = even
        && SQUARES.contains(&format!(" {square} "))
        && (6..=10).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    holds.then(|| Valid::new(format!("{square}{digits}")))
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn squares_exist_and_halves_are_equal() {
        table(
            "grid-reference",
            &[("NT 470 573", "NT470573"), ("TQ12214208", "TQ12214208")],
            &["SP 12 3456", "SP12345", "ZZ 123 456", "SP 12 34", "SP"],
        );
    }
}
