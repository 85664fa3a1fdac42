//! Compiles the patterns of the rules in the program, reads its terms, draws up their words and those of names, and writes
//! the rule files as JSON, which is quicker to read than TOML: so that a start need not do it.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::{env, fs, iter};

use serde::Deserialize;
use serde::de::DeserializeOwned;

#[path = "src/detect/sensitive/beside.rs"]
mod beside;
#[path = "src/detect/sensitive/category.rs"]
mod category;
#[path = "src/detect/engine/compile.rs"]
mod compile;
#[path = "src/detect/names/dictionary.rs"]
#[expect(dead_code, reason = "the program looks words up")]
mod dictionary;
#[path = "src/classify/classes/file.rs"]
#[expect(
    dead_code,
    unreachable_pub,
    reason = "the program reads what is not words"
)]
mod file;
#[path = "src/detect/rule/hash.rs"]
mod hash;
#[path = "src/detect/heads.rs"]
#[expect(dead_code, reason = "the program reads heads")]
mod heads;
#[path = "src/detect/sensitive/inflections.rs"]
mod inflections;
#[path = "src/detect/sensitive/label_lists.rs"]
#[expect(dead_code, reason = "the program looks for labels")]
mod label_lists;
#[path = "src/detect/lexicon.rs"]
#[expect(dead_code, reason = "the program looks words up")]
mod lexicon;
#[path = "src/detect/mark_lists.rs"]
mod mark_lists;
#[path = "src/detect/names/marks.rs"]
#[expect(dead_code, reason = "the program asks for marks")]
mod marks;
#[path = "src/detect/masks.rs"]
#[expect(dead_code, reason = "the program looks for bytes")]
mod masks;
#[path = "src/detect/phrases.rs"]
#[expect(dead_code, reason = "the program looks for phrases")]
mod phrases;
#[path = "src/detect/engine/shapes.rs"]
#[expect(dead_code, reason = "the program looks shapes up")]
mod shapes;
#[path = "src/classify/phrases.rs"]
#[expect(dead_code, reason = "the program looks for phrases")]
mod signs;
#[path = "src/detect/sensitive/slips.rs"]
mod slips;
#[path = "src/detect/stored.rs"]
#[expect(dead_code, reason = "the program looks texts up")]
mod stored;
#[path = "src/detect/sensitive/terms.rs"]
#[expect(dead_code, reason = "the program looks for terms")]
mod terms;
#[path = "src/detect/sensitive/tokens.rs"]
mod tokens;
#[path = "src/classify/classes/vocabulary.rs"]
#[expect(dead_code, reason = "the program looks words up")]
mod vocabulary;
#[path = "src/detect/sensitive/word_patterns.rs"]
#[expect(dead_code, reason = "the program looks for the patterns")]
mod word_patterns;
#[path = "src/detect/sensitive/word_sets.rs"]
#[expect(dead_code, reason = "the program looks words up")]
mod word_sets;
#[path = "src/detect/words/mod.rs"]
#[expect(dead_code, reason = "the program reads texts")]
mod words;

use category::{CATEGORIES, Fault};
use phrases::{Meaning, Said};
use toml::Table;

// Where the files above look for one another.
mod detect {
    pub(crate) use crate::{lexicon, names, phrases, rule, stored, words};
    pub(crate) mod engine {
        pub(crate) use crate::shapes::form;
    }
}
mod names {
    pub(crate) use crate::marks::{Mark, entries};
}
mod rule {
    use std::collections::BTreeMap;
    use std::path::Path;
    use std::{fs, io};

    use toml::Table;

    /// The rule book as it lies in the sources: texts by path.
    pub(crate) struct Book(BTreeMap<String, String>);

    impl Book {
        pub(crate) fn read(folder: &Path) -> io::Result<Self> {
            let mut book = Self(BTreeMap::new());
            book.read_below(folder, "")?;
            Ok(book)
        }

        fn read_below(&mut self, folder: &Path, prefix: &str) -> io::Result<()> {
            for entry in fs::read_dir(folder)? {
                let entry = entry?;
                let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
                if entry.file_type()?.is_dir() {
                    self.read_below(&entry.path(), &format!("{path}/"))?;
                } else {
                    self.0.insert(path, fs::read_to_string(entry.path())?);
                }
            }
            Ok(())
        }

        pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &str)> {
            let files = self.0.iter();
            files.map(|(path, text)| (path.as_str(), text.as_str()))
        }

        pub(crate) fn file(&self, path: &str) -> Option<&str> {
            self.0.get(path).map(String::as_str)
        }

        /// The files in TOML, in order of path.
        pub(crate) fn tables(&self) -> Result<Vec<(&str, Table)>, String> {
            let is_toml = |path: &str| Path::new(path).extension() == Some("toml".as_ref());
            self.files()
                .filter(|(path, _)| is_toml(path))
                .map(|(path, text)| match text.parse() {
                    Ok(table) => Ok((path, table)),
                    Err(error) => Err(format!("{path}: {error}")),
                })
                .collect()
        }
    }
}

