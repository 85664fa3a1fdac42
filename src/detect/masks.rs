//! Kinds of bytes, 64 at a time: a bit for each byte of a block.
//!
//! Eight bytes are compared in one number, so that reading a text costs little for bytes that nothing depends on.

/// Bytes looked at together.
pub(super) const BLOCK: usize = 64;

const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The same byte eight times.
const fn eight(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The ASCII letters and digits of the block that begins at `at`; bytes behind the text are none.
pub(super) fn alphanumeric(text: &[u8], at: usize) -> u64 {
    block(text, at, |bytes| {
        let low = bytes & LOW;
        let small = low | eight(0x20);
        let letter = between(small, b'a', b'z');
        let digit = between(low, b'0', b'9');
        (letter | digit) & !bytes & HIGH
    })
}

/// Where the block that begins at `at` has a byte; behind the text nothing is.
pub(super) fn equal(text: &[u8], at: usize, byte: u8) -> u64 {
    block(text, at, |bytes| {
        let other = bytes ^ eight(byte);
        !(((other & LOW) + LOW) | other) & HIGH
    })
}

/// The high bit of each byte, below 0x80, that is from `first` to `last`.
#[inline]
fn between(bytes: u64, first: u8, last: u8) -> u64 {
    let at_least = bytes + eight(0x80 - first);
    let beyond = bytes + eight(0x7f - last);
    at_least & !beyond
}

/// The high bits that `kind` gives for each eight bytes of a block, drawn together.
#[inline]
fn block(text: &[u8], at: usize, kind: impl Fn(u64) -> u64) -> u64 {
    let mut padded = [0; BLOCK];
    let rest = &text[at.min(text.len())..];
    let bytes = if let Some(whole) = rest.first_chunk::<BLOCK>() {
        whole
    } else {
        padded[..rest.len()].copy_from_slice(rest);
        &padded
    };
    let (eights, _) = bytes.as_chunks::<8>();
    let mut mask = 0;
    for (eight, number) in eights.iter().zip(0..) {
        let high = kind(u64::from_le_bytes(*eight)) >> 7;
        // The product brings bit `8 * n` to bit `56 + n`.
        let drawn = high.wrapping_mul(0x0102_0408_1020_4080) >> 56;
        mask |= drawn << (8 * number);
    }
    mask
}

/// The runs of ASCII letters and digits of a text, in order.
pub(super) struct Runs<'t> {
    text: &'t [u8],
    /// Start of the block, and those of its letters and digits that have not been passed.
    block: usize,
    mask: u64,
}

impl<'t> Runs<'t> {
    pub(super) fn of(text: &'t [u8]) -> Self {
        Self {
            text,
            block: 0,
            mask: alphanumeric(text, 0),
        }
    }

    fn advance(&mut self) {
        self.block += BLOCK;
        self.mask = alphanumeric(self.text, self.block);
    }
}

impl Iterator for Runs<'_> {
    /// First byte, and the one behind the last.
    type Item = (usize, usize);

    #[inline]
    fn next(&mut self) -> Option<(usize, usize)> {
        while self.mask == 0 {
            if self.block + BLOCK >= self.text.len() {
                return None;
            }
            self.advance();
        }
        let first = self.mask.trailing_zeros();
        let length = (self.mask >> first).trailing_ones();
        let start = self.block + first as usize;
        let mut end = start + length as usize;
        if first + length < 64 {
            self.mask &= !0 << (first + length);
            return Some((start, end));
        }
        loop {
            self.advance();
            let more = self.mask.trailing_ones();
            end += more as usize;
            if more < 64 {
                self.mask &= !0 << more;
                return Some((start, end));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_its_kind() {
        let all: Vec<u8> = (0..=255).collect();
        for at in (0..256).step_by(BLOCK) {
            let (letters, colons) = (alphanumeric(&all, at), equal(&all, at, b':'));
            for bit in 0..BLOCK {
                let byte = all[at + bit];
                assert_eq!(
                    letters >> bit & 1 == 1,
                    byte.is_ascii_alphanumeric(),
                    "{byte}"
                );
                assert_eq!(colons >> bit & 1 == 1, byte == b':', "{byte}");
            }
        }
    }

    #[test]
    fn runs_are_whole_across_blocks() {
        for length in [0, 1, 63, 64, 65, 128, 200] {
            let text = format!(" {} ab-{}", "x".repeat(length), "7".repeat(length));
            let runs: Vec<&str> = Runs::of(text.as_bytes())
                .map(|(start, end)| &text[start..end])
                .collect();
            let wanted: Vec<&str> = text
                .split([' ', '-'])
                .filter(|run| !run.is_empty())
                .collect();
            assert_eq!(runs, wanted, "{length}");
        }
    }
}
