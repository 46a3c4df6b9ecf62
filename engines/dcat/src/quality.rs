//! The metadata quality assessment of data.europa.eu: 405 points, for each dataset and for the whole.
//!
//! Points are weight × share of the objects that fulfil a metric. Whether an address answers cannot be seen in a file: those
//! 80 points are counted neither as reached nor as missed, but named.

#[cfg(test)]
mod tests;

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use serde::Serialize;

use crate::{
    check::Checked,
    constraints::Severity,
    graph::{Graph, TermId},
    lists::{self, Membership},
    places::{Place, Places},
    table,
};

/// All points there are.
pub const MAXIMUM: u32 = 405;

/// So far around a dataset a violation counts against it.
const CONFORMANCE_STEPS: usize = 3;

/// What is looked at for every dataset and distribution.
const PROPERTIES: [&str; 17] = [
    "dcat:keyword",
    "dcat:theme",
    "dct:spatial",
    "dct:temporal",
    "dct:accessRights",
    "dcat:contactPoint",
    "dct:publisher",
    "dct:issued",
    "dct:modified",
    "dcat:distribution",
    "dcat:accessURL",
    "dcat:downloadURL",
    "dct:format",
    "dcat:mediaType",
    "dct:license",
    "dct:rights",
    "dcat:byteSize",
];

/// A thing that is rated.
#[derive(Debug)]
pub struct Metric {
    pub id: &'static str,
    pub dimension: &'static str,
    pub points: u32,
    /// Of distributions; else of datasets.
    pub of_distributions: bool,
    /// Whether a file tells.
    pub known: bool,
    /// German.
    pub name: &'static str,
    /// What to do to reach it, German.
    pub step: &'static str,
}

static METRICS: LazyLock<Vec<Metric>> = LazyLock::new(|| {
    table::rows::<7>(include_str!("../data/quality.tsv"))
        .map(|[id, dimension, points, of, known, name, step]| Metric {
            id,
            dimension,
            points: points.parse().expect("a test reads the table"),
            of_distributions: of == "distribution",
            known: known == "yes",
            name,
            step,
        })
        .collect()
});

pub fn metrics() -> &'static [Metric] {
    &METRICS
}

/// Dimensions in the order of the assessment.
pub const DIMENSIONS: [&str; 5] = ["findability", "accessibility", "interoperability", "reusability", "contextuality"];

/// Points of a dataset or a catalogue.
#[derive(Clone, Debug, Serialize)]
pub struct Score {
    /// Points that are reached for sure.
    pub score: f64,
    pub max: u32,
    /// Points that hang on addresses nobody asked.
    pub not_checked: f64,
    /// If no address answers.
    pub rating: Rating,
    /// If all addresses answer.
    pub rating_at_best: Rating,
    pub dimensions: Vec<Dimension>,
    /// What is missing, the most points first.
    pub missing: Vec<Missing>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Dimension {
    pub name: &'static str,
    pub score: f64,
    pub max: u32,
    pub not_checked: f64,
}

/// Points that could be had.
#[derive(Clone, Debug, Serialize)]
pub struct Missing {
    pub metric: &'static str,
    pub points: f64,
    pub step: &'static str,
}

/// Bounds as data.europa.eu names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rating {
    Bad,
    Sufficient,
    Good,
    Excellent,
}

impl Rating {
    pub fn of(points: f64) -> Self {
        match points {
            points if points >= 351.0 => Self::Excellent,
            points if points >= 221.0 => Self::Good,
            points if points >= 121.0 => Self::Sufficient,
            _ => Self::Bad,
        }
    }

    pub fn german(self) -> &'static str {
        match self {
            Self::Bad => "schlecht",
            Self::Sufficient => "ausreichend",
            Self::Good => "gut",
            Self::Excellent => "ausgezeichnet",
        }
    }
}

/// A dataset with its points.
#[derive(Debug, Serialize)]
pub struct DatasetScore {
    #[serde(flatten)]
    pub place: Place,
    #[serde(flatten)]
    pub score: Score,
}

/// How good the descriptions in a file are.
#[derive(Debug, Serialize)]
pub struct Quality {
    #[serde(flatten)]
    pub catalogue: Score,
    pub datasets: Vec<DatasetScore>,
}

