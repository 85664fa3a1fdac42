//! Gathers the paragraphs and tables of office documents into segments.
//!
//! A reader of a format says what it meets (text, a paragraph's end, a table, a row, a cell, a story within a story) in
//! the order of the document; [`Flow`] joins runs, groups paragraphs so that context can span them, sets what a reader
//! of the document would not see apart, and hands on. It holds one group of paragraphs, and one row for each open table.

use std::borrow::Cow;

use super::{Body, Cell, Error, Origin, Segment, Sink};

/// Bytes at which a group of paragraphs is handed on.
const GROUP_BYTES: usize = 16 << 10;
/// Bytes at which a single paragraph is cut, and a row of a table handed on though it goes on.
const PIECE_BYTES: usize = 256 << 10;
/// Stories, tables and cells within one another; what lies deeper counts as text of the innermost.
const FRAMES: usize = 256;

/// Where paragraphs stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A slide, from 1.
    Slide(u32),
    /// A part, in the words of [`Origin::Part`].
    Part(&'static str),
}

/// How text stands in its paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    Plain,
    /// Formatted as hidden.
    Hidden,
    /// Deleted or moved away, but recorded.
    Deleted,
    /// The instruction of a field.
    FieldCode,
}

/// Takes text in document order and hands segments to a sink.
pub(super) struct Flow<'s> {
    sink: &'s mut dyn Sink,
    frames: Vec<Frame>,
    groups: Vec<Group>,
    /// Paragraphs so far of each place.
    counts: Vec<(Place, u32)>,
    tables: u32,
    /// Stories, tables and cells open beyond [`FRAMES`].
    too_deep: u32,
    /// Everything that comes is hidden.
    hidden: bool,
    /// Nothing was handed on yet.
    silent: bool,
}

enum Frame {
    Story {
        place: Place,
        open: Paragraph,
    },
    Table(Table),
    Cell {
        text: String,
        open: Paragraph,
        /// Columns it spans.
        span: u32,
    },
}

#[derive(Default)]
struct Paragraph {
    plain: String,
    hidden: String,
    deleted: String,
    code: String,
}

struct Table {
    number: u32,
    row: u32,
    column: u32,
    hidden: bool,
    cells: Vec<Cell>,
    bytes: usize,
}

/// Paragraphs that follow one another in one place.
struct Group {
    place: Place,
    hidden: bool,
    first: u32,
    /// The number of the next paragraph that continues the group.
    next: u32,
    text: String,
}

impl<'s> Flow<'s> {
    pub(super) fn new(sink: &'s mut dyn Sink) -> Self {
        Self {
            sink,
            frames: Vec::new(),
            groups: Vec::new(),
            counts: Vec::new(),
            tables: 0,
            too_deep: 0,
            hidden: false,
            silent: true,
        }
    }

    /// Whether nothing was handed on yet.
    pub(super) fn is_silent(&self) -> bool {
        self.silent
    }

    /// Whether a table is open.
    pub(super) fn in_table(&self) -> bool {
        self.too_deep > 0
            || self
                .frames
                .iter()
                .any(|frame| matches!(frame, Frame::Table(_)))
    }

    /// Marks everything that follows as hidden: a slide that is not shown.
    pub(super) fn hide(&mut self) {
        self.hidden = true;
    }

    /// Ends [`Self::hide`].
    pub(super) fn show(&mut self) {
        self.hidden = false;
    }

    /// The sink, to hand on what does not flow.
    pub(super) fn sink(&mut self) -> &mut dyn Sink {
        self.silent = false;
        self.sink
    }

    /// Begins a story: the body, a header, a text box. Text that follows belongs to it until [`Self::close_story`].
    pub(super) fn open_story(&mut self, place: Place) {
        self.open(Frame::Story {
            place,
            open: Paragraph::default(),
        });
    }

