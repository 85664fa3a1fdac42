//! Criminal Records Office number: serial and year, or SF, year and serial for older files; a letter modulo 23.

use super::{Valid, police_letter};

pub(super) fn check(value: &str) -> Option<Valid> {
    let upper = value.to_ascii_uppercase();
    let (body, letter) = upper.split_at_checked(upper.len().checked_sub(1)?)?;
    let (old, body) = match body.strip_prefix("SF") {
        Some(rest) => (true, rest),
        None => (false, body),
    };
    let (left, right) = body.split_once('/')?;
    let (year, serial) = if old { (left, right) } else { (right, left) };
    if year.len() != 2 || !(1..=6).contains(&serial.len()) {
        return None;
    }
    let year: u64 = year.parse().ok()?;
    let serial: u64 = serial.parse().ok()?;
    if police_letter(year * 1_000_000 + serial) != letter.bytes().next()? {
        return None;
    }
    let normalised = if old {
        format!("SF{year:02}/{serial:06}{letter}")
    } else {
        format!("{serial:06}/{year:02}{letter}")
    };
    Some(Valid::new(normalised).checked())
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn both_forms_share_the_check_letter() {
        table(
            "criminal-records-office",
            &[("1/01G", "000001/01G"), ("SF01/1G", "SF01/000001G")],
            &["1/01Y", "SF01/1Y", "1234567/01X", "101G"],
        );
    }
}