/// Rates every dataset and the whole; `None` where there is no dataset.
pub fn quality(graph: &Graph, checked: &Checked) -> Option<Quality> {
    let nodes = distinct(graph.instances("dcat:Dataset"));
    if nodes.is_empty() {
        return None;
    }
    let rater = Rater::new(graph, checked);
    let places = Places::of(graph);
    let mut total = Shares::default();
    let mut datasets = Vec::with_capacity(nodes.len());
    for node in nodes {
        let shares = rater.dataset(node);
        total.add(&shares);
        datasets.push(DatasetScore { place: places.place(node), score: score(&shares) });
    }
    Some(Quality { catalogue: score(&total), datasets })
}

fn distinct(mut nodes: Vec<TermId>) -> Vec<TermId> {
    let mut seen = HashSet::new();
    nodes.retain(|node| seen.insert(*node));
    nodes
}

/// For each metric how many objects fulfil it, might, and how many there are.
#[derive(Clone)]
struct Shares(Vec<Share>);

#[derive(Clone, Copy, Default)]
struct Share {
    fulfilled: usize,
    /// May be fulfilled, nobody asked.
    open: usize,
    all: usize,
}

impl Default for Shares {
    fn default() -> Self {
        Self(vec![Share::default(); METRICS.len()])
    }
}

impl Shares {
    fn add(&mut self, other: &Self) {
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            own.fulfilled += other.fulfilled;
            own.open += other.open;
            own.all += other.all;
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "no file has so many datasets")]
fn part(of: usize, all: usize, points: u32) -> f64 {
    if all == 0 { 0.0 } else { of as f64 / all as f64 * f64::from(points) }
}

/// A tenth of a point is as exact as anybody reads it.
fn rounded(points: f64) -> f64 {
    (points * 10.0).round() / 10.0
}

fn score(shares: &Shares) -> Score {
    let (mut sum, mut open) = (0.0, 0.0);
    let mut dimensions: Vec<Dimension> =
        DIMENSIONS.iter().map(|name| Dimension { name, score: 0.0, max: 0, not_checked: 0.0 }).collect();
    let mut missing = Vec::new();
    for (metric, share) in METRICS.iter().zip(&shares.0) {
        let reached = part(share.fulfilled, share.all, metric.points);
        let unknown = part(share.open, share.all, metric.points);
        sum += reached;
        open += unknown;
        if let Some(dimension) = dimensions.iter_mut().find(|dimension| dimension.name == metric.dimension) {
            dimension.score += reached;
            dimension.max += metric.points;
            dimension.not_checked += unknown;
        }
        let points = rounded(f64::from(metric.points) - reached - unknown);
        if points > 0.0 && metric.known {
            missing.push(Missing { metric: metric.id, points, step: metric.step });
        }
    }
    for dimension in &mut dimensions {
        dimension.score = rounded(dimension.score);
        dimension.not_checked = rounded(dimension.not_checked);
    }
    missing.sort_by(|one, other| other.points.total_cmp(&one.points));
    Score {
        score: rounded(sum),
        max: MAXIMUM,
        not_checked: rounded(open),
        rating: Rating::of(sum),
        rating_at_best: Rating::of(sum + open),
        dimensions,
        missing,
    }
}

struct Rater<'a> {
    graph: &'a Graph,
    /// The numbers of the properties, as far as the graph uses them.
    properties: HashMap<&'static str, TermId>,
    /// By node, whether a rule of the standard is broken at it or at what belongs to it.
    faulty: Vec<bool>,
}

impl<'a> Rater<'a> {
    fn new(graph: &'a Graph, checked: &Checked) -> Self {
        let properties = PROPERTIES.iter().filter_map(|name| Some((*name, graph.id(name)?))).collect();
        Self { graph, properties, faulty: faulty(graph, checked) }
    }

    fn dataset(&self, node: TermId) -> Shares {
        let is_node = |id: &TermId| self.graph.text(*id).is_none();
        let distributions = distinct(self.objects(node, "dcat:distribution").filter(is_node).collect());
        let mut shares = Shares::default();
        for (metric, share) in METRICS.iter().zip(&mut shares.0) {
            if metric.of_distributions {
                share.all = distributions.len().max(1);
                for distribution in &distributions {
                    match self.distribution_fulfils(metric.id, *distribution) {
                        Answer::Yes => share.fulfilled += 1,
                        Answer::NotChecked => share.open += 1,
                        Answer::No => {}
                    }
                }
            } else {
                share.all = 1;
                share.fulfilled = usize::from(self.dataset_fulfils(metric.id, node));
            }
        }
        shares
    }

