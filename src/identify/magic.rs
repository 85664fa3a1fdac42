//! Formats told by the bytes at a fixed place, by the signatures of the `file-format` crate and of the table's own.
//!
//! Many signatures are two or three letters that a sentence may begin with (`BM`, `MZ`, `ID3`); those count only when
//! the rest is not text.

use file_format::{FileFormat, Kind};

use super::Format;

/// Where the signature of a tar header stands (POSIX.1-1988, 10.1.1).
const TAR_MAGIC: std::ops::Range<usize> = 257..262;
const TAR_CHECKSUM: std::ops::Range<usize> = 148..156;
const TAR_HEADER: usize = 512;

/// A format whose signature no text begins with, and the two that may look like text all through.
pub(super) fn unmistakable(head: &[u8]) -> Option<Format> {
    if head.starts_with(b"%PDF-") {
        return Some(Format::Pdf);
    }
    if is_tar(head) {
        return Some(Format::Tar);
    }
    if is_printable_start(head) {
        return None;
    }
    signature(head)
}

/// A format whose signature is printable; ask only when the whole is not text.
pub(super) fn printable(head: &[u8]) -> Option<Format> {
    // A PDF may stand behind up to 1024 bytes of anything (ISO 32000-1, annex H.3, note 13).
    let start = &head[..head.len().min(1024)];
    if memchr::memmem::find(start, b"%PDF-").is_some() {
        return Some(Format::Pdf);
    }
    signature(head)
}

fn is_printable_start(head: &[u8]) -> bool {
    let has_mark = super::encoding::byte_order_mark(head).is_some();
    has_mark
        || head
            .iter()
            .take(4)
            .all(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~'))
}

fn signature(head: &[u8]) -> Option<Format> {
    let found = FileFormat::from_bytes(head);
    let format = match found {
        FileFormat::RichTextFormat => Format::Rtf,
        FileFormat::PortableDocumentFormat | FileFormat::AdobeIllustratorArtwork => Format::Pdf,
        FileFormat::Postscript | FileFormat::EncapsulatedPostscript => Format::PostScript,
        FileFormat::SevenZip => Format::SevenZip,
        FileFormat::TapeArchive => Format::Tar,
        FileFormat::Gzip => Format::Gzip,
        FileFormat::Bzip2 => Format::Bzip2,
        FileFormat::Xz => Format::Xz,
        FileFormat::Zstandard => Format::Zstd,
        FileFormat::RoshalArchive => Format::Rar,
        FileFormat::Sqlite3 => Format::Sqlite,
        FileFormat::ApacheParquet => Format::Parquet,
        FileFormat::PersonalStorageTable => Format::Pst,
        FileFormat::MicrosoftAccessDatabase | FileFormat::MicrosoftAccess2007Database => {
            Format::Access
        }
        FileFormat::JointPhotographicExpertsGroup => Format::Jpeg,
        FileFormat::PortableNetworkGraphics | FileFormat::AnimatedPortableNetworkGraphics => {
            Format::Png
        }
        FileFormat::GraphicsInterchangeFormat => Format::Gif,
        FileFormat::TagImageFileFormat => Format::Tiff,
        FileFormat::WindowsBitmap => Format::Bmp,
        FileFormat::Webp => Format::Webp,
        FileFormat::HighEfficiencyImageCoding
        | FileFormat::HighEfficiencyImageCodingSequence
        | FileFormat::HighEfficiencyImageFileFormat
        | FileFormat::HighEfficiencyImageFileFormatSequence => Format::Heic,
        // Containers of sound or pictures whose tracks the head does not show.
        FileFormat::AdvancedSystemsFormat
        | FileFormat::ExtensibleBinaryMetaLanguage
        | FileFormat::Mpeg4Part14
        | FileFormat::Realmedia => Format::Video,
        FileFormat::Id3v2 | FileFormat::OggMultiplexedMedia => Format::Audio,
        other => match other.kind() {
            Kind::Audio => Format::Audio,
            Kind::Video => Format::Video,
            Kind::Executable => Format::Executable,
            _ => return Format::of_signature(head),
        },
    };
    Some(format)
}

/// A tar header by its signature, or, older than that, by its checksum: the sum of its bytes with the checksum's own
/// taken as spaces, in octal digits.
fn is_tar(head: &[u8]) -> bool {
    let Some(header) = head.get(..TAR_HEADER) else {
        return false;
    };
    if &header[TAR_MAGIC] == b"ustar" {
        return true;
    }
    let Some(stated) = octal(&header[TAR_CHECKSUM]) else {
        return false;
    };
    let sum: u32 = header
        .iter()
        .enumerate()
        .map(|(at, byte)| {
            if TAR_CHECKSUM.contains(&at) {
                u32::from(b' ')
            } else {
                u32::from(*byte)
            }
        })
        .sum();
    sum == stated
}

fn octal(field: &[u8]) -> Option<u32> {
    let digits: &[u8] = field.trim_ascii_start();
    let end = digits
        .iter()
        .position(|byte| !matches!(byte, b'0'..=b'7'))
        .unwrap_or(digits.len());
    let digits = std::str::from_utf8(&digits[..end]).ok()?;
    u32::from_str_radix(digits, 8).ok()
}
