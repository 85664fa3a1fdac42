//! Compiles the patterns of the rules in the program, so that a start need not.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use serde::Deserialize;

#[path = "src/detect/engine/compile.rs"]
mod compile;

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
    let shapes: Vec<u8> = compiled
        .shapes
        .iter()
        .flat_map(|set| set.to_le_bytes())
        .collect();
    let mut rest = postcard::to_stdvec(&patterns)?;
    rest.extend(postcard::to_stdvec(&compiled)?);
    let out = env::var("OUT_DIR")?;
    let out = Path::new(&out);
    fs::write(out.join("tables.bin"), &compiled.tables)?;
    fs::write(out.join("shapes.bin"), shapes)?;
    fs::write(out.join("patterns.bin"), rest)?;
    Ok(())
}
