//! What a document points to: points for its place, its titles, its columns and what was found in it.

use std::collections::{BTreeMap, BTreeSet};

use super::vocabulary::{Called, ClassIndex, TermIndex, Vocabulary, fold_into};
use super::{CLEAR, Signal, clear, vocabulary};
use crate::extract::{Body, Cell, Field, Origin, Segment};

/// Points, as the retention guide of the project weighs them.
const COLUMNS: u8 = 4;
/// Two columns say less than a list of them.
const PAIR: u8 = 3;
/// What a larger list of another class has as well is no mark of this one.
const PART: u8 = 2;
/// What a document is called at its top, and what else its first lines say.
const HEADING: u8 = 4;
const TITLE: u8 = 3;
/// A single word among others.
const WORD: u8 = 2;
/// Another title stands above it, of another class.
const BELOW: u8 = 2;
/// A second and a third phrase of the same class, a fourth and a fifth column, each.
const MORE: u8 = 1;
/// Words of a sentence.
const SAID: u8 = 1;
const NAME: u8 = 2;
/// A name is what its last words say: `Planning committee minutes 2014`. One word is of more than one class.
const NAME_END: u8 = 3;
const FOLDER: u8 = 2;
const UPPER_FOLDER: u8 = 1;
const IMPLIED: u8 = 1;

/// What its text speaks of: from so many different phrases on, each the less the more classes have it.
const SPOKEN_OF: [(f32, u8); 4] = [(5.0, 5), (3.0, 4), (2.0, 2), (1.0, 1)];
/// Bytes of text that are looked through for them.
const BODY: usize = 8 << 10;
/// Finds without which a document is no record of anybody.
const PERSONAL: [&str; 5] = [
    "person-name",
    "date-of-birth",
    "postal-address",
    "uk-national-insurance-number",
    "email-address",
];

/// Filled lines that may hold a title, words of one, and bytes of titles and heads in all.
const TITLE_LINES: usize = 15;
const TITLE_WORDS: usize = 10;
const TITLES: usize = 2 << 10;
const HEADS: usize = 4 << 10;
/// Filled lines that may be headings, words of one, and filled lines whose labels are looked at.
const HEADING_LINES: usize = 5;
const LABEL_LINES: usize = 40;
/// Words of a label.
const LABEL_WORDS: usize = 5;
/// What follows these words at the start of a line is what it is about.
const SUBJECTS: [&str; 5] = ["subject", "re", "title", "ref", "regarding"];
/// Rows of a table that may hold its heads.
const HEAD_ROWS: u32 = 3;
/// A longer cell is no head.
const HEAD: usize = 60;
/// Tables of a document whose heads are looked at.
const TABLES: u32 = 64;
/// Classes that a document keeps.
const KEPT: usize = 6;

/// Where a part of the titles stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// Where the document may say what it is.
    Heading,
    /// The same, and more words follow than titles have.
    Beginning,
    /// Among the first lines.
    Below,
}

