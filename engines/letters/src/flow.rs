//! Lays out a letter: head, address, information, subject, text, signature, foot (DIN 5008 form B).
//!
//! Text flows from page to page; headings stay with their text, a paragraph never leaves a single line
//! behind, the signature stays together.

mod head;

use std::collections::BTreeSet;
use std::num::NonZeroU16;

use krilla::tagging::{ArtifactType, ListNumbering, Tag, TagKind};

use crate::markdown::{Align, Block, Inlines, blocks};
use crate::page::{
    BOTTOM, GREY, HEAD_END, INK, LATER_TOP, LEFT, Mark, Meaning, PAGE_WIDTH, PALE, SUBJECT_TOP, Sheet, TEXT_WIDTH,
    TWO_LINES, mm, readable,
};
use crate::structure::{NodeId, ROOT, Structure};
use crate::text::{Set, Setter, Style, title_text};
use crate::{Letter, LetterError, Letterhead, Rgb};

pub(crate) const BODY: Style = Style::new(11.0, 15.0);
const SUBJECT: Style = Style::new(13.0, 17.5).bold();
const HEADING: Style = Style::new(12.0, 16.0).bold();

const MOST_PAGES: usize = 300;
const PARAGRAPH_GAP: f32 = 7.5;
const ITEM_GAP: f32 = 3.0;
const INDENT: f32 = 18.0;

/// An entry of the bookmarks.
pub(crate) struct Bookmark {
    pub title: String,
    pub page: usize,
    pub y: f32,
}

/// A letter that is ready to be drawn.
pub(crate) struct Laid {
    pub sheets: Vec<Sheet>,
    pub structure: Structure,
    /// The first one is the subject.
    pub bookmarks: Vec<Bookmark>,
    pub missing: BTreeSet<char>,
    pub address_too_long: bool,
}

/// How the lines of a text are tagged.
#[derive(Clone, Copy)]
pub(crate) enum Aim {
    Content(NodeId),
    Artifact(ArtifactType),
}

pub(crate) struct Flow {
    pub setter: Setter,
    pub structure: Structure,
    pub accent: Rgb,
    pub y: f32,
    sheets: Vec<Sheet>,
    bookmarks: Vec<Bookmark>,
    /// Bullets and numbers that wait for the first line of their item.
    labels: Vec<(Set, f32, NodeId)>,
    /// Left edges of the bars beside quotes.
    bars: Vec<f32>,
    level: u16,
    first_bottom: f32,
    later_head: (String, String),
    address_too_long: bool,
    english: bool,
}

pub(crate) fn lay_out(letterhead: &Letterhead, letter: &Letter, language: &str) -> Result<Laid, LetterError> {
    let mut flow = Flow::new(letterhead, letter, language);
    flow.head(letterhead);
    flow.address(letterhead, letter);
    let information_end = flow.information(letterhead, letter);
    flow.y = SUBJECT_TOP.max(information_end + TWO_LINES);
    let foot = flow.measure_foot(letterhead);
    flow.subject(letter)?;
    flow.blocks(ROOT, &blocks(&letter.body_markdown), LEFT, TEXT_WIDTH)?;
    flow.signature(letter)?;
    flow.foot(foot);
    flow.page_numbers();
    Ok(Laid {
        sheets: flow.sheets,
        structure: flow.structure,
        bookmarks: flow.bookmarks,
        missing: flow.setter.missing,
        address_too_long: flow.address_too_long,
    })
}

/// Title of the document: never empty, because ISO 14289-1 § 7.1 asks for one.
pub(crate) fn title_of(letter: &Letter) -> String {
    [&letter.title, &letter.subject]
        .into_iter()
        .map(|text| title_text(text))
        .find(|text| !text.is_empty())
        .unwrap_or_else(|| "Schreiben".to_owned())
}

impl Flow {
    fn new(letterhead: &Letterhead, letter: &Letter, language: &str) -> Self {
        Self {
            setter: Setter::new(language),
            structure: Structure::new(),
            accent: readable(letterhead.accent),
            y: HEAD_END,
            sheets: vec![Sheet::default()],
            bookmarks: Vec::new(),
            labels: Vec::new(),
            bars: Vec::new(),
            level: 0,
            first_bottom: BOTTOM,
            later_head: (title_text(&letterhead.sender_name), shortened(&title_text(&letter.subject), 60)),
            address_too_long: false,
            english: language.starts_with("en"),
        }
    }

