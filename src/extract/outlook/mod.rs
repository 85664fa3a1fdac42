//! Outlook's items ([MS-OXPROPS]): messages, contacts, appointments, alone ([`Msg`]), in a store ([`Pst`]), or
//! wrapped within a mail ([`Tnef`]).
//!
//! An item is written as a mail message (RFC 5322, MIME) and read as one, so that headers, bodies and attachments have
//! one reader whatever program kept them.

mod mime;
mod msg;
mod pst;
mod tnef;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

pub(super) use msg::Msg;
pub(super) use pst::Pst;
pub(super) use tnef::Tnef;

use super::eml::Eml;
use super::{Body, Coverage, Error, Extract, Input, Limits, Segment, Sink, rtf};
use crate::crawl::Reason;
use crate::identify::Format;

/// Items within items.
const DEPTH: u32 = 16;

/// The properties of an item, a recipient or an attachment, by their identifiers.
type Bag = BTreeMap<u16, Value>;

enum Value {
    Text(String),
    Bytes(Vec<u8>),
    Number(i64),
}

/// Identifiers of properties.
mod id {
    pub(super) const CLASS: u16 = 0x001A;
    pub(super) const SUBJECT: u16 = 0x0037;
    pub(super) const SUBMITTED: u16 = 0x0039;
    pub(super) const REPRESENTED: u16 = 0x0042;
    pub(super) const REPRESENTED_ADDRESS: u16 = 0x0065;
    pub(super) const HEADERS: u16 = 0x007D;
    pub(super) const RECIPIENT_KIND: u16 = 0x0C15;
    pub(super) const SENDER: u16 = 0x0C1A;
    pub(super) const SENDER_ADDRESS: u16 = 0x0C1F;
    pub(super) const TO: u16 = 0x0E04;
    pub(super) const CC: u16 = 0x0E03;
    pub(super) const BCC: u16 = 0x0E02;
    pub(super) const DELIVERED: u16 = 0x0E06;
    pub(super) const BODY: u16 = 0x1000;
    pub(super) const RTF: u16 = 0x1009;
    pub(super) const HTML: u16 = 0x1013;
    pub(super) const NAME: u16 = 0x3001;
    pub(super) const ADDRESS: u16 = 0x3003;
    pub(super) const DATA: u16 = 0x3701;
    pub(super) const FILE_NAME: u16 = 0x3704;
    pub(super) const LONG_FILE_NAME: u16 = 0x3707;
    pub(super) const MIME_TYPE: u16 = 0x370E;
    pub(super) const SMTP_ADDRESS: u16 = 0x39FE;
    pub(super) const CODE_PAGE: u16 = 0x3FFD;
    pub(super) const INTERNET_CODE_PAGE: u16 = 0x3FDE;
    pub(super) const SENDER_SMTP: u16 = 0x5D01;
    pub(super) const REPRESENTED_SMTP: u16 = 0x5D02;
    /// From here on identifiers are the item's own, given by name.
    pub(super) const NAMED: u16 = 0x8000;
}

/// What contacts and the like say beside their text, and how it is labelled.
const CARD: &[(u16, &str)] = &[
    (0x3A45, "Title"),
    (0x3A06, "Given name"),
    (0x3A44, "Middle name"),
    (0x3A11, "Surname"),
    (0x3A4F, "Nickname"),
    (0x3A17, "Job title"),
    (0x3A16, "Company"),
    (0x3A18, "Department"),
    (0x3A19, "Office"),
    (0x3A4E, "Manager"),
    (0x3A30, "Assistant"),
    (0x3A08, "Business telephone"),
    (0x3A1B, "Business telephone 2"),
    (0x3A09, "Home telephone"),
    (0x3A2F, "Home telephone 2"),
    (0x3A1C, "Mobile telephone"),
    (0x3A1F, "Other telephone"),
    (0x3A24, "Business fax"),
    (0x3A25, "Home fax"),
    (0x3A15, "Postal address"),
    (0x3A29, "Street"),
    (0x3A27, "Town"),
    (0x3A28, "County"),
    (0x3A2A, "Postcode"),
    (0x3A5D, "Home street"),
    (0x3A59, "Home town"),
    (0x3A5B, "Home postcode"),
    (0x3A42, "Date of birth"),
    (0x3A41, "Wedding anniversary"),
    (0x3A48, "Spouse"),
    (0x3A4D, "Gender"),
    (0x3A58, "Children"),
    (0x3A07, "Government number"),
    (0x3A51, "Web page"),
];

