//! Routes, each with the action it needs: there is no other way to register one.

use std::collections::{BTreeMap, HashMap, HashSet};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Extension, OriginalUri},
    handler::Handler,
    http::Method,
    middleware::from_fn_with_state,
    response::{IntoResponse, Redirect, Response},
    routing::{self, MethodRouter},
};
use lotse_core::permissions::Action;
use tower_http::{
    CompressionLevel,
    compression::{
        CompressionLayer,
        predicate::{NotForContentType, Predicate, SizeAbove},
    },
};
use utoipa::openapi::OpenApi;

use crate::{
    app::App,
    guard::{Site, Table},
    middleware,
    problem::Problem,
};

/// How often a client may call a route.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Rate {
    /// 50 a second, 200 at once.
    #[default]
    Page,
    /// Submitting something for good: 30 at once, then one in two seconds.
    Submission,
    /// Trying a password or code: 20 at once, then one in five seconds.
    SignIn,
}

/// What differs from the usual route.
#[derive(Clone, Copy, Debug)]
pub struct RouteOptions {
    pub(crate) body_limit: usize,
    pub(crate) rate: Rate,
}

impl Default for RouteOptions {
    fn default() -> Self {
        Self { body_limit: 12 * 1024 * 1024, rate: Rate::Page }
    }
}

impl RouteOptions {
    /// How many bytes a request may carry; 12 MiB unless said otherwise.
    #[must_use]
    pub fn body_limit(self, bytes: usize) -> Self {
        Self { body_limit: bytes, ..self }
    }

    #[must_use]
    pub fn rate(self, rate: Rate) -> Self {
        Self { rate, ..self }
    }
}

/// One line of the table of routes.
#[derive(Clone, Debug)]
pub struct RouteEntry {
    pub method: Method,
    /// `/{body}/leistungen/{service}`
    pub path: &'static str,
    pub action: Action,
    pub(crate) options: RouteOptions,
}

/// An entry of the navigation, shown to those who may.
#[derive(Clone, Copy, Debug)]
pub struct NavEntry {
    /// `/loesungen/`, or with `{body}` for the body at hand or the person's own.
    pub path: &'static str,
    /// Key of the text.
    pub text: &'static str,
    pub action: Action,
    /// Small numbers stand first; leave gaps.
    pub order: u16,
}

/// Collects routes, navigation and API descriptions of the offices.
#[derive(Default)]
pub struct Routes {
    entries: Vec<RouteEntry>,
    handlers: BTreeMap<&'static str, MethodRouter<App>>,
    navigation: Vec<NavEntry>,
    footer: Vec<NavEntry>,
    documents: Vec<OpenApi>,
}

impl Routes {
    pub fn new() -> Self {
        Self::default()
    }

