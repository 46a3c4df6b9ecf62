//! Hybrid invoices: a PDF for people with the invoice as XML inside (ZUGFeRD, Factur-X, XRechnung in PDF/A-3).
//!
//! Only what leads to the embedded files is read: cross references, catalogue, associated files (ISO 32000-2, 14.13),
//! the names tree, the metadata. The reader is our own because the libraries read and unpack the whole file, most of
//! them without a limit; a file from a stranger must not cost more than [`PdfLimits`] say.

mod file;
mod filter;
mod metadata;
mod object;

use std::collections::HashSet;

use file::File;
use filter::FilterError;
pub use metadata::Profile;
use object::{Dictionary, Object};
use serde::Serialize;

use crate::tree::{Document, Limits, decode};

/// What a PDF may cost.
#[derive(Debug, Clone)]
pub struct PdfLimits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Bytes of everything that is unpacked, together.
    pub decoded: usize,
    /// Objects in the file.
    pub objects: usize,
    /// Embedded files.
    pub files: usize,
}

impl Default for PdfLimits {
    /// 256 MiB, as much unpacked, 2 million objects, 1,000 files.
    fn default() -> Self {
        Self { bytes: 256 << 20, decoded: 256 << 20, objects: 2_000_000, files: 1000 }
    }
}

/// A PDF with an invoice inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hybrid {
    /// The invoice.
    pub invoice: EmbeddedInvoice,
    /// What the PDF's metadata say about it.
    pub profile: Option<Profile>,
    /// All other embedded files, further invoices among them.
    pub attachments: Vec<PdfAttachment>,
}

/// The invoice inside a PDF.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EmbeddedInvoice {
    /// `factur-x.xml`
    pub name: String,
    /// The XML as it stands in the PDF; may be in any encoding.
    #[serde(skip)]
    pub content: Vec<u8>,
    pub kind: Option<XmlKind>,
    pub found_by: FoundBy,
    /// AFRelationship: `Data`, `Alternative`, `Source` …
    pub relationship: Option<String>,
}

/// What an invoice can begin with.
const ROOTS: [&str; 4] = ["CrossIndustryInvoice", "CrossIndustryDocument", "Invoice", "CreditNote"];

/// What an XML file is by its root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum XmlKind {
    /// UN/CEFACT Cross Industry Invoice D16B: Factur-X, ZUGFeRD 2, XRechnung.
    Cii,
    /// UBL 2.1 Invoice or CreditNote.
    Ubl,
    /// ZUGFeRD 1.0, from before EN 16931; no rule set of today checks it.
    Zugferd1,
}

/// Where an embedded file was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FoundBy {
    /// Associated files (/AF) of the catalogue.
    AssociatedFile,
    /// Names tree of embedded files.
    NamesTree,
    /// Neither: by looking at every object, for example an annotation of a page.
    Search,
}

/// A file inside a PDF.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PdfAttachment {
    /// Comes from outside: never a path to write to.
    pub name: String,
    pub mime: Option<String>,
    pub description: Option<String>,
    pub relationship: Option<String>,
    pub found_by: FoundBy,
    /// Bytes once unpacked; what the PDF says where it cannot be unpacked.
    pub size: usize,
    /// `None` where the file is broken or passes the limits.
    #[serde(skip)]
    pub content: Option<Vec<u8>>,
    /// What it is, if it is an invoice too.
    pub kind: Option<XmlKind>,
}

/// Why there is no invoice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PdfProblem {
    #[error("not a PDF")]
    NotPdf,
    #[error("the PDF is encrypted")]
    Encrypted,
    #[error("the PDF is broken")]
    Broken,
    #[error("no invoice XML in this PDF, embedded files: {files:?}")]
    NoInvoice { files: Vec<String> },
    #[error("the invoice XML {name:?} in this PDF is broken")]
    BrokenInvoice { name: String },
    #[error("limit passed: {0}")]
    TooLarge(&'static str),
}

