//! Where the formats of pictures keep what is written about them, and how large they are.

use std::io::Read;

/// Bytes of one compressed text.
const TEXT: u64 = 1 << 20;

/// The pieces of metadata of one picture, as they lie in it.
#[derive(Default)]
pub(super) struct Found {
    /// Width and height in pixels.
    pub(super) size: Option<(u32, u32)>,
    /// A TIFF structure with Exif fields.
    pub(super) exif: Option<Vec<u8>>,
    /// XMP packets.
    pub(super) packets: Vec<Vec<u8>>,
    /// Photoshop's resource blocks.
    pub(super) records: Vec<Vec<u8>>,
    /// Texts with the names that properties have here.
    pub(super) texts: Vec<(&'static str, String)>,
}

/// Segments up to the picture (ISO/IEC 10918-1, B.1.1.4; Exif 3.0, 4.7; XMP part 3, 1.1.3).
pub(super) fn jpeg(bytes: &[u8]) -> Found {
    const EXIF: &[u8] = b"Exif\0\0";
    const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
    const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
    let mut found = Found::default();
    let mut at = 2;
    while let Some([0xFF, marker]) = bytes.get(at..at + 2) {
        let marker = *marker;
        if matches!(marker, 0x01 | 0xD0..=0xD8 | 0xFF) {
            at += if marker == 0xFF { 1 } else { 2 };
            continue;
        }
        let Some(length) = be16(bytes, at + 2).map(usize::from).filter(|n| *n >= 2) else {
            break;
        };
        let Some(content) = bytes.get(at + 4..at + 2 + length) else {
            break;
        };
        match marker {
            0xE1 if content.starts_with(EXIF) => {
                found
                    .exif
                    .get_or_insert_with(|| content[EXIF.len()..].to_vec());
            }
            0xE1 if content.starts_with(XMP) => found.packets.push(content[XMP.len()..].to_vec()),
            0xED if content.starts_with(PHOTOSHOP) => {
                found.records.push(content[PHOTOSHOP.len()..].to_vec());
            }
            0xFE => found.texts.push(("comment", text(content))),
            // Frame headers, but for tables (C4), extensions (C8) and conditioning (CC).
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                let side = |at| be16(content, at).map(u32::from);
                found.size = side(3).zip(side(1));
            }
            0xDA | 0xD9 => break,
            _ => {}
        }
        at += 2 + length;
    }
    found
}

/// Chunks (PNG, third edition, 11.2.1, 11.3.3, 11.3.4).
pub(super) fn png(bytes: &[u8]) -> Found {
    const XMP: &[u8] = b"XML:com.adobe.xmp";
    let mut found = Found::default();
    let mut at = 8;
    while let Some(length) = be32(bytes, at) {
        let start = at + 8;
        let Some(end) = start.checked_add(length as usize) else {
            break;
        };
        let (Some(kind), Some(content)) = (bytes.get(at + 4..start), bytes.get(start..end)) else {
            break;
        };
        match kind {
            b"IHDR" => found.size = be32(content, 0).zip(be32(content, 4)),
            b"eXIf" => found.exif = Some(content.to_vec()),
            b"tEXt" | b"zTXt" | b"iTXt" => {
                if let Some((name, value)) = png_text(kind, content) {
                    if name == XMP {
                        found.packets.push(value);
                    } else {
                        found.texts.push((keyword(name), text(&value)));
                    }
                }
            }
            _ => {}
        }
        at = end + 4;
    }
    found
}

fn png_text<'a>(kind: &[u8], content: &'a [u8]) -> Option<(&'a [u8], Vec<u8>)> {
    let end = memchr::memchr(0, content)?;
    let (name, rest) = (&content[..end], &content[end + 1..]);
    match kind {
        b"tEXt" => Some((name, rest.to_vec())),
        b"zTXt" => Some((name, inflated(rest.get(1..)?))),
        _ => {
            let compressed = *rest.first()? == 1;
            let rest = rest.get(2..)?;
            let language = memchr::memchr(0, rest)?;
            let rest = &rest[language + 1..];
            let translated = memchr::memchr(0, rest)?;
            let value = &rest[translated + 1..];
            let value = if compressed {
                inflated(value)
            } else {
                value.to_vec()
            };
            Some((name, value))
        }
    }
}

