//! The captions of news agencies (IPTC Information Interchange Model 4.2) in Photoshop's resource blocks.

use super::containers::text;
use crate::extract::properties::Properties;

/// The resource that holds them.
const IPTC: u16 = 0x0404;
/// Datasets of record 2 and what they are called here.
const NAMES: &[(u8, &str)] = &[
    (5, "title"),
    (25, "keywords"),
    (80, "author"),
    (90, "city"),
    (92, "location"),
    (105, "headline"),
    (116, "copyright"),
    (118, "contact"),
    (120, "description"),
    (122, "caption-writer"),
];

/// Adds what the resource blocks of one segment say.
pub(super) fn add(blocks: &[u8], properties: &mut Properties) {
    let mut rest = blocks;
    while let Some(block) = rest.strip_prefix(b"8BIM") {
        let Some((&[high, low], after)) = block.split_first_chunk::<2>() else {
            return;
        };
        // A Pascal string, padded to an even length with its own length byte.
        let name = after.first().map_or(0, |length| usize::from(*length) + 1);
        let Some(after) = after.get(name + name % 2..) else {
            return;
        };
        let Some((length, after)) = after.split_first_chunk::<4>() else {
            return;
        };
        let length = u32::from_be_bytes(*length) as usize;
        let Some(content) = after.get(..length) else {
            return;
        };
        if u16::from_be_bytes([high, low]) == IPTC {
            datasets(content, properties);
        }
        rest = after.get(length + length % 2..).unwrap_or_default();
    }
}

/// `1C`, record, dataset, length, value (IIM 4.2, chapter 3, part I, 1.5); longer lengths are not used for text.
fn datasets(content: &[u8], properties: &mut Properties) {
    let mut rest = content;
    while let [0x1C, record, dataset, high, low, after @ ..] = rest {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let Some(value) = after.get(..length) else {
            return;
        };
        if *record == 2
            && let Some((_, name)) = NAMES.iter().find(|(number, _)| number == dataset)
        {
            properties.add(name, &text(value));
        }
        rest = &after[length..];
    }
}
