//! Sets text into lines: cleans it, chooses the cut, breaks lines and positions glyphs.

use std::collections::BTreeSet;
use std::rc::Rc;

use krilla::text::{GlyphId, KrillaGlyph};
use parley::fontique::Language;
use parley::{
    Alignment, AlignmentOptions, FontContext, FontFamily, FontStyle, FontWeight, Layout, LayoutContext, LineHeight,
    OverflowWrap, StyleProperty,
};
use unicode_normalization::char::decompose_canonical;

use crate::fonts::{FAMILY, Faces};
use crate::markdown::{Align, Inlines};

/// Printed where the typeface lacks a character.
pub(crate) const REPLACEMENT: char = '▯';

/// Size of type and distance of lines, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    pub size: f32,
    pub leading: f32,
    pub bold: bool,
}

impl Style {
    pub const fn new(size: f32, leading: f32) -> Self {
        Self { size, leading, bold: false }
    }

    pub const fn bold(mut self) -> Self {
        self.bold = true;
        self
    }
}

/// Text broken into lines.
#[derive(Debug, Clone)]
pub(crate) struct Set {
    pub text: Rc<str>,
    pub lines: Vec<Line>,
    pub leading: f32,
}

impl Set {
    #[expect(clippy::cast_precision_loss, reason = "letters have few lines")]
    pub fn height(&self) -> f32 {
        self.lines.len() as f32 * self.leading
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// From the top of the line.
    pub baseline: f32,
    pub runs: Vec<Run>,
}

/// Glyphs of one cut, on one line, from one span.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    /// Index into the spans of the text.
    pub span: usize,
    pub face: u64,
    pub size: f32,
    pub x: f32,
    pub width: f32,
    pub glyphs: Vec<KrillaGlyph>,
}

/// Which span a glyph comes from; the setter keeps it apart as it would keep apart colours.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct SpanIndex(usize);

pub(crate) struct Setter {
    fonts: FontContext,
    scratch: LayoutContext<SpanIndex>,
    language: Option<Language>,
    /// Characters that had to be replaced.
    pub missing: BTreeSet<char>,
}

impl Setter {
    pub fn new(language: &str) -> Self {
        Self {
            fonts: Faces::get().context(),
            scratch: LayoutContext::new(),
            language: Language::parse(language).ok(),
            missing: BTreeSet::new(),
        }
    }

    /// Breaks text into lines of the given width.
    pub fn set(&mut self, inlines: &Inlines, style: Style, width: f32, align: Align) -> Set {
        let inlines = self.clean(inlines);
        if inlines.text.is_empty() {
            return Set { text: Rc::from(""), lines: Vec::new(), leading: style.leading };
        }
        let mut layout = self.layout(&inlines, style);
        layout.break_all_lines(Some(width.max(1.0)));
        let alignment = match align {
            Align::Start => Alignment::Start,
            Align::Centre => Alignment::Center,
            Align::End => Alignment::End,
        };
        layout.align(alignment, AlignmentOptions::default());
        let lines = layout.lines().map(|line| read_line(&layout, &line)).collect();
        Set { text: Rc::from(inlines.text), lines, leading: style.leading }
    }

    pub fn set_plain(&mut self, text: &str, style: Style, width: f32, align: Align) -> Set {
        self.set(&Inlines::plain(text), style, width, align)
    }

    /// Width of the longest word, and of the text on one line.
    pub fn widths(&mut self, inlines: &Inlines, style: Style) -> (f32, f32) {
        let inlines = self.clean(inlines);
        if inlines.text.is_empty() {
            return (0.0, 0.0);
        }
        let mut layout = self.layout(&inlines, style);
        layout.break_all_lines(None);
        let widest = layout.width();
        // The setter counts every place where a word may be torn apart; here only whole words count.
        let longest = inlines
            .text
            .split(|c: char| c.is_whitespace() && c != '\u{a0}')
            .map(|word| word.chars().count())
            .max()
            .unwrap_or(0);
        let all = inlines.text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        #[expect(clippy::cast_precision_loss, reason = "an estimate is enough here")]
        let share = if all == 0 { 1.0 } else { longest as f32 / all as f32 };
        // Letters differ in width, so the estimate gets some air.
        ((widest * share * 1.15 + style.size).min(widest), widest)
    }

