//! Payment orders as a file for the bank: ISO 20022 pain.001.001.09, SEPA credit transfers. Pure.
//!
//! Layout: one group header, one payment information block for each execution date, one transaction for each invoice.
//! Source: ISO 20022 pain.001.001.09; rules for its use by the German banks (Deutsche Kreditwirtschaft, DFÜ-Abkommen,
//! appendix 3): euro only, charges shared (SLEV), the SEPA set of characters, at most 140 signs of remittance.

use std::{collections::BTreeMap, fmt::Write};

use jiff::civil::Date;

/// Whose account pays.
#[derive(Clone, Debug)]
pub struct Debtor {
    pub name: String,
    pub iban: String,
    /// Empty: the bank finds it by the IBAN.
    pub bic: String,
}

/// A transfer.
#[derive(Clone, Debug)]
pub struct Transfer {
    /// Unique for good, at most 35 signs.
    pub end_to_end_id: String,
    pub execution_date: Date,
    pub cents: i64,
    pub creditor: String,
    pub iban: String,
    pub bic: String,
    pub remittance: String,
}

/// The file. `id` names the message, at most 35 signs; `made_at` is an ISO date-time.
pub fn file(id: &str, made_at: &str, debtor: &Debtor, transfers: &[Transfer]) -> String {
    let mut by_date: BTreeMap<Date, Vec<&Transfer>> = BTreeMap::new();
    for transfer in transfers {
        by_date.entry(transfer.execution_date).or_default().push(transfer);
    }
    let sum = |transfers: &[&Transfer]| transfers.iter().map(|transfer| transfer.cents).sum::<i64>();
    let all: Vec<&Transfer> = transfers.iter().collect();
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let mut put = |text: String| {
        xml.push_str(&text);
        xml.push('\n');
    };
    put("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\">".to_owned());
    put("<CstmrCdtTrfInitn>".to_owned());
    put(format!(
        "<GrpHdr><MsgId>{}</MsgId><CreDtTm>{made_at}</CreDtTm><NbOfTxs>{}</NbOfTxs><CtrlSum>{}</CtrlSum><InitgPty><Nm>{}</Nm></InitgPty></GrpHdr>",
        identifier(id),
        transfers.len(),
        amount(sum(&all)),
        text(&debtor.name, 70),
    ));
    for (place, (date, group)) in by_date.iter().enumerate() {
        put(format!(
            "<PmtInf><PmtInfId>{}</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg><NbOfTxs>{}</NbOfTxs><CtrlSum>{}</CtrlSum>",
            identifier(&format!("{id}-{}", place + 1)),
            group.len(),
            amount(sum(group)),
        ));
        put(format!(
            "<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf><ReqdExctnDt><Dt>{date}</Dt></ReqdExctnDt><Dbtr><Nm>{}</Nm></Dbtr><DbtrAcct><Id><IBAN>{}</IBAN></Id></DbtrAcct>{}<ChrgBr>SLEV</ChrgBr>",
            text(&debtor.name, 70),
            debtor.iban,
            debtor_agent(&debtor.bic),
        ));
        for transfer in group {
            put(format!(
                "<CdtTrfTxInf><PmtId><EndToEndId>{}</EndToEndId></PmtId><Amt><InstdAmt Ccy=\"EUR\">{}</InstdAmt></Amt>{}<Cdtr><Nm>{}</Nm></Cdtr><CdtrAcct><Id><IBAN>{}</IBAN></Id></CdtrAcct><RmtInf><Ustrd>{}</Ustrd></RmtInf></CdtTrfTxInf>",
                identifier(&transfer.end_to_end_id),
                amount(transfer.cents),
                if is_bic(&transfer.bic) {
                    format!("<CdtrAgt><FinInstnId><BICFI>{}</BICFI></FinInstnId></CdtrAgt>", transfer.bic)
                } else {
                    String::new()
                },
                text(&transfer.creditor, 70),
                transfer.iban,
                text(&transfer.remittance, 140),
            ));
        }
        put("</PmtInf>".to_owned());
    }
    put("</CstmrCdtTrfInitn>".to_owned());
    put("</Document>".to_owned());
    xml
}

fn debtor_agent(bic: &str) -> String {
    let id = if is_bic(bic) { format!("<BICFI>{bic}</BICFI>") } else { "<Othr><Id>NOTPROVIDED</Id></Othr>".to_owned() };
    format!("<DbtrAgt><FinInstnId>{id}</FinInstnId></DbtrAgt>")
}

