//! The words of a text, folded for comparison: lower case, without accents and apostrophes, a possessive `s` cut off.
//!
//! Names and sensitive terms look words up; both compare folded forms, so that `O’Neill` is `oneill` in text and lists
//! alike. A text is read once, for all: what the [`Lexicon`] knows of each word, and for the pattern engine each run of
//! letters and digits, stand beside it.

pub(super) mod recent;

use std::borrow::Cow;

use smallvec::SmallVec;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use super::lexicon::{Entry, Lexicon, Uses, lead, mask};
pub(super) use super::lexicon::{numbers_of, singular};
use super::masks::Runs;
use super::names::{Mark, entries};
use super::rule::Book;
use crate::detect::engine::form;
use recent::LookUp;

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
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    start: u32,
    end: u32,
    /// Its number in phrases of the lexicon; 0 for words of none.
    pub(super) stem: u32,
    pub(super) uses: Uses,
    pub(super) mark: Mark,
    pub(super) shape: Shape,
    /// A possessive `'s` follows.
    pub(super) possessive: bool,
    /// What stands between the word and the next.
    pub(super) after: Gap,
}

/// The characters of a gap between words, a bit for each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Gap(u8);

impl Gap {
    /// `\n` and the line break within a paragraph.
    pub(super) const LINE: Self = Self(1);
    /// `.`, `!`, `?`
    pub(super) const STOP: Self = Self(1 << 1);
    /// `;`, and what parts cells: a tab, a bar.
    pub(super) const BREAK: Self = Self(1 << 2);
    /// What parts a label from its value: a colon, `=`.
    pub(super) const COLON: Self = Self(1 << 3);

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    #[inline]
    fn of(byte: u8) -> Self {
        const GAPS: [Gap; 128] = {
            let mut gaps = [Gap(0); 128];
            gaps[b'\n' as usize] = Gap::LINE;
            gaps[0x0b] = Gap::LINE;
            gaps[b'.' as usize] = Gap::STOP;
            gaps[b'!' as usize] = Gap::STOP;
            gaps[b'?' as usize] = Gap::STOP;
            gaps[b';' as usize] = Gap::BREAK;
            gaps[b'\t' as usize] = Gap::BREAK;
            gaps[b'|' as usize] = Gap::BREAK;
            gaps[b':' as usize] = Gap::COLON;
            gaps[b'=' as usize] = Gap::COLON;
            gaps
        };
        GAPS[usize::from(byte & 0x7f)]
    }
}

/// A run of ASCII letters and digits, or of others with them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Its first bytes, see [`lead`].
    pub(super) lead: [u64; 2],
    /// See [`form`]; of one that has letters that are not ASCII, none.
    pub(super) form: u16,
    /// Has letters that are not ASCII.
    pub(super) wide: bool,
}

/// Is told of every run and sign of a text while it is read, in order.
pub(super) trait Watch {
    fn run(&mut self, text: &[u8], run: Run, uses: Uses);
    fn sign(&mut self, text: &[u8], at: usize);
}

impl Watch for () {
    fn run(&mut self, _: &[u8], _: Run, _: Uses) {}
    fn sign(&mut self, _: &[u8], _: usize) {}
}

/// Letters and digits of a word that is looked up without a copy.
const WHOLE: usize = 16;

/// The words of a text in order.
pub(super) struct Words<'t> {
    text: &'t str,
    words: Vec<Word>,
    /// Room for one folded word.
    folded: String,
}

impl<'t> Words<'t> {
    /// The words of a text, none of them known.
    pub(super) fn of(text: &'t str) -> Self {
        Self::known(text, Lexicon::empty())
    }

    /// The words of a short text.
    pub(super) fn known(text: &'t str, lexicon: &Lexicon) -> Self {
        Self::read(text, LookUp::once(lexicon), Vec::new(), &mut ())
    }

    /// Reads a text. `room` is an earlier [`Self::into_room`].
    pub(super) fn read(
        text: &'t str,
        mut lexicon: LookUp<'_>,
        mut room: Vec<Word>,
        watch: &mut impl Watch,
    ) -> Self {
        /// Bytes of a word and its gap, in most texts.
        const WORD: usize = 6;
        room.clear();
        room.reserve(text.len() / WORD);
        let mut words = Self {
            text,
            words: room,
            folded: String::new(),
        };
        let bytes = text.as_bytes();
        // Behind the last word that was pushed.
        let mut at = 0;
        for (start, end) in Runs::of(bytes) {
            if start < at {
                continue;
            }
            if bytes[at..start] != *b" " {
                at = words.gap_before(at, start, &mut lexicon, watch);
                if start < at {
                    continue;
                }
            }
            if end - start <= WHOLE && !goes_on(text, end) {
                words.push(start, end, &mut lexicon, watch);
                at = end;
            } else {
                at = start + length(&text[start..]);
                words.push_any(start, at, &mut lexicon, watch);
            }
        }
        words.gap_before(at, bytes.len(), &mut lexicon, watch);
        words
    }

