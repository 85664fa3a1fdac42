//! Word documents (ECMA-376): the body and everything else that holds text, streamed part by part.
//!
//! Pictures are left alone; documents within the document are handed on as inner documents.

use super::flow::{Flow, Place};
use super::package::{Lost, Package, Part};
use super::properties::{OFFICE, Properties};
use super::story::{self, People};
use super::{Coverage, Error, Extract, Input, Sink};

pub struct Docx;

impl Extract for Docx {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let mut package = Package::open(input)?;
        let parts = package.parts()?;
        let mut lost = Lost::default();
        properties(&mut package, &parts, &mut lost, sink)?;
        let stories = stories(&parts);
        if stories.first().is_none_or(|(name, _)| *name != "body") {
            return Err(Error::CORRUPT);
        }
        let mut people = People::default();
        let mut flow = Flow::new(sink);
        for (name, part) in stories {
            let result = story(&mut package, part, name, &mut flow, &mut people);
            flow.flush()?;
            if flow.is_silent() {
                result?;
            } else {
                lost.note(result)?;
            }
        }
        hand_on_people(people, sink)?;
        inner(&mut package, &parts, sink)?;
        Ok(lost.coverage())
    }
}

/// The kinds of part that hold text: the end of the content type, and the word for its place, the body first.
const STORIES: &[(&str, &str)] = &[
    (".main+xml", "body"),
    (".header+xml", "header"),
    (".footer+xml", "footer"),
    (".footnotes+xml", "footnote"),
    (".endnotes+xml", "endnote"),
    (".comments+xml", "comment"),
    (".glossary+xml", "glossary"),
    ("chart+xml", "chart"),
    ("chartex+xml", "chart"),
    (".diagramData+xml", "diagram"),
];

/// The parts with text and their places, in the order of [`STORIES`].
fn stories(parts: &[Part]) -> Vec<(&'static str, &Part)> {
    STORIES
        .iter()
        .flat_map(|&(ending, name)| {
            parts
                .iter()
                .filter(move |part| part.content_type.ends_with(ending))
                .map(move |part| (name, part))
        })
        .collect()
}

/// Reads one part, then the links that leave the package from it.
pub(super) fn story(
    package: &mut Package<'_>,
    part: &Part,
    name: &'static str,
    flow: &mut Flow<'_>,
    people: &mut People,
) -> Result<(), Error> {
    flow.open_story(Place::Part(name));
    let result = match package.markup(&part.name) {
        Ok(Some(mut markup)) => story::read(&mut markup, flow, people),
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    flow.end_part()?;
    links(package, &part.name, flow)?;
    result
}

/// Hands on the addresses that a part links to.
pub(super) fn links(package: &mut Package<'_>, part: &str, flow: &mut Flow<'_>) -> Result<(), Error> {
    let mut before = String::new();
    for relation in package.relations(part)? {
        if relation.external && relation.target != before {
            flow.aside("link", &relation.target)?;
            before = relation.target;
        }
    }
    Ok(())
}

/// Hands on the document's properties, whichever of their parts there are.
pub(super) fn properties(
    package: &mut Package<'_>,
    parts: &[Part],
    lost: &mut Lost,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    let mut properties = Properties::default();
    for part in parts {
        if part.content_type.ends_with("-properties+xml") {
            let result = match package.markup(&part.name) {
                Ok(Some(mut markup)) => properties.read(&mut markup, OFFICE),
                Ok(None) => Ok(()),
                Err(error) => Err(error),
            };
            lost.note(result)?;
        }
    }
    properties.hand_on(sink)
}

/// Hands on who wrote comments and recorded changes.
pub(super) fn hand_on_people(people: People, sink: &mut dyn Sink) -> Result<(), Error> {
    let mut properties = Properties::default();
    for name in people.0 {
        properties.add("reviewer", &name);
    }
    properties.hand_on(sink)
}

/// Hands on embedded documents, and foreign text that Word shows as its own (`altChunk`, ECMA-376 Part 1, 17.17.2.1).
pub(super) fn inner(package: &mut Package<'_>, parts: &[Part], sink: &mut dyn Sink) -> Result<(), Error> {
    const FOREIGN: &[&str] = &[
        "message/rfc822",
        "text/html",
        "text/plain",
        "text/rtf",
        "application/rtf",
        "application/xhtml+xml",
    ];
    for part in parts {
        if part.name.contains("/embeddings/") || FOREIGN.contains(&part.content_type.as_str()) {
            package.inner(&part.name, sink)?;
        }
    }
    Ok(())
}
