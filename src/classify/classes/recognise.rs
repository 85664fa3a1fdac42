//! What a document points to: points for its place, its titles, its columns and what was found in it.

use std::collections::{BTreeMap, BTreeSet};

use super::Signal;
use super::vocabulary::{Called, ClassIndex, TermIndex, Vocabulary, fold_into};
use crate::extract::{Body, Cell, Field, Origin, Segment};

/// Points, as the retention guide of the project weighs them.
const COLUMNS: u8 = 4;
/// Two columns say less than a list of them.
const PAIR: u8 = 3;
/// What a larger list of another class has as well is no mark of this one.
const PART: u8 = 2;
const TITLE: u8 = 3;
const NAME: u8 = 2;
const FOLDER: u8 = 2;
const UPPER_FOLDER: u8 = 1;
const IMPLIED: u8 = 1;

/// Filled lines that may hold a title, words of one, and bytes of titles and heads in all.
const TITLE_LINES: usize = 15;
const TITLE_WORDS: usize = 10;
const TITLES: usize = 2 << 10;
const HEADS: usize = 4 << 10;
/// Rows of a table that may hold its heads.
const HEAD_ROWS: u32 = 3;
/// A longer cell is no head.
const HEAD: usize = 60;
/// Tables of a document whose heads are looked at.
const TABLES: u32 = 64;
/// Classes that a document keeps.
const KEPT: usize = 4;

/// Gathers what of a document's text points to a class.
#[derive(Debug, Default)]
pub(in crate::classify) struct Reader {
    titles: String,
    lines: usize,
    /// Heads of the table that rows are coming of.
    heads: String,
    table: Option<Origin>,
    rows: u32,
    tables: u32,
    /// Sets of columns that were complete in a table, with the terms of that table.
    columns: BTreeMap<ClassIndex, BTreeSet<TermIndex>>,
}

impl Reader {
    /// Looks at the next segment.
    pub(in crate::classify) fn segment(&mut self, segment: &Segment) {
        match &segment.body {
            Body::Row(cells) => self.row(&segment.origin, cells),
            Body::Record(fields) => self.record(&segment.origin, fields),
            Body::Text(text) => {
                self.end_table();
                self.table = None;
                self.text(&segment.origin, text);
            }
        }
    }

    fn title(&mut self, text: &str) {
        if self.titles.len() < TITLES {
            fold_into(text, &mut self.titles, TITLES);
        }
    }

    /// The first lines, some of which may be the heads of a table laid out in text.
    fn text(&mut self, origin: &Origin, text: &str) {
        if self.lines >= TITLE_LINES
            || !matches!(
                origin,
                Origin::Lines { .. }
                    | Origin::Page { .. }
                    | Origin::Part { .. }
                    | Origin::Slide { .. }
            )
        {
            return;
        }
        for line in text.split(['\n', '\u{b}']).take(4 * TITLE_LINES) {
            if line.trim().is_empty() {
                continue;
            }
            self.lines += 1;
            if self.lines > TITLE_LINES {
                return;
            }
            let cells = line.trim().trim_matches('|').split(['|', '\t']);
            if cells.clone().count() > 1 {
                cells.for_each(|cell| self.head(cell));
                self.end_table();
            }
            // A line of many words is a sentence, and speaks of other records as well.
            if line.split_whitespace().take(TITLE_WORDS + 1).count() <= TITLE_WORDS {
                self.title(line);
            }
        }
    }

    fn head(&mut self, cell: &str) {
        let is_head = cell.len() <= HEAD && !cell.bytes().any(|byte| byte.is_ascii_digit());
        if is_head && self.heads.len() < HEADS {
            fold_into(cell, &mut self.heads, HEADS);
        }
    }

    fn row(&mut self, origin: &Origin, cells: &[Cell]) {
        let mut table = origin.clone();
        let mut sheet = None;
        match &mut table {
            Origin::Sheet { row, sheet: name } => {
                *row = 0;
                sheet = Some(std::sync::Arc::clone(name));
            }
            Origin::Table { row, .. } => *row = 0,
            Origin::Delimited { row } => *row = 0,
            _ => {}
        }
        if self.table.as_ref() != Some(&table) {
            self.end_table();
            self.table = Some(table);
            self.rows = 0;
            self.tables += 1;
            if let Some(name) = sheet {
                self.title(&name);
            }
        }
        if self.rows >= HEAD_ROWS || self.tables > TABLES {
            return;
        }
        if let [only] = cells {
            self.title(&only.text);
            return;
        }
        self.rows += 1;
        for cell in cells {
            self.head(&cell.text);
        }
        // A head row is one row: its words do not add up with those of the next.
        self.end_table();
    }

    /// Names of fields are heads; the title and subject of properties are titles.
    fn record(&mut self, origin: &Origin, fields: &[Field]) {
        if *origin == Origin::Named {
            for field in fields {
                if matches!(field.name.as_str(), "title" | "subject") {
                    self.title(&field.value);
                }
            }
            return;
        }
        if self.tables >= TABLES {
            return;
        }
        self.tables += 1;
        for field in fields {
            let own = field.name.rsplit(['.', '/']).next();
            self.head(own.unwrap_or(&field.name));
        }
        self.end_table();
    }