const RULES: &str = "rules";
/// The file of record classes in it.
const CLASSES: &str = "record-classes.toml";
/// Words that show what a document is for.
const SIGNS: &str = "signs.toml";
/// Folders below it.
const IDENTIFIERS: &str = "identifiers";
const SENSITIVE: &str = "sensitive";
const REGIMES: &str = "regimes";
/// Files of the crate that this is built of.
const SHARED: [&str; 25] = [
    "src/classify/classes/file.rs",
    "src/classify/classes/vocabulary.rs",
    "src/classify/phrases.rs",
    "src/detect/engine/compile.rs",
    "src/detect/engine/shapes.rs",
    "src/detect/heads.rs",
    "src/detect/lexicon.rs",
    "src/detect/mark_lists.rs",
    "src/detect/masks.rs",
    "src/detect/names/dictionary.rs",
    "src/detect/names/marks.rs",
    "src/detect/phrases.rs",
    "src/detect/rule/hash.rs",
    "src/detect/sensitive/beside.rs",
    "src/detect/sensitive/category.rs",
    "src/detect/sensitive/inflections.rs",
    "src/detect/sensitive/label_lists.rs",
    "src/detect/sensitive/slips.rs",
    "src/detect/sensitive/terms.rs",
    "src/detect/sensitive/tokens.rs",
    "src/detect/sensitive/word_patterns.rs",
    "src/detect/sensitive/word_sets.rs",
    "src/detect/stored.rs",
    "src/detect/words/mod.rs",
    "src/detect/words/recent.rs",
];

/// Groups of labels, by their names.
const GROUPS: &str = "labels.toml";
/// What heads of columns mean beyond the identifiers.
const COLUMNS: &str = "columns.toml";
/// Keys of a rule file that list what a start does not ask for.
const LISTED: [&str; 7] = [
    "labels",
    "headers",
    "negative_labels",
    "negative_headers",
    "negative_groups",
    "examples",
    "counter_examples",
];

/// The part of a rule file that is compiled.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Rule {
    id: String,
    #[serde(rename = "pattern")]
    patterns: Vec<Pattern>,
    labels: Vec<String>,
    headers: Vec<String>,
    negative_labels: Vec<String>,
    negative_headers: Vec<String>,
    negative_groups: Vec<String>,
}

#[derive(Deserialize)]
struct Pattern {
    regex: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    for file in iter::once(&RULES).chain(&SHARED) {
        println!("cargo::rerun-if-changed={file}");
    }
    let out = env::var("OUT_DIR")?;
    let book = rule::Book::read(Path::new(RULES))?;
    println!("cargo::rustc-env=RULES_HASH={}", hash::of(book.files()));
    let tables = book.tables()?;
    json(&tables, Path::new(&out))?;
    record_classes(&tables, Path::new(&out))?;
    let signs = signs::Phrases::new(&table(&tables, SIGNS)?);
    fs::write(
        Path::new(&out).join("signs.bin"),
        postcard::to_stdvec(&signs)?,
    )?;
    let rules = rules(&tables)?;
    identifiers(&rules, Path::new(&out))?;
    context(&book, Path::new(&out))?;
    words(&book, &tables, &rules, Path::new(&out))
}

/// What a file in TOML says.
fn table<T: DeserializeOwned>(tables: &[(&str, Table)], path: &str) -> Result<T, Box<dyn Error>> {
    let table = tables.iter().find(|(known, _)| *known == path);
    let (_, table) = table.ok_or(path)?;
    let read = table.clone().try_into();
    Ok(read.map_err(|error| format!("{path}: {error}"))?)
}

/// Writes the rule files: each of its own, and those of two folders together, by their names; identifiers without what they
/// list as well.
fn json(tables: &[(&str, Table)], out: &Path) -> Result<(), Box<dyn Error>> {
    let mut folders = BTreeMap::from([IDENTIFIERS, SENSITIVE].map(|name| (name, Table::new())));
    let write = |name: &str, table: &Table| -> Result<(), Box<dyn Error>> {
        let json = serde_json::to_vec(table)?;
        Ok(fs::write(out.join(name).with_extension("json"), json)?)
    };
    for (path, table) in tables {
        match path.split_once('/') {
            None if [CLASSES, COLUMNS, SIGNS].contains(path) => {}
            None => write(path, table)?,
            Some((REGIMES, name)) => write(name, table)?,
            Some((folder, name)) => {
                if let Some(together) = folders.get_mut(folder) {
                    together.insert(name.to_owned(), table.clone().into());
                }
            }
        }
    }
    folders
        .iter()
        .try_for_each(|(folder, together)| write(folder, together))?;
    let mut rules = folders[IDENTIFIERS].clone();
    for (_, rule) in &mut rules {
        if let Some(rule) = rule.as_table_mut() {
            rule.retain(|key, _| !LISTED.contains(&key));
        }
    }
    write("rules", &rules)
}

