//! The patterns of the rules in the program, compiled by the build script: a start takes milliseconds.

use std::borrow::Cow;

use super::compile::Compiled;
use super::shapes::Shapes;
use crate::detect::embedded::{PATTERNS, SHAPES, TABLES};

/// What the build script compiled, if it was these patterns, and its tables.
pub(super) fn compiled(patterns: &[&str]) -> Option<(Compiled, &'static [u8])> {
    let (known, rest): (Vec<&str>, &[u8]) = postcard::take_from_bytes(PATTERNS).ok()?;
    if known != patterns {
        return None;
    }
    let (lengths, compiled): ([usize; 4], Compiled) = postcard::from_bytes(rest).ok()?;
    let mut shapes: &'static [u16] = bytemuck::try_cast_slice(&SHAPES.bytes).ok()?;
    let [runs, followed, pairs, refined] = lengths.map(|length| {
        let (table, rest) = shapes.split_at(length);
        shapes = rest;
        Cow::Borrowed(table)
    });
    let shapes = Shapes {
        runs,
        followed,
        pairs,
        refined,
        columns: compiled.shapes.columns,
    };
    Some((Compiled { shapes, ..compiled }, &TABLES.bytes))
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
        let (compiled, _) = compiled(&patterns).expect("the same patterns in the same order");
        assert_eq!(compiled.automata.len(), patterns.len());
        assert!(super::compiled(&patterns[1..]).is_none());
    }
}