fn inflated(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    // What is damaged is read as far as it goes.
    let _ = flate2::read::ZlibDecoder::new(bytes)
        .take(TEXT)
        .read_to_end(&mut out);
    out
}

/// The names that PNG sets aside (11.3.3.1).
fn keyword(name: &[u8]) -> &'static str {
    match name {
        b"Title" => "title",
        b"Author" => "author",
        b"Description" => "description",
        b"Copyright" => "copyright",
        b"Creation Time" => "created",
        b"Source" => "source",
        _ => "comment",
    }
}

/// Chunks of a RIFF file (WebP container specification).
pub(super) fn webp(bytes: &[u8]) -> Found {
    let mut found = Found::default();
    let mut at = 12;
    while let Some(length) = le32(bytes, at + 4) {
        let start = at + 8;
        let end = start.saturating_add(length as usize);
        let (Some(kind), Some(content)) = (bytes.get(at..at + 4), bytes.get(start..end)) else {
            break;
        };
        match kind {
            b"EXIF" => {
                let content = content.strip_prefix(b"Exif\0\0").unwrap_or(content);
                found.exif = Some(content.to_vec());
            }
            b"XMP " => found.packets.push(content.to_vec()),
            b"VP8X" => {
                let side = |at: usize| {
                    let bytes = content.get(at..at + 3)?;
                    Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0]) + 1)
                };
                found.size = side(4).zip(side(7));
            }
            _ => {}
        }
        at = end + (length as usize & 1);
    }
    found
}

/// Comments are blocks of up to 255 bytes behind `21 FE` (GIF 89a, 24).
pub(super) fn gif(bytes: &[u8]) -> Found {
    let side = |at| le16(bytes, at).map(u32::from);
    let mut found = Found {
        size: side(6).zip(side(8)),
        packets: packets(bytes),
        ..Found::default()
    };
    let mut from = 10;
    while let Some(at) = memchr::memmem::find(bytes.get(from..).unwrap_or_default(), b"\x21\xFE") {
        let mut at = from + at + 2;
        from = at;
        let mut comment = Vec::new();
        while let Some(&length) = bytes.get(at).filter(|length| **length > 0) {
            let end = at + 1 + usize::from(length);
            comment.extend_from_slice(bytes.get(at + 1..end).unwrap_or_default());
            at = end;
        }
        // The same two bytes come by chance in the picture: a comment is written.
        let written = comment
            .iter()
            .all(|byte| matches!(byte, b'\t'..=b'\r' | b' '..=b'~'));
        if written && !comment.is_empty() && found.texts.len() < 100 {
            found.texts.push(("comment", text(&comment)));
        }
    }
    found
}

/// `BITMAPINFOHEADER`, or the older core header.
pub(super) fn bmp(bytes: &[u8]) -> Found {
    let size = match le32(bytes, 14) {
        Some(12) => le16(bytes, 18)
            .map(u32::from)
            .zip(le16(bytes, 20).map(u32::from)),
        _ => le32(bytes, 18).zip(le32(bytes, 22).map(|height| height.cast_signed().unsigned_abs())),
    };
    Found {
        size,
        ..Found::default()
    }
}

/// XMP packets by their marks (XMP part 1, 7.3.2), where a format has no place of its own for them.
fn packets(bytes: &[u8]) -> Vec<Vec<u8>> {
    let Some(start) = memchr::memmem::find(bytes, b"<x:xmpmeta") else {
        return Vec::new();
    };
    match memchr::memmem::find(&bytes[start..], b"</x:xmpmeta>") {
        Some(end) => vec![bytes[start..start + end + 12].to_vec()],
        None => Vec::new(),
    }
}

/// UTF-8 where it is, else Western.
pub(super) fn text(bytes: &[u8]) -> String {
    let bytes = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
