//! What a page's own styles hide (CSS 2.2, 9.2.4 and 11.2): rules for one element, class or identifier.
//!
//! Rules that depend on where an element stands, on the medium or on what a reader does are passed over: they show things by
//! turns. Of several rules for the same the last one holds.

use std::collections::HashMap;

use html5ever::tokenizer::Tag;

use super::elements::attribute;

/// Whether declarations show what they are for; none if they do not say.
pub(super) fn shows(declarations: &str) -> Option<bool> {
    let mut shows = None;
    for declaration in declarations.split(';') {
        let Some((property, value)) = declaration.split_once(':') else {
            continue;
        };
        let (property, value) = (property.trim(), value.trim());
        let hiding = [
            ("display", "none"),
            ("visibility", "hidden"),
            ("mso-hide", "all"),
        ];
        for (name, hides) in hiding {
            if property.eq_ignore_ascii_case(name) {
                let hides = value
                    .get(..hides.len())
                    .is_some_and(|value| value.eq_ignore_ascii_case(hides));
                shows = Some(!hides && shows != Some(false));
            }
        }
    }
    shows
}

/// The rules of a page so far.
#[derive(Default)]
pub(super) struct Styles {
    /// Whether what a selector is for is shown: `.note`, `#note`, `p.note`, `p`.
    rules: HashMap<String, bool>,
}

impl Styles {
    /// Takes in a style sheet.
    pub(super) fn add(&mut self, sheet: &str) {
        let mut rest = sheet;
        while let Some((before, inside)) = rest.split_once('{') {
            let at_rule = selectors(before).starts_with('@');
            let Some(end) = (if at_rule {
                end_of_block(inside)
            } else {
                inside.find('}')
            }) else {
                return;
            };
            if !at_rule && let Some(shows) = shows(&inside[..end]) {
                for selector in selectors(before)
                    .split(',')
                    .map(str::trim)
                    .filter(|one| is_simple(one))
                {
                    self.rules.insert(selector.to_owned(), shows);
                }
            }
            rest = &inside[end + 1..];
        }
    }

    /// Whether the styles hide an element.
    pub(super) fn hide(&self, tag: &Tag) -> bool {
        if self.rules.is_empty() {
            return false;
        }
        let name = &*tag.name;
        let hides = |selector: &str| self.rules.get(selector) == Some(&false);
        let marked = |mark: char, word: &str| {
            hides(&format!("{mark}{word}")) || hides(&format!("{name}{mark}{word}"))
        };
        let classes = attribute(tag, "class").unwrap_or_default();
        let identifier = attribute(tag, "id").filter(|word| !word.is_empty());
        hides(name)
            || classes
                .split_ascii_whitespace()
                .any(|word| marked('.', word))
            || identifier.is_some_and(|word| marked('#', word))
    }
}

/// The selectors before a block: what follows the last comment, mark of a comment, or statement.
fn selectors(before: &str) -> &str {
    let after = |text: &'_ str, mark: &str| text.rfind(mark).map_or(0, |at| at + mark.len());
    let from = ["*/", "<!--", "-->", ";"].map(|mark| after(before, mark));
    before[from.into_iter().max().unwrap_or(0)..].trim()
}

/// One element, class or identifier, or an element with one of these.
fn is_simple(selector: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '#');
    let marks = selector.matches(['.', '#']).count();
    !selector.is_empty() && selector.chars().all(is_part) && marks <= 1
}

/// Where a block with blocks in it ends.
fn end_of_block(inside: &str) -> Option<usize> {
    let mut open = 1_usize;
    for (at, brace) in inside.match_indices(['{', '}']) {
        open = if brace == "{" { open + 1 } else { open - 1 };
        if open == 0 {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_say_whether_they_hide() {
        for (declarations, want) in [
            ("color: red", None),
            ("display: none", Some(false)),
            ("DISPLAY:None !important; color: red", Some(false)),
            ("display: block", Some(true)),
            ("display:none; visibility: visible", Some(false)),
            ("mso-hide:all", Some(false)),
        ] {
            assert_eq!(shows(declarations), want, "{declarations}");
        }
    }

    #[test]
    fn simple_rules_count_and_the_last_one_holds() {
        let mut styles = Styles::default();
        styles.add(
            "<!-- @import 'x'; .a{display:none} /* b */ p.b, #c {display:none;color:red} .d{display:none} .d{display:block}
             @media print { .e {display:none} .f {display:none} } .g:hover{display:none} .h .i{display:none} .j{display:none",
        );
        let mut hidden: Vec<&str> = styles
            .rules
            .iter()
            .filter(|(_, shows)| !**shows)
            .map(|(selector, _)| selector.as_str())
            .collect();
        hidden.sort_unstable();
        assert_eq!(hidden, ["#c", ".a", "p.b"]);
    }
}
