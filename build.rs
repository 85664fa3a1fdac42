//! Compiles the patterns of the rules in the program, reads its terms and draws up their words and those of names, so that
//! a start need not.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::{env, fs};

use serde::Deserialize;

#[path = "src/detect/sensitive/category.rs"]
mod category;
#[path = "src/detect/engine/compile.rs"]
mod compile;
#[path = "src/detect/lexicon.rs"]
#[expect(dead_code, reason = "the program looks words up")]
mod lexicon;
#[path = "src/detect/names/marks.rs"]
#[expect(dead_code, reason = "the program asks for marks")]
mod marks;
#[path = "src/detect/masks.rs"]
#[expect(dead_code, reason = "the program looks for bytes")]
mod masks;
#[path = "src/detect/engine/shapes.rs"]
mod shapes;
#[path = "src/detect/sensitive/slips.rs"]
mod slips;
#[path = "src/detect/sensitive/terms.rs"]
#[expect(dead_code, reason = "the program looks for terms")]
mod terms;
#[path = "src/detect/words.rs"]
#[expect(dead_code, reason = "the program reads texts")]
mod words;

use category::{CATEGORIES, Fault};

// Where the files above look for one another.
mod detect {
    pub(crate) use crate::{lexicon, rule, words};
}
mod names {
    pub(crate) use crate::marks::{Mark, entries};
}
mod rule {
    use std::collections::BTreeMap;

    /// The lists of the program.
    pub(crate) struct Book(pub(crate) BTreeMap<String, String>);

    impl Book {
        pub(crate) fn file(&self, path: &str) -> Option<&str> {
            self.0.get(path).map(String::as_str)
        }
    }
}

const RULES: &str = "rules/identifiers";
const WORDS: &str = "rules/words";
const TERMS: &str = "rules/sensitive/terms";
/// Files of the crate that this is built of.
const SHARED: [&str; 9] = [
    "src/detect/engine/compile.rs",
    "src/detect/engine/shapes.rs",
    "src/detect/lexicon.rs",
    "src/detect/masks.rs",
    "src/detect/names/marks.rs",
    "src/detect/sensitive/category.rs",
    "src/detect/sensitive/slips.rs",
    "src/detect/sensitive/terms.rs",
    "src/detect/words.rs",
];

/// The part of a rule file that the engine compiles.
#[derive(Deserialize)]
struct Rule {
    id: String,
    #[serde(default, rename = "pattern")]
    patterns: Vec<Pattern>,
}

#[derive(Deserialize)]
struct Pattern {
    regex: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    for file in [RULES, WORDS, TERMS].iter().chain(&SHARED) {
        println!("cargo::rerun-if-changed={file}");
    }
    let out = env::var("OUT_DIR")?;
    patterns(Path::new(&out))?;
    words(Path::new(&out))
}

/// Compiles the patterns of the identifiers.
fn patterns(out: &Path) -> Result<(), Box<dyn Error>> {
    let mut rules = Vec::new();
    for entry in fs::read_dir(RULES)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let rule: Rule = toml::from_str(&fs::read_to_string(&path)?)
                .map_err(|error| format!("{}: {error}", path.display()))?;
            rules.push(rule);
        }
    }
    // The order of the rule book.
    rules.sort_by(|a, b| a.id.cmp(&b.id));
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

/// Reads the terms, and draws up the lexicon of their words and of those of names.
fn words(out: &Path) -> Result<(), Box<dyn Error>> {
    let mut lexicon = lexicon::Lexicon::new();
    for (file, sure, unsure) in marks::LISTS {
        let text = fs::read_to_string(Path::new("rules").join(file))?;
        for (word, mark) in marks::words(&text, sure, unsure) {
            lexicon.add_mark(word, mark);
        }
    }
    let mut book = rule::Book(BTreeMap::new());
    for category in CATEGORIES {
        let text = fs::read_to_string(format!("{TERMS}/{category}.txt"))?;
        book.0
            .insert(format!("sensitive/terms/{category}.txt"), text);
    }
    let terms = terms::Terms::new(&book, &mut lexicon)
        .map_err(|fault| format!("rules/{}:{}: {}", fault.path, fault.line, fault.message))?;
    fs::write(out.join("terms.bin"), postcard::to_stdvec(&terms)?)?;
    fs::write(out.join("words.bin"), lexicon.to_bytes())?;
    Ok(())
}
