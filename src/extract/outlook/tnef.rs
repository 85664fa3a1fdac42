//! What Outlook wraps a message in for another Outlook to unwrap, `winmail.dat` ([MS-OXTNEF]): an item like others, its
//! properties in a row of attributes.

use super::{Attachment, Bag, Content, DEPTH, Item, Value, encoding, id};
use crate::crawl::Reason;
use crate::extract::{Coverage, Error, Extract, Input, Sink};

pub(in crate::extract) struct Tnef;

/// Bytes before the first attribute: signature and key.
const HEADER: usize = 6;
/// Attachments, and recipients, of one item.
const PARTS: usize = 10_000;

/// Attributes ([MS-OXTNEF] 2.1.3.3), type and name.
mod attribute {
    pub(super) const SUBJECT: u32 = 0x0001_8004;
    pub(super) const BODY: u32 = 0x0002_800C;
    pub(super) const MESSAGE: u32 = 0x0006_9003;
    pub(super) const RECIPIENTS: u32 = 0x0006_9004;
    pub(super) const CODE_PAGE: u32 = 0x0006_9007;
    /// Begins an attachment.
    pub(super) const ATTACHMENT: u32 = 0x0006_9002;
    pub(super) const ATTACHED_NAME: u32 = 0x0001_8010;
    pub(super) const ATTACHED_DATA: u32 = 0x0006_800F;
    pub(super) const ATTACHED: u32 = 0x0006_9005;
}

/// The interface of a message that is attached ([MS-OXTNEF] 2.1.3.5.1: `IID_IMessage`), as stored; its value follows.
const MESSAGE_INTERFACE: [u8; 16] = [
    0x07, 0x03, 0x02, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46,
];

impl Extract for Tnef {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let bytes = input.whole()?;
        let (item, whole) = item(&bytes, DEPTH).ok_or(Error::CORRUPT)?;
        let lost = (!whole).then_some(Reason::Corrupt);
        Ok(super::read(&item, input.limits, sink)?.and(lost))
    }
}

/// Reads an item, those attached to it down to a depth, and whether nothing of it was cut off. None if it has no attribute.
fn item(bytes: &[u8], depth: u32) -> Option<(Item, bool)> {
    let mut rest = Bytes(bytes.get(HEADER..)?);
    let mut item = Item {
        bag: Bag::new(),
        recipients: Vec::new(),
        attachments: Vec::new(),
    };
    let mut seen = false;
    // Programs that pass it on as text end it with a line end.
    while !rest.0.trim_ascii_start().is_empty() {
        let Some((name, data)) = rest.attribute() else {
            return seen.then_some((item, false));
        };
        seen = true;
        add(name, data, &mut item, depth);
    }
    seen.then_some((item, true))
}

fn add(name: u32, data: &[u8], item: &mut Item, depth: u32) {
    let encoding = encoding(&item.bag);
    let text = || {
        let (text, _) = encoding.decode_without_bom_handling(data);
        Value::Text(text.trim_end_matches('\0').to_owned())
    };
    match name {
        attribute::CODE_PAGE => {
            if let Some(page) = Bytes(data).four() {
                let page = Value::Number(i64::from(page));
                item.bag.entry(id::CODE_PAGE).or_insert(page);
            }
        }
        attribute::SUBJECT => {
            item.bag.entry(id::SUBJECT).or_insert_with(text);
        }
        attribute::BODY => {
            item.bag.entry(id::BODY).or_insert_with(text);
        }
        attribute::MESSAGE => {
            Bytes(data).properties(encoding, &mut item.bag);
        }
        attribute::RECIPIENTS => {
            let mut rest = Bytes(data);
            for _ in 0..rest.four().unwrap_or(0).min(PARTS as u32) {
                let mut bag = Bag::new();
                let whole = rest.properties(encoding, &mut bag).is_some();
                item.recipients.push(bag);
                if !whole {
                    break;
                }
            }
        }
        attribute::ATTACHMENT if item.attachments.len() < PARTS => {
            item.attachments.push(Attachment {
                bag: Bag::new(),
                content: Content::Bytes(Vec::new()),
            });
        }
        attribute::ATTACHED_NAME | attribute::ATTACHED_DATA | attribute::ATTACHED => {
            let Some(attachment) = item.attachments.last_mut() else {
                return;
            };
            match name {
                attribute::ATTACHED_NAME => {
                    attachment.bag.entry(id::FILE_NAME).or_insert_with(text);
                }
                attribute::ATTACHED_DATA => attachment.content = Content::Bytes(data.to_vec()),
                _ => {
                    Bytes(data).properties(encoding, &mut attachment.bag);
                    attached_object(attachment, depth);
                }
            }
        }
        _ => {}
    }
}

