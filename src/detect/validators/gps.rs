//! Latitude and longitude: decimal degrees, or degrees, minutes and seconds.

use super::Valid;

/// The box around the British Isles.
const NORTH: std::ops::RangeInclusive<f64> = 49.8..=60.9;
const EAST: std::ops::RangeInclusive<f64> = -8.7..=1.8;

pub(super) fn check(value: &str) -> Option<Valid> {
    if value.contains('°') {
        return degrees(value);
    }
    let numbers: Vec<&str> = value
        .split(|character: char| !(character.is_ascii_digit() || matches!(character, '.' | '-')))
        .filter(|part| part.bytes().any(|byte| byte.is_ascii_digit()))
        .collect();
    let [latitude, longitude] = numbers.as_slice() else {
        return None;
    };
    let decimals = |number: &str| {
        number
            .split_once('.')
            .map_or(0, |(_, decimals)| decimals.len())
    };
    let (north, east): (f64, f64) = (latitude.parse().ok()?, longitude.parse().ok()?);
    let precise = decimals(latitude) >= 4 && decimals(longitude) >= 4;
    let null_island = north.abs() < 0.001 && east.abs() < 0.001;
    if !precise || null_island || north.abs() > 90.0 || east.abs() > 180.0 {
        return None;
    }
    let here = NORTH.contains(&north) && EAST.contains(&east);
    Some(Valid::new(format!("{north},{east}")).score(if here { 0.60 } else { 0.45 }))
}

fn degrees(value: &str) -> Option<Valid> {
    let numbers: Vec<f64> = value
        .split(|character: char| !(character.is_ascii_digit() || character == '.'))
        .filter(|part| !part.is_empty())
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let [d1, m1, s1, d2, m2, s2] = numbers.as_slice() else {
        return None;
    };
    let minutes_hold = [m1, s1, m2, s2].iter().all(|part| **part < 60.0);
    if !minutes_hold || *d1 > 90.0 || *d2 > 180.0 {
        return None;
    }
    let upper = value.to_ascii_uppercase();
    let north = (d1 + m1 / 60.0 + s1 / 3600.0) * if upper.contains('S') { -1.0 } else { 1.0 };
    let east = (d2 + m2 / 60.0 + s2 / 3600.0) * if upper.contains('W') { -1.0 } else { 1.0 };
    Some(Valid::new(format!("{north:.5},{east:.5}")).score(0.85))
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn a_pair_must_be_precise_and_on_earth() {
        table(
            "coordinates",
            &[
                ("54.50000, -1.20000", "54.5,-1.2"),
                ("54.50000 long. -1.20000", "54.5,-1.2"),
                ("54°30'00\"N 1°12'00\"W", "54.50000,-1.20000"),
            ],
            &[
                "91.12345, 1.23456",
                "52.1, 1.2",
                "0.0000, 0.0000",
                "52.12345",
                "52°61'05\"N 1°31'12\"W",
            ],
        );
    }
}