    /// Notes what stands behind the last word. A letter that is not ASCII begins a word; returns where that ends, or the
    /// end of the gap.
    fn gap_before(
        &mut self,
        mut at: usize,
        end: usize,
        lexicon: &mut LookUp<'_>,
        watch: &mut impl Watch,
    ) -> usize {
        let bytes = self.text.as_bytes();
        let mut gap = Gap::default();
        while at < end {
            let byte = bytes[at];
            match byte {
                b' ' => at += 1,
                0x80.. => {
                    let rest = &self.text[at..];
                    if rest.starts_with(char::is_alphanumeric) {
                        self.close_gap(gap);
                        gap = Gap::default();
                        let word = at + length(rest);
                        self.push_any(at, word, lexicon, watch);
                        at = word;
                    } else {
                        at = self.text.ceil_char_boundary(at + 1);
                    }
                }
                _ => {
                    gap.0 |= Gap::of(byte).0;
                    watch.sign(bytes, at);
                    at += 1;
                }
            }
        }
        self.close_gap(gap);
        at
    }

    fn close_gap(&mut self, gap: Gap) {
        if let Some(last) = self.words.last_mut() {
            last.after = gap;
        }
    }

    /// The room that the words took, for the next text.
    pub(super) fn into_room(self) -> Vec<Word> {
        self.words
    }

    pub(super) fn text(&self) -> &'t str {
        self.text
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

    /// A word as the text writes it.
    pub(super) fn written(&self, index: usize) -> &'t str {
        let word = &self.words[index];
        &self.text[word.start()..word.end()]
    }

    /// The folded form of a word.
    pub(super) fn folded(&self, index: usize) -> Cow<'t, str> {
        fold(self.written(index))
    }

    /// Whether the folded form of a word is one of these.
    pub(super) fn is_one_of(&self, index: usize, folded: &[&str]) -> bool {
        let written = self.written(index);
        if folded.iter().any(|one| written.eq_ignore_ascii_case(one)) {
            return true;
        }
        // Accents and apostrophes fall away.
        let plain = written.bytes().all(|byte| byte.is_ascii_alphanumeric());
        !plain && folded.contains(&self.folded(index).as_ref())
    }

    /// Text between a word and the next, a possessive `'s` left out; none after the last.
    pub(super) fn gap(&self, index: usize) -> Option<&'t str> {
        let word = &self.words[index];
        let gap = &self.text[word.end()..self.words.get(index + 1)?.start()];
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
        self.words.partition_point(|word| word.start() < at)
    }

    /// A word of ASCII letters and digits that has up to [`WHOLE`] of them.
    #[inline]
    fn push(&mut self, start: usize, end: usize, lexicon: &mut LookUp<'_>, watch: &mut impl Watch) {
        let text = self.text.as_bytes();
        let lead = lead(text, start, end - start);
        let known = lexicon.run(lead, end - start);
        let run = Run {
            start,
            end,
            lead,
            form: known.form,
            wide: false,
        };
        watch.run(text, run, known.uses);
        self.words.push(Word {
            start: start as u32,
            end: end as u32,
            stem: known.stem,
            uses: known.uses,
            mark: known.mark,
            shape: known.shape,
            possessive: false,
            after: Gap::default(),
        });
    }

    /// A word of any length and characters.
    fn push_any(
        &mut self,
        start: usize,
        end: usize,
        lexicon: &mut LookUp<'_>,
        watch: &mut impl Watch,
    ) {
        let text = self.text;
        let written = &text[start..end];
        let mut folded = std::mem::take(&mut self.folded);
        let mut look_up = |word: &str| {
            folded.clear();
            fold_into(word, &mut folded);
            lexicon.word(&folded)
        };
        let mut at = start;
        let mut whole = None;
        for part in written.split(is_apostrophe) {
            if !part.is_empty() {
                let entry = look_up(part);
                whole = (part.len() == written.len()).then_some(entry);
                let wide = !part.is_ascii();
                let run = Run {
                    start: at,
                    end: at + part.len(),
                    lead: lead(text.as_bytes(), at, part.len()),
                    form: if wide { 0 } else { form(part.as_bytes()) },
                    wide,
                };
                watch.run(text.as_bytes(), run, entry.uses);
            }
            at += part.len();
            at += text[at..end].chars().next().map_or(0, char::len_utf8);
        }
        let bare = written
            .strip_suffix(['s', 'S'])
            .and_then(|rest| rest.strip_suffix(is_apostrophe));
        let possessive = bare.is_some_and(|rest| !rest.is_empty());
        let written = bare.filter(|_| possessive).unwrap_or(written);
        let Entry {
            mark, uses, stem, ..
        } = whole.unwrap_or_else(|| look_up(written));
        self.folded = folded;
        self.words.push(Word {
            start: start as u32,
            end: (start + written.len()) as u32,
            stem,
            uses,
            mark,
            shape: shape(written),
            possessive,
            after: Gap::default(),
        });
    }
}

