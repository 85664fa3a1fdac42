//! PDF: the text of its pages in reading order, and what it says outside them.
//!
//! [`device`] listens to each page being drawn, [`words`] joins glyphs to words and lines, [`grid`] reads ruled tables,
//! [`layout`] puts the rest in reading order; [`objects`] reads information, form values, notes and attached files.
//! Nothing is recognised in pictures: pages without a text layer are reported as such, and where recognition is asked
//! for, [`scan`] decodes their pictures and they are handed on.
//!
//! hayro has no bound on what a stream expands to, so all streams are measured before a page is drawn; what the file
//! needs to be opened at all (compressed object tables) is left to the memory limit of the process.

mod codes;
mod device;
mod grid;
mod layout;
mod objects;
mod scan;
#[cfg(test)]
mod tests;
mod words;

use std::borrow::Cow;
use std::io::{Cursor, Read, SeekFrom};
use std::sync::Arc;

use hayro_interpret::kurbo::Rect;
use hayro_interpret::{
    Context, Device, InterpreterCache, InterpreterSettings, TransformExt, interpret_page,
};

use hayro_syntax::object::{Name, Object, Stream};
use hayro_syntax::page::Page;
use hayro_syntax::{Filter, LoadPdfError, Pdf as Document};

use super::member::label;
use super::{Body, Coverage, Error, Extract, Input, Origin, Passwords, Segment, Sink};
use crate::crawl::Reason;
use codes::Codes;
use device::Ink;
use layout::PageText;
use scan::Scan;

pub(super) struct Pdf;

/// Pages are handed on in pieces of about this many bytes, cut at line ends.
const PIECE: usize = 16 << 10;

/// A stream that is not a picture or an attached file has no reason to be larger (bytes).
const MAX_STREAM: u64 = 256 << 20;

/// The most that DEFLATE can expand (zlib's technical notes: 1032 to 1).
const MAX_RATIO: u64 = 1032;

/// A page whose pictures take this share of it, or that has this many drawn outlines, shows something; with fewer than
/// `FEW` characters on a picture that takes nearly all of it, the text may be no more than a stamp on a scan.
const PICTURE: f64 = 0.1;
const FULL_PICTURE: f64 = 0.8;
const OUTLINES: usize = 200;
const FEW: usize = 40;

impl Extract for Pdf {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let mut bytes = Vec::new();
        input.reader.seek(SeekFrom::Start(0))?;
        input.reader.read_to_end(&mut bytes)?;
        let truncated = !has_end(&bytes);
        let document = open(bytes, &input.limits.passwords)?;
        let largest = MAX_STREAM.min(input.limits.part_bytes);
        let mut codes = Codes::default();
        for object in document.objects() {
            if is_bomb(&object, largest) {
                return Err(Error::Unreadable(Reason::Expansion));
            }
            codes.learn(&object);
        }
        let mut out = Out {
            sink,
            pieces: 0,
            comments: 0,
            links: 0,
        };
        out.information(&document)?;
        let mut pages = Pages {
            ocr: input.limits.ocr,
            codes,
            ..Pages::default()
        };
        for page in document.pages().iter() {
            pages.read(page, &mut out)?;
        }
        out.form(&document)?;
        out.attachments(
            objects::attachments(&objects::catalogue(&document)),
            largest,
        )?;
        pages.coverage(truncated, out.pieces)
    }
}

/// The marker that ends every PDF stands near its end (ISO 32000-1, 7.5.5); some programs pad the file after it.
fn has_end(bytes: &[u8]) -> bool {
    let padding = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    let end = bytes
        .iter()
        .rposition(|byte| !padding(byte))
        .map_or(0, |last| last + 1);
    let tail = &bytes[end.saturating_sub(2048)..end];
    memchr::memmem::find(tail, b"%%EOF").is_some()
}

/// Opens with the empty user password, so that files that only their owner's password guards are read, or with one given.
fn open(bytes: Vec<u8>, passwords: &Passwords) -> Result<Document, Error> {
    // What is encrypted in a way of its own looks like damage (ISO 32000-1, 7.5.5: the trailer names the encryption).
    let otherwise = if memchr::memmem::find(&bytes, b"/Encrypt").is_some() {
        Error::ENCRYPTED
    } else {
        Error::CORRUPT
    };
    let bytes = Arc::new(bytes);
    for password in std::iter::once("").chain(passwords.iter()) {
        match Document::new_with_password(Arc::clone(&bytes), password) {
            Ok(document) if document.pages().is_empty() => return Err(otherwise),
            Ok(document) => return Ok(document),
            Err(LoadPdfError::Decryption(_)) => {}
            Err(LoadPdfError::Invalid) => return Err(otherwise),
        }
    }
    Err(Error::ENCRYPTED)
}

