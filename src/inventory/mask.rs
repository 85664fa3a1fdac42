//! What a record shows of a value: at most its last two characters, and nothing at all of names, addresses, dates of
//! birth, credentials and sensitive words.

use crate::detect::Class;

/// Longest row of stars, so that a long value does not tell its length.
const STARS: usize = 8;

/// Values this short would be half shown by their last two characters.
const SHORT: usize = 4;

/// Rules whose values say something in any two characters: a name's end, a town, a domain, a day.
const WHOLE: &[&str] = &[
    "person-name",
    "postal-address",
    "date-of-birth",
    "email-address",
    "gps-coordinates",
    "duty-of-confidence",
];

/// Masks a value. `evidence` is the finding's own: of a sensitive category its `group:` is what may be said, of a marking
/// its `mark:`, for both are words of the rule book.
pub fn mask<S: AsRef<str>>(rule: &str, class: Class, text: &str, evidence: &[S]) -> String {
    match class {
        Class::Sensitive => format!("[{}]", said(rule, "group:", evidence)),
        Class::Credential => "[credential]".to_owned(),
        Class::Confidential => format!("[{}]", said(rule, "mark:", evidence)),
        Class::Personal if WHOLE.contains(&rule) => format!("[{rule}]"),
        Class::Personal => stars(text),
    }
}

/// `health/cancer` from the evidence `group:health/cancer`, else the rule.
fn said<'a, S: AsRef<str>>(rule: &'a str, kind: &str, evidence: &'a [S]) -> &'a str {
    let mut ids = evidence.iter().map(AsRef::as_ref);
    ids.find_map(|id| id.strip_prefix(kind)).unwrap_or(rule)
}

/// A star for each letter or digit, eight at most, and the last two of them plain.
fn stars(text: &str) -> String {
    let signs = || text.chars().rev().filter(|sign| sign.is_alphanumeric());
    let count = signs().take(STARS + 2).count();
    if count <= SHORT {
        return "*".repeat(count.max(1));
    }
    let mut tail: Vec<char> = signs().take(2).collect();
    tail.reverse();
    let hidden = "*".repeat(count - 2);
    hidden + &String::from_iter(tail)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_show_two_characters_and_kinds_of_people_none() {
        for (rule, class, text, evidence, expected) in [
            (
                "uk-nhs-number",
                Class::Personal,
                "000 000 0019",
                &[][..],
                "********19",
            ),
            ("uk-postcode", Class::Personal, "ZZ99 3AB", &[], "*****AB"),
            (
                "iban",
                Class::Personal,
                "GB00 ZZZZ 0000 0000 0000 17",
                &[],
                "********17",
            ),
            ("uk-vehicle-registration", Class::Personal, "A 1", &[], "**"),
            ("custom", Class::Personal, "", &[], "*"),
            (
                "person-name",
                Class::Personal,
                "Ada Example",
                &[],
                "[person-name]",
            ),
            (
                "email-address",
                Class::Personal,
                "a@b.example",
                &[],
                "[email-address]",
            ),
            (
                "credential",
                Class::Credential,
                "hunter2",
                &[],
                "[credential]",
            ),
            (
                "health",
                Class::Sensitive,
                "words",
                &["assertion", "group:health/cancer"],
                "[health/cancer]",
            ),
            (
                "health",
                Class::Sensitive,
                "words",
                &["assertion"],
                "[health]",
            ),
            (
                "protective-marking",
                Class::Confidential,
                "SECRET",
                &[],
                "[protective-marking]",
            ),
        ] {
            assert_eq!(mask(rule, class, text, evidence), expected, "{rule}");
        }
    }

    proptest! {
        #[test]
        fn a_mask_shows_no_more_than_the_last_two_characters(text in any::<String>()) {
            let masked = mask("uk-nhs-number", Class::Personal, &text, &[""; 0]);
            let shown: String = masked.trim_start_matches('*').to_owned();
            prop_assert!(shown.chars().count() <= 2);
            prop_assert!(masked.chars().count() <= STARS + 2);
            let signs: String = text.chars().filter(|sign| sign.is_alphanumeric()).collect();
            prop_assert!(signs.ends_with(&shown));
            prop_assert!(shown.is_empty() || signs.chars().count() > SHORT);
        }

        #[test]
        fn no_other_class_shows_anything(text in any::<String>(), other in "[a-zA-Z0-9]{1,40}") {
            for (rule, class) in [
                ("person-name", Class::Personal),
                ("health", Class::Sensitive),
                ("credential", Class::Credential),
                ("protective-marking", Class::Confidential),
            ] {
                let of = |text| mask(rule, class, text, &[""; 0]);
                prop_assert_eq!(of(&text), of(&other));
            }
        }
    }
}