    fn objects(&self, node: TermId, property: &str) -> impl Iterator<Item = TermId> + use<'_> {
        self.properties.get(property).into_iter().flat_map(move |property| self.graph.values(node, *property))
    }

    fn has(&self, node: TermId, property: &str) -> bool {
        self.objects(node, property).next().is_some()
    }

    fn dataset_fulfils(&self, metric: &str, node: TermId) -> bool {
        match metric {
            "keyword" => self.has(node, "dcat:keyword"),
            "theme" => self.has(node, "dcat:theme"),
            "spatial" => self.has(node, "dct:spatial"),
            "temporal" => self.has(node, "dct:temporal"),
            "dcat-ap" => !self.faulty[node.index()],
            "access-rights" => self.has(node, "dct:accessRights"),
            "access-rights-vocabulary" => self.is_listed(node, "dct:accessRights", &[ACCESS_RIGHTS]),
            "contact-point" => self.has(node, "dcat:contactPoint"),
            "publisher" => self.has(node, "dct:publisher"),
            "issued" => self.has(node, "dct:issued"),
            "modified" => self.has(node, "dct:modified"),
            _ => false,
        }
    }

    fn distribution_fulfils(&self, metric: &str, node: TermId) -> Answer {
        let open = |property| if self.has(node, property) { Answer::NotChecked } else { Answer::No };
        let yes = |fulfilled: bool| if fulfilled { Answer::Yes } else { Answer::No };
        match metric {
            "access-url-status" => open("dcat:accessURL"),
            "download-url-status" => open("dcat:downloadURL"),
            "download-url" => yes(self.has(node, "dcat:downloadURL")),
            "format" => yes(self.has(node, "dct:format")),
            "media-type" => yes(self.has(node, "dcat:mediaType")),
            "format-vocabulary" => yes(self.is_listed(node, "dct:format", &[FILE_TYPES]) && self.has_media_type(node)),
            "non-proprietary" => yes(self.format_is(node, "non-proprietary")),
            "machine-readable" => yes(self.format_is(node, "machine-readable")),
            "license" => yes(self.has(node, "dct:license")),
            "license-vocabulary" => yes(self.is_listed(node, "dct:license", &[LICENCES, EU_LICENCES])),
            "rights" => yes(self.has(node, "dct:rights")),
            "byte-size" => yes(self.has(node, "dcat:byteSize")),
            _ => Answer::No,
        }
    }

    fn is_listed(&self, node: TermId, property: &str, schemes: &[&str]) -> bool {
        self.objects(node, property).filter_map(|id| self.graph.iri(id)).any(|iri| {
            let lists = Membership::of(iri);
            schemes.iter().filter_map(|scheme| lists::by_scheme(scheme)).any(|list| lists.contains(list))
        })
    }

    fn has_media_type(&self, node: TermId) -> bool {
        let iris = self.objects(node, "dcat:mediaType").filter_map(|id| self.graph.iri(id));
        iris.map(str::to_ascii_lowercase).any(|iri| iri.contains("://www.iana.org/assignments/media-types/"))
    }

    fn format_is(&self, node: TermId, flag: &str) -> bool {
        let iris = self.objects(node, "dct:format").filter_map(|id| self.graph.iri(id));
        iris.filter_map(lists::entry).any(|entry| entry.has(flag))
    }
}

/// By node, whether there is a violation at it, its distributions, its publisher or what else belongs to it: from the faulty
/// nodes back to what refers to them, step by step. Datasets and catalogues answer for themselves.
fn faulty(graph: &Graph, checked: &Checked) -> Vec<bool> {
    let mut faulty = vec![false; graph.number_of_terms()];
    let mut answers_for_itself = faulty.clone();
    for finding in checked.findings.iter().filter(|finding| finding.rule.rule().severity == Severity::Violation) {
        faulty[finding.focus.index()] = true;
    }
    for node in ["dcat:Dataset", "dcat:Catalog", "dcat:DatasetSeries"].iter().flat_map(|class| graph.instances(class)) {
        answers_for_itself[node.index()] = true;
    }
    for _ in 0..CONFORMANCE_STEPS {
        let before = faulty.clone();
        for [subject, _, object] in graph.rows() {
            if before[object.index()] && !answers_for_itself[object.index()] {
                faulty[subject.index()] = true;
            }
        }
    }
    faulty
}

enum Answer {
    Yes,
    No,
    NotChecked,
}

const ACCESS_RIGHTS: &str = "http://publications.europa.eu/resource/authority/access-right";
const FILE_TYPES: &str = "http://publications.europa.eu/resource/authority/file-type";
const LICENCES: &str = "http://dcat-ap.de/def/licenses";
const EU_LICENCES: &str = "http://publications.europa.eu/resource/authority/licence";