/// What is attached as an object stands among the properties: a message, or a compound file.
fn attached_object(attachment: &mut Attachment, depth: u32) {
    let Some(Value::Bytes(object)) = attachment.bag.remove(&id::DATA) else {
        return;
    };
    let Some((interface, object)) = object.split_at_checked(MESSAGE_INTERFACE.len()) else {
        return;
    };
    attachment.content = if interface == MESSAGE_INTERFACE {
        let inner = depth
            .checked_sub(1)
            .and_then(|depth| item(object, depth))
            .filter(|(_, whole)| *whole);
        inner.map_or(Content::Lost, |(item, _)| Content::Item(Box::new(item)))
    } else {
        Content::Bytes(object.to_vec())
    };
}

/// What is left to read; none where it breaks off.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, bytes: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(bytes)?;
        self.0 = rest;
        Some(taken)
    }

    fn two(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }

    fn four(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    /// An attribute: level, name, length, data, checksum ([MS-OXTNEF] 2.1.3).
    fn attribute(&mut self) -> Option<(u32, &'a [u8])> {
        self.take(1)?;
        let name = self.four()?;
        let length = self.four()?;
        let data = self.take(length as usize)?;
        self.take(2)?;
        Some((name, data))
    }

    /// A count and a list of properties ([MS-OXTNEF] 2.1.3.4).
    fn properties(
        &mut self,
        encoding: &'static encoding_rs::Encoding,
        bag: &mut Bag,
    ) -> Option<()> {
        for _ in 0..self.four()? {
            let (kind, id) = (self.two()?, self.two()?);
            if id >= id::NAMED {
                self.take(16)?;
                match self.four()? {
                    0 => self.take(4)?,
                    _ => self.padded()?,
                };
            }
            let values = if kind & MANY != 0 || is_long(kind) {
                self.four()?
            } else {
                1
            };
            // Values of no length would never come to an end of the bytes.
            for _ in 0..values.min(self.0.len() as u32) {
                match self.value(kind & !MANY, encoding)? {
                    Said::Nothing => {}
                    Said::This(value) => {
                        bag.entry(id).or_insert(value);
                    }
                }
            }
        }
        Some(())
    }

    /// A value of a type ([MS-OXCDATA] 2.11.1); none where the stream ends or the type is unknown.
    fn value(&mut self, kind: u16, encoding: &'static encoding_rs::Encoding) -> Option<Said> {
        let number = |number| Said::This(Value::Number(number));
        Some(match kind {
            0x0000 | 0x0001 => Said::Nothing,
            0x0002 => number(i64::from(self.four()? as i16)),
            0x0003 | 0x000B => number(i64::from(self.four()?.cast_signed())),
            0x0004 | 0x000A => {
                self.take(4)?;
                Said::Nothing
            }
            0x0014 | 0x0040 => number(i64::from_le_bytes(self.take(8)?.try_into().ok()?)),
            0x0005..=0x0007 => {
                self.take(8)?;
                Said::Nothing
            }
            0x0048 => {
                self.take(16)?;
                Said::Nothing
            }
            TEXT | WIDE_TEXT => {
                let bytes = self.padded()?;
                let encoding = if kind == TEXT {
                    encoding
                } else {
                    encoding_rs::UTF_16LE
                };
                let (text, _) = encoding.decode_without_bom_handling(bytes);
                Said::This(Value::Text(text.trim_end_matches('\0').to_owned()))
            }
            OBJECT | BINARY => Said::This(Value::Bytes(self.padded()?.to_vec())),
            _ => return None,
        })
    }

    /// A length, so many bytes, and what fills them up to a multiple of four.
    fn padded(&mut self) -> Option<&'a [u8]> {
        let length = self.four()? as usize;
        let bytes = self.take(length)?;
        self.take(length.next_multiple_of(4) - length)?;
        Some(bytes)
    }
}

/// What a property's value says here: types that nothing is made of are passed over.
enum Said {
    Nothing,
    This(Value),
}

/// A flag of types: several values.
const MANY: u16 = 0x1000;
const OBJECT: u16 = 0x000D;
const TEXT: u16 = 0x001E;
const WIDE_TEXT: u16 = 0x001F;
const BINARY: u16 = 0x0102;

