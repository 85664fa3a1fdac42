//! EPUB books (EPUB 3.3): the chapters in reading order, and the metadata of the package document.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{Cursor, Read};

use super::html::Html;
use super::markup::Token;
use super::package::{Losses, Package};
use super::properties::Properties;
use super::{Coverage, Error, Extract, Input, Origin, Segment, Sink};
use crate::crawl::Reason;
use crate::identify::Format;

pub(super) struct Epub;

/// Chapters of one book.
const CHAPTERS: usize = 10_000;

/// Dublin Core elements and what properties are called here.
const VOCABULARY: &[(&str, &str)] = &[
    ("title", "title"),
    ("creator", "author"),
    ("contributor", "author"),
    ("publisher", "company"),
    ("subject", "keywords"),
    ("description", "description"),
    ("date", "created"),
];

impl Extract for Epub {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let limits = input.limits;
        let mut package = Package::open(input)?;
        let book = book(&mut package)?.ok_or(Error::CORRUPT)?;
        let mut lost = Losses::default();
        let mut properties = Properties::default();
        if let Some(mut markup) = package.markup(&book)? {
            let result = properties.read(&mut markup, VOCABULARY);
            lost.note(result)?;
        }
        properties.hand_on(sink)?;
        let sealed = sealed(&mut package)?;
        for (number, chapter) in chapters(&mut package, &book)?.into_iter().enumerate() {
            if sealed.contains(&chapter) {
                lost.note(Err(Error::ENCRYPTED))?;
                continue;
            }
            let result = match package.bytes(&chapter) {
                Ok(Some(bytes)) => read(bytes, number, limits, sink),
                Ok(None) => Err(Error::CORRUPT),
                Err(error) => Err(error),
            };
            lost.note(result)?;
        }
        Ok(lost.coverage())
    }
}

fn read(
    bytes: Vec<u8>,
    number: usize,
    limits: &super::Limits,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    let mut chapter = Input {
        bytes: bytes.len() as u64,
        reader: &mut Cursor::new(bytes),
        file: None,
        format: Format::Html,
        name: "",
        limits,
    };
    let mut numbered = Chapter {
        part: format!("chapter {}", number + 1),
        sink,
    };
    Html.extract(&mut chapter, &mut numbered).map(|_| ())
}

/// Hands on what a chapter holds under the chapter's number.
struct Chapter<'a> {
    part: String,
    sink: &'a mut dyn Sink,
}

impl Sink for Chapter<'_> {
    fn segment(&mut self, mut segment: Segment) -> Result<(), Error> {
        if let Origin::Part { part, .. } = &mut segment.origin
            && part == "body"
        {
            *part = Cow::Owned(self.part.clone());
        }
        self.sink.segment(segment)
    }

    fn inner(&mut self, name: &str, content: &mut dyn Read) -> Result<(), Error> {
        self.sink.inner(name, content)
    }

    fn inner_lost(&mut self, name: &str, reason: Reason) -> Result<(), Error> {
        self.sink.inner_lost(name, reason)
    }
}

/// The package document that the container names (EPUB 3.3, 4.2.6.3.1).
fn book(package: &mut Package<'_>) -> Result<Option<String>, Error> {
    let Some(mut markup) = package.markup("META-INF/container.xml")? else {
        return Ok(None);
    };
    while let Some(token) = markup.next()? {
        if let Token::Start(tag) = token
            && tag.name() == "rootfile"
        {
            return Ok(tag.attribute("full-path"));
        }
    }
    Ok(None)
}

/// The parts of the spine in order (EPUB 3.3, 5.7).
fn chapters(package: &mut Package<'_>, book: &str) -> Result<Vec<String>, Error> {
    let folder = book.rsplit_once('/').map_or("", |(folder, _)| folder);
    let Some(mut markup) = package.markup(book)? else {
        return Ok(Vec::new());
    };
    let mut parts = HashMap::new();
    let mut order = Vec::new();
    while let Some(token) = markup.next()? {
        let Token::Start(tag) = token else { continue };
        match tag.name() {
            "item" if parts.len() < CHAPTERS => {
                let id = tag.attribute("id").unwrap_or_default();
                let reference = tag.attribute("href").unwrap_or_default();
                let is_page = tag
                    .attribute("media-type")
                    .is_some_and(|kind| kind.contains("html"));
                if is_page {
                    let reference = reference.replace("%20", " ");
                    parts.insert(id, super::package::join(folder, &reference));
                }
            }
            "itemref" if order.len() < CHAPTERS => {
                order.push(tag.attribute("idref").unwrap_or_default());
            }
            _ => {}
        }
    }
    Ok(order.iter().filter_map(|id| parts.remove(id)).collect())
}

/// The parts that are encrypted (EPUB 3.3, 4.2.6.3.2); fonts often are, pages only under rights management.
fn sealed(package: &mut Package<'_>) -> Result<Vec<String>, Error> {
    let Some(mut markup) = package.markup("META-INF/encryption.xml")? else {
        return Ok(Vec::new());
    };
    let mut parts = Vec::new();
    while let Some(token) = markup.next()? {
        if let Token::Start(tag) = token
            && tag.name() == "CipherReference"
            && parts.len() < CHAPTERS
        {
            parts.extend(tag.attribute("URI"));
        }
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::package::testing::{run, zipped};

    fn book(extra: &[(&str, &str)]) -> Vec<u8> {
        let mut parts = vec![
            ("mimetype", "application/epub+zip"),
            (
                "META-INF/container.xml",
                "<container><rootfiles><rootfile full-path='OPS/book.opf'/></rootfiles></container>",
            ),
            (
                "OPS/book.opf",
                "<package><metadata><dc:title>Minutes</dc:title><dc:creator>Asha Example</dc:creator></metadata><manifest>\
                 <item id='b' href='two.xhtml' media-type='application/xhtml+xml'/>\
                 <item id='a' href='text/one.xhtml' media-type='application/xhtml+xml'/></manifest>\
                 <spine><itemref idref='a'/><itemref idref='b'/></spine></package>",
            ),
            (
                "OPS/text/one.xhtml",
                "<html><body><p>first words</p></body></html>",
            ),
            (
                "OPS/two.xhtml",
                "<html><body><p>second words</p></body></html>",
            ),
        ];
        parts.extend(extra);
        zipped(&parts)
    }

    #[test]
    fn chapters_come_in_reading_order_with_the_books_properties() {
        let (found, result) = run(&Epub, &book(&[]), Format::Epub);
        assert_eq!(result.unwrap(), Coverage::Complete);
        let part = |name| {
            found
                .part(name)
                .first()
                .map(|(_, text)| text.trim().to_owned())
        };
        assert_eq!(part("chapter 1").as_deref(), Some("first words"));
        assert_eq!(part("chapter 2").as_deref(), Some("second words"));
        assert_eq!(found.fields(), ["title=Minutes", "author=Asha Example"]);
    }

    #[test]
    fn a_chapter_under_rights_management_is_encrypted_and_the_rest_is_read() {
        let sealed = "<encryption><EncryptedData><CipherReference URI='OPS/two.xhtml'/></EncryptedData></encryption>";
        let (found, result) = run(
            &Epub,
            &book(&[("META-INF/encryption.xml", sealed)]),
            Format::Epub,
        );
        assert_eq!(result.unwrap(), Coverage::Partial(Reason::Encrypted));
        assert!(found.part("chapter 2").is_empty());
    }
}
