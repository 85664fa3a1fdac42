//! XML of any vocabulary, streamed.
//!
//! An element with leaves is a record of them, a leaf is a field, and an element with text beside its children is a
//! paragraph; so are leaves that hold prose one after another. Entities that the document declares are not expanded,
//! nothing outside it is fetched, and the depth is bounded. What is not well formed is read as text from there on.

use std::sync::LazyLock;

use encoding_rs::Encoding;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use regex::bytes::Regex;

use super::paragraphs::Paragraphs;
use super::records::{Numbering, Records};
use super::tape::Tape;
use super::text::BLOCK;
use super::{Coverage, Error, Extract, Field, Input, Sink, text};

/// Bytes of one tag, comment or stretch of text.
const EVENT_BYTES: usize = 4 << 20;
/// Elements within elements.
const DEPTH: usize = 4096;
/// Words from which on a leaf holds prose.
const PROSE_WORDS: usize = 8;

pub(super) struct Xml;

impl Extract for Xml {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let mut tape = Tape::new(input.reader, stated_encoding, EVENT_BYTES)?;
        let mut tree = Tree::new(sink);
        let sound = read(&mut tape, &mut tree)?;
        tree.finish()?;
        if !sound {
            text::from_mark(&mut tape, sink)?;
        }
        Ok(Coverage::Complete)
    }
}

/// The encoding of an XML declaration (XML 1.0, 4.3.3).
fn stated_encoding(head: &[u8]) -> Option<&'static Encoding> {
    static STATEMENT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']"#)
            .expect("a constant pattern")
    });
    let label = STATEMENT.captures(head)?;
    Encoding::for_label_no_replacement(&label[1])
}

/// Reads to the end; false where the document stops being XML, with the tape marked there.
fn read(tape: &mut Tape<'_>, tree: &mut Tree<'_>) -> Result<bool, Error> {
    let mut reader = Reader::from_reader(tape);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => return Ok(true),
            Ok(event) => event,
            Err(quick_xml::Error::Io(error)) if !reader.get_ref().overflowed() => {
                return Err(std::io::Error::new(error.kind(), error).into());
            }
            Err(_) => return Ok(false),
        };
        match event {
            Event::Start(tag) => tree.start(&tag)?,
            Event::Empty(tag) => {
                tree.start(&tag)?;
                tree.end()?;
            }
            Event::End(tag) => tree.end_named(tag.local_name().as_ref())?,
            Event::Text(text) => tree.text(&text.xml10_content())?,
            Event::CData(text) => tree.text(&text.xml10_content())?,
            Event::GeneralRef(entity) => tree.text(&resolve(&entity))?,
            Event::Comment(comment) => tree.comment(&comment.xml10_content())?,
            Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Eof => {}
        }
        let position = reader.buffer_position();
        reader.get_mut().mark_at(position);
        if tree.open.len() > DEPTH {
            return Ok(false);
        }
    }
}

/// A character or one of the five predefined entities (XML 1.0, 4.6); any other stays as it is written.
fn resolve(entity: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = entity.resolve_char_ref() {
        return character.to_string();
    }
    let name: &str = entity;
    match quick_xml::escape::resolve_xml_entity(name) {
        Some(text) => text.to_owned(),
        None => format!("&{name};"),
    }
}

/// An element that has begun.
struct Element {
    name: String,
    attributes: Vec<Field>,
    /// Its own text, and that of inline elements within it.
    text: String,
    /// A record is open for it: it has children.
    record: bool,
    /// It has both text and children.
    mixed: bool,
    /// Its children are paragraphs; those of this name need no label.
    flow: Option<String>,
    /// Name of the last leaf that held prose.
    prose: Option<String>,
}

struct Tree<'s> {
    open: Vec<Element>,
    records: Records,
    body: Paragraphs,
    comments: Paragraphs,
    sink: &'s mut dyn Sink,
}

