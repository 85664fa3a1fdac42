//! A pull reader of XML for the parts of packages: tags by local name, text with its entities resolved, empty elements
//! as a start and an end.
//!
//! It knows no vocabulary and builds no tree. What a hostile part could grow is bounded: the bytes of the part, the bytes
//! of one token, the depth of elements. Entities that the document declares itself are dropped, never expanded.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, Decoder, UTF_8};
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesEnd, BytesRef, BytesStart, Event};

use super::{Error, Lost};
use crate::crawl::Reason;

/// Bytes that one tag or one run of text may have: far above what an editor writes, far below what memory holds.
const TOKEN_BYTES: u64 = 32 << 20;
/// Elements within elements; word processors stay below a hundred.
const DEPTH: usize = 1 << 18;
/// Bytes of an element's name; the reader below keeps the names of all open elements.
const NAME_BYTES: usize = 128;

/// A tag or a run of text.
pub(super) enum Token<'a> {
    Start(Tag<'a>),
    End(EndTag<'a>),
    Text(Cow<'a, str>),
    /// A comment, a declaration, an instruction.
    Other,
}

/// An end tag.
pub(super) struct EndTag<'a>(BytesEnd<'a>);

impl EndTag<'_> {
    /// The name without its prefix.
    pub(super) fn name(&self) -> &str {
        local(self.0.name().0)
    }
}

/// A start tag.
pub(super) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// The name without its prefix.
    pub(super) fn name(&self) -> &str {
        local(self.0.name().0)
    }

    /// The prefix of the name, or nothing: for vocabularies in which the local name alone is ambiguous.
    pub(super) fn prefix(&self) -> &str {
        self.0
            .name()
            .0
            .split_once(':')
            .map_or("", |(prefix, _)| prefix)
    }

    /// The value of the first attribute with this local name.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        self.find(|key| local(key) == name)
    }

    /// The value of the first attribute with this local name and any prefix: `r:id`, not `id`.
    pub(super) fn prefixed_attribute(&self, name: &str) -> Option<String> {
        self.find(|key| key.len() > name.len() && local(key) == name)
    }

    /// Whether an on/off element is on: it is there, and its `val` does not say otherwise (ECMA-376 Part 1, 22.9.2.7).
    pub(super) fn is_on(&self) -> bool {
        !matches!(
            self.attribute("val").as_deref(),
            Some("0" | "false" | "off")
        )
    }

    /// Whether an attribute is given as true (XML Schema boolean).
    pub(super) fn flag(&self, name: &str) -> bool {
        matches!(self.attribute(name).as_deref(), Some("1" | "true" | "on"))
    }

    /// The value of an attribute as a whole number.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.attribute(name)?.trim().parse().ok()
    }

    fn find(&self, wanted: impl Fn(&str) -> bool) -> Option<String> {
        self.0
            .attributes()
            .with_checks(false)
            .flatten()
            .find(|attribute| wanted(attribute.key.0))
            .map(|attribute| {
                attribute
                    .normalized_value(XmlVersion::Implicit1_0)
                    .unwrap_or_else(|_| attribute.value.clone())
                    .into_owned()
            })
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The pull reader.
pub(super) struct Markup<R> {
    reader: quick_xml::Reader<Decoded<R>>,
    buffer: Vec<u8>,
    depth: usize,
}

impl<R: Read> Markup<R> {
    /// Reads a part that may have up to `bytes` bytes.
    pub(super) fn new(source: R, bytes: u64) -> Self {
        let mut reader = quick_xml::Reader::from_reader(Decoded::new(source, bytes));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self {
            reader,
            buffer: Vec::new(),
            depth: 0,
        }
    }

    /// The next token; `None` at the end. A part that ends inside an element is corrupt.
    pub(super) fn next(&mut self) -> Result<Option<Token<'_>>, Error> {
        self.buffer.clear();
        self.reader.get_mut().token = 0;
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => return Err(reason(error)),
        };
        Ok(Some(match event {
            Event::Start(tag) => {
                self.depth += 1;
                if self.depth > DEPTH || tag.name().0.len() > NAME_BYTES {
                    return Err(Error::Unreadable(Reason::Expansion));
                }
                Token::Start(Tag(tag))
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                Token::End(EndTag(tag))
            }
            Event::Text(text) => Token::Text(text.xml10_content()),
            Event::CData(text) => Token::Text(text.xml10_content()),
            Event::GeneralRef(reference) => Token::Text(resolved(&reference)),
            Event::Eof if self.depth > 0 => return Err(Error::CORRUPT),
            Event::Eof => return Ok(None),
            _ => Token::Other,
        }))
    }

    /// Passes over the element whose start was the last token. Gives an attribute of the first element of a name in it.
    pub(super) fn skip_for(
        &mut self,
        element: &str,
        attribute: &str,
    ) -> Result<Option<String>, Error> {
        let outside = self.depth.saturating_sub(1);
        let mut found = None;
        while self.depth > outside {
            if let Some(Token::Start(tag)) = self.next()?
                && found.is_none()
                && tag.name() == element
            {
                found = tag.attribute(attribute);
            }
        }
        Ok(found)
    }

    /// Passes over the element whose start was the last token.
    pub(super) fn skip(&mut self) -> Result<(), Error> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            self.next()?;
        }
        Ok(())
    }

    /// The text of the element whose start was the last token, and of those within it, up to `limit` bytes.
    pub(super) fn text(&mut self, limit: usize) -> Result<String, Error> {
        let outside = self.depth.saturating_sub(1);
        let mut text = String::new();
        while self.depth > outside {
            if let Some(Token::Text(piece)) = self.next()?
                && text.len() + piece.len() <= limit
            {
                text.push_str(&piece);
            }
        }
        Ok(text)
    }
}

