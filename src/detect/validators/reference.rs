//! References that bodies give out without a check: only what no reference ever is gets refused here. Their form is the pattern's.

use super::{Valid, all_alike, compact, digits, phone, postcode};

/// So many of one digit are somebody filling a form in.
const FILLER: usize = 5;

/// Letters and digits as they stand, in upper case, without spaces; not a row of one digit.
pub(super) fn check(value: &str) -> Option<Valid> {
    let digits = digits(value);
    let filler = digits.len() >= FILLER && all_alike(&digits);
    (!filler).then(|| Valid::new(written_together(value)))
}

/// The letters and digits alone, whatever parts them.
pub(super) fn code(value: &str) -> Option<Valid> {
    check(value).map(|_| Valid::new(compact(value)))
}

/// Digits alone, such as an account's: not a day nor a telephone number, which stand beside the same labels.
pub(super) fn number(value: &str) -> Option<Valid> {
    let telephone = value.starts_with('0') && phone::check(value).is_some();
    let day = value.len() == 8 && super::date::is_day(value);
    if telephone || day { None } else { check(value) }
}

/// Letters and digits mixed: a word is none, nor is a year, nor a postcode.
pub(super) fn mixed(value: &str) -> Option<Valid> {
    let letters = value.bytes().any(|byte| byte.is_ascii_alphabetic());
    let digits = value.bytes().any(|byte| byte.is_ascii_digit());
    let holds = letters && digits && postcode::check(value).is_none();
    if holds { check(value) } else { None }
}

/// The digits of a teacher reference number, with or without its slash.
pub(super) fn teacher(value: &str) -> Option<Valid> {
    let digits = digits(value);
    (digits.len() == 7 && !all_alike(&digits)).then(|| Valid::new(super::as_text(&digits)))
}

pub(super) fn repair_teacher(cell: &str) -> Option<String> {
    super::pad(cell, 6, 7)
}

/// Twelve digits of a disclosure certificate, which begin with zeros.
pub(super) fn repair_disclosure(cell: &str) -> Option<String> {
    super::pad(cell, 9, 12)
}

fn written_together(value: &str) -> String {
    let mut together = String::with_capacity(value.len());
    let characters = value.chars().filter(|character| !character.is_whitespace());
    together.extend(characters.map(|character| character.to_ascii_uppercase()));
    together
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::validators::tests::table;

    #[test]
    fn a_row_of_one_digit_is_no_reference() {
        table(
            "reference",
            &[("a1234bc", "A1234BC"), ("0012 3456 7890", "001234567890")],
            &["000000000000", "A111111"],
        );
    }

    #[test]
    fn days_and_telephone_numbers_are_no_account_numbers() {
        table(
            "reference-number",
            &[("47939264", "47939264")],
            &["20100412", "01632960123", "00000000"],
        );
    }

    #[test]
    fn a_mixed_reference_holds_letters_and_digits() {
        table(
            "mixed-reference",
            &[("AT1GK7", "AT1GK7")],
            &["ABCDEF", "123456", "W1A1AA"],
        );
    }

    #[test]
    fn lost_zeros_come_back() {
        assert_eq!(repair_teacher("698279").as_deref(), Some("0698279"));
        assert_eq!(
            repair_disclosure("1816385046").as_deref(),
            Some("001816385046")
        );
        assert_eq!(repair_disclosure("1816385046x"), None);
    }
}
