//! Markdown (CommonMark with tables) to blocks for the PDF and to safe HTML for the screen.
//!
//! Both ways read the same events, so that the letter says the same on screen and on paper. Raw HTML is
//! dropped, images become their text, links lead only to web, mail and telephone.

use std::ops::Range;

use pulldown_cmark::{Alignment, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use crate::template::LINE_SEPARATOR;

/// Nested deeper than this, lists and quotes are shown without further indentation. This also bounds the
/// recursion below, whatever the text says.
const DEEPEST: usize = 8;
const LONGEST_LINK: usize = 1000;

/// Text with formatted parts.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Inlines {
    pub text: String,
    /// Without gaps, in order.
    pub spans: Vec<Span>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Span {
    pub range: Range<usize>,
    pub look: Look,
}

/// How a piece of text looks and what it means.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Look {
    pub bold: bool,
    pub italic: bool,
    pub link: Option<String>,
}

impl Inlines {
    pub fn plain(text: &str) -> Self {
        let mut inlines = Self::default();
        inlines.push(text, &Look::default());
        inlines
    }

    pub fn push(&mut self, text: &str, look: &Look) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        let end = self.text.len();
        match self.spans.last_mut() {
            Some(last) if last.look == *look => last.range.end = end,
            _ => self.spans.push(Span { range: start..end, look: look.clone() }),
        }
    }

    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Block {
    /// Level as in Markdown, 1 to 6.
    Heading(u8, Inlines),
    Paragraph(Inlines),
    Code(Inlines),
    /// First number if the list is numbered, items.
    List(Option<u64>, Vec<Vec<Block>>),
    Quote(Vec<Block>),
    Table(Table),
    Rule,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Table {
    pub columns: Vec<Align>,
    pub header: Vec<Inlines>,
    pub rows: Vec<Vec<Inlines>>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) enum Align {
    #[default]
    Start,
    Centre,
    End,
}

/// Shows the filled text of a letter as HTML without any markup of the writer's own.
///
/// Headings start at `<h2>`, because the page and the letter have their own first heading.
pub fn render_html(markdown: &str) -> String {
    let mut written = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut written, safe_events(markdown).into_iter());
    written
}

/// The events of the text without raw HTML, images and doubtful links.
fn safe_events(markdown: &str) -> Vec<Event<'_>> {
    let mut events = Vec::new();
    let mut open_links = Vec::new();
    let mut depth = 0_usize;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::Start(Tag::HtmlBlock | Tag::Image { .. })
            | Event::End(TagEnd::HtmlBlock | TagEnd::Image) => {}
            Event::Start(Tag::BlockQuote(_) | Tag::List(_)) => {
                depth += 1;
                if depth <= DEEPEST {
                    events.push(event);
                }
            }
            Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_)) => {
                if depth <= DEEPEST {
                    events.push(event);
                }
                depth -= 1;
            }
            Event::Start(Tag::Item) if depth > DEEPEST => events.push(Event::HardBreak),
            Event::End(TagEnd::Item) if depth > DEEPEST => {}
            Event::Start(Tag::Link { ref dest_url, .. }) => {
                let allowed = is_allowed_link(dest_url);
                open_links.push(allowed);
                if allowed {
                    events.push(event);
                }
            }
            Event::End(TagEnd::Link) => {
                if open_links.pop() == Some(true) {
                    events.push(event);
                }
            }
            Event::Start(Tag::Heading { level, .. }) => events.push(Event::Start(Tag::Heading {
                level: one_lower(level),
                id: None,
                classes: Vec::new(),
                attrs: Vec::new(),
            })),
            Event::End(TagEnd::Heading(level)) => {
                events.push(Event::End(TagEnd::Heading(one_lower(level))));
            }
            Event::Text(text) => push_text(&mut events, &text),
            other => events.push(other),
        }
    }
    events
}

fn push_text<'a>(events: &mut Vec<Event<'a>>, text: &CowStr<'a>) {
    for (index, line) in text.split(LINE_SEPARATOR).enumerate() {
        if index > 0 {
            events.push(Event::HardBreak);
        }
        if !line.is_empty() {
            events.push(Event::Text(CowStr::from(line.to_owned())));
        }
    }
}

fn one_lower(level: HeadingLevel) -> HeadingLevel {
    HeadingLevel::try_from(level as usize + 1).unwrap_or(HeadingLevel::H6)
}

