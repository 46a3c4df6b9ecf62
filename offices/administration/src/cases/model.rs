//! What a case is and the rules about it: numbers, periods, steps, deletion. Pure.

use lotse_core::{
    body::BodyKey,
    clock::Timestamp,
    errors::{Code, Failure},
    people::PersonId,
};
use lotse_reuse::{Actor as StepActor, Filing, PeriodStart, State, StateKind, Transition, TransitionKind, Workflow};
use uuid::Uuid;

/// A case with everything that stands in its row.
#[derive(Clone, Debug)]
pub struct Case {
    pub body: BodyKey,
    pub id: Uuid,
    /// The draft it was made of; with it the secret of the status link can be made again.
    pub application: Uuid,
    pub link_hash: Vec<u8>,
    pub number: String,
    pub service: String,
    pub service_title: String,
    pub package_version: String,
    pub effective_hash: String,
    pub state: String,
    pub kind: StateKind,
    pub revision: i64,
    pub submitted_at: Timestamp,
    pub changed_at: Timestamp,
    pub periods: Periods,
    pub closed_at: Option<Timestamp>,
    pub assigned_to: Option<PersonId>,
    pub last_step_by: Option<PersonId>,
    pub applicant: Option<PersonId>,
    pub applicant_name: String,
    pub applicant_email: Option<String>,
    /// `de`, `en` or `de-leicht`.
    pub language: String,
    /// The canonical answers exactly as they were hashed.
    pub answers: String,
    pub answers_salt: Vec<u8>,
    pub answers_hash: String,
    pub fee_cents: i64,
    pub ledger_sequence: i64,
    pub delete_after: Option<Timestamp>,
    pub data_deleted_at: Option<Timestamp>,
}

impl Case {
    pub fn is_open(&self) -> bool {
        !self.kind.is_end()
    }

    /// Who holds its blobs, see `core::blobs::hold`.
    pub fn holder(&self) -> String {
        holder(self.id)
    }
}

pub fn holder(case: Uuid) -> String {
    format!("case:{case}")
}

/// The periods that run for a case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Periods {
    /// Until when it is to be decided.
    pub decision_due: Option<Timestamp>,
    /// Until when what comes next should have happened.
    pub step_due: Option<Timestamp>,
    /// Since when the applicant has to do something: the period for the decision rests.
    pub waiting_since: Option<Timestamp>,
}

impl Periods {
    /// What counts now: while waiting only the answer's period runs.
    pub fn next_due(&self) -> Option<Timestamp> {
        if self.waiting_since.is_some() {
            return self.step_due;
        }
        [self.decision_due, self.step_due].into_iter().flatten().min()
    }

    /// The periods of a case that has just come in.
    pub fn at_receipt(workflow: &Workflow, now: Timestamp) -> Self {
        let fresh =
            Self { decision_due: Some(now.end_of_day_after(i64::from(workflow.deadline_days))), ..Self::default() };
        let Some(state) = workflow.state(&workflow.initial) else { return fresh };
        fresh.entering(state, None, now)
    }

    /// The periods after a step.
    pub fn after(self, step: &Transition, target: &State, now: Timestamp) -> Self {
        self.resumed(target.kind, now).entering(target, step.deadline_days, now)
    }

    /// The time of waiting is added to the period for the decision (Fristhemmung).
    fn resumed(self, target: StateKind, now: Timestamp) -> Self {
        let Some(since) = self.waiting_since.filter(|_| target != StateKind::Waiting) else { return self };
        let rested = since.days_until(now).max(0);
        let decision_due = self.decision_due.map(|due| due.end_of_day_after(rested));
        Self { decision_due, waiting_since: None, ..self }
    }

    fn entering(self, state: &State, step_days: Option<u32>, now: Timestamp) -> Self {
        if state.kind.is_end() {
            return Self { decision_due: self.decision_due, step_due: None, waiting_since: None };
        }
        let days = step_days.or(state.deadline_days);
        let step_due = days.map(|days| now.end_of_day_after(i64::from(days)));
        let waiting_since = (state.kind == StateKind::Waiting).then(|| self.waiting_since.unwrap_or(now));
        Self { decision_due: self.decision_due, step_due, waiting_since }
    }
}

/// `2026-00017`: can be said on the phone.
pub fn number(year: i16, count: i64) -> String {
    format!("{year}-{count:05}")
}

/// The word of a kind of state in the database, in filters and in the API.
pub fn kind_word(kind: StateKind) -> &'static str {
    match kind {
        StateKind::Work => "work",
        StateKind::Waiting => "waiting",
        StateKind::Granted => "granted",
        StateKind::Denied => "denied",
        StateKind::Withdrawn => "withdrawn",
    }
}

pub fn kind_of(word: &str) -> Option<StateKind> {
    [StateKind::Work, StateKind::Waiting, StateKind::Granted, StateKind::Denied, StateKind::Withdrawn]
        .into_iter()
        .find(|kind| kind_word(*kind) == word)
}

