//! The sheet of paper: measures of DIN 5008 form B and what is to be drawn where.
//!
//! All lengths are in points, from the upper left corner of an A4 sheet.

use std::rc::Rc;

use krilla::tagging::ArtifactType;

use crate::Rgb;
use crate::structure::Slot;
use crate::text::Run;

pub(crate) const fn mm(millimetres: f32) -> f32 {
    millimetres * 72.0 / 25.4
}

pub(crate) const PAGE_WIDTH: f32 = mm(210.0);
pub(crate) const PAGE_HEIGHT: f32 = mm(297.0);
pub(crate) const LEFT: f32 = mm(25.0);
pub(crate) const RIGHT: f32 = mm(190.0);
pub(crate) const TEXT_WIDTH: f32 = RIGHT - LEFT;

/// The head of the letter ends here, the address field begins.
pub(crate) const HEAD_END: f32 = mm(45.0);
/// The zone for return address and remarks ends here, the zone for the recipient begins.
pub(crate) const RECIPIENT_TOP: f32 = mm(62.7);
pub(crate) const RECIPIENT_END: f32 = mm(90.0);
pub(crate) const RECIPIENT_WIDTH: f32 = mm(80.0);
pub(crate) const INFO_LEFT: f32 = mm(125.0);
pub(crate) const INFO_TOP: f32 = mm(50.0);
/// May reach beyond the right margin of the text.
pub(crate) const INFO_WIDTH: f32 = mm(73.0);
pub(crate) const SUBJECT_TOP: f32 = mm(98.46);
/// Distance of two blank lines, between address or information and the subject.
pub(crate) const TWO_LINES: f32 = mm(8.46);

pub(crate) const FOLDS: [f32; 2] = [mm(105.0), mm(210.0)];
pub(crate) const PUNCH: f32 = mm(148.5);

/// Later pages: a line with sender and subject, then text.
pub(crate) const LATER_HEAD: f32 = mm(14.0);
pub(crate) const LATER_TOP: f32 = mm(27.0);
pub(crate) const BOTTOM: f32 = mm(275.0);
/// Baseline of the page number.
pub(crate) const FOOT_BASELINE: f32 = mm(287.0);

pub(crate) const INK: Rgb = Rgb::new(26, 26, 26);
pub(crate) const GREY: Rgb = Rgb::new(85, 85, 85);
pub(crate) const PALE: Rgb = Rgb::new(190, 190, 190);

/// One page: what is to be drawn, in this order.
#[derive(Default)]
pub(crate) struct Sheet {
    pub marks: Vec<Mark>,
}

pub(crate) enum Mark {
    Text { x: f32, baseline: f32, text: Rc<str>, run: Run, colour: Rgb, meaning: Meaning },
    Bar { x: f32, y: f32, width: f32, height: f32, colour: Rgb, kind: ArtifactType },
}

/// Where a text belongs.
pub(crate) enum Meaning {
    Content(Slot),
    /// Slot of the annotation, slot of the text, address.
    Link(Slot, Slot, String),
    /// Ornament or repetition: not read aloud.
    Artifact(ArtifactType),
}

/// Darkens a colour until text in it can be read on white (WCAG 2.2, success criterion 1.4.3: 4.5 : 1).
pub(crate) fn readable(colour: Rgb) -> Rgb {
    let mut colour = colour;
    while 1.05 / (luminance(colour) + 0.05) < 4.5 {
        let darker = |part: u8| u8::try_from(u16::from(part) * 19 / 20).unwrap_or(part);
        colour = Rgb::new(darker(colour.red), darker(colour.green), darker(colour.blue));
    }
    colour
}

fn luminance(colour: Rgb) -> f32 {
    let linear = |part: u8| {
        let part = f32::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn light_colours_become_readable() {
        assert_eq!(readable(Rgb::new(0, 75, 118)), Rgb::new(0, 75, 118));
        let yellow = readable(Rgb::new(255, 235, 0));
        assert!(1.05 / (luminance(yellow) + 0.05) >= 4.5);
        assert!(yellow.red > yellow.blue);
    }
}