/// An item with what hangs on it.
struct Item {
    bag: Bag,
    recipients: Vec<Bag>,
    attachments: Vec<Attachment>,
}

struct Attachment {
    bag: Bag,
    content: Content,
}

enum Content {
    Bytes(Vec<u8>),
    Item(Box<Item>),
    /// It could not be read.
    Lost,
}

impl Item {
    /// Something that hangs on it was lost.
    fn is_cut(&self) -> bool {
        self.attachments
            .iter()
            .any(|attachment| match &attachment.content {
                Content::Bytes(_) => false,
                Content::Lost => true,
                Content::Item(item) => item.is_cut(),
            })
    }
}

fn text(bag: &Bag, id: u16) -> Option<&str> {
    match bag.get(&id) {
        Some(Value::Text(text)) if !text.trim().is_empty() => Some(text.trim()),
        _ => None,
    }
}

fn number(bag: &Bag, id: u16) -> Option<i64> {
    match bag.get(&id) {
        Some(Value::Number(number)) => Some(*number),
        _ => None,
    }
}

/// A time, stored as 100 nanoseconds since 1601 ([MS-DTYP] 2.3.3).
fn time(bag: &Bag, id: u16) -> Option<jiff::Timestamp> {
    const FROM_1601_TO_1970: i64 = 11_644_473_600;
    let ticks = number(bag, id).filter(|ticks| *ticks > 0)?;
    jiff::Timestamp::from_second(ticks / 10_000_000 - FROM_1601_TO_1970).ok()
}

/// The encoding of 8-bit texts.
fn encoding(bag: &Bag) -> &'static encoding_rs::Encoding {
    let page = number(bag, id::CODE_PAGE).or_else(|| number(bag, id::INTERNET_CODE_PAGE));
    super::codepage::encoding(page.map_or(1252, |page| page as u32))
}

/// Reads an item as the mail message that it is written as.
fn read(item: &Item, limits: &Limits, sink: &mut dyn Sink) -> Result<Coverage, Error> {
    let bytes = mime::message(item);
    let mut message = Input {
        bytes: bytes.len() as u64,
        reader: &mut Cursor::new(bytes),
        file: None,
        format: Format::Eml,
        name: "",
        limits,
    };
    let lost = item.is_cut().then_some(Reason::Corrupt);
    Ok(Eml.extract(&mut message, sink)?.and(lost))
}

/// The text of a body that is kept as compressed RTF only ([MS-OXRTFCP]).
fn rtf_text(compressed: &[u8]) -> Option<String> {
    const HEADER: usize = 16;
    // The library takes the header for granted.
    if compressed.len() <= HEADER {
        return None;
    }
    let unpacked = compressed_rtf::decompress_rtf(compressed).ok()?;
    let mut texts = Texts::default();
    let _ = rtf::read(unpacked.as_bytes(), &mut texts);
    Some(texts.0).filter(|text| !text.trim().is_empty())
}

/// Joins texts and rows, each on lines of its own.
#[derive(Default)]
struct Texts(String);

impl Sink for Texts {
    fn segment(&mut self, segment: Segment) -> Result<(), Error> {
        match segment.body {
            Body::Text(text) => self.0.push_str(&text),
            Body::Row(cells) => {
                for cell in cells {
                    self.0.push_str(&cell.text);
                    self.0.push('\t');
                }
            }
            Body::Record(_) => {}
        }
        self.0.push('\n');
        Ok(())
    }

    /// Objects in the text are attachments of the item as well.
    fn inner(&mut self, _name: &str, _content: &mut dyn Read) -> Result<(), Error> {
        Ok(())
    }

    fn inner_lost(&mut self, _name: &str, _reason: Reason) -> Result<(), Error> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
