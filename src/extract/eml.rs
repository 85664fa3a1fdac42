//! Mail messages (RFC 5322, MIME): who wrote to whom, the body once, and what is attached.
//!
//! Of a body sent as plain text and as HTML the plain text is read, unless it is empty or only a stand-in. Attached
//! messages are members of their own. How the message travelled (`Received` and the like) is left out.

use std::borrow::Cow;
use std::io::{Cursor, Read, SeekFrom};

use encoding_rs::WINDOWS_1252;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::html::html_to_text;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{
    Addr, Encoding, HeaderName, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders,
    PartType,
};

use super::html::Html;
use super::member::label;
use super::{Body, Coverage, Error, Extract, Field, Input, Origin, Segment, Sink};
use crate::crawl::Reason;
use crate::identify::Format;

pub struct Eml;

/// Bodies are handed on in pieces of about this many bytes, cut at line ends.
const PIECE: usize = 16 << 10;

/// Messages within messages that the parser is trusted to unfold; mail gateways give up far below.
const MAX_NESTED: usize = 200;

/// Headers that name people or say what the message is about, beyond those that hold addresses by their standard.
const TEXT_HEADERS: [&str; 12] = [
    "subject",
    "thread-topic",
    "comments",
    "keywords",
    "organization",
    "return-path",
    "delivered-to",
    "envelope-to",
    "x-original-to",
    "errors-to",
    "disposition-notification-to",
    "x-originating-ip",
];

/// Forces UTF-8 on whoever reads text that was decoded here, whatever it says of itself.
const BYTE_ORDER_MARK: &str = "\u{feff}";

impl Extract for Eml {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let mut bytes = Vec::new();
        input.reader.seek(SeekFrom::Start(0))?;
        input.reader.read_to_end(&mut bytes)?;
        if memchr::memmem::find_iter(&bytes, b"message/rfc822")
            .nth(MAX_NESTED)
            .is_some()
        {
            return Err(Error::Unreadable(Reason::Depth));
        }
        let message = MessageParser::default()
            .parse(&bytes)
            .ok_or(Error::CORRUPT)?;
        let fields = headers(&message);
        if !fields.is_empty() {
            let body = Body::Record(fields);
            sink.segment(Segment {
                origin: Origin::Named,
                body,
                hidden: false,
            })?;
        }
        let mut reader = Parts {
            sink,
            attached: 0,
            lost: None,
        };
        reader.body(&message, input)?;
        for part in message
            .attachments
            .iter()
            .filter_map(|id| message.parts.get(*id as usize))
        {
            reader.attachment(part)?;
        }
        let sealed = message
            .parts
            .iter()
            .any(is_encrypted)
            .then_some(Reason::Encrypted);
        Ok(Coverage::Complete.and(sealed).and(reader.lost))
    }
}

/// The headers that name people, one field an address, and those that say when and about what.
fn headers(message: &Message<'_>) -> Vec<Field> {
    let mut fields = Vec::new();
    for header in message.parts.first().map_or(&[][..], |part| &part.headers) {
        let name = header.name.as_str().to_ascii_lowercase();
        let known = TEXT_HEADERS.contains(&name.as_str());
        let mut push = |value: &str| {
            let value = value.trim();
            if !value.is_empty() {
                fields.push(Field {
                    name: name.clone(),
                    value: value.to_owned(),
                });
            }
        };
        match &header.value {
            HeaderValue::Address(addresses) if !matches!(header.name, HeaderName::Other(_)) => {
                addresses.iter().for_each(|address| push(&written(address)));
            }
            HeaderValue::DateTime(date) if name == "date" => push(&date.to_rfc3339()),
            HeaderValue::Text(text) if known => push(text),
            HeaderValue::TextList(texts) if known => texts.iter().for_each(|text| push(text)),
            _ => {}
        }
    }
    fields
}

/// `Name <address>`.
fn written(address: &Addr<'_>) -> String {
    match (address.name(), address.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        (None, None) => String::new(),
    }
}

/// A part that only its recipient's key opens (RFC 8551, 3.3; RFC 1847, 2.2).
fn is_encrypted(part: &MessagePart<'_>) -> bool {
    part.is_content_type("multipart", "encrypted")
        || part.content_type().is_some_and(|kind| {
            kind.attribute("smime-type").is_some_and(|kind| {
                kind.ends_with("enveloped-data") || kind == "authEnveloped-data"
            })
        })
}

/// Hands on the parts of one message.
struct Parts<'a> {
    sink: &'a mut dyn Sink,
    attached: u32,
    lost: Option<Reason>,
}

