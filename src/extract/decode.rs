//! Bytes in any usual encoding to UTF-8, streamed.
//!
//! The encoding is decided as late as it can be: ASCII passes as it is, and the first byte beyond it decides, with all
//! that the buffer then holds. NUL becomes a space; what the encoding does not allow becomes U+FFFD.

use std::io::SeekFrom;

use encoding_rs::{Decoder, Encoding, UTF_8};

use super::ReadSeek;
use crate::identify::encoding;

const BUFFER: usize = 64 << 10;

/// Finds the encoding that a document states in its first bytes.
pub(super) type Declared = fn(&[u8]) -> Option<&'static Encoding>;

/// A document that states none.
pub(super) fn undeclared(_head: &[u8]) -> Option<&'static Encoding> {
    None
}

/// The bytes of a document as UTF-8.
pub(super) struct Decoded<'a> {
    input: &'a mut dyn ReadSeek,
    raw: Vec<u8>,
    /// The part of `raw` that is not decoded yet.
    pending: std::ops::Range<usize>,
    ended: bool,
    declared: Option<&'static Encoding>,
    /// None while everything has been ASCII.
    decoder: Option<Decoder>,
}

impl<'a> Decoded<'a> {
    /// Reads `input` from its start.
    pub(super) fn new(input: &'a mut dyn ReadSeek, declared: Declared) -> std::io::Result<Self> {
        input.seek(SeekFrom::Start(0))?;
        let mut decoded = Self {
            input,
            raw: vec![0; BUFFER],
            pending: 0..0,
            ended: false,
            declared: None,
            decoder: None,
        };
        decoded.fill()?;
        decoded.settle(declared);
        Ok(decoded)
    }

    /// Takes the encoding from the first bytes where they show it before any character does.
    fn settle(&mut self, declared: Declared) {
        let head = &self.raw[self.pending.clone()];
        if let Some((encoding, mark)) = encoding::byte_order_mark(head) {
            self.pending.start += mark;
            self.decoder = Some(encoding.new_decoder_without_bom_handling());
        } else if let Some(encoding) = encoding::utf16_by_pattern(head) {
            self.decoder = Some(encoding.new_decoder_without_bom_handling());
        } else {
            // Text that could be read to find the statement is not UTF-16.
            self.declared = declared(head).filter(|encoding| encoding.is_ascii_compatible());
        }
    }

    /// Moves what is pending to the front and reads until the buffer is full or the input ends.
    fn fill(&mut self) -> std::io::Result<()> {
        self.raw.copy_within(self.pending.clone(), 0);
        self.pending = 0..self.pending.len();
        while !self.ended && self.pending.end < self.raw.len() {
            match self.input.read(&mut self.raw[self.pending.end..]) {
                Ok(0) => self.ended = true,
                Ok(read) => self.pending.end += read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Appends the next piece, whole characters of UTF-8, to `out`. False at the end.
    pub(super) fn next_into(&mut self, out: &mut Vec<u8>) -> std::io::Result<bool> {
        let start = out.len();
        while out.len() == start {
            self.fill()?;
            match &mut self.decoder {
                None if self.pending.is_empty() => return Ok(false),
                None => self.pass_ascii(out),
                Some(_) => self.decode(out),
            }
        }
        blank_nuls(&mut out[start..]);
        Ok(true)
    }

    /// Passes ASCII on; where there is none at the front, decides on the encoding.
    fn pass_ascii(&mut self, out: &mut Vec<u8>) {
        let pending = &self.raw[self.pending.clone()];
        let ascii = Encoding::ascii_valid_up_to(pending);
        if ascii > 0 {
            out.extend_from_slice(&pending[..ascii]);
            self.pending.start += ascii;
            return;
        }
        let encoding = match self.declared {
            // A statement of UTF-8 is often an editor's default; sound UTF-8 is often stated to be something else.
            Some(stated) if stated != UTF_8 && !encoding::is_surely_utf8(pending) => stated,
            _ => encoding::beyond_ascii(pending),
        };
        self.decoder = Some(encoding.new_decoder_without_bom_handling());
    }

    /// Decodes what is pending, and lets go of the decoder at the end.
    fn decode(&mut self, out: &mut Vec<u8>) {
        let Some(decoder) = &mut self.decoder else {
            return;
        };
        let pending = &self.raw[self.pending.clone()];
        let start = out.len();
        let most = decoder
            .max_utf8_buffer_length(pending.len())
            .unwrap_or(BUFFER * 4);
        out.resize(start + most, 0);
        let (_, read, written, _) = decoder.decode_to_utf8(pending, &mut out[start..], self.ended);
        out.truncate(start + written);
        self.pending.start += read;
        if self.ended && self.pending.is_empty() {
            self.decoder = None;
        }
    }
}

fn blank_nuls(text: &mut [u8]) {
    let mut from = 0;
    while let Some(at) = memchr::memchr(0, &text[from..]) {
        text[from + at] = b' ';
        from += at + 1;
    }
}

/// The bytes of a text in which some are written as `mark` and two hexadecimal digits (RFC 3986, 2.1; RFC 2045, 6.7).
pub(super) fn unescaped(text: &str, mark: u8) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = tail
            .first_chunk()
            .filter(|_| *first == mark)
            .and_then(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?));
        rest = if escaped.is_some() { &tail[2..] } else { tail };
        bytes.push(escaped.unwrap_or(*first));
    }
    bytes
}

