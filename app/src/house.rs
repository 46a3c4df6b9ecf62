//! The wiring: opens store and core, gives each office what it needs from the others, serves.

use std::{io::IsTerminal, path::PathBuf, sync::Arc, time::Duration};

use anyhow::Context;
use axum::Router;
use clap::Args;
use lotse_administration::{
    cases, invoice_check,
    invoices::{self, channels},
    services,
};
use lotse_cooperation::solutions::Solutions;
use lotse_core::{
    Core, Parts, Settings,
    blobs::{self, Blobs},
    clock::{SystemClock, SystemRandomness},
    jobs::{self, JobHandler, Runner},
    ledger::{self, Signer},
    mail::{self, MailSender},
    scan::Scanner,
    secrets::Secrets,
};
use lotse_evidence::VerifierKey;
use lotse_reuse::PackageFiles;
use lotse_store::{MigrationSet, Options, Store};
use lotse_web::{App, DemoPerson, RouteEntry, Routes, Texts};
use tokio::{net::TcpListener, sync::watch};
use tracing_subscriber::EnvFilter;

use crate::config::Config;

/// Every office's tables, in the order they are made.
pub const MIGRATIONS: &[MigrationSet] = &[
    lotse_core::MIGRATIONS,
    lotse_web::sign_in::MIGRATIONS,
    lotse_cooperation::solutions::MIGRATIONS,
    services::MIGRATIONS,
    cases::MIGRATIONS,
    invoices::MIGRATIONS,
    channels::MIGRATIONS,
];

/// Every statement of every crate, for the test that prepares them on both back ends.
pub fn statements() -> Vec<&'static str> {
    let mut statements = lotse_core::statements();
    for part in [
        lotse_web::sign_in::STATEMENTS,
        lotse_cooperation::solutions::STATEMENTS,
        services::STATEMENTS,
        cases::STATEMENTS,
    ] {
        statements.extend(part);
    }
    statements.extend(invoices::statements());
    statements.extend(channels::STATEMENTS);
    statements
}

/// How often the house tidies up: signs checkpoints, deletes what is due.
const TIDY_EVERY: Duration = Duration::from_hours(1);

/// Where the data is, for commands beside the running server.
#[derive(Args, Clone, Debug)]
pub(crate) struct Place {
    /// Konfigurationsdatei der Installation
    #[arg(long, conflicts_with = "data")]
    config: Option<PathBuf>,
    /// Datenordner der Demo
    #[arg(long)]
    data: Option<PathBuf>,
}

/// A store opened by a command.
pub(crate) struct Opened {
    pub store: Store,
    pub config: Config,
}

impl Place {
    pub(crate) fn config(&self) -> anyhow::Result<Config> {
        match (&self.config, &self.data) {
            (Some(path), _) => Config::load(path),
            (None, Some(folder)) => Ok(crate::demo::config(folder, "127.0.0.1:8080")),
            (None, None) => Config::load(std::path::Path::new("lotse.toml"))
                .context("Geben Sie --config DATEI oder --data ORDNER an"),
        }
    }

    pub(crate) async fn open(&self) -> anyhow::Result<Opened> {
        let config = self.config()?;
        let store = Store::open(&config.database_url, Options::default()).await?;
        store.migrate(MIGRATIONS).await?;
        Ok(Opened { store, config })
    }
}

impl Opened {
    /// The key that checks this installation's checkpoints.
    pub(crate) fn verifier(&self) -> anyhow::Result<VerifierKey> {
        let secrets = Secrets::load_or_create(&self.config.secrets_path(), &SystemRandomness)?;
        Ok(secrets.signing_key(&self.config.instance_name())?.verifier())
    }
}

/// Everything that runs.
pub struct House {
    pub core: Core,
    pub solutions: Arc<Solutions>,
    pub invoices: Arc<invoices::Office>,
    channels: Arc<channels::Channels>,
    app: App,
    routes: Routes,
    handlers: Vec<Arc<dyn JobHandler>>,
}

impl House {
    pub async fn open(config: &Config, demo_people: Vec<DemoPerson>, demo: bool) -> anyhow::Result<Self> {
        Self::open_with(config, demo_people, demo, Vec::new()).await
    }