impl Word {
    /// Its first byte in the text.
    pub(super) fn start(&self) -> usize {
        self.start as usize
    }

    /// The byte behind it; a possessive `'s` is left out.
    pub(super) fn end(&self) -> usize {
        self.end as usize
    }
}

/// The shape of a word of ASCII letters and digits.
#[inline]
fn ascii_shape([head, tail]: [u64; 2], length: usize) -> Shape {
    // Bit 6 tells a letter from a digit, bit 5 a small letter from a capital.
    const LETTER: u64 = 0x4040_4040_4040_4040;
    const SMALL: u64 = 0x2020_2020_2020_2020;
    let digits = (head & LETTER) ^ mask(LETTER, length)
        | (tail & LETTER) ^ mask(LETTER, length.saturating_sub(8));
    let small = (head & head >> 1 | tail & tail >> 1) & SMALL;
    if digits != 0 {
        Shape::Number
    } else if head & 0x20 != 0 {
        Shape::Lower
    } else if length == 1 {
        Shape::Initial
    } else if small == 0 {
        Shape::Upper
    } else {
        Shape::Capital
    }
}

/// The entries of a list of the rule book: one a line, remarks and empty lines left out.
pub(super) fn list<'b>(book: &'b Book, path: &str) -> impl Iterator<Item = &'b str> {
    entries(book.file(path).unwrap_or_default())
}

/// As [`str::lines`], for long lists.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes());
    let open = !text.is_empty() && !text.ends_with('\n');
    let ends = ends.chain(open.then_some(text.len()));
    let mut start = 0;
    ends.map(move |end| {
        let line = &text[start..end];
        start = end + 1;
        line.strip_suffix('\r').unwrap_or(line)
    })
}

/// The folded words of a phrase, in order.
pub(super) fn folded_words(phrase: &str) -> SmallVec<[Cow<'_, str>; 8]> {
    let plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let mut words = SmallVec::new();
    let mut rest = phrase;
    // Most entries of lists are written as they are folded.
    loop {
        let end = rest
            .as_bytes()
            .iter()
            .take_while(|byte| plain(byte))
            .count();
        let (word, behind) = rest.split_at(end);
        if !word.is_empty() {
            words.push(Cow::Borrowed(word));
        }
        match behind.as_bytes() {
            [] => return words,
            [b' ', ..] => rest = &behind[1..],
            _ => break,
        }
    }
    let read = Words::of(phrase);
    (0..read.len()).map(|index| read.folded(index)).collect()
}

/// The folded words of a phrase, joined by single spaces.
pub(super) fn fold_phrase(phrase: &str) -> String {
    folded_words(phrase).join(" ")
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

/// Whether a word may go on behind its first run of ASCII letters and digits, which ends at `end`.
#[inline]
fn goes_on(text: &str, end: usize) -> bool {
    let bytes = text.as_bytes();
    match bytes.get(end) {
        Some(b'\'' | b'`') => bytes
            .get(end + 1)
            .is_some_and(|next| next.is_ascii_alphanumeric() || !next.is_ascii()),
        Some(0x80..) => length(&text[end..]) > 0,
        _ => false,
    }
}

/// Length in bytes of the word that `text` begins with: letters, digits, marks, and apostrophes between them.
pub(super) fn length(text: &str) -> usize {
    let plain = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    // Most words end here.
    let ends = |next: &u8| next.is_ascii() && !is_apostrophe(char::from(*next));
    if text.as_bytes().get(plain).is_none_or(ends) {
        return plain;
    }
    let mut end = plain;
    let mut chars = text[plain..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let inside = c.is_alphanumeric()
            || (!c.is_ascii() && is_combining_mark(c))
            || (is_apostrophe(c) && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric()));
        if !inside {
            break;
        }
        end = plain + at + c.len_utf8();
    }
    end
}

/// A word in lower case, without accents and apostrophes.
pub(super) fn fold(written: &str) -> Cow<'_, str> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if written.bytes().all(plain) {
        return Cow::Borrowed(written);
    }
    let mut folded = String::with_capacity(written.len());
    fold_into(written, &mut folded);
    Cow::Owned(folded)
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
        assert_eq!((words.words[0].start(), words.words[0].end()), (0, 4));
        assert!(words.words[0].possessive);
    }

    #[test]
    fn names_of_fields_are_split_into_words() {
        assert_eq!(split_identifier("EthnicOrigin"), "Ethnic Origin");
        assert_eq!(split_identifier("sen_need_1"), "sen need 1");
        assert_eq!(split_identifier("DOB"), "DOB");
    }
}