fn digit(hexadecimal: u8) -> Option<u8> {
    char::from(hexadecimal)
        .to_digit(16)
        .map(|value| value as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn decoded(bytes: &[u8], declared: Declared) -> String {
        let mut input = Cursor::new(bytes.to_vec());
        let mut decoded = Decoded::new(&mut input, declared).unwrap();
        let mut out = Vec::new();
        while decoded.next_into(&mut out).unwrap() {}
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn usual_encodings_come_out_the_same() {
        let text = "Café Zoë – £3 “quoted” and more: naïve façade, coöperate, Siân, Brontë, résumé, señor\r\n";
        let utf16 =
            |unit: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(unit).collect() };
        let (legacy, _, _) = encoding_rs::WINDOWS_1252.encode(text);
        let mut marked = b"\xEF\xBB\xBF".to_vec();
        marked.extend_from_slice(text.as_bytes());
        for bytes in [
            text.as_bytes().to_vec(),
            marked,
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
            legacy.into_owned(),
        ] {
            assert_eq!(decoded(&bytes, undeclared), text);
        }
    }

    #[test]
    fn the_first_character_beyond_ascii_decides_however_far_it_is() {
        let mut bytes = vec![b'a'; 200_000];
        bytes.extend_from_slice(b" Zo\xEB, \xA33");
        assert!(decoded(&bytes, undeclared).ends_with("a Zoë, £3"));
        let mut bytes = vec![b'a'; 200_001];
        bytes.extend_from_slice("é".repeat(100_000).as_bytes());
        assert!(!decoded(&bytes, undeclared).contains(char::REPLACEMENT_CHARACTER));
    }

    #[test]
    fn a_statement_is_followed_unless_the_bytes_are_sound_utf8() {
        let cyrillic: Declared = |_| Some(encoding_rs::WINDOWS_1251);
        assert_eq!(decoded(b"\xCF\xE5\xF2\xF0", cyrillic), "Петр");
        assert_eq!(decoded("Zoë".as_bytes(), cyrillic), "Zoë");
        let utf8: Declared = |_| Some(UTF_8);
        assert_eq!(decoded(b"Zo\xEB", utf8), "Zoë");
    }

    #[test]
    fn escapes_are_undone_and_what_only_looks_like_one_stays() {
        assert_eq!(unescaped("a%40b%2Ec%", b'%'), b"a@b.c%");
        assert_eq!(unescaped("50%+5 %é=41", b'%'), "50%+5 %é=41".as_bytes());
    }

    #[test]
    fn nuls_become_spaces_and_broken_bytes_stay_visible() {
        assert_eq!(decoded(b"a\0b", undeclared), "a b");
        assert_eq!(
            decoded("é\u{fc} and \u{e9}".as_bytes(), undeclared),
            "éü and é"
        );
        let mut broken = "ééé ".as_bytes().to_vec();
        broken.push(0xFF);
        assert_eq!(decoded(&broken, undeclared), "ééé \u{FFFD}");
    }
}
