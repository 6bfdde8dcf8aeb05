//! Walks through XML: names without their prefixes, depth bounded, entities only those of XML itself.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

/// Deeper nesting is no document's.
const DEPTH_MAX: usize = 256;

/// A piece of a document.
pub(crate) enum Piece<'a> {
    /// An element begins: its name, its attributes.
    Open(&'a str, &'a [(String, String)]),
    /// It ends.
    Close(&'a str),
    /// Text.
    Text(&'a str),
}

impl Piece<'_> {
    /// Returns an attribute of an element that begins.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let Piece::Open(_, attributes) = self else { return None };
        attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Calls `take` with each piece, in order; what is cut off is read as far as it goes.
///
/// # Errors
///
/// Says what is wrong with the XML, and how many bytes of it were read.
pub(crate) fn walk(bytes: &[u8], take: &mut dyn FnMut(Piece<'_>)) -> Result<(), String> {
    let text = crate::decode::decode_likely(bytes, None).text;
    let mut reader = quick_xml::Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    let mut depth = 0_usize;
    let local = |name: &str| name.rsplit(':').next().unwrap_or_default().to_owned();
    let attributes = |start: &BytesStart<'_>| -> Vec<(String, String)> {
        let mut all = start.attributes();
        all.with_checks(false);
        all.flatten()
            .map(|attribute| {
                let name = attribute.key.as_ref().to_owned();
                let value = attribute.normalized_value(XmlVersion::Implicit1_0).map(|value| value.into_owned());
                (local(&name.to_string()), value.unwrap_or_default())
            })
            .collect()
    };
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                depth += 1;
                if depth > DEPTH_MAX {
                    return Err(format!("elements nested deeper than {DEPTH_MAX}"));
                }
                take(Piece::Open(&local(start.name().as_ref()), &attributes(&start)));
            }
            Ok(Event::Empty(start)) => {
                let name = local(start.name().as_ref());
                take(Piece::Open(&name, &attributes(&start)));
                take(Piece::Close(&name));
            }
            Ok(Event::End(end)) => {
                depth = depth.saturating_sub(1);
                take(Piece::Close(&local(end.name().as_ref())));
            }
            Ok(Event::Text(text)) => take(Piece::Text(&text.xml_content(XmlVersion::Implicit1_0))),
            Ok(Event::CData(text)) => take(Piece::Text(&text.xml_content(XmlVersion::Implicit1_0))),
            Ok(Event::GeneralRef(reference)) => {
                let name = reference.xml_content(XmlVersion::Implicit1_0);
                if let Some(character) = crate::view::reference(&name) {
                    take(Piece::Text(character.encode_utf8(&mut [0; 4])));
                }
            }
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(error) => return Err(format!("{error} at byte {}", reader.error_position())),
        }
    }
}
