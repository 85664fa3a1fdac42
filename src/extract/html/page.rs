//! Turns the tags and text of a page into paragraphs, rows and metadata.

use html5ever::tokenizer::Tag;

use super::elements::{
    attribute, control_value, ends_at_next, has_attribute, is_block, is_hidden, is_styled, is_void,
    metadata, percent_decoded,
};
use super::style::Styles;
use super::table::Table;
use crate::extract::paragraphs::Paragraphs;
use crate::extract::text::{BLOCK, cut};
use crate::extract::{Body, Cell, Error, Field, Origin, Segment, Sink};

/// Tables within tables; those further in are read as running text.
const TABLE_DEPTH: usize = 32;
/// Cells of a row, and fields of metadata, that are kept before they are handed on.
const MOST_CELLS: usize = 4096;
const MOST_METADATA: usize = 64;

/// A page as far as it has been read.
pub(super) struct Page<'s> {
    sink: &'s mut dyn Sink,
    /// The paragraph that text goes to outside of tables, and the same of what is not shown.
    line: String,
    hidden_line: String,
    body: Paragraphs,
    hidden_body: Paragraphs,
    links: Paragraphs,
    alternatives: Paragraphs,
    options: Paragraphs,
    data: Paragraphs,
    comments: Paragraphs,
    metadata: Vec<Field>,
    /// The tables that are open, the outermost first.
    tables: Vec<Table>,
    /// Tables that are open but too deep to be followed.
    deeper: usize,
    tables_begun: u32,
    styles: Styles,
    hidden: Option<Hidden>,
    captured: Option<Captured>,
    /// Target of a link whose text is being read.
    link: Option<String>,
    /// A term is open or has just ended: its description goes on in the same line.
    in_term: bool,
    /// `pre` elements that are open.
    preformatted: usize,
    /// The name and class of the element last begun in a line, and whether nothing stands behind its end yet.
    kind: String,
    just_ended: bool,
}

/// The element that hides what is in it, by name, and how many of that name are open in it.
struct Hidden {
    name: String,
    depth: usize,
}

/// Text that does not go to the page as it comes.
enum Captured {
    Title(String),
    TextArea {
        text: String,
        label: Option<String>,
    },
    Option {
        text: String,
        selected: bool,
    },
    /// A script that holds data, not a program.
    Data(String),
    Style(String),
    /// A program.
    Nothing,
}

impl<'s> Page<'s> {
    pub(super) fn new(sink: &'s mut dyn Sink) -> Self {
        Self {
            sink,
            line: String::new(),
            hidden_line: String::new(),
            body: Paragraphs::new("body", false),
            hidden_body: Paragraphs::new("body", true),
            links: Paragraphs::new("link", false),
            alternatives: Paragraphs::new("alt-text", false),
            options: Paragraphs::new("option", false),
            data: Paragraphs::new("data", true),
            comments: Paragraphs::new("comment", true),
            metadata: Vec::new(),
            tables: Vec::new(),
            deeper: 0,
            tables_begun: 0,
            styles: Styles::default(),
            hidden: None,
            captured: None,
            link: None,
            in_term: false,
            preformatted: 0,
            kind: String::new(),
            just_ended: false,
        }
    }

    pub(super) fn start_tag(&mut self, tag: &Tag) -> Result<(), Error> {
        let name = &*tag.name;
        self.end_option()?;
        if name == "dd" && std::mem::take(&mut self.in_term) {
            self.end_label();
        } else if is_block(name) {
            self.break_line()?;
            self.in_term = name == "dt";
        } else if is_styled(name) {
            self.part(tag);
        }
        self.just_ended = false;
        self.enter_hidden(tag)?;
        self.attributes(tag)?;
        match name {
            "br" => self.line_break(),
            "hr" => self.break_line()?,
            "pre" | "listing" => self.preformatted += 1,
            "table" => self.begin_table(),
            "tr" => self.begin_row()?,
            "td" | "th" => self.begin_cell(tag),
            "a" => self.begin_link(tag)?,
            "meta" => self.meta(tag),
            "input" => self.input(tag)?,
            "title" => self.captured = Some(Captured::Title(String::new())),
            "textarea" => {
                self.captured = Some(Captured::TextArea {
                    text: String::new(),
                    label: label_of(tag),
                });
            }
            "option" => {
                self.captured = Some(Captured::Option {
                    text: String::new(),
                    selected: has_attribute(tag, "selected"),
                });
            }
            "script" => {
                let holds_data =
                    attribute(tag, "type").is_some_and(|kind| kind.to_lowercase().contains("json"));
                self.captured = Some(if holds_data {
                    Captured::Data(String::new())
                } else {
                    Captured::Nothing
                });
            }
            "style" => self.captured = Some(Captured::Style(String::new())),
            _ => {}
        }
        Ok(())
    }

