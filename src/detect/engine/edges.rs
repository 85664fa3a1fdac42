//! What may stand beside a value (the patterns have none of this, so that they stay readable).

use super::Edges;

/// Whether values may start at a place, remembered for each kind of edges.
pub(super) struct Left<'t> {
    text: &'t str,
    place: usize,
    known: [Option<bool>; Edges::None as usize + 1],
}

impl<'t> Left<'t> {
    pub(super) fn new(text: &'t str, place: usize) -> Self {
        Self {
            text,
            place,
            known: [None; _],
        }
    }

    pub(super) fn with(&mut self, edges: Edges) -> bool {
        *self.known[edges as usize].get_or_insert_with(|| left(edges, self.text, self.place))
    }
}

/// Whether a value may start here. Whatever the edges, one that starts with a letter or digit starts a word.
fn left(edges: Edges, text: &str, start: usize) -> bool {
    let bytes = text.as_bytes();
    if start > 0 && matches!(bytes[start - 1], b' ' | b'\n') && edges != Edges::Telephone {
        return true;
    }
    let mut before = text[..start].chars().rev();
    let (one, two) = (before.next(), before.next());
    let starts_in_word = bytes.get(start).is_some_and(u8::is_ascii_alphanumeric);
    match (edges, one) {
        (_, None) => true,
        (_, Some(one)) if one.is_alphanumeric() && starts_in_word => false,
        (Edges::None, _) => true,
        (Edges::Address, Some(one)) => !(one.is_alphanumeric() || "._%+-@".contains(one)),
        (_, Some(one)) if one.is_ascii_digit() => false,
        (_, Some('_')) => !in_code(text, start),
        (Edges::Digits | Edges::Telephone, Some('£' | '$' | '€')) => false,
        (Edges::Digits, Some('.' | '-' | '/')) | (Edges::Telephone, Some('.' | '-')) => {
            !two.is_some_and(|two| two.is_ascii_digit())
        }
        // Two spaces part columns.
        (Edges::Telephone, Some(' ')) => two == Some(' ') || groups_before(&text[..start - 1]),
        (Edges::Alphanumeric, Some('.' | '-' | '/')) => !two.is_some_and(char::is_alphanumeric),
        _ => true,
    }
}

/// Whether a value may end here.
pub(super) fn right(edges: Edges, text: &str, end: usize) -> bool {
    let mut after = text[end..].chars();
    let (one, two) = (after.next(), after.next());
    let digit_follows = two.is_some_and(|two| two.is_ascii_digit());
    match (edges, one) {
        (Edges::None, _) => true,
        (_, Some(one)) if one.is_alphanumeric() => false,
        (Edges::Address, one) => one != Some('@'),
        (Edges::Digits | Edges::Telephone, Some('%' | '@')) => false,
        (Edges::Telephone, Some('/')) => true,
        (Edges::Telephone, Some(' ')) => groups_after(&text[end + 1..]),
        (Edges::Digits | Edges::Telephone, Some('-')) | (_, Some('.' | '/')) => !digit_follows,
        (Edges::Alphanumeric, Some('-')) => !two.is_some_and(char::is_alphanumeric),
        _ => true,
    }
}

/// Longest row of digit groups that is looked at.
const ROW: usize = 32;

/// Digits before a telephone number are another whole one, or a short number such as a room's.
fn groups_before(before: &str) -> bool {
    let row = before
        .bytes()
        .rev()
        .take(ROW)
        .take_while(|byte| byte.is_ascii_digit() || *byte == b' ')
        .filter(u8::is_ascii_digit);
    let (digits, first) = row.fold((0, 0), |(digits, _), byte| (digits + 1, byte));
    digits <= 2 || (first == b'0' && digits >= 10)
}

/// Digits after it are another whole one, or a short number.
fn groups_after(after: &str) -> bool {
    let group = after.bytes().take_while(u8::is_ascii_digit).count();
    group <= 2 || after.starts_with('0')
}

/// An underscore parts words, but not in `_private` or `dunder__names`.
fn in_code(text: &str, start: usize) -> bool {
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let before = &text.as_bytes()[..start];
    let length = before
        .iter()
        .rev()
        .take_while(|byte| word(byte))
        .take(64)
        .count();
    let token = &before[start - length..];
    token.starts_with(b"_") || token.windows(2).any(|pair| pair == b"__")
}