/// A stream that expands to more than `largest` bytes; pictures and attached files are not expanded unasked.
fn is_bomb(object: &Object<'_>, largest: u64) -> bool {
    let Object::Stream(stream) = object else {
        return false;
    };
    let is = |key: &str, value: &str| {
        stream
            .dict()
            .get::<Name<'_>>(key)
            .is_some_and(|name| name.as_str() == value)
    };
    !is("Subtype", "Image") && !is("Type", "EmbeddedFile") && expands_beyond(stream, largest)
}

/// Whether decoding gives more than `largest` bytes. Sees through DEFLATE, however often it is applied.
fn expands_beyond(stream: &Stream<'_>, largest: u64) -> bool {
    let filters = stream.filters();
    let times = filters
        .iter()
        .filter(|filter| **filter == Filter::FlateDecode)
        .count();
    let raw = stream.raw_data();
    let most = MAX_RATIO
        .saturating_pow(times as u32)
        .saturating_mul(raw.len() as u64);
    if most <= largest || times < filters.len() {
        return raw.len() as u64 > largest;
    }
    let mut decoded: Box<dyn Read + '_> = Box::new(Cursor::new(&*raw));
    // More layers than this have no use.
    for _ in 0..times.min(4) {
        decoded = Box::new(flate2::read::ZlibDecoder::new(decoded));
    }
    // Damaged data expands as far as it goes.
    let mut decoded = decoded.take(largest + 1);
    let mut block = vec![0; 64 << 10];
    let mut total = 0;
    while let Ok(read @ 1..) = decoded.read(&mut block) {
        total += read as u64;
    }
    total > largest
}

/// What became of the pages so far.
#[derive(Default)]
struct Pages<'a> {
    cache: InterpreterCache<'a>,
    /// Pages without text are handed on as pictures.
    ocr: bool,
    codes: Codes,
    count: u32,
    /// Pages with text, with pictures of text only, and with a full picture and hardly any text.
    read: u32,
    pictures: u32,
    stamped: u32,
    lost: Option<Reason>,
}

impl<'a> Pages<'a> {
    fn read(&mut self, page: &Page<'a>, out: &mut Out<'_>) -> Result<(), Error> {
        self.count += 1;
        if page.raw().contains_key("Contents") && page.page_stream().is_none() {
            self.lost = self.lost.or(Some(Reason::Corrupt));
        }
        let ink = self.draw(page);
        if ink.cut {
            self.lost = self.lost.or(Some(Reason::Expansion));
        }
        let text = layout::text(&ink);
        if self.judge(&ink, &text) && self.ocr {
            self.hand_on_pictures(page, out)?;
        }
        if text.characters > text.unmapped {
            out.page(self.count, &text)?;
        }
        out.notes(objects::notes(page), &text.seen)
    }

    fn draw(&self, page: &Page<'a>) -> Ink {
        let (width, height) = page.render_dimensions();
        let mut ink = Ink::new(f64::from(width), f64::from(height), self.codes);
        self.draw_on(page, &mut ink);
        ink.settle();
        ink
    }

    fn draw_on(&self, page: &Page<'a>, device: &mut impl Device<'a>) {
        let (width, height) = page.render_dimensions();
        let mut context = Context::new(
            page.initial_transform(true).to_kurbo(),
            Rect::new(0.0, 0.0, f64::from(width), f64::from(height)),
            &self.cache,
            page.xref(),
            InterpreterSettings::default(),
        );
        interpret_page(page, &mut context, device);
    }

    /// A page that has only drawn letters hands on an empty picture: something that nobody can read.
    fn hand_on_pictures(&self, page: &Page<'a>, out: &mut Out<'_>) -> Result<(), Error> {
        let mut scan = Scan::default();
        self.draw_on(page, &mut scan);
        if scan.pictures.is_empty() {
            scan.pictures.push(Vec::new());
        }
        for picture in scan.pictures {
            let origin = Origin::Page { page: self.count };
            out.sink.picture(origin, &mut &*picture)?;
        }
        Ok(())
    }

    /// Tells a page of text from a picture of one, which is true. Characters that the font gives no meaning are as good as
    /// a picture.
    fn judge(&mut self, ink: &Ink, text: &PageText) -> bool {
        let shows = ink.picture_share() >= PICTURE || ink.outlines >= OUTLINES;
        let meaningless = text.unmapped * 2 > text.characters;
        if meaningless || text.characters == 0 && shows {
            self.pictures += 1;
            return true;
        } else if text.characters < FEW && ink.picture_share() >= FULL_PICTURE {
            self.stamped += 1;
            return true;
        } else if text.characters > 0 {
            self.read += 1;
        }
        false
    }

