//! What a PDF says outside its pages: information, form values, notes, links, attached files.
//!
//! All walks are loops over a list of what is left to see, with every object seen once and a bound on their number.

use std::collections::HashSet;

use hayro_syntax::Pdf;
use hayro_syntax::metadata::Metadata;
use hayro_syntax::object::{Array, DateTime, Dict, Name, Object, Stream};
use hayro_syntax::page::Page;

use crate::extract::Field;

/// Nodes of one tree (form, names) and notes of one page that are looked at.
const MAX_NODES: usize = 50_000;

/// The catalogue, where everything hangs (ISO 32000-1, 7.7.2).
pub(super) fn catalogue(pdf: &Pdf) -> Dict<'_> {
    pdf.xref()
        .get(pdf.xref().root_id())
        .unwrap_or_else(Dict::empty)
}

/// The information dictionary (ISO 32000-1, 14.3.3), then what the XMP packet says otherwise (14.3.2).
pub(super) fn information(pdf: &Pdf) -> Vec<Field> {
    let Metadata {
        title,
        author,
        subject,
        keywords,
        creator,
        ..
    } = pdf.metadata();
    let texts = [
        ("title", title),
        ("author", author),
        ("subject", subject),
        ("keywords", keywords),
        ("creator", creator),
    ];
    let texts = texts
        .into_iter()
        .filter_map(|(name, value)| Some((name, text_string(value.as_deref()?))));
    let dates = [
        ("created", pdf.metadata().creation_date),
        ("modified", pdf.metadata().modification_date),
    ];
    let dates = dates
        .into_iter()
        .filter_map(|(name, date)| Some((name, iso_8601(&date?))));
    let packet = catalogue(pdf).get::<Stream<'_>>("Metadata");
    let packet = packet
        .and_then(|packet| packet.decoded_data().ok())
        .unwrap_or_default();
    let mut fields: Vec<Field> = Vec::new();
    for (name, value) in texts
        .chain(dates)
        .chain(crate::extract::xmp::properties(&packet))
    {
        let value = value.trim();
        let known = fields
            .iter()
            .any(|field| field.name == name && field.value == value);
        if !value.is_empty() && !known {
            fields.push(Field {
                name: name.into(),
                value: value.into(),
            });
        }
    }
    fields
}

fn iso_8601(date: &DateTime) -> String {
    let DateTime {
        year,
        month,
        day,
        hour,
        minute,
        second,
        utc_offset_hour,
        utc_offset_minute,
    } = date;
    let zone = match (utc_offset_hour, utc_offset_minute) {
        (0, 0) => "Z".to_owned(),
        (hours, minutes) => format!("{hours:+03}:{minutes:02}"),
    };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}")
}