/// Who wants to take a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stepper {
    Applicant,
    Caseworker(PersonId),
    System,
}

impl Stepper {
    pub fn person(self) -> Option<PersonId> {
        match self {
            Self::Caseworker(person) => Some(person),
            _ => None,
        }
    }

    fn may_take(self, step: &Transition) -> bool {
        match self {
            Self::Applicant => step.who == StepActor::Applicant,
            Self::Caseworker(_) => matches!(step.who, StepActor::Caseworker | StepActor::Supervisor),
            Self::System => step.who == StepActor::System,
        }
    }
}

/// The steps somebody can take now. A step for a second person is left out for the one who took the last.
pub fn possible_steps<'w>(workflow: &'w Workflow, case: &Case, stepper: Stepper) -> Vec<&'w Transition> {
    let from_here = workflow.transition.iter().filter(|step| step.from.contains(&case.state));
    from_here.filter(|step| stepper.may_take(step) && !needs_other_person(step, case, stepper)).collect()
}

fn needs_other_person(step: &Transition, case: &Case, stepper: Stepper) -> bool {
    step.who == StepActor::Supervisor && case.last_step_by.is_some() && case.last_step_by == stepper.person()
}

/// The first step of a kind the stepper can take now.
pub fn step_of_kind<'w>(
    workflow: &'w Workflow,
    case: &Case,
    stepper: Stepper,
    kind: TransitionKind,
) -> Option<&'w Transition> {
    possible_steps(workflow, case, stepper).into_iter().find(|step| step.kind == kind)
}

/// The step with its target, or why it cannot be taken, in words.
pub fn check_step<'w>(
    workflow: &'w Workflow,
    case: &Case,
    key: &str,
    stepper: Stepper,
) -> Result<(&'w Transition, &'w State), Failure> {
    let step = workflow.transition(key).filter(|step| stepper.may_take(step)).ok_or_else(Failure::not_found)?;
    if !step.from.contains(&case.state) {
        let state = workflow.state(&case.state).map_or(case.state.as_str(), |state| state.label.de());
        return Err(conflict(&format!(
            "Der Schritt „{}“ ist nicht möglich: Der Vorgang steht auf „{state}“. Es wurde nichts geändert.",
            step.label.de()
        )));
    }
    if needs_other_person(step, case, stepper) {
        return Err(conflict(&format!(
            "Für den Schritt „{}“ ist eine zweite Person nötig. Bitten Sie eine Kollegin oder einen Kollegen darum.",
            step.label.de()
        )));
    }
    let target = workflow.state(&step.to).ok_or_else(|| Failure::internal(format!("no state {}", step.to)))?;
    Ok((step, target))
}

/// Somebody else was faster.
pub fn changed_meanwhile() -> Failure {
    conflict("Diesen Vorgang hat inzwischen jemand anders bearbeitet. Ihre Änderung wurde nicht gespeichert.")
}

fn conflict(message: &str) -> Failure {
    Failure::with_message(Code::Conflict, message)
}

/// When which data of a case is to be deleted (Art. 5 Abs. 1 Buchst. e DSGVO).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// Paths of fields and groups; empty: everything about the person.
    pub fields: Vec<String>,
    pub at: Timestamp,
}

/// The deletions of a case, as far as their dates are known.
///
/// Everything at once is deleted of closed cases only: without answers a case could not be decided. A service without
/// such a rule keeps the data as long as its file.
pub fn deletions(filing: &Filing, submitted: Timestamp, closed: Option<Timestamp>) -> Vec<Deletion> {
    let mut list = Vec::new();
    for rule in &filing.personal_data {
        let start = match rule.starts {
            PeriodStart::DraftChanged => continue,
            PeriodStart::Submitted => Some(submitted),
            PeriodStart::Decided | PeriodStart::Closed => closed,
        };
        let at = start.map(|start| start.plus_days(i64::from(rule.days)));
        let at = if rule.fields.is_empty() { at.zip(closed).map(|(at, closed)| at.max(closed)) } else { at };
        list.extend(at.map(|at| Deletion { fields: rule.fields.clone(), at }));
    }
    if let Some(closed) = closed.filter(|_| list.iter().all(|deletion| !deletion.fields.is_empty())) {
        let at = closed.plus_days(i64::from(filing.retention_years) * 366);
        list.push(Deletion { fields: Vec::new(), at });
    }
    list.sort_by_key(|deletion| deletion.at);
    list
}

/// The date of the first deletion that is still to come.
pub fn next_deletion(
    filing: &Filing,
    submitted: Timestamp,
    closed: Option<Timestamp>,
    done_until: Timestamp,
) -> Option<Timestamp> {
    deletions(filing, submitted, closed).into_iter().map(|deletion| deletion.at).find(|at| *at > done_until)
}

/// How a date lies to today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    Late(i64),
    Today,
    In(i64),
}