impl Parts<'_> {
    /// Reads the body once.
    fn body(&mut self, message: &Message<'_>, input: &Input<'_>) -> Result<(), Error> {
        let parts = |ids: &[u32]| {
            ids.iter()
                .filter_map(|id| message.parts.get(*id as usize))
                .collect::<Vec<_>>()
        };
        let (plain, html) = (parts(&message.text_body), parts(&message.html_body));
        let chosen = if is_stand_in(&plain, &html) {
            html
        } else {
            plain
        };
        let mut line = 1;
        for part in chosen {
            match &part.body {
                PartType::Html(markup) => self.html(markup, input)?,
                PartType::Text(text) => {
                    let text = decoded(message, part, text);
                    line = self.plain(&unfolded(part, &text), line)?;
                }
                // Pictures and the like among the text are attachments too.
                _ => {}
            }
        }
        Ok(())
    }

    /// Hands on text from line `first` of the body on; gives the line after it.
    fn plain(&mut self, text: &str, mut first: u32) -> Result<u32, Error> {
        let mut piece = String::new();
        let mut lines = 0;
        for line in text.split_inclusive('\n') {
            if !piece.is_empty() && piece.len() + line.len() > PIECE {
                self.part(std::mem::take(&mut piece), first)?;
                first += std::mem::take(&mut lines);
            }
            piece.push_str(line);
            lines += 1;
        }
        if !piece.trim().is_empty() {
            self.part(piece, first)?;
        }
        Ok(first + lines)
    }

    fn part(&mut self, text: String, first: u32) -> Result<(), Error> {
        let origin = Origin::Part {
            part: Cow::Borrowed("body"),
            first,
        };
        self.sink.segment(Segment {
            origin,
            body: Body::Text(text),
            hidden: false,
        })
    }

    fn html(&mut self, markup: &str, input: &Input<'_>) -> Result<(), Error> {
        let bytes = [BYTE_ORDER_MARK, markup].concat().into_bytes();
        let mut body = Input {
            bytes: bytes.len() as u64,
            reader: &mut Cursor::new(bytes),
            format: Format::Html,
            name: input.name,
            limits: input.limits,
        };
        match Html.extract(&mut body, self.sink) {
            Ok(Coverage::Complete) => {}
            Ok(Coverage::Partial(reason)) | Err(Error::Unreadable(reason)) => {
                self.lost = self.lost.or(Some(reason));
            }
            Err(stopped) => return Err(stopped),
        }
        Ok(())
    }

    fn attachment(&mut self, part: &MessagePart<'_>) -> Result<(), Error> {
        self.attached += 1;
        let name = part.attachment_name().map(str::to_owned);
        let name = label(&name.unwrap_or_else(|| self.unnamed(part)));
        match &part.body {
            PartType::Message(message) => self.sink.inner(&name, &mut message.raw_message()),
            PartType::Text(text) | PartType::Html(text) => {
                let mark = if text.is_ascii() { "" } else { BYTE_ORDER_MARK };
                self.sink
                    .inner(&name, &mut mark.as_bytes().chain(text.as_bytes()))
            }
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
                self.sink.inner(&name, &mut &**bytes)
            }
            PartType::Multipart(_) => Ok(()),
        }
    }

    /// A name for an attachment that has none, with an ending for whoever looks at it.
    fn unnamed(&self, part: &MessagePart<'_>) -> String {
        if matches!(part.body, PartType::Message(_)) {
            return "message.eml".to_owned();
        }
        let kind = part
            .content_type()
            .and_then(|kind| kind.subtype())
            .unwrap_or_default();
        let ending = match kind.to_ascii_lowercase().as_str() {
            "plain" => "txt".to_owned(),
            "calendar" => "ics".to_owned(),
            short
                if (2..5).contains(&short.len())
                    && short.bytes().all(|byte| byte.is_ascii_alphanumeric()) =>
            {
                short.to_owned()
            }
            _ => "bin".to_owned(),
        };
        format!("attachment {}.{ending}", self.attached)
    }
}

/// The plain text says much less than the HTML: it is empty, or only asks for a better mail program.
fn is_stand_in(plain: &[&MessagePart<'_>], html: &[&MessagePart<'_>]) -> bool {
    let words = |parts: &[&MessagePart<'_>], of_html: bool| -> usize {
        parts
            .iter()
            .map(|part| match &part.body {
                PartType::Text(text) => text.split_whitespace().count(),
                PartType::Html(markup) if of_html => {
                    html_to_text(markup).split_whitespace().count()
                }
                _ => 0,
            })
            .sum()
    };
    let has_text = plain
        .iter()
        .any(|part| matches!(part.body, PartType::Text(_)));
    has_text && words(plain, false) * 3 < words(html, true)
}

/// Text that names no usable character set and is not UTF-8 either is read as Windows-1252, as mail programs do.
fn decoded<'a>(message: &'a Message<'_>, part: &MessagePart<'_>, text: &'a str) -> Cow<'a, str> {
    if !text.contains(char::REPLACEMENT_CHARACTER) {
        return Cow::Borrowed(text);
    }
    let range = part.offset_body as usize..part.offset_end as usize;
    let raw = message.raw_message.get(range).unwrap_or_default();
    let raw = match part.encoding {
        Encoding::None => Some(Cow::Borrowed(raw)),
        Encoding::QuotedPrintable => quoted_printable_decode(raw).map(Cow::Owned),
        Encoding::Base64 => base64_decode(raw).map(Cow::Owned),
    };
    raw.filter(|raw| std::str::from_utf8(raw).is_err())
        .map_or(Cow::Borrowed(text), |raw| {
            Cow::Owned(WINDOWS_1252.decode(&raw).0.into_owned())
        })
}

/// Joins the lines that the sender's program broke (`format=flowed`, RFC 3676); other text stays as it is.
fn unfolded<'a>(part: &MessagePart<'_>, text: &'a str) -> Cow<'a, str> {
    let attribute = |name| part.content_type().and_then(|kind| kind.attribute(name));
    if !attribute("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed")) {
        return Cow::Borrowed(text);
    }
    let drop_space = attribute("delsp").is_some_and(|delete| delete.eq_ignore_ascii_case("yes"));
    let mut whole = String::with_capacity(text.len());
    // How deep the line before was quoted, if it goes on.
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let content = line.trim_start_matches('>');
        let depth = line.len() - content.len();
        let content = content.strip_prefix(' ').unwrap_or(content);
        if open.take().is_some_and(|before| before != depth) {
            whole.push('\n');
        }
        let flows = content.ends_with(' ') && content != "-- ";
        let end = content.len() - usize::from(flows && drop_space);
        whole.push_str(&content[..end]);
        if flows {
            open = Some(depth);
        } else {
            whole.push('\n');
        }
    }
    Cow::Owned(whole)
}
