//! What surrounds the text: letterhead, address, block of facts, foot, page numbers.

use krilla::tagging::{ArtifactType, ListNumbering, Tag};

use super::{Aim, Flow, whole};
use crate::markdown::Align;
use crate::page::{
    BOTTOM, FOLDS, FOOT_BASELINE, GREY, HEAD_END, INFO_LEFT, INFO_TOP, INFO_WIDTH, INK, LATER_HEAD, LEFT, PALE, PUNCH,
    RECIPIENT_END, RECIPIENT_TOP, RECIPIENT_WIDTH, RIGHT, TEXT_WIDTH, mm,
};
use crate::structure::ROOT;
use crate::text::{Set, Style};
use crate::{Letter, Letterhead};

const NAME: Style = Style::new(21.0, 25.0).bold();
const HEAD: Style = Style::new(9.5, 12.5);
const BRAND: Style = Style::new(9.5, 12.5).bold();
const RETURN: Style = Style::new(7.5, 10.0);
const RECIPIENT: Style = Style::new(11.0, 14.5);
const INFO: Style = Style::new(9.5, 13.0);
const FOOT: Style = Style::new(8.0, 10.5);
const LONGEST_FOOT: usize = 8;

impl Flow {
    pub(super) fn head(&mut self, letterhead: &Letterhead) {
        let group = self.structure.node(ROOT, Tag::Div);
        self.y = mm(16.0);
        let accent = self.accent;
        let brand_width = mm(50.0);
        let has_brand = !letterhead.brand.trim().is_empty();
        let width = if has_brand { TEXT_WIDTH - brand_width } else { TEXT_WIDTH };
        let name = self.setter.set_plain(&letterhead.sender_name, NAME, width, Align::Start);
        self.loose(group, &name, LEFT, accent);
        let room = ((HEAD_END - mm(4.0) - self.y) / HEAD.leading).max(0.0);
        for line in letterhead.sender_lines.iter().take(whole(room)) {
            let set = self.setter.set_plain(line, HEAD, width, Align::Start);
            self.loose(group, &set, LEFT, GREY);
        }
        if has_brand {
            self.y = mm(16.0) + (NAME.leading - BRAND.leading) / 2.0 + 2.0;
            let set = self.setter.set_plain(&letterhead.brand, BRAND, brand_width, Align::End);
            self.loose(group, &set, RIGHT - brand_width, accent);
        }
        self.bar(LEFT, mm(41.5), TEXT_WIDTH, 1.4, accent, ArtifactType::Layout);
        for y in FOLDS {
            self.bar(mm(4.0), y, mm(4.5), 0.4, GREY, ArtifactType::Page);
        }
        self.bar(mm(4.0), PUNCH, mm(7.0), 0.4, GREY, ArtifactType::Page);
    }

    pub(super) fn address(&mut self, letterhead: &Letterhead, letter: &Letter) {
        let lines: Vec<&str> =
            letter.recipient.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
        let group = self.structure.node(ROOT, Tag::Div);
        if !letterhead.return_line.trim().is_empty() {
            let set = self.setter.set_plain(&letterhead.return_line, RETURN, RECIPIENT_WIDTH, Align::Start);
            self.y = RECIPIENT_TOP - set.height() - mm(1.2);
            self.loose(group, &set, LEFT, GREY);
            self.bar(LEFT, self.y + 0.6, RECIPIENT_WIDTH, 0.4, GREY, ArtifactType::Layout);
        }
        let text = lines.join("\n");
        let room = RECIPIENT_END - RECIPIENT_TOP;
        // A long address is set smaller before it leaves the window of the envelope.
        let mut style = RECIPIENT;
        let mut set = self.setter.set_plain(&text, style, RECIPIENT_WIDTH, Align::Start);
        while set.height() > room && style.size > 8.0 {
            style.size -= 0.5;
            style.leading = style.size * 1.25;
            set = self.setter.set_plain(&text, style, RECIPIENT_WIDTH, Align::Start);
        }
        if set.height() > room {
            self.address_too_long = true;
            set.lines.truncate(whole(room / set.leading));
        }
        self.y = RECIPIENT_TOP;
        self.loose(group, &set, LEFT, INK);
    }

