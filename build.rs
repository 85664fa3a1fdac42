//! Compiles the patterns of the rules in the program and draws up the words of names, so that a start need not.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use serde::Deserialize;

#[path = "src/detect/engine/compile.rs"]
mod compile;
#[path = "src/detect/lexicon.rs"]
#[expect(dead_code, reason = "the program looks words up")]
mod lexicon;
#[path = "src/detect/names/marks.rs"]
#[expect(dead_code, reason = "the program asks for marks")]
mod marks;
#[path = "src/detect/engine/shapes.rs"]
mod shapes;

/// Where the lexicon looks for it.
mod names {
    pub(crate) use crate::marks::Mark;
}

const RULES: &str = "rules/identifiers";
const WORDS: &str = "rules/words";
/// Files of the crate that this is built of.
const SHARED: [&str; 4] = [
    "src/detect/engine/compile.rs",
    "src/detect/engine/shapes.rs",
    "src/detect/lexicon.rs",
    "src/detect/names/marks.rs",
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
    for file in [RULES, WORDS].iter().chain(&SHARED) {
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

/// Draws up the lexicon of the words of names.
fn words(out: &Path) -> Result<(), Box<dyn Error>> {
    let mut lexicon = lexicon::Lexicon::new();
    for (file, sure, unsure) in marks::LISTS {
        let text = fs::read_to_string(Path::new("rules").join(file))?;
        for (word, mark) in marks::words(&text, sure, unsure) {
            lexicon.add_mark(word, mark);
        }
    }
    fs::write(out.join("words.bin"), lexicon.to_bytes())?;
    Ok(())
}
