//! What makes an invoice suspicious beside others: an address of another body, an account never paid to before, a number
//! or an amount that came already. It never blocks by itself; the first two need somebody who says "I have looked".

use lotse_core::{body::BodyKey, clock::Timestamp, text::folded};

use super::{Facts, Signer};

/// What somebody has to look at before the invoice is confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Concern {
    /// The Leitweg-ID (BT-10) belongs to another body.
    OtherBody,
    /// Earlier invoices of the seller name other accounts: a well-known fraud.
    OtherAccount,
}

impl Concern {
    pub const ALL: [Self; 2] = [Self::OtherBody, Self::OtherAccount];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::OtherBody => "other-body",
            Self::OtherAccount => "other-account",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|concern| concern.as_str() == word)
    }
}

/// A concern about an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    pub concern: Concern,
    /// What exactly is acknowledged: the Leitweg-ID, the IBAN.
    pub detail: String,
    /// The bodies it belongs to, or the accounts known so far.
    pub known: Vec<Known>,
}

/// What is known instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    Body(BodyKey),
    /// An IBAN and the latest invoice that names it.
    Account {
        iban: String,
        number: String,
    },
}

/// An account that earlier accepted invoices of a seller name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierAccount {
    pub iban: String,
    /// The latest invoice with it.
    pub number: String,
    /// People have ordered a payment to it.
    pub is_trusted: bool,
}

/// Somebody has looked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    pub concern: Concern,
    pub detail: String,
    pub signer: Signer,
    pub at: Timestamp,
    /// The invoice went back after it.
    pub is_void: bool,
}

impl Acknowledgement {
    pub fn covers(&self, warning: &Warning) -> bool {
        !self.is_void && self.concern == warning.concern && self.detail == warning.detail
    }
}

/// `owners`: bodies whose units have the invoice's Leitweg-ID.
pub fn other_body(facts: &Facts, body: &BodyKey, owners: &[BodyKey]) -> Option<Warning> {
    if owners.is_empty() || owners.contains(body) {
        return None;
    }
    let mut known: Vec<Known> = Vec::new();
    for owner in owners {
        if !known.contains(&Known::Body(owner.clone())) {
            known.push(Known::Body(owner.clone()));
        }
    }
    Some(Warning { concern: Concern::OtherBody, detail: facts.leitweg_id.clone(), known })
}

/// An account is trusted once a payment to it was ordered; two invoices with the same new account do not vouch for each
/// other. Nothing is paid on a credit note.
pub fn other_account(facts: &Facts, earlier: &[EarlierAccount]) -> Option<Warning> {
    let is_own = |account: &&EarlierAccount| account.iban == facts.iban;
    if facts.is_credit || facts.iban.is_empty() || earlier.iter().filter(is_own).any(|account| account.is_trusted) {
        return None;
    }
    let known: Vec<Known> = earlier
        .iter()
        .filter(|account| !is_own(account))
        .map(|account| Known::Account { iban: account.iban.clone(), number: account.number.clone() })
        .collect();
    (!known.is_empty()).then(|| Warning { concern: Concern::OtherAccount, detail: facts.iban.clone(), known })
}

/// Warnings that nobody has acknowledged.
pub fn open_warnings(warnings: &[Warning], acknowledgements: &[Acknowledgement]) -> Vec<Warning> {
    let is_open = |warning: &&Warning| !acknowledgements.iter().any(|said| said.covers(warning));
    warnings.iter().filter(is_open).cloned().collect()
}

// Invoices that resemble each other

/// A seller's name as compared: without case, white space, punctuation and the two spellings of umlauts.
pub fn seller_key(name: &str) -> String {
    // The dots alone, as some programs write them.
    let dots = |sign| if sign == '\u{308}' { 'e' } else { sign };
    folded(name).chars().map(dots).filter(|sign| sign.is_alphanumeric()).collect()
}

/// An invoice's number as compared. Zeros that lead count for nothing, but what leads depends on what separates:
/// `2027-001` is `2027-1`, `RE0017` is `RE-17`. So there are two forms, and one of them must agree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NumberKey {
    /// Separators taken out first, zeros then.
    pub whole: String,
    /// Zeros taken out of each part first, separators then.
    pub parts: String,
}

impl NumberKey {
    pub fn of(number: &str) -> Self {
        let lower = number.to_lowercase();
        let whole: String = lower.chars().filter(|sign| sign.is_alphanumeric()).collect();
        let parts = lower.split(|sign: char| !sign.is_alphanumeric()).map(without_zeros).collect();
        Self { whole: without_zeros(&whole), parts }
    }

