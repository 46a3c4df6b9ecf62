//! `workflow.toml`: the states of a case and the steps between them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::finding::Finding;
use crate::language::LocalText;
use crate::manifest::{check_languages, is_key};

/// `workflow.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workflow {
    /// State of a case that has just come in.
    pub initial: String,
    /// Days until the decision, counted from receipt.
    pub deadline_days: u32,
    /// The states.
    pub state: Vec<State>,
    /// The steps.
    pub transition: Vec<Transition>,
}

/// A state of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Key.
    pub key: String,
    /// What kind of state.
    pub kind: StateKind,
    /// How the case is called in this state, for applicant and caseworker.
    pub label: LocalText,
    /// Days until something should have happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline_days: Option<u32>,
}

/// Kinds of states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateKind {
    /// The office has to do something.
    Work,
    /// The applicant has to do something; the deadline of the case rests.
    Waiting,
    /// Finished with a yes.
    Granted,
    /// Finished with a no.
    Denied,
    /// Finished without a decision.
    Withdrawn,
}

impl StateKind {
    /// Whether the case is finished.
    pub const fn is_end(self) -> bool {
        matches!(self, Self::Granted | Self::Denied | Self::Withdrawn)
    }
}

/// A step from one or several states to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// Key.
    pub key: String,
    /// What the step means.
    #[serde(default)]
    pub kind: TransitionKind,
    /// States in which it is possible.
    pub from: Vec<String>,
    /// The state after it.
    pub to: String,
    /// What the button says.
    pub label: LocalText,
    /// Who may do it.
    pub who: Actor,
    /// Letter that goes out, the name of a file in `letters/` without `.md`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<String>,
    /// Days the other side has afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline_days: Option<u32>,
    /// Whether a reason must be written.
    #[serde(default)]
    pub needs_reason: bool,
}

/// Steps with a meaning of their own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransitionKind {
    /// Any other step.
    #[default]
    Step,
    /// The office asks the applicant.
    AskBack,
    /// The applicant answers.
    Answer,
    /// The office grants.
    Grant,
    /// The office denies.
    Deny,
    /// The applicant withdraws.
    Withdraw,
}

/// Who does a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The applicant.
    Applicant,
    /// A caseworker.
    Caseworker,
    /// A second caseworker or a superior.
    Supervisor,
    /// The program, for example when a deadline passes.
    System,
}

impl Workflow {
    /// The state with this key.
    pub fn state(&self, key: &str) -> Option<&State> {
        self.state.iter().find(|state| state.key == key)
    }

    /// The step with this key.
    pub fn transition(&self, key: &str) -> Option<&Transition> {
        self.transition.iter().find(|transition| transition.key == key)
    }

    /// The steps possible in a state.
    pub fn steps_from<'a>(&'a self, state: &'a str) -> impl Iterator<Item = &'a Transition> {
        self.transition.iter().filter(move |transition| transition.from.iter().any(|from| from == state))
    }

    /// The states that can be reached from the first one.
    pub fn reachable(&self) -> BTreeSet<&str> {
        let mut reached = BTreeSet::from([self.initial.as_str()]);
        let mut open = vec![self.initial.as_str()];
        while let Some(state) = open.pop() {
            for step in self.steps_from(state) {
                if reached.insert(&step.to) {
                    open.push(&step.to);
                }
            }
        }
        reached
    }

    /// The states from which an end can be reached.
    fn finishing(&self) -> BTreeSet<&str> {
        let ends = self.state.iter().filter(|state| state.kind.is_end());
        let mut reached: BTreeSet<&str> = ends.map(|state| state.key.as_str()).collect();
        loop {
            let before = reached.len();
            for step in self.transition.iter().filter(|step| reached.contains(step.to.as_str())).collect::<Vec<_>>() {
                reached.extend(step.from.iter().map(String::as_str));
            }
            if reached.len() == before {
                return reached;
            }
        }
    }
}

/// Checks what needs no other file; `letters` are the names of the templates.
pub(crate) fn check(workflow: &Workflow, letters: &BTreeSet<String>, file: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut error = |code: &str, text: String| findings.push(Finding::error(file, code, text));
    let known: BTreeSet<&str> = workflow.state.iter().map(|state| state.key.as_str()).collect();
    if !known.contains(workflow.initial.as_str()) {
        error("ablauf-anfang", format!("Den Anfangszustand »{}« gibt es nicht.", workflow.initial));
    }
    let keys = workflow.state.iter().map(|state| &state.key);
    for (keys, what) in
        [(keys.collect::<Vec<_>>(), "Zustand"), (workflow.transition.iter().map(|step| &step.key).collect(), "Schritt")]
    {
        for (index, key) in keys.iter().enumerate() {
            if !is_key(key) {
                error("ablauf-schluessel", format!("{what} »{key}«: erlaubt sind nur a–z, 0–9 und -."));
            }
            if keys.iter().take(index).any(|other| other == key) {
                error("ablauf-doppelt", format!("{what} »{key}« kommt zweimal vor. Bitte umbenennen."));
            }
        }
    }
    for step in &workflow.transition {
        for state in step.from.iter().chain([&step.to]).filter(|state| !known.contains(state.as_str())) {
            error("ablauf-zustand", format!("Schritt »{}«: den Zustand »{state}« gibt es nicht.", step.key));
        }
        if let Some(letter) = step.letter.as_ref().filter(|letter| !letters.contains(*letter)) {
            error("ablauf-brief", format!("Schritt »{}«: die Vorlage letters/{letter}.md fehlt.", step.key));
        }
        if step.from.iter().any(|from| workflow.state(from).is_some_and(|state| state.kind.is_end())) {
            error("ablauf-ende", format!("Schritt »{}« beginnt in einem Endzustand.", step.key));
        }
    }
    let reachable = workflow.reachable();
    for state in workflow.state.iter().filter(|state| !reachable.contains(state.key.as_str())) {
        error("ablauf-unerreichbar", format!("Der Zustand »{}« ist nicht erreichbar.", state.key));
    }
    let finishing = workflow.finishing();
    for state in workflow.state.iter().filter(|state| !finishing.contains(state.key.as_str())) {
        error("ablauf-sackgasse", format!("Vom Zustand »{}« führt kein Weg zu einem Ende.", state.key));
    }
    if workflow.deadline_days == 0 {
        error("ablauf-frist", "Die Bearbeitungsfrist muss mindestens einen Tag betragen.".to_owned());
    }
    for state in &workflow.state {
        check_languages(&state.label, file, &format!("state {}", state.key), &mut findings);
    }
    for step in &workflow.transition {
        check_languages(&step.label, file, &format!("transition {}", step.key), &mut findings);
    }
    findings
}