/// The character a reference stands for; nothing for one that only the document type could explain.
fn resolved(reference: &BytesRef<'_>) -> Cow<'static, str> {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Cow::Owned(character.to_string()),
        _ => Cow::Borrowed(resolve_predefined_entity(reference).unwrap_or_default()),
    }
}

/// The document's own fault, unless the drive reported it.
fn reason(error: quick_xml::Error) -> Error {
    match error {
        quick_xml::Error::Io(error) => read_error(&error),
        _ => Error::CORRUPT,
    }
}

/// Tells an error of the drive (it carries the system's number), a limit met, and damaged data apart.
pub(super) fn read_error(error: &io::Error) -> Error {
    let lost = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Lost>());
    match (lost, error.raw_os_error()) {
        (Some(Lost(reason)), _) => Error::Unreadable(*reason),
        (None, Some(number)) => Error::Io(io::Error::from_raw_os_error(number)),
        (None, None) => Error::CORRUPT,
    }
}

/// A part, or a token in it, is larger than its limit.
fn too_much() -> io::Error {
    io::Error::other(Lost(Reason::Expansion))
}

/// UTF-8, whatever Unicode encoding the part has: invalid bytes become U+FFFD, so that one of them does not cost the rest.
struct Decoded<R> {
    source: R,
    decoder: Decoder,
    raw: Box<[u8]>,
    raw_range: (usize, usize),
    text: Box<[u8]>,
    text_range: (usize, usize),
    ended: bool,
    /// Bytes of the part still allowed.
    left: u64,
    /// Bytes of the token so far.
    token: u64,
}

const BLOCK: usize = 16 << 10;