    /// The block of facts at the right. Returns where it ends.
    pub(super) fn information(&mut self, letterhead: &Letterhead, letter: &Letter) -> f32 {
        let date = (!letter.date_text.trim().is_empty()).then(|| {
            let label = if self.english { "Date" } else { "Datum" };
            (label.to_owned(), letter.date_text.clone())
        });
        let entries: Vec<(String, String)> = letter
            .info
            .iter()
            .chain(&letterhead.info)
            .cloned()
            .chain(date)
            .filter(|(_, value)| !value.trim().is_empty())
            .take(20)
            .collect();
        self.y = INFO_TOP;
        if entries.is_empty() {
            return self.y;
        }
        let label_width = INFO_WIDTH * 0.36;
        let list = self.structure.node(ROOT, Tag::L(ListNumbering::None));
        for (label, value) in &entries {
            let item = self.structure.node(list, Tag::LI);
            let top = self.y;
            let mut end = top;
            if !label.trim().is_empty() {
                let node = self.structure.node(item, Tag::Lbl);
                // The space keeps label and value apart for whoever listens.
                let set = self.setter.set_plain(&format!("{} ", label.trim()), INFO, label_width, Align::Start);
                self.lines(Aim::Content(node), &set, None, INFO_LEFT, GREY);
                end = self.y;
            }
            let node = self.structure.node(item, Tag::LBody);
            self.y = top;
            let value = self.fact(value.trim(), INFO_WIDTH - label_width);
            self.lines(Aim::Content(node), &value, None, INFO_LEFT + label_width, INK);
            self.y = self.y.max(end) + 1.0;
        }
        self.y
    }

    /// A single word such as an e-mail address is set smaller before it is torn apart.
    fn fact(&mut self, value: &str, width: f32) -> Set {
        let mut style = INFO;
        let mut set = self.setter.set_plain(value, style, width, Align::Start);
        while set.lines.len() > 1 && style.size > 7.5 && !value.contains(char::is_whitespace) {
            style.size -= 0.5;
            set = self.setter.set_plain(value, style, width, Align::Start);
        }
        set
    }

    pub(super) fn measure_foot(&mut self, letterhead: &Letterhead) -> Vec<Set> {
        let width = TEXT_WIDTH - mm(30.0);
        let sets: Vec<Set> = letterhead
            .footer_lines
            .iter()
            .filter(|line| !line.trim().is_empty())
            .take(LONGEST_FOOT)
            .map(|line| self.setter.set_plain(line, FOOT, width, Align::Start))
            .collect();
        let height: f32 = sets.iter().map(Set::height).sum();
        self.first_bottom = BOTTOM.min(FOOT_BASELINE - height - mm(5.0));
        sets
    }

    pub(super) fn foot(&mut self, sets: Vec<Set>) {
        if sets.is_empty() {
            return;
        }
        let height: f32 = sets.iter().map(Set::height).sum();
        let top = FOOT_BASELINE + 3.0 - height;
        let group = self.structure.node(ROOT, Tag::Div);
        let mut later = self.sheets.split_off(1);
        self.bar(LEFT, top - mm(1.5), TEXT_WIDTH, 0.5, PALE, ArtifactType::Layout);
        self.y = top;
        for set in sets {
            self.loose(group, &set, LEFT, GREY);
        }
        self.sheets.append(&mut later);
    }

    pub(super) fn page_numbers(&mut self) {
        let total = self.sheets.len();
        let mut sheets = std::mem::take(&mut self.sheets);
        for (index, sheet) in sheets.iter_mut().enumerate() {
            let number = index + 1;
            let text =
                if self.english { format!("Page {number} of {total}") } else { format!("Seite {number} von {total}") };
            self.sheets = vec![std::mem::take(sheet)];
            self.running(&text, FOOT_BASELINE + 3.0 - FOOT.leading, Align::End, ArtifactType::PageNumber);
            if index > 0 {
                let (sender, subject) = self.later_head.clone();
                self.running(&sender, LATER_HEAD, Align::Start, ArtifactType::Header);
                self.running(&subject, LATER_HEAD, Align::End, ArtifactType::Header);
                let y = LATER_HEAD + FOOT.leading + 2.5;
                self.bar(LEFT, y, TEXT_WIDTH, 0.7, self.accent, ArtifactType::Header);
            }
            *sheet = self.sheets.pop().unwrap_or_default();
        }
        self.sheets = sheets;
    }

    /// One line in head or foot that repeats what is said elsewhere.
    fn running(&mut self, text: &str, y: f32, align: Align, kind: ArtifactType) {
        let set = self.setter.set_plain(text, FOOT, TEXT_WIDTH, align);
        self.y = y;
        self.lines(Aim::Artifact(kind), &set, None, LEFT, GREY);
    }
}
