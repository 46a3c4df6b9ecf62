//! Any bytes as the body of a form, through the whole middleware: an answer, never a 500, never a panic.
#![no_main]

use std::sync::{Arc, LazyLock};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use libfuzzer_sys::fuzz_target;
use lotse_core::{
    Core, Parts, Settings,
    blobs::Blobs,
    clock::{SystemClock, SystemRandomness},
    ledger::Signer,
    permissions::Action,
    scan::Scanner,
    secrets::Secrets,
};
use lotse_store::{Options, Store};
use lotse_web::{Answer, App, Config, FormData, Routes, SeeOther, Texts, Visit, sign_in};
use tokio::runtime::Runtime;
use tower::ServiceExt;

struct House {
    runtime: Runtime,
    router: Router,
    cookie: String,
    token: String,
}

async fn taken(_: Visit, form: FormData) -> Answer {
    for (name, _) in form.fields() {
        let _ = (form.text(name), form.date(name), form.all(name).count(), form.files_of(name).count());
    }
    Ok(axum::response::IntoResponse::into_response(SeeOther::to("/")))
}

async fn shown(visit: Visit) -> String {
    visit.csrf_token()
}

static HOUSE: LazyLock<House> = LazyLock::new(|| {
    let runtime = Runtime::new().expect("a runtime");
    let folder = std::env::temp_dir().join(format!("lotse-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let router = runtime.block_on(async {
        let url = format!("sqlite:{}", folder.join("fuzz.db").display());
        let store = Store::open(&url, Options::default()).await.expect("a new database");
        store.migrate(&[lotse_core::MIGRATIONS, sign_in::MIGRATIONS]).await.expect("its tables");
        let key = Secrets::generate(&SystemRandomness).signing_key("localhost").expect("a key");
        let settings = Settings {
            public_url: "http://localhost:8080".into(),
            instance_name: "localhost".into(),
            region_name: "OWL".into(),
            demo: false,
        };
        let core = Core::new(Parts {
            store,
            blobs: Blobs::local(&folder).expect("a folder for files"),
            scanner: Scanner::off(),
            clock: Arc::new(SystemClock),
            randomness: Arc::new(SystemRandomness),
            signer: Signer::new(key, "localhost".into()),
            server_secret: [9; 32],
            settings,
        })
        .await
        .expect("a core");
        let texts = Texts::new(&[lotse_web::TEXTS]).expect("the texts");
        let app = App::new(core, texts, Config { rate_limits: false, ..Config::default() });
        let routes = Routes::new().get("/form", Action::ReadPublic, shown).post("/form", Action::ReadPublic, taken);
        routes.into_router(app)
    });
    let (cookie, token) = runtime.block_on(async {
        let request = Request::get("/form").body(Body::empty()).expect("a request");
        let answer = router.clone().oneshot(request).await.expect("an answer");
        let cookie = answer.headers()[header::SET_COOKIE].to_str().expect("text").split(';').next().map(str::to_owned);
        let bytes = to_bytes(answer.into_body(), usize::MAX).await.expect("a body");
        (cookie.expect("a cookie"), String::from_utf8_lossy(&bytes).into_owned())
    });
    House { runtime, router, cookie, token }
});

// The first byte says which kind of form it is, and whether a good token goes before the bytes.
fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let house = &*HOUSE;
    let token = &house.token;
    let (kind, start) = match first % 4 {
        0 => ("application/x-www-form-urlencoded", format!("_token={token}&")),
        1 => (
            "multipart/form-data; boundary=x",
            format!("--x\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n{token}\r\n--x"),
        ),
        2 => ("multipart/form-data; boundary=x", String::new()),
        _ => ("application/x-www-form-urlencoded", String::new()),
    };
    let body = [start.as_bytes(), rest].concat();
    let request = Request::post("/form")
        .header(header::CONTENT_TYPE, kind)
        .header(header::COOKIE, &house.cookie)
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body))
        .expect("a request");
    let answer = house.runtime.block_on(house.router.clone().oneshot(request)).expect("an answer");
    assert!(answer.status().as_u16() < 500, "{}", answer.status());
});
