//! A password or key beside its label: not a mask, a placeholder or a word of policy prose.

use super::Valid;

/// Words that follow "password:" in prose about passwords, and what forms say in place of one.
const PROSE: &[&str] = &[
    "above",
    "active",
    "applies",
    "attached",
    "below",
    "blank",
    "cannot",
    "change",
    "changed",
    "changes",
    "choose",
    "confidential",
    "confirm",
    "contains",
    "create",
    "default",
    "disabled",
    "enter",
    "expired",
    "expires",
    "expiry",
    "field",
    "forgotten",
    "from",
    "generated",
    "hash",
    "hidden",
    "incorrect",
    "invalid",
    "issued",
    "kept",
    "length",
    "letters",
    "locked",
    "lost",
    "management",
    "manager",
    "minimum",
    "must",
    "never",
    "none",
    "not",
    "null",
    "optional",
    "password",
    "passwords",
    "phone",
    "please",
    "policy",
    "private",
    "protected",
    "protection",
    "provided",
    "recovery",
    "redacted",
    "removed",
    "required",
    "requirements",
    "reset",
    "resets",
    "same",
    "secret",
    "secure",
    "security",
    "sent",
    "separate",
    "separately",
    "should",
    "shared",
    "standard",
    "string",
    "strong",
    "supplied",
    "that",
    "their",
    "these",
    "this",
    "true",
    "false",
    "type",
    "unchanged",
    "undefined",
    "unknown",
    "user",
    "username",
    "valid",
    "what",
    "when",
    "which",
    "will",
    "with",
    "your",
];

pub(super) fn check(value: &str) -> Option<Valid> {
    let trimmed = value.trim_end_matches(['.', ')', ']']);
    let lower = trimmed.to_ascii_lowercase();
    let varied = !all_one_character(trimmed);
    let placeholder =
        trimmed.starts_with(['<', '{', '$', '%', '[', '(']) || trimmed.ends_with(['>', '}']);
    let letters_only = trimmed.bytes().all(|byte| byte.is_ascii_alphabetic());
    let prose = letters_only && PROSE.contains(&lower.as_str());
    (trimmed.len() >= 4 && varied && !placeholder && !prose).then(|| Valid::new(trimmed))
}

/// A cell under the head of a secret needs no label of its own.
pub(super) fn repair(cell: &str) -> Option<String> {
    (!cell.contains(char::is_whitespace)).then(|| cell.to_owned())
}

/// `********`, `xxxx`, `....`: a mask.
fn all_one_character(value: &str) -> bool {
    let mut characters = value.chars();
    let first = characters.next();
    let masked = value
        .chars()
        .filter(|character| matches!(character, '*' | '•' | '●'))
        .count();
    characters.all(|character| Some(character) == first) || masked * 2 > value.chars().count()
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn masks_placeholders_and_prose_are_no_secrets() {
        table(
            "credential",
            &[("Tr0ub4dor&3", "Tr0ub4dor&3"), ("marigold", "marigold")],
            &[
                "********",
                "xxxx",
                "<password>",
                "${PASSWORD}",
                "required",
                "Policy",
                "abc",
            ],
        );
    }
}
