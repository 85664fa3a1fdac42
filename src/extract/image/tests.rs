use super::*;
use crate::extract::recorded::extract;

/// A TIFF structure with an author and a position: 51° 30' N, 0° 7' 30" W.
fn structure() -> Vec<u8> {
    let mut bytes = b"MM\0*\0\0\0\x08".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [
            &tag.to_be_bytes()[..],
            &kind.to_be_bytes(),
            &count.to_be_bytes(),
            &value,
        ]
        .concat()
    };
    // Two entries end at 8 + 2 + 24 + 4 = 38; four of the position at 38 + 2 + 48 + 4 = 92.
    bytes.extend([0, 2]);
    bytes.extend(entry(0x013B, 2, 13, 140_u32.to_be_bytes()));
    bytes.extend(entry(0x8825, 4, 1, 38_u32.to_be_bytes()));
    bytes.extend([0; 4]);
    bytes.extend([0, 4]);
    bytes.extend(entry(1, 2, 2, *b"N\0\0\0"));
    bytes.extend(entry(2, 5, 3, 92_u32.to_be_bytes()));
    bytes.extend(entry(3, 2, 2, *b"W\0\0\0"));
    bytes.extend(entry(4, 5, 3, 116_u32.to_be_bytes()));
    bytes.extend([0; 4]);
    for number in [51, 30, 0, 0, 7, 30_u32] {
        bytes.extend(number.to_be_bytes());
        bytes.extend(1_u32.to_be_bytes());
    }
    bytes.extend(b"Asha Example\0");
    bytes
}

fn jpeg() -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xD8];
    let mut segment = |marker: u8, content: &[u8]| {
        bytes.extend([0xFF, marker]);
        bytes.extend((content.len() as u16 + 2).to_be_bytes());
        bytes.extend(content);
    };
    segment(0xE1, &[b"Exif\0\0", &structure()[..]].concat());
    let caption = [
        &b"Photoshop 3.0\08BIM\x04\x04\0\0\0\0\0\x0E\x1C\x02\x78\0\x09"[..],
        b"Tom Madeup",
    ]
    .concat();
    segment(0xED, &caption[..caption.len() - 1]);
    segment(0xFE, b"taken for the file");
    segment(0xC0, &[8, 1, 0, 1, 0, 3]);
    segment(0xDA, &[0; 10]);
    bytes
}

#[test]
fn what_is_written_about_a_photograph_is_read_and_what_it_shows_is_not() {
    let read = extract(&Image, Format::Jpeg, &jpeg());
    assert!(read.is_partial(Reason::ImageOnly));
    assert_eq!(
        read.fields(),
        [
            "author: Asha Example",
            "gps: 51.500000, -0.125000",
            "description: Tom Madeu",
            "comment: taken for the file",
        ]
    );
}

#[test]
fn the_texts_of_a_png_are_read_and_an_icon_is_too_small_to_show_any() {
    let chunk = |kind: &[u8; 4], content: &[u8]| {
        [
            &(content.len() as u32).to_be_bytes()[..],
            kind,
            content,
            &[0; 4],
        ]
        .concat()
    };
    let header = [16_u32.to_be_bytes(), 16_u32.to_be_bytes()].concat();
    let bytes = [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &header),
        chunk(b"tEXt", b"Author\0Asha Example"),
        chunk(b"iTXt", "Description\0\0\0\0\0Zoë".as_bytes()),
    ]
    .concat();
    let read = extract(&Image, Format::Png, &bytes);
    assert!(read.is_complete());
    assert_eq!(read.fields(), ["author: Asha Example", "description: Zoë"]);
}

#[test]
fn a_tiff_is_its_own_structure_and_damage_never_panics() {
    let read = extract(&Image, Format::Tiff, &structure());
    assert_eq!(read.fields().len(), 2);
    for (format, bytes) in [
        (Format::Jpeg, jpeg()),
        (Format::Tiff, structure()),
        (Format::Gif, b"GIF89a\x01\0\x01\0\x21\xFE\x02hi\0".to_vec()),
    ] {
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x95;
            for other in [
                format,
                Format::Heic,
                Format::Webp,
                Format::Bmp,
                Format::Png,
                Format::Gif,
            ] {
                extract(&Image, other, &damaged[..bytes.len() - at % 7]);
            }
        }
    }
}
