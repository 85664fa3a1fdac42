//! Turns the bytes of a document into [`Segment`]s with locations; containers yield inner documents.
//!
//! One file a format. An extractor streams: it hands a segment on as soon as it has it and holds no whole document
//! where the format allows. It does not look at the text, and does not know where the document came from.
//! [`isolate`] runs everything but the plain text families in a child process of the same program.

mod biff;
mod codepage;
mod compressed;
mod contentline;
mod decode;
mod delimited;
mod docx;
mod eml;
mod epub;
mod flow;
mod html;
mod image;
pub mod isolate;
mod json;
mod legacy;
mod markup;
mod mbox;
mod member;
pub mod ocr;
mod odf;
mod ole;
mod outlook;
mod package;
mod paragraphs;
mod parquet;
mod pdf;
mod ppt;
mod pptx;
mod properties;
#[cfg(test)]
mod recorded;
mod records;
mod rtf;
mod segment;
mod sevenzip;
mod sheet;
mod sqlite;
mod story;
mod styles;
mod tape;
mod tar;
#[cfg(test)]
mod testing;
mod text;
mod xlsx;
mod xml;
mod xmp;
mod zip;

use std::fs::File;
use std::io::{Read, Seek};

pub use segment::{Body, Cell, Field, Location, Origin, Place, Places, Segment};

use crate::crawl::Reason;
use crate::identify::Format;

/// What an extractor reads: bytes that can be sought, and what is known of them.
pub struct Input<'a> {
    pub reader: &'a mut dyn ReadSeek,
    /// The same bytes as an open file, for readers that must own theirs.
    pub file: Option<&'a File>,
    /// Length in bytes.
    pub bytes: u64,
    pub format: Format,
    /// The last component of the document's name, for formats whose members take their name from it (gz).
    pub name: &'a str,
    pub limits: &'a Limits,
}

impl Input<'_> {
    /// A handle of one's own on the document, at its start. It shares its place in the file with `reader`.
    fn own_file(&mut self) -> Result<File, Error> {
        self.reader.rewind()?;
        let file = self
            .file
            .ok_or_else(|| std::io::Error::from(std::io::ErrorKind::Unsupported))?;
        Ok(file.try_clone()?)
    }

    /// To the start of a document that is to be held whole; what is too large for that is refused.
    fn bounded(&mut self) -> Result<(), Error> {
        if self.bytes > self.limits.part_bytes {
            return Err(Error::Unreadable(Reason::Expansion));
        }
        self.reader.rewind()?;
        Ok(())
    }

    /// All bytes of a document that is to be held whole.
    fn whole(&mut self) -> Result<Vec<u8>, Error> {
        self.bounded()?;
        let mut bytes = Vec::new();
        let mut reader = (&mut *self.reader).take(self.limits.part_bytes);
        reader.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// [`Read`] and [`Seek`] in one object.
pub trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

/// Bounds for one document; each ends in a recorded reason.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Limits {
    /// Bytes that one part of a document (a zip entry, a stream) may expand to.
    pub part_bytes: u64,
    /// Bytes that all members of one top-level file may expand to.
    pub expanded_bytes: u64,
    /// Members in one top-level file.
    pub members: u64,
    /// Containers within containers.
    pub depth: u32,
    /// Seconds that one document may take in a parser.
    pub seconds: u64,
    /// Address space of a parser's process in bytes.
    pub memory: u64,
    /// Pictures of text are handed on to be recognised.
    pub ocr: bool,
    pub passwords: Passwords,
}

/// What documents may be opened with, tried in order. Not shown, not even for debugging.
#[derive(Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct Passwords(Vec<String>);

impl Passwords {
    /// One a line; empty lines are none.
    pub fn of_lines(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.is_empty());
        Self(lines.map(str::to_owned).collect())
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passwords", self.0.len())
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            part_bytes: 1 << 30,
            expanded_bytes: 16 << 30,
            members: 100_000,
            depth: 16,
            seconds: 60,
            memory: 700 << 20,
            ocr: false,
            passwords: Passwords::default(),
        }
    }
}

/// Takes what an extractor finds.
pub trait Sink {
    /// A piece of text. An error means that nobody listens any more: return it at once.
    fn segment(&mut self, segment: Segment) -> Result<(), Error>;

    /// An inner document, read to its end here. `name` is the member's own name, `/`-separated.
    /// An error in `content` is the inner document's own and is recorded there.
    fn inner(&mut self, name: &str, content: &mut dyn Read) -> Result<(), Error>;

    /// An inner document that cannot be read at all (encrypted, unknown compression).
    fn inner_lost(&mut self, name: &str, reason: Reason) -> Result<(), Error>;

    /// A picture that shows text, whose place is `origin`; handed on only under [`Limits::ocr`]. An extractor goes on to
    /// say that the document has pictures only: whoever recognises the text knows better.
    fn picture(&mut self, _origin: Origin, _content: &mut dyn Read) -> Result<(), Error> {
        Ok(())
    }
}

/// Reads one format.
pub trait Extract: Sync {
    /// Streams the document into `sink`.
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error>;
}

/// How much of a document an extractor that came to its end has read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Coverage {
    /// Everything it knows to read.
    Complete,
    /// Some parts were lost, for this reason.
    Partial(Reason),
}

