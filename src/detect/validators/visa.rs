//! Visa application: a Global Web Form number, or a unique application number of four groups (UK Visas and Immigration).

use super::{Valid, compact};

pub(super) fn check(value: &str) -> Option<Valid> {
    let compact = compact(value);
    let digits =
        |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    let form = compact
        .strip_prefix("GWF")
        .is_some_and(|rest| digits(rest, 9));
    let groups: Vec<&str> = value.split('-').collect();
    let unique = groups.len() == 4
        && matches!(groups[0], "1212" | "3434")
        && groups.iter().all(|group| digits(group, 4));
    (form || unique).then(|| Valid::new(compact.clone()))
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn the_two_forms_have_their_beginnings() {
        table(
            "visa-application",
            &[
                ("GWF038255628", "GWF038255628"),
                ("3434-9344-8960-1167", "3434934489601167"),
            ],
            &["GWF12345678", "1111-2222-3333-4444", "3434-1234-1234"],
        );
    }
}
