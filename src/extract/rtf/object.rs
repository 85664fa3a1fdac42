//! The bytes of an object embedded in RTF (`\objdata`): hexadecimal text around the presentation of OLE 1.0.

/// Hexadecimal digits of one object that are kept.
const MOST: usize = 64 << 20;
/// Bytes of a class name.
const CLASS: u32 = 256;

/// Gathers the digits of an object.
#[derive(Default)]
pub(super) struct Digits {
    bytes: Vec<u8>,
    half: Option<u8>,
}

impl Digits {
    pub(super) fn push(&mut self, digit: u8) {
        let Some(value) = char::from(digit).to_digit(16) else {
            return;
        };
        let value = value as u8;
        match self.half.take() {
            None => self.half = Some(value),
            Some(high) if self.bytes.len() < MOST => self.bytes.push(high << 4 | value),
            Some(_) => {}
        }
    }

    /// The native data of an embedded object ([MS-OLEDS] 2.2.5): a header, three strings, a length, the data.
    pub(super) fn native(&self) -> Option<&[u8]> {
        const EMBEDDED: u32 = 2;
        let word = |at: usize| -> Option<u32> {
            Some(u32::from_le_bytes(
                self.bytes.get(at..at + 4)?.try_into().ok()?,
            ))
        };
        if word(4)? != EMBEDDED {
            return None;
        }
        let mut at = 8;
        for _ in 0..3 {
            let length = word(at)?;
            if length > CLASS {
                return None;
            }
            at += 4 + length as usize;
        }
        let length = word(at)? as usize;
        let data = self.bytes.get(at + 4..)?;
        Some(&data[..length.min(data.len())])
    }
}