    fn subject(&mut self, letter: &Letter) -> Result<(), LetterError> {
        let title = title_text(&letter.subject);
        if title.is_empty() {
            self.bookmark(title_of(letter));
            return Ok(());
        }
        self.bookmark(title.clone());
        self.level = 1;
        let node = self.structure.node(ROOT, heading_tag(1, title));
        let set = self.setter.set_plain(&letter.subject, SUBJECT, TEXT_WIDTH, Align::Start);
        let accent = self.accent;
        self.flowing(Aim::Content(node), &set, None, LEFT, accent)?;
        self.gap(10.0);
        Ok(())
    }

    fn bookmark(&mut self, title: String) {
        self.bookmarks.push(Bookmark { title, page: self.sheets.len() - 1, y: self.y });
    }

    fn blocks(&mut self, parent: NodeId, blocks: &[Block], x: f32, width: f32) -> Result<(), LetterError> {
        for block in blocks {
            match block {
                Block::Heading(level, text) => self.heading(*level, text, x, width)?,
                Block::Paragraph(text) => self.paragraph(parent, Tag::P.into(), text, x, width)?,
                Block::Code(text) => self.paragraph(parent, Tag::Code.into(), text, x, width)?,
                Block::List(first, items) => self.list(parent, *first, items, x, width)?,
                Block::Quote(inner) => {
                    let node = self.structure.node(parent, Tag::BlockQuote);
                    self.bars.push(x + 2.0);
                    let result = self.blocks(node, inner, x + INDENT * 0.75, width - INDENT * 0.75);
                    self.bars.pop();
                    result?;
                }
                Block::Table(table) => self.table(parent, table, x, width)?,
                Block::Rule => {
                    self.need(PARAGRAPH_GAP * 2.0)?;
                    self.bar(x, self.y + 2.0, width, 0.5, PALE, ArtifactType::Layout);
                    self.gap(PARAGRAPH_GAP + 2.0);
                }
            }
        }
        Ok(())
    }

    /// Levels never skip one (ISO 14289-1 § 7.4.2), whatever the template says.
    fn heading(&mut self, level: u8, text: &Inlines, x: f32, width: f32) -> Result<(), LetterError> {
        let title = title_text(&text.text);
        if title.is_empty() {
            return Ok(());
        }
        self.level = u16::from(level).min(self.level + 1);
        let style = if self.level <= 2 { HEADING } else { BODY.bold() };
        let set = self.setter.set(text, style, width, Align::Start);
        self.gap(6.0);
        self.need(set.height() + 2.0 * BODY.leading)?;
        self.bookmark(title.clone());
        // Headings stand on the top level of the structure, where navigation looks for them.
        let node = self.structure.node(ROOT, heading_tag(self.level, title));
        let accent = self.accent;
        self.flowing(Aim::Content(node), &set, Some(text), x, accent)?;
        self.gap(3.0);
        Ok(())
    }

    fn paragraph(
        &mut self,
        parent: NodeId,
        tag: TagKind,
        text: &Inlines,
        x: f32,
        width: f32,
    ) -> Result<(), LetterError> {
        if text.is_blank() {
            return Ok(());
        }
        let node = self.structure.node(parent, tag);
        let set = self.setter.set(text, BODY, width, Align::Start);
        self.flowing(Aim::Content(node), &set, Some(text), x, INK)?;
        self.gap(PARAGRAPH_GAP);
        Ok(())
    }

    fn list(
        &mut self,
        parent: NodeId,
        first: Option<u64>,
        items: &[Vec<Block>],
        x: f32,
        width: f32,
    ) -> Result<(), LetterError> {
        let numbering = if first.is_some() { ListNumbering::Decimal } else { ListNumbering::Disc };
        let list = self.structure.node(parent, Tag::L(numbering));
        let last = first.unwrap_or(0).saturating_add(items.len() as u64);
        let digits = if first.is_some() { last.to_string().len() } else { 1 };
        #[expect(clippy::cast_precision_loss, reason = "a number has few digits")]
        let indent = (digits as f32 * 6.5 + 9.0).clamp(INDENT, width / 2.0);
        for (index, blocks) in items.iter().enumerate() {
            let item = self.structure.node(list, Tag::LI);
            let label_node = self.structure.node(item, Tag::Lbl);
            let body = self.structure.node(item, Tag::LBody);
            let label = match first {
                Some(first) => format!("{}. ", first.saturating_add(index as u64)),
                None => "• ".to_owned(),
            };
            let label = self.setter.set_plain(&label, BODY, indent * 2.0, Align::Start);
            self.labels.push((label, x + 2.0, label_node));
            self.blocks(body, blocks, x + indent, width - indent)?;
            if !self.labels.is_empty() {
                // The item has no text of its own.
                self.need(BODY.leading)?;
                self.place_labels(self.y);
                self.y += BODY.leading;
            } else if is_text_only(blocks) {
                self.y -= PARAGRAPH_GAP - ITEM_GAP;
            }
        }
        self.gap(PARAGRAPH_GAP - ITEM_GAP);
        Ok(())
    }