impl Coverage {
    /// Complete, unless a part was lost here or before; the first reason stays.
    #[must_use]
    pub fn and(self, lost: Option<Reason>) -> Self {
        match (self, lost) {
            (Self::Complete, Some(reason)) => Self::Partial(reason),
            (before, _) => before,
        }
    }
}

/// Why an extractor stopped before the end. Carries no text of the document.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{}", .0.as_str())]
    Unreadable(Reason),
    #[error("input: {0}")]
    Io(#[from] std::io::Error),
    /// The receiver is gone or has had enough.
    #[error("stopped")]
    Stopped(Reason),
}

impl Error {
    pub const CORRUPT: Self = Self::Unreadable(Reason::Corrupt);
    pub const ENCRYPTED: Self = Self::Unreadable(Reason::Encrypted);

    /// The reason to record.
    pub fn reason(&self) -> Reason {
        match self {
            Self::Unreadable(reason) | Self::Stopped(reason) => *reason,
            Self::Io(error) => match lost_in(error) {
                Some(reason) => reason,
                // Decoders have kinds of their own for damage, or none; the system says which error it is. What they do
                // not find is missing in the document.
                None if error.raw_os_error().is_none()
                    && matches!(
                        error.kind(),
                        std::io::ErrorKind::Other | std::io::ErrorKind::NotFound
                    ) =>
                {
                    Reason::Corrupt
                }
                None => of_kind(error.kind()),
            },
        }
    }
}

/// The reason that an error of reading carries along.
fn lost_in(error: &std::io::Error) -> Option<Reason> {
    error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Lost>())
        .map(|lost| lost.0)
}

fn of_kind(kind: std::io::ErrorKind) -> Reason {
    use std::io::ErrorKind;
    match kind {
        // Decoders report damaged data as these kinds; the document is at fault, not the drive.
        ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::UnexpectedEof => {
            Reason::Corrupt
        }
        ErrorKind::PermissionDenied => Reason::PermissionDenied,
        ErrorKind::OutOfMemory => Reason::Memory,
        ErrorKind::Unsupported => Reason::Unsupported,
        _ => Reason::Io,
    }
}

/// Why the bytes of an inner document broke off; travels inside an [`std::io::Error`].
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.as_str())]
pub struct Lost(pub Reason);

/// The extractor for a format, if there is one. Exhaustive on purpose: a new format does not compile until it is answered.
pub fn extractor(format: Format) -> Option<&'static dyn Extract> {
    match format {
        Format::Text => Some(&text::Text),
        Format::Csv => Some(&delimited::Csv),
        Format::Tsv => Some(&delimited::Tsv),
        Format::Json => Some(&json::Json),
        Format::JsonLines => Some(&json::JsonLines),
        Format::Xml => Some(&xml::Xml),
        Format::Html => Some(&html::Html),
        Format::Vcard => Some(&contentline::Vcard),
        Format::Icalendar => Some(&contentline::Icalendar),
        Format::Eml => Some(&eml::Eml),
        Format::Docx => Some(&docx::Docx),
        Format::Xlsx => Some(&xlsx::Xlsx),
        Format::Xlsb => Some(&legacy::Xlsb),
        Format::Pptx => Some(&pptx::Pptx),
        Format::Odt => Some(&odf::Odt),
        Format::Ods => Some(&odf::Ods),
        Format::Odp => Some(&odf::Odp),
        Format::Doc => Some(&legacy::Doc),
        Format::Xls => Some(&legacy::Xls),
        Format::Pdf => Some(&pdf::Pdf),
        Format::Zip => Some(&zip::Zip),
        Format::Rtf => Some(&rtf::Rtf),
        Format::Mbox => Some(&mbox::Mbox),
        Format::SevenZip => Some(&sevenzip::SevenZip),
        Format::Tar => Some(&tar::Tar),
        Format::Gzip => Some(&compressed::Gzip),
        Format::Bzip2 => Some(&compressed::Bzip2),
        Format::Xz => Some(&compressed::Xz),
        Format::Zstd => Some(&compressed::Zstd),
        Format::Sqlite => Some(&sqlite::Sqlite),
        Format::Parquet => Some(&parquet::Parquet),
        Format::Epub => Some(&epub::Epub),
        Format::Ole => Some(&ole::Ole),
        Format::Ppt => Some(&ppt::Ppt),
        Format::Jpeg => Some(&image::Image),
        Format::Png => Some(&image::Image),
        Format::Gif => Some(&image::Image),
        Format::Tiff => Some(&image::Image),
        Format::Bmp => Some(&image::Image),
        Format::Webp => Some(&image::Image),
        Format::Heic => Some(&image::Image),
        Format::Msg => Some(&outlook::Msg),
        Format::Pst => Some(&outlook::Pst),
        Format::Tnef => Some(&outlook::Tnef),
        Format::FlatOdf => Some(&odf::Flat),
        Format::Empty
        | Format::Publisher
        | Format::Visio
        | Format::OneNote
        | Format::Access
        | Format::EncryptedOffice
        | Format::PostScript
        | Format::Rar
        | Format::Audio
        | Format::Video
        | Format::Executable
        | Format::Binary => None,
    }
}
