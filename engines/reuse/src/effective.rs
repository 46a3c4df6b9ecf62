//! The effective service: the package with an adopter's patches. Cases are pinned to its hash.

use std::collections::{BTreeMap, BTreeSet};

use lotse_fim::schema::{CodeValue, DataType, Element, Node};
use lotse_fim::{AnswerKey, NodePath, Schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use lotse_fim::answers::Answers;
use lotse_fim::conditions::Conditions;
use lotse_fim::form::{Form, FormOptions, NodeText};

use crate::canonical::to_canonical_json;
use crate::content::{Leaf, Target, leaf_map};
use crate::fees::{FeeResult, compute_with};
use crate::filing::Disposal;
use crate::finding::{Finding, has_errors};
use crate::language::{Language, LocalText};
use crate::letters::answer_names;
use crate::manifest::LegalBasis;
use crate::package::Package;
use crate::patch::{Patch, check_patches};
use crate::presentation::FormPresentation;
use crate::signature::sha256_hex;
use crate::texts::Texts;
use crate::{Fees, Filing, Workflow};

/// Everything portal and cases need, complete in itself: no package is needed to work with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EffectiveService {
    /// Format of this document.
    pub format: u32,
    /// Key of the package.
    pub key: String,
    /// Version of the package.
    pub version: semver::Version,
    /// Regionalschlüssel of the publisher.
    pub publisher: String,
    /// Demo content.
    pub demo: bool,
    /// Key in the Leistungskatalog.
    pub leika: Option<String>,
    /// The legal bases.
    pub legal_basis: Vec<LegalBasis>,
    /// The form; codes that were left out are gone.
    pub schema: Schema,
    /// The conditions, see [`EffectiveService::conditions`].
    pub conditions: Value,
    /// How the form is shown.
    pub presentation: FormPresentation,
    /// Paths of fields and groups that were left out.
    pub hidden: BTreeSet<String>,
    /// States and steps.
    pub workflow: Workflow,
    /// Fees.
    pub fees: Fees,
    /// Texts.
    pub texts: Texts,
    /// Letters by name.
    pub letters: BTreeMap<String, String>,
    /// Filing, retention, deletion.
    pub filing: Filing,
}

/// The package with the patches; the findings if a patch is wrong.
pub fn effective(package: &Package, patches: &[Patch]) -> Result<EffectiveService, Vec<Finding>> {
    let leaves = leaf_map(package);
    let findings = check_patches(&leaves, package, patches);
    if has_errors(&findings) {
        return Err(findings.into_iter().filter(Finding::is_error).collect());
    }
    let mut service = EffectiveService::of(package);
    for patch in patches {
        if let Some(Leaf { target, .. }) = leaves.get(&patch.path) {
            service.set(target, &patch.value);
        }
    }
    Ok(service)
}

impl EffectiveService {
    pub(crate) fn of(package: &Package) -> Self {
        let manifest = package.manifest.clone();
        Self {
            format: crate::FORMAT,
            key: manifest.key,
            version: manifest.version,
            publisher: manifest.publisher,
            demo: manifest.demo,
            leika: manifest.leika,
            legal_basis: manifest.legal_basis,
            schema: package.schema.clone(),
            conditions: package.conditions.clone(),
            presentation: package.presentation.clone(),
            hidden: BTreeSet::new(),
            workflow: package.workflow.clone(),
            fees: package.fees.clone(),
            texts: package.texts.clone(),
            letters: package.letters.clone(),
            filing: package.filing.clone(),
        }
    }

