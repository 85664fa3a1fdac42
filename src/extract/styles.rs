//! Styles of a Word document that hide the text set in them (ECMA-376 Part 1, 17.7 and 17.3.2.41). Nothing else of styles
//! matters to what is read.

use std::collections::{HashMap, HashSet};
use std::io::Read;

use super::Error;
use super::markup::{Markup, Token};

/// Styles that are looked at; Word itself knows some four hundred.
const STYLES: usize = 10_000;
/// Styles based on styles.
const STEPS: usize = 32;

/// The ids of the styles that hide their text.
#[derive(Default)]
pub(super) struct Styles(HashSet<String>);

/// What a style says itself.
#[derive(Default)]
struct Style {
    hides: Option<bool>,
    based_on: Option<String>,
}

impl Styles {
    /// Reads the part with the style definitions.
    pub(super) fn read<R: Read>(markup: &mut Markup<R>) -> Result<Self, Error> {
        let mut styles: Vec<(String, Style)> = Vec::new();
        while let Some(token) = markup.next()? {
            let Token::Start(tag) = token else { continue };
            let full = styles.len() == STYLES;
            match (tag.name(), styles.last_mut()) {
                ("style", _) if full => break,
                ("style", _) => {
                    let id = tag.attribute("styleId").unwrap_or_default();
                    styles.push((id, Style::default()));
                }
                ("vanish", Some((_, style))) => style.hides = Some(tag.is_on()),
                ("basedOn", Some((_, style))) => style.based_on = tag.attribute("val"),
                // Formatting of the corners and edges of a table.
                ("tblStylePr", _) => markup.skip()?,
                _ => {}
            }
        }
        let styles: HashMap<String, Style> = styles.into_iter().collect();
        let ids = styles.keys().filter(|id| hides(&styles, id));
        Ok(Self(ids.cloned().collect()))
    }

    /// Text in the style of this id is not shown, unless its run says otherwise.
    pub(super) fn hides(&self, id: Option<&str>) -> bool {
        id.is_some_and(|id| self.0.contains(id))
    }
}

/// What a style says, or the nearest of those it is based on that says anything.
fn hides(styles: &HashMap<String, Style>, id: &str) -> bool {
    let mut next = styles.get(id);
    for _ in 0..STEPS {
        let Some(style) = next else { break };
        if let Some(hides) = style.hides {
            return hides;
        }
        next = style.based_on.as_ref().and_then(|id| styles.get(id));
    }
    false
}