/// The values of an interactive form (ISO 32000-1, 12.7), with the names that people see where there are such.
pub(super) fn form_fields(catalogue: &Dict<'_>) -> Vec<Field> {
    let Some(form) = catalogue.get::<Dict<'_>>("AcroForm") else {
        return Vec::new();
    };
    let mut fields = Vec::new();
    let mut seen = HashSet::new();
    let mut todo: Vec<(Dict<'_>, String)> = children(&form, "Fields", "");
    while let Some((node, parent)) = todo.pop() {
        if seen.len() >= MAX_NODES || !seen.insert(place(&node)) {
            continue;
        }
        let own = node
            .get("T")
            .map(|name: hayro_syntax::object::String<'_>| text_string(&name));
        let name = match own.as_deref().map(plain_name) {
            None | Some("") => parent,
            Some(own) if parent.is_empty() => own.to_owned(),
            Some(own) => format!("{parent}.{own}"),
        };
        if let Some(value) = node
            .get::<Object<'_>>("V")
            .and_then(|value| field_value(&value))
        {
            let label = node
                .get("TU")
                .map(|label: hayro_syntax::object::String<'_>| text_string(&label));
            let label = label.filter(|label| !label.trim().is_empty());
            fields.push(Field {
                name: label.unwrap_or_else(|| name.clone()),
                value,
            });
        }
        todo.extend(children(&node, "Kids", &name));
    }
    fields
}

/// Where a dictionary stands in the file: what tells one from another, with or without an object number of its own.
fn place(node: &Dict<'_>) -> usize {
    node.data().as_ptr().addr()
}

/// The dictionaries under `key`, last first, so that a stack gives them in order.
fn children<'a>(node: &Dict<'a>, key: &str, name: &str) -> Vec<(Dict<'a>, String)> {
    let Some(kids) = node.get::<Array<'a>>(key) else {
        return Vec::new();
    };
    let mut kids: Vec<(Dict<'a>, String)> = kids
        .iter::<Dict<'a>>()
        .take(MAX_NODES)
        .map(|kid| (kid, name.to_owned()))
        .collect();
    kids.reverse();
    kids
}

/// `nino` of `nino[0]`, as forms made from XML name their fields; nothing of `#subform[1]`.
fn plain_name(name: &str) -> &str {
    let name = name.split('[').next().unwrap_or(name).trim();
    if name.starts_with('#') { "" } else { name }
}

fn field_value(value: &Object<'_>) -> Option<String> {
    let text = match value {
        Object::String(text) => text_string(text),
        // A box that is not ticked says nothing.
        Object::Name(state) if state.as_str() == "Off" => String::new(),
        Object::Name(state) => state.as_str().to_owned(),
        Object::Array(choices) => {
            let choices: Vec<String> = choices
                .iter::<hayro_syntax::object::String<'_>>()
                .take(MAX_NODES)
                .map(|choice| text_string(&choice))
                .collect();
            choices.join("; ")
        }
        Object::Stream(long) => text_string(&long.decoded_data().ok()?),
        _ => String::new(),
    };
    (!text.trim().is_empty()).then_some(text)
}

/// The data of a form kept as XML (XFA), which its pages need not show.
pub(super) fn form_data<'a>(catalogue: &Dict<'a>) -> Option<Stream<'a>> {
    let parts = catalogue
        .get::<Dict<'a>>("AcroForm")?
        .get::<Array<'a>>("XFA")?;
    let mut parts = parts.iter::<Object<'a>>().take(MAX_NODES);
    parts.find(|part| matches!(part, Object::String(name) if name.as_bytes() == b"datasets"))?;
    parts.next()?.into_stream()
}

/// What the notes and links of a page say.
#[derive(Default)]
pub(super) struct Notes<'a> {
    pub(super) comments: Vec<String>,
    /// Mail addresses and telephone numbers behind links.
    pub(super) links: Vec<String>,
    pub(super) files: Vec<Attachment<'a>>,
}

/// A file within the file.
pub(super) struct Attachment<'a> {
    pub(super) name: String,
    pub(super) content: Stream<'a>,
}

/// Reads the annotations of a page (ISO 32000-1, 12.5).
pub(super) fn notes<'a>(page: &Page<'a>) -> Notes<'a> {
    let mut notes = Notes::default();
    let Some(annotations) = page.raw().get::<Array<'a>>("Annots") else {
        return notes;
    };
    for annotation in annotations.iter::<Dict<'a>>().take(MAX_NODES) {
        let kind = annotation.get::<Name<'_>>("Subtype");
        match kind.as_ref().map(Name::as_str) {
            Some("Link") => notes.links.extend(link(&annotation)),
            Some("FileAttachment") => {
                notes
                    .files
                    .extend(annotation.get("FS").as_ref().and_then(attachment));
            }
            // Text written straight onto the page is read with the page.
            Some("FreeText") if annotation.contains_key("AP") => continue,
            _ => {}
        }
        let contents = annotation.get::<hayro_syntax::object::String<'_>>("Contents");
        notes.comments.extend(
            contents
                .map(|text| text_string(&text))
                .filter(|text| !text.trim().is_empty()),
        );
    }
    notes
}

