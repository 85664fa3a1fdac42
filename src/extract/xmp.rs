//! The properties of an XMP packet (ISO 16684-1) under the names that document properties have elsewhere.

use quick_xml::Reader;
use quick_xml::events::Event;

/// Element or attribute, by its local name, and what it is called here.
const NAMES: [(&str, &str); 16] = [
    ("title", "title"),
    ("creator", "author"),
    ("description", "subject"),
    ("subject", "keywords"),
    ("Keywords", "keywords"),
    ("CreatorTool", "creator"),
    ("CreateDate", "created"),
    ("ModifyDate", "modified"),
    // IPTC Photo Metadata Standard 2023.1.
    ("PersonInImage", "person"),
    ("CaptionWriter", "caption-writer"),
    ("City", "city"),
    ("CiAdrExtadr", "address"),
    ("CiAdrPcode", "postcode"),
    ("CiEmailWork", "email"),
    ("CiTelWork", "telephone"),
    ("OwnerName", "owner"),
];

/// Longer packets are padding or pictures.
const MAX_PACKET: usize = 1 << 20;

fn known(name: &str) -> Option<&'static str> {
    NAMES
        .iter()
        .find(|(theirs, _)| *theirs == name)
        .map(|(_, ours)| *ours)
}

/// Name and value of each property, in the packet's order. Stops where the packet is damaged.
pub(super) fn properties(packet: &[u8]) -> Vec<(&'static str, String)> {
    let packet = String::from_utf8_lossy(&packet[..packet.len().min(MAX_PACKET)]);
    let mut reader = Reader::from_str(&packet);
    let mut found = Vec::new();
    // The property that is open, its depth below the packet, and its text so far.
    let mut open: Option<(&'static str, usize, String)> = None;
    let mut depth = 0;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                depth += 1;
                found.extend(attributes(&element));
                if open.is_none()
                    && let Some(name) = known(element.local_name().as_ref())
                {
                    open = Some((name, depth, String::new()));
                }
            }
            Ok(Event::Empty(element)) => found.extend(attributes(&element)),
            Ok(Event::Text(text)) => push(&mut open, &text.xml10_content()),
            Ok(Event::CData(text)) => push(&mut open, &text.xml10_content()),
            Ok(Event::GeneralRef(entity)) => {
                let whole = format!("&{};", &*entity);
                push(
                    &mut open,
                    &quick_xml::escape::unescape(&whole).unwrap_or_default(),
                );
            }
            Ok(Event::End(_)) => {
                // The items of a list are properties each.
                if let Some((name, _, text)) = &mut open
                    && !text.trim().is_empty()
                {
                    found.push((*name, std::mem::take(text)));
                }
                open = open.filter(|(_, at, _)| *at < depth);
                depth = depth.saturating_sub(1);
            }
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

fn push(open: &mut Option<(&'static str, usize, String)>, text: &str) {
    if let Some((_, _, so_far)) = open {
        so_far.push_str(text);
    }
}

fn attributes(element: &quick_xml::events::BytesStart<'_>) -> Vec<(&'static str, String)> {
    let attributes = element.attributes().flatten();
    attributes
        .filter_map(|attribute| {
            let name = known(attribute.key.local_name().as_ref())?;
            let value = quick_xml::escape::unescape(&attribute.value).ok()?;
            Some((name, value.into_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_read_from_lists_elements_and_attributes() {
        let packet = br#"<x:xmpmeta><rdf:RDF><rdf:Description xmp:CreateDate="2009-03-01" rdf:about="">
            <dc:creator><rdf:Seq><rdf:li>Asha Made-Up</rdf:li><rdf:li>Tom &amp; Co</rdf:li></rdf:Seq></dc:creator>
            <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Return to work</rdf:li></rdf:Alt></dc:title>
            <pdf:Producer>none of ours</pdf:Producer></rdf:Description></rdf:RDF></x:xmpmeta>"#;
        let found = properties(packet);
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(name, text)| (*name, text.trim()))
            .collect();
        assert_eq!(
            found,
            [
                ("created", "2009-03-01"),
                ("author", "Asha Made-Up"),
                ("author", "Tom & Co"),
                ("title", "Return to work"),
            ]
        );
    }
}