fn is_allowed_link(address: &str) -> bool {
    let address = address.trim().to_ascii_lowercase();
    address.len() <= LONGEST_LINK
        && !address.chars().any(|c| c.is_control() || c.is_whitespace())
        && ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| address.starts_with(scheme))
}

/// Reads the text of a letter.
pub(crate) fn blocks(markdown: &str) -> Vec<Block> {
    let events = safe_events(markdown);
    let mut reader = Reader { events: events.into_iter() };
    reader.blocks_until_end()
}

struct Reader<'a> {
    events: std::vec::IntoIter<Event<'a>>,
}

impl Reader<'_> {
    /// Reads up to the end of the block that is open, or of the text.
    fn blocks_until_end(&mut self) -> Vec<Block> {
        let mut blocks = Vec::new();
        // Items of tight lists hold text without a paragraph around it.
        let mut loose = Inlines::default();
        let mut look = Look::default();
        while let Some(event) = self.events.next() {
            match event {
                Event::Start(tag) if is_inline(&tag) => set_look(&mut look, &tag),
                Event::End(end) if clear_look(&mut look, end) => {}
                Event::Start(tag) => {
                    flush(&mut loose, &mut blocks);
                    self.block(&tag, &mut blocks);
                }
                Event::End(_) => break,
                Event::Rule => {
                    flush(&mut loose, &mut blocks);
                    blocks.push(Block::Rule);
                }
                inline => push_inline(&mut loose, &inline, &look),
            }
        }
        flush(&mut loose, &mut blocks);
        blocks
    }

    fn block(&mut self, tag: &Tag<'_>, blocks: &mut Vec<Block>) {
        match tag {
            // Headings were lowered by one for HTML; here the subject takes that place.
            Tag::Heading { level, .. } => {
                let text = self.inlines();
                let level = u8::try_from(*level as usize).unwrap_or(6);
                blocks.push(Block::Heading(level, text));
            }
            Tag::CodeBlock(_) => {
                let mut text = self.inlines();
                text.text = text.text.trim_end().to_owned();
                blocks.push(Block::Code(Inlines::plain(&text.text)));
            }
            Tag::List(first) => blocks.push(self.list(*first)),
            Tag::BlockQuote(_) => {
                let inner = self.blocks_until_end();
                blocks.push(Block::Quote(inner));
            }
            Tag::Table(columns) => blocks.push(Block::Table(self.table(columns))),
            _ => {
                let text = self.inlines();
                blocks.push(Block::Paragraph(text));
            }
        }
    }

    fn list(&mut self, first: Option<u64>) -> Block {
        let mut items = Vec::new();
        while let Some(event) = self.events.next() {
            match event {
                Event::Start(Tag::Item) => items.push(self.blocks_until_end()),
                Event::End(TagEnd::List(_)) => break,
                _ => {}
            }
        }
        Block::List(first, items)
    }

    fn table(&mut self, columns: &[Alignment]) -> Table {
        let mut table = Table { columns: columns.iter().copied().map(align_of).collect(), ..Table::default() };
        let mut row = Vec::new();
        while let Some(event) = self.events.next() {
            match event {
                Event::Start(Tag::TableCell) => row.push(self.inlines()),
                Event::End(TagEnd::TableHead) => table.header = std::mem::take(&mut row),
                Event::End(TagEnd::TableRow) => table.rows.push(std::mem::take(&mut row)),
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        table
    }

    /// Reads the text of a block up to its end.
    fn inlines(&mut self) -> Inlines {
        let mut inlines = Inlines::default();
        let mut look = Look::default();
        for event in self.events.by_ref() {
            match event {
                Event::Start(tag) => set_look(&mut look, &tag),
                Event::End(end) if clear_look(&mut look, end) => {}
                Event::End(_) => break,
                inline => push_inline(&mut inlines, &inline, &look),
            }
        }
        inlines
    }
}

fn align_of(alignment: Alignment) -> Align {
    match alignment {
        Alignment::None | Alignment::Left => Align::Start,
        Alignment::Center => Align::Centre,
        Alignment::Right => Align::End,
    }
}

fn flush(loose: &mut Inlines, blocks: &mut Vec<Block>) {
    if !loose.text.is_empty() {
        blocks.push(Block::Paragraph(std::mem::take(loose)));
    }
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Strong | Tag::Emphasis | Tag::Link { .. })
}