impl<'s> Tree<'s> {
    fn new(sink: &'s mut dyn Sink) -> Self {
        Self {
            open: Vec::new(),
            records: Records::new(Numbering::Count(0)),
            body: Paragraphs::new("body", false),
            comments: Paragraphs::new("comment", true),
            sink,
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), Error> {
        if let Some(parent) = self.open.last_mut()
            && !parent.record
        {
            parent.mixed |= !parent.text.trim().is_empty();
            parent.record = true;
            self.records.open(&parent.name, false);
            for Field { name, value } in std::mem::take(&mut parent.attributes) {
                self.records.field(&name, value, self.sink)?;
            }
        }
        self.open.push(Element {
            name: tag.local_name().as_ref().to_owned(),
            attributes: attributes(tag),
            text: String::new(),
            record: false,
            mixed: false,
            flow: None,
            prose: None,
        });
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Error> {
        let Some(element) = self.open.last_mut() else {
            return self.body.push(text, self.sink);
        };
        if element.record && !element.mixed && !text.trim().is_empty() {
            element.mixed = true;
            let before = self.records.take_fields();
            let words: Vec<String> = before.into_iter().map(|field| field.value).collect();
            element.text.push_str(&words.join(" "));
        }
        element.text.push_str(text);
        if element.text.len() > BLOCK && element.record {
            let text = std::mem::take(&mut element.text);
            self.body.push(&unwrapped(&text), self.sink)?;
        }
        Ok(())
    }

    fn comment(&mut self, comment: &str) -> Result<(), Error> {
        self.comments.push(comment, self.sink)
    }

    /// Ends the nearest element of that name, and what was left open in it; an end without a beginning is passed over.
    fn end_named(&mut self, name: &str) -> Result<(), Error> {
        let Some(at) = self.open.iter().rposition(|open| open.name == name) else {
            return Ok(());
        };
        while self.open.len() > at {
            self.end()?;
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), Error> {
        let Some(element) = self.open.pop() else {
            return Ok(());
        };
        if !element.record {
            return self.leaf(element);
        }
        if element.mixed {
            self.mixed(&element)?;
        }
        self.records.close(self.sink)
    }

    /// An element of text and children: inline in another such, else a paragraph.
    fn mixed(&mut self, element: &Element) -> Result<(), Error> {
        match self.open.last_mut() {
            Some(parent) if parent.mixed => {
                parent.text.push_str(&element.text);
                Ok(())
            }
            Some(_) => {
                self.begin_flow(&element.name)?;
                self.body.push(&unwrapped(&element.text), self.sink)
            }
            None => self.body.push(&unwrapped(&element.text), self.sink),
        }
    }

    fn leaf(&mut self, element: Element) -> Result<(), Error> {
        let text = unwrapped(&element.text);
        if self.open.last().is_some_and(|parent| parent.mixed) {
            let parent = self.open.last_mut().expect("asked above");
            parent.text.push_str(&element.text);
            return self.values(&element.name, element.attributes);
        }
        if is_prose(&text) && self.is_second_prose(&element.name) {
            self.begin_flow(&element.name)?;
        }
        if let Some(flow) = self.open.last().and_then(|parent| parent.flow.clone()) {
            let label = label_of(&element).unwrap_or(&element.name);
            self.body.push(&line(label, &text, &flow), self.sink)?;
            return Ok(());
        }
        if self.open.is_empty() {
            self.records.open("", true);
            self.fields(element, text)?;
            return self.records.close(self.sink);
        }
        self.fields(element, text)
    }

    /// A leaf as a field of its parent; one that has several attributes and no text as a record.
    fn fields(&mut self, element: Element, text: String) -> Result<(), Error> {
        if text.is_empty() {
            return self.values(&element.name, element.attributes);
        }
        if let Some(label) = label_of(&element) {
            let label = label.to_owned();
            return self.records.field(&label, text, self.sink);
        }
        self.records.field(&element.name, text, self.sink)?;
        for attribute in element.attributes {
            let name = format!("{}.{}", element.name, attribute.name);
            let known = |field: &Field| field.name == name && field.value == attribute.value;
            // `kind="p"` on every paragraph says nothing new.
            if !self.records.fields().iter().rev().take(16).any(known) {
                self.records.field(&name, attribute.value, self.sink)?;
            }
        }
        Ok(())
    }

    /// The attributes of an element without text.
    fn values(&mut self, name: &str, mut attributes: Vec<Field>) -> Result<(), Error> {
        if let Some((label, value)) = labelled_value(&attributes) {
            return self.records.field(&label, value, self.sink);
        }
        if attributes.len() == 1 {
            let only = attributes.remove(0);
            return self.records.field(name, only.value, self.sink);
        }
        self.records.open(name, false);
        for attribute in attributes {
            self.records
                .field(&attribute.name, attribute.value, self.sink)?;
        }
        self.records.close(self.sink)
    }

    /// Notes that a leaf of this name held prose; whether one before did.
    fn is_second_prose(&mut self, name: &str) -> bool {
        let Some(parent) = self.open.last_mut() else {
            return false;
        };
        if parent.prose.as_deref() == Some(name) {
            return true;
        }
        parent.prose = Some(name.to_owned());
        false
    }

    /// From here on the innermost element's children are paragraphs, and so are those that were taken for fields.
    fn begin_flow(&mut self, name: &str) -> Result<(), Error> {
        let Some(parent) = self.open.last_mut() else {
            return Ok(());
        };
        if parent.flow.is_some() {
            return Ok(());
        }
        parent.flow = Some(name.to_owned());
        for field in self.records.take_fields() {
            self.body
                .push(&line(&field.name, &field.value, name), self.sink)?;
        }
        Ok(())
    }

    /// Ends all that is open.
    fn finish(mut self) -> Result<(), Error> {
        while !self.open.is_empty() {
            self.end()?;
        }
        self.records.finish(self.sink)?;
        self.body.flush(self.sink)?;
        self.comments.flush(self.sink)
    }
}

/// Attributes by their local names, without those that declare name spaces and schemas.
fn attributes(tag: &BytesStart<'_>) -> Vec<Field> {
    tag.attributes()
        .with_checks(false)
        .filter_map(Result::ok)
        .filter(|attribute| {
            let name = attribute.key.as_ref();
            name != "xmlns" && !name.starts_with("xmlns:") && !name.ends_with("schemaLocation")
        })
        .map(|attribute| Field {
            name: attribute.key.local_name().as_ref().to_owned(),
            value: quick_xml::escape::unescape(&attribute.value)
                .map_or_else(|_| attribute.value.to_string(), Into::into),
        })
        .collect()
}

/// Elements that say nothing by their own name, so that an attribute does.
const GENERIC: &[&str] = &[
    "field",
    "data",
    "datum",
    "item",
    "entry",
    "property",
    "prop",
    "attribute",
    "attr",
    "param",
    "parameter",
    "setting",
    "value",
    "column",
    "col",
    "cell",
    "string",
    "var",
    "variable",
    "meta",
    "element",
    "simpledata",
    "datafield",
    "subfield",
    "answer",
    "add",
    "arg",
    "option",
];

/// Attributes that name what the element holds.
const LABELS: &[&str] = &[
    "label", "caption", "name", "key", "field", "title", "question",
];

/// The attribute that names a leaf's text: any element's `label`, the name of an element that has none of its own.
fn label_of(element: &Element) -> Option<&str> {
    let generic = GENERIC.contains(&element.name.to_ascii_lowercase().as_str());
    element
        .attributes
        .iter()
        .find(|attribute| {
            let name = attribute.name.to_ascii_lowercase();
            matches!(name.as_str(), "label" | "caption")
                || (generic && LABELS.contains(&name.as_str()))
        })
        .map(|attribute| attribute.value.as_str())
}

/// `<add key="…" value="…"/>`: a name and a value, and nothing else.
fn labelled_value(attributes: &[Field]) -> Option<(String, String)> {
    let [first, second] = attributes else {
        return None;
    };
    let is =
        |field: &Field, names: &[&str]| names.contains(&field.name.to_ascii_lowercase().as_str());
    let (label, value) = match () {
        () if is(second, &["value", "content"]) => (first, second),
        () if is(first, &["value", "content"]) => (second, first),
        () => return None,
    };
    is(label, LABELS).then(|| (label.value.clone(), value.value.clone()))
}

fn is_prose(text: &str) -> bool {
    text.split_whitespace().nth(PROSE_WORDS - 1).is_some()
}

/// A field as a line of running text; what the paragraphs themselves are called is no label.
fn line(label: &str, text: &str, flow: &str) -> String {
    if label == flow || text.is_empty() || is_prose(text) {
        text.to_owned()
    } else {
        format!("{label}: {text}")
    }
}

/// Text as it is meant: a line end before an indented line is the source's own layout.
fn unwrapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.trim().lines() {
        let content = line.trim();
        if !out.is_empty() {
            out.push(if line.starts_with([' ', '\t']) {
                ' '
            } else {
                '\n'
            });
        }
        out.push_str(content);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::{brief, segments};
    use crate::extract::{Origin, Segment};

    fn read(text: &str) -> Vec<String> {
        segments(&Xml, text.as_bytes())
            .iter()
            .map(|Segment { origin, body, .. }| match origin {
                Origin::Delimited { row } => format!("{row}: {}", brief(body)),
                Origin::Part { part, first } => format!("{part} {first}: {}", brief(body)),
                Origin::Lines { first } => format!("line {first}: {}", brief(body)),
                origin => panic!("{origin:?}"),
            })
            .collect()
    }

    #[test]
    fn elements_that_repeat_are_records_and_those_that_do_not_are_parts() {
        assert_eq!(
            read(
                "<list><title>L</title>\
                 <row id='1'><Name>A</Name><home><town>T</town></home></row>\
                 <row id='2'><Name>B &amp; C</Name><n:born>1970</n:born></row></list>"
            ),
            [
                "1: id=1 | Name=A | home.town=T",
                "2: id=2 | Name=B & C | born=1970",
                "3: title=L"
            ]
        );
    }

    #[test]
    fn attributes_are_fields_and_a_list_of_them_records() {
        assert_eq!(
            read(
                "<users><user name='A' mail='a@example.org'/><user name='B' mail='b@example.org'/></users>"
            ),
            [
                "1: name=A | mail=a@example.org",
                "2: name=B | mail=b@example.org"
            ]
        );
        assert_eq!(
            read("<p><born value='1970-01-01'/><tel use='home'>1</tel></p>"),
            ["1: born=1970-01-01 | tel=1 | tel.use=home"]
        );
        assert_eq!(
            read(
                "<c><add key='Password' value='x'/><field name='NINO'>y</field><i label='Born'>z</i></c>"
            ),
            ["1: Password=x | NINO=y | Born=z"]
        );
    }

    #[test]
    fn text_with_inline_elements_is_a_paragraph() {
        assert_eq!(
            read(
                "<doc><p>AB<b>12</b>34 and <i>the <b>rest</b></i>.</p><p><b>Jo</b> wrote</p><note>short</note></doc>"
            ),
            ["body 1: AB1234 and the rest.\nJo wrote\nnote: short\n"]
        );
    }

    #[test]
    fn leaves_of_prose_one_after_another_are_paragraphs() {
        let prose = "one two three four five six seven eight";
        let leaf = format!("<text>{prose}</text>");
        assert_eq!(
            read(&format!(
                "<r><title>T</title>{leaf}{leaf}<text>x</text></r>"
            )),
            [format!("body 1: title: T\n{prose}\n{prose}\nx\n")]
        );
    }

    #[test]
    fn characters_and_sections_are_resolved_and_own_entities_are_not_expanded() {
        assert_eq!(
            read(
                "<!DOCTYPE a [<!ENTITY b \"boom\">]><a><!-- seen <by> few --><x>&#x41;&lt;&b;<![CDATA[<c>]]></x></a>"
            ),
            ["1: x=A<&b;<c>", "comment 1: seen <by> few\n"]
        );
    }

    #[test]
    fn what_is_not_well_formed_is_still_read() {
        assert_eq!(read("<a><b>1</b><c>2</a>"), ["1: b=1 | c=2"]);
        assert_eq!(read("<a><b>1</b>\n<c <d"), ["1: b=1", "line 2: <c <d"]);
    }

    #[test]
    fn depth_and_length_are_bounded() {
        let deep = "<a>".repeat(200_000);
        assert!(read(&deep).iter().all(|part| part.contains("<a><a>")));
        let long = format!("<a><b>{}</b></a>", "word ".repeat(2_000_000));
        let words: usize = read(&long)
            .iter()
            .map(|part| part.matches("word").count())
            .sum();
        assert_eq!(words, 2_000_000);
    }

    #[test]
    fn the_stated_encoding_is_followed() {
        let bytes = b"<?xml version='1.0' encoding='windows-1251'?><a><b>\xCF\xE5\xF2\xF0</b></a>";
        assert_eq!(brief(&segments(&Xml, bytes)[0].body), "b=Петр");
    }
}
