//! Names of elements and attributes as numbers. The constants are spelled as in the standards, so that a rule reads
//! like the path it stands for.
#![allow(non_upper_case_globals, non_camel_case_types, reason = "the spelling of UBL and CII")]
#![allow(missing_docs, clippy::upper_case_acronyms, reason = "the names are the documentation")]

use super::hash::{SLOTS, slot};

/// Name of an element: an index into the table of known names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(pub u16);

include!(concat!(env!("OUT_DIR"), "/names.rs"));

impl Name {
    /// An element that neither UBL nor CII knows.
    pub const UNKNOWN: Self = Self(0);
    /// Not an element but a text.
    pub const TEXT: Self = Self(1);
    /// How many names there are.
    pub const COUNT: usize = COUNT;

    /// Local name; `?` for an unknown element.
    pub fn local(self) -> &'static str {
        NAMES[usize::from(self.0)].1
    }

    /// The usual prefix of its namespace.
    pub fn prefix(self) -> &'static str {
        NAMES[usize::from(self.0)].0
    }

    pub(super) fn find(namespace: u8, local: &str) -> Self {
        if namespace == 0 {
            return Self::UNKNOWN;
        }
        let mut place = slot(namespace, local.as_bytes());
        loop {
            let index = TABLE[place];
            if index == 0 {
                return Self::UNKNOWN;
            }
            let (known, name) = KEYS[usize::from(index)];
            if known == namespace && name == local {
                return Self(index);
            }
            place = (place + 1) % SLOTS;
        }
    }
}

/// Number of a namespace by its name; 0 for one that no rule knows.
pub(super) fn namespace(name: &str) -> u8 {
    const UBL: &str = "urn:oasis:names:specification:ubl:schema:xsd:";
    const CII: &str = "urn:un:unece:uncefact:data:standard:";
    let prefix = if let Some(rest) = name.strip_prefix(UBL) {
        match rest {
            "Invoice-2" => "ubl",
            "CreditNote-2" => "cn",
            "CommonAggregateComponents-2" => "cac",
            "CommonBasicComponents-2" => "cbc",
            "CommonExtensionComponents-2" => "ext",
            "CommonSignatureComponents-2" => "sig",
            "SignatureAggregateComponents-2" => "sac",
            "SignatureBasicComponents-2" => "sbc",
            _ => "",
        }
    } else if let Some(rest) = name.strip_prefix(CII) {
        match rest {
            "CrossIndustryInvoice:100" => "rsm",
            "ReusableAggregateBusinessInformationEntity:100" => "ram",
            "QualifiedDataType:100" => "qdt",
            "UnqualifiedDataType:100" => "udt",
            _ => "",
        }
    } else {
        ""
    };
    super::hash::prefix_number(prefix)
}

/// Name of an attribute. Attributes of other namespaces than none, `xsi` and `xml` are unknown, and so are other names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Attr(u8);

impl Attr {
    /// An attribute that neither UBL nor CII knows.
    pub const UNKNOWN: Self = Self(0);

    pub(super) fn find(local: &str) -> Self {
        ATTRIBUTES
            .iter()
            .position(|name| *name == local)
            .and_then(|index| u8::try_from(index + 1).ok())
            .map_or(Self::UNKNOWN, Self)
    }

    /// Its number as a bit, see [`super::Document::attribute_names`].
    pub const fn bit(self) -> u64 {
        1 << self.0
    }

    /// Its name as in the standards; `?` for an unknown one.
    pub fn local(self) -> &'static str {
        self.0.checked_sub(1).map_or("?", |index| ATTRIBUTES[usize::from(index)])
    }
}

macro_rules! attributes {
    ($($name:ident = $text:literal),* $(,)?) => {
        const ATTRIBUTES: &[&str] = &[$($text),*];
        const _: () = assert!(ATTRIBUTES.len() < 64, "a set of them is a u64");
        #[repr(u8)]
        #[allow(dead_code, reason = "only the numbers are used")]
        enum Number { Unknown, $($name),* }
        /// Attributes by their names.
        pub mod attr {
            use super::{Attr, Number};
            $(pub const $name: Attr = Attr(Number::$name as u8);)*
        }
    };
}

// The frequent ones first.
attributes! {
    currencyID = "currencyID",
    schemeID = "schemeID",
    unitCode = "unitCode",
    format = "format",
    listID = "listID",
    mimeCode = "mimeCode",
    filename = "filename",
    name = "name",
    listVersionID = "listVersionID",
    schemeAgencyID = "schemeAgencyID",
    listAgencyID = "listAgencyID",
    schemeName = "schemeName",
    languageID = "languageID",
    languageLocaleID = "languageLocaleID",
    schemeDataURI = "schemeDataURI",
    schemeURI = "schemeURI",
    schemeVersionID = "schemeVersionID",
    schemeAgencyName = "schemeAgencyName",
    listURI = "listURI",
    listName = "listName",
    listSchemeURI = "listSchemeURI",
    listAgencyName = "listAgencyName",
    unitCodeListID = "unitCodeListID",
    unitCodeListAgencyID = "unitCodeListAgencyID",
    unitCodeListAgencyName = "unitCodeListAgencyName",
    unitCodeListVersionID = "unitCodeListVersionID",
    unitCodeListIdentifier = "unitCodeListIdentifier",
    unitCodeListAgencyIdentifier = "unitCodeListAgencyIdentifier",
    currencyCodeListVersionID = "currencyCodeListVersionID",
    characterSetCode = "characterSetCode",
    encodingCode = "encodingCode",
    uri = "uri",
    xsi_type = "xsi:type",
    xsi_nil = "xsi:nil",
    xsi_schemaLocation = "xsi:schemaLocation",
    xsi_noNamespaceSchemaLocation = "xsi:noNamespaceSchemaLocation",
    xml_lang = "xml:lang",
    xml_space = "xml:space",
    xml_base = "xml:base",
    xml_id = "xml:id",
}
