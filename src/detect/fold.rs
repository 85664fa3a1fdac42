//! Readies a text to be read, every byte in its place: quoting, labels and wrapped lines; and folds the separators that word
//! processors write to plain ones, one character to one, with the way back to true offsets.

use std::borrow::Cow;
use std::ops::{Range, RangeInclusive};

/// Text with plain separators, and the way back to the offsets of the original.
pub(super) struct Folded<'t> {
    text: Cow<'t, str>,
    /// After this offset of the folded text the original is so many bytes ahead, in order.
    shifts: Vec<(usize, usize)>,
}

/// A span without the blanks at its ends, and without these signs.
pub(super) fn trimmed(text: &str, span: Range<usize>, signs: &[char]) -> Range<usize> {
    let part = &text[span.clone()];
    let lead = part.len() - part.trim_ascii_start().len();
    let bare = part.trim_ascii();
    if let [first, .., last] = bare.as_bytes()
        && first.is_ascii_alphanumeric()
        && last.is_ascii_alphanumeric()
    {
        return span.start + lead..span.start + lead + bare.len();
    }
    let outside = |character: char| character.is_whitespace() || signs.contains(&character);
    let start = span.start + (part.len() - part.trim_start_matches(outside).len());
    start..start + part.trim_matches(outside).len()
}

/// A line at least this long may be wrapped, so that the next one continues it; a shorter one where sentences plainly run on.
const WRAPPED_FROM: usize = 40;

/// What the line ends of a text may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineEnds {
    /// Ends of what stands there: of cells, of lines of a column.
    Ends,
    /// Any may only wrap a line.
    Wraps,
    /// Ends of paragraphs, or of lines of a mail as wide as mails are.
    OfMail,
}

/// Puts a space for each single line end inside running text, so that a value is whole where a page breaks it. Every byte
/// stays where it is.
pub(super) fn unwrap_into(text: &str, ends: LineEnds, unwrapped: &mut String) {
    unwrapped.reserve(text.len());
    let mut from = 0;
    let mut join = |end: usize| {
        unwrapped.push_str(&text[from..end]);
        unwrapped.push(' ');
        from = end + 1;
    };
    match ends {
        LineEnds::Ends => {}
        LineEnds::Wraps => joins(text, 0).for_each(join),
        LineEnds::OfMail => {
            let mut start = 0;
            for block in text.split("\n\n") {
                let width = block.split('\n').map(str::len).max().unwrap_or(0);
                if MAIL.contains(&width) {
                    joins(block, width).for_each(|end| join(start + end));
                }
                start += block.len() + "\n\n".len();
            }
        }
    }
    unwrapped.push_str(&text[from..]);
}

/// Puts spaces for the signs that quote the lines of an earlier mail (`> 4 Mill Road`). Every byte stays where it is.
pub(super) fn unquoted(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut unquoted = Cow::Borrowed(text);
    let (mut from, mut leads) = (0, true);
    for at in memchr::memchr_iter(b'>', bytes) {
        let between = &bytes[from..at];
        let line = memchr::memrchr(b'\n', between).map(|end| end + 1);
        leads |= line.is_some();
        leads &= between[line.unwrap_or(0)..]
            .iter()
            .all(|byte| *byte == b' ');
        if leads {
            unquoted.to_mut().replace_range(at..=at, " ");
        }
        from = at + 1;
    }
    unquoted
}

