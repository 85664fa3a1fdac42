//! Reads the stories of Office Open XML into a [`Flow`]: WordprocessingML, and the DrawingML text of slides, shapes and
//! charts (ECMA-376 Part 1, 17 and 21).
//!
//! The two vocabularies agree on the local names that matter (`p`, `r`, `t`, `br`, `tbl`, `tr`, `tc`), so one loop reads
//! both. Parts, relations and pictures are not its concern.

use std::io::Read;

use super::Error;
use super::flow::{Flow, Place, Voice};
use super::markup::{Markup, Tag, Token};
use super::styles::Styles;

/// Names of authors of changes and comments that are kept.
const PEOPLE: usize = 100;

/// The authors of comments and recorded changes, each once.
#[derive(Default)]
pub(super) struct People(pub(super) Vec<String>);

impl People {
    pub(super) fn note(&mut self, name: Option<String>) {
        if let Some(name) = name
            && !name.trim().is_empty()
            && self.0.len() < PEOPLE
            && !self.0.contains(&name)
        {
            self.0.push(name);
        }
    }
}

/// Reads a part to its end. Text belongs to the story that is open in `flow`.
pub(super) fn read<R: Read>(
    markup: &mut Markup<R>,
    styles: &Styles,
    flow: &mut Flow<'_>,
    people: &mut People,
) -> Result<(), Error> {
    let mut state = State::new(styles);
    while let Some(token) = markup.next()? {
        match token {
            Token::Start(tag) => match state.start(&tag, flow, people)? {
                Skip::Nothing => {}
                Skip::Element => markup.skip()?,
                Skip::ButStyle => {
                    let style = markup.skip_for("pStyle", "val")?;
                    state.set_paragraph(style.as_deref());
                }
            },
            Token::End(tag) => state.end(tag.name(), flow)?,
            Token::Text(text) => {
                if let Some(voice) = state.voice {
                    flow.text(voice, &text)?;
                }
            }
            Token::Other => {}
        }
    }
    Ok(())
}

/// Where the loop stands.
struct State<'s> {
    styles: &'s Styles,
    /// For each open paragraph, whether its style hides its text.
    paragraphs: Vec<bool>,
    /// Open `del` and `moveFrom` elements.
    deleted: u32,
    /// The open run is formatted as hidden.
    hidden: bool,
    /// Inside an element whose character data is text of the document.
    voice: Option<Voice>,
    /// For each open `AlternateContent`, whether its first choice was read.
    chosen: Vec<bool>,
    /// The part is a layout or master.
    prompts: bool,
    /// The open shape is a placeholder.
    placeholder: bool,
}

enum Skip {
    Nothing,
    Element,
    /// The properties of a paragraph.
    ButStyle,
}

impl<'s> State<'s> {
    fn new(styles: &'s Styles) -> Self {
        Self {
            styles,
            paragraphs: Vec::new(),
            deleted: 0,
            hidden: false,
            voice: None,
            chosen: Vec::new(),
            prompts: false,
            placeholder: false,
        }
    }

    fn set_paragraph(&mut self, style: Option<&str>) {
        if let Some(hidden) = self.paragraphs.last_mut() {
            *hidden = self.styles.hides(style);
        }
    }