/// Values of no fixed length are counted.
fn is_long(kind: u16) -> bool {
    matches!(kind, OBJECT | TEXT | WIDE_TEXT | BINARY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::eml::Eml;
    use crate::extract::recorded::{Recorded, extract};
    use crate::identify::Format;

    fn attribute(name: u32, data: &[u8]) -> Vec<u8> {
        let sum = data
            .iter()
            .fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
        [
            &[1][..],
            &name.to_le_bytes(),
            &u32::try_from(data.len()).unwrap().to_le_bytes(),
            data,
            &sum.to_le_bytes(),
        ]
        .concat()
    }

    fn long(kind: u16, id: u16, bytes: &[u8]) -> Vec<u8> {
        let length = u32::try_from(bytes.len()).unwrap();
        let padding = vec![0; bytes.len().next_multiple_of(4) - bytes.len()];
        [
            &kind.to_le_bytes()[..],
            &id.to_le_bytes(),
            &1_u32.to_le_bytes(),
            &length.to_le_bytes(),
            bytes,
            &padding,
        ]
        .concat()
    }

    fn properties(properties: &[Vec<u8>]) -> Vec<u8> {
        let count = u32::try_from(properties.len()).unwrap();
        [&count.to_le_bytes()[..], &properties.concat()].concat()
    }

    fn wrapped(attributes: &[Vec<u8>]) -> Vec<u8> {
        [&b"\x78\x9F\x3E\x22\x01\x00"[..], &attributes.concat()].concat()
    }

    fn message() -> Vec<u8> {
        let inner = wrapped(&[
            attribute(attribute::SUBJECT, b"inner subject\0"),
            attribute(attribute::BODY, b"inner words\0"),
        ]);
        let number = [3, 0, 0x15, 0x0C, 1, 0, 0, 0];
        wrapped(&[
            attribute(attribute::CODE_PAGE, &1252_u64.to_le_bytes()),
            attribute(attribute::SUBJECT, b"About the review\0"),
            attribute(
                attribute::MESSAGE,
                &properties(&[
                    long(TEXT, id::SENDER, b"Asha Example\0"),
                    long(BINARY, id::HTML, b"<p>Dear Zo\xEB, all is well.</p>"),
                ]),
            ),
            attribute(
                attribute::RECIPIENTS,
                &[
                    1_u32.to_le_bytes().to_vec(),
                    properties(&[number.to_vec(), long(TEXT, id::NAME, b"Tom Madeup")]),
                ]
                .concat(),
            ),
            attribute(attribute::ATTACHMENT, &[0; 14]),
            attribute(attribute::ATTACHED_NAME, b"LIST~1.CSV\0"),
            attribute(attribute::ATTACHED_DATA, b"name,born\n"),
            attribute(
                attribute::ATTACHED,
                &properties(&[long(
                    WIDE_TEXT,
                    id::LONG_FILE_NAME,
                    b"l\0i\0s\0t\0.\0c\0s\0v\0\0\0",
                )]),
            ),
            attribute(attribute::ATTACHMENT, &[0; 14]),
            attribute(
                attribute::ATTACHED,
                &properties(&[long(
                    OBJECT,
                    id::DATA,
                    &[&MESSAGE_INTERFACE[..], &inner].concat(),
                )]),
            ),
        ])
    }

    fn read(bytes: &[u8]) -> Recorded {
        extract(&Tnef, Format::Tnef, bytes)
    }

    #[test]
    fn a_wrapped_message_has_headers_body_and_attachments() {
        let read = read(&[&message()[..], b"\r\n"].concat());
        assert!(read.is_complete());
        assert_eq!(
            read.fields(),
            [
                "from: Asha Example",
                "to: Tom Madeup",
                "subject: About the review"
            ]
        );
        assert_eq!(read.text().trim(), "Dear Zoë, all is well.");
        assert_eq!(
            read.members[0],
            ("list.csv".to_owned(), Ok(b"name,born\n".to_vec()))
        );
        let inner = extract(&Eml, Format::Eml, read.members[1].1.as_ref().unwrap());
        assert_eq!(inner.fields(), ["subject: inner subject"]);
        assert_eq!(inner.text().trim(), "inner words");
    }

    #[test]
    fn what_breaks_off_is_read_so_far_and_damage_never_panics() {
        let whole = message();
        assert!(!read(&whole[..whole.len() - 10]).is_complete());
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x55;
            let _ = read(&damaged);
            let _ = read(&whole[..at]);
        }
    }
}