impl Due {
    pub fn of(due: Timestamp, now: Timestamp) -> Self {
        match now.days_until(due) {
            0 => Self::Today,
            days if days < 0 => Self::Late(-days),
            days => Self::In(days),
        }
    }
}

/// The media type by the first bytes, of the types taken from applicants.
pub fn sniff(bytes: &[u8]) -> Option<&'static str> {
    const TYPES: [(&[u8], &str); 3] =
        [(b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png")];
    TYPES.into_iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, media_type)| media_type)
}

#[cfg(test)]
mod tests {
    use lotse_reuse::{Disposal, LocalText, PersonalData};
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp(1_804_980_600_000);

    fn state(key: &str, kind: StateKind, deadline_days: Option<u32>) -> State {
        State { key: key.into(), kind, label: LocalText::german(key), deadline_days }
    }

    fn step(to: &str, deadline_days: Option<u32>) -> Transition {
        Transition {
            key: format!("to-{to}"),
            kind: TransitionKind::Step,
            from: vec!["a".into()],
            to: to.into(),
            label: LocalText::german(to),
            who: StepActor::Caseworker,
            letter: None,
            deadline_days,
            needs_reason: false,
        }
    }

    fn workflow() -> Workflow {
        Workflow {
            initial: "a".into(),
            deadline_days: 30,
            state: vec![
                state("a", StateKind::Work, Some(5)),
                state("w", StateKind::Waiting, Some(21)),
                state("g", StateKind::Granted, None),
            ],
            transition: vec![step("w", Some(14)), step("g", None)],
        }
    }

    #[test]
    fn the_period_rests_while_waiting() {
        let flow = workflow();
        let fresh = Periods::at_receipt(&flow, NOW);
        assert_eq!(fresh.next_due(), Some(NOW.end_of_day_after(5)));
        let asked_at = NOW.plus_days(10);
        let waiting = fresh.after(&flow.transition[0], flow.state("w").unwrap(), asked_at);
        assert_eq!(waiting.next_due(), Some(asked_at.end_of_day_after(14)), "the step's days come before the state's");
        // Asked a second time, the period rests since the first question.
        let asked_again = waiting.after(&flow.transition[0], flow.state("w").unwrap(), asked_at.plus_days(3));
        assert_eq!(asked_again.waiting_since, Some(asked_at));
        let answered = asked_again.after(&step("a", None), flow.state("a").unwrap(), asked_at.plus_days(7));
        assert_eq!(answered.decision_due, Some(NOW.end_of_day_after(37)));
        assert_eq!(answered.waiting_since, None);
        let closed = answered.after(&flow.transition[1], flow.state("g").unwrap(), asked_at.plus_days(8));
        assert_eq!((closed.step_due, closed.waiting_since), (None, None));
    }

    #[test]
    fn everything_goes_only_after_the_end() {
        let rule = |starts, days, fields: &[&str]| PersonalData {
            key: "x".into(),
            purpose: "x".into(),
            fields: fields.iter().map(|&field| field.to_owned()).collect(),
            starts,
            days,
        };
        let mut filing = Filing {
            plan_unit: "1".into(),
            plan_title: "x".into(),
            retention_years: 2,
            disposal: Disposal::V,
            source: String::new(),
            verified: true,
            personal_data: vec![rule(PeriodStart::Submitted, 1, &[]), rule(PeriodStart::Submitted, 40, &["G1.F2"])],
        };
        assert_eq!(deletions(&filing, NOW, None).len(), 1);
        let closed = NOW.plus_days(90);
        let found = deletions(&filing, NOW, Some(closed));
        assert_eq!((found[0].at, found[1].at), (NOW.plus_days(40), closed));
        assert_eq!(next_deletion(&filing, NOW, Some(closed), NOW.plus_days(50)), Some(closed));
        filing.personal_data.remove(0);
        assert_eq!(deletions(&filing, NOW, Some(closed))[1].at, closed.plus_days(732));
    }

    #[test]
    fn files_are_known_by_their_first_bytes() {
        assert_eq!(sniff(b"%PDF-1.7"), Some("application/pdf"));
        assert_eq!(sniff(b"<html>"), None);
        assert_eq!(number(2026, 17), "2026-00017");
    }

    proptest! {
        #[test]
        fn waiting_never_shortens_a_period(asked in 0_i64..60, answered in 0_i64..400) {
            let flow = workflow();
            let fresh = Periods::at_receipt(&flow, NOW);
            let asked_at = NOW.plus_days(asked);
            let waiting = fresh.after(&flow.transition[0], flow.state("w").unwrap(), asked_at);
            let back = waiting.after(&step("a", None), flow.state("a").unwrap(), asked_at.plus_days(answered));
            let rested = fresh.decision_due.unwrap().days_until(back.decision_due.unwrap());
            prop_assert_eq!(rested, asked_at.days_until(asked_at.plus_days(answered)));
        }
    }
}
