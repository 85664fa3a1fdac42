//! Compiles the patterns of the rules in the program, so that a start need not.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use serde::Deserialize;

#[path = "src/detect/engine/compile.rs"]
mod compile;
#[path = "src/detect/engine/shapes.rs"]
mod shapes;

const RULES: &str = "rules/identifiers";

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
    println!("cargo::rerun-if-changed={RULES}");
    println!("cargo::rerun-if-changed=src/detect/engine/compile.rs");
    println!("cargo::rerun-if-changed=src/detect/engine/shapes.rs");
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
    let out = env::var("OUT_DIR")?;
    let out = Path::new(&out);
    fs::write(out.join("tables.bin"), &compiled.tables)?;
    fs::write(out.join("shapes.bin"), shapes)?;
    fs::write(out.join("patterns.bin"), rest)?;
    Ok(())
}
