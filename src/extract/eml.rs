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

pub(super) struct Eml;

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

/// `Name <address>`, the name in quotes if it has a comma (RFC 5322, 3.2.4).
fn written(address: &Addr<'_>) -> String {
    match (address.name(), address.address()) {
        (Some(name), Some(address)) if name.contains([',', ';']) && !name.contains('"') => {
            format!("\"{name}\" <{address}>")
        }
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
            file: None,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::recorded::{Recorded, extract};

    fn read(message: &str) -> Recorded {
        extract(&Eml, Format::Eml, message.replace('\n', "\r\n").as_bytes())
    }

    /// A message of several parts, each with its own headers.
    fn of_parts(kind: &str, parts: &[&str]) -> String {
        let parts = parts.join("\n--b\n");
        format!(
            "From: asha@mail.example\nContent-Type: {kind}; boundary=b\n\n--b\n{parts}\n--b--\n"
        )
    }

    #[test]
    fn every_person_in_the_headers_is_a_field() {
        let read = read(
            "Received: from relay.example (192.0.2.1)\nFrom: \"Asha Example\" <asha@mail.example>\n\
             To: tom@mail.example, =?utf-8?q?Zo=C3=AB?= <zoe@mail.example>\nBcc: Staff: ann@mail.example;\n\
             Subject: =?utf-8?q?Caf=C3=A9?=\nDate: Sun, 1 Mar 2009 10:00:00 +0100\n\
             X-Originating-IP: [192.0.2.7]\nX-Asha-Example: 1\n\nBody\n",
        );
        assert_eq!(
            read.fields(),
            [
                "from: Asha Example <asha@mail.example>",
                "to: tom@mail.example",
                "to: Zoë <zoe@mail.example>",
                "bcc: ann@mail.example",
                "subject: Café",
                "date: 2009-03-01T10:00:00+01:00",
                "x-originating-ip: [192.0.2.7]",
            ]
        );
        assert!(read.is_complete());
    }

    #[test]
    fn a_plain_body_is_read_line_by_line_and_once() {
        let message = of_parts(
            "multipart/alternative",
            &[
                "Content-Type: text/plain\n\nDear Asha,\n\nall is well here",
                "Content-Type: text/html\n\n<p>Dear Asha,</p><p>all is well here</p>",
            ],
        );
        let read = read(&message);
        assert_eq!(
            read.text().replace('\r', "").trim_end(),
            "Dear Asha,\n\nall is well here"
        );
        assert_eq!(
            read.origins()[1],
            &Origin::Part {
                part: "body".into(),
                first: 1
            }
        );
    }

    #[test]
    fn a_plain_body_that_only_stands_in_is_passed_over() {
        let parts = [
            "Content-Type: text/plain\n\nPlease use another program",
            "Content-Type: text/html\n\n<p>Dear Asha, this is the whole of the message and it goes on for a while</p>",
        ];
        let message = of_parts("multipart/alternative", &parts);
        assert!(!read(&message).text().contains("another program"));
    }

    #[test]
    fn lines_that_the_sender_folded_are_joined() {
        let message = "From: a@mail.example\nContent-Type: text/plain; format=flowed\n\n\
            the number is 943 476 \n5919 today\n> quoted \n> words\nend\n";
        assert_eq!(
            read(message).text(),
            "the number is 943 476 5919 today\nquoted words\nend\n"
        );
    }

    #[test]
    fn eight_bit_text_without_a_character_set_is_western() {
        let message = b"From: a@mail.example\r\n\r\nZo\xeb \x80 5\r\n";
        assert_eq!(extract(&Eml, Format::Eml, message).text().trim(), "Zoë € 5");
    }

    #[test]
    fn attachments_and_attached_messages_are_members() {
        let message = of_parts(
            "multipart/mixed",
            &[
                "Content-Type: text/plain\n\nsee below",
                "Content-Type: text/csv; name=\"C:\\\\list.csv\"\nContent-Disposition: attachment\n\
                 Content-Transfer-Encoding: base64\n\nbmFtZSxib3JuCg==",
                "Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\nJVBERg==",
                "Content-Type: message/rfc822\n\nFrom: tom@mail.example\nSubject: inner\n\ninner body",
            ],
        );
        let read = read(&message);
        assert_eq!(
            read.names(),
            ["C:/list.csv", "attachment 2.pdf", "message.eml"]
        );
        assert_eq!(read.members[0].1, Ok(b"name,born\n".to_vec()));
        assert_eq!(read.members[1].1, Ok(b"%PDF".to_vec()));
        let inner = read.members[2].1.as_ref().unwrap();
        let inner = extract(&Eml, Format::Eml, inner);
        assert_eq!(inner.text().trim(), "inner body");
        assert_eq!(inner.fields(), ["from: tom@mail.example", "subject: inner"]);
    }

    #[test]
    fn a_sealed_message_says_so_and_its_headers_are_read() {
        let message = "From: a@mail.example\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\
            Content-Transfer-Encoding: base64\n\nMIIB\n";
        let read = read(message);
        assert!(read.is_partial(Reason::Encrypted));
        assert_eq!(read.fields(), ["from: a@mail.example"]);
    }

    #[test]
    fn broken_messages_never_panic() {
        let inner = "Content-Type: message/rfc822\n\n".repeat(MAX_NESTED + 1);
        assert!(read(&inner).is_unreadable(Reason::Depth));
        assert!(extract(&Eml, Format::Eml, b"").is_unreadable(Reason::Corrupt));
        let whole = of_parts(
            "multipart/mixed",
            &["Content-Type: text/plain\n\none", "\n\ntwo"],
        );
        for at in 0..whole.len() {
            read(&whole[..at]);
            let mut damaged = whole.clone().into_bytes();
            damaged[at] ^= 0x15;
            extract(&Eml, Format::Eml, &damaged);
        }
    }
}