/// Puts a colon behind the label of a line in bold (`**Surname** Example`). Every byte stays where it is.
pub(super) fn labelled(text: Cow<'_, str>) -> Cow<'_, str> {
    const BOLD: &str = "**";
    const LONGEST: usize = 48;
    /// Bytes of the mark of a list, and of what stands between label and value.
    const MARK: usize = 8;
    let mut places = Vec::new();
    for (start, _) in text.match_indices(BOLD) {
        // A line may be as long as the text.
        let from = text.floor_char_boundary(start.saturating_sub(MARK));
        let before = text[from..start].trim_end_matches(['-', '*', ' ']);
        if !(before.ends_with('\n') || before.is_empty() && from == 0) {
            continue;
        }
        let label = start + BOLD.len();
        let until = text.floor_char_boundary((label + LONGEST + MARK).min(text.len()));
        let line = text[label..until].split('\n').next().unwrap_or_default();
        let Some(end) = line.find(BOLD).filter(|end| (1..=LONGEST).contains(end)) else {
            continue;
        };
        let behind = &line[end + BOLD.len()..];
        let value = behind
            .strip_prefix(' ')
            .is_some_and(|value| value.starts_with(char::is_alphanumeric));
        if value && !line[..end].contains(':') {
            places.push(label + end + 1);
        }
    }
    if places.is_empty() {
        return text;
    }
    let mut labelled = text.into_owned();
    for at in places {
        labelled.replace_range(at..=at, ":");
    }
    Cow::Owned(labelled)
}

/// Puts a colon for the first of the dots that lead from a label to its value (`Name ........ Ada Example`), and spaces for
/// the others. Every byte stays where it is.
pub(super) fn led(text: &str) -> Cow<'_, str> {
    const LEADER: &str = "....";
    let mut led = Cow::Borrowed(text);
    let mut from = 0;
    while let Some(found) = memchr::memmem::find(&text.as_bytes()[from..], LEADER.as_bytes()) {
        let start = from + found;
        let dots = text.as_bytes()[start..].iter();
        let end = start + dots.take_while(|byte| **byte == b'.').count();
        let behind = text[end..].trim_start_matches(' ');
        if behind.starts_with(char::is_alphanumeric) {
            let leader = format!("{:<1$}", ":", end - start);
            led.to_mut().replace_range(start..end, &leader);
        }
        from = end;
    }
    if let Cow::Owned(led) = &mut led {
        // Where a label is long its leader is short.
        for short in [" ... ", " .. "] {
            let colon = format!("{:<1$}", " :", short.len());
            *led = led.replace(short, &colon);
        }
    }
    led
}

/// Puts spaces for the underscores around what was written on a line to fill in (`Born __4 May 1985__`). Every byte stays
/// where it is.
pub(super) fn filled_in(mut text: Cow<'_, str>) -> Cow<'_, str> {
    const LINE: &str = "__";
    let mut from = 0;
    while let Some(found) = memchr::memmem::find(&text.as_bytes()[from..], LINE.as_bytes()) {
        let start = from + found;
        let line = text.as_bytes()[start..].iter();
        let end = start + line.take_while(|byte| **byte == b'_').count();
        let ends = |beside: Option<char>| beside.is_none_or(|beside| !beside.is_alphanumeric());
        // Within a word it is a part of it.
        if ends(text[..start].chars().next_back()) || ends(text[end..].chars().next()) {
            let blank = " ".repeat(end - start);
            text.to_mut().replace_range(start..end, &blank);
        }
        from = end;
    }
    text
}

impl<'t> Folded<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let Some(first) = first_wide(text.as_bytes()) else {
            return Self {
                text: Cow::Borrowed(text),
                shifts: Vec::new(),
            };
        };
        let mut folded = String::with_capacity(text.len());
        let mut shifts = Vec::new();
        let (mut ahead, mut from, mut at) = (0, 0, first);
        while let Some(character) = text[at..].chars().next() {
            let next = at + character.len_utf8();
            let becomes = fold(character);
            if becomes != character {
                folded.push_str(&text[from..at]);
                folded.push(becomes);
                ahead += character.len_utf8() - becomes.len_utf8();
                shifts.push((folded.len(), ahead));
                from = next;
            }
            at = next + first_wide(&text.as_bytes()[next..]).unwrap_or(text.len() - next);
        }
        folded.push_str(&text[from..]);
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