    /// Sets a value that has been checked against its point.
    fn set(&mut self, target: &Target, value: &Value) {
        let text = value.as_str().unwrap_or_default();
        let days = value.as_u64().and_then(|days| u32::try_from(days).ok()).unwrap_or(1);
        match target {
            Target::Text(language, key) => self.texts.set(*language, key, text),
            Target::FormLabel(path, language) => self.label(path).set(*language, text),
            Target::FormHelp(path, language) => {
                self.field(path).help.set(*language, text);
                if *language == Language::German && text.trim().is_empty() {
                    // Otherwise the help of the schema would show up again.
                    change_node(&mut self.schema.root, &NodePath::from(path.as_str()), &mut remove_help);
                }
            }
            Target::ChoiceLabel(path, code, language) => {
                self.field(path).choice.entry(code.clone()).or_default().set(*language, text);
            }
            Target::ChoiceHidden(path, code) if value == &Value::Bool(true) => {
                remove_code(&mut self.schema.root, &NodePath::from(path.as_str()), code);
            }
            Target::Hidden(path) if value == &Value::Bool(true) => {
                self.hidden.insert(path.clone());
            }
            Target::ChoiceHidden(..) | Target::Hidden(_) => {}
            Target::FeeAmount(key) => {
                let fees = self.fees.fee.iter_mut().filter(|fee| fee.key == *key);
                fees.for_each(|fee| fee.amount_cents = value.as_i64().unwrap_or(fee.amount_cents));
            }
            Target::FeeLabel(key, language) => {
                let fees = self.fees.fee.iter_mut().filter(|fee| fee.key == *key);
                fees.for_each(|fee| fee.label.set(*language, text));
            }
            Target::Deadline => self.workflow.deadline_days = days,
            Target::StateDeadline(key) | Target::StateLabel(key, _) => {
                for state in self.workflow.state.iter_mut().filter(|state| state.key == *key) {
                    match target {
                        Target::StateLabel(_, language) => state.label.set(*language, text),
                        _ => state.deadline_days = Some(days),
                    }
                }
            }
            Target::StepDeadline(key) | Target::StepLabel(key, _) => {
                for step in self.workflow.transition.iter_mut().filter(|step| step.key == *key) {
                    match target {
                        Target::StepLabel(_, language) => step.label.set(*language, text),
                        _ => step.deadline_days = Some(days),
                    }
                }
            }
            Target::Letter(key) => {
                self.letters.insert(key.clone(), text.to_owned());
            }
            Target::PlanUnit => text.clone_into(&mut self.filing.plan_unit),
            Target::PlanTitle => text.clone_into(&mut self.filing.plan_title),
            Target::Retention => self.filing.retention_years = days,
            Target::Disposal => {
                self.filing.disposal = match text {
                    "A" => Disposal::A,
                    "B" => Disposal::B,
                    _ => Disposal::V,
                }
            }
            Target::DeletionDays(key) => {
                let rules = self.filing.personal_data.iter_mut().filter(|rule| rule.key == *key);
                rules.for_each(|rule| rule.days = days);
            }
        }
    }

    /// The label of a step is its title.
    fn label(&mut self, path: &str) -> &mut LocalText {
        match self.presentation.step.iter().position(|step| step.path == path) {
            Some(index) => &mut self.presentation.step[index].title,
            None => &mut self.field(path).label,
        }
    }

    fn field(&mut self, path: &str) -> &mut crate::FieldPresentation {
        self.presentation.field.entry(path.to_owned()).or_default()
    }

    /// The service as canonical JSON.
    pub fn to_json(&self) -> String {
        to_canonical_json(&serde_json::to_value(self).expect("structs of texts and numbers are always JSON"))
    }

    /// Reads what [`EffectiveService::to_json`] wrote.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// SHA-256 of the canonical JSON, hex.
    pub fn hash(&self) -> String {
        sha256_hex(self.to_json().as_bytes())
    }

    /// The form in German.
    pub fn form(&self) -> Form {
        self.form_in(Language::German)
    }

    /// The form in a language; what is not translated is German.
    pub fn form_in(&self, language: Language) -> Form {
        Form::from_schema(&self.localised_schema(language), &self.form_options(language))
    }

    /// What [`Form::from_schema`] needs, for callers with code lists of their own.
    pub fn form_options(&self, language: Language) -> FormOptions {
        let mut texts: BTreeMap<String, BTreeMap<String, NodeText>> = BTreeMap::new();
        let fields = self
            .presentation
            .field
            .iter()
            .map(|(path, field)| (path, field.label.get(language), field.help.get(language)));
        let steps = self.presentation.step.iter().map(|step| {
            let help = self.presentation.field.get(&step.path).map_or("", |field| field.help.get(language));
            (&step.path, step.title.get(language), help)
        });
        for (path, label, help) in fields.chain(steps) {
            let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let text = NodeText { label: filled(label), help: filled(help) };
            texts.entry(path.clone()).or_default().insert(language.code().to_owned(), text);
        }
        FormOptions {
            language: language.code().to_owned(),
            texts,
            hidden: self.hidden.clone(),
            ..FormOptions::default()
        }
    }

    /// The schema with the names of codes in a language.
    pub fn localised_schema(&self, language: Language) -> Schema {
        let mut schema = self.schema.clone();
        for (path, field) in self.presentation.field.iter().filter(|(_, field)| !field.choice.is_empty()) {
            change_codes(&mut schema.root, &NodePath::from(path.as_str()), &mut |values| {
                for value in values.iter_mut() {
                    let label = field
                        .choice
                        .get(&value.code)
                        .map(|label| label.get(language))
                        .filter(|label| !label.is_empty());
                    if let Some(label) = label {
                        label.clone_into(&mut value.name);
                    }
                }
            });
        }
        schema
    }

    /// The conditions between fields.
    pub fn conditions(&self) -> Conditions {
        Conditions::from_json(&self.conditions.to_string()).unwrap_or_default()
    }

    /// The template of a letter.
    pub fn letter(&self, key: &str) -> Option<&str> {
        self.letters.get(key).map(String::as_str)
    }

    /// The title in a language.
    pub fn title(&self, language: Language) -> &str {
        self.texts.get(language, "title")
    }

    /// The fee for these answers.
    pub fn fee(&self, answers: &Answers) -> FeeResult {
        compute(&self.fees, answers)
    }

