//! The layout of text: tables drawn with bars, tabs or spaces, and lines of the form `Label: value`.

use std::collections::BTreeMap;
use std::ops::Range;

use super::address;
use super::fold::trimmed;
use super::lexicon::Uses;
use super::masks;
use super::sensitive::has_box;
use super::statements;
use super::words::{Gap, Words};

/// A stretch of a text.
#[derive(Debug, PartialEq)]
pub(super) enum Block {
    Prose(Range<usize>),
    /// Rows of cells: column and span, empty cells left out; what goes on in a line below is another cell of its column.
    Grid(Vec<Vec<(u32, Range<usize>)>>),
    /// Addresses that stand side by side, as on a sheet of labels: the lines of each.
    Abreast(Vec<Vec<Range<usize>>>),
}

impl Block {
    /// The same so much further on.
    fn moved(self, by: usize) -> Self {
        let moved = |span: Range<usize>| span.start + by..span.end + by;
        match self {
            Self::Prose(span) => Self::Prose(moved(span)),
            Self::Grid(rows) => {
                let cells = |row: Columns| {
                    let cells = row.into_iter();
                    cells.map(|(column, cell)| (column, moved(cell))).collect()
                };
                Self::Grid(rows.into_iter().map(cells).collect())
            }
            Self::Abreast(columns) => {
                let lines = |lines: Vec<Range<usize>>| lines.into_iter().map(moved).collect();
                Self::Abreast(columns.into_iter().map(lines).collect())
            }
        }
    }
}

/// A line that names its value. Spans in the text.
#[derive(Debug, PartialEq)]
pub(super) struct FieldLine {
    pub(super) name: Range<usize>,
    pub(super) value: Range<usize>,
}

/// Lines that make a table.
const LEAST_ROWS: usize = 3;
/// Longest name of a field, in characters and words.
const NAME_LENGTH: usize = 48;
const NAME_WORDS: usize = 6;

/// What parts the cells of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ruling {
    Bars,
    Tabs,
    Spaces,
}

/// Dots between a label and its value.
const LEADER: &str = " ...";

struct Line {
    span: Range<usize>,
    ruling: Option<Ruling>,
    /// Spans of the cells, empty ones among them where the ruling shows them.
    cells: Vec<Range<usize>>,
    /// It says more of the row above: its cells stand below others of that.
    continues: bool,
}

/// Parts a text into prose and tables, in order. `knows_head` tells whether a cell is the head of something known.
pub(super) fn blocks(text: &str, knows_head: &dyn Fn(&str) -> bool) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut from = 0;
    for table in statements::tables(text) {
        let before = from..table.span.start;
        let ruled = ruled(&text[before.clone()], knows_head);
        blocks.extend(ruled.into_iter().map(|block| block.moved(from)));
        blocks.push(Block::Grid(table.rows));
        from = table.span.end;
    }
    if from == 0 {
        return ruled(text, knows_head);
    }
    let ruled = ruled(&text[from..], knows_head);
    blocks.extend(ruled.into_iter().map(|block| block.moved(from)));
    blocks
}

/// The same by bars, tabs and spaces alone.
fn ruled(text: &str, knows_head: &dyn Fn(&str) -> bool) -> Vec<Block> {
    if memchr::memchr3(b'|', b'\t', b'\n', text.as_bytes()).is_none() {
        return vec![Block::Prose(0..text.len())];
    }
    let mut blocks = Vec::new();
    let mut prose_from = 0;
    let mut run: Vec<Line> = Vec::new();
    let mut maybe = Rulings::of(text);
    let mut at = 0;
    while at < text.len() {
        // Lines that nothing rules are passed over together.
        let Some(next) = maybe.line_from(at) else {
            break;
        };
        let between = &text[at..next];
        let below_heads = || {
            is_blank(between)
                && run
                    .first()
                    .is_some_and(|line| line.is_head(text, knows_head))
        };
        let goes_on = between.is_empty() || is_one_rule(between) || below_heads();
        if !goes_on {
            close(text, &mut run, &mut prose_from, knows_head, &mut blocks);
        }
        let rest = &text.as_bytes()[next..];
        let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        let mut line = Line::of(text, next..next + length);
        at = next + length;
        let row = run.iter().rposition(|line| !line.continues);
        if let Some(row) = row.filter(|_| between.is_empty()) {
            line.continues_below(&run[row], text);
        }
        // Behind a blank line heads are those of another table, and so is a line that is much narrower or wider, or one of
        // labels with their values.
        let begins_another = |last: &Line| {
            !last.goes_on_in(&line, text)
                || is_blank(between)
                    && (last.cells.len().abs_diff(line.cells.len()) > 1
                        || line.is_labelled(text) && !last.is_labelled(text)
                        || line.is_head(text, knows_head))
        };
        if !line.continues && row.is_some_and(|row| begins_another(&run[row])) {
            close(text, &mut run, &mut prose_from, knows_head, &mut blocks);
        }
        if line.ruling.is_some() {
            run.push(line);
        }
    }
    close(text, &mut run, &mut prose_from, knows_head, &mut blocks);
    if prose_from < text.len() {
        blocks.push(Block::Prose(prose_from..text.len()));
    }
    blocks
}

