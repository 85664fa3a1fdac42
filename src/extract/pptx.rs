//! PowerPoint presentations (ECMA-376): slides in the order of the show, with their tables, notes and comments, and what
//! stands on the layouts and masters they use.

use std::collections::{BTreeSet, HashMap};

use super::docx;
use super::flow::{Flow, Place};
use super::markup::Token;
use super::package::{Losses, Package, Part};
use super::story::{self, People};
use super::styles::Styles;
use super::{Coverage, Error, Extract, Input, Sink};

pub(super) struct Pptx;

impl Extract for Pptx {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let mut package = Package::open(input)?;
        let parts = package.parts()?;
        let mut lost = Losses::default();
        docx::properties(&mut package, &parts, &mut lost, sink)?;
        let mut show = Show {
            package,
            flow: Flow::new(sink),
            people: People::default(),
            lost,
        };
        let slides = slides(&mut show.package, &parts)?;
        let mut layouts = BTreeSet::new();
        for (slide, number) in slides.iter().zip(1..) {
            layouts.extend(show.slide(slide, number)?);
        }
        show.backgrounds(&layouts)?;
        for part in &parts {
            if part.content_type.ends_with("uthors+xml") {
                show.authors(&part.name)?;
            }
        }
        let Show {
            mut package,
            people,
            lost,
            ..
        } = show;
        docx::hand_on_people(people, sink)?;
        docx::inner(&mut package, &parts, sink)?;
        Ok(lost.coverage())
    }
}

/// A presentation being read.
struct Show<'p, 's> {
    package: Package<'p>,
    flow: Flow<'s>,
    people: People,
    lost: Losses,
}

impl Show<'_, '_> {
    /// Reads a slide and what belongs to it; gives the layout it uses.
    fn slide(&mut self, slide: &str, number: u32) -> Result<Option<String>, Error> {
        let mut layout = None;
        self.part(slide, Place::Slide(number))?;
        for relation in self.relations(slide)? {
            match relation.kind.as_str() {
                "notesSlide" => self.part(&relation.target, Place::Part("notes"))?,
                "comments" => self.part(&relation.target, Place::Part("comment"))?,
                "chart" | "chartEx" => self.part(&relation.target, Place::Part("chart"))?,
                "diagramData" => self.part(&relation.target, Place::Part("diagram"))?,
                "hyperlink" if relation.external => self.flow.aside("link", &relation.target)?,
                "slideLayout" => layout = Some(relation.target),
                _ => {}
            }
        }
        self.flow.show();
        self.flow.flush()?;
        Ok(layout)
    }

    /// Reads the layouts in use and their masters: markings and addresses often stand only there.
    fn backgrounds(&mut self, layouts: &BTreeSet<String>) -> Result<(), Error> {
        let mut masters = BTreeSet::new();
        for layout in layouts {
            let relations = self.relations(layout)?;
            let master = relations
                .into_iter()
                .find(|relation| relation.kind == "slideMaster");
            masters.extend(master.map(|relation| relation.target));
        }
        for part in layouts.iter().chain(&masters) {
            self.part(part, Place::Part("master"))?;
        }
        self.flow.flush()
    }

    fn part(&mut self, name: &str, place: Place) -> Result<(), Error> {
        self.flow.open_story(place);
        let result = match self.package.markup(name) {
            Ok(Some(mut markup)) => story::read(
                &mut markup,
                &Styles::default(),
                &mut self.flow,
                &mut self.people,
            ),
            Ok(None) => Ok(()),
            Err(error) => Err(error),
        };
        self.flow.end_part()?;
        self.lost.note(result)
    }

    fn relations(&mut self, part: &str) -> Result<Vec<super::package::Relation>, Error> {
        match self.package.relations(part) {
            Ok(relations) => Ok(relations),
            Err(error) => self.lost.note(Err(error)).map(|()| Vec::new()),
        }
    }

    /// Notes the names of the people who commented.
    fn authors(&mut self, part: &str) -> Result<(), Error> {
        let result = match self.package.markup(part) {
            Ok(Some(mut markup)) => loop {
                match markup.next() {
                    Ok(Some(Token::Start(tag))) if tag.name().ends_with("uthor") => {
                        self.people.note(tag.attribute("name"));
                    }
                    Ok(Some(_)) => {}
                    Ok(None) => break Ok(()),
                    Err(error) => break Err(error),
                }
            },
            Ok(None) => Ok(()),
            Err(error) => Err(error),
        };
        self.lost.note(result)
    }
}

