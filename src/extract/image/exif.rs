//! Exif fields (CIPA DC-008) that name people, places and times.

use exif::{Context, Exif, Field, In, Reader, Tag, Value};

use super::containers::text;
use super::{add_packet, iptc};
use crate::extract::properties::Properties;

/// Fields and what they are called here; those of Windows (`XP…`) are UTF-16.
const NAMES: &[(Tag, &str)] = &[
    (Tag::ImageDescription, "description"),
    (Tag::Artist, "author"),
    (Tag::Copyright, "copyright"),
    (Tag::UserComment, "comment"),
    (Tag::CameraOwnerName, "owner"),
    (Tag::DateTimeOriginal, "created"),
    (Tag(Context::Tiff, 0x013C), "computer"),
    (Tag(Context::Tiff, 0x010D), "document-name"),
    (Tag(Context::Tiff, 0x9C9B), "title"),
    (Tag(Context::Tiff, 0x9C9C), "comment"),
    (Tag(Context::Tiff, 0x9C9D), "author"),
    (Tag(Context::Tiff, 0x9C9E), "keywords"),
    (Tag(Context::Tiff, 0x9C9F), "subject"),
];

/// XMP and IPTC within a TIFF (XMP part 3, 1.1.7).
const XMP: Tag = Tag(Context::Tiff, 700);
const IPTC: Tag = Tag(Context::Tiff, 34377);

/// Adds what a TIFF structure says.
pub(super) fn read(structure: Vec<u8>, properties: &mut Properties) {
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    let read = reader
        .read_raw(structure)
        .or_else(|error| error.distill_partial_result(|_| {}));
    if let Ok(exif) = read {
        add(&exif, properties);
    }
}

/// Adds the fields that are wanted.
pub(super) fn add(exif: &Exif, properties: &mut Properties) {
    for field in exif.fields() {
        if field.tag == XMP {
            add_packet(bytes(&field.value), properties);
        } else if field.tag == IPTC {
            iptc::add(bytes(&field.value), properties);
        } else if let Some((_, name)) = NAMES.iter().find(|(tag, _)| *tag == field.tag) {
            properties.add(name, &written(field));
        }
    }
    if let Some((latitude, longitude)) = position(exif) {
        properties.add("gps", &format!("{latitude:.6}, {longitude:.6}"));
    }
}

fn bytes(value: &Value) -> &[u8] {
    match value {
        Value::Byte(bytes) | Value::Undefined(bytes, _) => bytes,
        _ => &[],
    }
}

fn written(field: &Field) -> String {
    match &field.value {
        Value::Ascii(parts) => parts
            .iter()
            .map(|part| text(part))
            .collect::<Vec<_>>()
            .join(" "),
        // The fields of Windows.
        Value::Byte(bytes) => {
            let (text, _) = encoding_rs::UTF_16LE.decode_without_bom_handling(bytes);
            text.trim_end_matches('\0').to_owned()
        }
        // The first eight bytes name the character set (4.6.6.3).
        Value::Undefined(bytes, _) => match bytes.split_first_chunk::<8>() {
            Some((b"UNICODE\0", rest)) => {
                let (text, _) = encoding_rs::UTF_16LE.decode_without_bom_handling(rest);
                text.trim_end_matches('\0').to_owned()
            }
            Some((_, rest)) => text(rest),
            None => String::new(),
        },
        _ => String::new(),
    }
}

/// Latitude and longitude in degrees, south and west negative (4.6.7).
fn position(exif: &Exif) -> Option<(f64, f64)> {
    let side = |value: Tag, reference: Tag, negative: u8| {
        let field = exif.get_field(value, In::PRIMARY)?;
        let Value::Rational(parts) = &field.value else {
            return None;
        };
        let part = |at: usize| {
            parts
                .get(at)
                .filter(|part| part.denom != 0)
                .map(exif::Rational::to_f64)
        };
        let degrees = part(0)? + part(1).unwrap_or(0.0) / 60.0 + part(2).unwrap_or(0.0) / 3600.0;
        let reference = exif.get_field(reference, In::PRIMARY)?;
        let Value::Ascii(letters) = &reference.value else {
            return None;
        };
        let is_negative = letters.first()?.first()?.eq_ignore_ascii_case(&negative);
        Some(if is_negative { -degrees } else { degrees })
    };
    let latitude = side(Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S')?;
    let longitude = side(Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W')?;
    (latitude.abs() <= 90.0 && longitude.abs() <= 180.0 && (latitude, longitude) != (0.0, 0.0))
        .then_some((latitude, longitude))
}
