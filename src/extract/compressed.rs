//! Single files compressed by themselves: gzip (RFC 1952), bzip2, xz, Zstandard (RFC 8878).
//!
//! The one inner document is called what the file is called without the ending of its compression.

use std::io::{BufRead, BufReader, Read, SeekFrom};

use super::member::{Bounded, label};
use super::{Coverage, Error, Extract, Input, Limits, Sink};

pub(super) struct Gzip;
pub(super) struct Bzip2;
pub(super) struct Xz;
pub(super) struct Zstd;

impl Extract for Gzip {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        unpacked(input, sink, |source, _| {
            Ok(flate2::bufread::MultiGzDecoder::new(source))
        })
    }
}

impl Extract for Bzip2 {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        unpacked(input, sink, |source, _| {
            Ok(bzip2::bufread::MultiBzDecoder::new(source))
        })
    }
}

impl Extract for Xz {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        unpacked(input, sink, |source, limits| {
            let most = u32::try_from(limits.memory / 2 / 1024).unwrap_or(u32::MAX);
            Ok(lzma_rust2::XzReader::new_mem_limit(source, true, most))
        })
    }
}

impl Extract for Zstd {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        unpacked(input, sink, |source, _| {
            zstd::stream::read::Decoder::with_buffer(source)
        })
    }
}

type Source<'a> = BufReader<&'a mut dyn super::ReadSeek>;

fn unpacked<'a, R: Read>(
    input: &'a mut Input<'_>,
    sink: &mut dyn Sink,
    decoder: impl FnOnce(Source<'a>, &Limits) -> std::io::Result<R>,
) -> Result<Coverage, Error> {
    let name = inner_name(input.name);
    let limits = input.limits;
    input.reader.seek(SeekFrom::Start(0))?;
    let source = BufReader::with_capacity(1 << 16, &mut *input.reader as &mut dyn super::ReadSeek);
    let mut content = BufReader::with_capacity(1 << 16, decoder(source, limits)?);
    // What is damaged from its first byte on is no container of anything.
    content.fill_buf()?;
    let mut bounded = Bounded::new(content, limits.expanded_bytes);
    sink.inner(&name, &mut bounded)?;
    Ok(Coverage::Complete)
}

/// `list.csv.gz` holds `list.csv`, `old.tgz` holds `old.tar`.
fn inner_name(name: &str) -> String {
    let Some((stem, ending)) = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) else {
        return label(name);
    };
    match ending.to_ascii_lowercase().as_str() {
        "tgz" | "tbz" | "tbz2" | "txz" | "tzst" => label(&format!("{stem}.tar")),
        "svgz" => label(&format!("{stem}.svg")),
        "gz" | "bz2" | "xz" | "zst" | "z" => label(stem),
        _ => label(name),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::crawl::Reason;
    use crate::extract::recorded::extract;
    use crate::identify::{Format, identify};

    fn packed(format: Format, content: &[u8]) -> Vec<u8> {
        match format {
            Format::Gzip => {
                let mut writer =
                    flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
                writer.write_all(content).unwrap();
                writer.finish().unwrap()
            }
            Format::Bzip2 => {
                let mut writer =
                    bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
                writer.write_all(content).unwrap();
                writer.finish().unwrap()
            }
            Format::Xz => {
                let options = lzma_rust2::XzOptions::with_preset(1);
                let mut writer = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
                writer.write_all(content).unwrap();
                writer.finish().unwrap()
            }
            _ => zstd::encode_all(content, 1).unwrap(),
        }
    }

    const ALL: [(Format, &dyn Extract); 4] = [
        (Format::Gzip, &Gzip),
        (Format::Bzip2, &Bzip2),
        (Format::Xz, &Xz),
        (Format::Zstd, &Zstd),
    ];

    #[test]
    fn each_compression_is_known_by_its_bytes_and_undone() {
        let content = b"name,born\nAsha Example,1980-02-01\n".repeat(5000);
        for (format, extractor) in ALL {
            let bytes = packed(format, &content);
            let found = identify(&mut std::io::Cursor::new(&bytes), "x").unwrap();
            assert_eq!(found.format, format);
            let read = extract(extractor, format, &bytes);
            assert_eq!(read.members, [("document".to_owned(), Ok(content.clone()))]);
            assert!(read.is_complete());
        }
    }

    #[test]
    fn what_is_damaged_at_once_is_corrupt_and_what_breaks_off_keeps_its_start() {
        for (format, extractor) in ALL {
            let mut noise = fastrand::Rng::with_seed(1);
            let content: Vec<u8> = std::iter::repeat_with(|| noise.u8(..))
                .take(500_000)
                .collect();
            let bytes = packed(format, &content);
            let cut = extract(extractor, format, &bytes[..bytes.len() - 1000]);
            assert!(cut.members[0].1.is_err(), "{format:?}");
            let cut = extract(extractor, format, &bytes[..8]);
            assert!(
                cut.is_unreadable(Reason::Corrupt),
                "{format:?} {:?}",
                cut.end
            );
        }
    }

    #[test]
    fn the_inner_document_is_called_what_the_file_is_without_the_ending() {
        let names = ["list.csv.gz", "old.TGZ", "dump.sql.zst", "plain", ".gz"].map(inner_name);
        assert_eq!(names, ["list.csv", "old.tar", "dump.sql", "plain", ".gz"]);
    }
}