impl PdfProblem {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotPdf => "pdf.none",
            Self::Encrypted => "pdf.encrypted",
            Self::Broken => "pdf.broken",
            Self::NoInvoice { .. } => "pdf.no-invoice",
            Self::BrokenInvoice { .. } => "pdf.broken-invoice",
            Self::TooLarge(_) => "pdf.too-large",
        }
    }

    /// What is wrong and what to do, in German.
    pub fn german(&self) -> String {
        match self {
            Self::NotPdf => "Die Datei ist kein PDF.".into(),
            Self::Encrypted => "Das PDF ist verschlüsselt. Eine Rechnung darin kann nicht gelesen werden; bitte beim \
                 Absender ein PDF ohne Kennwortschutz oder die XML-Datei anfordern."
                .into(),
            Self::Broken => {
                "Das PDF ist beschädigt und kann nicht gelesen werden. Bitte beim Absender neu anfordern.".into()
            }
            Self::NoInvoice { files } if files.is_empty() => "In diesem PDF steckt keine Rechnung als XML. Es ist ein \
                 einfaches PDF und keine elektronische Rechnung; bitte beim Absender eine E-Rechnung anfordern."
                .into(),
            Self::NoInvoice { files } => format!(
                "In diesem PDF steckt keine Rechnung als XML. Angehängt sind nur: {}. Es ist keine elektronische \
                 Rechnung; bitte beim Absender eine E-Rechnung anfordern.",
                files.join(", ")
            ),
            Self::BrokenInvoice { name } => format!(
                "In diesem PDF steckt eine Rechnung als XML ({name}), sie ist aber beschädigt und kann nicht gelesen \
                 werden. Bitte beim Absender neu anfordern."
            ),
            Self::TooLarge(_) => "Das PDF ist zu groß oder so gebaut, dass es beim Entpacken zu groß würde.".into(),
        }
    }
}

/// Finds the invoice in a PDF, and the other files in it.
pub fn extract(bytes: &[u8], limits: &PdfLimits) -> Result<Hybrid, PdfProblem> {
    let (mut files, profile) = all_files(bytes, limits)?;
    let Some(index) = choose(&files) else {
        return Err(PdfProblem::NoInvoice { files: files.into_iter().map(|file| file.name).collect() });
    };
    let file = files.remove(index);
    let Some(content) = file.content.filter(|content| is_whole(content, file.kind)) else {
        return Err(PdfProblem::BrokenInvoice { name: file.name });
    };
    let PdfAttachment { name, kind, found_by, relationship, .. } = file;
    let invoice = EmbeddedInvoice { name, content, kind, found_by, relationship };
    Ok(Hybrid { invoice, profile, attachments: files })
}

/// Whether the last end tag of an invoice is that of the document, in whatever encoding: of a PDF that breaks off only a
/// part of the invoice may be there.
fn is_whole(xml: &[u8], kind: Option<XmlKind>) -> bool {
    if kind.is_none() {
        // Only its name says that it is an invoice.
        return decode(xml).is_ok_and(|text| Document::parse(&text, &Limits::default()).is_ok());
    }
    let mut tail = Vec::new();
    for byte in xml.iter().rev().filter(|byte| **byte != 0) {
        tail.push(*byte);
        if tail.ends_with(b"/<") {
            break;
        }
    }
    tail.reverse();
    let tail = String::from_utf8_lossy(&tail);
    let Some(end_tag) = tail.strip_prefix("</") else { return tail.contains("/>") };
    let name = end_tag.split_once('>').and_then(|(name, _)| name.trim_end().rsplit(':').next());
    name.is_some_and(|name| ROOTS.contains(&name))
}

/// All files in a PDF, whether there is an invoice among them or not.
pub fn attachments(bytes: &[u8], limits: &PdfLimits) -> Result<Vec<PdfAttachment>, PdfProblem> {
    all_files(bytes, limits).map(|(files, _)| files)
}

