//! Writes the laid out letter as PDF/A and PDF/UA. krilla checks both while writing and refuses a
//! document that keeps to only one of them.

use std::collections::BTreeSet;

use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::error::KrillaError;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag};
use krilla::{Document, SerializeSettings};

use crate::flow::{Bookmark, Laid, lay_out, title_of};
use crate::fonts::Faces;
use crate::page::{LEFT, Mark, Meaning, PAGE_HEIGHT, PAGE_WIDTH, Sheet};
use crate::structure::{Slot, Structure};
use crate::text::{Run, title_text};
use crate::{Attachment, Created, Letter, LetterError, Letterhead, Pdf, Rgb, Warning};

pub(crate) fn render(letterhead: &Letterhead, letter: &Letter, attachments: &[Attachment]) -> Result<Pdf, LetterError> {
    let created = date_time(letter.created)?;
    let language = language_of(letter);
    let Laid { sheets, mut structure, bookmarks, missing, address_too_long } = lay_out(letterhead, letter, &language)?;
    let mut document = Document::new_with(settings(attachments)?);
    let pages = sheets.len();
    for sheet in sheets {
        draw(&mut document, sheet, &mut structure)?;
    }
    embed(&mut document, attachments, created)?;
    document.set_metadata(metadata(letterhead, letter, &language, created));
    document.set_outline(outline(bookmarks));
    document.set_tag_tree(structure.into_tree(&language));
    let bytes = document.finish().map_err(|error| pdf_error(&error))?;
    Ok(Pdf {
        bytes,
        pages,
        conformance: if attachments.is_empty() { "PDF/A-2a, PDF/UA-1" } else { "PDF/A-3a, PDF/UA-1" },
        warnings: warnings(&missing, address_too_long),
    })
}

fn settings(attachments: &[Attachment]) -> Result<SerializeSettings, LetterError> {
    // PDF/A-2 allows no attachments, PDF/A-3 does.
    let archival = if attachments.is_empty() { Archival::A2_A } else { Archival::A3_A };
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(archival)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| LetterError::Pdf(format!("{error:?}")))?;
    Ok(SerializeSettings { configuration, ..SerializeSettings::default() })
}

/// A language tag of letters, digits and hyphens (BCP 47), or German.
fn language_of(letter: &Letter) -> String {
    let language = letter.language.trim();
    let valid =
        (2..=35).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if valid { language.to_owned() } else { "de".to_owned() }
}

fn date_time(created: Created) -> Result<DateTime, LetterError> {
    let Created { year, month, day, hour, minute, second } = created;
    let exists = i16::try_from(year)
        .ok()
        .zip(i8::try_from(month).ok().zip(i8::try_from(day).ok()))
        .is_some_and(|(year, (month, day))| jiff::civil::Date::new(year, month, day).is_ok());
    if !exists || hour > 23 || minute > 59 || second > 59 {
        let shown = format!("{day}.{month}.{year}, {hour}:{minute:02}:{second:02}");
        return Err(LetterError::Created(shown));
    }
    Ok(DateTime::new(year)
        .month(month)
        .day(day)
        .hour(hour)
        .minute(minute)
        .second(second)
        .utc_offset_hour(0)
        .utc_offset_minute(0))
}

fn metadata(letterhead: &Letterhead, letter: &Letter, language: &str, created: DateTime) -> Metadata {
    let metadata = Metadata::new()
        .title(title_of(letter))
        .language(language.to_owned())
        .creator("Lotse".to_owned())
        .creation_date(created);
    let author = [&letter.author, &letterhead.sender_name]
        .into_iter()
        .map(|text| title_text(text))
        .find(|text| !text.is_empty());
    match author {
        Some(author) => metadata.authors(vec![author]),
        None => metadata,
    }
}

fn outline(bookmarks: Vec<Bookmark>) -> Outline {
    let mut outline = Outline::new();
    let mut nodes = bookmarks.into_iter().map(|bookmark| {
        let target = XyzDestination::new(bookmark.page, Point::from_xy(LEFT, bookmark.y));
        OutlineNode::new(bookmark.title, target)
    });
    if let Some(mut subject) = nodes.next() {
        for node in nodes {
            subject.push_child(node);
        }
        outline.push_child(subject.with_open(true));
    }
    outline
}

fn embed(document: &mut Document, attachments: &[Attachment], created: DateTime) -> Result<(), LetterError> {
    for attachment in attachments {
        let refuse = |reason| LetterError::Attachment { name: attachment.name.clone(), reason };
        if !is_file_name(&attachment.name) {
            return Err(refuse("der Dateiname ist leer, zu lang oder enthält unzulässige Zeichen"));
        }
        let mime = MimeType::new(&attachment.mime)
            .ok_or_else(|| refuse("der Dateityp ist nicht in der Form „application/xml“ angegeben"))?;
        let file = EmbeddedFile {
            path: attachment.name.clone(),
            mime_type: Some(mime),
            description: Some(attachment.name.clone()),
            association_kind: AssociationKind::Supplement,
            data: attachment.bytes.clone().into(),
            modification_date: Some(created),
            compress: None,
            location: None,
        };
        document.embed_file(file).ok_or_else(|| refuse("eine Anlage mit diesem Namen gibt es schon"))?;
    }
    Ok(())
}