    pub(super) fn end_tag(&mut self, name: &str) -> Result<(), Error> {
        match name {
            "title" | "textarea" | "script" | "style" => return self.end_capture(),
            "option" | "select" | "optgroup" => self.end_option()?,
            "a" => self.end_link()?,
            "td" | "th" => {
                if let Some(table) = self.tables.last_mut() {
                    table.end_cell();
                }
            }
            "tr" => self.end_row()?,
            "table" => self.end_table()?,
            "pre" | "listing" => self.preformatted = self.preformatted.saturating_sub(1),
            _ => {}
        }
        if is_block(name) && name != "dt" {
            self.break_line()?;
        }
        self.just_ended = is_styled(name);
        self.leave_hidden(name)
    }

    pub(super) fn text(&mut self, text: &str) -> Result<(), Error> {
        self.just_ended &= text.trim_ascii().is_empty();
        match &mut self.captured {
            Some(Captured::Nothing) => return Ok(()),
            Some(Captured::Style(kept)) => {
                if kept.len() < BLOCK {
                    kept.push_str(text);
                }
                return Ok(());
            }
            Some(
                Captured::Title(kept)
                | Captured::TextArea { text: kept, .. }
                | Captured::Option { text: kept, .. }
                | Captured::Data(kept),
            ) if kept.len() < BLOCK => {
                kept.push_str(text);
                return Ok(());
            }
            // It does not end, so it is not what it was taken for.
            Some(_) => self.end_capture()?,
            None => {}
        }
        if self.preformatted == 0 {
            append(self.target(), text);
            return self.bound();
        }
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.break_line()?;
            }
            self.target().push_str(line);
        }
        self.bound()
    }

    /// A comment's own text; tags in it are only in the way.
    pub(super) fn comment(&mut self, comment: &str) -> Result<(), Error> {
        let mut text = String::with_capacity(comment.len());
        let mut in_tag = false;
        for c in comment.chars() {
            match c {
                '<' => in_tag = true,
                '>' if in_tag => {
                    in_tag = false;
                    text.push(' ');
                }
                c if !in_tag => text.push(c),
                _ => {}
            }
        }
        self.comments.push(&text, self.sink)
    }

    /// Hands on what is left; gives the sink back.
    pub(super) fn finish(mut self) -> Result<&'s mut dyn Sink, Error> {
        self.end_capture()?;
        self.end_link()?;
        while !self.tables.is_empty() {
            self.deeper = 0;
            self.end_table()?;
        }
        self.break_line()?;
        self.hidden = None;
        self.break_line()?;
        for paragraphs in [
            &mut self.body,
            &mut self.hidden_body,
            &mut self.links,
            &mut self.alternatives,
            &mut self.options,
            &mut self.data,
            &mut self.comments,
        ] {
            paragraphs.flush(self.sink)?;
        }
        self.emit_metadata()?;
        Ok(self.sink)
    }

    // Where text goes.

    /// The open cell or paragraph; what is hidden within a cell that is not has a paragraph of its own.
    fn target(&mut self) -> &mut String {
        let hidden = self.hidden.is_some();
        let cell = self.tables.last_mut().and_then(|table| {
            let shown = !table.row_hidden;
            table
                .cell_mut()
                .filter(|cell| !hidden || cell.hidden || !shown)
        });
        match cell {
            Some(cell) => &mut cell.text,
            None if hidden => &mut self.hidden_line,
            None => &mut self.line,
        }
    }

    fn in_cell(&mut self) -> bool {
        self.tables
            .last_mut()
            .is_some_and(|table| table.cell_mut().is_some())
    }

    /// Ends the paragraph, or the line of the cell.
    fn break_line(&mut self) -> Result<(), Error> {
        let in_cell = self.in_cell();
        if in_cell {
            let text = self.target();
            text.truncate(text.trim_end().len());
            if !text.is_empty() {
                text.push('\n');
            }
            if self.hidden_line.is_empty() {
                return Ok(());
            }
        }
        let hidden = std::mem::take(&mut self.hidden_line);
        self.hidden_body.push(&hidden, self.sink)?;
        if in_cell || self.hidden.is_some() {
            return Ok(());
        }
        let line = std::mem::take(&mut self.line);
        self.body.push(&line, self.sink)
    }

    fn line_break(&mut self) {
        let text = self.target();
        text.truncate(text.trim_end_matches(' ').len());
        if !text.is_empty() {
            text.push('\u{b}');
        }
    }

    /// Hands on what has grown too long to be a paragraph or a cell.
    fn bound(&mut self) -> Result<(), Error> {
        let text = self.target();
        if text.len() < BLOCK {
            return Ok(());
        }
        let rest = text.split_off(cut(text));
        if self.in_cell() {
            let table = self.tables.last_mut().expect("it has the cell");
            let cells = table.take_cells();
            let (number, row, hidden) = (table.number, table.row, table.row_hidden);
            self.emit_row(number, row, hidden, &cells)?;
        } else {
            self.break_line()?;
        }
        self.target().push_str(&rest);
        Ok(())
    }

    /// After a label: what comes is its value. After a value there is no label.
    fn end_label(&mut self) {
        let text = self.target();
        if text.ends_with('\t') {
            return;
        }
        text.truncate(text.trim_end().len());
        match text.chars().next_back() {
            None | Some('\n' | '\u{b}') => {}
            Some(':' | '?' | '=') => text.push(' '),
            Some(_) => text.push_str(": "),
        }
    }

    /// Parts two elements of a line that follow each other and are of different kinds: their style keeps them apart. One that
    /// is called a label is one.
    fn part(&mut self, tag: &Tag) {
        let class = attribute(tag, "class").unwrap_or_default();
        let kind = format!("{} {class}", tag.name);
        let before = std::mem::replace(&mut self.kind, kind);
        if !self.just_ended || before == self.kind {
            return;
        }
        if is_label(&before) {
            self.end_label();
        } else if !self.target().ends_with(char::is_whitespace) {
            self.target().push(' ');
        }
    }

    // Hidden elements.

    fn enter_hidden(&mut self, tag: &Tag) -> Result<(), Error> {
        let name = &*tag.name;
        if is_void(name) {
            return Ok(());
        }
        match &mut self.hidden {
            Some(hidden) if hidden.name != name => {}
            Some(hidden) if !ends_at_next(name) => hidden.depth += 1,
            _ => {
                let ends = self.hidden.is_some();
                let begins = is_hidden(tag) || self.styles.hide(tag);
                if ends || begins {
                    self.break_line()?;
                    self.hidden = begins.then(|| Hidden {
                        name: name.to_owned(),
                        depth: 1,
                    });
                }
            }
        }
        Ok(())
    }

    fn leave_hidden(&mut self, name: &str) -> Result<(), Error> {
        let Some(hidden) = &mut self.hidden else {
            return Ok(());
        };
        if hidden.name != name {
            return Ok(());
        }
        hidden.depth -= 1;
        if hidden.depth == 0 {
            self.break_line()?;
            self.hidden = None;
        }
        Ok(())
    }

    // Tables.

    fn begin_table(&mut self) {
        if self.tables.len() >= TABLE_DEPTH {
            self.deeper += 1;
            return;
        }
        self.tables_begun += 1;
        self.tables.push(Table::new(self.tables_begun));
    }

    fn begin_row(&mut self) -> Result<(), Error> {
        if self.deeper > 0 {
            return Ok(());
        }
        self.end_row()?;
        let hidden = self.hidden.is_some();
        if let Some(table) = self.tables.last_mut() {
            table.begin_row(hidden);
        }
        Ok(())
    }

    fn begin_cell(&mut self, tag: &Tag) {
        if self.deeper > 0 {
            return;
        }
        let hidden = self.hidden.is_some();
        if let Some(table) = self.tables.last_mut() {
            if !table.in_row {
                table.begin_row(hidden);
            }
            table.begin_cell(attribute(tag, "colspan"), attribute(tag, "rowspan"), hidden);
        }
    }

    fn end_row(&mut self) -> Result<(), Error> {
        let Some(table) = self.tables.last_mut() else {
            return Ok(());
        };
        if self.deeper > 0 || !table.in_row {
            return Ok(());
        }
        let cells = table.end_row();
        let (number, row, hidden) = (table.number, table.row, table.row_hidden);
        self.emit_row(number, row, hidden, &cells)
    }

    fn end_table(&mut self) -> Result<(), Error> {
        if self.deeper > 0 {
            self.deeper -= 1;
            return Ok(());
        }
        self.end_row()?;
        self.tables.pop();
        Ok(())
    }

    /// A row; the only cell of one that holds several lines is the page's own layout, and its lines are paragraphs.
    fn emit_row(
        &mut self,
        table: u32,
        row: u32,
        hidden: bool,
        cells: &[Cell],
    ) -> Result<(), Error> {
        if let [only] = cells
            && only.text.contains('\n')
        {
            let body = if hidden || only.hidden {
                &mut self.hidden_body
            } else {
                &mut self.body
            };
            return only
                .text
                .split('\n')
                .try_for_each(|line| body.push(line, self.sink));
        }
        for part in cells.chunks(MOST_CELLS) {
            self.sink.segment(Segment {
                origin: Origin::Table { table, row },
                body: Body::Row(part.to_vec()),
                hidden,
            })?;
        }
        Ok(())
    }

    // Links, controls, metadata.

    fn attributes(&mut self, tag: &Tag) -> Result<(), Error> {
        for name in ["alt", "title", "summary"] {
            if let Some(text) = attribute(tag, name) {
                self.alternatives.push(text, self.sink)?;
            }
        }
        Ok(())
    }

    fn begin_link(&mut self, tag: &Tag) -> Result<(), Error> {
        self.end_link()?;
        self.link = attribute(tag, "href").and_then(|target| {
            let (scheme, rest) = target.trim().split_once(':')?;
            ["mailto", "tel", "sms", "callto"]
                .iter()
                .any(|known| scheme.eq_ignore_ascii_case(known))
                .then(|| percent_decoded(rest))
        });
        Ok(())
    }

    /// A link's target is worth a line unless its text has said the same.
    fn end_link(&mut self) -> Result<(), Error> {
        let Some(target) = self.link.take() else {
            return Ok(());
        };
        if self.target().contains(&target) {
            return Ok(());
        }
        self.links.push(&target, self.sink)
    }

    fn meta(&mut self, tag: &Tag) {
        let name = attribute(tag, "name").or_else(|| attribute(tag, "property"));
        if let (Some(name), Some(content)) = (name.and_then(metadata), attribute(tag, "content")) {
            self.add_metadata(name, content);
        }
    }

    fn add_metadata(&mut self, name: &str, value: &str) {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        let known = |field: &Field| field.name == name && field.value == value;
        if value.is_empty()
            || self.metadata.len() >= MOST_METADATA
            || self.metadata.iter().any(known)
        {
            return;
        }
        self.metadata.push(Field {
            name: name.to_owned(),
            value,
        });
    }

    fn emit_metadata(&mut self) -> Result<(), Error> {
        if self.metadata.is_empty() {
            return Ok(());
        }
        self.sink.segment(Segment {
            origin: Origin::Named,
            body: Body::Record(std::mem::take(&mut self.metadata)),
            hidden: false,
        })
    }

    fn input(&mut self, tag: &Tag) -> Result<(), Error> {
        let Some(value) = control_value(tag) else {
            return Ok(());
        };
        let unseen = attribute(tag, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("hidden"));
        if unseen {
            let name = attribute(tag, "name").unwrap_or("hidden");
            return self
                .hidden_body
                .push(&format!("{name}: {value}"), self.sink);
        }
        self.control(value, label_of(tag));
        self.bound()
    }

    /// Writes a control's value behind its label: the text before it, or what the element calls itself.
    fn control(&mut self, value: &str, own_label: Option<String>) {
        let in_cell = self.in_cell();
        let text = self.target();
        let unlabelled = text.is_empty() || text.ends_with(['\n', '\u{b}']);
        if unlabelled && !in_cell {
            text.push_str(&own_label.unwrap_or_default());
        }
        self.end_label();
        let text = self.target();
        append(text, value);
        text.push('\t');
    }

    fn end_option(&mut self) -> Result<(), Error> {
        if matches!(self.captured, Some(Captured::Option { .. })) {
            return self.end_capture();
        }
        Ok(())
    }

    fn end_capture(&mut self) -> Result<(), Error> {
        match self.captured.take() {
            None | Some(Captured::Nothing) => {}
            Some(Captured::Style(sheet)) => self.styles.add(&sheet),
            Some(Captured::Title(text)) => self.add_metadata("title", &text),
            Some(Captured::TextArea { text, label }) => {
                if !text.trim().is_empty() {
                    self.control(&text, label);
                }
            }
            Some(Captured::Option { text, selected }) => {
                if selected {
                    self.control(&text, None);
                } else {
                    self.options.push(&text, self.sink)?;
                }
            }
            Some(Captured::Data(text)) => self.data.push(&text, self.sink)?,
        }
        Ok(())
    }
}

/// What a control calls itself.
fn label_of(tag: &Tag) -> Option<String> {
    ["aria-label", "placeholder", "name", "id"]
        .iter()
        .find_map(|name| attribute(tag, name))
        .map(str::to_owned)
}

/// The name of an element or a class that labels have: `label`, `lbl`, `field-label`, `key`.
fn is_label(kind: &str) -> bool {
    let kind = kind.to_lowercase();
    let parts = kind.split(|letter: char| !letter.is_alphanumeric());
    parts.into_iter().any(|part| {
        part.contains("label")
            || part.contains("lbl")
            || matches!(part, "key" | "caption" | "prompt" | "term" | "dt")
    })
}

/// Appends text with its white space as a browser shows it: one space for any run, none at the start of a line.
fn append(out: &mut String, text: &str) {
    for c in text.chars() {
        if !matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with([' ', '\n', '\t', '\u{b}']) {
            out.push(' ');
        }
    }
}
