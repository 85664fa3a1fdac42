//! The walls of the source: stages import one way, only `cli` prints, nothing is unsafe.

use std::fs;
use std::path::{Path, PathBuf};

/// The stages from left to right. A stage may use those before it; two on one line do not know each other.
const ORDER: [&[&str]; 9] = [
    &["crawl"],
    &["identify"],
    &["extract"],
    &["detect"],
    &["classify"],
    &["inventory"],
    &["assess"],
    &["report", "pipeline"],
    &["cli"],
];

/// What the project's folder holds beside what a dot hides and what the build makes.
const TOP: [&str; 16] = [
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "benches",
    "build.rs",
    "clippy.toml",
    "deny.toml",
    "docs",
    "fixtures",
    "rules",
    "rustfmt.toml",
    "src",
    "tests",
];

/// The macros that print.
const PRINT: [&str; 5] = ["println!", "print!", "eprintln!", "eprint!", "dbg!"];

fn rank(stage: &str) -> Option<usize> {
    ORDER.iter().position(|stages| stages.contains(&stage))
}

/// Every source file, with its path from the root of the project and its code without comment lines.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src")];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        let mut paths: Vec<PathBuf> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path
                    .strip_prefix(root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .replace('\\', "/");
                let text = fs::read_to_string(&path).unwrap();
                let code = text
                    .lines()
                    .filter(|line| !line.trim_start().starts_with("//"));
                sources.push((name, code.collect::<Vec<_>>().join("\n")));
            }
        }
    }
    sources
}

/// The stage that a file belongs to; none for `lib.rs` and `main.rs`.
fn stage_of(file: &str) -> Option<&str> {
    let stage = file.strip_prefix("src/")?.split('/').next()?;
    let stage = stage.strip_suffix(".rs").unwrap_or(stage);
    rank(stage).map(|_| stage)
}

/// The stages that a text imports: the word after each `crate::`, or every word of `crate::{…};`.
fn imports(code: &str) -> Vec<&str> {
    let mut stages = Vec::new();
    for (at, path) in code.match_indices("crate::") {
        let rest = &code[at + path.len()..];
        let named = match rest.strip_prefix('{') {
            Some(group) => group.split("};").next().unwrap_or(group),
            None => rest
                .split(|letter: char| !letter.is_alphanumeric())
                .next()
                .unwrap_or(rest),
        };
        let words = named.split(|letter: char| !letter.is_alphanumeric());
        stages.extend(words.filter(|word| rank(word).is_some()));
    }
    stages
}

#[test]
fn nothing_is_left_lying_in_the_projects_folder() {
    for entry in fs::read_dir(env!("CARGO_MANIFEST_DIR")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known = TOP.contains(&name.as_str()) || name.starts_with('.') || name == "target";
        assert!(known, "{name} has no place here: give it one in TOP");
    }
}

#[test]
fn every_module_of_the_crate_has_its_place_in_the_order() {
    for (file, _) in sources() {
        let known =
            ["src/lib.rs", "src/main.rs"].contains(&file.as_str()) || stage_of(&file).is_some();
        assert!(
            known,
            "{file} belongs to no stage: give it a place in ORDER"
        );
    }
}

#[test]
fn a_stage_imports_only_stages_to_its_left() {
    for (file, code) in sources() {
        let Some(stage) = stage_of(&file) else {
            continue;
        };
        for import in imports(&code) {
            assert!(
                import == stage || rank(import) < rank(stage),
                "{file} looks right: {stage} uses {import}"
            );
        }
    }
}

#[test]
fn only_cli_prints() {
    for (file, code) in sources() {
        let prints = PRINT.iter().find(|name| code.contains(*name));
        assert!(
            file.starts_with("src/cli") || prints.is_none(),
            "{file} uses {}",
            prints.unwrap_or(&"")
        );
    }
}

#[test]
fn no_module_allows_itself_unsafe_code() {
    for (file, code) in sources() {
        assert!(
            !code.contains("(unsafe_code"),
            "{file}: Cargo.toml denies it everywhere"
        );
    }
}