/// Bars, tabs and double spaces of a text, in order.
struct Rulings<'t> {
    text: &'t [u8],
    block: usize,
    mask: u64,
}

impl<'t> Rulings<'t> {
    fn of(text: &'t str) -> Self {
        let text = text.as_bytes();
        Self {
            text,
            block: 0,
            mask: Self::mask(text, 0),
        }
    }

    /// A space counts if another follows it.
    fn mask(text: &[u8], at: usize) -> u64 {
        let spaces = masks::equal(text, at, b' ');
        let next = u64::from(text.get(at + masks::BLOCK) == Some(&b' ')) << (masks::BLOCK - 1);
        spaces & (spaces >> 1 | next) | masks::equal(text, at, b'|') | masks::equal(text, at, b'\t')
    }

    /// The start of the first line from `at` on that may be ruled.
    fn line_from(&mut self, at: usize) -> Option<usize> {
        loop {
            if self.mask == 0 {
                self.block += masks::BLOCK;
                if self.block >= self.text.len() {
                    return None;
                }
                self.mask = Self::mask(self.text, self.block);
                continue;
            }
            let ruling = self.block + self.mask.trailing_zeros() as usize;
            if ruling < at {
                self.mask &= self.mask - 1;
                continue;
            }
            let before = memchr::memrchr(b'\n', &self.text[at..ruling]);
            return Some(before.map_or(at, |end| at + end + 1));
        }
    }
}

/// Ends a run of ruled lines: a table if it is long and regular enough, else prose.
fn close(
    text: &str,
    run: &mut Vec<Line>,
    prose_from: &mut usize,
    knows_head: &dyn Fn(&str) -> bool,
    blocks: &mut Vec<Block>,
) {
    let lines = std::mem::take(run);
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
        return;
    };
    let span = first.span.start..last.span.end;
    let block = abreast(text, &lines, knows_head)
        .map(Block::Abreast)
        .or_else(|| rows(text, &lines, knows_head).map(Block::Grid));
    let Some(block) = block else {
        return;
    };
    if *prose_from < span.start {
        blocks.push(Block::Prose(*prose_from..span.start));
    }
    blocks.push(block);
    *prose_from = span.end;
}

