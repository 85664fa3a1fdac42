//! PowerPoint presentations (ECMA-376): slides in the order of the show, with their tables, notes and comments, and what
//! stands on the layouts and masters they use.

use std::collections::{BTreeSet, HashMap};

use super::docx;
use super::flow::{Flow, Place};
use super::markup::Token;
use super::package::{Lost, Package, Part};
use super::story::{self, People};
use super::{Coverage, Error, Extract, Input, Sink};

pub struct Pptx;

impl Extract for Pptx {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let mut package = Package::open(input)?;
        let parts = package.parts()?;
        let mut lost = Lost::default();
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
        show.backgrounds(layouts)?;
        for part in &parts {
            if part.content_type.ends_with("uthors+xml") {
                show.authors(&part.name)?;
            }
        }
        let Show { mut package, people, lost, .. } = show;
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
    lost: Lost,
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
    fn backgrounds(&mut self, layouts: BTreeSet<String>) -> Result<(), Error> {
        let mut masters = BTreeSet::new();
        for layout in &layouts {
            let relations = self.relations(layout)?;
            let master = relations.into_iter().find(|relation| relation.kind == "slideMaster");
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
            Ok(Some(mut markup)) => story::read(&mut markup, &mut self.flow, &mut self.people),
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
    let main = parts.iter().find(|part| part.content_type.ends_with(".main+xml"));
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
        part.content_type.ends_with(".slide+xml") && !listed.contains(&part.name.to_ascii_lowercase())
    });
    slides.extend(unlisted.map(|part| part.name.clone()));
    Ok(slides)
}