    /// How much of the document was read, given how many pieces of text came out of it.
    fn coverage(&self, truncated: bool, pieces: u64) -> Result<Coverage, Error> {
        if truncated && pieces == 0 {
            return Err(Error::CORRUPT);
        }
        // A picture with a few words is a cover among pages of text, and a stamped scan among scans.
        let scanned = self.pictures > 0 || self.stamped > 0 && self.read == 0;
        if scanned && pieces == 0 {
            return Err(Error::Unreadable(Reason::ImageOnly));
        }
        Ok(Coverage::Complete
            .and(truncated.then_some(Reason::Corrupt))
            .and(self.lost)
            .and(scanned.then_some(Reason::ImageOnly)))
    }
}

/// Hands on segments and counts them.
struct Out<'a> {
    sink: &'a mut dyn Sink,
    /// Segments and members other than the information that every file has.
    pieces: u64,
    comments: u32,
    links: u32,
}

impl Out<'_> {
    fn segment(&mut self, origin: Origin, body: Body, hidden: bool) -> Result<(), Error> {
        self.pieces += 1;
        self.sink.segment(Segment {
            origin,
            body,
            hidden,
        })
    }

    fn information(&mut self, document: &Document) -> Result<(), Error> {
        let fields = objects::information(document);
        if fields.is_empty() {
            return Ok(());
        }
        let body = Body::Record(fields);
        self.sink.segment(Segment {
            origin: Origin::Named,
            body,
            hidden: false,
        })
    }

    fn page(&mut self, page: u32, text: &PageText) -> Result<(), Error> {
        for (text, hidden) in [(&text.seen, false), (&text.hidden, true)] {
            for piece in pieces(text) {
                self.segment(Origin::Page { page }, Body::Text(piece.to_owned()), hidden)?;
            }
        }
        Ok(())
    }

    /// What is laid over a page that says `seen`: a link's target is worth a line unless the page has said the same.
    fn notes(&mut self, notes: objects::Notes<'_>, seen: &str) -> Result<(), Error> {
        for text in notes.comments {
            self.comments += 1;
            let origin = Origin::Part {
                part: Cow::Borrowed("comment"),
                first: self.comments,
            };
            self.segment(origin, Body::Text(text), true)?;
        }
        let unsaid = |target: &String| !seen.contains(target);
        for target in notes.links.into_iter().filter(unsaid) {
            self.links += 1;
            let origin = Origin::Part {
                part: Cow::Borrowed("link"),
                first: self.links,
            };
            self.segment(origin, Body::Text(target), false)?;
        }
        self.attachments(notes.files, MAX_STREAM)
    }

    fn form(&mut self, document: &Document) -> Result<(), Error> {
        let catalogue = objects::catalogue(document);
        let fields = objects::form_fields(&catalogue);
        if !fields.is_empty() {
            self.segment(Origin::Form { first: 1 }, Body::Record(fields), false)?;
        }
        let Some(data) = objects::form_data(&catalogue) else {
            return Ok(());
        };
        self.pieces += 1;
        match data.decoded_data() {
            Ok(data) => self.sink.inner("form-data.xml", &mut &*data),
            Err(_) => self.sink.inner_lost("form-data.xml", Reason::Corrupt),
        }
    }

    fn attachments(
        &mut self,
        files: Vec<objects::Attachment<'_>>,
        largest: u64,
    ) -> Result<(), Error> {
        for file in files {
            self.pieces += 1;
            if expands_beyond(&file.content, largest) {
                self.sink
                    .inner_lost(&label(&file.name), Reason::Expansion)?;
                continue;
            }
            match file.content.decoded() {
                Ok(content) => self.sink.inner(&label(&file.name), &mut &*content)?,
                Err(_) => self.sink.inner_lost(&label(&file.name), Reason::Corrupt)?,
            }
        }
        Ok(())
    }
}

/// Cuts a text at line ends into pieces of at most about [`PIECE`] bytes; a longer line stays whole.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let cut = if rest.len() <= PIECE {
            rest.len()
        } else {
            let before = memchr::memrchr(b'\n', &rest.as_bytes()[..PIECE]);
            let end = before.or_else(|| memchr::memchr(b'\n', rest.as_bytes()));
            end.map_or(rest.len(), |at| at + 1)
        };
        let (piece, after) = rest.split_at(cut);
        rest = after;
        Some(piece)
    })
}