/// The columns of lines that are to be read downwards: two of them at least end in a postcode, or one holds an address and
/// no column is of labels.
fn abreast(
    text: &str,
    lines: &[Line],
    knows_head: &dyn Fn(&str) -> bool,
) -> Option<Vec<Vec<Range<usize>>>> {
    const LINES: std::ops::RangeInclusive<usize> = 3..=8;
    const POSTCODE: std::ops::RangeInclusive<usize> = 5..=8;
    /// Lines of an address above its postcode.
    const ADDRESS_LINES: usize = 5;
    let is_postcode = |cell: &Range<usize>| {
        let cell = &text[cell.clone()];
        POSTCODE.contains(&cell.len()) && address::postcodes(cell).contains(&(0..cell.len()))
    };
    let first = lines.first()?;
    let ruling = first.ruling.filter(|ruling| *ruling != Ruling::Bars)?;
    let cells = lines.iter().flat_map(|line| &line.cells);
    if !LINES.contains(&lines.len()) || first.cells.len() < 2 || !cells.clone().any(is_postcode) {
        return None;
    }
    let mut columns = vec![Vec::new(); first.cells.len()];
    for line in lines {
        for (column, cell) in place(text, line, first, ruling) {
            columns.get_mut(column as usize)?.push(cell);
        }
    }
    // A column of postcodes is one of a table.
    let ends_in_postcode = |cells: &&Vec<Range<usize>>| {
        let codes = cells.iter().position(is_postcode);
        cells.len() > 2 && codes == Some(cells.len() - 1)
    };
    let has_address = |cells: &Vec<Range<usize>>| {
        let mut codes = (0..cells.len()).filter(|at| is_postcode(&cells[*at]));
        let (Some(code), None) = (codes.next(), codes.next()) else {
            return false;
        };
        // Whose it is, the street, the town.
        let mut above = cells[..code].iter().rev().take(ADDRESS_LINES);
        code >= 3 && above.any(|cell| address::is_first_line(&text[cell.clone()]))
    };
    // A label with its value behind it is none of another cell.
    let is_label = |cell: &str| !cell.contains(": ") && knows_head(cell);
    let has_labels = || cells.clone().any(|cell| is_label(&text[cell.clone()]));
    let of_addresses = columns.iter().filter(ends_in_postcode).count() >= 2
        || columns.iter().any(has_address) && !has_labels();
    of_addresses.then_some(columns)
}

/// The cells of a row: column, and place in the text.
type Columns = Vec<(u32, Range<usize>)>;

/// The rows of a table, if the lines are one.
fn rows(text: &str, lines: &[Line], knows_head: &dyn Fn(&str) -> bool) -> Option<Vec<Columns>> {
    let body = || lines.iter().filter(|line| !line.is_rule(text));
    let first = body().next()?;
    let count = body().filter(|line| !line.continues).count();
    if count < 2 {
        return None;
    }
    let ruling = first.ruling?;
    let known = body().take(3).map(|line| line.heads(text, knows_head));
    let labels: Vec<_> = body().filter_map(|line| line.labels(text)).collect();
    let known_labels = if labels.len() * 2 > count {
        labels
            .iter()
            .flatten()
            .filter(|label| knows_head(label))
            .count()
    } else {
        0
    };
    let known = known.max().unwrap_or(0).max(known_labels);
    let least = if known >= 2 { 2 } else { LEAST_ROWS };
    let enough = count >= least && (ruling == Ruling::Bars || known >= 1);
    if !enough {
        return None;
    }
    // A line that is no head may have cells of its own above a form: where most stand decides.
    let model = if first.heads(text, knows_head) == 0 {
        most_alike(body()).unwrap_or(first)
    } else {
        first
    };
    let mut rows: Vec<Columns> = Vec::with_capacity(count);
    for line in body() {
        let cells = place(text, line, model, ruling);
        match rows.last_mut() {
            Some(row) if line.continues => row.extend(cells),
            _ => rows.push(cells),
        }
    }
    Some(rows)
}

/// The first of the lines that begin their cells at the same places, if they are most of all.
fn most_alike<'l>(lines: impl Iterator<Item = &'l Line>) -> Option<&'l Line> {
    let mut alike = BTreeMap::<Vec<usize>, (usize, &Line)>::new();
    let mut all = 0;
    for line in lines {
        let cells = line.cells.iter();
        let starts = cells.map(|cell| cell.start - line.span.start).collect();
        alike.entry(starts).or_insert((0, line)).0 += 1;
        all += 1;
    }
    let (count, first) = alike.into_values().max_by_key(|(count, _)| *count)?;
    (count * 2 > all).then_some(first)
}

