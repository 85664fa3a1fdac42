//! Blood group: ABO and rhesus (National Health Service Blood and Transplant).

use super::Valid;

pub(super) fn check(value: &str) -> Option<Valid> {
    let letters = value
        .bytes()
        .take_while(|byte| matches!(byte, b'A' | b'B' | b'O'))
        .count();
    let (group, rest) = value.split_at(letters);
    let rest = rest.to_ascii_lowercase();
    let sign = if rest.contains('+') || rest.contains("pos") {
        '+'
    } else if rest.contains('-') || rest.contains("neg") {
        '-'
    } else {
        return None;
    };
    matches!(group, "A" | "B" | "AB" | "O").then(|| Valid::new(format!("{group}{sign}")))
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn the_ways_of_writing_a_group_have_one_normal_form() {
        table(
            "blood-group",
            &[("A RhD positive", "A+"), ("O -ve", "O-"), ("AB neg", "AB-")],
            &["AO+", "C+", "A"],
        );
    }
}
