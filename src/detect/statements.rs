//! Rows in dumps of databases: `INSERT INTO people (id, surname) VALUES (1, 'Day'), …` and `COPY people (id, surname) FROM
//! stdin;` with lines of tabs below.
//!
//! Says where heads and cells stand in the text; an escape within a cell is left as it is.

use std::ops::Range;

use memchr::memmem;

/// A row: its cells by column, without quotes; none for `NULL`.
pub(super) type Row = Vec<(u32, Range<usize>)>;

/// The rows of statements with the same columns, one after the other.
#[derive(Debug, PartialEq)]
pub(super) struct Statements {
    pub(super) span: Range<usize>,
    /// The first row is of the names of the columns, if the statement gives them.
    pub(super) rows: Vec<Row>,
}

/// The tables that the statements of a text fill, in order.
pub(super) fn tables(text: &str) -> Vec<Statements> {
    let mut tables: Vec<Statements> = Vec::new();
    let mut starts = Starts::of(text);
    let mut from = 0;
    while let Some(start) = starts.next(from) {
        let Some((heads, rows, end)) = insert(text, start).or_else(|| copy(text, start)) else {
            from = start + 1;
            continue;
        };
        from = end;
        let names =
            |row: &Row| -> Vec<&str> { row.iter().map(|(_, name)| &text[name.clone()]).collect() };
        let same = |table: &&mut Statements| {
            let between = text[table.span.end..start].trim();
            let follows = between.is_empty() || between.eq_ignore_ascii_case("go");
            let first = table.rows.first().map(names);
            follows && !heads.is_empty() && first == Some(names(&heads))
        };
        if let Some(table) = tables.last_mut().filter(same) {
            table.span.end = end;
            table.rows.extend(rows);
        } else {
            let heads = (!heads.is_empty()).then_some(heads);
            tables.push(Statements {
                span: start..end,
                rows: heads.into_iter().chain(rows).collect(),
            });
        }
    }
    tables
}

/// What statements begin with, as programs write it.
const BEGINNINGS: [&str; 3] = ["INSERT INTO ", "insert into ", "COPY "];

/// Where statements may begin; each beginning is looked for once along the text.
struct Starts<'t> {
    text: &'t [u8],
    next: [Option<usize>; BEGINNINGS.len()],
}

impl<'t> Starts<'t> {
    fn of(text: &'t str) -> Self {
        let text = text.as_bytes();
        let next = BEGINNINGS.map(|word| memmem::find(text, word.as_bytes()));
        Self { text, next }
    }

    /// The first at or behind a place.
    fn next(&mut self, from: usize) -> Option<usize> {
        for (next, word) in self.next.iter_mut().zip(BEGINNINGS) {
            if next.is_some_and(|next| next < from) {
                let found = memmem::find(&self.text[from..], word.as_bytes());
                *next = found.map(|at| from + at);
            }
        }
        self.next.iter().flatten().min().copied()
    }
}

/// What is left of a text to read.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl Cursor<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Whether the next characters are these, in any case; they are passed over then, and blanks before them.
    fn takes(&mut self, word: &str) -> bool {
        self.skip_blanks();
        let next = self.rest().get(..word.len());
        let is = next.is_some_and(|next| next.eq_ignore_ascii_case(word));
        self.at += if is { word.len() } else { 0 };
        is
    }

    /// The name of a table or column, without the signs that quote it.
    fn name(&mut self) -> Option<Range<usize>> {
        /// Characters of the longest name.
        const LONGEST: usize = 128;
        self.skip_blanks();
        let closing = match self.rest().chars().next()? {
            '`' => Some('`'),
            '"' => Some('"'),
            '[' => Some(']'),
            _ => None,
        };
        if let Some(closing) = closing {
            let mut inside = self.rest().char_indices().skip(1).take(LONGEST);
            let (length, _) = inside.find(|(_, c)| *c == closing)?;
            let name = self.at + 1..self.at + length;
            self.at = name.end + 1;
            return Some(name);
        }
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '#' | '@');
        let mut inside = self.rest().char_indices().take(LONGEST);
        let (length, _) = inside.find(|(_, c)| !plain(*c))?;
        let name = self.at..self.at + length;
        self.at = name.end;
        (length > 0).then_some(name)
    }

    /// `dbo.people`
    fn table(&mut self) -> Option<()> {
        self.name()?;
        while self.takes(".") {
            self.name()?;
        }
        Some(())
    }

    /// `(id, surname)`
    fn heads(&mut self) -> Option<Row> {
        let mut heads = Row::new();
        if !self.takes("(") {
            return Some(heads);
        }
        loop {
            heads.push((heads.len() as u32, self.name()?));
            if self.takes(")") {
                return Some(heads);
            }
            if !self.takes(",") {
                return None;
            }
        }
    }

    /// `(1, 'Day', NULL)`
    fn row(&mut self) -> Option<Row> {
        if !self.takes("(") {
            return None;
        }
        let mut row = Row::new();
        for column in 0.. {
            let cell = self.value()?;
            let text = &self.text[cell.clone()];
            if !text.is_empty() && !text.eq_ignore_ascii_case("null") {
                row.push((column, cell));
            }
            if self.takes(")") {
                return Some(row);
            }
            if !self.takes(",") {
                return None;
            }
        }
        None
    }

    /// `'O''Hara'`, `N'Day'`, `12.5`, `now()`.
    fn value(&mut self) -> Option<Range<usize>> {
        self.skip_blanks();
        let rest = self.rest().as_bytes();
        let quoted = match rest {
            [b'\'', ..] => Some(1),
            [b'N' | b'n' | b'E' | b'e', b'\'', ..] => Some(2),
            _ => None,
        };
        if let Some(before) = quoted {
            let start = self.at + before;
            let mut end = start;
            let bytes = self.text.as_bytes();
            loop {
                end += memchr::memchr2(b'\'', b'\\', bytes.get(end..)?)?;
                if bytes[end] == b'\\' || bytes.get(end + 1) == Some(&b'\'') {
                    end += 2;
                } else {
                    self.at = end + 1;
                    return Some(start..end);
                }
            }
        }
        let mut depth = 0;
        for (at, byte) in rest.iter().enumerate() {
            match byte {
                b'(' => depth += 1,
                b')' if depth > 0 => depth -= 1,
                b')' | b',' if depth == 0 => {
                    let value = self.rest()[..at].trim_end().len();
                    let value = self.at..self.at + value;
                    self.at += at;
                    return Some(value);
                }
                b';' | b'\n' => return None,
                _ => {}
            }
        }
        None
    }
}

