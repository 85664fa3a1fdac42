//! The organisation's key, and what is made with it: fingerprints of values, hashes of contents and of subjects.
//!
//! A plain hash of a National Insurance number or a date of birth is undone by trying all values; a keyed one is not.
//! Each use has a key of its own, so that a fingerprint says nothing about a subject key. The key itself is printed nowhere.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use blake3::Hasher;
use smallvec::SmallVec;

/// 32 random bytes, and what is derived of them for every value.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    bytes: [u8; 32],
    fingerprint: [u8; 32],
    subject: [u8; 32],
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("key file {}: {error}", path.display())]
    Io { path: PathBuf, error: io::Error },
    #[error("key file {}: expected 32 bytes, or 64 hexadecimal digits", path.display())]
    Form { path: PathBuf },
    #[error("no random bytes from the system: {0}")]
    Random(getrandom::Error),
}

/// The keyed hash of a value under its rule, 128 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 16]);

/// What marks a fingerprint and the way it was made.
const PREFIX: &str = "k1:";

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[key]")
    }
}

impl Key {
    pub fn new(bytes: [u8; 32]) -> Self {
        Self {
            bytes,
            fingerprint: derived(&bytes, "fingerprint"),
            subject: derived(&bytes, "subject"),
        }
    }

    /// A new key.
    pub fn random() -> Result<Self, Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(Error::Random)?;
        Ok(Self::new(bytes))
    }

    /// Reads a key file: 64 hexadecimal digits, as [`Key::create`] writes them, or 32 raw bytes.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let fail = |error| Error::Io {
            path: path.to_owned(),
            error,
        };
        let mut content = Vec::new();
        let file = File::open(path).map_err(fail)?;
        // One byte more than the longest key file shows that it is none.
        file.take(129).read_to_end(&mut content).map_err(fail)?;
        let hex = || blake3::Hash::from_hex(content.trim_ascii()).ok();
        match <[u8; 32]>::try_from(content.as_slice()) {
            Ok(bytes) => Ok(Self::new(bytes)),
            Err(_) => hex()
                .map(|hash| Self::new(*hash.as_bytes()))
                .ok_or(Error::Form {
                    path: path.to_owned(),
                }),
        }
    }

    /// Makes a new key and its file, readable by its owner only; refuses to write over a file. Folders on the way are made.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let key = Self::random()?;
        let write = || {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            let mut file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(path)?;
            writeln!(file, "{}", blake3::Hash::from_bytes(key.bytes).to_hex())?;
            file.sync_all()
        };
        match write() {
            Ok(()) => Ok(key),
            Err(error) => Err(Error::Io {
                path: path.to_owned(),
                error,
            }),
        }
    }

    /// What an inventory stores to know its key again; tells nothing of the key.
    pub fn check(&self) -> String {
        self.hasher("check").finalize().to_hex()[..32].to_owned()
    }

    /// The fingerprint of a value: the same value under another rule has another one.
    pub fn fingerprint(&self, rule: &str, normalised: &str) -> Fingerprint {
        let hash = value(&self.fingerprint, rule, normalised);
        Fingerprint(first(&hash))
    }

    /// The key of a subject, for counting people.
    pub fn subject(&self, rule: &str, normalised: &str) -> u64 {
        let hash = value(&self.subject, rule, normalised);
        u64::from_le_bytes(first(&hash))
    }

    /// Starts the hash of a document's content; [`content_hash`] ends it.
    pub fn content(&self) -> Hasher {
        self.hasher("content")
    }

    fn hasher(&self, purpose: &str) -> Hasher {
        Hasher::new_keyed(&derived(&self.bytes, purpose))
    }
}

/// The key of one use.
fn derived(key: &[u8; 32], purpose: &str) -> [u8; 32] {
    *blake3::keyed_hash(key, purpose.as_bytes()).as_bytes()
}