    /// Ends the innermost story, and whatever a malformed document left open in it.
    pub(super) fn close_story(&mut self) -> Result<(), Error> {
        if self.was_too_deep() {
            return Ok(());
        }
        while let Some(frame) = self.frames.last() {
            match frame {
                Frame::Story { .. } => {
                    self.end_paragraph_if_begun()?;
                    self.frames.pop();
                    return Ok(());
                }
                Frame::Cell { .. } => self.close_cell()?,
                Frame::Table(_) => self.close_table()?,
            }
        }
        Ok(())
    }

    /// Ends a part, wherever its reader stopped, and hands on what is gathered.
    pub(super) fn end_part(&mut self) -> Result<(), Error> {
        self.too_deep = 0;
        while !self.frames.is_empty() {
            self.close_story()?;
        }
        self.flush()
    }

    /// Hands on what is gathered.
    pub(super) fn flush(&mut self) -> Result<(), Error> {
        for group in std::mem::take(&mut self.groups) {
            self.hand_on(&group)?;
        }
        Ok(())
    }

    /// Adds text to the open paragraph. Line ends in it are spaces, as the formats have it.
    pub(super) fn text(&mut self, voice: Voice, text: &str) -> Result<(), Error> {
        let Some(open) = self.open_paragraph() else {
            return Ok(());
        };
        let voice = match voice {
            Voice::Plain => &mut open.plain,
            Voice::Hidden => &mut open.hidden,
            Voice::Deleted => &mut open.deleted,
            Voice::FieldCode => &mut open.code,
        };
        push_visible(voice, text);
        if voice.len() > PIECE_BYTES {
            self.end_paragraph()?;
        }
        Ok(())
    }

    /// Adds a mark (a tab, a line break) to the open paragraph.
    pub(super) fn mark(&mut self, voice: Voice, mark: char) -> Result<(), Error> {
        self.text(voice, mark.encode_utf8(&mut [0; 4]))
    }