/// The cells of a line with their columns.
fn place(text: &str, line: &Line, first: &Line, ruling: Ruling) -> Vec<(u32, Range<usize>)> {
    let filled = |cell: &Range<usize>| !cell.is_empty();
    if ruling != Ruling::Spaces {
        let columns = line.cells.iter().cloned().zip(0..);
        return columns
            .filter(|(cell, _)| filled(cell))
            .map(|(cell, column)| (column, cell))
            .collect();
    }
    let position = |line: &Line, at: usize| text[line.span.start..at].chars().count();
    let heads: Vec<_> = first
        .cells
        .iter()
        .map(|cell| (position(first, cell.start), position(first, cell.end)))
        .collect();
    let mut placed: Vec<(u32, Range<usize>)> = Vec::new();
    for cell in line.cells.iter().filter(|cell| filled(cell)) {
        let (start, end) = (position(line, cell.start), position(line, cell.end));
        let distance = |head: &(usize, usize)| {
            let overlap = end.min(head.1) > start.max(head.0);
            (!overlap, start.abs_diff(head.0).min(end.abs_diff(head.1)))
        };
        let nearest = (0..heads.len())
            .min_by_key(|column| distance(&heads[*column]))
            .unwrap_or(0) as u32;
        // Two cells of a line stand in two columns.
        let column = placed
            .last()
            .map_or(nearest, |(last, _)| nearest.max(last + 1));
        placed.push((column, cell.clone()));
    }
    placed
}

impl Line {
    fn of(text: &str, span: Range<usize>) -> Self {
        let content = text[span.clone()].trim_end();
        // Options to tick stand apart without being columns, and so do labels with dots that lead to their values.
        let apart = || has_box(content) || content.contains(LEADER);
        let ruling = ruling(content).filter(|ruling| *ruling != Ruling::Spaces || !apart());
        let cells = match ruling {
            None => Vec::new(),
            Some(Ruling::Bars) => {
                let inner = content.trim().trim_start_matches('|');
                let inner = inner.strip_suffix('|').unwrap_or(inner);
                let from = span.start + content.find(inner).unwrap_or(0);
                split(text, from..from + inner.len(), '|')
            }
            Some(Ruling::Tabs) => split(text, span.start..span.start + content.len(), '\t'),
            Some(Ruling::Spaces) => gaps(text, span.start..span.start + content.len()),
        };
        Self {
            span,
            ruling,
            cells,
            continues: false,
        }
    }

    /// Marks the line as one that says more of a row above: it begins further in, and its cells stand right below some of
    /// the others there.
    fn continues_below(&mut self, row: &Self, text: &str) {
        let content = text[self.span.clone()].trim_end();
        let ruled = |ruling| ruling == Some(Ruling::Spaces);
        if !content.starts_with("  ")
            || !ruled(row.ruling)
            || !(ruled(self.ruling) || self.ruling.is_none())
        {
            return;
        }
        let cells = gaps(text, self.span.start..self.span.start + content.len());
        let position =
            |line: &Self, cell: &Range<usize>| text[line.span.start..cell.start].chars().count();
        let below = |cell: &Range<usize>| {
            let at = position(self, cell);
            let mut others = row.cells.iter().skip(1);
            others.any(|other| position(row, other) == at)
        };
        if !cells.is_empty() && cells.len() * 2 <= row.cells.len() && cells.iter().all(below) {
            self.ruling = Some(Ruling::Spaces);
            self.cells = cells;
            self.continues = true;
        }
    }

    /// Whether the next line may belong to the same table.
    fn goes_on_in(&self, next: &Self, text: &str) -> bool {
        let (Some(this), Some(other)) = (self.ruling, next.ruling) else {
            return false;
        };
        let (a, b) = (self.cells.len(), next.cells.len());
        // The lines of a box that is drawn have one width, whatever is in it.
        let boxed = |line: &Self| {
            let line = text[line.span.clone()].trim();
            let is_boxed = line.starts_with('|') && line.ends_with('|');
            is_boxed.then(|| line.chars().count())
        };
        let is_of_one_box = boxed(self).is_some_and(|width| boxed(next) == Some(width));
        match this {
            _ if this != other => false,
            Ruling::Bars => a == b || is_of_one_box,
            // Empty cells leave no trace.
            Ruling::Tabs | Ruling::Spaces => a.abs_diff(b) <= 1 + a.max(b) / 3,
        }
    }

    /// Short cells without numbers. Lines of running text have wide gaps too.
    fn may_be_head(&self, text: &str) -> bool {
        const LONGEST: usize = 32;
        const DIGITS: usize = 2;
        self.cells.iter().all(|cell| {
            let digits = text[cell.clone()].bytes().filter(u8::is_ascii_digit);
            cell.len() <= LONGEST && digits.count() <= DIGITS
        })
    }