fn all_files(bytes: &[u8], limits: &PdfLimits) -> Result<(Vec<PdfAttachment>, Option<Profile>), PdfProblem> {
    let mut file = File::open(bytes, limits)?;
    let mut files = collect(&file)?;
    if choose(&files).is_none() && !file.is_rebuilt {
        // The cross references may lead to an old or wrong place.
        let rebuilt = file.rebuilt();
        if let Ok(rebuilt) = rebuilt {
            let again = collect(&rebuilt)?;
            if again.len() > files.len() || choose(&again).is_some() {
                (file, files) = (rebuilt, again);
            }
        }
    }
    if choose(&files).is_none() && file.is_exhausted() {
        return Err(PdfProblem::TooLarge("decoded"));
    }
    let profile = metadata::profile(&file);
    Ok((files, profile))
}

/// The invoice among the files: by its name, newest names first, else by what it is.
fn choose(files: &[PdfAttachment]) -> Option<usize> {
    const NAMES: [&str; 4] = ["factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml", "zugferd_invoice.xml"];
    let by_name =
        |name: &&str| files.iter().position(|file| file.kind.is_some() && file.name.eq_ignore_ascii_case(name));
    NAMES
        .iter()
        .find_map(by_name)
        .or_else(|| files.iter().position(|file| file.kind.is_some()))
        .or_else(|| files.iter().position(|file| NAMES.iter().any(|name| file.name.eq_ignore_ascii_case(name))))
}

/// Embedded files by /AF, by the names tree, and if there are none by a search.
fn collect(file: &File<'_>) -> Result<Vec<PdfAttachment>, PdfProblem> {
    let catalogue = file.catalogue().ok_or(PdfProblem::Broken)?;
    let mut collector = Collector { file, seen: HashSet::new(), files: Vec::new() };
    if let Some(associated) = catalogue.get("AF") {
        for specification in file.array(associated) {
            collector.add(&specification, None, FoundBy::AssociatedFile);
        }
    }
    let tree = catalogue.get("Names").and_then(|names| file.dictionary(names));
    if let Some(tree) = tree.and_then(|names| file.dictionary(names.get("EmbeddedFiles")?)) {
        collector.walk(&tree, 0);
    }
    if choose(&collector.files).is_none() {
        for number in file.numbers() {
            if let Some(Object::Dictionary(dictionary)) = file.get(number) {
                collector.search(&dictionary);
            }
        }
    }
    Ok(collector.files)
}

struct Collector<'f, 'b> {
    file: &'f File<'b>,
    /// Objects of embedded files and nodes of the names tree that were looked at.
    seen: HashSet<u32>,
    files: Vec<PdfAttachment>,
}

impl Collector<'_, '_> {
    fn is_full(&self) -> bool {
        self.files.len() >= self.file.limits().files
    }

    fn walk(&mut self, node: &Dictionary, depth: usize) {
        if depth > 32 || self.is_full() {
            return;
        }
        let names = node.get("Names").map(|names| self.file.array(names)).unwrap_or_default();
        for pair in names.chunks_exact(2) {
            let key = self.file.resolve(&pair[0]).and_then(text);
            self.add(&pair[1], key, FoundBy::NamesTree);
        }
        let kids = node.get("Kids").map(|kids| self.file.array(kids)).unwrap_or_default();
        for kid in kids {
            if let Object::Reference(number) = kid
                && !self.seen.insert(number)
            {
                continue;
            }
            if let Some(kid) = self.file.dictionary(&kid) {
                self.walk(&kid, depth + 1);
            }
        }
    }

    /// A file specification anywhere, also as the file of an annotation.
    fn search(&mut self, dictionary: &Dictionary) {
        if dictionary.get("EF").is_some() {
            self.add(&Object::Dictionary(dictionary.clone()), None, FoundBy::Search);
        } else if let Some(specification) = dictionary.get("FS") {
            self.add(&specification.clone(), None, FoundBy::Search);
        }
    }

