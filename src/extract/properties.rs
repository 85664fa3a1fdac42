//! Reads document properties into one record with a fixed vocabulary of names.
//!
//! Custom properties have names of the document's own; they become the field `custom` with `name: value` as its value,
//! so that the record's names stay printable and the value keeps its label.

use std::io::Read;

use super::markup::{Markup, Token};
use super::{Body, Error, Field, Origin, Segment, Sink};

/// Bytes of one value that are kept.
const VALUE_BYTES: usize = 64 << 10;
/// Fields of one document.
const FIELDS: usize = 1000;

/// Element of a part and name of the field, for the core and extended properties of Office Open XML (ECMA-376 Part 2,
/// 8; Part 1, 22.2).
pub(super) const OFFICE: &[(&str, &str)] = &[
    ("title", "title"),
    ("subject", "subject"),
    ("creator", "author"),
    ("lastModifiedBy", "last-modified-by"),
    ("Manager", "manager"),
    ("Company", "company"),
    ("keywords", "keywords"),
    ("category", "category"),
    ("description", "description"),
    ("contentStatus", "status"),
    ("created", "created"),
    ("modified", "modified"),
    ("Template", "template"),
    ("HyperlinkBase", "link-base"),
];

/// The same for OpenDocument, where `dc:creator` is who changed the document last (ODF 1.3 Part 3, 4.3.2).
pub(super) const OPEN_DOCUMENT: &[(&str, &str)] = &[
    ("title", "title"),
    ("subject", "subject"),
    ("initial-creator", "author"),
    ("creator", "last-modified-by"),
    ("printed-by", "printed-by"),
    ("keyword", "keywords"),
    ("description", "description"),
    ("creation-date", "created"),
    ("date", "modified"),
];

/// The properties of a document.
#[derive(Default)]
pub(super) struct Properties(Vec<Field>);

impl Properties {
    pub(super) fn add(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if !value.is_empty() && self.0.len() < FIELDS {
            self.0.push(Field {
                name: name.to_owned(),
                value: value[..value.floor_char_boundary(VALUE_BYTES)].to_owned(),
            });
        }
    }

    /// Reads the elements that `vocabulary` names, and custom properties of either family.
    pub(super) fn read<R: Read>(
        &mut self,
        markup: &mut Markup<R>,
        vocabulary: &[(&str, &str)],
    ) -> Result<(), Error> {
        while let Some(token) = markup.next()? {
            let Token::Start(tag) = token else { continue };
            let name = tag.name();
            // Where properties and text are in one part, the properties come first.
            if name == "body" {
                break;
            }
            if let Some((_, field)) = vocabulary.iter().find(|(element, _)| *element == name) {
                let value = markup.text(VALUE_BYTES)?;
                self.add(field, &value);
            } else if let "property" | "user-defined" = name {
                let label = tag.attribute("name").unwrap_or_default();
                let value = markup.text(VALUE_BYTES)?;
                if !value.trim().is_empty() {
                    self.add("custom", &format!("{label}: {value}"));
                }
            }
        }
        Ok(())
    }

    /// Hands the record on, if there is anything in it.
    pub(super) fn hand_on(self, sink: &mut dyn Sink) -> Result<(), Error> {
        if self.0.is_empty() {
            return Ok(());
        }
        sink.segment(Segment {
            origin: Origin::Named,
            body: Body::Record(self.0),
            hidden: false,
        })
    }
}
