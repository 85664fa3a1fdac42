//! What the build script made of the rules in the program, as it lies in the program.

/// The rule files as JSON: identifiers by file, the same without what they list, categories by file, groups of labels.
pub(super) static IDENTIFIERS: &str = include_str!(concat!(env!("OUT_DIR"), "/identifiers.json"));
pub(super) static RULES: &str = include_str!(concat!(env!("OUT_DIR"), "/rules.json"));
pub(super) static SENSITIVE: &str = include_str!(concat!(env!("OUT_DIR"), "/sensitive.json"));
pub(super) static LABELS: &str = include_str!(concat!(env!("OUT_DIR"), "/labels.json"));
/// Tables of automata.
pub(super) static TABLES: &Aligned<[u8]> = &Aligned {
    alignment: [],
    bytes: *include_bytes!(concat!(env!("OUT_DIR"), "/tables.bin")),
};
/// Tables of shapes.
pub(super) static SHAPES: &Aligned<[u8]> = &Aligned {
    alignment: [],
    bytes: *include_bytes!(concat!(env!("OUT_DIR"), "/shapes.bin")),
};
/// The patterns, and what else is compiled of them.
pub(super) static PATTERNS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/patterns.bin"));
/// The patterns of words around sensitive terms.
pub(super) static CONTEXT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/context.bin"));
/// Labels and heads of the identifiers.
pub(super) static PHRASES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/phrases.bin"));
/// Heads of columns that mean more.
pub(super) static HEADS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/heads.bin"));
/// Labels of names, and people who are no finds.
pub(super) static DICTIONARY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/dictionary.bin"));
/// Protective markings.
pub(super) static MARKINGS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/markings.bin"));
/// Labels that ask for something sensitive.
pub(super) static LABEL_LISTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/label-lists.bin"));
/// The terms of the sensitive categories.
pub(super) static TERMS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/terms.bin"));
/// The words of names, terms, labels and marks.
pub(super) static WORDS: &Aligned<[u8]> = &Aligned {
    alignment: [],
    bytes: *include_bytes!(concat!(env!("OUT_DIR"), "/words.bin")),
};

/// Bytes that begin where numbers may.
#[repr(C)]
pub(super) struct Aligned<T: ?Sized> {
    alignment: [u64; 0],
    pub(super) bytes: T,
}
