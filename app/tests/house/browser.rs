//! A browser without a network: cookies, the last form's token, and an address of its own for every request, so that
//! the limits of one client never decide a test.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use tower::ServiceExt;

pub struct Browser {
    router: Router,
    cookies: Mutex<Vec<(String, String)>>,
    token: Mutex<String>,
    /// Shown in the header `Authorization`, as a program does.
    bearer: Option<String>,
}

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        self
    }

    #[track_caller]
    pub fn location(&self) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text);
        self.header("location").to_owned()
    }

    /// What stands between the two texts, the first time.
    #[track_caller]
    pub fn between(&self, start: &str, end: &str) -> String {
        let (_, rest) = self.text.split_once(start).unwrap_or_else(|| panic!("no {start} in {}", self.text));
        rest.split(end).next().unwrap_or_default().to_owned()
    }
}

/// A client nobody has seen before: 10.0.0.0/8.
fn next_address() -> SocketAddr {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let host = NEXT.fetch_add(1, Ordering::Relaxed) & 0x00FF_FFFF;
    SocketAddr::from((Ipv4Addr::from_bits(0x0A00_0000 | host), 40_000))
}

impl Browser {
    pub fn new(router: &Router) -> Self {
        Self { router: router.clone(), cookies: Mutex::default(), token: Mutex::default(), bearer: None }
    }

    /// A program with its token.
    pub fn machine(router: &Router, token: &str) -> Self {
        Self { bearer: Some(token.to_owned()), ..Self::new(router) }
    }

    /// The same browser, showing a token besides.
    pub fn with_bearer(self, token: &str) -> Self {
        Self { bearer: Some(token.to_owned()), ..self }
    }

    /// Signed in with e-mail address and password, with a token at hand.
    pub async fn signed_in(router: &Router, email: &str, password: &str) -> Self {
        let browser = Self::new(router);
        browser.get("/anmelden").await.ok();
        let reply = browser.post("/anmelden", &[("email", email), ("passwort", password)]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{email}: {}", reply.text);
        // The token belongs to the session, so a new one is needed.
        browser.get("/meine/konto").await.ok();
        browser
    }

    pub async fn get(&self, path: &str) -> Reply {
        let path = path.split('#').next().unwrap_or("/");
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    /// A form with the token at hand.
    pub async fn post<N: AsRef<str>, V: AsRef<str>>(&self, path: &str, fields: &[(N, V)]) -> Reply {
        let token = self.token();
        let mut all = vec![("_token", token.as_str())];
        all.extend(fields.iter().map(|(name, value)| (name.as_ref(), value.as_ref())));
        self.post_bare(path, &all).await
    }

    /// A form as another site would have it sent, without token.
    pub async fn post_bare(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let form: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        self.post_raw(path, "application/x-www-form-urlencoded", form.join("&").into_bytes()).await
    }

    /// One file in a form, with the token at hand.
    pub async fn post_file(&self, path: &str, fields: &[(&str, &str)], field: &str, name: &str, bytes: &[u8]) -> Reply {
        let token = self.token();
        let mut body = Vec::new();
        for (name, value) in [("_token", token.as_str())].iter().chain(fields) {
            let part = format!("--grenze\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!(
            "--grenze\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             Content-Type: application/pdf\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--grenze--\r\n");
        self.post_raw(path, "multipart/form-data; boundary=grenze", body).await
    }

    pub async fn post_raw(&self, path: &str, content_type: &str, body: Vec<u8>) -> Reply {
        let request = self.request(Method::POST, path).header("content-type", content_type);
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    pub fn token(&self) -> String {
        self.token.lock().unwrap().clone()
    }

    fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let builder = Request::builder()
            .method(method)
            .uri(path)
            .extension(ConnectInfo(next_address()))
            .header("host", "localhost:8080")
            .header("accept", "text/html");
        let builder = match &self.bearer {
            Some(token) => builder.header("authorization", format!("Bearer {token}")),
            None => builder,
        };
        if cookies.is_empty() { builder } else { builder.header("cookie", cookies.join("; ")) }
    }

    async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        self.take_cookies(&parts.headers);
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((_, rest)) = text.rsplit_once("name=\"_token\" value=\"") {
            rest.split('"').next().unwrap_or_default().clone_into(&mut self.token.lock().unwrap());
        }
        Reply { status: parts.status, headers: parts.headers, text }
    }

    fn take_cookies(&self, headers: &HeaderMap) {
        let mut cookies = self.cookies.lock().unwrap();
        for line in headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            let Some((name, value)) = line.split(';').next().and_then(|pair| pair.split_once('=')) else { continue };
            cookies.retain(|(own, _)| own != name);
            if !value.is_empty() {
                cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}

fn encoded(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").unwrap();
        }
        encoded
    })
}