/// The columns and rows of `INSERT INTO …`, and where it ends; a statement that breaks off has the rows before.
fn insert(text: &str, start: usize) -> Option<(Row, Vec<Row>, usize)> {
    let mut cursor = Cursor { text, at: start };
    if !cursor.takes("insert into ") {
        return None;
    }
    cursor.table()?;
    let heads = cursor.heads()?;
    if !cursor.takes("values") {
        return None;
    }
    let mut rows = Vec::new();
    let mut end = cursor.at;
    while let Some(row) = cursor.row() {
        rows.push(row);
        let goes_on = cursor.takes(",");
        end = cursor.at;
        if !goes_on {
            cursor.takes(";");
            end = cursor.at;
            break;
        }
    }
    (!rows.is_empty()).then_some((heads, rows, end))
}

/// The columns and rows of `COPY … FROM stdin;`, and where they end.
fn copy(text: &str, start: usize) -> Option<(Row, Vec<Row>, usize)> {
    let mut cursor = Cursor { text, at: start };
    if !cursor.takes("copy ") {
        return None;
    }
    cursor.table()?;
    let heads = cursor.heads()?;
    let begins = cursor.takes("from") && cursor.takes("stdin") && cursor.takes(";");
    if !begins || !cursor.rest().starts_with('\n') {
        return None;
    }
    cursor.at += 1;
    let mut rows = Vec::new();
    for line in text[cursor.at..].split_inclusive('\n') {
        let content = line.trim_end_matches('\n');
        if content.is_empty() {
            break;
        }
        let mut row = Row::new();
        let mut at = cursor.at;
        for (column, cell) in (0..).zip(content.split('\t')) {
            if !matches!(cell, "" | "\\N" | "\\.") {
                row.push((column, at..at + cell.len()));
            }
            at += cell.len() + 1;
        }
        cursor.at += line.len();
        if content == "\\." {
            break;
        }
        rows.push(row);
    }
    (!rows.is_empty()).then_some((heads, rows, cursor.at))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cells of each table, those of a row between bars.
    fn read(text: &str) -> Vec<Vec<String>> {
        let row = |row: &Row| -> String {
            let cells = row
                .iter()
                .map(|(column, cell)| format!("{column}{}", &text[cell.clone()]));
            cells.collect::<Vec<_>>().join("|")
        };
        let tables = tables(text);
        tables
            .iter()
            .map(|table| table.rows.iter().map(row).collect())
            .collect()
    }

    #[test]
    fn rows_of_an_insert_stand_below_its_columns() {
        let text = "x;\nINSERT INTO `people` (`id`, `sur name`) VALUES\n(1, 'O''Day'),\n(2, NULL), (3, N'Re\\'id');\nend";
        assert_eq!(
            read(text),
            [["0id|1sur name", "01|1O''Day", "02", "03|1Re\\'id"]]
        );
        let table = &tables(text)[0];
        assert!(text[table.span.clone()].ends_with(';'));
    }

    #[test]
    fn a_statement_a_row_is_of_one_table() {
        let text = "insert into [dbo].[p] ([a],[b]) values (1,'x')\nGO\ninsert into [dbo].[p] ([a],[b]) values (2,lower('Y'))\nGO\nINSERT INTO q (c) VALUES ('z');";
        assert_eq!(
            read(text),
            [vec!["0a|1b", "01|1x", "02|1lower('Y')"], vec!["0c", "0z"]]
        );
    }

    #[test]
    fn lines_below_a_copy_are_rows() {
        let text = "COPY public.p (id, surname) FROM stdin;\n1\tDay\n2\t\\N\n\\.\n\n3\tHill\n";
        assert_eq!(read(text), [["0id|1surname", "01|1Day", "02"]]);
    }

    #[test]
    fn a_statement_without_names_of_columns_and_one_that_breaks_off_have_rows() {
        assert_eq!(read("INSERT INTO p VALUES (1,'Day'),(2,'Hi"), [["01|1Day"]]);
    }

    #[test]
    fn what_only_speaks_of_statements_has_no_rows() {
        assert!(
            read("Use INSERT INTO and COPY to fill it. INSERT INTO t SELECT a FROM b;").is_empty()
        );
        assert!(read("COPY THAT (over) from Emma").is_empty());
    }
}