    /// What the answers and the fee contribute to a letter; the case adds [`crate::letters::CASE_NAMES`].
    pub fn letter_context(&self, answers: &Answers) -> Map<String, Value> {
        let mut context = Map::new();
        for (name, path) in answer_names(&self.presentation) {
            context.insert(name, self.shown(answers, &path).into());
        }
        let applicant = self.applicant(answers);
        context.insert("name".to_owned(), applicant.name.clone().into());
        context.insert("briefanrede".to_owned(), format!("Guten Tag {}", applicant.name).trim().into());
        context.insert("anschrift".to_owned(), applicant.address.join(", ").into());
        context.insert("anschrift_zeilen".to_owned(), applicant.address.into());
        let fee = self.fee(answers);
        context.insert("gebuehr".to_owned(), fee.total_cents.into());
        let line = |line: &crate::FeeLine| {
            serde_json::json!({
                "bezeichnung": line.label.de(), "betrag": line.amount_cents, "anzahl": line.factor, "summe": line.total_cents,
            })
        };
        // The package may bring a text for the remedy; the body's own wins because the case adds it later.
        if let Some(text) = self.letter("rechtsbehelf") {
            context.insert("rechtsbehelf".to_owned(), text.trim().into());
        }
        context.insert("gebuehren".to_owned(), fee.lines.iter().map(line).collect());
        context
    }

    /// Who applies, for lists, letters and mail.
    pub fn applicant(&self, answers: &Answers) -> ApplicantData {
        let roles = &self.presentation.applicant;
        let answer = |path: &Option<String>| path.as_ref().map(|path| self.shown(answers, path)).unwrap_or_default();
        let person = joined(&[answer(&roles.given_name), answer(&roles.family_name)]);
        let organisation = answer(&roles.organisation);
        let address = [
            joined(&[answer(&roles.street), answer(&roles.house_number)]),
            joined(&[answer(&roles.postal_code), answer(&roles.town)]),
        ];
        let name = if organisation.is_empty() { person } else { organisation };
        ApplicantData {
            name,
            address: address.into_iter().filter(|line| !line.is_empty()).collect(),
            email: answer(&roles.email),
            phone: answer(&roles.phone),
        }
    }

    /// An answer in words: the name of a code, Ja or Nein, else as it is.
    fn shown(&self, answers: &Answers, path: &str) -> String {
        let Some(answer) = first_answer(answers, path) else {
            return String::new();
        };
        let node = self.schema.node(&NodePath::from(path));
        let Some(Node { element: Element::Field(field), .. }) = node else {
            return answer;
        };
        let own = self.presentation.field.get(path).and_then(|field| field.choice.get(&answer)).map(LocalText::de);
        let code = field.values.iter().find(|value| value.code == answer).map(|value| value.name.as_str());
        match (own.filter(|name| !name.is_empty()).or(code), field.data_type, answer.as_str()) {
            (Some(name), ..) => name.to_owned(),
            (None, DataType::Bool, "true") => "Ja".to_owned(),
            (None, DataType::Bool, "false") => "Nein".to_owned(),
            _ => answer,
        }
    }
}

/// Who applies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicantData {
    /// Person or organisation.
    pub name: String,
    /// Street line, town line; only what is known.
    pub address: Vec<String>,
    /// E-mail or empty.
    pub email: String,
    /// Telephone or empty.
    pub phone: String,
}

fn joined(parts: &[String]) -> String {
    let filled: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    filled.join(" ")
}

/// Computes the fee from the answers of a form (canonical values, see `lotse_fim::validate::canonical`).
pub fn compute(fees: &Fees, answers: &Answers) -> FeeResult {
    compute_with(fees, &|path| first_answer(answers, path).map(Value::String))
}

/// The answer at a path, each part in its first occurrence.
fn first_answer(answers: &Answers, path: &str) -> Option<String> {
    let key = NodePath::from(path).segments().fold(AnswerKey::root(), |key, segment| key.child(segment, 0));
    answers.text(&key).filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

fn remove_help(node: &mut Node) {
    match &mut node.element {
        Element::Field(field) => field.common.input_help = None,
        Element::Group(group) => group.common.input_help = None,
    }
}

fn remove_code(nodes: &mut [Node], path: &NodePath, code: &str) {
    change_codes(nodes, path, &mut |values| {
        values.retain(|value| value.code != code);
    });
}

fn change_codes(nodes: &mut [Node], path: &NodePath, change: &mut impl FnMut(&mut Vec<CodeValue>)) {
    change_node(nodes, path, &mut |node| {
        if let Element::Field(field) = &mut node.element {
            change(&mut field.values);
        }
    });
}

/// Changes the node at a path.
fn change_node(nodes: &mut [Node], path: &NodePath, change: &mut impl FnMut(&mut Node)) {
    for node in nodes.iter_mut().filter(|node| path.is_within(&node.path)) {
        if node.path == *path {
            change(node);
        } else if let Element::Group(group) = &mut node.element {
            change_node(&mut group.children, path, change);
        }
    }
}