/// Gathers what of a document's text points to a class.
#[derive(Debug, Default)]
pub(in crate::classify) struct Reader {
    titles: String,
    /// For each part of the titles, what it may be.
    stands: Vec<Stands>,
    /// First lines that are sentences.
    said: String,
    /// The text, whatever it is in.
    body: String,
    lines: usize,
    /// The line before greets somebody: what follows may say what the letter is about.
    greeted: bool,
    /// Labels of a form, in text and in tables of two columns.
    labels: String,
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
            Body::Row(cells) => {
                for cell in cells {
                    self.body(&cell.text);
                }
                self.row(&segment.origin, cells);
            }
            Body::Record(fields) => {
                for field in fields {
                    self.body(&field.value);
                }
                self.record(&segment.origin, fields);
            }
            Body::Text(text) => {
                self.body(text);
                self.end_table();
                self.table = None;
                self.text(&segment.origin, text);
            }
        }
    }

    fn body(&mut self, text: &str) {
        if self.body.len() < BODY {
            fold_into(text, &mut self.body, BODY);
        }
    }

    fn title(&mut self, text: &str, stands: Stands) {
        if self.titles.len() < TITLES && text.contains(char::is_alphabetic) {
            fold_into(text, &mut self.titles, TITLES);
            self.stands.push(stands);
        }
    }

    /// The first lines, some of which may be the heads of a table laid out in text, or labels of a form.
    fn text(&mut self, origin: &Origin, text: &str) {
        if self.lines >= LABEL_LINES
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
        for line in text.split(['\n', '\u{b}']).take(4 * LABEL_LINES) {
            let line = line.trim();
            // What a mail quotes is of another one.
            if line.is_empty() || line.starts_with('>') {
                continue;
            }
            self.lines += 1;
            if self.lines > LABEL_LINES {
                return;
            }
            if let Some((label, _)) = line.split_once(':') {
                self.label(label);
            }
            if self.lines <= TITLE_LINES {
                self.first_line(line);
            }
        }
    }

    fn first_line(&mut self, line: &str) {
        let cells = line.trim_matches('|').split(['|', '\t']);
        if cells.clone().count() > 1 {
            cells.for_each(|cell| self.head(cell));
            self.end_table();
        }
        let greeted = std::mem::take(&mut self.greeted);
        // A line of many words is a sentence, and speaks of other records as well.
        if let Some(word) = line.split_whitespace().nth(TITLE_WORDS) {
            if self.said.len() < TITLES {
                fold_into(line, &mut self.said, TITLES);
            }
            // A long title begins with what it is one of.
            if self.lines <= HEADING_LINES {
                let behind = word.as_ptr().addr() - line.as_ptr().addr();
                self.title(&line[..behind], Stands::Beginning);
            }
            return;
        }
        self.greeted = line.starts_with("Dear ");
        let about = about(line);
        let heading = greeted
            || about.is_some()
            || self.lines <= HEADING_LINES
            || !line.contains(char::is_lowercase);
        let is_item = line.starts_with(['-', '*', '•', '·']) && !line.starts_with("**");
        let stands = if heading && !is_item {
            Stands::Heading
        } else {
            Stands::Below
        };
        self.title(about.unwrap_or(line), stands);
        // `CONTRACT: mowing of the green`
        if let Some((label, _)) = line.split_once(':')
            && stands == Stands::Heading
            && !label.contains(char::is_lowercase)
        {
            self.title(label, stands);
        }
    }

    fn label(&mut self, label: &str) {
        let words = label.split_whitespace().take(LABEL_WORDS + 1).count();
        if words <= LABEL_WORDS && self.labels.len() < HEADS && !label.contains('|') {
            fold_into(label, &mut self.labels, HEADS);
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
                self.title(&name, Stands::Heading);
            }
        }
        if let [label, _] = cells
            && !matches!(origin, Origin::Delimited { .. })
        {
            self.label(label.text.trim_end_matches([':', ' ']));
        }
        if self.rows >= HEAD_ROWS || self.tables > TABLES {
            return;
        }
        match cells {
            [only] => {
                let first = self.rows == 0;
                self.title(
                    &only.text,
                    if first {
                        Stands::Heading
                    } else {
                        Stands::Below
                    },
                );
                return;
            }
            // A title with a date beside it.
            [first, _] if self.rows == 0 => self.title(&first.text, Stands::Below),
            _ => {}
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
                    self.title(&field.value, Stands::Heading);
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
        complete(&self.heads, &mut self.columns);
        self.heads.clear();
    }

    /// The classes that the document points to, best first; `found` says whether a rule found something in it.
    pub(in crate::classify) fn finish(
        mut self,
        path: &str,
        found: impl Fn(&str) -> bool,
    ) -> Vec<Signal> {
        self.end_table();
        let vocabulary = vocabulary();
        let mut points = Points::default();
        let general = self.is_general(vocabulary, path);
        let called = points.place(vocabulary, path, general);
        if !general {
            points.titled(vocabulary, &self.titles, &self.stands, &called);
            points.said(vocabulary, &self.said, &called);
        }
        // A table that fits a class in more columns is less likely to fit it by the few that most lists of people share.
        points.columns(vocabulary, &self.columns, |terms| match terms {
            ..=2 => PAIR,
            3 => COLUMNS,
            4 => COLUMNS + MORE,
            _ => COLUMNS + 2 * MORE,
        });
        let mut labels = BTreeMap::new();
        complete(&self.labels, &mut labels);
        points.columns(
            vocabulary,
            &labels,
            |terms| {
                if terms == 2 { PART } else { PAIR }
            },
        );
        let mut known = points.clone();
        known.implied(vocabulary, &found);
        let known = known.best(vocabulary);
        // What a document is called and made of says more than its words.
        if general || clear(&known).is_some() || !PERSONAL.iter().any(|rule| found(rule)) {
            return known;
        }
        points.spoken_of(vocabulary, &self.body, &called);
        points.implied(vocabulary, &found);
        points.best(vocabulary)
    }

    /// By its name or one of its first lines a paper about such records, and none of them: a procedure, a price list.
    fn is_general(&self, vocabulary: &Vocabulary<'_>, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let mut folded = String::new();
        fold_into(stem, &mut folded, HEADS);
        let first = self.titles.split('|').zip(&self.stands);
        let mut first = first
            .filter(|(_, stands)| **stands == Stands::Heading)
            .take(2);
        vocabulary.is_general(&folded) || first.any(|(part, _)| vocabulary.is_general(part))
    }
}