fn set_look(look: &mut Look, tag: &Tag<'_>) {
    match tag {
        Tag::Strong => look.bold = true,
        Tag::Emphasis => look.italic = true,
        Tag::Link { dest_url, .. } => look.link = Some(dest_url.trim().to_owned()),
        _ => {}
    }
}

fn clear_look(look: &mut Look, end: TagEnd) -> bool {
    match end {
        TagEnd::Strong => look.bold = false,
        TagEnd::Emphasis => look.italic = false,
        TagEnd::Link => look.link = None,
        _ => return false,
    }
    true
}

fn push_inline(inlines: &mut Inlines, event: &Event<'_>, look: &Look) {
    match event {
        Event::Text(text) | Event::Code(text) => inlines.push(text, look),
        Event::SoftBreak => inlines.push(" ", look),
        Event::HardBreak => inlines.push("\n", look),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_blocks() {
        let read = blocks(
            "# A\n\nText **fett** *kursiv*\n\n- eins\n- zwei\n  1. innen\n\n> Zitat\n\n|a|b|\n|-|-:|\n|1|2|\n\n---\n",
        );
        assert!(matches!(&read[0], Block::Heading(2, text) if text.text == "A"));
        let Block::Paragraph(text) = &read[1] else { panic!("{read:?}") };
        assert_eq!(text.text, "Text fett kursiv");
        assert!(text.spans[1].look.bold && text.spans[3].look.italic);
        let Block::List(None, items) = &read[2] else { panic!("{read:?}") };
        assert!(matches!(&items[1][1], Block::List(Some(1), _)));
        assert!(matches!(&read[3], Block::Quote(_)));
        let Block::Table(table) = &read[4] else { panic!("{read:?}") };
        assert_eq!((table.columns[1], table.rows[0][1].text.as_str()), (Align::End, "2"));
        assert_eq!(read[5], Block::Rule);
    }

    #[test]
    fn html_is_safe() {
        let html = render_html(
            "# T\n<script>alert(1)</script>\n\nx <b>y</b> [a](javascript:alert(1)) [b](https://example.org) ![bild](http://x/y.png)",
        );
        assert!(html.contains("<h2>T</h2>"));
        assert!(!html.contains("script") && !html.contains("<b>") && !html.contains("<img"));
        assert!(html.contains("<a href=\"https://example.org\">b</a>") && html.contains("bild"));
    }

    #[test]
    fn values_cannot_become_markup() {
        let nasty = "**fett** <script>x</script> [x](http://example.org) # 1. ~~a~~ `c` ![i](j) | &amp; \\";
        for template in ["{{v}}", "- {{v}}", "# {{v}}", "|a|\n|-|\n|{{v}}|", "> {{v}}", "[{{v}}]{{v}}", "{{v}}{{v}}"] {
            let filled = crate::fill(template, &json!({"v": nasty})).unwrap();
            let html = render_html(&filled);
            for tag in ["<strong", "<script", "<a ", "<code", "<del", "<img", "<ol"] {
                assert!(!html.contains(tag), "{template}: {html}");
            }
            assert!(html.contains("**fett** &lt;script&gt;x&lt;/script&gt; [x](http://example.org)"), "{html}");
            assert!(html.contains("&amp;amp; \\"), "{html}");
        }
    }

    #[test]
    fn line_breaks_of_values_are_shown() {
        let filled = crate::fill("Grund: {{v}}", &json!({"v": "eins\nzwei"})).unwrap();
        assert_eq!(render_html(&filled), "<p>Grund: eins<br />\nzwei</p>\n");
    }

    proptest::proptest! {
        #[test]
        fn any_value_reads_as_itself(value in "[ -~äöü€\\n]{0,40}") {
            let filled = crate::fill("A {{v}} Z", &json!({"v": value})).unwrap();
            let read = blocks(&filled);
            proptest::prop_assert_eq!(read.len(), 1);
            let Block::Paragraph(text) = &read[0] else { panic!("{read:?}") };
            proptest::prop_assert!(text.spans.iter().all(|span| span.look == Look::default()));
            proptest::prop_assert_eq!(text.text.clone(), format!("A {} Z", value.trim()));
        }

        #[test]
        fn any_value_alone_stays_one_paragraph(value in "\\PC{1,40}") {
            proptest::prop_assume!(!value.trim().is_empty());
            let filled = crate::fill("{{v}}", &json!({"v": value})).unwrap();
            let read = blocks(&filled);
            proptest::prop_assert!(matches!(read.as_slice(), [Block::Paragraph(_)]), "{:?}", read);
        }
    }
}
