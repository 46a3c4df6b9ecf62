use proptest::prelude::*;

use super::*;

const IBAN: &str = "DE02120300000000202051";

fn transfer(cents: i64, day: i8, name: &str) -> Transfer {
    Transfer {
        end_to_end_id: format!("ER-2027-{cents:05}"),
        execution_date: jiff::civil::date(2027, 3, day),
        cents,
        creditor: name.to_owned(),
        iban: IBAN.to_owned(),
        bic: String::new(),
        remittance: "Rechnung <17> & Söhne".to_owned(),
    }
}

fn debtor() -> Debtor {
    Debtor { name: "Stadt Höxter".to_owned(), iban: IBAN.to_owned(), bic: "BYLADEM1001".to_owned() }
}

/// The one element at the end of a path.
fn one<'d>(node: lotse_einvoice::tree::Node<'d>, path: &str) -> Result<lotse_einvoice::tree::Node<'d>, String> {
    path.split('/').try_fold(node, |node, name| {
        let mut found = node.children().filter(|child| child.local_name() == name);
        let first = found.next().ok_or_else(|| format!("no {name} of {path}"))?;
        if found.next().is_some() { Err(format!("several {name} of {path}")) } else { Ok(first) }
    })
}

/// What the scheme demands, in its order: a small check of our own.
pub fn check(xml: &str) -> Result<(usize, i64), String> {
    let limits = lotse_einvoice::tree::Limits::default();
    let document = lotse_einvoice::tree::Document::parse(xml, &limits).map_err(|error| error.to_string())?;
    let root = document.node(0);
    let children = |node: lotse_einvoice::tree::Node<'_>| {
        node.children().map(|child| child.local_name().to_owned()).collect::<Vec<_>>()
    };
    let text = |node, path: &str| one(node, path).map(|node| node.string().into_owned());
    let cents = |text: String| {
        let (euro, rest) = text.split_once('.').ok_or(format!("no cents: {text}"))?;
        if rest.len() != 2 {
            return Err(format!("not two decimals: {text}"));
        }
        format!("{euro}{rest}").parse::<i64>().map_err(|error| error.to_string())
    };
    let body = one(root, "CstmrCdtTrfInitn")?;
    let header = one(body, "GrpHdr")?;
    if children(header) != ["MsgId", "CreDtTm", "NbOfTxs", "CtrlSum", "InitgPty"] {
        return Err(format!("header: {:?}", children(header)));
    }
    let (mut count, mut sum) = (0, 0);
    for block in body.children().filter(|child| child.local_name() == "PmtInf") {
        let order = [
            "PmtInfId",
            "PmtMtd",
            "BtchBookg",
            "NbOfTxs",
            "CtrlSum",
            "PmtTpInf",
            "ReqdExctnDt",
            "Dbtr",
            "DbtrAcct",
            "DbtrAgt",
            "ChrgBr",
        ];
        let names = children(block);
        if names[..order.len()] != order || names[order.len()..].iter().any(|name| name != "CdtTrfTxInf") {
            return Err(format!("block: {names:?}"));
        }
        let own = |path: &str| text(block, path);
        if own("PmtMtd")? != "TRF" || own("ChrgBr")? != "SLEV" || own("PmtTpInf/SvcLvl/Cd")? != "SEPA" {
            return Err("method, charges or service level".to_owned());
        }
        own("ReqdExctnDt/Dt")?.parse::<Date>().map_err(|error| error.to_string())?;
        if !super::super::model::is_iban(&own("DbtrAcct/Id/IBAN")?) {
            return Err("debtor".to_owned());
        }
        let (mut own_count, mut own_sum) = (0, 0);
        for order in block.children().filter(|child| child.local_name() == "CdtTrfTxInf") {
            let id = text(order, "PmtId/EndToEndId")?;
            if id.is_empty() || id.len() > 35 {
                return Err(format!("end to end id {id}"));
            }
            if !super::super::model::is_iban(&text(order, "CdtrAcct/Id/IBAN")?) {
                return Err("creditor".to_owned());
            }
            for (path, most) in [("Cdtr/Nm", 70), ("RmtInf/Ustrd", 140)] {
                let value = text(order, path)?;
                let fits = value.chars().all(|sign| sign.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(sign));
                if value.is_empty() || value.len() > most || !fits {
                    return Err(format!("{path}: {value}"));
                }
            }
            own_sum += cents(text(order, "Amt/InstdAmt")?)?;
            own_count += 1;
        }
        if own("NbOfTxs")? != own_count.to_string() || cents(own("CtrlSum")?)? != own_sum {
            return Err("sums of the block".to_owned());
        }
        count += own_count;
        sum += own_sum;
    }
    if text(header, "NbOfTxs")? != count.to_string() || cents(text(header, "CtrlSum")?)? != sum {
        return Err("sums of the header".to_owned());
    }
    Ok((count, sum))
}

#[test]
fn a_file_has_a_block_for_each_day_and_true_sums() {
    let transfers = [transfer(10_000, 4, "Müller & Söhne"), transfer(5, 3, "B"), transfer(199, 4, "C")];
    let xml = file("ZL-2027-00001", "2027-03-01T10:00:00", &debtor(), &transfers);
    assert_eq!(check(&xml), Ok((3, 10_204)));
    assert_eq!(xml.matches("<PmtInf>").count(), 2);
    assert!(xml.find("2027-03-03").unwrap() < xml.find("2027-03-04").unwrap());
    assert!(xml.contains("<Nm>Mueller + Soehne</Nm>") && xml.contains("<BICFI>BYLADEM1001</BICFI>"), "{xml}");
    assert!(xml.contains("<Ustrd>Rechnung 17 + Soehne</Ustrd>"), "{xml}");
}

proptest! {
    #[test]
    fn whatever_sellers_are_called_the_file_holds(name in ".{0,120}", note in ".{0,300}", cents in 1_i64..9_999_999_999) {
        let one = Transfer { creditor: name, remittance: note.clone(), end_to_end_id: note, ..transfer(cents, 9, "") };
        let xml = file("ZL", "2027-03-01T10:00:00", &debtor(), &[one]);
        prop_assert_eq!(check(&xml), Ok((1, cents)));
    }
}

#[test]
fn the_code_for_banking_apps_follows_its_form() {
    let text = qr_text("Tischlerei Ahorn", IBAN, "", 123_456, "Rechnung 17").unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[..4], ["BCD", "002", "1", "SCT"]);
    assert_eq!(lines[5..8], ["Tischlerei Ahorn", IBAN, "EUR1234.56"]);
    assert_eq!(lines[10], "Rechnung 17");
    let svg = qr_svg(&text).unwrap();
    assert!(svg.starts_with("<svg") && svg.contains("<path"));
    assert_eq!(qr_text("X", "DE00", "", 1, ""), None);
    assert_eq!(qr_text("X", IBAN, "", 0, ""), None);
}
