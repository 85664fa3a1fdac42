//! Single items in compound files ([MS-OXMSG]).

use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use cfb::CompoundFile;

use super::{Attachment, Bag, Content, DEPTH, Item, Value, encoding, id};
use crate::extract::{Coverage, Error, Extract, Input, Sink, ole};

pub(in crate::extract) struct Msg;

const PROPERTIES: &str = "__properties_version1.0";
const VALUE: &str = "__substg1.0_";
const RECIPIENT: &str = "__recip_version1.0_";
const ATTACHMENT: &str = "__attach_version1.0_";
/// Recipients, and attachments, of one item.
const PARTS: usize = 10_000;

/// Bytes of a property stream before its entries ([MS-OXMSG] 2.4.1).
const HEADER: usize = 32;
const HEADER_OF_INNER: usize = 24;
const HEADER_OF_PART: usize = 8;

impl Extract for Msg {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let limits = input.limits;
        input.reader.seek(SeekFrom::Start(0))?;
        let mut file = CompoundFile::open(&mut *input.reader).map_err(|_| Error::CORRUPT)?;
        let mut store = Store {
            file: &mut file,
            left: limits.part_bytes,
        };
        let item = store.item(Path::new("/"), HEADER, DEPTH)?;
        super::read(&item, limits, sink)
    }
}

struct Store<'a, F> {
    file: &'a mut CompoundFile<F>,
    /// Bytes that may still be read.
    left: u64,
}

impl<F: Read + Seek> Store<'_, F> {
    /// Reads an item; those attached to it down to a depth.
    fn item(&mut self, folder: &Path, header: usize, depth: u32) -> Result<Item, Error> {
        let bag = self.bag(folder, header)?;
        let mut item = Item {
            bag,
            recipients: Vec::new(),
            attachments: Vec::new(),
        };
        for storage in self.parts(folder, RECIPIENT) {
            if let Ok(bag) = self.bag(&storage, HEADER_OF_PART) {
                item.recipients.push(bag);
            }
        }
        for storage in self.parts(folder, ATTACHMENT) {
            let mut bag = self.bag(&storage, HEADER_OF_PART)?;
            let content = match bag.remove(&id::DATA) {
                Some(Value::Bytes(bytes)) => Some(Content::Bytes(bytes)),
                _ => self.attached(&storage, depth),
            };
            let attachment = content.map(|content| Attachment { bag, content });
            item.attachments.extend(attachment);
        }
        Ok(item)
    }

    /// What is attached as a storage: another item, or an object of a program. None if it is only named and lies elsewhere.
    fn attached(&mut self, attachment: &Path, depth: u32) -> Option<Content> {
        let storage = attachment.join(format!("{VALUE}{:04X}000D", id::DATA));
        if !self.file.is_storage(&storage) {
            return None;
        }
        if !self.file.is_stream(storage.join(PROPERTIES)) {
            let object = ole::copy(self.file, &storage, self.left);
            return Some(object.map_or(Content::Lost, Content::Bytes));
        }
        let item = depth
            .checked_sub(1)
            .and_then(|depth| self.item(&storage, HEADER_OF_INNER, depth).ok());
        Some(item.map_or(Content::Lost, |item| Content::Item(Box::new(item))))
    }

    /// The storages in a folder whose names begin so, in order.
    fn parts(&self, folder: &Path, prefix: &str) -> Vec<PathBuf> {
        let Ok(entries) = self.file.read_storage(folder) else {
            return Vec::new();
        };
        entries
            .filter(|entry| entry.is_storage() && entry.name().starts_with(prefix))
            .map(|entry| entry.path().to_owned())
            .take(PARTS)
            .collect()
    }

    fn bag(&mut self, folder: &Path, header: usize) -> Result<Bag, Error> {
        let mut bag = Bag::new();
        let fixed = self.stream(&folder.join(PROPERTIES))?;
        add_fixed(fixed.get(header..).unwrap_or_default(), &mut bag);
        let encoding = encoding(&bag);
        let streams: Vec<PathBuf> = self
            .file
            .read_storage(folder)?
            .filter(|entry| entry.is_stream() && entry.name().starts_with(VALUE))
            .map(|entry| entry.path().to_owned())
            .collect();
        for path in streams {
            let Some((id, kind)) = path.file_name().and_then(|name| tag(name.to_str()?)) else {
                continue;
            };
            let value = match kind {
                0x001F => {
                    let bytes = self.stream(&path)?;
                    let (text, _) = encoding_rs::UTF_16LE.decode_without_bom_handling(&bytes);
                    Value::Text(text.trim_end_matches('\0').to_owned())
                }
                0x001E => {
                    let bytes = self.stream(&path)?;
                    let (text, _) = encoding.decode_without_bom_handling(&bytes);
                    Value::Text(text.trim_end_matches('\0').to_owned())
                }
                0x0102 => Value::Bytes(self.stream(&path)?),
                _ => continue,
            };
            bag.insert(id, value);
        }
        Ok(bag)
    }

    fn stream(&mut self, path: &Path) -> Result<Vec<u8>, Error> {
        let bytes = ole::read(self.file, path, self.left).map_err(|_| Error::CORRUPT)?;
        self.left -= bytes.len() as u64;
        Ok(bytes)
    }
}

/// Identifier and type in the name of a stream: `__substg1.0_0037001F`.
fn tag(name: &str) -> Option<(u16, u16)> {
    let digits = name.strip_prefix(VALUE)?;
    if digits.len() != 8 {
        return None;
    }
    let tag = u32::from_str_radix(digits, 16).ok()?;
    Some(((tag >> 16) as u16, tag as u16))
}

/// Adds the values that stand in the property stream itself ([MS-OXMSG] 2.4.2.1).
fn add_fixed(entries: &[u8], bag: &mut Bag) {
    for entry in entries.chunks_exact(16) {
        let two = |at: usize| u16::from_le_bytes([entry[at], entry[at + 1]]);
        let eight = i64::from_le_bytes(entry[8..].try_into().expect("eight bytes are left"));
        let value = match two(0) {
            0x0002 => i64::from(eight as i16),
            0x0003 | 0x000B => i64::from(eight as i32),
            0x0014 | 0x0040 => eight,
            _ => continue,
        };
        bag.insert(two(2), Value::Number(value));
    }
}
