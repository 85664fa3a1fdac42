//! Running text to sentences: what one statement is.

use std::ops::Range;

use super::boxes::box_at;
use crate::detect::fold::trimmed;
use crate::detect::words::{Gap, Word, Words};

/// Bytes after which a sentence without an end is cut.
const LONGEST: usize = 2000;

/// Lines shorter than this end with their line.
const FULL_LINE: usize = 50;

/// Abbreviations whose dot does not end a sentence.
const ABBREVIATIONS: [&str; 34] = [
    "mr", "mrs", "ms", "dr", "prof", "rev", "revd", "st", "sgt", "insp", "cllr", "hon", "no",
    "nos", "ref", "tel", "approx", "inc", "ltd", "dept", "ext", "para", "vol", "eg", "ie", "e.g",
    "i.e", "cf", "vs", "etc", "a.m", "p.m", "jan", "dec",
];

/// A sentence: its place in the text without the space around it, and its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sentence {
    pub(super) bytes: Range<usize>,
    pub(super) words: Range<usize>,
    /// A colon stands in it.
    pub(super) colon: bool,
}

/// The sentences of a text, in order. Sentences end between words, so that only the gaps are looked at.
pub(super) struct Sentences<'w> {
    words: &'w Words<'w>,
    /// Where the next one begins.
    start: usize,
    line: usize,
    word: usize,
    /// The next byte to be looked at, in the gap before the word `next`.
    at: usize,
    next: usize,
    colon: bool,
}

impl<'w> Sentences<'w> {
    pub(super) fn of(words: &'w Words<'w>) -> Self {
        Self {
            words,
            start: 0,
            line: 0,
            word: 0,
            at: 0,
            next: 0,
            colon: false,
        }
    }

    /// The sentence up to a byte, if anything is in it; the next one begins there.
    fn end(&mut self, end: usize) -> Option<Sentence> {
        let bytes = trimmed(self.words.text(), self.start..end, &[]);
        let sentence = Sentence {
            bytes,
            words: self.word..self.next,
            colon: std::mem::take(&mut self.colon),
        };
        (self.start, self.line, self.word) = (end, end, self.next);
        (!sentence.bytes.is_empty()).then_some(sentence)
    }

    /// Looks through the rest of a gap for the end of a sentence.
    fn gap(&mut self) -> Option<usize> {
        let text = self.words.text();
        let end = self.words.get(self.next).map_or(text.len(), Word::start);
        while self.at < end {
            let at = self.at;
            self.at += 1;
            let byte = text.as_bytes()[at];
            let ends = match byte {
                b'.' => ends_with_dot(text, self.start, at),
                // The boxes behind a question are a part of it.
                b'?' if box_at(text[at + 1..].trim_start_matches(' ')).is_some() => false,
                b'!' | b'?' => text.as_bytes().get(at + 1).is_none_or(|next| {
                    next.is_ascii_whitespace() || matches!(next, b'"' | b')' | b'\'')
                }),
                b'\t' | b'|' | b';' => true,
                b'\n' | 0x0b => {
                    let ends = ends_with_line(text, self.line..at);
                    self.line = at + 1;
                    ends
                }
                b':' => {
                    self.colon = true;
                    false
                }
                _ => false,
            };
            let too_long = self.at - self.start >= LONGEST && byte.is_ascii_whitespace();
            if ends || too_long {
                return Some(self.at);
            }
        }
        None
    }
}

impl Iterator for Sentences<'_> {
    type Item = Sentence;

    fn next(&mut self) -> Option<Sentence> {
        loop {
            while let Some(end) = self.gap() {
                if let Some(sentence) = self.end(end) {
                    return Some(sentence);
                }
            }
            // Words whose gaps end nothing are passed over.
            loop {
                let Some(word) = self.words.get(self.next) else {
                    let end = self.words.text().len();
                    self.at = end;
                    return (self.start < end).then(|| self.end(end)).flatten();
                };
                self.next += 1;
                if word.after != Gap::default() || word.end() >= self.start + LONGEST - 1 {
                    self.at = word.end();
                    break;
                }
            }
        }
    }
}

