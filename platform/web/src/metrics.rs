//! Counters for Prometheus (text format 0.0.4): requests by route, method and status class, and how long they took.

use std::{
    collections::HashMap,
    fmt::Write,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use axum::http::Method;
use lotse_core::scan::{Scanner, Status};

use crate::routes::RouteEntry;

/// Upper bounds in seconds, and as they stand in the label.
const BOUNDS: [(f64, &str); 8] = [
    (0.001, "0.001"),
    (0.005, "0.005"),
    (0.02, "0.02"),
    (0.1, "0.1"),
    (0.5, "0.5"),
    (2.0, "2"),
    (10.0, "10"),
    (30.0, "30"),
];

#[derive(Default)]
struct Counter {
    by_class: [AtomicU64; 5],
    buckets: [AtomicU64; BOUNDS.len()],
    microseconds: AtomicU64,
}

/// The routes are known at the start, so counting needs no lock.
pub(crate) struct Metrics {
    routes: HashMap<(&'static str, Method), Counter>,
    /// Requests that matched nothing.
    other: Counter,
}

impl Metrics {
    pub(crate) fn new<'r>(entries: impl Iterator<Item = &'r RouteEntry>) -> Self {
        let routes = entries.map(|entry| ((entry.path, entry.method.clone()), Counter::default())).collect();
        Self { routes, other: Counter::default() }
    }

    pub(crate) fn count(&self, entry: Option<&RouteEntry>, status: u16, took: Duration) {
        let counter =
            entry.and_then(|entry| self.routes.get(&(entry.path, entry.method.clone()))).unwrap_or(&self.other);
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        counter.by_class[class].fetch_add(1, Ordering::Relaxed);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        counter.microseconds.fetch_add(micros, Ordering::Relaxed);
        let seconds = took.as_secs_f64();
        if let Some(index) = BOUNDS.iter().position(|(bound, _)| seconds <= *bound) {
            counter.buckets[index].fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(crate) fn text(&self) -> String {
        let mut rows: Vec<(&str, &str, &Counter)> =
            self.routes.iter().map(|((path, method), counter)| (*path, method.as_str(), counter)).collect();
        rows.sort_unstable_by_key(|(path, method, _)| (*path, *method));
        rows.push(("", "", &self.other));
        let mut text = String::from("# TYPE lotse_http_requests_total counter\n");
        for (path, method, counter) in &rows {
            for (index, class) in counter.by_class.iter().enumerate() {
                let count = class.load(Ordering::Relaxed);
                if count > 0 {
                    let labels = format!("path=\"{path}\",method=\"{method}\",class=\"{}xx\"", index + 1);
                    let _ = writeln!(text, "lotse_http_requests_total{{{labels}}} {count}");
                }
            }
        }
        text.push_str("# TYPE lotse_http_request_duration_seconds histogram\n");
        for (path, method, counter) in &rows {
            histogram(&mut text, path, method, counter);
        }
        text
    }
}

/// Whether the scanner answers, and what it has said; nothing where none is set up.
pub(crate) async fn append_scanner(text: &mut String, scanner: &Scanner) {
    let Some(counts) = scanner.counts() else { return };
    let is_up = u8::from(matches!(scanner.status().await, Status::Answers(_)));
    let _ = writeln!(text, "# TYPE lotse_scanner_up gauge\nlotse_scanner_up {is_up}");
    text.push_str("# TYPE lotse_scans_total counter\n");
    for (result, count) in counts {
        let _ = writeln!(text, "lotse_scans_total{{result=\"{result}\"}} {count}");
    }
}

fn histogram(text: &mut String, path: &str, method: &str, counter: &Counter) {
    let total: u64 = counter.by_class.iter().map(|class| class.load(Ordering::Relaxed)).sum();
    if total == 0 {
        return;
    }
    let labels = format!("path=\"{path}\",method=\"{method}\"");
    let name = "lotse_http_request_duration_seconds";
    let mut below = 0;
    for ((_, bound), bucket) in BOUNDS.iter().zip(&counter.buckets) {
        below += bucket.load(Ordering::Relaxed);
        let _ = writeln!(text, "{name}_bucket{{{labels},le=\"{bound}\"}} {below}");
    }
    #[expect(clippy::cast_precision_loss, reason = "a sum of durations for a chart")]
    let sum = counter.microseconds.load(Ordering::Relaxed) as f64 / 1e6;
    let _ = writeln!(
        text,
        "{name}_bucket{{{labels},le=\"+Inf\"}} {total}\n{name}_sum{{{labels}}} {sum}\n{name}_count{{{labels}}} {total}"
    );
}
