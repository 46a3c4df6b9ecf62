//! Invoice lines: BG-25 to BG-32, and the sub lines of the extension.

use serde::Serialize;

use super::{AllowanceCharge, Identifier, LineVat, Period};
use crate::number::Decimal;

/// BG-25 Invoice line, or BG-DEX-01 sub invoice line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Line {
    /// BT-126 Invoice line identifier (1..1).
    pub id: Option<String>,
    /// BT-127 Invoice line note (0..1).
    pub note: Option<String>,
    /// BT-128 Invoice line object identifier with BT-128-1 scheme (0..1).
    pub object: Option<Identifier>,
    /// BT-129 Invoiced quantity (1..1).
    pub quantity: Option<Decimal>,
    /// BT-130 Invoiced quantity unit of measure, UN/ECE Recommendation 20 or 21 (1..1).
    pub unit: Option<String>,
    /// BT-131 Invoice line net amount (1..1).
    pub net_amount: Option<Decimal>,
    /// BT-132 Referenced purchase order line reference (0..1).
    pub order_line_reference: Option<String>,
    /// BT-133 Invoice line buyer accounting reference (0..1).
    pub buyer_accounting_reference: Option<String>,
    /// BG-26 Invoice line period (0..1): BT-134, BT-135.
    pub period: Period,
    /// BG-27 Invoice line allowances (0..n): BT-136..BT-140.
    pub allowances: Vec<AllowanceCharge>,
    /// BG-28 Invoice line charges (0..n): BT-141..BT-145.
    pub charges: Vec<AllowanceCharge>,
    /// BG-29 Price details (1..1).
    pub price: LinePrice,
    /// BG-30 Line VAT information (1..1).
    pub vat: LineVat,
    /// BG-31 Item information (1..1).
    pub item: Item,
    /// BG-DEX-01 Sub invoice lines (0..n), only in the extension of XRechnung.
    pub sub_lines: Vec<Line>,
}

/// BG-29 Price details.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LinePrice {
    /// BT-146 Item net price (1..1).
    pub net: Option<Decimal>,
    /// BT-147 Item price discount (0..1).
    pub discount: Option<Decimal>,
    /// BT-148 Item gross price (0..1).
    pub gross: Option<Decimal>,
    /// BT-149 Item price base quantity (0..1).
    pub base_quantity: Option<Decimal>,
    /// BT-150 Item price base quantity unit of measure, UN/ECE Recommendation 20 or 21 (0..1).
    pub base_quantity_unit: Option<String>,
}

/// BG-31 Item information.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Item {
    /// BT-153 Item name (1..1).
    pub name: Option<String>,
    /// BT-154 Item description (0..1).
    pub description: Option<String>,
    /// BT-155 Item seller's identifier (0..1).
    pub seller_identifier: Option<String>,
    /// BT-156 Item buyer's identifier (0..1).
    pub buyer_identifier: Option<String>,
    /// BT-157 Item standard identifier with BT-157-1 scheme (0..1).
    pub standard_identifier: Option<Identifier>,
    /// BT-158 Item classification identifiers (0..n).
    pub classifications: Vec<Classification>,
    /// BT-159 Item country of origin, ISO 3166-1 alpha-2 (0..1).
    pub country_of_origin: Option<String>,
    /// BG-32 Item attributes (0..n).
    pub attributes: Vec<ItemAttribute>,
}

/// BT-158 Item classification identifier.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Classification {
    /// BT-158 The class (1..1).
    pub code: String,
    /// BT-158-1 Scheme, UNTDID 7143 (1..1).
    pub scheme: Option<String>,
    /// BT-158-2 Version of the scheme (0..1).
    pub version: Option<String>,
}

/// BG-32 Item attribute.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ItemAttribute {
    /// BT-160 Item attribute name (1..1).
    pub name: Option<String>,
    /// BT-161 Item attribute value (1..1).
    pub value: Option<String>,
}
