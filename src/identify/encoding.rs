//! Which characters bytes stand for, and whether they are text at all.
//!
//! In order: a byte order mark; UTF-16 without one, by its alternating NULs; UTF-8, even with a few broken bytes; a
//! legacy encoding by `chardetng`, with windows-1252 where there is little to go by (it is what Windows in the UK writes).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Non-ASCII bytes below which a detector's guess of a legacy encoding is no better than the usual one.
const TOO_FEW: usize = 12;

/// The encoding that a byte order mark names, and the mark's length.
pub(crate) fn byte_order_mark(head: &[u8]) -> Option<(&'static Encoding, usize)> {
    Encoding::for_bom(head)
}

/// UTF-16 without a byte order mark: in text that is mostly ASCII every second byte is NUL.
pub(crate) fn utf16_by_pattern(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = head.len() / 2;
    if pairs < 4 || memchr::memchr(0, head).is_none() {
        return None;
    }
    let nuls = |from: usize| {
        head.iter()
            .skip(from)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (first, second) = (nuls(0), nuls(1));
    let encoding = match (first * 20 <= pairs, second * 20 <= pairs) {
        (true, false) if second * 5 >= pairs * 2 => UTF_16LE,
        (false, true) if first * 5 >= pairs * 2 => UTF_16BE,
        _ => return None,
    };
    let (text, _) = encoding.decode_without_bom_handling(&head[..pairs * 2]);
    is_plain(&text).then_some(encoding)
}

/// The encoding of bytes that are ASCII where they can be. `sample` begins at the first byte that is not.
pub(crate) fn beyond_ascii(sample: &[u8]) -> &'static Encoding {
    let (sequences, broken) = utf8_sequences(sample);
    if sequences > 0 && sequences >= broken {
        return UTF_8;
    }
    if sample.iter().filter(|byte| !byte.is_ascii()).count() < TOO_FEW {
        return WINDOWS_1252;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, false);
    detector.guess(Some(b"uk"), Utf8Detection::Deny)
}

/// Whether a sample has characters beyond ASCII, all of them sound UTF-8: no other encoding looks so by chance.
pub(crate) fn is_surely_utf8(sample: &[u8]) -> bool {
    matches!(utf8_sequences(sample), (1.., 0))
}

/// Sequences of several bytes that are sound UTF-8, and runs that are not; one cut off by the end does not count.
fn utf8_sequences(sample: &[u8]) -> (usize, usize) {
    if std::str::from_utf8(sample).is_ok() {
        const LEAD: u8 = 0xC0;
        return (sample.iter().filter(|byte| **byte >= LEAD).count(), 0);
    }
    let (mut sound, mut broken) = (0, 0);
    let mut last: &[u8] = &[];
    for chunk in sample.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
        last = chunk.invalid();
    }
    (sound, broken - usize::from(is_cut_sequence(last)))
}

/// A lead byte and fewer continuation bytes than it announces.
fn is_cut_sequence(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

/// The first bytes of a document as text, or nothing if they are none. `whole` says that nothing follows them.
pub(crate) fn decode_text(head: &[u8], whole: bool) -> Option<String> {
    if let Some((encoding, mark)) = byte_order_mark(head) {
        let (text, _) = encoding.decode_without_bom_handling(&head[mark..]);
        return is_plain(&text).then(|| text.into_owned());
    }
    if let Some(encoding) = utf16_by_pattern(head) {
        let (text, _) = encoding.decode_without_bom_handling(head);
        return Some(text.into_owned());
    }
    let ascii = Encoding::ascii_valid_up_to(head);
    let encoding = if ascii == head.len() {
        UTF_8
    } else {
        beyond_ascii(&head[ascii..])
    };
    if !looks_written(head, encoding) {
        return None;
    }
    if encoding == UTF_8
        && let Ok(text) = std::str::from_utf8(head)
    {
        return Some(text.to_owned());
    }
    let mut text = String::with_capacity(head.len() * 2);
    let mut decoder = encoding.new_decoder_without_bom_handling();
    text.reserve(decoder.max_utf8_buffer_length(head.len()).unwrap_or(0));
    let _ = decoder.decode_to_string(head, &mut text, whole);
    Some(text)
}

/// Text has few control characters. A run of NULs counts once: logs and tables are padded with them.
fn looks_written(head: &[u8], encoding: &'static Encoding) -> bool {
    // Nearly all text has none of them, which is quickly seen.
    let control = |byte: u8| byte < b' ' && !(b'\t'..=b'\r').contains(&byte) || byte == 0x7F;
    let any = head.iter().fold(false, |any, byte| any | control(*byte));
    if !any && encoding != WINDOWS_1252 {
        return !head.is_empty();
    }
    let mut odd = 0;
    let mut filled = 0;
    let mut before = b' ';
    for &byte in head {
        match byte {
            0 => odd += usize::from(before != 0),
            1..=7 | 0x0E..=0x19 | 0x1C..=0x1F | 0x7F => odd += 1,
            // Not assigned in windows-1252.
            0x81 | 0x8D | 0x8F | 0x90 | 0x9D if encoding == WINDOWS_1252 => odd += 1,
            _ => {}
        }
        filled += usize::from(byte != 0);
        before = byte;
    }
    is_rare(odd, filled)
}

fn is_plain(text: &str) -> bool {
    let odd = text
        .chars()
        .filter(|c| {
            *c == char::REPLACEMENT_CHARACTER
                || (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}'))
        })
        .count();
    is_rare(odd, text.chars().count())
}

/// Up to two odd characters, and one in fifty beyond.
fn is_rare(odd: usize, all: usize) -> bool {
    odd < all && odd <= 2 + all / 50
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16le(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn encodings_are_told_apart() {
        let pound = "Arrears of £120 – see note".as_bytes();
        assert_eq!(beyond_ascii(pound), UTF_8);
        let (legacy, _, _) = WINDOWS_1252.encode("Arrears of £120 – see “note” on Zoë’s file, £3");
        assert_eq!(beyond_ascii(&legacy), WINDOWS_1252);
        assert_eq!(utf16_by_pattern(&utf16le("Dear Zoë,")), Some(UTF_16LE));
        assert_eq!(utf16_by_pattern(b"plain text here"), None);
    }

    #[test]
    fn a_broken_byte_or_a_cut_character_does_not_make_utf8_something_else() {
        let mut bytes = "é and ü and ö".as_bytes().to_vec();
        bytes.push(0xFF);
        assert_eq!(beyond_ascii(&bytes), UTF_8);
        assert!(is_surely_utf8(&"ééé".as_bytes()[..5]));
        assert!(!is_surely_utf8(b"\xE9t\xE9"));
    }

    #[test]
    fn noise_and_padding_are_not_text_but_padded_text_is() {
        let noise: Vec<u8> = (0..2000u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect();
        assert_eq!(decode_text(&noise, true), None);
        assert_eq!(decode_text(&[0; 512], true), None);
        let mut log = b"10:31 job started\r\n".to_vec();
        log.extend([0; 300]);
        assert!(decode_text(&log, true).is_some());
    }
}
