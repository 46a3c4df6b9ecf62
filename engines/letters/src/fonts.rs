//! The typeface of the letters: Fira Sans, the face of the design system KERN, in four cuts.
//!
//! The files lie in `fonts/` with their licence (SIL Open Font License 1.1). Nothing is read from the
//! machine, so that a letter looks the same everywhere.

use std::sync::{Arc, LazyLock};

use krilla::text::Font;
use parley::FontContext;
use parley::fontique::{Blob, CharmapIndex, Collection, CollectionOptions, SourceCache};

pub(crate) const FAMILY: &str = "Fira Sans";

static FILES: [&[u8]; 4] = [
    include_bytes!("../fonts/FiraSans-Regular.ttf"),
    include_bytes!("../fonts/FiraSans-Italic.ttf"),
    include_bytes!("../fonts/FiraSans-Bold.ttf"),
    include_bytes!("../fonts/FiraSans-BoldItalic.ttf"),
];

static FACES: LazyLock<Faces> = LazyLock::new(Faces::load);

/// The loaded cuts, for setting (parley) and for writing (krilla).
pub(crate) struct Faces {
    context: FontContext,
    /// By the number under which the setter knows the file.
    written: Vec<(u64, Font)>,
    /// Which characters each cut has.
    maps: Vec<(CharmapIndex, &'static [u8])>,
}

impl Faces {
    pub fn get() -> &'static Self {
        &FACES
    }

    pub fn context(&self) -> FontContext {
        self.context.clone()
    }

    pub fn written(&self, number: u64) -> Option<&Font> {
        self.written.iter().find(|(known, _)| *known == number).map(|(_, font)| font)
    }

    /// Whether the character can be printed in every look.
    pub fn has(&self, character: char) -> bool {
        self.maps.iter().all(|(index, file)| {
            let glyph = index.charmap(file).and_then(|map| map.map(character));
            glyph.is_some_and(|glyph| glyph != 0)
        })
    }

    fn load() -> Self {
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        let mut written = Vec::new();
        let mut maps = Vec::new();
        for file in FILES {
            let blob = Blob::new(Arc::new(file));
            let font = Font::new(file.into(), 0).expect("the font file in the crate is a font");
            written.push((blob.id(), font));
            for (_, cuts) in collection.register_fonts(blob, None) {
                maps.extend(cuts.iter().map(|cut| (cut.charmap_index(), file)));
            }
        }
        Self { context: FontContext { collection, source_cache: SourceCache::default() }, written, maps }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_typeface_knows_names_in_germany() {
        let faces = Faces::get();
        assert_eq!((faces.written.len(), faces.maps.len()), (4, 4));
        for character in "ÄÖÜäöüßẞéèêçñøåłŁżźćśńęąşŞğĞıİčČšŠžŽđĐőŐűŰțȚșȘāēīūņģķļ€§„“–…".chars()
        {
            assert!(faces.has(character), "{character}");
        }
        assert!(!faces.has('م') && !faces.has('漢'));
    }
}