/// The first byte that is not ASCII.
fn first_wide(bytes: &[u8]) -> Option<usize> {
    /// Bytes looked at together.
    const STRIDE: usize = 64;
    let whole = bytes.chunks(STRIDE).position(|chunk| !chunk.is_ascii())?;
    let within = bytes[whole * STRIDE..]
        .iter()
        .position(|byte| !byte.is_ascii())?;
    Some(whole * STRIDE + within)
}

/// Unicode 16, general categories Zs and Pd, and the quotation marks of word processors.
fn fold(character: char) -> char {
    match character {
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            ' '
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' => '\'',
        '\u{201c}' | '\u{201d}' | '\u{2033}' => '"',
        other => other,
    }
}

/// Widths that mails are wrapped at: lines are no longer (RFC 5322, 2.1.1), and hardly narrower.
const MAIL: RangeInclusive<usize> = 60..=78;

/// Whether the sentences of a text run on over the short line at `start..end`, which has no full stop at its end: two lines
/// of three there are running text, and the next begins in the midst of a sentence. With a capital it may begin another
/// entry of a list, unless the line beside it begins in the midst of one.
fn runs_on(text: &str, start: usize, end: usize) -> bool {
    const LEAST_WORDS: usize = 3;
    let is_small = |word: &&str| {
        let word = word.trim_end_matches([',', ';', '.']);
        word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    let is_running = |line: &str| {
        let mut small = line.split_ascii_whitespace().filter(is_small);
        small.nth(LEAST_WORDS - 1).is_some()
    };
    let midway = |line: &str| line.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
    let numbered = |line: &str| line.starts_with(|c: char| c.is_ascii_digit()) && is_running(line);
    let before = text[..start].strip_suffix('\n').unwrap_or_default();
    let before = before.rsplit('\n').next().unwrap_or_default();
    let line = &text[start..end];
    let mut behind = text[end + 1..].split('\n');
    let next = behind.next().unwrap_or_default();
    let sentence_begins_above =
        midway(next) || midway(line) && !before.is_empty() || behind.next().is_some_and(midway);
    let running = [line, next, before]
        .into_iter()
        .filter(|line| is_running(line));
    sentence_begins_above && !(numbered(line) && numbered(next)) && running.count() >= 2
}

/// Whether wide gaps part the words of a line; behind a full stop two blanks are common.
pub(super) fn has_columns(line: &[u8]) -> bool {
    memchr::memmem::find(line, b"   ").is_some()
}

/// The line ends that only wrap a line: a long line before, or one over which sentences run on; running text after that
/// names no field, has no columns and the first word of which goes beyond a width.
fn joins(text: &str, width: usize) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let mut line_start = 0;
    memchr::memchr_iter(b'\n', bytes).filter(move |end| {
        let end = *end;
        let long = end - line_start >= WRAPPED_FROM;
        let wrapped = |start| long || width == 0 && runs_on(text, start, end);
        let open = end > 0
            && (bytes[end - 1].is_ascii_alphanumeric() || b",/(+-".contains(&bytes[end - 1]));
        let next = &bytes[end + 1..(end + 1 + WRAPPED_FROM).min(bytes.len())];
        let goes_on = next
            .first()
            .is_some_and(|first| first.is_ascii_alphanumeric() || b"(+".contains(first));
        let start = std::mem::replace(&mut line_start, end + 1);
        let length = end - start;
        let word = || next.iter().take_while(|byte| !byte.is_ascii_whitespace());
        open && goes_on
            && length + 1 + word().count() > width
            && wrapped(start)
            && !is_label(&text[end + 1..])
            && {
                let first_line = next.split(|byte| *byte == b'\n').next();
                first_line.is_some_and(|line| !line.contains(&b':') && !has_columns(line))
            }
    })
}

