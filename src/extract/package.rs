//! Opens the zip packages of office documents: parts by name, content types and relations of the Open Packaging
//! Conventions (ECMA-376 Part 2), the manifest's encryption entries of OpenDocument.
//!
//! It decides nothing about what a part means. What is expanded is bounded by the sizes that the directory declares
//! (the zip reader refuses a part that is larger than it declares) and again while reading.

use std::collections::HashMap;
use std::io::{BufReader, Read, SeekFrom};

use ::zip::ZipArchive;
use ::zip::read::ZipFile;
use ::zip::result::ZipError;

use super::markup::{Markup, Token};
use super::member::Bounded;
use super::{Coverage, Error, Input, ReadSeek, Sink};
use crate::crawl::Reason;

/// Relations of one part; Excel allows 65,530 links in a sheet.
const RELATIONS: usize = 1 << 16;
/// Bytes of a link's target that are kept.
const TARGET_BYTES: usize = 4096;
/// Bytes of a part that lists parts or relations.
const LISTING_BYTES: u64 = 32 << 20;
/// The first bytes of an OLE compound file ([MS-CFB] 2.2): Office wraps encrypted packages in one.
const OLE_MAGIC: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

type Source<'a> = BufReader<&'a mut dyn ReadSeek>;

/// An open package.
pub(super) struct Package<'a> {
    archive: ZipArchive<Source<'a>>,
    names: Vec<String>,
    /// Lower case, as part names are compared (ECMA-376 Part 2, 6.2.2.3).
    places: HashMap<String, usize>,
    part_bytes: u64,
    /// Bytes that parts may still expand to.
    left: u64,
}

/// A part with its content type.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) content_type: String,
}

/// A relation of a part.
pub(super) struct Relation {
    pub(super) id: String,
    /// The last component of its type: `hyperlink`, `comments`, `slide`.
    pub(super) kind: String,
    /// The name of a part, or an address outside the package.
    pub(super) target: String,
    pub(super) external: bool,
}

impl<'a> Package<'a> {
    pub(super) fn open(input: &'a mut Input<'_>) -> Result<Self, Error> {
        let limits = input.limits;
        refuse_encrypted(input)?;
        let archive = ZipArchive::new(BufReader::new(&mut *input.reader as &mut dyn ReadSeek))
            .map_err(|error| zip_error(&error))?;
        if archive.len() as u64 > limits.members {
            return Err(Error::Unreadable(Reason::Expansion));
        }
        let names: Vec<String> = archive
            .file_names_raw()
            .map(|name| String::from_utf8_lossy(name).replace('\\', "/"))
            .collect();
        let mut places = HashMap::new();
        for (place, name) in names.iter().enumerate() {
            places.entry(key(name)).or_insert(place);
        }
        Ok(Self {
            archive,
            names,
            places,
            part_bytes: limits.part_bytes,
            left: limits.expanded_bytes,
        })
    }

    /// The names of all parts, in the order of the directory.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Refuses a package with a part, or all parts together, beyond the limits: for readers that do not count themselves.
    pub(super) fn refuse_oversized(&mut self) -> Result<(), Error> {
        let mut left = self.left;
        for place in 0..self.archive.len() {
            let entry = self
                .archive
                .by_index_data(place)
                .map_err(|error| zip_error(&error))?;
            left = match left.checked_sub(entry.size()) {
                Some(left) if entry.size() <= self.part_bytes => left,
                _ => return Err(Error::Unreadable(Reason::Expansion)),
            };
        }
        Ok(())
    }

    /// Opens a part as XML; `None` if there is no such part.
    pub(super) fn markup(
        &mut self,
        name: &str,
    ) -> Result<Option<Markup<ZipFile<'_, Source<'a>>>>, Error> {
        let limit = self.part_bytes;
        Ok(self.part(name)?.map(|file| Markup::new(file, limit)))
    }