    /// How many cells are known heads, if the line may be one of heads.
    fn heads(&self, text: &str, knows_head: &dyn Fn(&str) -> bool) -> usize {
        if self.ruling == Some(Ruling::Spaces) && !self.may_be_head(text) {
            return 0;
        }
        let cells = self.cells.iter();
        cells
            .filter(|cell| knows_head(&text[(*cell).clone()]))
            .count()
    }

    /// The labels of its cells, if each has one: `Surname: Example      Case: 12`.
    fn labels<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let label = |cell: &Range<usize>| Some(text[cell.clone()].split_once(": ")?.0);
        let labels: Option<Vec<&str>> = self.cells.iter().map(label).collect();
        labels.filter(|labels| labels.len() > 1)
    }

    /// Most of its cells are known heads.
    fn is_head(&self, text: &str, knows_head: &dyn Fn(&str) -> bool) -> bool {
        let heads = self.heads(text, knows_head);
        heads >= 2 && heads * 2 >= self.cells.len()
    }

    /// `Seen by: Ada Example      Room: 4`
    fn is_labelled(&self, text: &str) -> bool {
        let first = self.cells.first();
        first.is_some_and(|cell| text[cell.clone()].contains(": "))
    }

    /// A line of dashes between head and body.
    fn is_rule(&self, text: &str) -> bool {
        is_rule(&text[self.span.clone()])
    }
}

fn is_rule(line: &str) -> bool {
    line.chars().all(|character| {
        matches!(
            character,
            '|' | '-' | '+' | '=' | ':' | ' ' | '\t' | '\n' | '\r' | '_'
        )
    })
}

/// One line from side to side under the heads or between rows.
fn is_one_rule(lines: &str) -> bool {
    const SHORTEST: usize = 8;
    let line = lines.trim_end();
    line.len() >= SHORTEST && is_rule(line) && !line.contains('\n')
}

/// One blank line or two.
fn is_blank(lines: &str) -> bool {
    const MOST: usize = 2;
    let ends = lines.bytes().filter(|byte| *byte == b'\n').count();
    (1..=MOST).contains(&ends) && lines.trim_ascii().is_empty()
}

fn ruling(content: &str) -> Option<Ruling> {
    let bytes = content.trim_start().as_bytes();
    if memchr::memchr_iter(b'|', bytes).nth(1).is_some() {
        return Some(Ruling::Bars);
    }
    if memchr::memchr(b'\t', bytes).is_some() {
        return Some(Ruling::Tabs);
    }
    let gap = bytes.windows(2).any(|pair| pair == b"  ");
    gap.then_some(Ruling::Spaces)
}

fn split(text: &str, span: Range<usize>, separator: char) -> Vec<Range<usize>> {
    let mut cells = Vec::new();
    let mut from = span.start;
    for part in text[span].split(separator) {
        cells.push(trimmed(text, from..from + part.len(), &[]));
        from += part.len() + separator.len_utf8();
    }
    cells
}

/// Cells between gaps of two spaces or more.
fn gaps(text: &str, span: Range<usize>) -> Vec<Range<usize>> {
    let mut cells = Vec::new();
    let mut from = span.start;
    for part in text[span].split("  ") {
        let cell = trimmed(text, from..from + part.len(), &[]);
        if !cell.is_empty() {
            cells.push(cell);
        }
        from += part.len() + 2;
    }
    cells
}

/// The lines whose first words, before a colon, a tab or `=`, hold one that heads are made of.
pub(super) fn naming_lines(words: &Words<'_>) -> impl Iterator<Item = Range<usize>> {
    let mut done = 0;
    (0..words.len()).filter_map(move |at| {
        let word = words.word(at);
        if !word.after.has(Gap::COLON) && !word.after.has(Gap::BREAK) || word.start() < done {
            return None;
        }
        let text = words.text();
        let ends = |byte: &u8| matches!(byte, b'\n' | 0x0b);
        let limit = word.end().saturating_sub(2 * NAME_LENGTH);
        let lead = text.as_bytes()[limit..word.end()].iter().rposition(ends);
        let start = lead.map_or(limit, |end| limit + end + 1);
        let known = (0..=at)
            .rev()
            .map(|at| (at, words.word(at)))
            .take_while(|(_, word)| word.start() >= start)
            .any(|(at, _)| is_of_head(words, at));
        let rest = &text.as_bytes()[word.end()..];
        let end = word.end() + rest.iter().position(ends).map_or(rest.len(), |end| end + 1);
        done = end;
        (known && (lead.is_some() || limit == 0)).then_some(start..end)
    })
}

