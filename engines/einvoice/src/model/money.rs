//! Allowances, charges, VAT and totals: BG-20 to BG-23, BG-27, BG-28, BG-30.

use serde::Serialize;

use crate::number::Decimal;

/// An allowance or charge of the document (BG-20, BG-21) or of a line (BG-27, BG-28). A line's has no VAT of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct AllowanceCharge {
    /// BT-92, BT-99, BT-136, BT-141 Amount without VAT (1..1).
    pub amount: Option<Decimal>,
    /// BT-93, BT-100, BT-137, BT-142 Base amount (0..1).
    pub base_amount: Option<Decimal>,
    /// BT-94, BT-101, BT-138, BT-143 Percentage of the base amount (0..1).
    pub percentage: Option<Decimal>,
    /// BT-95, BT-102 VAT category code, UNTDID 5305 (1..1; not in a line).
    pub vat_category: Option<String>,
    /// BT-96, BT-103 VAT rate in percent (0..1; not in a line).
    pub vat_rate: Option<Decimal>,
    /// BT-97, BT-104, BT-139, BT-144 Reason (0..1).
    pub reason: Option<String>,
    /// BT-98, BT-140 Allowance reason code, UNTDID 5189; BT-105, BT-145 charge reason code, UNTDID 7161 (0..1).
    pub reason_code: Option<String>,
}

/// BG-22 Document totals.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// BT-106 Sum of invoice line net amounts (1..1).
    pub line_net: Option<Decimal>,
    /// BT-107 Sum of allowances on document level (0..1).
    pub allowances: Option<Decimal>,
    /// BT-108 Sum of charges on document level (0..1).
    pub charges: Option<Decimal>,
    /// BT-109 Invoice total amount without VAT (1..1).
    pub without_vat: Option<Decimal>,
    /// BT-110 Invoice total VAT amount (0..1).
    pub vat: Option<Decimal>,
    /// BT-111 Invoice total VAT amount in the accounting currency BT-6 (0..1).
    pub vat_in_tax_currency: Option<Decimal>,
    /// BT-112 Invoice total amount with VAT (1..1).
    pub with_vat: Option<Decimal>,
    /// BT-113 Paid amount (0..1).
    pub paid: Option<Decimal>,
    /// BT-114 Rounding amount (0..1).
    pub rounding: Option<Decimal>,
    /// BT-115 Amount due for payment (1..1).
    pub due: Option<Decimal>,
}

/// BG-23 VAT breakdown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct VatBreakdown {
    /// BT-116 VAT category taxable amount (1..1).
    pub taxable_amount: Option<Decimal>,
    /// BT-117 VAT category tax amount (1..1).
    pub tax_amount: Option<Decimal>,
    /// BT-118 VAT category code, UNTDID 5305 (1..1).
    pub category: Option<String>,
    /// BT-119 VAT category rate in percent (0..1).
    pub rate: Option<Decimal>,
    /// BT-120 VAT exemption reason text (0..1).
    pub exemption_reason: Option<String>,
    /// BT-121 VAT exemption reason code, VATEX (0..1).
    pub exemption_reason_code: Option<String>,
}

/// BG-30 Line VAT information.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LineVat {
    /// BT-151 Invoiced item VAT category code, UNTDID 5305 (1..1).
    pub category: Option<String>,
    /// BT-152 Invoiced item VAT rate in percent (0..1).
    pub rate: Option<Decimal>,
}

/// BG-DEX-09 Third party payment: an amount collected for somebody else, added to the amount due.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ThirdPartyPayment {
    /// BT-DEX-001 Third party payment type (1..1).
    pub kind: Option<String>,
    /// BT-DEX-002 Third party payment amount (1..1).
    pub amount: Option<Decimal>,
    /// BT-DEX-003 Third party payment description (1..1).
    pub description: Option<String>,
}
