//! A sentence as the statements read it: words, and what stands between them.

use std::borrow::Cow;

use crate::detect::words::{fold, is_apostrophe, length};

/// A word or a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token<'t> {
    pub(crate) kind: Kind,
    /// Of its first byte.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// In small letters, without accents; a short form with an apostrophe before it.
    pub(crate) folded: Cow<'t, str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    /// What patterns pass over unless they name it: a short form of a verb, a possessive, a quotation mark.
    Light,
    Mark,
}

/// Short forms, folded, and as they stand behind an apostrophe.
const SHORT: [(&str, &str); 6] = [
    ("'s", "s"),
    ("'m", "m"),
    ("'d", "d"),
    ("'ve", "ve"),
    ("'re", "re"),
    ("'ll", "ll"),
];

/// Marks that part words, each as it is folded. A hyphen within a word and a slash part nothing.
const MARKS: [(char, &str); 14] = [
    (',', ","),
    ('.', "."),
    (':', ":"),
    (';', ";"),
    ('(', "("),
    (')', ")"),
    ('?', "?"),
    ('!', "!"),
    ('&', "&"),
    ('+', "+"),
    ('£', "£"),
    ('%', "%"),
    ('\u{2013}', "-"),
    ('\u{2014}', "-"),
];

impl Token<'_> {
    /// Reads a text.
    pub(crate) fn all(text: &str) -> Vec<Token<'_>> {
        let mut tokens = Vec::new();
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            if c == ' ' {
                at += 1;
                continue;
            }
            let whole = length(&text[at..]);
            let quoted = is_apostrophe(c) && short(&text[at..at + whole]).is_none();
            if whole > 0 && !quoted {
                at = word(text, at, at + whole, &mut tokens);
                continue;
            }
            let end = at + c.len_utf8();
            if let Some((kind, folded)) = mark(text, at, c) {
                tokens.push(Token {
                    kind,
                    start: at,
                    end,
                    folded: folded.into(),
                });
            }
            at = end;
        }
        tokens
    }
}

/// The mark that a character is, if it is one.
fn mark(text: &str, at: usize, c: char) -> Option<(Kind, &'static str)> {
    if matches!(c, '"' | '\u{201c}' | '\u{201d}') || is_apostrophe(c) {
        return Some((Kind::Light, "\""));
    }
    if c == '-' {
        let spaced = text[..at].ends_with(' ') || text[at + 1..].starts_with(' ');
        return spaced.then_some((Kind::Mark, "-"));
    }
    let known = MARKS.iter().find(|(mark, _)| *mark == c);
    known.map(|(_, folded)| (Kind::Mark, *folded))
}

/// Reads a word with the short form at its end, and the rest of a number with a point in it. Returns where that ends.
fn word<'t>(text: &'t str, start: usize, mut end: usize, tokens: &mut Vec<Token<'t>>) -> usize {
    let written = &text[start..end];
    if written.bytes().all(|byte| byte.is_ascii_digit()) {
        while let Some(digits) = fraction(&text[end..]) {
            end += digits;
        }
        // `2.5mg` is one word, as `25mg` is.
        let is_letter = |c: &char| c.is_alphanumeric();
        let unit = text[end..].chars().take_while(is_letter);
        end += unit.map(char::len_utf8).sum::<usize>();
    }
    let short = short(written).map(|(at, folded)| (start + at, folded));
    let stem = short.map_or(end, |(at, _)| at);
    if start < stem {
        tokens.push(Token {
            kind: Kind::Word,
            start,
            end: stem,
            folded: fold(&text[start..stem]),
        });
    }
    if let Some((at, folded)) = short {
        tokens.push(Token {
            kind: Kind::Light,
            start: at,
            end,
            folded: folded.into(),
        });
    }
    end
}

/// Where the short form begins that a word ends with, and how it is folded.
fn short(word: &str) -> Option<(usize, &'static str)> {
    let at = word.rfind(is_apostrophe)?;
    let letters = word[at..].trim_start_matches(is_apostrophe);
    let known = |(_, short): &&(&str, &str)| letters.eq_ignore_ascii_case(short);
    let (folded, _) = SHORT.iter().find(known)?;
    Some((at, *folded))
}

/// Length of `.50` or `,000` that a text begins with.
fn fraction(text: &str) -> Option<usize> {
    let digits = text.strip_prefix(['.', ','])?;
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    (length > 0).then_some(1 + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        let tokens = Token::all(text).into_iter();
        tokens.map(|token| token.folded.into_owned()).collect()
    }

    #[test]
    fn words_short_forms_and_marks_are_told_apart() {
        assert_eq!(
            folded("She’s paid £12.50, isn't in the long-term NAS/UWT (René's) - no"),
            [
                "she", "'s", "paid", "£", "12.50", ",", "isnt", "in", "the", "long", "term", "nas",
                "uwt", "(", "rene", "'s", ")", "-", "no"
            ]
        );
        assert_eq!(
            folded("'No' O'Neill’s members’ 1,000. 2.5mg"),
            [
                "\"", "no", "\"", "oneill", "'s", "members", "\"", "1,000", ".", "2.5mg"
            ]
        );
    }

    #[test]
    fn tokens_lie_where_they_are_written() {
        let text = "É’s — €5 ok’d";
        for token in Token::all(text) {
            let written = fold(&text[token.start..token.end]);
            assert!(
                token.kind != Kind::Word || written == token.folded,
                "{token:?}"
            );
        }
    }
}