fn is_file_name(name: &str) -> bool {
    !name.trim().is_empty()
        && name.len() <= 200
        && name == title_text(name)
        && !name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|'])
        && !matches!(name, "." | "..")
}

fn warnings(missing: &BTreeSet<char>, address_too_long: bool) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if !missing.is_empty() {
        let shown: Vec<String> =
            missing.iter().take(20).map(|character| format!("{character} (U+{:04X})", u32::from(*character))).collect();
        let more = if missing.len() > 20 { " und weitere" } else { "" };
        warnings.push(Warning {
            code: "brief-zeichen",
            message: format!(
                "Diese Zeichen kann der Brief nicht zeigen, an ihrer Stelle steht ▯: {}{more}. Bitte prüfen Sie den Text.",
                shown.join(", ")
            ),
        });
    }
    if address_too_long {
        warnings.push(Warning {
            code: "brief-anschrift",
            message: "Die Anschrift passt nicht in das Fenster des Umschlags und wurde gekürzt. Bitte kürzen Sie die Anschrift.".to_owned(),
        });
    }
    warnings
}

struct Linked {
    slot: Slot,
    area: Rect,
    address: String,
}

fn draw(document: &mut Document, sheet: Sheet, structure: &mut Structure) -> Result<(), LetterError> {
    let settings =
        PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT).ok_or_else(|| LetterError::Pdf("page size".to_owned()))?;
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    let mut links = Vec::new();
    for mark in sheet.marks {
        match mark {
            Mark::Bar { x, y, width, height, colour, kind } => {
                draw_bar(&mut surface, Rect::from_xywh(x, y, width, height), colour, kind);
            }
            Mark::Text { x, baseline, text, run, colour, meaning } => {
                let identifier = draw_run(&mut surface, &run, &text, x, baseline, colour, &meaning);
                match meaning {
                    Meaning::Artifact(_) => {}
                    Meaning::Content(slot) => structure.fill(slot, identifier),
                    Meaning::Link(slot, text_slot, address) => {
                        structure.fill(text_slot, identifier);
                        let area = Rect::from_xywh(x, baseline - run.size, run.width, run.size * 1.3);
                        links.extend(area.map(|area| Linked { slot, area, address }));
                    }
                }
            }
        }
    }
    surface.finish();
    for link in links {
        let target = Target::Action(Action::Link(LinkAction::new(link.address.clone())));
        let annotation =
            Annotation::new_link(LinkAnnotation::new(link.area, target), Some(format!("Verweis: {}", link.address)));
        structure.fill(link.slot, page.add_tagged_annotation(annotation));
    }
    page.finish();
    Ok(())
}

fn draw_bar(surface: &mut Surface<'_>, area: Option<Rect>, colour: Rgb, kind: ArtifactType) {
    let Some(area) = area else { return };
    let mut builder = PathBuilder::new();
    builder.push_rect(area);
    let Some(path) = builder.finish() else { return };
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
    surface.set_fill(Some(fill_of(colour)));
    surface.draw_path(&path);
    surface.end_tagged();
}

fn draw_run(
    surface: &mut Surface<'_>,
    run: &Run,
    text: &str,
    x: f32,
    baseline: f32,
    colour: Rgb,
    meaning: &Meaning,
) -> Identifier {
    let tag = match meaning {
        Meaning::Artifact(kind) => ContentTag::Artifact(Artifact::with_kind(*kind)),
        _ => ContentTag::Span(SpanTag::empty()),
    };
    let identifier = surface.start_tagged(tag);
    if let Some(font) = Faces::get().written(run.face) {
        surface.set_fill(Some(fill_of(colour)));
        surface.draw_glyphs(Point::from_xy(x, baseline), &run.glyphs, font.clone(), text, run.size, false);
    }
    surface.end_tagged();
    identifier
}

fn fill_of(colour: Rgb) -> Fill {
    Fill { paint: rgb::Color::new(colour.red, colour.green, colour.blue).into(), ..Fill::default() }
}

/// Short, without the text of the letter, because it goes to the logs.
fn pdf_error(error: &KrillaError) -> LetterError {
    let text = match error {
        KrillaError::Validation(errors) => errors
            .iter()
            .map(|(error, _)| format!("{error:?}").chars().take(80).collect::<String>())
            .collect::<Vec<_>>()
            .join("; "),
        other => other.to_string(),
    };
    LetterError::Pdf(text)
}
