//! The words of a text, folded for comparison: lower case, without accents and apostrophes, a possessive `s` cut off.
//!
//! Names and sensitive terms look words up; both compare folded forms, so that `O’Neill` is `oneill` in text and lists alike.

use std::ops::Range;

use super::rule::Book;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Lower,
    /// A capital and small letters: `Smith`, `McLeod`, `O'Neill`.
    Capital,
    /// Two or more letters, all capitals.
    Upper,
    /// One capital letter.
    Initial,
    /// Has a digit.
    Number,
}

/// One word of a text.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// Byte range in the text; a possessive `'s` is left out.
    pub start: usize,
    pub end: usize,
    folded: Range<usize>,
    pub shape: Shape,
    /// A possessive `'s` follows.
    pub possessive: bool,
}

/// The words of a text in order.
#[derive(Debug, Default)]
pub(super) struct Words {
    folded: String,
    words: Vec<Word>,
}

impl Words {
    pub(super) fn of(text: &str) -> Self {
        let mut words = Self::default();
        let mut at = 0;
        while let Some((start, _)) = text[at..].char_indices().find(|(_, c)| c.is_alphanumeric()) {
            let start = at + start;
            let end = start + length(&text[start..]);
            words.push(text, start, end);
            at = end;
        }
        words
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<&Word> {
        self.words.get(index)
    }

    /// The word at an index below [`Self::len`].
    pub(super) fn word(&self, index: usize) -> &Word {
        &self.words[index]
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, Word> {
        self.words.iter()
    }

    /// The folded form of a word.
    pub(super) fn folded(&self, index: usize) -> &str {
        &self.folded[self.words[index].folded.clone()]
    }

    /// Text between a word and the next, a possessive `'s` left out; none after the last.
    pub(super) fn gap<'t>(&self, text: &'t str, index: usize) -> Option<&'t str> {
        let word = &self.words[index];
        let gap = &text[word.end..self.words.get(index + 1)?.start];
        if !word.possessive {
            return Some(gap);
        }
        Some(
            gap.trim_start_matches(is_apostrophe)
                .trim_start_matches(['s', 'S']),
        )
    }

    /// Index of the first word that starts at or after byte `at`.
    pub(super) fn first_from(&self, at: usize) -> usize {
        self.words.partition_point(|word| word.start < at)
    }

    fn push(&mut self, text: &str, start: usize, end: usize) {
        let written = &text[start..end];
        let bare = written
            .strip_suffix(['s', 'S'])
            .and_then(|rest| rest.strip_suffix(is_apostrophe));
        let possessive = bare.is_some_and(|rest| !rest.is_empty());
        let written = if possessive {
            bare.unwrap_or(written)
        } else {
            written
        };
        let from = self.folded.len();
        fold_into(written, &mut self.folded);
        self.words.push(Word {
            start,
            end: start + written.len(),
            folded: from..self.folded.len(),
            shape: shape(written),
            possessive,
        });
    }
}

/// The entries of a list of the rule book: one a line, remarks and empty lines left out.
pub(super) fn list<'b>(book: &'b Book, path: &str) -> impl Iterator<Item = &'b str> {
    book.file(path)
        .unwrap_or_default()
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The folded words of a phrase, joined by single spaces.
pub(super) fn fold_phrase(phrase: &str) -> String {
    let words = Words::of(phrase);
    let folded: Vec<_> = (0..words.len()).map(|index| words.folded(index)).collect();
    folded.join(" ")
}

/// Splits `camelCase` and `snake_case` names of fields into words.
pub(super) fn split_identifier(name: &str) -> String {
    let mut split = String::with_capacity(name.len() + 4);
    let mut small_before = false;
    for c in name.chars() {
        if c == '_' {
            split.push(' ');
        } else {
            if c.is_uppercase() && small_before {
                split.push(' ');
            }
            split.push(c);
        }
        small_before = c.is_lowercase() || c.is_ascii_digit();
    }
    split
}

pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02bc}' | '`')
}

/// Length in bytes of the word that `text` begins with: letters, digits, marks, and apostrophes between them.
fn length(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let inside = c.is_alphanumeric()
            || is_combining_mark(c)
            || (is_apostrophe(c) && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric()));
        if !inside {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

fn fold_into(written: &str, folded: &mut String) {
    for c in written.chars() {
        if c.is_ascii() {
            if !is_apostrophe(c) {
                folded.push(c.to_ascii_lowercase());
            }
            continue;
        }
        if is_apostrophe(c) {
            continue;
        }
        for small in c.to_lowercase() {
            match small {
                'ł' => folded.push('l'),
                'ø' => folded.push('o'),
                'đ' | 'ð' => folded.push('d'),
                'ı' => folded.push('i'),
                'ə' => folded.push('e'),
                'ß' => folded.push_str("ss"),
                'æ' => folded.push_str("ae"),
                'œ' => folded.push_str("oe"),
                'þ' => folded.push_str("th"),
                _ => decompose_compatible(small, |part| {
                    if !is_combining_mark(part) {
                        folded.push(part);
                    }
                }),
            }
        }
    }
}

fn shape(written: &str) -> Shape {
    let mut letters = written.chars().filter(|c| !is_apostrophe(*c));
    if written.chars().any(char::is_numeric) {
        return Shape::Number;
    }
    let first_is_capital = letters.next().is_some_and(char::is_uppercase);
    let (mut more, mut small) = (false, false);
    for c in letters {
        more = true;
        small |= c.is_lowercase();
    }
    match (first_is_capital, more, small) {
        (true, false, _) => Shape::Initial,
        (true, true, false) => Shape::Upper,
        (true, true, true) => Shape::Capital,
        (false, _, _) => Shape::Lower,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_alike_however_they_are_written() {
        for (written, folded) in [
            ("O’Neill's", "oneill"),
            ("O'NEILL", "oneill"),
            ("Łukasz Żółć", "lukasz zolc"),
            ("José-Maria", "jose maria"),
            ("Smiths' 2nd", "smiths 2nd"),
            ("’", ""),
        ] {
            assert_eq!(fold_phrase(written), folded, "{written}");
        }
    }

    #[test]
    fn a_possessive_is_no_part_of_the_word() {
        let words = Words::of("Anna’s book");
        assert_eq!((words.words[0].start, words.words[0].end), (0, 4));
        assert!(words.words[0].possessive);
    }

    #[test]
    fn names_of_fields_are_split_into_words() {
        assert_eq!(split_identifier("EthnicOrigin"), "Ethnic Origin");
        assert_eq!(split_identifier("sen_need_1"), "sen need 1");
        assert_eq!(split_identifier("DOB"), "DOB");
    }
}