    fn signature(&mut self, letter: &Letter) -> Result<(), LetterError> {
        let closing = self.setter.set_plain(&joined(&letter.closing), BODY, TEXT_WIDTH, Align::Start);
        let names = self.setter.set_plain(&joined(&letter.signature), BODY, TEXT_WIDTH, Align::Start);
        let space = if names.lines.is_empty() { 0.0 } else { mm(16.0) };
        if closing.lines.is_empty() && names.lines.is_empty() {
            return Ok(());
        }
        self.gap(PARAGRAPH_GAP);
        self.need((closing.height() + space + names.height()).min(BOTTOM - LATER_TOP))?;
        if !closing.lines.is_empty() {
            let node = self.structure.node(ROOT, Tag::P);
            self.flowing(Aim::Content(node), &closing, None, LEFT, INK)?;
        }
        if !names.lines.is_empty() {
            self.y += space;
            self.bar(LEFT, self.y - 1.0, mm(65.0), 0.5, GREY, ArtifactType::Layout);
            let node = self.structure.node(ROOT, Tag::P);
            self.flowing(Aim::Content(node), &names, None, LEFT, INK)?;
        }
        Ok(())
    }

    // ---- placing lines

    /// A text of its own paragraph that does not flow to the next page.
    fn loose(&mut self, group: NodeId, set: &Set, x: f32, colour: Rgb) {
        if set.lines.is_empty() {
            return;
        }
        let node = self.structure.node(group, Tag::P);
        self.lines(Aim::Content(node), set, None, x, colour);
    }

    fn lines(&mut self, aim: Aim, set: &Set, source: Option<&Inlines>, x: f32, colour: Rgb) {
        let mut parts = Vec::new();
        for index in 0..set.lines.len() {
            self.line(aim, set, index, source, x, colour, &mut parts);
            self.y += set.leading;
        }
    }

    /// Places lines page by page; never one line alone at the end or the beginning of a page.
    pub fn flowing(
        &mut self,
        aim: Aim,
        set: &Set,
        source: Option<&Inlines>,
        x: f32,
        colour: Rgb,
    ) -> Result<(), LetterError> {
        let mut parts = Vec::new();
        let mut next = 0;
        while next < set.lines.len() {
            let left = set.lines.len() - next;
            let fit = whole((self.bottom() - self.y + 0.1) / set.leading);
            let now = if fit >= left {
                left
            } else if fit < 2 && !self.at_top() {
                0
            } else if left - fit == 1 && fit >= 3 {
                fit - 1
            } else {
                fit.max(1)
            };
            for index in next..next + now {
                self.quote_bars(set.leading);
                self.place_labels(self.y);
                self.line(aim, set, index, source, x, colour, &mut parts);
                self.y += set.leading;
            }
            next += now;
            if next < set.lines.len() {
                self.new_page()?;
            }
        }
        Ok(())
    }