/// Writes the record classes, and draws up the words that point to them.
fn record_classes(tables: &[(&str, Table)], out: &Path) -> Result<(), Box<dyn Error>> {
    let classes: file::File = table(tables, CLASSES)?;
    let words = postcard::to_stdvec(&vocabulary::Vocabulary::new(&classes))?;
    fs::write(out.join("class-words.bin"), words)?;
    Ok(fs::write(
        out.join("record-classes.bin"),
        postcard::to_stdvec(&classes)?,
    )?)
}

/// The identifiers, in the order of the rule book.
fn rules(tables: &[(&str, Table)]) -> Result<Vec<Rule>, Box<dyn Error>> {
    let paths = tables.iter().map(|(path, _)| *path);
    let identifiers = paths.filter(|path| Path::new(path).starts_with(IDENTIFIERS));
    let rules: Result<Vec<Rule>, _> = identifiers.map(|path| table(tables, path)).collect();
    let mut rules = rules?;
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(rules)
}

/// Compiles the patterns of the identifiers.
fn identifiers(rules: &[Rule], out: &Path) -> Result<(), Box<dyn Error>> {
    let patterns: Vec<&str> = rules
        .iter()
        .flat_map(|rule| &rule.patterns)
        .map(|pattern| pattern.regex.as_str())
        .collect();
    let compiled = compile::compile(&patterns);
    let shapes = &compiled.shapes;
    let shapes = [
        &shapes.runs,
        &shapes.followed,
        &shapes.pairs,
        &shapes.refined,
    ];
    let lengths = shapes.map(|table| table.len());
    let shapes: Vec<u8> = shapes
        .into_iter()
        .flat_map(|table| table.iter().flat_map(|set| set.to_ne_bytes()))
        .collect();
    let mut rest = postcard::to_stdvec(&patterns)?;
    rest.extend(postcard::to_stdvec(&(lengths, &compiled))?);
    fs::write(out.join("tables.bin"), &compiled.tables)?;
    fs::write(out.join("shapes.bin"), shapes)?;
    fs::write(out.join("patterns.bin"), rest)?;
    Ok(())
}

/// Reads the patterns of words around sensitive terms.
fn context(book: &rule::Book, out: &Path) -> Result<(), Box<dyn Error>> {
    let lists = word_patterns::PatternLists::read(book).map_err(|fault| told(&fault))?;
    Ok(fs::write(
        out.join("context.bin"),
        postcard::to_stdvec(&lists)?,
    )?)
}

/// Reads names, terms, labels and marks, and draws up the lexicon of their words.
fn words(
    book: &rule::Book,
    tables: &[(&str, Table)],
    rules: &[Rule],
    out: &Path,
) -> Result<(), Box<dyn Error>> {
    let mut lexicon = lexicon::Lexicon::new();
    let dictionary = dictionary::Dictionary::read(book, &mut lexicon);
    let terms = terms::Terms::new(book, &mut lexicon).map_err(|fault| told(&fault))?;
    let groups = table(tables, GROUPS)?;
    let said = (rules.iter().enumerate()).flat_map(|(index, rule)| said(index, rule, &groups));
    let phrases = phrases::Phrases::new(said, book, &mut lexicon);
    let heads = heads::Heads::new(&table(tables, COLUMNS)?, &mut lexicon);
    let labels = label_lists::Lists::read(book, &mut lexicon, &|_| Ok(()));
    let labels = labels.map_err(|fault| told(&fault))?;
    let markings = mark_lists::Lists::read(book, &mut lexicon);
    let write = |name: &str, bytes: Vec<u8>| fs::write(out.join(name), bytes);
    write("dictionary.bin", postcard::to_stdvec(&dictionary)?)?;
    write("terms.bin", postcard::to_stdvec(&terms)?)?;
    write("phrases.bin", postcard::to_stdvec(&phrases)?)?;
    write("heads.bin", postcard::to_stdvec(&heads)?)?;
    write("label-lists.bin", postcard::to_stdvec(&labels)?)?;
    write("markings.bin", postcard::to_stdvec(&markings)?)?;
    write("words.bin", lexicon.to_bytes())?;
    Ok(())
}

/// What labels and heads say to a rule.
fn said<'r>(
    index: usize,
    rule: &'r Rule,
    groups: &'r BTreeMap<String, Vec<String>>,
) -> impl Iterator<Item = (&'r str, Said)> {
    let named = rule.negative_groups.iter();
    let shared = named.filter_map(|name| groups.get(name)).flatten();
    let say = move |meaning| move |phrase: &'r String| (phrase.as_str(), Said::new(index, meaning));
    let lists = [
        (&rule.negative_headers, Meaning::HeadNot),
        (&rule.labels, Meaning::Label),
        (&rule.headers, Meaning::Head),
    ];
    let negative = rule.negative_labels.iter().chain(shared);
    negative.map(say(Meaning::Not)).chain(
        lists
            .into_iter()
            .flat_map(move |(list, meaning)| list.iter().map(say(meaning))),
    )
}

fn told(fault: &Fault) -> String {
    format!("{}:{}: {}", fault.path, fault.line, fault.message)
}
