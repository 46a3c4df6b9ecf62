//! The invoice as EN 16931-1 means it: business groups (BG) and business terms (BT) as types, from either syntax.
//!
//! A field holds what the document says, so mandatory terms are optional here too: whether they may be missing is the
//! rules' business, not the model's. Groups without a meaning of their own when empty (address, totals …) are plain
//! fields, groups that are there or not are `Option`, what may repeat is a `Vec`. Each field names its term and in
//! brackets the cardinality the standard gives it. Amounts are in the invoice currency (BT-5) unless said otherwise.

mod attachment;
mod discount;
mod line;
mod money;
mod party;
mod payment;
mod read;
mod read_cii;
pub(crate) mod read_terms;
mod read_ubl;
mod terms;

pub use attachment::{Attachment, SupportingDocument};
pub use discount::{ConditionKind, PaymentCondition, payment_conditions};
use jiff::civil::Date;
pub use line::{Classification, Item, ItemAttribute, Line, LinePrice};
pub use money::{AllowanceCharge, LineVat, ThirdPartyPayment, Totals, VatBreakdown};
pub use party::{Address, Buyer, Contact, Delivery, Payee, Seller, TaxRepresentative};
pub use payment::{CreditTransfer, DirectDebit, PaymentCard, PaymentInstructions};
pub use read::{ATTACHMENT_LIMIT, Reading, Remark, RemarkKind, read, read_limited};
use serde::{Serialize, Serializer};
pub use terms::Terms;

use crate::number::Decimal;

/// An invoice or credit note.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Invoice {
    /// BT-1 Invoice number (1..1).
    pub number: Option<String>,
    /// BT-2 Invoice issue date (1..1).
    pub issue_date: Option<Date>,
    /// BT-3 Invoice type code, UNTDID 1001 (1..1): 380 invoice, 381 credit note, 326 partial, 384 corrected …
    pub type_code: Option<String>,
    /// BT-5 Invoice currency code, ISO 4217 (1..1).
    pub currency: Option<String>,
    /// BT-6 VAT accounting currency code, ISO 4217 (0..1).
    pub tax_currency: Option<String>,
    /// BT-7 Value added tax point date (0..1).
    pub tax_point_date: Option<Date>,
    /// BT-8 Value added tax point date code, UNTDID 2005 (0..1): 3 issue of the invoice, 35 delivery, 432 payment. CII
    /// writes the same as 5, 29, 72 (UNTDID 2475).
    pub tax_point_date_code: Option<String>,
    /// BT-9 Payment due date (0..1).
    pub due_date: Option<Date>,
    /// BT-10 Buyer reference, in Germany the Leitweg-ID (0..1; XRechnung 1..1).
    pub buyer_reference: Option<String>,
    /// BT-11 Project reference (0..1).
    pub project_reference: Option<String>,
    /// BT-12 Contract reference (0..1).
    pub contract_reference: Option<String>,
    /// BT-13 Purchase order reference (0..1).
    pub purchase_order_reference: Option<String>,
    /// BT-14 Sales order reference (0..1).
    pub sales_order_reference: Option<String>,
    /// BT-15 Receiving advice reference (0..1).
    pub receiving_advice_reference: Option<String>,
    /// BT-16 Despatch advice reference (0..1).
    pub despatch_advice_reference: Option<String>,
    /// BT-17 Tender or lot reference (0..1).
    pub tender_reference: Option<String>,
    /// BT-18 Invoiced object identifier with BT-18-1 scheme (0..1).
    pub invoiced_object: Option<Identifier>,
    /// BT-19 Buyer accounting reference (0..1).
    pub buyer_accounting_reference: Option<String>,
    /// BT-20 Payment terms (0..1). XRechnung writes Skonto here, a line each, with a line end after the last.
    pub payment_terms: Option<String>,
    /// BG-1 Invoice notes (0..n).
    pub notes: Vec<Note>,
    /// BG-2 Process control (1..1).
    pub process: ProcessControl,
    /// BG-3 Preceding invoice references (0..n).
    pub preceding_invoices: Vec<PrecedingInvoice>,
    /// BG-4 Seller (1..1).
    pub seller: Seller,
    /// BG-7 Buyer (1..1).
    pub buyer: Buyer,
    /// BG-10 Payee (0..1).
    pub payee: Option<Payee>,
    /// BG-11 Seller tax representative party (0..1).
    pub tax_representative: Option<TaxRepresentative>,
    /// BG-13 Delivery information (0..1).
    pub delivery: Option<Delivery>,
    /// BG-14 Invoicing period (0..1), BT-73 and BT-74.
    pub period: Period,
    /// BG-16 Payment instructions (0..1). Both syntaxes can hold several with different means; credit transfers of one
    /// means are together in one.
    pub payment_instructions: Vec<PaymentInstructions>,
    /// BG-20 Document level allowances (0..n), BT-92..BT-98.
    pub allowances: Vec<AllowanceCharge>,
    /// BG-21 Document level charges (0..n), BT-99..BT-105.
    pub charges: Vec<AllowanceCharge>,
    /// BG-22 Document totals (1..1).
    pub totals: Totals,
    /// BG-23 VAT breakdown (1..n).
    pub vat_breakdown: Vec<VatBreakdown>,
    /// BG-24 Additional supporting documents (0..n).
    pub documents: Vec<SupportingDocument>,
    /// BG-25 Invoice lines (1..n).
    pub lines: Vec<Line>,
    /// BG-DEX-09 Third party payments (0..n), only in the extension of XRechnung.
    pub third_party_payments: Vec<ThirdPartyPayment>,
}