/// What a line is about that says so: `Subject: …`, `Re: …`.
fn about(line: &str) -> Option<&str> {
    let (word, rest) = line.split_once(':')?;
    let is_subject = SUBJECTS
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known));
    (is_subject && !rest.trim().is_empty()).then_some(rest)
}

/// Notes the sets of columns that folded heads complete, with their terms.
fn complete(heads: &str, columns: &mut BTreeMap<ClassIndex, BTreeSet<TermIndex>>) {
    if heads.is_empty() {
        return;
    }
    let vocabulary = vocabulary();
    let terms = vocabulary.terms_in(heads);
    if terms.len() < 2 {
        return;
    }
    for (class, set) in &vocabulary.sets {
        if set.iter().all(|term| terms.contains(term)) {
            columns.entry(*class).or_default().extend(set);
        }
    }
}

/// Whether a file's name says that the document is of other classes than this one.
fn is_other(called_by_name: &[ClassIndex], class: ClassIndex) -> bool {
    !called_by_name.is_empty() && !called_by_name.contains(&class)
}

/// What gives points; each kind counts once for a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Columns,
    Title(Called),
    More,
    Said,
    SpokenOf,
    Name,
    Folder,
    Implied,
}

#[derive(Debug, Clone, Default)]
struct Points(BTreeMap<ClassIndex, Vec<(Kind, u8, String)>>);

impl Points {
    fn add(&mut self, class: ClassIndex, kind: Kind, points: u8, words: &str) {
        let signals = self.0.entry(class).or_default();
        let same = |known: &Kind| std::mem::discriminant(known) == std::mem::discriminant(&kind);
        match signals.iter_mut().find(|(known, ..)| same(known)) {
            Some(known) if points > known.1 => *known = (kind, points, words.to_owned()),
            Some(_) => {}
            None => signals.push((kind, points, words.to_owned())),
        }
    }

    /// Sets of columns, by how many columns they have.
    fn columns(
        &mut self,
        vocabulary: &Vocabulary<'_>,
        columns: &BTreeMap<ClassIndex, BTreeSet<TermIndex>>,
        weight: impl Fn(usize) -> u8,
    ) {
        for (class, terms) in columns {
            let mut others = columns.values();
            let is_part = others.any(|other| other.len() > terms.len() && other.is_superset(terms));
            let weight = if is_part { PART } else { weight(terms.len()) };
            let names: Vec<&str> = terms
                .iter()
                .map(|term| vocabulary.terms[*term as usize])
                .collect();
            self.add(*class, Kind::Columns, weight, &names.join("+"));
        }
    }