    /// All bytes of a part; none if there is no such part.
    pub(super) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let limit = self.part_bytes;
        let Some(file) = self.part(name)? else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        Bounded::new(file, limit)
            .read_to_end(&mut bytes)
            .map_err(|error| super::markup::read_error(&error))?;
        Ok(Some(bytes))
    }

    /// Hands a part on as an inner document under its own name.
    pub(super) fn inner(&mut self, name: &str, sink: &mut dyn Sink) -> Result<(), Error> {
        match self.part(name) {
            Ok(Some(mut file)) => sink.inner(name, &mut file),
            Ok(None) => Ok(()),
            Err(Error::Unreadable(reason)) => sink.inner_lost(name, reason),
            Err(error) => Err(error),
        }
    }

    /// The relations of a part; of the package itself for an empty name. None if it has none.
    pub(super) fn relations(&mut self, part: &str) -> Result<Vec<Relation>, Error> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let name = join(folder, &format!("_rels/{file}.rels"));
        let Some(file) = self.part(&name)? else {
            return Ok(Vec::new());
        };
        let mut markup = Markup::new(file, LISTING_BYTES);
        let mut relations = Vec::new();
        while let Some(token) = markup.next()? {
            if let Token::Start(tag) = token
                && tag.name() == "Relationship"
                && relations.len() < RELATIONS
            {
                let external = tag.attribute("TargetMode").as_deref() == Some("External");
                let mut target = tag.attribute("Target").unwrap_or_default();
                if external {
                    target.truncate(target.floor_char_boundary(TARGET_BYTES));
                } else {
                    target = join(folder, &target);
                }
                let kind = tag.attribute("Type").unwrap_or_default();
                relations.push(Relation {
                    id: tag.attribute("Id").unwrap_or_default(),
                    kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                    target,
                    external,
                });
            }
        }
        Ok(relations)
    }

    /// All parts with their content types (ECMA-376 Part 2, 6.2.3), in the order of the directory.
    pub(super) fn parts(&mut self) -> Result<Vec<Part>, Error> {
        let Some(file) = self.part("[Content_Types].xml")? else {
            return Err(Error::CORRUPT);
        };
        let mut markup = Markup::new(file, LISTING_BYTES);
        let mut of_ending = HashMap::new();
        let mut of_part = HashMap::new();
        while let Some(token) = markup.next()? {
            let Token::Start(tag) = token else { continue };
            let kind = tag.attribute("ContentType").unwrap_or_default();
            match tag.name() {
                "Default" => {
                    of_ending.insert(key(&tag.attribute("Extension").unwrap_or_default()), kind)
                }
                "Override" => {
                    of_part.insert(key(&tag.attribute("PartName").unwrap_or_default()), kind)
                }
                _ => None,
            };
        }
        drop(markup);
        let content_type = |name: &str| {
            let name = key(name);
            let ending = name.rsplit('.').next().unwrap_or_default();
            of_part
                .get(&name)
                .or_else(|| of_ending.get(ending))
                .cloned()
        };
        Ok(self
            .names
            .iter()
            .map(|name| Part {
                name: name.clone(),
                content_type: content_type(name).unwrap_or_default(),
            })
            .collect())
    }

    /// Whether the manifest of an OpenDocument package says that its content is encrypted (ODF 1.3 Part 2, 4.4).
    pub(super) fn manifest_says_encrypted(&mut self) -> Result<bool, Error> {
        let Some(file) = self.part("META-INF/manifest.xml")? else {
            return Ok(false);
        };
        let mut markup = Markup::new(file, LISTING_BYTES);
        while let Some(token) = markup.next()? {
            if let Token::Start(tag) = token
                && tag.name() == "encryption-data"
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn part(&mut self, name: &str) -> Result<Option<ZipFile<'_, Source<'a>>>, Error> {
        let Some(&place) = self.places.get(&key(name)) else {
            return Ok(None);
        };
        let file = self
            .archive
            .by_index(place)
            .map_err(|error| zip_error(&error))?;
        if file.size() > self.part_bytes {
            return Err(Error::Unreadable(Reason::Expansion));
        }
        self.left = self
            .left
            .checked_sub(file.size())
            .ok_or(Error::Unreadable(Reason::Expansion))?;
        Ok(Some(file))
    }
}

/// What parts of a document were lost; the first reason is reported.
#[derive(Default)]
pub(super) struct Losses(Option<Reason>);

impl Losses {
    /// Notes that a part could not be read. Errors that are not the part's own come back.
    pub(super) fn note(&mut self, result: Result<(), Error>) -> Result<(), Error> {
        match result {
            Err(Error::Unreadable(reason)) => {
                self.0.get_or_insert(reason);
                Ok(())
            }
            other => other,
        }
    }

    pub(super) fn coverage(self) -> Coverage {
        Coverage::Complete.and(self.0)
    }

    pub(super) fn reason(self) -> Option<Reason> {
        self.0
    }
}

/// Refuses an OLE compound file in the place of a package: it holds an encrypted one ([MS-OFFCRYPTO] 1.3.3), or none.
fn refuse_encrypted(input: &mut Input<'_>) -> Result<(), Error> {
    let mut magic = [0; OLE_MAGIC.len()];
    input.reader.seek(SeekFrom::Start(0))?;
    let is_ole = match input.reader.read_exact(&mut magic) {
        Ok(()) => magic == OLE_MAGIC,
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => false,
        Err(error) => return Err(error.into()),
    };
    input.reader.seek(SeekFrom::Start(0))?;
    if !is_ole {
        return Ok(());
    }
    match cfb::CompoundFile::open(&mut *input.reader) {
        Ok(file) if file.is_stream("/EncryptedPackage") => Err(Error::ENCRYPTED),
        _ => Err(Error::CORRUPT),
    }
}

fn zip_error(error: &ZipError) -> Error {
    match error {
        ZipError::UnsupportedArchive(text) if *text == ZipError::PASSWORD_REQUIRED => {
            Error::ENCRYPTED
        }
        ZipError::InvalidPassword => Error::ENCRYPTED,
        ZipError::Io(error) => super::markup::read_error(error),
        _ => Error::CORRUPT,
    }
}

fn key(name: &str) -> String {
    name.trim_start_matches('/').to_ascii_lowercase()
}

/// The part that a relative reference from a folder names (RFC 3986, 5.2).
pub(super) fn join(folder: &str, reference: &str) -> String {
    let from_root = reference.starts_with('/');
    let start = if from_root { "" } else { folder };
    let mut steps: Vec<&str> = Vec::new();
    for step in start.split('/').chain(reference.split(['/', '\\'])) {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// Packages to test with, and what extractors make of them.
#[cfg(test)]
pub(super) mod testing {
    use std::io::{Cursor, Write};

    use super::super::{Body, Coverage, Error, Extract, Input, Limits, Origin, Segment, Sink};
    use crate::crawl::Reason;
    use crate::identify::Format;

    /// What came out of a document.
    #[derive(Default)]
    pub(crate) struct Found {
        pub(crate) segments: Vec<Segment>,
        pub(crate) inner: Vec<String>,
        pub(crate) lost: Vec<(String, Reason)>,
    }

    impl Sink for Found {
        fn segment(&mut self, segment: Segment) -> Result<(), Error> {
            self.segments.push(segment);
            Ok(())
        }

        fn inner(&mut self, name: &str, content: &mut dyn std::io::Read) -> Result<(), Error> {
            std::io::copy(content, &mut std::io::sink())?;
            self.inner.push(name.to_owned());
            Ok(())
        }

        fn inner_lost(&mut self, name: &str, reason: Reason) -> Result<(), Error> {
            self.lost.push((name.to_owned(), reason));
            Ok(())
        }
    }

    impl Found {
        /// The texts of a part, with the number of the first paragraph of each.
        pub(crate) fn part(&self, wanted: &str) -> Vec<(u32, &str)> {
            let texts = self.segments.iter().filter_map(|segment| match segment {
                Segment {
                    origin: Origin::Part { part, first },
                    body: Body::Text(text),
                    ..
                } if part == wanted => Some((*first, text.as_str())),
                _ => None,
            });
            texts.collect()
        }

        /// The rows of tables: table, row, and cells as `column=text`.
        pub(crate) fn rows(&self) -> Vec<(u32, u32, String)> {
            let rows = self
                .segments
                .iter()
                .filter_map(|segment| match segment.origin {
                    Origin::Table { table, row } => Some((table, row, cells(segment))),
                    _ => None,
                });
            rows.collect()
        }

        /// The rows of sheets: sheet, row, and cells as `column=text`.
        pub(crate) fn sheet_rows(&self) -> Vec<(String, u32, String)> {
            let rows = self
                .segments
                .iter()
                .filter_map(|segment| match &segment.origin {
                    Origin::Sheet { sheet, row } => Some((sheet.to_string(), *row, cells(segment))),
                    _ => None,
                });
            rows.collect()
        }

        /// The named fields as `name=value`.
        pub(crate) fn fields(&self) -> Vec<String> {
            let fields = self
                .segments
                .iter()
                .filter_map(|segment| match &segment.body {
                    Body::Record(fields) => Some(
                        fields
                            .iter()
                            .map(|field| format!("{}={}", field.name, field.value)),
                    ),
                    _ => None,
                });
            fields.flatten().collect()
        }

        /// Whether the segment with this text is one that a reader would not see.
        pub(crate) fn is_hidden(&self, wanted: &str) -> bool {
            let text = |segment: &Segment| match &segment.body {
                Body::Text(text) => text.contains(wanted),
                Body::Row(cells) => cells.iter().any(|cell| cell.text.contains(wanted)),
                Body::Record(_) => false,
            };
            let segment = self.segments.iter().find(|segment| text(segment));
            let segment = segment.expect("the text is there");
            let in_cell = match &segment.body {
                Body::Row(cells) => cells
                    .iter()
                    .any(|cell| cell.hidden && cell.text.contains(wanted)),
                Body::Text(_) | Body::Record(_) => false,
            };
            segment.hidden || in_cell
        }
    }

    fn cells(segment: &Segment) -> String {
        let Body::Row(cells) = &segment.body else {
            panic!("a row")
        };
        let cells = cells.iter().map(|cell| {
            let hidden = if cell.hidden { "~" } else { "" };
            format!("{}{hidden}={}", cell.column, cell.text)
        });
        cells.collect::<Vec<_>>().join(" ")
    }

    /// A zip of these parts.
    pub(crate) fn zipped<C: AsRef<[u8]>>(parts: &[(&str, C)]) -> Vec<u8> {
        let mut zip = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            let options = ::zip::write::SimpleFileOptions::default()
                .compression_method(::zip::CompressionMethod::Deflated);
            zip.start_file(*name, options).unwrap();
            zip.write_all(content.as_ref()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    /// An Office package of these parts: name, end of the content type (none for relations), content.
    pub(crate) fn office<C: AsRef<[u8]>>(parts: &[(&str, &str, C)]) -> Vec<u8> {
        let overrides: Vec<String> = parts
            .iter()
            .filter(|(_, kind, _)| !kind.is_empty())
            .map(|(name, kind, _)| {
                format!(
                    "<Override PartName='/{name}' ContentType='application/vnd.test{kind}+xml'/>"
                )
            })
            .collect();
        let types = format!("<Types>{}</Types>", overrides.concat());
        let mut all = vec![("[Content_Types].xml", types.as_bytes())];
        all.extend(
            parts
                .iter()
                .map(|(name, _, content)| (*name, content.as_ref())),
        );
        zipped(&all)
    }

    pub(crate) fn run(
        extractor: &dyn Extract,
        bytes: &[u8],
        format: Format,
    ) -> (Found, Result<Coverage, Error>) {
        run_within(extractor, bytes, format, &Limits::default())
    }

    pub(crate) fn run_within(
        extractor: &dyn Extract,
        bytes: &[u8],
        format: Format,
        limits: &Limits,
    ) -> (Found, Result<Coverage, Error>) {
        let mut found = Found::default();
        let mut input = Input {
            reader: &mut Cursor::new(bytes),
            file: None,
            bytes: bytes.len() as u64,
            format,
            name: "",
            limits,
        };
        let result = extractor.extract(&mut input, &mut found);
        (found, result)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_references_are_resolved() {
        assert_eq!(join("word", "header1.xml"), "word/header1.xml");
        assert_eq!(
            join("xl/worksheets", "../comments1.xml"),
            "xl/comments1.xml"
        );
        assert_eq!(
            join("ppt", "/ppt/slides/slide1.xml"),
            "ppt/slides/slide1.xml"
        );
        assert_eq!(join("", "../../x"), "x");
    }
}