    fn start(
        &mut self,
        tag: &Tag<'_>,
        flow: &mut Flow<'_>,
        people: &mut People,
    ) -> Result<Skip, Error> {
        match tag.name() {
            "sld"
                if tag
                    .attribute("show")
                    .is_some_and(|show| show == "0" || show == "false") =>
            {
                flow.hide();
            }
            "sldLayout" | "sldMaster" => self.prompts = true,
            "sp" => self.placeholder = false,
            "ph" => self.placeholder = true,
            // On a layout a placeholder's text is a prompt; slides show their own instead.
            "txBody" if self.prompts && self.placeholder => return Ok(Skip::Element),
            "t" | "v" | "text" => self.voice = Some(self.running()),
            "delText" => self.voice = Some(Voice::Deleted),
            "instrText" | "delInstrText" => self.voice = Some(Voice::FieldCode),
            "fldSimple" => {
                let code = tag.attribute("instr").unwrap_or_default();
                flow.text(Voice::FieldCode, &code)?;
            }
            "p" => self.paragraphs.push(false),
            "r" => self.hidden = self.paragraphs.last() == Some(&true),
            "rStyle" => self.hidden |= self.styles.hides(tag.attribute("val").as_deref()),
            "vanish" | "webHidden" => self.hidden = tag.is_on(),
            "tab" | "ptab" => flow.mark(self.running(), '\t')?,
            "br" | "cr" => flow.mark(self.running(), '\u{b}')?,
            "noBreakHyphen" => flow.mark(self.running(), '-')?,
            "del" | "moveFrom" => {
                people.note(tag.attribute("author"));
                self.deleted += 1;
            }
            "ins" | "moveTo" | "comment" => people.note(tag.attribute("author")),
            "tbl" => flow.open_table()?,
            "tr" => flow.open_row()?,
            "hidden" if tag.is_on() => flow.hide_row(),
            "gridBefore" => flow.skip_columns(tag.number("val").unwrap_or(0)),
            "tc" => flow.open_cell(),
            // DrawingML says the span in an attribute and adds the cells it covers; they count themselves.
            "gridSpan" => flow.span_columns(tag.number("val").unwrap_or(1)),
            "txbxContent" => flow.open_story(Place::Part("textbox")),
            "textpath" => flow.aside("textbox", &tag.attribute("string").unwrap_or_default())?,
            "docPr" | "cNvPr" => describe(tag, &["title", "descr"], flow)?,
            "shape" | "rect" | "oval" => describe(tag, &["alt"], flow)?,
            "AlternateContent" => self.chosen.push(false),
            "Choice" => {
                if let Some(chosen) = self.chosen.last_mut() {
                    *chosen = true;
                }
            }
            // What Word shows to programs that do not know the choice: the same text again.
            "Fallback" if self.chosen.last() == Some(&true) => return Ok(Skip::Element),
            "pPr" => return Ok(Skip::ButStyle),
            // Formatting, the values of which are no text; a paragraph's mark may be hidden or deleted on its own.
            "sectPr" | "tblPr" | "tblPrEx" | "tblGrid" | "sdtPr" | "rPrChange" | "trPrChange"
            | "tcPrChange" | "lstStyle" | "bodyPr" | "rt" | "numCache" | "binData" => {
                return Ok(Skip::Element);
            }
            _ => {}
        }
        Ok(Skip::Nothing)
    }

    fn end(&mut self, name: &str, flow: &mut Flow<'_>) -> Result<(), Error> {
        match name {
            "t" | "delText" | "instrText" | "delInstrText" => self.voice = None,
            // Plain text with no paragraph around it: a chart's cached label, a comment on a slide.
            "v" | "text" => {
                self.voice = None;
                flow.end_paragraph_if_begun()?;
            }
            "p" => {
                self.paragraphs.pop();
                flow.end_paragraph()?;
            }
            "del" | "moveFrom" => self.deleted = self.deleted.saturating_sub(1),
            "tc" => flow.close_cell()?,
            "tbl" => flow.close_table()?,
            "txbxContent" => flow.close_story()?,
            "AlternateContent" => {
                self.chosen.pop();
            }
            _ => {}
        }
        Ok(())
    }

    fn running(&self) -> Voice {
        match (self.deleted > 0, self.hidden) {
            (true, _) => Voice::Deleted,
            (false, true) => Voice::Hidden,
            (false, false) => Voice::Plain,
        }
    }
}

/// The alternative text of a picture or shape.
fn describe(tag: &Tag<'_>, attributes: &[&str], flow: &mut Flow<'_>) -> Result<(), Error> {
    for attribute in attributes {
        if let Some(text) = tag.attribute(attribute) {
            flow.aside("alt-text", &text)?;
        }
    }
    Ok(())
}
