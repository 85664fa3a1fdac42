//! Machine-readable zone: the line of a travel document that carries number, nationality, birth, sex and expiry with their
//! check digits (ICAO 9303, parts 3 to 7).

use super::Valid;

pub(super) fn check(value: &str) -> Option<Valid> {
    let line = value.as_bytes();
    let holds = match line.len() {
        44 => passport(line),
        36 => identity_card(line),
        30 => small_card(line),
        _ => false,
    };
    // Utopia issues the specimens of the standard.
    holds.then(|| {
        Valid::new(value)
            .checked()
            .test_value(value.contains("UTO"))
    })
}

/// Second line of a passport (TD3): every field and the composite.
fn passport(line: &[u8]) -> bool {
    let composite = [&line[..10], &line[13..20], &line[21..43]].concat();
    fields(line)
        && (digit(line[42], &line[28..42]) || unused(line[42], &line[28..42]))
        && digit(line[43], &composite)
}

/// Second line of a larger card (TD2).
fn identity_card(line: &[u8]) -> bool {
    let composite = [&line[..10], &line[13..20], &line[21..35]].concat();
    fields(line) && digit(line[35], &composite)
}

/// Number, birth and expiry, as the longer forms have them.
fn fields(line: &[u8]) -> bool {
    digit(line[9], &line[..9]) && digit(line[19], &line[13..19]) && digit(line[27], &line[21..27])
}

/// Second line of a card of credit card size (TD1): the number stands on the line above.
fn small_card(line: &[u8]) -> bool {
    digit(line[6], &line[..6]) && digit(line[14], &line[8..14])
}

/// An empty field may have a filler for its check digit.
fn unused(check: u8, field: &[u8]) -> bool {
    check == b'<' && field.iter().all(|byte| *byte == b'<')
}

/// Weights 7, 3, 1; letters count from 10, the filler nothing; modulo 10 (part 3, 4.9).
fn digit(check: u8, field: &[u8]) -> bool {
    let sum: u32 = field
        .iter()
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(byte, weight)| worth(*byte) * weight)
        .sum();
    check.is_ascii_digit() && u32::from(check - b'0') == sum % 10
}

fn worth(byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'A'..=b'Z' => u32::from(byte - b'A') + 10,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn the_specimens_of_the_standard_hold() {
        let passport = "L898902C36UTO7408122F1204159ZE184226B<<<<<10";
        let card = "7408122F1204159UTO<<<<<<<<<<<6";
        let larger = "D231458907UTO7408122F1204159<<<<<<<6";
        table(
            "machine-readable-zone",
            &[(passport, passport), (card, card), (larger, larger)],
            &[
                "L898902C46UTO7408122F1204159ZE184226B<<<<<10",
                "7408123F1204159UTO<<<<<<<<<<<6",
                "D231458907UTO7408122F1204159<<<<<<<7",
                "L898902C36UTO",
            ],
        );
    }
}