    pub fn agrees(&self, other: &Self) -> bool {
        !self.whole.is_empty() && (self.whole == other.whole || self.parts == other.parts)
    }
}

/// Each number in the text without the zeros in front of it.
fn without_zeros(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    let mut is_in_number = false;
    while let Some(sign) = signs.next() {
        let is_leading = sign == '0' && !is_in_number && signs.peek().is_some_and(char::is_ascii_digit);
        if !is_leading {
            is_in_number = sign.is_ascii_digit();
            out.push(sign);
        }
    }
    out
}

/// Why two invoices may be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resemblance {
    SameNumber,
    /// And another number.
    SameAmountAndDay,
}

impl Resemblance {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SameNumber => "same-number",
            Self::SameAmountAndDay => "same-amount-and-day",
        }
    }
}

impl Facts {
    fn is_of_same_seller(&self, other: &Self) -> bool {
        let key = seller_key(&self.seller_name);
        (!self.seller_vat.is_empty() && self.seller_vat == other.seller_vat)
            || (!key.is_empty() && key == seller_key(&other.seller_name))
    }

    /// Whether they may be the same invoice, though not all of number, day and amount agree to the letter.
    pub fn resembles(&self, other: &Self) -> Option<Resemblance> {
        if self.is_credit != other.is_credit || !self.is_of_same_seller(other) {
            return None;
        }
        if NumberKey::of(&self.invoice_number).agrees(&NumberKey::of(&other.invoice_number)) {
            return Some(Resemblance::SameNumber);
        }
        let is_same = self.issue_date.is_some()
            && self.issue_date == other.issue_date
            && self.gross_cents == other.gross_cents
            && self.currency == other.currency;
        is_same.then_some(Resemblance::SameAmountAndDay)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use lotse_core::people::PersonId;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn body(key: &str) -> BodyKey {
        BodyKey::new(key).unwrap()
    }

    fn facts() -> Facts {
        Facts {
            invoice_number: "RE-2027-0017".to_owned(),
            issue_date: Some(date(2027, 1, 10)),
            seller_name: "Müller & Söhne GmbH".to_owned(),
            seller_vat: "DE123456789".to_owned(),
            leitweg_id: "05117-31001-02".to_owned(),
            iban: "DE02120300000000202051".to_owned(),
            currency: "EUR".to_owned(),
            gross_cents: 119_000,
            ..Facts::default()
        }
    }

    fn account(iban: &str, is_trusted: bool) -> EarlierAccount {
        EarlierAccount { iban: iban.to_owned(), number: "ER-2027-00001".to_owned(), is_trusted }
    }

    #[test]
    fn a_leitweg_id_of_somebody_else_is_told() {
        let (here, there) = (body("057620004004"), body("057740032032"));
        assert_eq!(other_body(&facts(), &here, &[]), None);
        assert_eq!(other_body(&facts(), &here, std::slice::from_ref(&here)), None);
        assert_eq!(other_body(&facts(), &here, &[there.clone(), here.clone()]), None);
        let warning = other_body(&facts(), &here, &[there.clone(), there.clone()]).unwrap();
        assert_eq!((warning.detail.as_str(), warning.known), ("05117-31001-02", vec![Known::Body(there)]));
    }

    #[test]
    fn an_account_is_new_until_a_payment_to_it_was_ordered() {
        let (own, other) = (facts().iban, "DE02500105170137075030");
        let is_warned = |earlier: &[EarlierAccount]| other_account(&facts(), earlier).is_some();
        assert!(!is_warned(&[]), "the first invoice of a seller");
        assert!(!is_warned(&[account(&own, false)]));
        assert!(is_warned(&[account(other, false)]));
        assert!(is_warned(&[account(other, true), account(&own, false)]), "two new ones do not vouch for each other");
        assert!(!is_warned(&[account(other, true), account(&own, true)]));
        assert_eq!(other_account(&Facts { is_credit: true, ..facts() }, &[account(other, true)]), None);
        assert_eq!(other_account(&Facts { iban: String::new(), ..facts() }, &[account(other, true)]), None);
    }

    #[test]
    fn an_acknowledgement_is_for_exactly_what_was_seen() {
        let warning = other_account(&facts(), &[account("DE02500105170137075030", true)]).unwrap();
        let signer = Signer { person: PersonId(Uuid::nil()), principal: None };
        let said = |concern, detail: &str, is_void| Acknowledgement {
            concern,
            detail: detail.to_owned(),
            signer,
            at: Timestamp(0),
            is_void,
        };
        let left = |said: Acknowledgement| open_warnings(std::slice::from_ref(&warning), &[said]).len();
        assert_eq!(left(said(Concern::OtherAccount, &facts().iban, false)), 0);
        assert_eq!(left(said(Concern::OtherAccount, &facts().iban, true)), 1);
        assert_eq!(left(said(Concern::OtherAccount, "DE1", false)), 1);
        assert_eq!(left(said(Concern::OtherBody, &facts().iban, false)), 1);
    }

    #[test]
    fn words_of_concerns_are_read_again() {
        for concern in Concern::ALL {
            assert_eq!(Concern::parse(concern.as_str()), Some(concern));
        }
    }

    #[test]
    fn names_and_numbers_are_compared_without_their_dress() {
        assert_eq!(seller_key("Müller & Söhne GmbH"), seller_key("MUELLER UND SOEHNE GMBH").replace("und", ""));
        assert_eq!(seller_key("Mu\u{308}ller"), seller_key("Müller"));
        let agrees = |one: &str, other: &str| NumberKey::of(one).agrees(&NumberKey::of(other));
        for (one, other) in [
            ("2027-001", "2027-1"),
            ("RE0017", "re 17"),
            ("R-2027-0815", "R20270815"),
            ("00042", "42"),
            ("K/4711", "k4711"),
            ("0", "000"),
        ] {
            assert!(agrees(one, other), "{one} {other}");
        }
        for (one, other) in [("2027-10", "2027-1"), ("A-1", "B-1"), ("", ""), ("-", "/"), ("100", "1")] {
            assert!(!agrees(one, other), "{one} {other}");
        }
    }

    #[test]
    fn the_same_invoice_in_another_dress_resembles() {
        let other = |change: &dyn Fn(&mut Facts)| {
            let mut other = facts();
            change(&mut other);
            facts().resembles(&other)
        };
        assert_eq!(other(&|it| it.invoice_number = "re 2027 17".to_owned()), Some(Resemblance::SameNumber));
        assert_eq!(other(&|it| it.gross_cents = 5), Some(Resemblance::SameNumber));
        let renamed = |it: &mut Facts| it.invoice_number = "X-1".to_owned();
        assert_eq!(other(&renamed), Some(Resemblance::SameAmountAndDay));
        assert_eq!(
            other(&|it| {
                renamed(it);
                it.seller_vat = String::new();
                it.seller_name = "MUELLER & SOEHNE GMBH".to_owned();
            }),
            Some(Resemblance::SameAmountAndDay)
        );
        for change in [
            &(|it: &mut Facts| it.gross_cents = 5) as &dyn Fn(&mut Facts),
            &|it| it.issue_date = None,
            &|it| it.currency = "USD".to_owned(),
            &|it| it.is_credit = true,
            &|it| {
                it.seller_vat = "DE9".to_owned();
                it.seller_name = "Meier".to_owned();
            },
        ] {
            let both = |it: &mut Facts| {
                renamed(it);
                change(it);
            };
            assert_eq!(other(&both), None);
        }
    }

    proptest! {
        #[test]
        fn dress_does_not_matter(number in "[A-Za-z]{0,3}[0-9]{1,6}", place in 0_usize..8, separator in "[-/. _]{1,2}") {
            let mut dressed = number.to_uppercase();
            dressed.insert_str(place.min(dressed.len()), &separator);
            prop_assert!(NumberKey::of(&number).agrees(&NumberKey::of(&dressed)));
        }

        #[test]
        fn leading_zeros_do_not_matter(parts in prop::collection::vec(1_u32..9_999, 1..4), zeros in 0_usize..5) {
            let plain = parts.iter().map(u32::to_string).collect::<Vec<_>>().join("-");
            let padded = parts.iter().map(|part| format!("{}{part}", "0".repeat(zeros))).collect::<Vec<_>>().join("/");
            prop_assert!(NumberKey::of(&plain).agrees(&NumberKey::of(&padded)));
        }

        #[test]
        fn resemblance_goes_both_ways(one in "[A-C0-2-]{0,5}", other in "[A-C0-2-]{0,5}", same: bool) {
            let one = Facts { invoice_number: one, ..facts() };
            let other = Facts { invoice_number: other, gross_cents: if same { 119_000 } else { 1 }, ..facts() };
            prop_assert_eq!(one.resembles(&other), other.resembles(&one));
        }

        #[test]
        fn nothing_makes_the_keys_fall(text in any::<String>()) {
            let key = NumberKey::of(&text);
            prop_assert_eq!(NumberKey::of(&key.whole).whole, key.whole);
            prop_assert_eq!(seller_key(&seller_key(&text)), seller_key(&text));
        }
    }
}