    fn add(&mut self, specification: &Object, key: Option<String>, found_by: FoundBy) {
        let Some(specification) = self.file.dictionary(specification) else { return };
        let Some(embedded) = specification.get("EF").and_then(|files| self.file.dictionary(files)) else { return };
        let streams = ["UF", "F", "Unix", "DOS", "Mac"].iter().filter_map(|key| embedded.get(key));
        let Some(stream) = streams.into_iter().next() else { return };
        if self.is_full() {
            return;
        }
        if let Object::Reference(number) = stream
            && !self.seen.insert(*number)
        {
            return;
        }
        let value = |key: &str| specification.get(key).and_then(|value| self.file.resolve(value)).and_then(text);
        let name = value("UF").or_else(|| value("F")).or(key).unwrap_or_default();
        let relationship = match specification.get("AFRelationship").and_then(|value| self.file.resolve(value)) {
            Some(Object::Name(name)) => Some(String::from_utf8_lossy(&name).into_owned()),
            _ => None,
        };
        let mut file = PdfAttachment {
            name,
            mime: None,
            description: value("Desc").filter(|text| !text.is_empty()),
            relationship,
            found_by,
            size: 0,
            content: None,
            kind: None,
        };
        if let Some(Object::Stream(dictionary, start)) = self.file.resolve(stream) {
            self.unpack(&mut file, &dictionary, start);
        }
        self.files.push(file);
    }

    fn unpack(&self, file: &mut PdfAttachment, dictionary: &Dictionary, start: usize) {
        file.mime = dictionary.name("Subtype").map(|name| String::from_utf8_lossy(name).into_owned());
        let parameters = dictionary.get("Params").and_then(|parameters| self.file.dictionary(parameters));
        let said = parameters.and_then(|parameters| usize::try_from(parameters.integer("Size")?).ok());
        match self.file.decoded(dictionary, start) {
            Ok(content) => {
                file.size = content.len();
                file.kind = kind_of(&content);
                file.content = Some(content);
            }
            Err(FilterError::Broken | FilterError::TooLarge | FilterError::Unknown) => file.size = said.unwrap_or(0),
        }
    }
}

/// What an XML is by the name and namespace of its root.
pub fn kind_of(content: &[u8]) -> Option<XmlKind> {
    let content = &content[..content.len().min(64 << 10)];
    let (encoding, length) = encoding_rs::Encoding::for_bom(content).unwrap_or(match content {
        [0, b'<', ..] => (encoding_rs::UTF_16BE, 0),
        [b'<', 0, ..] => (encoding_rs::UTF_16LE, 0),
        _ => (encoding_rs::UTF_8, 0),
    });
    let (text, _) = encoding.decode_without_bom_handling(&content[length..]);
    let mut rest = text.as_ref();
    let tag = loop {
        rest = &rest[rest.find('<')?..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = &comment[comment.find("-->")?..];
        } else if rest.starts_with("<?") || rest.starts_with("<!") {
            rest = &rest[1..];
        } else {
            break &rest[1..rest.find('>')?];
        }
    };
    let name = tag.split([' ', '\t', '\r', '\n', '/']).next()?;
    match name.rsplit(':').next()? {
        "CrossIndustryInvoice" => Some(XmlKind::Cii),
        "CrossIndustryDocument" => Some(XmlKind::Zugferd1),
        // Drafts of ZUGFeRD 1.0.
        "Invoice" if tag.contains("urn:un:unece:uncefact:data:standard:CBFBUY") => Some(XmlKind::Zugferd1),
        "Invoice" | "CreditNote" if tag.contains("urn:oasis:names:specification:ubl:schema:xsd:") => Some(XmlKind::Ubl),
        _ => None,
    }
}

/// A text of the PDF: UTF-16 or UTF-8 with a mark, else an encoding of its own that is Latin-1 for most letters.
fn text(object: Object) -> Option<String> {
    let Object::Text(bytes) = object else { return None };
    let text = match bytes.as_slice() {
        [0xfe, 0xff, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xff, 0xfe, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().copied().map(char::from).collect(),
        },
    };
    Some(text.trim_matches(['\0', ' ']).to_owned())
}