    /// `bundled` are packages that come with the program, offered for publishing in the demo.
    pub(crate) async fn open_with(
        config: &Config,
        demo_people: Vec<DemoPerson>,
        demo: bool,
        bundled: Vec<PackageFiles>,
    ) -> anyhow::Result<Self> {
        let store = Store::open(&config.database_url, Options::default())
            .await
            .context("Die Datenbank kann nicht geöffnet werden")?;
        store.migrate(MIGRATIONS).await?;
        let secrets = Secrets::load_or_create(&config.secrets_path(), &SystemRandomness)?;
        let instance_name = config.instance_name();
        let core = Core::new(Parts {
            store,
            blobs: Blobs::local(&config.blobs_path())?,
            scanner: Scanner::new(&config.uploads).map_err(|wrong| anyhow::anyhow!(wrong))?,
            clock: Arc::new(SystemClock),
            randomness: Arc::new(SystemRandomness),
            signer: Signer::new(secrets.signing_key(&instance_name)?, instance_name.clone()),
            server_secret: secrets.server_secret,
            settings: Settings {
                public_url: config.public_url.clone(),
                instance_name,
                region_name: config.region_name.clone(),
                demo,
            },
        })
        .await?;

        let catalogue = services::Catalogue::new(core.clone());
        let intake = Arc::new(cases::Intake::new(core.clone()));
        let portal = services::Office::new(core.clone(), catalogue.clone(), intake);
        let case_office = cases::Office::new(core.clone(), catalogue.clone(), vec![portal.clone()]);
        let solutions = Solutions::new(core.clone(), secrets.package_key(), vec![catalogue.clone()], bundled);

        let intake = invoices::Intake::new(core.clone());
        let invoice_office = invoices::Office::new(core.clone(), intake.clone());
        let bodies = core.bodies();
        let known = config.invoices.check(|slug| bodies.by_slug(slug).is_some());
        known.map_err(|wrong| anyhow::anyhow!(wrong))?;
        let channels = channels::Channels::new(config.invoices.clone(), intake, &config.mail_from);

        let texts = Texts::new(&[
            lotse_web::TEXTS,
            lotse_web::admin::TEXTS,
            lotse_cooperation::solutions::TEXTS,
            services::TEXTS,
            cases::TEXTS,
            invoice_check::TEXTS,
            invoices::TEXTS,
        ])?;
        let web_config = lotse_web::Config {
            trusted_proxy_header: (!config.trusted_proxy_header.is_empty())
                .then(|| config.trusted_proxy_header.clone()),
            demo_people,
            ..lotse_web::Config::default()
        };
        let app = App::new(core.clone(), texts, web_config);
        let routes = lotse_cooperation::solutions::routes(solutions.clone())
            .merge(services::routes(portal))
            .merge(cases::routes(case_office.clone()))
            .merge(invoice_check::routes())
            .merge(invoices::routes(invoice_office.clone()))
            .merge(lotse_web::admin::routes());

        let smtp_url = (!config.smtp_url.is_empty()).then_some(config.smtp_url.as_str());
        let mut handlers: Vec<Arc<dyn JobHandler>> = vec![
            MailSender::new(smtp_url, &config.mail_from)?,
            services::DeleteOldDrafts::handler(),
            cases::DeleteOld::new(catalogue.clone()),
            cases::PassDeadlines::new(case_office.clone()),
            invoices::DeleteOld::handler(),
        ];
        handlers.extend(channels.handlers());
        Ok(Self { core, solutions, invoices: invoice_office, channels, app, routes, handlers })
    }

    /// Every route there is, with the action it needs.
    pub fn routes(&self) -> Vec<RouteEntry> {
        self.routes.list_all()
    }

    /// The texts of every office.
    pub fn texts(&self) -> &Texts {
        self.app.texts()
    }

    /// The pages alone, without listening and without jobs.
    pub fn into_router(self) -> Router {
        self.routes.into_router(self.app)
    }

    /// Serves until SIGTERM or SIGINT; jobs under way are finished.
    pub async fn serve(self, listen: &str) -> anyhow::Result<()> {
        let listener =
            TcpListener::bind(listen).await.with_context(|| format!("Die Adresse {listen} ist nicht frei"))?;
        let (stop, stopped) = watch::channel(false);
        let daily = vec![
            cases::PassDeadlines::KIND,
            services::DELETE_OLD_DRAFTS,
            cases::DeleteOld::KIND,
            invoices::DeleteOld::KIND,
        ];
        let tidy = tokio::spawn(tidy(self.core.clone(), daily, stopped.clone()));
        let looking = tokio::spawn(self.channels.keep_looking(self.core.clone(), stopped.clone()));
        let runner = Runner::new(self.core.clone(), self.handlers);
        let jobs = tokio::spawn(runner.run(stopped));
        tracing::info!(address = %listener.local_addr()?, "serving");
        let served = lotse_web::serve(listener, self.app, self.routes).await;
        // Receivers are gone only if all tasks have ended already.
        let _ = stop.send(true);
        let _ = tokio::join!(jobs, tidy, looking);
        served?;
        self.core.store().clone().close().await;
        Ok(())
    }
}

/// Signs checkpoints, enters the day's clean-up jobs and deletes what is due, until stopped.
async fn tidy(core: Core, daily: Vec<&'static str>, mut stopped: watch::Receiver<bool>) {
    loop {
        if let Err(failure) = tidy_once(&core, &daily).await {
            tracing::error!(%failure, "tidying failed");
        }
        tokio::select! {
            () = tokio::time::sleep(TIDY_EVERY) => {}
            _ = stopped.changed() => return,
        }
    }
}

async fn tidy_once(core: &Core, daily: &[&'static str]) -> Result<(), lotse_core::errors::Failure> {
    ledger::sign_all(core.signer(), core.store(), core.now()).await?;
    mail::delete_old(core).await?;
    blobs::delete_old(core).await?;
    jobs::forget_done(core).await?;
    jobs::enqueue_daily(core, daily).await
}

/// Log lines to standard error; `RUST_LOG` sets the level.
pub(crate) fn log(json: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let colours = std::io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours);
    if json { lines.json().init() } else { lines.init() }
}
