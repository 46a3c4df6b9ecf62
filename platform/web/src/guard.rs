//! Who may call what: the table of routes and the question to `may()`.

use std::{collections::HashMap, sync::Arc};

use axum::http::Method;
use lotse_core::{
    body::Body,
    errors::{Code, Failure},
    people::Actor,
    permissions::{Action, Subject, depends_on_holder, may},
};

use crate::{
    app::App,
    metrics::Metrics,
    routes::{ByMethod, NavEntry, RouteEntry},
};

/// Everything the middleware needs, made once.
pub(crate) struct Site {
    pub(crate) app: App,
    pub(crate) table: Table,
    pub(crate) navigation: Vec<NavEntry>,
    pub(crate) footer: Vec<NavEntry>,
    /// `/api/openapi.json`
    pub(crate) document: String,
    pub(crate) metrics: Metrics,
}

impl Site {
    pub(crate) fn new(app: App, table: Table, [navigation, footer]: [Vec<NavEntry>; 2], document: String) -> Arc<Self> {
        let metrics = Metrics::new(table.entries());
        Arc::new(Self { app, table, navigation, footer, document, metrics })
    }
}

/// Path template → method → entry.
pub(crate) struct Table(HashMap<&'static str, ByMethod>);

impl Table {
    pub(crate) fn new(entries: impl Iterator<Item = RouteEntry>) -> Self {
        let mut table: HashMap<&'static str, ByMethod> = HashMap::new();
        for entry in entries {
            table.entry(entry.path).or_default().insert(entry.method.clone(), entry);
        }
        Self(table)
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = &RouteEntry> {
        self.0.values().flat_map(HashMap::values)
    }

    /// The entry of a matched path; HEAD counts as GET.
    pub(crate) fn find(&self, path: Option<&str>, method: &Method) -> Result<&RouteEntry, Code> {
        let methods = path.and_then(|path| self.0.get(path)).ok_or(Code::NotFound)?;
        let method = if *method == Method::HEAD { &Method::GET } else { method };
        methods.get(method).ok_or(Code::MethodNotAllowed)
    }

    /// The methods of a path, for the `Allow` header.
    pub(crate) fn allowed(&self, path: &str) -> String {
        let mut methods: Vec<&str> = self.0.get(path).into_iter().flat_map(HashMap::keys).map(Method::as_str).collect();
        if methods.contains(&"GET") {
            methods.push("HEAD");
        }
        methods.sort_unstable();
        methods.join(", ")
    }
}

/// Lets the request pass or says why not.
///
/// Where a holder of the thing may pass, only the handler can know: it loads the owner and asks `may()` again.
pub(crate) fn admit(actor: &Actor, action: Action, body: Option<&Arc<Body>>) -> Result<(), Failure> {
    let subject = body.map_or_else(Subject::instance, |body| Subject::of(&body.key));
    if may(actor, action, &subject) || depends_on_holder(action) {
        return Ok(());
    }
    let code = if matches!(actor, Actor::Anonymous) { Code::SignInNeeded } else { Code::NotAllowed };
    Err(Failure::new(code))
}
