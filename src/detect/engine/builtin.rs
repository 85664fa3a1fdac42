//! The patterns of the rules in the program, compiled by the build script: a start takes milliseconds.

use super::compile::Compiled;

static TABLES: &Aligned<[u8]> = &Aligned {
    alignment: [],
    bytes: *include_bytes!(concat!(env!("OUT_DIR"), "/tables.bin")),
};
static SHAPES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/shapes.bin"));
static REST: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/patterns.bin"));

/// Bytes that begin where numbers of four bytes may.
#[repr(C)]
struct Aligned<T: ?Sized> {
    alignment: [u32; 0],
    bytes: T,
}

/// What the build script compiled, if it was these patterns, and its tables.
pub(super) fn compiled(patterns: &[&str]) -> Option<(Compiled, &'static [u8])> {
    let (known, rest): (Vec<&str>, &[u8]) = postcard::take_from_bytes(REST).ok()?;
    if known != patterns {
        return None;
    }
    let compiled: Compiled = postcard::from_bytes(rest).ok()?;
    let (pairs, _) = SHAPES.as_chunks::<2>();
    let compiled = Compiled {
        shapes: pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect(),
        ..compiled
    };
    Some((compiled, &TABLES.bytes))
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
