//! The lines of a view.

use super::{Row, Table, TableRow, codes, format, sections::Writer};
use crate::model::{
    Item, Line,
    read_terms::{LINE_ALLOWANCE, LINE_CHARGE, LINE_PERIOD},
};

impl Writer<'_> {
    pub fn lines(&self) -> Table {
        let columns = [
            ("BT-126", false),
            ("BT-153", false),
            ("BT-129", true),
            ("BT-146", true),
            ("BT-152", true),
            ("BT-131", true),
        ];
        let mut rows = Vec::with_capacity(self.invoice.lines.len());
        let mut sub_lines = 0;
        for (place, line) in (1..).zip(&self.invoice.lines) {
            rows.push(self.line(line, "BG-25", place, 0));
            self.sub_lines(&mut rows, line, 1, &mut sub_lines);
        }
        Table {
            title: self.label("BG-25"),
            group: "BG-25",
            columns: self.columns(&columns),
            rows,
            findings: Vec::new(),
        }
    }

    /// Sub lines are counted through the document, as they stand in it.
    fn sub_lines(&self, rows: &mut Vec<TableRow>, line: &Line, depth: usize, count: &mut usize) {
        for sub_line in &line.sub_lines {
            *count += 1;
            rows.push(self.line(sub_line, "BG-DEX-01", *count, depth));
            self.sub_lines(rows, sub_line, depth + 1, count);
        }
    }

    fn line(&self, line: &Line, group: &'static str, place: usize, depth: usize) -> TableRow {
        let text = |value: &Option<String>| value.as_deref().unwrap_or_default().trim().to_owned();
        let unit = line.unit.as_deref().map(|unit| codes::unit(unit, self.language).unwrap_or(unit));
        let quantity = line.quantity.as_ref().map(|quantity| format::number(quantity, 0, self.language));
        let quantity = [quantity.as_deref(), unit].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let vat = match (&line.vat.rate, line.vat.category.as_deref()) {
            (Some(rate), None | Some("S")) => format::percent(rate, self.language),
            (_, Some(category)) => category.to_owned(),
            (None, None) => String::new(),
        };
        TableRow {
            group,
            place,
            depth,
            cells: vec![
                text(&line.id),
                text(&line.item.name),
                quantity,
                line.price.net.as_ref().map(|price| self.price(line, price)).unwrap_or_default(),
                vat,
                line.net_amount.as_ref().map(|amount| self.money(amount)).unwrap_or_default(),
            ],
            details: self.details(line),
            findings: Vec::new(),
        }
    }

    /// The price, with the quantity it is for where that is not one.
    fn price(&self, line: &Line, price: &crate::number::Decimal) -> String {
        let price = self.money(price);
        match &line.price.base_quantity {
            Some(base) if base.to_string() != "1" => {
                let unit = line.price.base_quantity_unit.as_deref().or(line.unit.as_deref());
                let unit = unit.map_or("", |unit| codes::unit(unit, self.language).unwrap_or(unit));
                let base = format::number(base, 0, self.language);
                format!("{price} {} {base} {unit}", self.word("je", "per")).trim_end().to_owned()
            }
            _ => price,
        }
    }

    fn details(&self, line: &Line) -> Vec<Row> {
        let mut rows = Vec::new();
        let to = &mut rows;
        self.item(to, &line.item);
        self.text(to, "BT-127", line.note.as_ref());
        self.identifier(to, "BT-128", line.object.as_ref());
        self.text(to, "BT-132", line.order_line_reference.as_ref());
        self.text(to, "BT-133", line.buyer_accounting_reference.as_ref());
        self.period(to, &line.period, LINE_PERIOD);
        self.amount(to, "BT-148", line.price.gross.as_ref());
        self.amount(to, "BT-147", line.price.discount.as_ref());
        if line.vat.category.as_deref() != Some("S") {
            self.code(to, "BT-151", line.vat.category.as_ref(), codes::vat_category);
            self.percent(to, "BT-152", line.vat.rate.as_ref());
        }
        for allowance in &line.allowances {
            self.allowance_rows(to, allowance, &LINE_ALLOWANCE);
        }
        for charge in &line.charges {
            self.allowance_rows(to, charge, &LINE_CHARGE);
        }
        rows
    }

    fn item(&self, rows: &mut Vec<Row>, item: &Item) {
        self.text(rows, "BT-154", item.description.as_ref());
        self.text(rows, "BT-155", item.seller_identifier.as_ref());
        self.text(rows, "BT-156", item.buyer_identifier.as_ref());
        self.identifier(rows, "BT-157", item.standard_identifier.as_ref());
        for class in &item.classifications {
            let scheme = [class.scheme.as_deref(), class.version.as_deref()].into_iter().flatten();
            let scheme = scheme.collect::<Vec<_>>().join(" ");
            let value = if scheme.is_empty() { class.code.clone() } else { format!("{} ({scheme})", class.code) };
            self.row(rows, "BT-158", Some(value));
        }
        self.code(rows, "BT-159", item.country_of_origin.as_ref(), codes::country);
        for attribute in &item.attributes {
            let Some(value) = &attribute.value else { continue };
            let label = attribute.name.clone().unwrap_or_else(|| self.label("BT-160"));
            rows.push(Row { label, value: value.trim().to_owned(), term: "BT-161", ..Row::default() });
        }
    }
}
