//! Paths as records print them.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fmt::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// The path with `/` between components; bytes that are not UTF-8, and `%`, percent-encoded, so that no two names meet.
pub fn encode_path(path: &Path) -> String {
    let mut encoded = String::new();
    for component in path.components() {
        if !encoded.is_empty() {
            encoded.push('/');
        }
        encoded.push_str(&encode_name(component.as_os_str()));
    }
    encoded
}

/// One component.
pub(super) fn encode_name(name: &OsStr) -> Cow<'_, str> {
    match name.to_str() {
        Some(text) if !text.contains('%') => Cow::Borrowed(text),
        _ => Cow::Owned(encode_bytes(name.as_bytes())),
    }
}

fn encode_bytes(bytes: &[u8]) -> String {
    let mut encoded = String::with_capacity(bytes.len() + 8);
    for chunk in bytes.utf8_chunks() {
        encoded.push_str(&chunk.valid().replace('%', "%25"));
        for byte in chunk.invalid() {
            write!(encoded, "%{byte:02X}").expect("a string takes what is written");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_not_utf8_and_percent_signs_are_encoded() {
        assert_eq!(
            encode_path(Path::new(OsStr::from_bytes(b"a/caf\xe9 100%.txt"))),
            "a/caf%E9 100%25.txt"
        );
        assert_eq!(encode_path(Path::new("a/b c/ünï.txt")), "a/b c/ünï.txt");
    }
}
