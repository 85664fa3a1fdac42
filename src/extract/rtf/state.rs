//! What the words of RTF mean for its text.

use encoding_rs::{Encoding, WINDOWS_1252};
use std::collections::HashMap;

use super::lexer::Token;
use super::object::Digits;
use crate::extract::flow::{Flow, Place, Voice};
use crate::extract::properties::Properties;
use crate::extract::{Error, codepage};

/// Groups within groups; what is deeper is taken to be part of the innermost.
const GROUPS: usize = 2000;
/// Bytes of text that are decoded together.
const PENDING: usize = 16 << 10;
/// Bytes of one property, instruction or name.
const ASIDE: usize = 64 << 10;

/// What the text of a group is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Destination {
    Text,
    /// Of no interest: styles, lists, pictures.
    Nothing,
    Fonts,
    /// The properties of the document; the text of the groups within.
    Info,
    Property(&'static str),
    Instruction,
    /// The number or bullet of a list, as a writer of the text shows it.
    ListMark,
    Object,
    /// Who wrote a comment.
    Reviewer,
}

#[derive(Clone, Copy)]
struct Group {
    destination: Destination,
    encoding: &'static Encoding,
    hidden: bool,
    deleted: bool,
    /// Characters that stand in for one of Unicode.
    stand_ins: u32,
    /// The copy in RTF of what an HTML mail says.
    doubled: bool,
    in_table: bool,
    /// It began a story of its own.
    story: bool,
}

pub(super) struct State {
    groups: Vec<Group>,
    /// Groups open beyond [`GROUPS`].
    too_deep: usize,
    now: Group,
    ansi: &'static Encoding,
    fonts: HashMap<i32, &'static Encoding>,
    font: i32,
    pending: Vec<u8>,
    /// Stand-ins that are still to come.
    skip: u32,
    high_surrogate: Option<u16>,
    /// A group has just begun: only here does `\*` say that an unknown destination is to be passed over.
    at_start: bool,
    /// Such a `\*` was met.
    optional: bool,
    aside: String,
    properties: Properties,
    reviewers: Vec<String>,
    object: Digits,
    objects: u32,
    /// Between `\trowd` and `\row`.
    in_row: bool,
    cell_open: bool,
    seen: bool,
    started: bool,
}

impl Default for State {
    fn default() -> Self {
        Self {
            groups: Vec::new(),
            too_deep: 0,
            now: Group {
                destination: Destination::Text,
                encoding: WINDOWS_1252,
                hidden: false,
                deleted: false,
                stand_ins: 1,
                doubled: false,
                in_table: false,
                story: false,
            },
            ansi: WINDOWS_1252,
            fonts: HashMap::new(),
            font: 0,
            pending: Vec::new(),
            skip: 0,
            high_surrogate: None,
            at_start: false,
            optional: false,
            aside: String::new(),
            properties: Properties::default(),
            reviewers: Vec::new(),
            object: Digits::default(),
            objects: 0,
            in_row: false,
            cell_open: false,
            seen: false,
            started: false,
        }
    }
}

impl State {
    /// A group was not closed.
    pub(super) fn is_open(&self) -> bool {
        !self.groups.is_empty() || !self.started
    }

    /// Hands on the rest. False if there was no text at all.
    pub(super) fn finish(mut self, flow: &mut Flow<'_>) -> Result<bool, Error> {
        self.flush(flow)?;
        flow.end_part()?;
        for name in std::mem::take(&mut self.reviewers) {
            self.properties.add("reviewer", &name);
        }
        self.properties.hand_on(flow.sink())?;
        Ok(self.seen)
    }

    pub(super) fn token(&mut self, token: &Token, flow: &mut Flow<'_>) -> Result<(), Error> {
        let at_start = std::mem::replace(&mut self.at_start, matches!(token, Token::Open));
        match token {
            Token::Open => {
                self.flush(flow)?;
                self.optional = false;
                self.started = true;
                self.skip = 0;
                if self.groups.len() < GROUPS {
                    self.groups.push(self.now);
                    self.now.story = false;
                } else {
                    self.too_deep += 1;
                }
                Ok(())
            }
            Token::Close => self.close(flow),
            Token::Byte(_) if self.skip > 0 => {
                self.skip -= 1;
                Ok(())
            }
            Token::Byte(byte) => self.byte(*byte, flow),
            Token::Word(word, None) if word.as_str() == "*" => {
                self.optional = at_start;
                Ok(())
            }
            Token::Word(word, number) => self.word(word.as_str(), *number, flow),
            Token::Binary => Ok(()),
        }
    }

