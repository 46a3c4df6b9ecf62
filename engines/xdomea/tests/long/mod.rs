//! Messages of any length, made while they are read.

use std::io::{BufReader, Read};

/// How the records of a message lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Each Vorgang by itself.
    SideBySide,
    /// All Vorgänge in one Akte.
    InOneAkte,
    /// All documents in one Vorgang.
    InOneVorgang,
}

pub const SHAPES: [Shape; 3] = [Shape::SideBySide, Shape::InOneAkte, Shape::InOneVorgang];

const BEGIN: &str = r#"<x:Aussonderung.Aussonderung.0503 xmlns:x="urn:xoev-de:xdomea:schema:3.1.0"><x:Kopf>
<x:ProzessID>242f44e8-bebf-4503-a086-db252c6a4277</x:ProzessID>
<x:Nachrichtentyp><code>0503</code></x:Nachrichtentyp>
<x:Erstellungszeitpunkt>2026-05-31T12:00:00</x:Erstellungszeitpunkt><x:Absender/><x:Empfaenger/>
<x:Importbestaetigung>1</x:Importbestaetigung><x:RueckmeldungArchivkennung>0</x:RueckmeldungArchivkennung>
<x:Empfangsbestaetigung>0</x:Empfangsbestaetigung></x:Kopf>"#;
const END: &str = "</x:Aussonderung.Aussonderung.0503>";

/// A message (0503 of 3.1.0) with so many Vorgänge or documents.
pub fn message(shape: Shape, count: usize) -> BufReader<Parts<impl Iterator<Item = String>>> {
    let (open, close) = match shape {
        Shape::SideBySide => (String::new(), ""),
        Shape::InOneAkte => (
            format!("<x:Schriftgutobjekt><x:Akte>{}<x:Akteninhalt>", identification(0, 1)),
            "</x:Akteninhalt></x:Akte></x:Schriftgutobjekt>",
        ),
        Shape::InOneVorgang => {
            (format!("<x:Schriftgutobjekt><x:Vorgang>{}", identification(0, 1)), "</x:Vorgang></x:Schriftgutobjekt>")
        }
    };
    let records = (1..=count).map(move |number| match shape {
        Shape::SideBySide => format!("<x:Schriftgutobjekt>{}</x:Schriftgutobjekt>\n", vorgang(number)),
        Shape::InOneAkte => vorgang(number) + "\n",
        Shape::InOneVorgang => document(number) + "\n",
    });
    let begin = [BEGIN.to_owned(), open].into_iter();
    BufReader::new(Parts { parts: begin.chain(records).chain([close.to_owned(), END.to_owned()]), rest: Vec::new() })
}

fn vorgang(number: usize) -> String {
    format!("<x:Vorgang>{}{}</x:Vorgang>", identification(number, 2), document(number))
}

fn document(number: usize) -> String {
    format!(
        "<x:Dokument>{}<x:Version><x:Nummer>1</x:Nummer><x:Format><x:Name listURI=\"urn:xoev-de:xdomea:codeliste:dateiformat\" listVersionID=\"1.0\"><code>018</code></x:Name>\
         <x:Version>1</x:Version><x:Primaerdokument><x:Dateiname>{number:08x}-0000-4000-8000-000000000003_1.pdf\
         </x:Dateiname></x:Primaerdokument></x:Format></x:Version></x:Dokument>",
        identification(number, 3)
    )
}

fn identification(number: usize, kind: usize) -> String {
    format!(
        "<x:Identifikation><x:ID>{number:08x}-0000-4000-8000-{kind:012x}</x:ID></x:Identifikation>\
         <x:AllgemeineMetadaten><x:Betreff>Bauantrag Nr. {number}</x:Betreff><x:Kennzeichen>63.1/{number}</x:Kennzeichen>\
         </x:AllgemeineMetadaten>"
    )
}

/// Texts one behind the other, each made when it is needed.
pub struct Parts<I> {
    parts: I,
    rest: Vec<u8>,
}

impl<I: Iterator<Item = String>> Read for Parts<I> {
    fn read(&mut self, target: &mut [u8]) -> std::io::Result<usize> {
        while self.rest.is_empty() {
            match self.parts.next() {
                Some(part) => self.rest = part.into_bytes(),
                None => return Ok(0),
            }
        }
        let amount = self.rest.len().min(target.len());
        target[..amount].copy_from_slice(&self.rest[..amount]);
        self.rest.drain(..amount);
        Ok(amount)
    }
}
