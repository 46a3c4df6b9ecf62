//! Who is in the invoice and where the goods went: BG-4 to BG-15.

use jiff::civil::Date;
use serde::Serialize;

use super::Identifier;

/// BG-4 Seller.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Seller {
    /// BT-27 Seller name, as registered (1..1).
    pub name: Option<String>,
    /// BT-28 Seller trading name (0..1).
    pub trading_name: Option<String>,
    /// BT-29 Seller identifiers with BT-29-1 scheme (0..n).
    pub identifiers: Vec<Identifier>,
    /// BT-30 Seller legal registration identifier with BT-30-1 scheme (0..1).
    pub legal_registration: Option<Identifier>,
    /// BT-31 Seller VAT identifier (0..1).
    pub vat_identifier: Option<String>,
    /// BT-32 Seller tax registration identifier, in Germany the tax number (0..1).
    pub tax_registration: Option<String>,
    /// BT-33 Seller additional legal information (0..1).
    pub legal_information: Option<String>,
    /// BT-34 Seller electronic address with BT-34-1 scheme (0..1).
    pub electronic_address: Option<Identifier>,
    /// BG-5 Seller postal address (1..1): BT-35, BT-36, BT-162, BT-37, BT-38, BT-39, BT-40.
    pub address: Address,
    /// BG-6 Seller contact (0..1; XRechnung 1..1): BT-41, BT-42, BT-43.
    pub contact: Contact,
}

/// BG-7 Buyer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Buyer {
    /// BT-44 Buyer name (1..1).
    pub name: Option<String>,
    /// BT-45 Buyer trading name (0..1).
    pub trading_name: Option<String>,
    /// BT-46 Buyer identifier with BT-46-1 scheme (0..1).
    pub identifier: Option<Identifier>,
    /// BT-47 Buyer legal registration identifier with BT-47-1 scheme (0..1).
    pub legal_registration: Option<Identifier>,
    /// BT-48 Buyer VAT identifier (0..1).
    pub vat_identifier: Option<String>,
    /// BT-49 Buyer electronic address with BT-49-1 scheme (0..1).
    pub electronic_address: Option<Identifier>,
    /// BG-8 Buyer postal address (1..1): BT-50, BT-51, BT-163, BT-52, BT-53, BT-54, BT-55.
    pub address: Address,
    /// BG-9 Buyer contact (0..1): BT-56, BT-57, BT-58.
    pub contact: Contact,
}

/// BG-10 Payee, where it is not the seller.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Payee {
    /// BT-59 Payee name (1..1).
    pub name: Option<String>,
    /// BT-60 Payee identifier with BT-60-1 scheme (0..1).
    pub identifier: Option<Identifier>,
    /// BT-61 Payee legal registration identifier with BT-61-1 scheme (0..1).
    pub legal_registration: Option<Identifier>,
}

/// BG-11 Seller tax representative party.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TaxRepresentative {
    /// BT-62 Seller tax representative name (1..1).
    pub name: Option<String>,
    /// BT-63 Seller tax representative VAT identifier (1..1).
    pub vat_identifier: Option<String>,
    /// BG-12 Seller tax representative postal address (1..1): BT-64, BT-65, BT-164, BT-66, BT-67, BT-68, BT-69.
    pub address: Address,
}

/// BG-13 Delivery information.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// BT-70 Deliver to party name (0..1).
    pub name: Option<String>,
    /// BT-71 Deliver to location identifier with BT-71-1 scheme (0..1).
    pub location: Option<Identifier>,
    /// BT-72 Actual delivery date (0..1).
    pub date: Option<Date>,
    /// BG-15 Deliver to address (0..1): BT-75, BT-76, BT-165, BT-77, BT-78, BT-79, BT-80.
    pub address: Address,
}

/// A postal address: BG-5, BG-8, BG-12 or BG-15.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Address {
    /// BT-35, BT-50, BT-64, BT-75 Address line 1 (0..1).
    pub line_1: Option<String>,
    /// BT-36, BT-51, BT-65, BT-76 Address line 2 (0..1).
    pub line_2: Option<String>,
    /// BT-162, BT-163, BT-164, BT-165 Address line 3 (0..1).
    pub line_3: Option<String>,
    /// BT-37, BT-52, BT-66, BT-77 City (0..1).
    pub city: Option<String>,
    /// BT-38, BT-53, BT-67, BT-78 Post code (0..1).
    pub post_code: Option<String>,
    /// BT-39, BT-54, BT-68, BT-79 Country subdivision (0..1).
    pub subdivision: Option<String>,
    /// BT-40, BT-55, BT-69, BT-80 Country code, ISO 3166-1 alpha-2 (1..1).
    pub country: Option<String>,
}

/// A contact: BG-6 or BG-9.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// BT-41, BT-56 Contact point (0..1).
    pub name: Option<String>,
    /// BT-42, BT-57 Contact telephone number (0..1).
    pub telephone: Option<String>,
    /// BT-43, BT-58 Contact email address (0..1).
    pub email: Option<String>,
}