fn ends_with_dot(text: &str, start: usize, dot: usize) -> bool {
    let bytes = text.as_bytes();
    match bytes.get(dot + 1) {
        None => return true,
        Some(c) if c.is_ascii_whitespace() => {}
        Some(b'"' | b')' | b'\'' | 0xe2) => {}
        Some(_) => return false,
    }
    let word = text[start..dot]
        .rsplit(|c: char| !(c.is_alphanumeric() || c == '.'))
        .next()
        .unwrap_or_default();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let abbreviation = ABBREVIATIONS
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known));
    let after = text[dot + 1..].trim_start().chars().next();
    let goes_on = after.is_some_and(char::is_lowercase);
    !(initial || abbreviation || goes_on)
}

/// Whether the end of the line is the end of the sentence: a short line, an empty one next, a list or a label next.
fn ends_with_line(text: &str, line: Range<usize>) -> bool {
    const LABEL: usize = 30;
    let rest = &text.as_bytes()[line.end + 1..];
    let lead = rest
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
        .count();
    let next = &text[line.end + 1 + lead..];
    let Some(first) = next.chars().next().filter(|first| *first != '\n') else {
        return true;
    };
    let line_start = line.start;
    let written = text[line].trim_end();
    if written.ends_with([':', ';', '.', '!', '?'])
        || written.len() < FULL_LINE && !first.is_lowercase()
    {
        return true;
    }
    if begin_alike(text[line_start..].trim_start(), next) {
        return true;
    }
    if !first.is_alphanumeric() {
        return !matches!(first, '(' | '"' | '\'' | '£' | '‘' | '“');
    }
    let lead = next.bytes().take(LABEL).take_while(|byte| *byte != b'\n');
    let label = lead.clone().position(|byte| byte == b':');
    !first.is_lowercase()
        && label.is_some_and(|end| lead.take(end).filter(|byte| *byte == b' ').count() < 4)
}

/// Two lines begin with the same word that has a capital, or with numbers, as the lines of a log do.
fn begin_alike(line: &str, next: &str) -> bool {
    let word = |text: &'_ str| {
        text.split(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or_default()
            .len()
    };
    let (one, other) = (&line[..word(line)], &next[..word(next)]);
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    is_number(one) && is_number(other)
        || one.len() > 1 && one == other && one.starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let words = Words::of(text);
        Sentences::of(&words)
            .map(|sentence| &text[sentence.bytes])
            .collect()
    }

    #[test]
    fn titles_initials_and_abbreviations_do_not_end_a_sentence() {
        assert_eq!(
            split("Mr. J. Smith of Acme Ltd. was ill. He is better."),
            ["Mr. J. Smith of Acme Ltd. was ill.", "He is better."]
        );
    }

    #[test]
    fn a_wrapped_line_goes_on_and_a_heading_does_not() {
        assert_eq!(
            split(
                "Absence\nThe tenant of number four has been away since Tuesday with a bad\nback and is in hospital.\n- first\n- second\nName: A\nAge: B"
            ),
            [
                "Absence",
                "The tenant of number four has been away since Tuesday with a bad\nback and is in hospital.",
                "- first",
                "- second",
                "Name: A",
                "Age: B"
            ]
        );
    }

    #[test]
    fn cells_of_a_laid_out_line_are_sentences_of_their_own() {
        assert_eq!(
            split("Name\tNote\nA\t3.5 mg"),
            ["Name", "Note", "A", "3.5 mg"]
        );
    }

    #[test]
    fn a_text_without_end_is_cut() {
        let text = "word ".repeat(10_000);
        let words = Words::of(&text);
        assert!(Sentences::of(&words).all(|sentence| sentence.bytes.len() <= LONGEST));
    }

    #[test]
    fn lines_that_begin_alike_are_sentences_of_their_own() {
        let log = "Seen Ada Kowalski about the loan and the rent book, no more\nSeen Ben Okafor about the keys";
        assert_eq!(split(log).len(), 2);
        let wrapped =
            "Seen Ada Kowalski about the loan and the rent book, no more\nMoney was asked for";
        assert_eq!(split(wrapped).len(), 1);
    }
}
