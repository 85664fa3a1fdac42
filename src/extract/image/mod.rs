//! Pictures: what was written about them (Exif, IPTC, XMP, comments), not what they show.
//!
//! A picture that may show text is partly read at best; one too small for a line of text is read.

mod containers;
mod exif;
mod iptc;

use std::io::{Cursor, Read, SeekFrom};

use super::properties::Properties;
use super::{Coverage, Error, Extract, Input, Origin, Sink, xmp};
use crate::crawl::Reason;
use crate::identify::Format;
use containers::Found;

pub(super) struct Image;

/// Bytes of a picture in which what is written about it is looked for.
const HEAD: u64 = 32 << 20;
/// In a JPEG it stands before the picture itself.
const JPEG_HEAD: u64 = 2 << 20;
/// Pixels below which no line of text can be read.
const SMALL: u32 = 24;

impl Extract for Image {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let most = match input.format {
            Format::Jpeg => JPEG_HEAD,
            _ => HEAD,
        };
        input.reader.seek(SeekFrom::Start(0))?;
        let mut head = Vec::new();
        (&mut *input.reader).take(most).read_to_end(&mut head)?;
        let mut properties = Properties::default();
        let found = match input.format {
            Format::Jpeg => containers::jpeg(&head),
            Format::Png => containers::png(&head),
            Format::Webp => containers::webp(&head),
            Format::Gif => containers::gif(&head),
            Format::Bmp => containers::bmp(&head),
            Format::Tiff => Found {
                exif: Some(head.clone()),
                ..Found::default()
            },
            _ => {
                heif(&head, &mut properties);
                Found::default()
            }
        };
        let Found {
            size,
            exif,
            packets,
            records,
            texts,
        } = found;
        if let Some(structure) = exif {
            exif::read(structure, &mut properties);
        }
        for packet in &packets {
            add_packet(packet, &mut properties);
        }
        for record in &records {
            iptc::add(record, &mut properties);
        }
        for (name, text) in &texts {
            properties.add(name, text);
        }
        properties.hand_on(sink)?;
        let small = size.is_some_and(|(width, height)| width < SMALL || height < SMALL);
        if input.limits.ocr && !small {
            input.reader.seek(SeekFrom::Start(0))?;
            let origin = Origin::Part {
                part: "picture".into(),
                first: 1,
            };
            sink.picture(origin, &mut *input.reader)?;
        }
        Ok(Coverage::Complete.and((!small).then_some(Reason::ImageOnly)))
    }
}

fn add_packet(packet: &[u8], properties: &mut Properties) {
    for (name, value) in xmp::properties(packet) {
        properties.add(name, &value);
    }
}

/// Pictures in the ISO base media format: only the Exif structure is looked for.
fn heif(head: &[u8], properties: &mut Properties) {
    let mut reader = ::exif::Reader::new();
    reader.continue_on_error(true);
    let read = reader
        .read_from_container(&mut Cursor::new(head))
        .or_else(|error| error.distill_partial_result(|_| {}));
    if let Ok(found) = read {
        exif::add(&found, properties);
    }
}

#[cfg(test)]
mod tests;
