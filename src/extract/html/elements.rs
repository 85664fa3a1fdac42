//! What is known of HTML's elements and attributes.

use html5ever::tokenizer::Tag;

use super::style;
use crate::extract::decode::unescaped;

/// Elements that begin and end a line of their own (HTML, 15.3: rendering as blocks).
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "head"
            | "header"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "listing"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "plaintext"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
            | "xmp"
    )
}

/// Elements of a line that have no look but their style's.
pub(super) fn is_styled(name: &str) -> bool {
    matches!(name, "span" | "label" | "data" | "output" | "time")
}

/// Elements without an end tag (HTML, 13.1.2).
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements that the next one of their name ends (HTML, 13.1.2.4).
pub(super) fn ends_at_next(name: &str) -> bool {
    matches!(
        name,
        "li" | "dt" | "dd" | "p" | "option" | "tr" | "td" | "th"
    )
}

pub(super) fn attribute<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    tag.attrs
        .iter()
        .find(|attribute| &*attribute.name.local == name)
        .map(|attribute| &*attribute.value)
}

pub(super) fn has_attribute(tag: &Tag, name: &str) -> bool {
    attribute(tag, name).is_some()
}

/// The element is not shown: by its kind, its attribute or its own style.
pub(super) fn is_hidden(tag: &Tag) -> bool {
    if &*tag.name == "template" || has_attribute(tag, "hidden") {
        return true;
    }
    attribute(tag, "style").is_some_and(|style| style::shows(style) == Some(false))
}

/// What a form control shows, or holds; none for buttons and for boxes that are not ticked.
pub(super) fn control_value(tag: &Tag) -> Option<&str> {
    let kind = attribute(tag, "type").unwrap_or("text");
    let is = |kinds: &[&str]| kinds.iter().any(|other| kind.eq_ignore_ascii_case(other));
    if is(&["submit", "button", "reset", "image", "file"])
        || (is(&["checkbox", "radio"]) && !has_attribute(tag, "checked"))
    {
        return None;
    }
    attribute(tag, "value").filter(|value| !value.trim().is_empty())
}

/// The metadata names of the page that are kept, by the names they go by (HTML, 4.2.5.1; Dublin Core; Open Graph).
pub(super) fn metadata(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "author" | "dc.creator" | "dcterms.creator" | "article:author" | "web_author" => "author",
        "description" | "dc.description" | "dcterms.description" | "og:description" => {
            "description"
        }
        "keywords" | "dc.subject" | "dcterms.subject" | "news_keywords" => "keywords",
        "dc.title" | "dcterms.title" | "og:title" => "title",
        "publisher" | "dc.publisher" | "dcterms.publisher" => "publisher",
        "dc.contributor" | "dcterms.contributor" => "contributor",
        "copyright" | "dc.rights" | "dcterms.rights" => "copyright",
        "owner" => "owner",
        "reply-to" => "reply-to",
        "contact" => "contact",
        _ => return None,
    })
}

/// `%40` and the like in a link's target, undone.
pub(super) fn percent_decoded(target: &str) -> String {
    String::from_utf8_lossy(&unescaped(target, b'%')).into_owned()
}