/// A text begins with a short line in capitals or with one, no end of a sentence, and another below: only the last line of a
/// wrapped paragraph is short.
fn is_label(text: &str) -> bool {
    const SHORT: usize = 20;
    text.as_bytes().first().is_some_and(u8::is_ascii_uppercase)
        && text.split_once('\n').is_some_and(|(line, below)| {
            line.len() < SHORT
                && line.ends_with(|c: char| c.is_ascii_alphabetic())
                && below.starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_that_lead_to_a_value_are_a_colon_and_others_stay() {
        for (text, wanted) in [
            ("Faith .......... Quaker", "Faith :          Quaker"),
            ("Faith....Quaker", "Faith:   Quaker"),
            ("and so on.... \nNext", "and so on.... \nNext"),
            ("Signed ...........", "Signed ..........."),
        ] {
            assert_eq!(led(text), wanted);
        }
    }

    #[test]
    fn lines_to_fill_in_become_spaces_and_words_stay() {
        for (text, wanted) in [
            ("Born __4 May 1985__, in", "Born   4 May 1985  , in"),
            ("Name ____Ada____", "Name     Ada    "),
            ("a__b and c_d", "a__b and c_d"),
        ] {
            assert_eq!(filled_in(text.into()), wanted);
        }
    }

    #[test]
    fn labels_in_bold_get_a_colon_and_words_within_a_line_none() {
        for (text, wanted) in [
            ("**Family name** Sample", "**Family name*: Sample"),
            ("- **Born** 4 May 1985", "- **Born*: 4 May 1985"),
            ("**Name:** Ada", "**Name:** Ada"),
            ("It is **not** so", "It is **not** so"),
            ("**Note**", "**Note**"),
        ] {
            assert_eq!(labelled(text.into()), wanted);
        }
    }

    #[test]
    fn signs_of_quoting_become_spaces_at_the_start_of_lines_only() {
        assert_eq!(unquoted("> a > b\n>> c\nd"), "  a > b\n   c\nd");
        assert!(matches!(unquoted("a > b"), Cow::Borrowed(_)));
    }

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
        let unwrapped = |text: &str| {
            let mut unwrapped = String::new();
            unwrap_into(text, LineEnds::Wraps, &mut unwrapped);
            unwrapped
        };
        let joined = unwrapped(wrapped);
        assert!(joined.contains("CF54 8EA") && joined.contains("before.\nEnd"));
        let form = "1. About the person who had the accident\nName\nAda Fell\n";
        assert_eq!(unwrapped(form), form);
        assert_eq!(joined.len(), wrapped.len());
        let mail = "Dear all,\n\nShe was born in Overby, which lies in the county of Loamshire, on 11\nMarch 1974, and moved here before the new bridge was opened, she said,\nby the mayor.\n";
        let narrow = "He told us that Rosalind\nAchebe, who lives on the\nfourth floor, was born in May\n1971 and can be reached on\n07700\n900 123 until her landlord\nhas been told of this.\n";
        assert_eq!(
            unwrapped(narrow),
            narrow.trim_end().replace('\n', " ") + "\n"
        );
        let of_mail = |text: &str| {
            let mut unwrapped = String::new();
            unwrap_into(text, LineEnds::OfMail, &mut unwrapped);
            unwrapped
        };
        assert!(of_mail(mail).contains("on 11 March 1974"));
        // A paragraph that ends before the next word would no longer fit is a paragraph.
        let paragraphs = "Pupil: Jo Sample, class 4B, born in Overby\nJo has\nanother line that is a good deal longer than that\n";
        assert_eq!(of_mail(paragraphs), paragraphs);
        for apart in [
            "CF54\n8EA",
            "Mon         Early: Ada Fell        Late: Bashir Tariq\nTue         Cem Ozturk",
            "Rosalind Achebe\n4th floor\nMill Row\nOverby",
            "3 May called about the noise in 2\n4 May called again about it all",
            "called the landlord about her rent\nRosalind came to the office again\nAchebe family still to be called",
            "The address that we hold is 9 Mill Row, Overby\nTel: 01632 960123",
        ] {
            assert_eq!(unwrapped(apart), apart);
        }
    }
}