fn value(key: &[u8; 32], rule: &str, normalised: &str) -> blake3::Hash {
    // Hashed in one go: a hasher that takes parts costs more than a short value.
    let mut parts = SmallVec::<[u8; 128]>::new();
    parts.extend_from_slice(&(rule.len() as u64).to_le_bytes());
    parts.extend_from_slice(rule.as_bytes());
    parts.extend_from_slice(normalised.as_bytes());
    blake3::keyed_hash(key, &parts)
}

fn first<const N: usize>(hash: &blake3::Hash) -> [u8; N] {
    *hash
        .as_bytes()
        .first_chunk()
        .expect("a hash has 32 bytes, more than is asked for")
}

/// 32 hex of a content's hash, as `content_hash` in records.
pub fn content_hash(hasher: &Hasher) -> String {
    hasher.finalize().to_hex()[..32].to_owned()
}

impl Fingerprint {
    /// `k1:` and 32 hex, as records of the inventory hold it.
    pub fn full(self) -> String {
        let mut bytes = [0; 32];
        bytes[..self.0.len()].copy_from_slice(&self.0);
        let hex = blake3::Hash::from_bytes(bytes).to_hex();
        [PREFIX, &hex[..2 * self.0.len()]].concat()
    }

    /// `k1:` and 16 hex, as reports print it.
    pub fn short(self) -> String {
        shorten(&self.full()).to_owned()
    }

    pub(super) fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    pub(super) fn bytes(self) -> [u8; 16] {
        self.0
    }

    /// Reads the full form.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix(PREFIX).filter(|hex| hex.len() == 32)?;
        Some(Self(u128::from_str_radix(hex, 16).ok()?.to_be_bytes()))
    }
}

/// The printed form of a fingerprint: its first 16 hex.
pub fn shorten(full: &str) -> &str {
    full.get(..PREFIX.len() + 16).unwrap_or(full)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn key() -> Key {
        Key::new([7; 32])
    }

    #[test]
    fn a_fingerprint_depends_on_key_rule_and_value_and_reads_back() {
        let of = |key: &Key, rule, value| key.fingerprint(rule, value).full();
        let one = of(&key(), "uk-nhs-number", "0000000019");
        assert_ne!(one, of(&key(), "iban", "0000000019"));
        assert_ne!(one, of(&key(), "uk-nhs-number", "0000000027"));
        assert_ne!(one, of(&Key::new([8; 32]), "uk-nhs-number", "0000000019"));
        assert_eq!(Fingerprint::parse(&one).unwrap().full(), one);
        assert_eq!(shorten(&one), &one[..19]);
        assert_eq!(Fingerprint::parse(&one[..19]), None);
    }

    #[test]
    fn rule_and_value_do_not_run_into_each_other() {
        assert_ne!(key().subject("ab", "c"), key().subject("a", "bc"));
    }

    #[test]
    fn a_created_key_reads_back_is_private_and_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/key");
        let key = Key::create(&path).unwrap();
        assert_eq!(Key::read(&path).unwrap(), key);
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert!(matches!(Key::create(&path), Err(Error::Io { .. })));
    }

    #[test]
    fn a_key_file_is_hex_or_raw_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        for (content, good) in [
            (vec![9; 32], true),
            (b"09".repeat(32), true),
            ([b"09".repeat(32), b"\r\n".to_vec()].concat(), true),
            (b"09".repeat(31), false),
            (vec![0; 4096], false),
            (vec![], false),
        ] {
            fs::write(&path, &content).unwrap();
            assert_eq!(Key::read(&path).is_ok(), good, "{content:?}");
        }
        let missing = Key::read(&folder.path().join("none")).unwrap_err();
        assert!(missing.to_string().contains("none"));
    }

    #[test]
    fn a_key_never_shows_itself() {
        assert_eq!(format!("{:?}", key()), "[key]");
        assert!(!key().check().contains("0707"));
    }
}
