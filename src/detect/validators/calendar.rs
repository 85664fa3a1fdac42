//! Dates inside numbers: whether six digits are a day of the calendar, in one of the centuries that two digits may mean.

use jiff::civil::Date;

/// `DDMMYY`.
pub(super) fn day_month_short_year(digits: &[u8]) -> bool {
    let [d, e, m, n, y, z] = digits else {
        return false;
    };
    exists(y * 10 + z, m * 10 + n, d * 10 + e)
}

/// `YYMMDD`.
pub(super) fn short_year_month_day(digits: &[u8]) -> bool {
    let [y, z, m, n, d, e] = digits else {
        return false;
    };
    exists(y * 10 + z, m * 10 + n, d * 10 + e)
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