    /// What the document calls itself: the class of the topmost heading, and what else the first lines name. Its file's
    /// name stands above the lines that are no headings, and may be of the classes `called_by_name`.
    fn titled(
        &mut self,
        vocabulary: &Vocabulary<'_>,
        titles: &str,
        stands: &[Stands],
        called_by_name: &[ClassIndex],
    ) {
        let mut named: BTreeMap<ClassIndex, Vec<(&str, Called, u8)>> = BTreeMap::new();
        let mut top: BTreeMap<ClassIndex, (&str, Called)> = BTreeMap::new();
        for (part, stands) in titles.split('|').zip(stands) {
            let is_first = top.is_empty();
            let found: Vec<_> = vocabulary.titles.find(part).collect();
            for &(phrase, title) in &found {
                let (class, called) = (title.class, title.called());
                // `minutes of the meeting of governors` are no `minutes of the` anything.
                let longer = |other: &str| other.len() > phrase.len() && other.contains(phrase);
                // Nor is what a `noise complaint record` is called by in the middle of its title.
                let from = |phrase: &str| phrase.as_ptr().addr();
                let begun = |other: &str, of: ClassIndex| {
                    let within = from(other) + 1..from(other) + other.len();
                    of != class && within.contains(&from(phrase))
                };
                let mut others = found.iter();
                if others.any(|(other, title)| longer(other) || begun(other, title.class)) {
                    continue;
                }
                let begins = part.trim_start().starts_with(phrase);
                if *stands == Stands::Beginning && !begins {
                    continue;
                }
                let heads = *stands != Stands::Below && vocabulary.is_heading(part, phrase);
                if heads && is_first && called != Called::Topic {
                    top.entry(class).or_insert((phrase, called));
                }
                let below = *stands != Stands::Heading && is_other(called_by_name, class);
                let weight = match () {
                    () if below => BELOW,
                    () if heads || phrase.contains(' ') => TITLE,
                    () => WORD,
                };
                named
                    .entry(class)
                    .or_default()
                    .push((phrase, called, weight));
            }
        }
        for (class, mut phrases) in named {
            if let Some((phrase, called)) = top.get(&class) {
                self.add(class, Kind::Title(*called), HEADING, phrase);
            }
            let most = if top.is_empty() { TITLE } else { BELOW };
            for (phrase, called, weight) in &phrases {
                self.add(class, Kind::Title(*called), most.min(*weight), phrase);
            }
            phrases.sort_by_key(|(phrase, ..)| std::cmp::Reverse(phrase.len()));
            let mut different: Vec<&str> = Vec::new();
            for (phrase, ..) in phrases {
                if !different.iter().any(|longer| longer.contains(phrase)) {
                    different.push(phrase);
                }
            }
            match different.as_slice() {
                [] | [_] => {}
                [_, second] => self.add(class, Kind::More, MORE, second),
                [_, second, third, ..] => {
                    self.add(class, Kind::More, 2 * MORE, &format!("{second}, {third}"));
                }
            }
        }
    }

    /// What sentences of the first lines speak of, unless the file's name says that the document is of another class.
    fn said(&mut self, vocabulary: &Vocabulary<'_>, said: &str, called_by_name: &[ClassIndex]) {
        for (phrase, title) in vocabulary.titles.find(said) {
            let other = is_other(called_by_name, title.class);
            if title.called() != Called::Topic && phrase.contains(' ') && !other {
                self.add(title.class, Kind::Said, SAID, phrase);
            }
        }
    }

