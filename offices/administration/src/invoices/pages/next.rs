//! What is to be done next with an invoice, by whom, and whether this person may.

use lotse_core::permissions::Action;
use lotse_web::{Answer, Field, FieldKind, Page, Visit};

use super::{Names, base, deputy_field};
use crate::invoices::{
    Office,
    model::{self, Decision, Invoice, Question, RunState, State, Step, Warning},
    store,
};

/// What is to be done next, and whether this person may.
pub struct NextView {
    pub title: String,
    pub explained: String,
    /// Address and label of the form; none where the person may not.
    pub action: Option<(String, String)>,
    /// Where it is done instead: address and label.
    pub link: Option<(String, String)>,
    /// Why not, or who does it.
    pub instead: String,
    pub fields: Vec<Field>,
}

#[expect(clippy::too_many_arguments, reason = "all of it decides what comes next")]
pub(super) async fn next(
    office: &Office,
    visit: &Visit,
    page: &Page,
    invoice: &Invoice,
    own: &str,
    signatures: &[model::Signature],
    names: &Names,
    settings: &model::Settings,
    open: &[Warning],
) -> Answer<Option<NextView>> {
    let text = |key: &str| page.t(key).into_owned();
    let Some(step) = invoice.state.next_step() else {
        return if invoice.state == State::Ordered {
            payment(office, visit, page, invoice).await.map(Some)
        } else {
            Ok(None)
        };
    };
    if invoice.decision != Decision::Accept {
        return Ok(Some(NextView {
            title: text("amt-invoices-next-send-back"),
            explained: text("amt-invoices-next-send-back-text"),
            action: None,
            link: None,
            instead: String::new(),
            fields: Vec::new(),
        }));
    }
    let (action, path) =
        if step == Step::Order { (Action::OrderInvoices, "anordnen") } else { (Action::WorkOnInvoices, "bestaetigen") };
    let key = |part: &str| format!("amt-invoices-step-{}-{part}", step.as_str());
    let mut view = NextView {
        title: text(&key("title")),
        explained: text(&key("text")),
        action: None,
        link: None,
        instead: text("amt-invoices-next-authoriser"),
        fields: Vec::new(),
    };
    let Some(person) = visit.person().filter(|_| visit.may(action)) else {
        if step != Step::Order {
            view.instead = text("amt-invoices-next-clerk");
        }
        return Ok(Some(view));
    };
    let today = model::local_date(visit.now);
    let deputies = store::deputies(office.core.store(), &invoice.body).await?;
    let question = Question {
        state: invoice.state,
        decision: invoice.decision,
        account: &invoice.account,
        signatures,
        deputies: &deputies,
        // The boxes of this form acknowledge them.
        open: &[],
        settings,
        today,
    };
    let signs = |signer| model::may_sign(&question, step, signer);
    let Some(fields) = deputy_field(page, names, &deputies, person.id, today, |signer| signs(signer).is_ok()) else {
        let own = signs(model::Signer { person: person.id, principal: None });
        view.instead = own.err().map(|why| text(why.key())).unwrap_or_default();
        return Ok(Some(view));
    };
    view.fields = open.iter().map(|warning| box_of(page, warning)).chain(fields).collect();
    view.action = Some((format!("{own}/{path}"), text(&key("button"))));
    view.instead = String::new();
    Ok(Some(view))
}

fn box_of(page: &Page, warning: &Warning) -> Field {
    let word = warning.concern.as_str();
    let label = page.t(&format!("amt-invoices-warning-{word}-seen"));
    Field::new(FieldKind::Checkbox, format!("warnung-{word}"), label)
}

/// What is ordered waits for a payment run, or the run for somebody.
async fn payment(office: &Office, visit: &Visit, page: &Page, invoice: &Invoice) -> Answer<NextView> {
    let open = store::open_runs(office.core.store(), &invoice.body).await?;
    let run = open.iter().find(|run| Some(run.id) == invoice.run);
    let key = match run.map(store::Run::state) {
        None => "amt-invoices-next-pay",
        Some(RunState::Made) => "amt-invoices-next-release",
        Some(_) => "amt-invoices-next-confirm",
    };
    let may = visit.may(Action::PayInvoices);
    let payments = format!("{}/zahlungen", base(visit)?);
    let link = match run {
        Some(run) => (
            format!("{payments}/{}", run.number),
            page.t1("amt-invoices-next-run", "run", run.number.as_str()).into_owned(),
        ),
        None => (payments, page.t("amt-invoices-pay-title").into_owned()),
    };
    Ok(NextView {
        title: page.t(key).into_owned(),
        explained: String::new(),
        action: None,
        link: may.then_some(link),
        instead: if may { String::new() } else { page.t("amt-invoices-next-treasurer").into_owned() },
        fields: Vec::new(),
    })
}