impl<R: Read> Decoded<R> {
    fn new(source: R, bytes: u64) -> Self {
        Self {
            source,
            // A byte order mark chooses UTF-16 instead (XML 1.0, 4.3.3).
            decoder: UTF_8.new_decoder(),
            raw: vec![0; BLOCK].into(),
            raw_range: (0, 0),
            text: vec![0; 4 * BLOCK].into(),
            text_range: (0, 0),
            ended: false,
            left: bytes,
            token: 0,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        while self.text_range.0 == self.text_range.1 && !self.ended {
            if self.raw_range.0 == self.raw_range.1 {
                let count = self.source.read(&mut self.raw)?;
                self.left = self.left.checked_sub(count as u64).ok_or_else(too_much)?;
                self.raw_range = (0, count);
            }
            let (start, end) = self.raw_range;
            let last = start == end;
            let (result, read, written, _) =
                self.decoder
                    .decode_to_utf8(&self.raw[start..end], &mut self.text, last);
            self.raw_range.0 += read;
            self.text_range = (0, written);
            self.ended = last && result == CoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl<R: Read> BufRead for Decoded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.token > TOKEN_BYTES {
            return Err(too_much());
        }
        self.refill()?;
        Ok(&self.text[self.text_range.0..self.text_range.1])
    }

    fn consume(&mut self, count: usize) {
        self.text_range.0 += count;
        self.token += count as u64;
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(into.len());
        into[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(xml: &[u8]) -> Result<String, Error> {
        let mut markup = Markup::new(xml, 1 << 20);
        let mut all = String::new();
        while let Some(token) = markup.next()? {
            if let Token::Text(text) = token {
                all.push_str(&text);
            }
        }
        Ok(all)
    }

    #[test]
    fn entities_and_sections_of_character_data_are_text() {
        let xml = b"<a>R&amp;D &#x41;&#66; <![CDATA[<c>]]>&unknown; &lt;</a>";
        assert_eq!(texts(xml).unwrap(), "R&D AB <c> <");
    }

    #[test]
    fn an_entity_that_the_document_declares_is_not_expanded() {
        let xml = b"<!DOCTYPE a [<!ENTITY x \"boom\">]><a>&x;&x;</a>";
        assert_eq!(texts(xml).unwrap(), "");
    }

    #[test]
    fn utf_16_with_a_mark_and_a_wrong_byte_are_read() {
        let utf16: Vec<u8> = "\u{feff}<a>caf\u{e9}</a>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(texts(&utf16).unwrap(), "caf\u{e9}");
        assert_eq!(texts(b"<a>caf\xe9 noir</a>").unwrap(), "caf\u{fffd} noir");
    }

    #[test]
    fn a_part_that_stops_inside_an_element_is_corrupt() {
        assert!(matches!(
            texts(b"<a><b>text"),
            Err(Error::Unreadable(Reason::Corrupt))
        ));
    }

    #[test]
    fn a_part_over_its_limit_is_an_expansion() {
        let long = format!("<a>{}</a>", "x ".repeat(600_000));
        assert!(matches!(
            texts(long.as_bytes()),
            Err(Error::Unreadable(Reason::Expansion))
        ));
    }

    #[test]
    fn attributes_are_found_by_local_name() {
        let mut markup = Markup::new(&b"<p:sldId id='256' r:id='rId2' t='a&amp;b'/>"[..], 1 << 20);
        let Some(Token::Start(tag)) = markup.next().unwrap() else {
            panic!("a start tag")
        };
        assert_eq!(tag.name(), "sldId");
        assert_eq!(tag.attribute("id").as_deref(), Some("256"));
        assert_eq!(tag.prefixed_attribute("id").as_deref(), Some("rId2"));
        assert_eq!(tag.attribute("t").as_deref(), Some("a&b"));
    }

    #[test]
    fn an_element_is_skipped_with_what_it_holds() {
        let mut markup = Markup::new(&b"<a><b>x<b/>y</b>z</a>"[..], 1 << 20);
        markup.next().unwrap();
        markup.next().unwrap();
        markup.skip().unwrap();
        assert!(matches!(markup.next().unwrap(), Some(Token::Text(text)) if text == "z"));
    }
}
