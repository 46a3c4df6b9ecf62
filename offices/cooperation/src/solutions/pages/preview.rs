//! The preview: the service as residents will see it, what differs from the package, and the step into use.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Extension, Path},
    http::StatusCode,
    response::IntoResponse,
};
use lotse_core::errors::Code;
use lotse_fim::form::{FormField, FormNode, FormNodeKind, InputKind};
use lotse_reuse::{EffectiveService, Period, euro};
use lotse_web::{
    Answer, Choice, Field, FieldError, FieldKind, FormData, Page, SeeOther, Visit, errors_of, html, html_with_status,
};

use super::{
    super::{Draft, Solutions},
    Place, body_name,
    own::{Changed, changed},
    package_language, seen, text,
};

/// More choices than these are counted, not listed.
const MOST_CHOICES: usize = 60;

/// A line of the form: a heading of a group, or a field.
struct Item {
    heading: Option<String>,
    field: Option<Field>,
    note: String,
}

struct Step {
    number: usize,
    title: String,
    help: String,
    items: Vec<Item>,
}

struct FeeRow {
    label: String,
    amount: String,
    period_key: &'static str,
}

struct Text {
    heading_key: &'static str,
    html: String,
}

#[derive(Template)]
#[template(path = "solutions/templates/preview.html")]
struct PreviewPage {
    page: Page,
    base: String,
    row: i64,
    version: String,
    publisher: String,
    is_update: bool,
    is_new: bool,
    is_demo: bool,
    service_title: String,
    differences: Vec<Changed>,
    steps: Vec<Step>,
    fees: Vec<FeeRow>,
    texts: Vec<Text>,
    letters: Vec<String>,
    open_points: Vec<String>,
    decision: Field,
    errors: Vec<FieldError>,
    newer: Option<String>,
}

pub(super) async fn show(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Path((_, key)): Path<(String, String)>,
) -> Answer {
    let place = Place::of(&visit, &key)?;
    let Some(draft) = office.draft(&place.body.key, &key).await? else {
        return Ok(SeeOther::to(place.href("uebernehmen")).into_response());
    };
    html(&preview(&office, &visit, &place, draft, decision_field(&visit)).await?)
}

fn decision_field(visit: &Visit) -> Field {
    Field::new(FieldKind::TextArea, "entscheidung", visit.t("amt-loesungen-entscheidung"))
        .hint(visit.t("amt-loesungen-entscheidung-hinweis"))
        .rows(3)
        .max_length(2_000)
}

async fn preview(
    office: &Solutions,
    visit: &Visit,
    place: &Place<'_>,
    draft: Draft,
    decision: Field,
) -> Answer<PreviewPage> {
    let published = office.published(&place.solution, &draft.target_version).await?;
    let loaded = office.package(&published).await?;
    let service = office.effective(&published, draft.patches.clone()).await?;
    let language = package_language(visit);
    let catalogue = office.catalogue().await?;
    let name = catalogue.title(&place.solution, language).to_owned();
    let newer = catalogue.get(&place.solution).and_then(|solution| solution.update_of(&draft.target_version));
    let title = text(visit, "amt-loesungen-vorschau-titel", &[("title", &name)]);
    let errors = errors_of([&decision]);
    let page = place.page(title, &name).crumb(visit.t("amt-loesungen-anpassen"), place.href("anpassen"));
    Ok(PreviewPage {
        page: page.with_errors(!errors.is_empty()),
        base: place.href(""),
        row: draft.row_version,
        version: draft.target_version.to_string(),
        publisher: body_name(office, &published.publisher),
        is_update: draft.is_update(),
        is_new: draft.base_version.is_none(),
        is_demo: published.manifest.demo,
        service_title: service.title(language).to_owned(),
        differences: changed(&loaded.package, &draft.patches),
        steps: steps(visit, &service),
        fees: fees(visit, &service),
        texts: texts(visit, &service),
        letters: service.letters.keys().filter(|key| *key != "rechtsbehelf").cloned().collect(),
        open_points: loaded.open_points.iter().map(|finding| finding.message.clone()).collect(),
        newer: newer.map(|newest| newest.version.to_string()),
        decision,
        errors,
    })
}