    fn close(&mut self, flow: &mut Flow<'_>) -> Result<(), Error> {
        self.flush(flow)?;
        self.skip = 0;
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return Ok(());
        }
        let Some(outer) = self.groups.pop() else {
            return Ok(());
        };
        let inner = std::mem::replace(&mut self.now, outer);
        if inner.story {
            flow.close_story()?;
        }
        if inner.destination == outer.destination {
            return Ok(());
        }
        let aside = std::mem::take(&mut self.aside);
        match inner.destination {
            Destination::Property(name) => self.properties.add(name, &aside),
            Destination::Instruction => self.text_in(Voice::FieldCode, &aside, flow)?,
            Destination::ListMark => self.text(&format!("{} ", aside.trim()), flow)?,
            Destination::Reviewer
                if self.reviewers.len() < 100
                    && !aside.trim().is_empty()
                    && !self.reviewers.contains(&aside) =>
            {
                self.reviewers.push(aside);
            }
            Destination::Object => self.hand_on_object(flow)?,
            _ => {}
        }
        Ok(())
    }

    fn hand_on_object(&mut self, flow: &mut Flow<'_>) -> Result<(), Error> {
        let object = std::mem::take(&mut self.object);
        self.objects += 1;
        let name = format!("object {}", self.objects);
        match object.native() {
            Some(mut native) => flow.sink().inner(&name, &mut native),
            None => Ok(()),
        }
    }

    fn byte(&mut self, byte: u8, flow: &mut Flow<'_>) -> Result<(), Error> {
        self.optional = false;
        match self.now.destination {
            Destination::Object => self.object.push(byte),
            Destination::Nothing | Destination::Fonts | Destination::Info => {}
            _ => {
                self.pending.push(byte);
                if self.pending.len() > PENDING {
                    self.flush(flow)?;
                }
            }
        }
        Ok(())
    }

    /// Decodes what is pending and adds it.
    fn flush(&mut self, flow: &mut Flow<'_>) -> Result<(), Error> {
        self.high_surrogate = None;
        if self.pending.is_empty() {
            return Ok(());
        }
        let bytes = std::mem::take(&mut self.pending);
        let (text, _) = self.now.encoding.decode_without_bom_handling(&bytes);
        self.text(&text, flow)
    }

    fn text(&mut self, text: &str, flow: &mut Flow<'_>) -> Result<(), Error> {
        match self.now.destination {
            Destination::Text if self.now.doubled => Ok(()),
            Destination::Text => {
                let voice = if self.now.deleted {
                    Voice::Deleted
                } else if self.now.hidden {
                    Voice::Hidden
                } else {
                    Voice::Plain
                };
                self.text_in(voice, text, flow)
            }
            Destination::Property(_)
            | Destination::Instruction
            | Destination::ListMark
            | Destination::Reviewer => {
                let room = ASIDE.saturating_sub(self.aside.len());
                self.aside.push_str(&text[..text.floor_char_boundary(room)]);
                Ok(())
            }
            Destination::Nothing | Destination::Fonts | Destination::Info | Destination::Object => {
                Ok(())
            }
        }
    }

    fn text_in(&mut self, voice: Voice, text: &str, flow: &mut Flow<'_>) -> Result<(), Error> {
        self.seen |= !text.trim().is_empty();
        self.place(flow)?;
        flow.text(voice, text)
    }

    /// Opens or leaves a table as the text that comes asks for.
    fn place(&mut self, flow: &mut Flow<'_>) -> Result<(), Error> {
        let wanted = self.in_row || self.now.in_table;
        if wanted && !self.cell_open {
            if !flow.in_table() {
                flow.open_table()?;
                flow.open_row()?;
            }
            flow.open_cell();
            self.cell_open = true;
        } else if !wanted && flow.in_table() && !self.in_inner_story() {
            self.leave_table(flow)?;
        }
        Ok(())
    }

    /// A note or text box within a table has its own text.
    fn in_inner_story(&self) -> bool {
        self.now.story || self.groups.iter().any(|group| group.story)
    }

    fn leave_table(&mut self, flow: &mut Flow<'_>) -> Result<(), Error> {
        if self.cell_open {
            flow.close_cell()?;
            self.cell_open = false;
        }
        flow.close_table()
    }

    fn word(&mut self, word: &str, number: Option<i32>, flow: &mut Flow<'_>) -> Result<(), Error> {
        let optional = std::mem::take(&mut self.optional);
        if word == "u" {
            return self.unicode(number.unwrap_or(0), flow);
        }
        self.flush(flow)?;
        if self.skip > 0
            && matches!(
                word,
                "~" | "-" | "_" | "emdash" | "endash" | "lquote" | "rquote"
            )
        {
            self.skip -= 1;
            return Ok(());
        }
        if let Some(text) = character(word) {
            return self.text(text, flow);
        }
        if self.now.destination == Destination::Text && self.mark(word, flow)? {
            return Ok(());
        }
        if self.format(word, number) {
            return Ok(());
        }
        if let Some(part) = story(word) {
            if self.now.destination == Destination::Text && !self.now.story {
                self.now.story = true;
                self.now.in_table = false;
                flow.open_story(Place::Part(part));
            }
            return Ok(());
        }
        match destination(word, self.now.destination) {
            Some(destination) => self.now.destination = destination,
            None if optional => self.now.destination = Destination::Nothing,
            None => {}
        }
        Ok(())
    }

    fn unicode(&mut self, number: i32, flow: &mut Flow<'_>) -> Result<(), Error> {
        let unit = number as u16;
        let high = self.high_surrogate.take();
        if (0xD800..0xDC00).contains(&unit) {
            self.flush(flow)?;
            self.high_surrogate = Some(unit);
        } else {
            self.flush(flow)?;
            let units: Vec<u16> = high.into_iter().chain([unit]).collect();
            let text = String::from_utf16_lossy(&units);
            self.text(&text, flow)?;
        }
        self.skip = self.now.stand_ins;
        Ok(())
    }

    /// Paragraphs, rows and cells.
    fn mark(&mut self, word: &str, flow: &mut Flow<'_>) -> Result<bool, Error> {
        // The copy breaks its lines where the page does, whose tags are passed over.
        if self.now.doubled && !matches!(word, "par" | "line" | "row") {
            return Ok(word == "tab");
        }
        match word {
            "par" | "sect" | "page" => {
                self.place(flow)?;
                flow.end_paragraph()?;
            }
            "line" | "lbr" | "column" => {
                self.place(flow)?;
                flow.mark(Voice::Plain, '\u{b}')?;
            }
            "tab" | "nestcell" => {
                self.place(flow)?;
                flow.mark(Voice::Plain, '\t')?;
            }
            "nestrow" => flow.end_paragraph()?,
            "trowd" if !self.in_inner_story() => self.in_row = true,
            "cell" if !self.in_inner_story() => {
                self.in_row = true;
                self.place(flow)?;
                flow.close_cell()?;
                self.cell_open = false;
            }
            "row" if !self.in_inner_story() => {
                self.in_row = false;
                if self.cell_open {
                    flow.close_cell()?;
                    self.cell_open = false;
                }
                if flow.in_table() {
                    flow.open_row()?;
                }
            }
            "pard" => self.now.in_table = false,
            "intbl" => self.now.in_table = !self.in_inner_story(),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Properties of characters and of the document.
    fn format(&mut self, word: &str, number: Option<i32>) -> bool {
        let on = number != Some(0);
        match word {
            "v" | "webhidden" => self.now.hidden = on,
            "deleted" => self.now.deleted = on,
            "plain" => {
                self.now.hidden = false;
                self.now.deleted = false;
                self.now.encoding = self.ansi;
            }
            "uc" => self.now.stand_ins = number.unwrap_or(1).clamp(0, 16) as u32,
            "htmlrtf" => self.now.doubled = on,
            "ansicpg" => self.set_ansi(codepage::encoding(number.unwrap_or(0).unsigned_abs())),
            "mac" => self.set_ansi(encoding_rs::MACINTOSH),
            "f" if self.now.destination == Destination::Fonts => self.font = number.unwrap_or(0),
            "f" => {
                let font = number.unwrap_or(0);
                self.now.encoding = self.fonts.get(&font).copied().unwrap_or(self.ansi);
            }
            "fcharset" if self.fonts.len() < 10_000 => {
                if let Some(encoding) = charset(number.unwrap_or(0)) {
                    self.fonts.insert(self.font, encoding);
                }
            }
            "cpg" if self.now.destination == Destination::Fonts => {
                let encoding = codepage::encoding(number.unwrap_or(0).unsigned_abs());
                self.fonts.insert(self.font, encoding);
            }
            _ => return false,
        }
        true
    }

    fn set_ansi(&mut self, encoding: &'static Encoding) {
        self.ansi = encoding;
        self.now.encoding = encoding;
    }
}

/// Words that stand for characters.
fn character(word: &str) -> Option<&'static str> {
    Some(match word {
        "~" => "\u{a0}",
        "_" => "-",
        "-" => "",
        "emdash" => "\u{2014}",
        "endash" => "\u{2013}",
        "lquote" => "\u{2018}",
        "rquote" => "\u{2019}",
        "ldblquote" => "\u{201c}",
        "rdblquote" => "\u{201d}",
        "bullet" => "\u{2022}",
        "emspace" | "enspace" | "qmspace" => " ",
        _ => return None,
    })
}

