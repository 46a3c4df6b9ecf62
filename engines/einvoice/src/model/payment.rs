//! How the invoice is to be paid: BG-16 to BG-19.

use serde::Serialize;

/// BG-16 Payment instructions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PaymentInstructions {
    /// BT-81 Payment means type code, UNTDID 4461 (1..1): 30 credit transfer, 58 SEPA credit transfer, 59 SEPA direct
    /// debit, 48 card …
    pub means_code: Option<String>,
    /// BT-82 Payment means text (0..1).
    pub means_text: Option<String>,
    /// BT-83 Remittance information (0..1).
    pub remittance_information: Option<String>,
    /// BG-17 Credit transfers (0..n).
    pub credit_transfers: Vec<CreditTransfer>,
    /// BG-18 Payment card information (0..1).
    pub card: Option<PaymentCard>,
    /// BG-19 Direct debit (0..1).
    pub direct_debit: Option<DirectDebit>,
}

/// BG-17 Credit transfer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CreditTransfer {
    /// BT-84 Payment account identifier: an IBAN or a national account number (1..1).
    pub account: Option<String>,
    /// BT-85 Payment account name (0..1).
    pub account_name: Option<String>,
    /// BT-86 Payment service provider identifier: a BIC or a national code (0..1).
    pub provider: Option<String>,
}

/// BG-18 Payment card information.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PaymentCard {
    /// BT-87 Payment card primary account number: the last 4 to 6 digits (1..1).
    pub account_number: Option<String>,
    /// BT-88 Payment card holder name (0..1).
    pub holder_name: Option<String>,
}

/// BG-19 Direct debit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DirectDebit {
    /// BT-89 Mandate reference identifier (0..1).
    pub mandate: Option<String>,
    /// BT-90 Bank assigned creditor identifier (0..1).
    pub creditor_identifier: Option<String>,
    /// BT-91 Debited account identifier (0..1).
    pub debited_account: Option<String>,
}