/// The names of the slides' parts in the order of the presentation (`sldIdLst`, ECMA-376 Part 1, 19.2.1.34); slides that
/// the list does not name come last.
fn slides(package: &mut Package<'_>, parts: &[Part]) -> Result<Vec<String>, Error> {
    let main = parts
        .iter()
        .find(|part| part.content_type.ends_with(".main+xml"));
    let main = main.ok_or(Error::CORRUPT)?;
    let targets: HashMap<String, String> = package
        .relations(&main.name)?
        .into_iter()
        .map(|relation| (relation.id, relation.target))
        .collect();
    let mut slides = Vec::new();
    let mut listed = BTreeSet::new();
    let mut markup = package.markup(&main.name)?.ok_or(Error::CORRUPT)?;
    while let Some(token) = markup.next()? {
        if let Token::Start(tag) = token
            && tag.name() == "sldId"
            && let Some(target) = tag.prefixed_attribute("id").and_then(|id| targets.get(&id))
            && listed.insert(target.to_ascii_lowercase())
        {
            slides.push(target.clone());
        }
    }
    let unlisted = parts.iter().filter(|part| {
        part.content_type.ends_with(".slide+xml")
            && !listed.contains(&part.name.to_ascii_lowercase())
    });
    slides.extend(unlisted.map(|part| part.name.clone()));
    Ok(slides)
}

#[cfg(test)]
mod tests {
    use super::super::Origin;
    use super::super::package::testing::{office, run};
    use super::*;
    use crate::identify::Format;

    fn shape(text: &str) -> String {
        format!(
            "<p:sp><p:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
        )
    }

    fn relations(relations: &[(&str, &str, &str)]) -> String {
        let each: Vec<String> = relations
            .iter()
            .map(|(id, kind, target)| {
                format!("<Relationship Id='{id}' Type='x/{kind}' Target='{target}'/>")
            })
            .collect();
        format!("<Relationships>{}</Relationships>", each.concat())
    }

    #[test]
    fn slides_come_in_the_order_of_the_show_with_notes_and_tables() {
        let table = "<a:tbl><a:tr><a:tc gridSpan='2'><a:txBody><a:p><a:r><a:t>Name</a:t></a:r></a:p></a:txBody></a:tc>\
                     <a:tc hMerge='1'/><a:tc><a:txBody><a:p><a:r><a:t>Born</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl>";
        let first = format!("<p:sld>{}{table}</p:sld>", shape("second file"));
        let second = format!("<p:sld show='0'>{}</p:sld>", shape("first file"));
        let layout = format!(
            "<p:sldLayout><p:sp><p:nvPr><p:ph/></p:nvPr><p:txBody><a:p><a:r><a:t>Click</a:t></a:r></a:p>\
                              </p:txBody></p:sp>{}</p:sldLayout>",
            shape("OFFICIAL")
        );
        let bytes = office(&[
            (
                "ppt/presentation.xml",
                ".main",
                "<p:presentation><p:sldIdLst><p:sldId id='256' r:id='r2'/>\
              <p:sldId id='257' r:id='r1'/></p:sldIdLst></p:presentation>",
            ),
            (
                "ppt/_rels/presentation.xml.rels",
                "",
                &relations(&[
                    ("r1", "slide", "slides/slide1.xml"),
                    ("r2", "slide", "slides/slide2.xml"),
                ]),
            ),
            ("ppt/slides/slide1.xml", ".slide", &second),
            ("ppt/slides/slide2.xml", ".slide", &first),
            ("ppt/slides/slide3.xml", ".slide", &shape("unlisted")),
            (
                "ppt/slides/_rels/slide2.xml.rels",
                "",
                &relations(&[
                    ("r1", "notesSlide", "../notesSlides/notesSlide1.xml"),
                    ("r2", "comments", "../comments/comment1.xml"),
                    ("r3", "slideLayout", "../slideLayouts/slideLayout1.xml"),
                ]),
            ),
            (
                "ppt/notesSlides/notesSlide1.xml",
                ".notesSlide",
                &shape("say this"),
            ),
            (
                "ppt/comments/comment1.xml",
                ".comments",
                "<p:cmLst><p:cm><p:text>a remark</p:text></p:cm></p:cmLst>",
            ),
            (
                "ppt/commentAuthors.xml",
                ".commentAuthors",
                "<p:cmAuthorLst><p:cmAuthor name='Pat Example'/></p:cmAuthorLst>",
            ),
            ("ppt/slideLayouts/slideLayout1.xml", ".slideLayout", &layout),
        ]);
        let (found, result) = run(&Pptx, &bytes, Format::Pptx);
        assert_eq!(result.unwrap(), Coverage::Complete);
        let slides: Vec<_> = found
            .segments
            .iter()
            .filter_map(|segment| match (&segment.origin, &segment.body) {
                (Origin::Slide { slide }, super::super::Body::Text(text)) => {
                    Some((*slide, text.as_str()))
                }
                _ => None,
            })
            .collect();
        assert_eq!(
            slides,
            [(1, "second file"), (2, "first file"), (3, "unlisted")]
        );
        assert_eq!(found.rows(), [(1, 1, "0=Name 2=Born".to_owned())]);
        assert_eq!(found.part("notes"), [(1, "say this")]);
        assert_eq!(found.part("comment"), [(1, "a remark")]);
        assert_eq!(found.part("master"), [(1, "OFFICIAL")]);
        assert_eq!(found.fields(), ["reviewer=Pat Example"]);
        assert!(
            found.is_hidden("first file")
                && !found.is_hidden("second file")
                && !found.is_hidden("unlisted")
        );
    }
}
