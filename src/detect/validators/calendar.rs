//! Dates inside numbers: whether six digits are a day of the calendar, in one of the centuries that two digits may mean.

use jiff::civil::Date;

/// `DDMMYY`.
pub(super) fn day_month_short_year(digits: &[u8]) -> bool {
    pairs(digits).is_some_and(|[day, month, year]| exists(year, month, day))
}

/// `YYMMDD`.
pub(super) fn short_year_month_day(digits: &[u8]) -> bool {
    pairs(digits).is_some_and(|[year, month, day]| exists(year, month, day))
}

/// Three numbers of two digits.
fn pairs(digits: &[u8]) -> Option<[u8; 3]> {
    let digits: [u8; 6] = digits.try_into().ok()?;
    Some([0, 2, 4].map(|at| digits[at] * 10 + digits[at + 1]))
}

/// A day of this century or the last one.
pub(super) fn exists(short_year: u8, month: u8, day: u8) -> bool {
    [1900, 2000].iter().any(|century| {
        Date::new(
            century + i16::from(short_year),
            i8::try_from(month).unwrap_or(0),
            i8::try_from(day).unwrap_or(0),
        )
        .is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_february_exists_in_leap_years_only() {
        assert!(day_month_short_year(&[2, 9, 0, 2, 0, 4]));
        assert!(short_year_month_day(&[0, 4, 0, 2, 2, 9]));
        assert!(!day_month_short_year(&[2, 9, 0, 2, 0, 5]));
        assert!(!day_month_short_year(&[0, 0, 0, 2, 0, 5]));
    }
}