    /// Ends the open paragraph.
    pub(super) fn end_paragraph(&mut self) -> Result<(), Error> {
        let Some(open) = self.open_paragraph() else {
            return Ok(());
        };
        let Paragraph {
            plain,
            hidden,
            deleted,
            code,
        } = std::mem::take(open);
        let in_cell = matches!(self.frames.last(), Some(Frame::Cell { .. }));
        let place = self.place();
        let number = self.count(place, !in_cell);
        if let Some(Frame::Cell { text, .. }) = self.frames.last_mut() {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&plain);
            if text.len() > PIECE_BYTES {
                self.cut_cell()?;
            }
        } else {
            self.add(place, false, number, &plain)?;
        }
        if !hidden.is_empty() {
            self.add(place, true, number, &hidden)?;
        }
        for (part, text) in [("deleted", deleted), ("field-code", code)] {
            if !text.trim().is_empty() {
                self.add(Place::Part(part), true, number, &text)?;
            }
        }
        Ok(())
    }

    /// Ends the open paragraph unless nothing was written to it.
    pub(super) fn end_paragraph_if_begun(&mut self) -> Result<(), Error> {
        match self.open_paragraph() {
            Some(open) if !open.is_empty() => self.end_paragraph(),
            _ => Ok(()),
        }
    }

    /// Hands on one paragraph of a place outside the flow of text: a link, an alternative text.
    pub(super) fn aside(&mut self, part: &'static str, text: &str) -> Result<(), Error> {
        let mut clean = String::new();
        push_visible(&mut clean, text);
        if clean.trim().is_empty() {
            return Ok(());
        }
        let place = Place::Part(part);
        let number = self.count(place, true);
        self.add(place, false, number, &clean)
    }

    pub(super) fn open_table(&mut self) -> Result<(), Error> {
        self.end_paragraph_if_begun()?;
        self.tables = self.tables.saturating_add(1);
        self.open(Frame::Table(Table {
            number: self.tables,
            row: 0,
            column: 0,
            hidden: false,
            cells: Vec::new(),
            bytes: 0,
        }));
        Ok(())
    }

    pub(super) fn close_table(&mut self) -> Result<(), Error> {
        if self.was_too_deep() {
            return Ok(());
        }
        if matches!(self.frames.last(), Some(Frame::Table(_))) {
            self.hand_on_row()?;
            self.frames.pop();
        }
        Ok(())
    }

    pub(super) fn open_row(&mut self) -> Result<(), Error> {
        if self.too_deep > 0 {
            return Ok(());
        }
        self.hand_on_row()?;
        if let Some(table) = self.innermost_table() {
            table.row = table.row.saturating_add(1);
            table.column = 0;
            table.hidden = false;
        }
        Ok(())
    }

    /// Hides the open row.
    pub(super) fn hide_row(&mut self) {
        if let Some(table) = self.innermost_table() {
            table.hidden = true;
        }
    }

    /// Passes over columns of the open row without a cell.
    pub(super) fn skip_columns(&mut self, columns: u32) {
        if let Some(table) = self.innermost_table() {
            table.column = table.column.saturating_add(columns);
        }
    }

    pub(super) fn open_cell(&mut self) {
        self.open(Frame::Cell {
            text: String::new(),
            open: Paragraph::default(),
            span: 1,
        });
    }

    /// Lets the open cell span so many columns.
    pub(super) fn span_columns(&mut self, columns: u32) {
        if self.too_deep == 0
            && let Some(Frame::Cell { span, .. }) = self.frames.last_mut()
        {
            *span = columns.max(1);
        }
    }

    /// Ends the open cell.
    pub(super) fn close_cell(&mut self) -> Result<(), Error> {
        let columns = match self.frames.last() {
            Some(Frame::Cell { span, .. }) => *span,
            _ => 0,
        };
        if let Some(text) = self.take_cell()? {
            self.put_cell(&text);
            self.skip_columns(columns);
        }
        match self.innermost_table() {
            Some(table) if table.bytes > PIECE_BYTES => self.hand_on_row(),
            _ => Ok(()),
        }
    }

    /// Ends the open cell and gives its text, which then does not go to a row.
    pub(super) fn take_cell(&mut self) -> Result<Option<String>, Error> {
        if self.was_too_deep() || !matches!(self.frames.last(), Some(Frame::Cell { .. })) {
            return Ok(None);
        }
        self.end_paragraph_if_begun()?;
        match self.frames.pop() {
            Some(Frame::Cell { text, .. }) => Ok(Some(text)),
            _ => Ok(None),
        }
    }

    fn open(&mut self, frame: Frame) {
        // A table takes no text itself: it needs room for a cell.
        let room = if matches!(frame, Frame::Table(_)) {
            2
        } else {
            1
        };
        if self.too_deep == 0 && self.frames.len() + room <= FRAMES {
            self.frames.push(frame);
        } else {
            self.too_deep = self.too_deep.saturating_add(1);
        }
    }

    /// Whether what ends was too deep to be opened.
    fn was_too_deep(&mut self) -> bool {
        let was = self.too_deep > 0;
        self.too_deep = self.too_deep.saturating_sub(1);
        was
    }

    /// Hands on the part of a row up to and with the open cell, which has grown too long to hold.
    fn cut_cell(&mut self) -> Result<(), Error> {
        let Some(Frame::Cell { text, .. }) = self.frames.last_mut() else {
            return Ok(());
        };
        let text = std::mem::take(text);
        if self.in_table() {
            self.put_cell(&text);
            return self.hand_on_row();
        }
        let place = self.place();
        let number = self.count(place, false);
        self.add(place, false, number, &text)
    }

    fn put_cell(&mut self, text: &str) {
        if let Some(table) = self.innermost_table()
            && !text.trim().is_empty()
        {
            table.bytes += text.len() + size_of::<Cell>();
            table.cells.push(Cell {
                column: table.column,
                text: text.trim_end_matches('\n').to_owned(),
                hidden: false,
            });
        }
    }

    fn hand_on_row(&mut self) -> Result<(), Error> {
        let hidden = self.hidden;
        let Some(table) = self.innermost_table() else {
            return Ok(());
        };
        if table.cells.is_empty() {
            return Ok(());
        }
        table.bytes = 0;
        let segment = Segment {
            origin: Origin::Table {
                table: table.number,
                row: table.row.max(1),
            },
            body: Body::Row(std::mem::take(&mut table.cells)),
            hidden: table.hidden || hidden,
        };
        self.flush()?;
        self.silent = false;
        self.sink.segment(segment)
    }

    fn innermost_table(&mut self) -> Option<&mut Table> {
        let inside = self.frames.iter_mut().rev();
        inside
            .take_while(|frame| !matches!(frame, Frame::Story { .. }))
            .find_map(|frame| match frame {
                Frame::Table(table) => Some(table),
                Frame::Story { .. } | Frame::Cell { .. } => None,
            })
    }

    fn open_paragraph(&mut self) -> Option<&mut Paragraph> {
        match self.frames.last_mut()? {
            Frame::Story { open, .. } | Frame::Cell { open, .. } => Some(open),
            Frame::Table(_) => None,
        }
    }

    /// The place of the innermost story.
    fn place(&self) -> Place {
        let story = self.frames.iter().rev().find_map(|frame| match frame {
            Frame::Story { place, .. } => Some(*place),
            Frame::Table(_) | Frame::Cell { .. } => None,
        });
        story.unwrap_or(Place::Part("body"))
    }

    /// The number of the present paragraph of a place; paragraphs in cells are addressed by their table and not counted.
    fn count(&mut self, place: Place, counted: bool) -> u32 {
        let known = self.counts.iter().position(|(known, _)| *known == place);
        let at = known.unwrap_or_else(|| {
            self.counts.push((place, 0));
            self.counts.len() - 1
        });
        let count = &mut self.counts[at].1;
        if counted {
            *count = count.saturating_add(1);
        }
        (*count).max(1)
    }

    /// Adds a paragraph to the group of its place, or begins a new one.
    fn add(&mut self, place: Place, hidden: bool, number: u32, text: &str) -> Result<(), Error> {
        let hidden = hidden || self.hidden;
        let group = self
            .groups
            .iter()
            .position(|group| group.place == place && group.hidden == hidden);
        if let Some(at) = group {
            let group = &mut self.groups[at];
            if group.next == number && group.text.len() + text.len() < GROUP_BYTES {
                group.text.push('\n');
                group.text.push_str(text);
                group.next = number.saturating_add(1);
                return Ok(());
            }
            let full = self.groups.remove(at);
            self.hand_on(&full)?;
        }
        if text.trim().is_empty() {
            return Ok(());
        }
        self.groups.push(Group {
            place,
            hidden,
            first: number,
            next: number.saturating_add(1),
            text: text.to_owned(),
        });
        Ok(())
    }

    fn hand_on(&mut self, group: &Group) -> Result<(), Error> {
        let text = group.text.trim_end();
        if text.is_empty() {
            return Ok(());
        }
        self.silent = false;
        self.sink.segment(Segment {
            origin: match group.place {
                Place::Slide(slide) => Origin::Slide { slide },
                Place::Part(part) => Origin::Part {
                    part: Cow::Borrowed(part),
                    first: group.first,
                },
            },
            body: Body::Text(text.to_owned()),
            hidden: group.hidden,
        })
    }
}

impl Paragraph {
    fn is_empty(&self) -> bool {
        [&self.plain, &self.hidden, &self.deleted, &self.code]
            .iter()
            .all(|text| text.is_empty())
    }
}

/// Appends text without the characters that only steer its layout (soft hyphen, zero-width space and joiners, word
/// joiner, byte order mark): they would split what a reader sees as one word. Line ends become spaces.
pub(super) fn push_visible(into: &mut String, text: &str) {
    into.extend(text.chars().filter_map(|character| match character {
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => None,
        '\n' | '\r' => Some(' '),
        other => Some(other),
    }));
}