fn link(annotation: &Dict<'_>) -> Option<String> {
    let target = annotation
        .get::<Dict<'_>>("A")?
        .get::<hayro_syntax::object::String<'_>>("URI")?;
    let target = text_string(&target);
    let (scheme, rest) = target.split_once(':')?;
    let personal = ["mailto", "tel"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known));
    personal.then(|| rest.to_owned())
}

/// The files attached to the document (ISO 32000-1, 7.11.4 and 7.9.6).
pub(super) fn attachments<'a>(catalogue: &Dict<'a>) -> Vec<Attachment<'a>> {
    let tree = catalogue
        .get::<Dict<'a>>("Names")
        .and_then(|names| names.get::<Dict<'a>>("EmbeddedFiles"));
    let mut files = Vec::new();
    let mut seen = HashSet::new();
    let mut todo: Vec<Dict<'a>> = tree.into_iter().collect();
    while let Some(node) = todo.pop() {
        if seen.len() >= MAX_NODES || !seen.insert(place(&node)) {
            continue;
        }
        // Names and files by turns.
        let leaves = node.get::<Array<'a>>("Names");
        let leaves = leaves
            .iter()
            .flat_map(Array::iter::<Object<'a>>)
            .take(MAX_NODES);
        files.extend(leaves.filter_map(|leaf| attachment(&leaf.into_dict()?)));
        todo.extend(children(&node, "Kids", "").into_iter().map(|(kid, _)| kid));
    }
    files
}

fn attachment<'a>(specification: &Dict<'a>) -> Option<Attachment<'a>> {
    let files = specification.get::<Dict<'a>>("EF")?;
    let content = ["UF", "F"]
        .iter()
        .find_map(|key| files.get::<Stream<'a>>(key))?;
    let name = ["UF", "F"]
        .iter()
        .find_map(|key| specification.get::<hayro_syntax::object::String<'_>>(key))
        .map(|name| text_string(&name))
        .filter(|name| !name.trim().is_empty());
    Some(Attachment {
        name: name.unwrap_or_else(|| "attachment".into()),
        content,
    })
}

/// A text string (ISO 32000-2, 7.9.2.2): UTF-16 or UTF-8 by its byte order mark, else `PDFDocEncoding`.
pub(super) fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => encoding_rs::UTF_16BE
            .decode_without_bom_handling(rest)
            .0
            .into_owned(),
        [0xff, 0xfe, rest @ ..] => encoding_rs::UTF_16LE
            .decode_without_bom_handling(rest)
            .0
            .into_owned(),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|byte| pdf_doc_character(*byte)).collect(),
    }
}

/// `PDFDocEncoding` (ISO 32000-1, annex D.3): Latin-1 but for these.
fn pdf_doc_character(byte: u8) -> char {
    const FROM_18: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
    const FROM_80: [char; 33] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚',
        '™', 'ﬁ', 'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}', '€',
    ];
    match byte {
        0x18..=0x1f => FROM_18[usize::from(byte - 0x18)],
        0x80..=0xa0 => FROM_80[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_strings_are_read_in_each_of_their_encodings() {
        for (bytes, text) in [
            (&b"Zo\xeb \x90caf\xe9\x8e"[..], "Zoë ’café”"),
            (b"\xfe\xff\x00Z\x00o\x00\xeb", "Zoë"),
            (b"\xff\xfeZ\x00o\x00\xeb\x00", "Zoë"),
            (b"\xef\xbb\xbfZo\xc3\xab", "Zoë"),
            (b"\xa01", "€1"),
        ] {
            assert_eq!(text_string(bytes), text);
        }
    }

    #[test]
    fn a_field_of_an_xml_form_loses_its_counters() {
        assert_eq!(plain_name("nino[0]"), "nino");
        assert_eq!(plain_name("#subform[1]"), "");
    }
}