    /// Sees which sets of columns the heads complete.
    fn end_table(&mut self) {
        if self.heads.is_empty() {
            return;
        }
        let vocabulary = Vocabulary::get();
        let found = vocabulary.heads.find(&self.heads);
        let terms: BTreeSet<TermIndex> = found.map(|(_, term)| term).collect();
        self.heads.clear();
        if terms.len() < 2 {
            return;
        }
        for (class, set) in &vocabulary.sets {
            if set.iter().all(|term| terms.contains(term)) {
                self.columns.entry(*class).or_default().extend(set);
            }
        }
    }

    /// The classes that the document points to, best first; `found` says whether a rule found something in it.
    pub(in crate::classify) fn finish(
        mut self,
        path: &str,
        found: impl Fn(&str) -> bool,
    ) -> Vec<Signal> {
        self.end_table();
        let vocabulary = Vocabulary::get();
        let mut points = Points::default();
        points.place(vocabulary, path);
        for (phrase, (class, called)) in vocabulary.titles.find(&self.titles) {
            points.add(class, Kind::Title(called), TITLE, phrase);
        }
        for (class, terms) in &self.columns {
            let mut others = self.columns.values();
            let weight = match terms.len() {
                _ if others.any(|other| other.len() > terms.len() && other.is_superset(terms)) => {
                    PART
                }
                2 => PAIR,
                _ => COLUMNS,
            };
            let names: Vec<&str> = terms.iter().map(|term| vocabulary.terms[*term]).collect();
            points.add(*class, Kind::Columns, weight, &names.join("+"));
        }
        points.implied(vocabulary, found);
        points.best(vocabulary)
    }
}

/// What gives points; each kind counts once for a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Columns,
    Title(Called),
    Name,
    Folder,
    Implied,
}

#[derive(Debug, Default)]
struct Points(BTreeMap<ClassIndex, Vec<(Kind, u8, String)>>);

impl Points {
    fn add(&mut self, class: ClassIndex, kind: Kind, points: u8, words: &str) {
        let signals = self.0.entry(class).or_default();
        match signals.iter_mut().find(|(known, ..)| *known == kind) {
            Some(known) if points > known.1 => *known = (kind, points, words.to_owned()),
            Some(_) => {}
            None => signals.push((kind, points, words.to_owned())),
        }
    }

    /// Folders, the deepest that says something before those above it, and the file's name, which is a title of sorts.
    fn place(&mut self, vocabulary: &'static Vocabulary, path: &str) {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut weight = FOLDER;
        let mut folded = String::new();
        for folder in folders.rsplit('/') {
            folded.clear();
            fold_into(folder, &mut folded, HEADS);
            if self.named(vocabulary, &folded, Kind::Folder, weight) {
                weight = UPPER_FOLDER;
            }
        }
        // `Housing/Applications` is called "housing applications".
        folded.clear();
        fold_into(folders, &mut folded, HEADS);
        self.named(vocabulary, &folded, Kind::Folder, UPPER_FOLDER);
        let across = vocabulary
            .folders
            .find(&folded)
            .filter(|(phrase, _)| phrase.contains(' '));
        for (phrase, class) in across {
            self.add(class, Kind::Folder, FOLDER, phrase);
        }
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        folded.clear();
        fold_into(stem, &mut folded, HEADS);
        self.named(vocabulary, &folded, Kind::Name, NAME);
    }

    /// Whether a folder or file is called by words of classes.
    fn named(
        &mut self,
        vocabulary: &'static Vocabulary,
        folded: &str,
        kind: Kind,
        points: u8,
    ) -> bool {
        let folders = vocabulary.folders.find(folded);
        let titles = vocabulary.titles.find(folded);
        let mut said = false;
        for (phrase, class) in folders.chain(titles.map(|(phrase, (class, _))| (phrase, class))) {
            self.add(class, kind, points, phrase);
            said = true;
        }
        said
    }

    /// What was found in the document supports a class that something else points to.
    fn implied(&mut self, vocabulary: &'static Vocabulary, found: impl Fn(&str) -> bool) {
        let classes: Vec<ClassIndex> = self.0.keys().copied().collect();
        for class in classes {
            let implied = vocabulary.classes[class].implies.iter();
            if let Some(rule) = implied.into_iter().find(|rule| found(rule)) {
                self.add(class, Kind::Implied, IMPLIED, rule);
            }
        }
    }

    fn best(self, vocabulary: &'static Vocabulary) -> Vec<Signal> {
        let signals = self.0.into_iter().map(|(class, mut found)| {
            found.sort_by_key(|(_, points, _)| std::cmp::Reverse(*points));
            Signal {
                class: vocabulary.classes[class].id.clone(),
                points: found.iter().map(|(_, points, _)| points).sum(),
                evidence: found
                    .into_iter()
                    .map(|(kind, _, words)| format!("{}:{words}", kind.word()))
                    .collect(),
            }
        });
        let mut signals: Vec<Signal> = signals.collect();
        signals.sort_by_key(|signal| std::cmp::Reverse(signal.points));
        signals.truncate(KEPT);
        signals
    }
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Columns => "columns",
            Self::Title(Called::Title) => "title",
            Self::Title(Called::Form) => "form",
            Self::Name => "name",
            Self::Folder => "folder",
            Self::Implied => "implies",
        }
    }
}