/// Whether a text has a word that heads are made of.
pub(super) fn has_head(words: &Words<'_>) -> bool {
    (0..words.len()).any(|at| is_of_head(words, at))
}

/// The word may be one of a head: it is known from one, written together, or a letter of an abbreviation.
fn is_of_head(words: &Words<'_>, at: usize) -> bool {
    let word = words.word(at);
    word.uses.is(Uses::HEAD)
        || is_joined(words.written(at))
        || (word.end() - word.start() == 1 && word.after.has(Gap::STOP))
}

/// `NHSNumber`, `dateOfBirth`: words of a name of a field, written as one.
fn is_joined(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes
        .windows(2)
        .any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
        || (bytes.len() > 3
            && bytes[..2].iter().all(u8::is_ascii_uppercase)
            && bytes[bytes.len() - 1].is_ascii_lowercase())
}

/// The name and value of a line `Label: value` or `key = value`, also in bold (`**Label:** value`) or in a list.
pub(super) fn field_line(text: &str, line: Range<usize>) -> Option<FieldLine> {
    let content = &text[line.clone()];
    let colon = content.find([':', '\t', '='])?;
    let name = trimmed(
        text,
        line.start..line.start + colon,
        &['*', '-', '•', '#', '>', '"'],
    );
    let value = trimmed(text, line.start + colon + 1..line.end, &['*', '"', ',']);
    let words = text[name.clone()].split_whitespace().count();
    let named = !name.is_empty()
        && name.len() <= NAME_LENGTH
        && words <= NAME_WORDS
        && text[name.clone()].starts_with(char::is_alphabetic)
        && !text[name.clone()].contains(". ");
    // `09:12` and `http://` name nothing.
    let clock_or_link = text[line.start + colon + 1..]
        .starts_with(|next: char| next.is_ascii_digit() || next == '/')
        && content.as_bytes()[colon] == b':';
    let tight_digit =
        clock_or_link && text[name.clone()].ends_with(|last: char| last.is_ascii_digit());
    (named && !value.is_empty() && !tight_digit && !text[value.clone()].starts_with("//"))
        .then_some(FieldLine { name, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grids(text: &str) -> Vec<Vec<Vec<(u32, String)>>> {
        blocks(text, &|cell| ["Name", "Phone", "Ward"].contains(&cell))
            .into_iter()
            .filter_map(|block| match block {
                Block::Grid(rows) => Some(
                    rows.into_iter()
                        .map(|row| {
                            row.into_iter()
                                .map(|(column, span)| (column, text[span].to_owned()))
                                .collect()
                        })
                        .collect(),
                ),
                Block::Prose(_) | Block::Abreast(_) => None,
            })
            .collect()
    }

    #[test]
    fn addresses_side_by_side_are_read_downwards() {
        let text = "Mr J Hollins        Ms A Price\n1 Mill Lane         3 Elm Road\n\
                    LS1 4AB             LS2 9ZZ\n";
        let one = text.replace("LS1 4AB", "Leeds  ");
        assert!(matches!(blocks(&one, &|_| false)[..], [Block::Prose(_)]));
        let [Block::Abreast(columns)] = &blocks(text, &|_| false)[..] else {
            panic!("{:?}", blocks(text, &|_| false));
        };
        let lines = |at: usize| {
            columns[at]
                .iter()
                .map(|cell| &text[cell.clone()])
                .collect::<Vec<_>>()
        };
        assert_eq!(lines(0), ["Mr J Hollins", "1 Mill Lane", "LS1 4AB"]);
        assert_eq!(lines(1), ["Ms A Price", "3 Elm Road", "LS2 9ZZ"]);
    }

    #[test]
    fn an_address_beside_a_letterhead_is_read_downwards_and_one_behind_labels_is_not() {
        let letter = "Dr J Hollins              Ms A Price\nConsultant                3 Elm Road\n\
                      Overby Infirmary          Netherby\nOverby LS1 4AB            LS2 9ZZ\n";
        let [Block::Abreast(columns)] = &blocks(letter, &|_| false)[..] else {
            panic!("{:?}", blocks(letter, &|_| false));
        };
        assert_eq!(&letter[columns[1][3].clone()], "LS2 9ZZ");
        let form = "Name         Ms A Price\nAddress      3 Elm Road\nPostcode     LS2 9ZZ\n";
        assert!(!matches!(
            blocks(form, &|cell| cell == "Name")[..],
            [Block::Abreast(_)]
        ));
    }

    #[test]
    fn tables_are_seen_in_bars_tabs_and_spaces() {
        let row = |cells: &[(u32, &str)]| -> Vec<(u32, String)> {
            cells
                .iter()
                .map(|(column, text)| (*column, (*text).to_owned()))
                .collect()
        };
        let want = vec![vec![
            row(&[(0, "Name"), (1, "Ward"), (2, "Phone")]),
            row(&[(0, "Ada B"), (1, "East"), (2, "1")]),
            row(&[(0, "Cy D"), (2, "2")]),
        ]];
        let bars =
            "| Name | Ward | Phone |\n|---|---|---|\n| Ada B | East | 1 |\n| Cy D |  | 2 |\n";
        let tabs = "Name\tWard\tPhone\nAda B\tEast\t1\nCy D\t\t2\n";
        let spaces = "Name     Ward    Phone\nAda B    East    1\nCy D             2\n";
        for text in [bars, tabs, spaces] {
            assert_eq!(grids(text), want, "{text}");
        }
    }

    #[test]
    fn a_table_may_begin_below_a_blank_line_and_ends_where_other_heads_come() {
        let one = "Name     Ward    Phone\n\nAda B    East    1\nCy D     West    2\n";
        assert_eq!(grids(one).len(), 1);
        assert_eq!(grids(one)[0].len(), 3);
        let two = format!("{one}\n{one}");
        assert_eq!(grids(&two).len(), 2);
        let apart = "One  two\n\nthree  four\nfive  six\n";
        assert_eq!(grids(apart), Vec::<Vec<Vec<(u32, String)>>>::new());
    }

    #[test]
    fn a_row_goes_on_in_lines_whose_cells_stand_below_its_own() {
        let text = "Name     Ward    Phone\n\nAda B    East    1\n         Upper\n         End\n\n\
                    Cy D     West    2\n  See above.\n";
        let [rows] = &grids(text)[..] else {
            panic!("{:?}", grids(text));
        };
        let ward = |text: &str| (1, text.to_owned());
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[1][3..], [ward("Upper"), ward("End")]);
        assert_eq!(rows[2].len(), 3);
    }

    #[test]
    fn prose_around_a_table_stays_prose() {
        let text = "Before.\nName\tPhone\nA\t1\nB\t2\nAfter.\n";
        let blocks = blocks(text, &|cell| cell == "Name");
        assert_eq!(blocks.len(), 3);
        assert_eq!(blocks[0], Block::Prose(0..8));
        assert_eq!(blocks[2], Block::Prose(text.len() - 7..text.len()));
        assert!(grids("One sentence.  Another one.  A third.\n").is_empty());
    }

    #[test]
    fn lines_that_name_their_value_are_fields() {
        for (line, want) in [
            ("Name: Ada B", Some(("Name", "Ada B"))),
            (
                "**Date of birth:** 1 May 1990  ",
                Some(("Date of birth", "1 May 1990")),
            ),
            (
                "- Religion or belief: none given",
                Some(("Religion or belief", "none given")),
            ),
            ("dob = 1 May 1990", Some(("dob", "1 May 1990"))),
            ("at 09:12 hours", None),
            ("see http://x", None),
            ("Name:", None),
        ] {
            let field = field_line(line, 0..line.len())
                .map(|field| (&line[field.name.clone()], &line[field.value.clone()]));
            assert_eq!(field, want, "{line}");
        }
    }
}