    /// Also answers HEAD. With or without a slash at the end: the other form is sent on.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, action: Action, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.get_with(path, action, RouteOptions::default(), handler)
    }

    #[must_use]
    pub fn get_with<H, T>(self, path: &'static str, action: Action, options: RouteOptions, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::GET, path, action, options, routing::get(handler))
    }

    /// The handler must take [`FormData`](crate::FormData), which checks the form's token, unless it takes JSON.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, action: Action, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.post_with(path, action, RouteOptions::default(), handler)
    }

    #[must_use]
    pub fn post_with<H, T>(self, path: &'static str, action: Action, options: RouteOptions, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::POST, path, action, options, routing::post(handler))
    }

    #[must_use]
    pub fn put<H, T>(self, path: &'static str, action: Action, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::PUT, path, action, RouteOptions::default(), routing::put(handler))
    }

    #[must_use]
    pub fn delete<H, T>(self, path: &'static str, action: Action, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::DELETE, path, action, RouteOptions::default(), routing::delete(handler))
    }

    /// An entry of the navigation.
    #[must_use]
    pub fn nav(mut self, entry: NavEntry) -> Self {
        self.navigation.push(entry);
        self
    }

    /// A link at the foot of every page: for what many find useful and few look for.
    #[must_use]
    pub fn footer(mut self, entry: NavEntry) -> Self {
        self.footer.push(entry);
        self
    }

    /// A part of the API description served at `/api/openapi.json`.
    #[must_use]
    pub fn openapi(mut self, document: OpenApi) -> Self {
        self.documents.push(document);
        self
    }

    /// The routes of both; the same method and path twice is a mistake that stops the program at the start.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.entries.extend(other.entries);
        for (path, router) in other.handlers {
            let merged = match self.handlers.remove(path) {
                Some(own) => own.merge(router),
                None => router,
            };
            self.handlers.insert(path, merged);
        }
        self.navigation.extend(other.navigation);
        self.footer.extend(other.footer);
        self.documents.extend(other.documents);
        self
    }

    /// Gives the handlers registered so far an office's own state: they take `Extension<Arc<Office>>`.
    #[must_use]
    pub fn with_extension<E: Clone + Send + Sync + 'static>(mut self, extension: E) -> Self {
        self.handlers = self
            .handlers
            .into_iter()
            .map(|(path, router)| (path, router.layer(Extension(extension.clone()))))
            .collect();
        self
    }

    /// Every route with its action, for the guard's test and the docs.
    pub fn list(&self) -> &[RouteEntry] {
        &self.entries
    }

    /// As [`Self::list`], with the routes every instance has: errors, legal pages, health, sign-in.
    pub fn list_all(&self) -> Vec<RouteEntry> {
        let built_in = crate::operation::routes().merge(crate::sign_in::routes());
        self.entries.iter().chain(&built_in.entries).cloned().collect()
    }

    fn add(
        mut self,
        method: Method,
        path: &'static str,
        action: Action,
        options: RouteOptions,
        router: MethodRouter<App>,
    ) -> Self {
        self.entries.push(RouteEntry { method, path, action, options });
        let merged = match self.handlers.remove(path) {
            Some(own) => own.merge(router),
            None => router,
        };
        self.handlers.insert(path, merged);
        self
    }

    /// The whole service: these routes and those every instance has, behind the middleware.
    pub fn into_router(self, app: App) -> Router {
        let mut all = self.merge(crate::operation::routes()).merge(crate::sign_in::routes());
        all.navigation.sort_by_key(|entry| entry.order);
        all.footer.sort_by_key(|entry| entry.order);
        let extra = slash_redirects(&all.entries);
        let document = crate::operation::openapi(&app, std::mem::take(&mut all.documents));
        let table = Table::new(all.entries.iter().cloned().chain(extra.iter().map(|(_, entry)| entry.clone())));
        let site = Site::new(app.clone(), table, [all.navigation, all.footer], document);

        let mut router = Router::new();
        for (path, handler) in all.handlers {
            router = router.route(path, handler);
        }
        for (path, _) in extra {
            router = router.route(&path, routing::get(other_slash));
        }
        router
            .fallback(async || Problem::not_found().into_response())
            // Each route has its own limit, set by the middleware.
            .layer(DefaultBodyLimit::disable())
            .layer(from_fn_with_state(site, middleware::around))
            .layer(compression())
            .with_state(app)
    }
}

fn compression() -> CompressionLayer<impl Predicate> {
    let wanted = SizeAbove::new(512)
        .and(NotForContentType::new("image/png"))
        .and(NotForContentType::new("image/jpeg"))
        .and(NotForContentType::new("application/pdf"))
        .and(NotForContentType::new("application/zip"))
        .and(NotForContentType::new("application/gzip"))
        .and(NotForContentType::new("font/"));
    CompressionLayer::new().gzip(true).quality(CompressionLevel::Fastest).compress_when(wanted)
}

/// For every page the path with the other ending, where it is not a page of its own.
fn slash_redirects(entries: &[RouteEntry]) -> Vec<(String, RouteEntry)> {
    let known: HashSet<&str> = entries.iter().map(|entry| entry.path).collect();
    let mut done = HashSet::new();
    let pages = entries.iter().filter(|entry| entry.method == Method::GET && entry.path != "/");
    pages
        .filter(|entry| !entry.path.contains("{*") && !entry.path.starts_with("/api"))
        .filter_map(|entry| {
            let other = match entry.path.strip_suffix('/') {
                Some(shorter) => shorter.to_owned(),
                None => format!("{}/", entry.path),
            };
            let is_new = !known.contains(other.as_str()) && done.insert(other.clone());
            // Kept for as long as the program runs, like the paths written in the code.
            is_new.then(|| (other.clone(), RouteEntry { path: String::leak(other), ..entry.clone() }))
        })
        .collect()
}

async fn other_slash(OriginalUri(uri): OriginalUri) -> Response {
    let path = uri.path();
    let other = match path.strip_suffix('/') {
        Some(shorter) => shorter.to_owned(),
        None => format!("{path}/"),
    };
    // Never `//host`, which browsers take for another site.
    if other.starts_with("//") {
        return Problem::not_found().into_response();
    }
    let target = uri.query().map_or_else(|| other.clone(), |query| format!("{other}?{query}"));
    Redirect::permanent(&target).into_response()
}

/// Paths by method, for the guard.
pub(crate) type ByMethod = HashMap<Method, RouteEntry>;
