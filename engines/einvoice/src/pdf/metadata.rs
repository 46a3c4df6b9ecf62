//! What the PDF's metadata (XMP) say about the invoice inside.

use quick_xml::{Reader, events::Event};
use serde::Serialize;

use super::{file::File, object::Object};

/// The Factur-X or ZUGFeRD part of the metadata.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Profile {
    /// ConformanceLevel: `EN 16931`, `XRECHNUNG`, `BASIC`, `MINIMUM` …
    pub level: Option<String>,
    /// Version: `1.0`
    pub version: Option<String>,
    /// DocumentType: `INVOICE`
    pub document_type: Option<String>,
    /// DocumentFileName: `factur-x.xml`
    pub file_name: Option<String>,
}

/// Metadata larger than this are not looked at.
const LIMIT: usize = 4 << 20;

pub(super) fn profile(file: &File<'_>) -> Option<Profile> {
    let Object::Stream(dictionary, start) = file.resolve(file.catalogue()?.get("Metadata")?)? else { return None };
    let content = file.decoded(&dictionary, start).ok().filter(|content| content.len() <= LIMIT)?;
    let text = crate::tree::decode(&content).ok()?;
    read(&text)
}

/// The properties stand as elements or as attributes; the prefix of the level says which others belong to it.
fn read(text: &str) -> Option<Profile> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut element: Option<String> = None;
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                attributes(&start, &mut found);
                element = Some(start.name().as_ref().to_owned());
            }
            Ok(Event::Empty(start)) => attributes(&start, &mut found),
            Ok(Event::Text(value)) => {
                if let Some(name) = element.take() {
                    found.push((name, value.trim().to_owned()));
                }
            }
            Ok(Event::End(_)) => element = None,
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
        if found.len() > 10_000 {
            break;
        }
    }
    let prefix = found.iter().find_map(|(name, _)| name.strip_suffix(":ConformanceLevel"))?;
    let value = |local: &str| {
        let named = found.iter().find(|(name, value)| {
            !value.is_empty() && name.strip_prefix(prefix).is_some_and(|rest| rest.strip_prefix(':') == Some(local))
        });
        named.map(|(_, value)| value.clone())
    };
    Some(Profile {
        level: value("ConformanceLevel"),
        version: value("Version"),
        document_type: value("DocumentType"),
        file_name: value("DocumentFileName"),
    })
}

fn attributes(start: &quick_xml::events::BytesStart<'_>, found: &mut Vec<(String, String)>) {
    for attribute in start.attributes().with_checks(false).flatten() {
        found.push((attribute.key.as_ref().to_owned(), attribute.value.trim().to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_and_attributes() {
        let expected = Profile {
            level: Some("EN 16931".into()),
            version: Some("1.0".into()),
            document_type: Some("INVOICE".into()),
            file_name: Some("factur-x.xml".into()),
        };
        let elements = "<x><fx:DocumentType>INVOICE</fx:DocumentType><pdf:Version>9</pdf:Version>
            <fx:DocumentFileName>factur-x.xml</fx:DocumentFileName><fx:Version>1.0</fx:Version>
            <fx:ConformanceLevel>EN 16931</fx:ConformanceLevel></x>";
        assert_eq!(read(elements), Some(expected.clone()));
        let attributes = "<rdf:Description zf:ConformanceLevel='EN 16931' zf:Version='1.0'
            zf:DocumentType='INVOICE' zf:DocumentFileName='factur-x.xml'/>";
        assert_eq!(read(attributes), Some(expected));
        assert_eq!(read("<x/>"), None);
    }
}
