//! Fonts whose codes are the characters themselves, though they do not say so in the way that readers know.

use hayro_syntax::object::{Array, Dict, Name, Object};

/// What is known of the codes of a document's fonts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Codes {
    are_characters: bool,
}

impl Codes {
    /// Looks at one object of the document.
    pub(super) fn learn(&mut self, object: &Object<'_>) {
        if let Object::Dict(dict) = object {
            self.are_characters |= maps_to_itself(dict) || names_its_codes(dict);
        }
    }

    /// The character of a glyph that has no meaning otherwise.
    pub(super) fn character(self, code: u32) -> Option<char> {
        char::from_u32(code).filter(|character| self.are_characters && !character.is_control())
    }
}

/// `/ToUnicode /Identity-H`: not in the standard, which asks for a stream (ISO 32000-1, 9.10.3), but written and understood.
fn maps_to_itself(font: &Dict<'_>) -> bool {
    font.get::<Name<'_>>("ToUnicode")
        .is_some_and(|name| name.as_str().starts_with("Identity"))
}

/// A drawn font whose glyphs are called `a65`, `a66`, … after their codes, as converters of TeX's output write them.
fn names_its_codes(font: &Dict<'_>) -> bool {
    let is_drawn = font
        .get::<Name<'_>>("Subtype")
        .is_some_and(|name| name.as_str() == "Type3");
    let differences = font
        .get::<Dict<'_>>("Encoding")
        .and_then(|encoding| encoding.get::<Array<'_>>("Differences"));
    let (true, Some(differences)) = (is_drawn, differences) else {
        return false;
    };
    let mut code = 0;
    let mut named = false;
    for entry in differences.iter::<Object<'_>>() {
        match entry {
            Object::Number(number) => code = number.as_i64(),
            Object::Name(name) => {
                let name = name.as_str();
                let number = name.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
                if number.parse() == Ok(code) {
                    named = true;
                } else if name != ".notdef" {
                    return false;
                }
                code += 1;
            }
            _ => return false,
        }
    }
    named
}
