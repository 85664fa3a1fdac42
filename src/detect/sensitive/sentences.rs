//! Running text to sentences: what one statement is.

use std::ops::Range;

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

/// The sentences of a text, in order, without the space around them.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            let end = end_of_sentence(text, at);
            let range = trimmed(text, at..end);
            at = end;
            if !range.is_empty() {
                return Some(range);
            }
        }
        None
    })
}

/// Byte after the sentence that begins at `start`; always after `start`.
fn end_of_sentence(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    let mut line = start;
    while at < bytes.len() {
        let next = at + 1;
        let ends = match bytes[at] {
            b'.' => ends_with_dot(text, start, at),
            b'!' | b'?' => bytes
                .get(next)
                .is_none_or(|c| c.is_ascii_whitespace() || matches!(c, b'"' | b')' | b'\'')),
            b'\t' | b'|' | b';' => true,
            b'\n' | 0x0b => {
                let ends = ends_with_line(text, line..at);
                line = next;
                ends
            }
            _ => false,
        };
        if ends || (next - start >= LONGEST && bytes[at].is_ascii_whitespace()) {
            return next;
        }
        at = next;
    }
    text.len()
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
    let abbreviation = ABBREVIATIONS.contains(&word.to_lowercase().as_str());
    let after = text[dot + 1..].trim_start().chars().next();
    let goes_on = after.is_some_and(char::is_lowercase);
    !(initial || abbreviation || goes_on)
}

/// Whether the end of the line is the end of the sentence: a short line, an empty one next, a list or a label next.
fn ends_with_line(text: &str, line: Range<usize>) -> bool {
    let written = text[line.clone()].trim_end_matches('\r');
    let rest = &text[line.end + 1..];
    let next = rest.lines().next().unwrap_or_default().trim_start();
    let Some(first) = next.chars().next() else {
        return true;
    };
    if written.trim_end().ends_with([':', ';', '.', '!', '?'])
        || written.len() < FULL_LINE && !first.is_lowercase()
    {
        return true;
    }
    let label = next
        .split_once(':')
        .is_some_and(|(label, _)| label.len() < 30 && label.split(' ').count() <= 4);
    !first.is_alphanumeric() && !matches!(first, '(' | '"' | '\'' | '£' | '‘' | '“')
        || (label && !first.is_lowercase())
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    let end = range.start + part.trim_end().len();
    start..end.max(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).map(|range| &text[range]).collect()
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
        assert!(sentences(&text).all(|range| range.len() <= LONGEST));
    }
}