/// BG-1 Invoice note.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Note {
    /// BT-21 Invoice note subject code, UNTDID 4451 (0..1).
    pub subject_code: Option<String>,
    /// BT-22 Invoice note (1..1).
    pub text: Option<String>,
}

/// BG-2 Process control.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ProcessControl {
    /// BT-23 Business process type (0..1; XRechnung 1..1).
    pub business_process: Option<String>,
    /// BT-24 Specification identifier (1..1).
    pub specification: Option<String>,
}

/// BG-3 Preceding invoice reference.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PrecedingInvoice {
    /// BT-25 Preceding invoice number (1..1).
    pub number: Option<String>,
    /// BT-26 Preceding invoice issue date (0..1).
    pub issue_date: Option<Date>,
}

/// BG-14 Invoicing period (BT-73, BT-74) or BG-26 Invoice line period (BT-134, BT-135).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Period {
    /// BT-73, BT-134 Start date (0..1).
    pub start: Option<Date>,
    /// BT-74, BT-135 End date (0..1), itself in the period.
    pub end: Option<Date>,
}

/// An identifier and the scheme it belongs to (ISO/IEC 6523 ICD, EAS or UNTDID code, as the term says).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Identifier {
    pub value: String,
    pub scheme: Option<String>,
}

impl Identifier {
    pub fn new(value: impl Into<String>, scheme: Option<&str>) -> Self {
        Self { value: value.into(), scheme: scheme.map(str::to_owned) }
    }
}

/// A decimal as text, so that no digit is lost on the way through JSON.
impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Whether nothing of a group is there.
pub fn is_empty<T: Default + PartialEq>(group: &T) -> bool {
    *group == T::default()
}

impl Invoice {
    /// Whether it credits: types 81, 83, 261, 262, 296, 308, 381, 396, 420, 458, 502, 503, 532 of UNTDID 1001. In UBL such a
    /// document is a `CreditNote`.
    pub fn is_credit_note(&self) -> bool {
        const CREDITS: [&str; 13] =
            ["81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"];
        self.type_code.as_deref().is_some_and(|code| CREDITS.contains(&code))
    }

    /// All credit transfers (BG-17) with the payment means code (BT-81) they stand under.
    pub fn credit_transfers(&self) -> impl Iterator<Item = (Option<&str>, &CreditTransfer)> {
        self.payment_instructions.iter().flat_map(|instructions| {
            instructions.credit_transfers.iter().map(|transfer| (instructions.means_code.as_deref(), transfer))
        })
    }
}