/// `1234.50`
fn amount(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// ISO 9362: 8 or 11 signs.
pub fn is_bic(text: &str) -> bool {
    matches!(text.len(), 8 | 11)
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && text.bytes().take(6).all(|byte| byte.is_ascii_uppercase())
}

/// An identifier: letters, digits and a few marks, no slash at the ends, at most 35.
fn identifier(text: &str) -> String {
    let clean = plain(text);
    let cut: String = clean.chars().filter(|sign| *sign != ' ').take(35).collect();
    let cut = cut.trim_matches('/').replace("//", "/");
    if cut.is_empty() { "NOTPROVIDED".to_owned() } else { cut }
}

/// A text in the SEPA set of characters, escaped, never empty.
fn text(text: &str, most: usize) -> String {
    let clean: String = plain(text).chars().take(most).collect();
    let clean = clean.trim().to_owned();
    // An apostrophe is in the SEPA set and needs no escape in element content.
    if clean.is_empty() { "-".to_owned() } else { clean }
}

/// The signs every SEPA bank takes: a–z, A–Z, 0–9, `/ - ? : ( ) . , ' +` and space. Umlauts become two letters, other
/// accents fall away.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut was_space = true;
    for sign in text.chars() {
        let replaced = match sign {
            'ä' | 'æ' => "ae",
            'ö' | 'œ' | 'ø' => "oe",
            'ü' => "ue",
            'Ä' | 'Æ' => "Ae",
            'Ö' | 'Œ' | 'Ø' => "Oe",
            'Ü' => "Ue",
            'ß' => "ss",
            'ẞ' => "SS",
            '&' => "+",
            '€' => "EUR",
            'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "a",
            'À' | 'Á' | 'Â' | 'Ã' | 'Å' | 'Ā' | 'Ă' | 'Ą' => "A",
            'ç' | 'ć' | 'č' => "c",
            'Ç' | 'Ć' | 'Č' => "C",
            'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => "e",
            'È' | 'É' | 'Ê' | 'Ë' | 'Ē' | 'Ę' | 'Ě' => "E",
            'ğ' => "g",
            'Ğ' => "G",
            'ì' | 'í' | 'î' | 'ï' | 'ı' | 'ī' => "i",
            'Ì' | 'Í' | 'Î' | 'Ï' | 'İ' | 'Ī' => "I",
            'ł' => "l",
            'Ł' => "L",
            'ñ' | 'ń' | 'ň' => "n",
            'Ñ' | 'Ń' | 'Ň' => "N",
            'ò' | 'ó' | 'ô' | 'õ' | 'ő' => "o",
            'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ő' => "O",
            'ř' => "r",
            'Ř' => "R",
            'ś' | 'š' | 'ş' | 'ș' => "s",
            'Ś' | 'Š' | 'Ş' | 'Ș' => "S",
            'ť' | 'ț' | 'ţ' => "t",
            'ù' | 'ú' | 'û' | 'ů' | 'ű' => "u",
            'Ù' | 'Ú' | 'Û' | 'Ů' | 'Ű' => "U",
            'ý' | 'ÿ' => "y",
            'Ý' => "Y",
            'ź' | 'ż' | 'ž' => "z",
            'Ź' | 'Ż' | 'Ž' => "Z",
            '–' | '—' | '_' => "-",
            '’' | '`' | '´' => "'",
            _ => "",
        };
        if !replaced.is_empty() {
            out.push_str(replaced);
            was_space = false;
        } else if sign.is_ascii_alphanumeric() || "/-?:().,'+".contains(sign) {
            out.push(sign);
            was_space = false;
        } else if !was_space {
            out.push(' ');
            was_space = true;
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The text behind the QR code for a transfer (EPC069-12, version 2): `None` where a part does not fit.
pub fn qr_text(creditor: &str, iban: &str, bic: &str, cents: i64, remittance: &str) -> Option<String> {
    if !(1..=99_999_999_999).contains(&cents) || !super::model::is_iban(iban) {
        return None;
    }
    let cut = |text: &str, most: usize| {
        text.chars()
            .map(|sign| if sign.is_control() { ' ' } else { sign })
            .take(most)
            .collect::<String>()
            .trim()
            .to_owned()
    };
    let name = cut(creditor, 70);
    if name.is_empty() {
        return None;
    }
    let bic = if is_bic(bic) { bic } else { "" };
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write!(out, "BCD\n002\n1\nSCT\n{bic}\n{name}\n{iban}\nEUR{}\n\n\n{}", amount(cents), cut(remittance, 140));
    (out.len() <= 331).then_some(out)
}

/// The QR code as SVG without size: the page gives it one. Black on white, whatever the theme: banks' apps read that.
pub fn qr_svg(text: &str) -> Option<String> {
    let code = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::M).ok()?;
    let (width, quiet) = (code.width(), 4);
    let side = width + 2 * quiet;
    let mut path = String::new();
    for (index, colour) in code.to_colors().iter().enumerate() {
        if *colour == qrcode::Color::Dark {
            // Writing to a String cannot fail.
            let _ = write!(path, "M{} {}h1v1h-1z", index % width + quiet, index / width + quiet);
        }
    }
    Some(format!(
        "<svg class=\"lotse-qr\" viewBox=\"0 0 {side} {side}\" aria-hidden=\"true\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
#[path = "sepa_tests.rs"]
mod tests;