/// Groups whose text stands apart from the body.
fn story(word: &str) -> Option<&'static str> {
    Some(match word {
        "header" | "headerl" | "headerr" | "headerf" => "header",
        "footer" | "footerl" | "footerr" | "footerf" => "footer",
        "footnote" => "footnote",
        "annotation" => "comment",
        "shptxt" => "textbox",
        _ => return None,
    })
}

/// Groups whose text is not the document's.
fn destination(word: &str, now: Destination) -> Option<Destination> {
    use Destination::{
        Fonts, Info, Instruction, ListMark, Nothing, Object, Property, Reviewer, Text,
    };
    Some(match word {
        "fonttbl" => Fonts,
        "info" => Info,
        "title" if now == Info => Property("title"),
        "subject" if now == Info => Property("subject"),
        "author" if now == Info => Property("author"),
        "operator" if now == Info => Property("last-modified-by"),
        "manager" if now == Info => Property("manager"),
        "company" if now == Info => Property("company"),
        "keywords" if now == Info => Property("keywords"),
        "category" if now == Info => Property("category"),
        "doccomm" if now == Info => Property("description"),
        "atnauthor" | "revtbl" => Reviewer,
        "fldinst" => Instruction,
        "listtext" | "pntext" if now == Text => ListMark,
        "objdata" => Object,
        // Optional destinations whose text is the document's all the same.
        "fldrslt" | "shpinst" | "shp" | "shprslt" | "shpgrp" | "nesttableprops" | "ud"
        | "mhtmltag" => now,
        "upr" | "formfield" | "ffdeftext" => Text,
        "colortbl" | "stylesheet" | "listtable" | "listoverridetable" | "rsidtbl" | "generator"
        | "pict" | "themedata" | "colorschememapping" | "datastore" | "latentstyles"
        | "xmlnstbl" | "filetbl" | "blipuid" | "sn" | "sp" | "atnid" | "atrfstart" | "atrfend"
        | "atndate" | "atnref" | "bkmkstart" | "bkmkend" | "listtext" | "pntext" | "pntxta"
        | "pntxtb" | "nonshppict" | "xe" | "tc" | "htmltag" | "objclass" | "objname"
        | "objalias" | "nonesttables" | "mmath" | "ffname" | "ffentrymcr" | "ffexitmcr"
        | "datafield" => Nothing,
        _ => return None,
    })
}

/// The encoding of a font's character set (`\fcharset`, Windows `CHARSET` constants).
fn charset(number: i32) -> Option<&'static Encoding> {
    let page = match number {
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    };
    Some(codepage::encoding(page))
}