pub(super) async fn put_into_use(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Path((_, key)): Path<(String, String)>,
    form: FormData,
) -> Answer {
    let place = Place::of(&visit, &key)?;
    let row = seen(&form, "stand")?;
    let done = office.put_into_use(place.actor(), &place.body.key, &key, row, form.text("entscheidung")).await;
    let adoption = match done {
        Err(failure) if failure.code == Code::InvalidInput => {
            // The draft was valid when it was saved, so it can only be the note.
            let Some(draft) = office.draft(&place.body.key, &key).await? else { return Err(failure.into()) };
            let message = failure.message.unwrap_or_default();
            let field = decision_field(&visit).filled(&form).error(message);
            let page = preview(&office, &visit, &place, draft, field).await?;
            return html_with_status(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
        other => other?,
    };
    let version = adoption.version.to_string();
    let message = text(&visit, "amt-loesungen-ist-in-betrieb", &[("version", &version)]);
    Ok(SeeOther::to(place.href("")).success(message).into_response())
}

fn steps(visit: &Visit, service: &EffectiveService) -> Vec<Step> {
    let form = service.form_in(package_language(visit));
    let mut steps = Vec::new();
    for step in &form.steps {
        let mut items = Vec::new();
        for node in &step.nodes {
            // A step made of one group is that group: its title stands above already.
            match &node.kind {
                FormNodeKind::Group(group) if step.nodes.len() == 1 => {
                    group.children.iter().for_each(|child| add(visit, child, &mut items));
                }
                _ => add(visit, node, &mut items),
            }
        }
        if !items.is_empty() {
            steps.push(Step {
                number: steps.len() + 1,
                title: step.title.clone(),
                help: step.help.clone().unwrap_or_default(),
                items,
            });
        }
    }
    steps
}

fn add(visit: &Visit, node: &FormNode, items: &mut Vec<Item>) {
    if node.hidden {
        return;
    }
    match &node.kind {
        FormNodeKind::Group(group) => {
            let note = if node.repeatable { visit.t("amt-loesungen-mehrfach") } else { String::new() };
            items.push(Item { heading: Some(node.label.clone()), field: None, note });
            group.children.iter().for_each(|child| add(visit, child, items));
        }
        FormNodeKind::Field(field) if field.input != InputKind::Hidden => {
            let note = if field.options.len() > MOST_CHOICES {
                text(visit, "amt-loesungen-auswahl-viele", &[("count", &field.options.len())])
            } else {
                String::new()
            };
            items.push(Item { heading: None, field: Some(shown(node, field)), note });
        }
        FormNodeKind::Field(_) => {}
    }
}

/// The field as residents see it; what a choice offers is listed up to a length.
fn shown(node: &FormNode, field: &FormField) -> Field {
    let kind = match field.input {
        InputKind::TextArea | InputKind::Display => FieldKind::TextArea,
        InputKind::Email => FieldKind::Email,
        InputKind::Date => FieldKind::Date,
        InputKind::Number | InputKind::Integer | InputKind::Money => FieldKind::Number,
        InputKind::YesNo | InputKind::Radio => FieldKind::Radio,
        InputKind::Select => FieldKind::Select,
        InputKind::File => FieldKind::File,
        InputKind::Text | InputKind::Time | InputKind::DateTime | InputKind::Hidden | InputKind::Locked => {
            FieldKind::Text
        }
    };
    let choices: Vec<Choice> = match field.input {
        InputKind::YesNo => vec![Choice::new("true", "Ja"), Choice::new("false", "Nein")],
        _ => field.options.iter().take(MOST_CHOICES).map(|option| Choice::new(&option.code, &option.name)).collect(),
    };
    let mut shown = Field::new(kind, format!("vorschau-{}", node.path.as_str()), &node.label).choices(choices).rows(3);
    shown.hint.clone_from(&node.help);
    if field.input == InputKind::Money {
        shown = shown.unit("€");
    }
    if let Some(content) = &field.content {
        shown = shown.value(content);
    }
    if node.min == 0 { shown.optional() } else { shown }
}

fn fees(visit: &Visit, service: &EffectiveService) -> Vec<FeeRow> {
    let rows = service.fees.fee.iter().map(|fee| FeeRow {
        label: fee.label.get(package_language(visit)).to_owned(),
        amount: euro(fee.amount_cents),
        period_key: match fee.period {
            Period::Once => "amt-loesungen-einmal",
            Period::Month => "amt-loesungen-je-monat",
            Period::Year => "amt-loesungen-je-jahr",
        },
    });
    rows.collect()
}

fn texts(visit: &Visit, service: &EffectiveService) -> Vec<Text> {
    const SHOWN: [(&str, &str); 7] = [
        ("intro", "amt-loesungen-text-intro"),
        ("who", "amt-loesungen-text-who"),
        ("needs", "amt-loesungen-text-needs"),
        ("cost", "amt-loesungen-text-cost"),
        ("time", "amt-loesungen-text-time"),
        ("law", "amt-loesungen-text-law"),
        ("receipt", "amt-loesungen-text-receipt"),
    ];
    let language = package_language(visit);
    let texts = SHOWN.iter().map(|(key, heading_key)| Text {
        heading_key,
        html: lotse_letters::render_html(service.texts.get(language, key)),
    });
    texts.filter(|text| !text.html.trim().is_empty()).collect()
}
