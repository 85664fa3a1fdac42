//! Registration of a health or care professional: seven digits of the General Medical or Pharmaceutical Council; two digits, a
//! month letter, four digits and a country letter of the Nursing and Midwifery Council; a profession's letters and four to six
//! digits of the Health and Care Professions Council or Social Work England (FHIR UK Core identifiers).

use super::{Valid, all_alike, compact, digits};

/// The letters that the Health and Care Professions Council gives to professions, social work among them.
const PROFESSIONS: [&str; 16] = [
    "AS", "BS", "CH", "CS", "DT", "HAD", "ODP", "OR", "OT", "PA", "PH", "PO", "PYL", "RA", "SL",
    "SW",
];

pub(super) fn check(value: &str) -> Option<Valid> {
    let compact = compact(value);
    let letters = compact.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (profession, number) = compact.split_at(letters);
    let all_digits = number.bytes().all(|byte| byte.is_ascii_digit());
    let holds = match letters {
        0 if all_digits => number.len() == 7 && !all_alike(&digits(number)),
        0 => is_nursing_pin(number.as_bytes()),
        _ => all_digits && (4..=6).contains(&number.len()) && PROFESSIONS.contains(&profession),
    };
    holds.then(|| Valid::new(compact.clone()))
}

fn is_nursing_pin(pin: &[u8]) -> bool {
    let [year, tens, month, number @ .., country] = pin else {
        return false;
    };
    [year, tens].iter().all(|byte| byte.is_ascii_digit())
        && matches!(month, b'A'..=b'L')
        && number.len() == 4
        && number.iter().all(u8::is_ascii_digit)
        && country.is_ascii_uppercase()
}

/// A spreadsheet drops a leading zero of a number that is all digits.
pub(super) fn repair(cell: &str) -> Option<String> {
    super::pad(cell, 6, 7)
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn each_council_has_its_form() {
        table(
            "professional-registration",
            &[
                ("78H9766W", "78H9766W"),
                ("1481314", "1481314"),
                ("SW423814", "SW423814"),
            ],
            &[
                "71M2998E", "71A299E", "123456", "P123456", "ZZ12345", "0000000",
            ],
        );
    }
}
