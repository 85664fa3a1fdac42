//! Folds the separators that word processors write to plain ones, one character to one, and leads back to true offsets.

use std::borrow::Cow;

/// Text with plain separators, and the way back to the offsets of the original.
pub(super) struct Folded<'t> {
    text: Cow<'t, str>,
    /// After this offset of the folded text the original is so many bytes ahead, in order.
    shifts: Vec<(usize, usize)>,
}

/// A line at least this long may be wrapped, so that the next one continues it.
const WRAPPED_FROM: usize = 40;

/// Text whose single line ends inside running text are spaces, so that a value is whole where a page breaks it. Every byte
/// stays where it is.
pub(super) fn unwrapped(text: &str) -> Cow<'_, str> {
    let joins = joins(text);
    if joins.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut unwrapped = String::with_capacity(text.len());
    let mut from = 0;
    for end in joins {
        unwrapped.push_str(&text[from..end]);
        unwrapped.push(' ');
        from = end + 1;
    }
    unwrapped.push_str(&text[from..]);
    Cow::Owned(unwrapped)
}

impl<'t> Folded<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        if plain(text) {
            return Self {
                text: Cow::Borrowed(text),
                shifts: Vec::new(),
            };
        }
        let mut folded = String::with_capacity(text.len());
        let mut shifts = Vec::new();
        let mut ahead = 0;
        for character in text.chars() {
            let becomes = fold(character);
            folded.push(becomes);
            let shorter = character.len_utf8() - becomes.len_utf8();
            if shorter > 0 {
                ahead += shorter;
                shifts.push((folded.len(), ahead));
            }
        }
        Self {
            text: Cow::Owned(folded),
            shifts,
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The offset in the original text.
    pub(super) fn original(&self, offset: usize) -> usize {
        let before = self.shifts.partition_point(|(from, _)| *from <= offset);
        offset + before.checked_sub(1).map_or(0, |last| self.shifts[last].1)
    }
}

/// Nothing to fold: all ASCII and no line break within a paragraph.
fn plain(text: &str) -> bool {
    text.is_ascii() && memchr::memchr(0x0b, text.as_bytes()).is_none()
}

/// Unicode 16, general categories Zs and Pd, and the quotation marks of word processors.
fn fold(character: char) -> char {
    match character {
        '\u{b}'
        | '\u{a0}'
        | '\u{1680}'
        | '\u{2000}'..='\u{200a}'
        | '\u{202f}'
        | '\u{205f}'
        | '\u{3000}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' => '\'',
        '\u{201c}' | '\u{201d}' | '\u{2033}' => '"',
        other => other,
    }
}

/// The line ends that only wrap a line: a long line before, running text after that names no field.
fn joins(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut joins = Vec::new();
    let mut line_start = 0;
    for end in memchr::memchr_iter(b'\n', bytes) {
        let long = end - line_start >= WRAPPED_FROM;
        let open = end > 0
            && (bytes[end - 1].is_ascii_alphanumeric() || b",/(+-".contains(&bytes[end - 1]));
        let next = &bytes[end + 1..(end + 1 + WRAPPED_FROM).min(bytes.len())];
        let goes_on = next
            .first()
            .is_some_and(|first| first.is_ascii_alphanumeric() || b"(+".contains(first));
        let first_line = next.split(|byte| *byte == b'\n').next().unwrap_or_default();
        if long && open && goes_on && !first_line.contains(&b':') {
            joins.push(end);
        }
        line_start = end + 1;
    }
    joins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_lead_back_to_the_original() {
        let text = "Zoë\u{a0}77\u{2011}31\u{2009}x";
        let folded = Folded::new(text);
        assert_eq!(folded.text(), "Zoë 77-31 x");
        for (at, character) in folded.text().char_indices() {
            let original = text[folded.original(at)..].chars().next();
            assert_eq!(original.map(fold), Some(character));
        }
        assert_eq!(folded.original(folded.text().len()), text.len());
    }

    #[test]
    fn only_the_end_of_a_long_line_of_running_text_is_joined() {
        let wrapped = "The tenant moved in last year and her postcode is CF54\n8EA as before.\nEnd";
        let joined = unwrapped(wrapped);
        assert!(joined.contains("CF54 8EA") && joined.contains("before.\nEnd"));
        assert_eq!(joined.len(), wrapped.len());
        for apart in [
            "CF54\n8EA",
            "The address that we hold is 9 Mill Row, Overby\nTel: 01632 960123",
        ] {
            assert_eq!(unwrapped(apart), apart);
        }
    }
}