    /// What the text speaks of, phrase by phrase; one within another is no other. A file whose name says what it is speaks
    /// of other classes as well: a waiting list of illnesses.
    fn spoken_of(
        &mut self,
        vocabulary: &Vocabulary<'_>,
        body: &str,
        called_by_name: &[ClassIndex],
    ) {
        let mut phrases: BTreeMap<&str, Vec<ClassIndex>> = BTreeMap::new();
        for (phrase, class) in vocabulary.words.find(body) {
            let classes = phrases.entry(phrase).or_default();
            if !classes.contains(&class) {
                classes.push(class);
            }
        }
        // How many there are, and what they count; which they are might tell what is said of somebody.
        let mut spoken: BTreeMap<ClassIndex, (usize, f32)> = BTreeMap::new();
        for (phrase, classes) in &phrases {
            for class in classes {
                let of_class = |(other, classes): (&&str, &Vec<ClassIndex>)| {
                    other.len() > phrase.len() && other.contains(phrase) && classes.contains(class)
                };
                if !phrases.iter().any(of_class) {
                    let (count, sum) = spoken.entry(*class).or_default();
                    *count += 1;
                    *sum += 1.0 / classes.len() as f32;
                }
            }
        }
        for (class, (count, sum)) in spoken {
            let points = SPOKEN_OF.iter().find(|(least, _)| sum >= *least);
            let points = points.map_or(0, |(_, points)| *points);
            // A few words bear out what else points to their class, and speak against no other.
            let alone = points >= CLEAR && !is_other(called_by_name, class);
            if alone || points > 0 && self.0.contains_key(&class) {
                self.add(class, Kind::SpokenOf, points, &count.to_string());
            }
        }
    }

    /// Folders, the deepest that says something before those above it, and the file's name, which is a title of sorts.
    /// Gives the classes that the name ends on.
    fn place(&mut self, vocabulary: &Vocabulary<'_>, path: &str, general: bool) -> Vec<ClassIndex> {
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
        if general {
            return Vec::new();
        }
        self.named(vocabulary, &folded, Kind::Name, NAME);
        let name = vocabulary.without_edition(&folded);
        let end = |text: &str| text.as_ptr().addr() + text.len();
        let titles = vocabulary.titles.find(&folded);
        let last = titles
            .filter(|(phrase, title)| end(phrase) == end(name) && title.called() != Called::Topic);
        last.map(|(phrase, title)| {
            if phrase.contains(' ') {
                self.add(title.class, Kind::Name, NAME_END, phrase);
            }
            title.class
        })
        .collect()
    }

    /// Whether a folder or file is called by words of classes.
    fn named(&mut self, vocabulary: &Vocabulary<'_>, folded: &str, kind: Kind, points: u8) -> bool {
        let folders = vocabulary.folders.find(folded);
        let titles = vocabulary.titles.find(folded);
        let mut said = false;
        for (phrase, class) in folders.chain(titles.map(|(phrase, title)| (phrase, title.class))) {
            self.add(class, kind, points, phrase);
            said = true;
        }
        said
    }

    /// What was found in the document supports a class that something else points to.
    fn implied(&mut self, vocabulary: &Vocabulary<'_>, found: impl Fn(&str) -> bool) {
        let classes: Vec<ClassIndex> = self.0.keys().copied().collect();
        for class in classes {
            let implied = vocabulary.classes[class as usize].implies.iter();
            if let Some(rule) = implied.into_iter().find(|rule| found(rule)) {
                self.add(class, Kind::Implied, IMPLIED, rule);
            }
        }
    }

    fn best(self, vocabulary: &Vocabulary<'_>) -> Vec<Signal> {
        let signals = self.0.into_iter().map(|(class, mut found)| {
            found.sort_by_key(|(_, points, _)| std::cmp::Reverse(*points));
            Signal {
                class: vocabulary.classes[class as usize].id.to_owned(),
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
            Self::Title(Called::Topic) => "topic",
            Self::More => "and",
            Self::Said => "said",
            Self::SpokenOf => "words",
            Self::Name => "name",
            Self::Folder => "folder",
            Self::Implied => "implies",
        }
    }
}
