//! The patterns of the rules in the program, compiled by the build script: a start takes milliseconds.

use super::compile::Compiled;

static TABLES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/tables.bin"));
static SHAPES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/shapes.bin"));
static REST: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/patterns.bin"));

/// What the build script compiled, if it was these patterns.
pub(super) fn compiled(patterns: &[&str]) -> Option<Compiled> {
    let (known, rest): (Vec<&str>, &[u8]) = postcard::take_from_bytes(REST).ok()?;
    if known != patterns {
        return None;
    }
    let compiled: Compiled = postcard::from_bytes(rest).ok()?;
    let (pairs, _) = SHAPES.as_chunks::<2>();
    Some(Compiled {
        tables: TABLES.to_vec(),
        shapes: pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect(),
        ..compiled
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::rule::Book;

    #[test]
    fn the_build_script_compiled_the_rules_in_the_program() {
        let book = Book::builtin();
        let identifiers = book.rules().filter_map(|rule| rule.identifier.as_ref());
        let patterns: Vec<&str> = identifiers
            .flat_map(|identifier| &identifier.patterns)
            .map(|pattern| &*pattern.regex)
            .collect();
        let compiled = compiled(&patterns).expect("the same patterns in the same order");
        assert_eq!(compiled.automata.len(), patterns.len());
        assert!(super::compiled(&patterns[1..]).is_none());
    }
}