    fn layout(&mut self, inlines: &Inlines, style: Style) -> Layout<SpanIndex> {
        let mut builder = self.scratch.ranged_builder(&mut self.fonts, &inlines.text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(FontFamily::from(FAMILY)));
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(StyleProperty::LineHeight(LineHeight::Absolute(style.leading)));
        builder.push_default(StyleProperty::Locale(self.language));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        for (index, span) in inlines.spans.iter().enumerate() {
            let range = span.range.clone();
            builder.push(StyleProperty::Brush(SpanIndex(index)), range.clone());
            if style.bold || span.look.bold {
                builder.push(StyleProperty::FontWeight(FontWeight::BOLD), range.clone());
            }
            if span.look.italic {
                builder.push(StyleProperty::FontStyle(FontStyle::Italic), range);
            }
        }
        builder.build(&inlines.text)
    }

    fn clean(&mut self, inlines: &Inlines) -> Inlines {
        let mut cleaned = Inlines::default();
        for span in &inlines.spans {
            let piece = inlines.text.get(span.range.clone()).unwrap_or_default();
            cleaned.push(&clean(piece, &mut self.missing), &span.look);
        }
        cleaned
    }
}

/// Leaves only what can be printed. A line break gets a space before it, so that words stay apart for
/// whoever listens to the document (ISO 14289-1 § 7.2, ISO 32000-1 § 14.8.2.5).
fn clean(text: &str, missing: &mut BTreeSet<char>) -> String {
    let faces = Faces::get();
    let mut cleaned = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\u{2028}' | '\u{2029}' => cleaned.push_str(" \n"),
            '\t' | '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' => cleaned.push(' '),
            '\u{a0}' | '\u{202f}' => cleaned.push('\u{a0}'),
            '\u{2010}' | '\u{2011}' => cleaned.push('-'),
            // An empty box to tick.
            '\u{2610}' | '\u{25a1}' | '\u{25a2}' => cleaned.push(REPLACEMENT),
            _ if is_invisible(character) => {}
            _ if faces.has(character) => cleaned.push(character),
            _ => {
                // Rare letters of names (DIN 91379) are composed of a letter and its marks.
                let mut parts = String::new();
                decompose_canonical(character, |part| parts.push(part));
                if parts.chars().all(|part| faces.has(part)) {
                    cleaned.push_str(&parts);
                } else {
                    missing.insert(character);
                    cleaned.push(REPLACEMENT);
                }
            }
        }
    }
    cleaned
}

/// Controls, joiners, direction marks and the like: they have no picture of their own.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// One line of text for titles, bookmarks and properties, where no typeface is involved. The length
/// stays below the limit of ISO 19005-2 § 6.1.13.
pub(crate) fn title_text(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .join(" ")
        .chars()
        .filter(|c| !is_invisible(*c) && !matches!(*c, '\u{fffe}' | '\u{ffff}' | '\u{e000}'..='\u{f8ff}'))
        .take(300)
        .collect()
}

fn read_line(layout: &Layout<SpanIndex>, line: &parley::Line<'_, SpanIndex>) -> Line {
    let metrics = line.metrics();
    let mut x = metrics.offset;
    let mut runs: Vec<Run> = Vec::new();
    for run in line.runs() {
        let size = run.font_size();
        let face = run.font().data.id();
        let mut fresh = true;
        for cluster in run.visual_clusters() {
            if cluster.is_ligature_continuation() {
                let last = runs.last_mut().and_then(|run| run.glyphs.last_mut());
                if let Some(glyph) = last {
                    glyph.text_range.end = cluster.text_range().end;
                }
                continue;
            }
            if cluster.is_hard_line_break() {
                continue;
            }
            let span = layout.styles()[usize::from(cluster.style_index())].brush.0;
            for glyph in cluster.glyphs() {
                // Glyph 0 stands for a missing character and is not allowed (ISO 19005-2 § 6.2.11.8).
                if glyph.id == 0 {
                    x += glyph.advance;
                    fresh = true;
                    continue;
                }
                if fresh || runs.last().is_none_or(|run| run.span != span) {
                    fresh = false;
                    runs.push(Run { span, face, size, x, width: 0.0, glyphs: Vec::new() });
                }
                if let Some(run) = runs.last_mut() {
                    run.width += glyph.advance;
                    run.glyphs.push(KrillaGlyph::new(
                        GlyphId::new(glyph.id),
                        glyph.advance / size,
                        glyph.x / size,
                        // parley counts downwards, the PDF upwards.
                        -glyph.y / size,
                        0.0,
                        cluster.text_range(),
                        None,
                    ));
                }
                x += glyph.advance;
            }
        }
    }
    Line { baseline: metrics.baseline - metrics.block_min_coord, runs }
}
