//! Arrest/Summons number: year, force and unit, system, serial and a letter modulo 23 (Ministry of Justice, Police National
//! Computer formats). The unit takes no part in the check.

use super::{Valid, police_letter};

pub(super) fn check(value: &str) -> Option<Valid> {
    let parts = if value.contains('/') {
        let parts: Vec<&str> = value.split('/').collect();
        let [year, station, system, serial] = parts.as_slice() else {
            return None;
        };
        [*year, *station, *system, *serial]
    } else {
        solid(value)?
    };
    let [year, station, system, last] = parts;
    let (serial, letter) = last.split_at_checked(last.len().checked_sub(1)?)?;
    let shape = year.len() == 2
        && station.len() == 4
        && system.len() == 2
        && (1..=11).contains(&serial.len());
    if !shape {
        return None;
    }
    let force = station.get(..2)?;
    let system_counts = system.bytes().all(|byte| byte.is_ascii_digit());
    let counted = format!(
        "{force}{}{year}{serial:0>11}",
        if system_counts { system } else { "" }
    );
    let digits = counted.bytes().all(|byte| byte.is_ascii_digit());
    if !digits
        || police_letter(counted.parse().ok()?) != letter.bytes().next()?.to_ascii_uppercase()
    {
        return None;
    }
    let serial = serial.trim_start_matches('0');
    let normalised = format!("{year}/{station}/{system}/{serial}{letter}").to_ascii_uppercase();
    (!serial.is_empty()).then(|| Valid::new(normalised).checked())
}

/// The twenty characters of data feeds, the serial filled up with zeros.
fn solid(value: &str) -> Option<[&str; 4]> {
    let whole = value.len() == 20 && value.is_ascii();
    whole.then(|| [&value[..2], &value[2..6], &value[6..8], &value[8..]])
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn slashed_and_solid_forms_have_one_normal_form() {
        table(
            "arrest-summons-number",
            &[
                ("1150000100000896296K", "11/5000/01/896296K"),
                ("11/5000/01/896296K", "11/5000/01/896296K"),
            ],
            &[
                "11/5000/01/896296L",
                "11-5000-01-896296K",
                "5000/01/896296K",
                "11/5000/01/K",
            ],
        );
    }
}