    /// Draws one line at the current height. `parts` remembers the groups of bold, italic and linked
    /// pieces of the text, so that a piece on two lines stays one group.
    #[expect(clippy::too_many_arguments, reason = "one place that turns glyphs into marks")]
    pub fn line(
        &mut self,
        aim: Aim,
        set: &Set,
        index: usize,
        source: Option<&Inlines>,
        x: f32,
        colour: Rgb,
        parts: &mut Vec<(usize, NodeId)>,
    ) {
        let line = &set.lines[index];
        let baseline = self.y + line.baseline;
        for run in &line.runs {
            let look = source.and_then(|source| source.spans.get(run.span)).map(|span| &span.look);
            let link = look.and_then(|look| look.link.as_ref());
            let meaning = match aim {
                Aim::Artifact(kind) => Meaning::Artifact(kind),
                Aim::Content(node) => {
                    let tag = look.and_then(|look| match look {
                        look if look.link.is_some() => Some(TagKind::from(Tag::Link)),
                        look if look.bold => Some(Tag::Strong.into()),
                        look if look.italic => Some(Tag::Em.into()),
                        _ => None,
                    });
                    let node = match tag {
                        None => node,
                        Some(tag) => self.part(node, run.span, tag, parts),
                    };
                    match link {
                        Some(address) => {
                            let annotation = self.structure.slot(node);
                            Meaning::Link(annotation, self.structure.slot(node), address.clone())
                        }
                        None => Meaning::Content(self.structure.slot(node)),
                    }
                }
            };
            let colour = if link.is_some() { self.accent } else { colour };
            let mark = Mark::Text { x: x + run.x, baseline, text: set.text.clone(), run: run.clone(), colour, meaning };
            let underline = link.is_some().then_some((x + run.x, run.width));
            self.sheet().marks.push(mark);
            if let Some((x, width)) = underline {
                self.bar(x, baseline + 1.6, width, 0.5, colour, ArtifactType::Layout);
            }
        }
    }

    fn part(&mut self, node: NodeId, span: usize, tag: TagKind, parts: &mut Vec<(usize, NodeId)>) -> NodeId {
        if let Some((_, known)) = parts.iter().find(|(known, _)| *known == span) {
            return *known;
        }
        let made = self.structure.node(node, tag);
        parts.push((span, made));
        made
    }

    pub fn place_labels(&mut self, y: f32) {
        let after = self.y;
        for (set, x, node) in std::mem::take(&mut self.labels) {
            self.y = y;
            self.lines(Aim::Content(node), &set, None, x, INK);
        }
        self.y = after;
    }

    pub fn quote_bars(&mut self, height: f32) {
        for x in self.bars.clone() {
            self.bar(x, self.y, 2.0, height, PALE, ArtifactType::Layout);
        }
    }

    pub fn bar(&mut self, x: f32, y: f32, width: f32, height: f32, colour: Rgb, kind: ArtifactType) {
        debug_assert!(x < PAGE_WIDTH, "nothing is drawn beside the paper");
        self.sheet().marks.push(Mark::Bar { x, y, width, height, colour, kind });
    }

    pub fn gap(&mut self, height: f32) {
        if !self.at_top() {
            let height = height.min((self.bottom() - self.y).max(0.0));
            self.y += height;
        }
    }

    /// Goes to the next page unless this much room is left.
    pub fn need(&mut self, height: f32) -> Result<(), LetterError> {
        if self.y + height > self.bottom() + 0.1 && !self.at_top() {
            return self.new_page();
        }
        Ok(())
    }

    pub fn at_top(&self) -> bool {
        self.sheets.len() > 1 && self.y <= LATER_TOP
    }

    pub fn bottom(&self) -> f32 {
        if self.sheets.len() == 1 { self.first_bottom } else { BOTTOM }
    }

    pub fn new_page(&mut self) -> Result<(), LetterError> {
        if self.sheets.len() >= MOST_PAGES {
            return Err(LetterError::TooLong(MOST_PAGES));
        }
        self.sheets.push(Sheet::default());
        self.y = LATER_TOP;
        Ok(())
    }

    fn sheet(&mut self) -> &mut Sheet {
        if self.sheets.is_empty() {
            self.sheets.push(Sheet::default());
        }
        let last = self.sheets.len() - 1;
        &mut self.sheets[last]
    }
}

/// Ends at a word.
fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let start: String = text.chars().take(most).collect();
    let end = start.rfind(' ').unwrap_or(start.len());
    format!("{} …", &start[..end])
}

fn heading_tag(level: u16, title: String) -> TagKind {
    let level = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
    Tag::Hn(level, Some(title)).into()
}

/// Items with only text stand closer together.
fn is_text_only(blocks: &[Block]) -> bool {
    matches!(blocks, [Block::Paragraph(text)] if !text.is_blank())
}

fn joined(lines: &[String]) -> String {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    lines.join("\n").trim().to_owned()
}

/// How many whole lines there are in a height.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pages have few lines")]
pub(crate) fn whole(lines: f32) -> usize {
    lines.clamp(0.0, 10_000.0) as usize
}
