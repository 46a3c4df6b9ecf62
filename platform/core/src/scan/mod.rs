//! Looking for malware in files that come from outside, if the operator has named a ClamAV daemon.
//!
//! Every door asks [`Core::admit`] before it keeps or reads a file: applications, answers to questions, invoices of every
//! channel, packages. What is found is not kept; the ledger remembers what it was, without who sent it.

mod clamd;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use serde::Deserialize;
use serde_json::json;
use tokio::sync::Semaphore;

pub use clamd::{Address, Reply, ScanError, reply};

use crate::{
    Core,
    blobs::BlobId,
    body::BodyKey,
    errors::{Code, Failure},
    ledger::{self, NewEvent},
    people::Actor,
};

/// Files looked at at once; clamd itself works on ten unless told otherwise.
const AT_ONCE: usize = 8;
/// Whoever asks how the scanner is does not wait long.
const STATUS_WITHIN: Duration = Duration::from_secs(3);

const ACTOR: Actor = Actor::System("scanner");

/// `[uploads]` of the configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScanConfig {
    /// `127.0.0.1:3310` or the path of a socket; empty: files are not looked at.
    pub clamd: String,
    /// What becomes of a file that could not be looked at.
    pub unscanned: Unscanned,
    /// How long looking at one file may take; 20 if left out.
    pub timeout_seconds: Option<u64>,
}

/// What becomes of a file while the scanner does not answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unscanned {
    /// It is turned away, to be sent again later.
    #[default]
    Refuse,
    /// It is taken; the ledger and the log say that nobody looked.
    Accept,
}

/// How the scanner is, for the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    Off,
    /// With what it says about itself.
    Answers(String),
    Silent(String),
}

/// What was found out about a file.
#[derive(Debug)]
enum Verdict {
    /// Nobody is asked.
    Off,
    Clean,
    /// With the name of the signature.
    Found(String),
    Unknown(ScanError),
}

/// Whom files are shown to. Cheap to clone.
#[derive(Clone, Default)]
pub struct Scanner(Option<Arc<Inner>>);

struct Inner {
    address: Address,
    unscanned: Unscanned,
    within: Duration,
    places: Semaphore,
    clean: AtomicU64,
    found: AtomicU64,
    failed: AtomicU64,
}

impl Scanner {
    /// Nobody looks at files.
    pub fn off() -> Self {
        Self::default()
    }

    /// As configured; an error is a sentence for the operator.
    pub fn new(config: &ScanConfig) -> Result<Self, String> {
        if config.clamd.is_empty() {
            return Ok(Self::off());
        }
        let address = Address::parse(&config.clamd).ok_or_else(|| {
            format!("uploads.clamd: „{}“ ist weder eine Adresse mit Port (127.0.0.1:3310) noch ein Pfad", config.clamd)
        })?;
        let seconds = config.timeout_seconds.unwrap_or(20);
        // A request of a browser ends after 30 seconds.
        if !(1..=25).contains(&seconds) {
            return Err("uploads.timeout_seconds liegt zwischen 1 und 25".to_owned());
        }
        Ok(Self(Some(Arc::new(Inner {
            address,
            unscanned: config.unscanned,
            within: Duration::from_secs(seconds),
            places: Semaphore::new(AT_ONCE),
            clean: AtomicU64::default(),
            found: AtomicU64::default(),
            failed: AtomicU64::default(),
        }))))
    }

    async fn look_at(&self, bytes: &[u8]) -> Verdict {
        let Some(inner) = &self.0 else { return Verdict::Off };
        let looking = async {
            let _place = inner.places.acquire().await.map_err(|_| ScanError::TooSlow)?;
            clamd::scan(&inner.address, bytes).await
        };
        let result = tokio::time::timeout(inner.within, looking).await.unwrap_or(Err(ScanError::TooSlow));
        let (counter, verdict) = match result {
            Ok(None) => (&inner.clean, Verdict::Clean),
            Ok(Some(signature)) => (&inner.found, Verdict::Found(signature)),
            Err(error) => (&inner.failed, Verdict::Unknown(error)),
        };
        counter.fetch_add(1, Ordering::Relaxed);
        verdict
    }

    fn takes_unscanned(&self) -> bool {
        self.0.as_ref().is_none_or(|inner| inner.unscanned == Unscanned::Accept)
    }

    /// Asks the scanner who it is.
    pub async fn status(&self) -> Status {
        let Some(inner) = &self.0 else { return Status::Off };
        let asking = tokio::time::timeout(STATUS_WITHIN, clamd::version(&inner.address));
        match asking.await.unwrap_or(Err(ScanError::TooSlow)) {
            Ok(version) => Status::Answers(version),
            Err(error) => Status::Silent(error.to_string()),
        }
    }

    /// Counters since the start: clean, found, not looked at. `None` if nobody looks.
    pub fn counts(&self) -> Option<[(&'static str, u64); 3]> {
        let inner = self.0.as_ref()?;
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Some([("clean", read(&inner.clean)), ("found", read(&inner.found)), ("failed", read(&inner.failed))])
    }
}

impl Core {
    /// Lets a file from outside in, or says why not. `purpose` in a word, as in [`BlobFacts`](crate::blobs::BlobFacts);
    /// without a body (a mail nobody has read yet) there is no ledger to write to.
    pub async fn admit(&self, body: Option<&BodyKey>, bytes: &[u8], purpose: &'static str) -> Result<(), Failure> {
        let error = match self.scanner().look_at(bytes).await {
            Verdict::Off | Verdict::Clean => return Ok(()),
            Verdict::Found(signature) => {
                tracing::warn!(%signature, purpose, size = bytes.len(), "malware in an upload, not kept");
                self.note_scan(body, bytes, "upload.refused", json!({ "signature": signature, "purpose": purpose }))
                    .await?;
                return Err(Failure::new(Code::Malware));
            }
            Verdict::Unknown(error) => error,
        };
        if !self.scanner().takes_unscanned() {
            return Err(Failure { code: Code::NotScanned, message: None, detail: Some(error.to_string()) });
        }
        tracing::warn!(%error, purpose, "an upload was taken unscanned");
        self.note_scan(body, bytes, "upload.unscanned", json!({ "purpose": purpose })).await
    }

    async fn note_scan(
        &self,
        body: Option<&BodyKey>,
        bytes: &[u8],
        kind: &'static str,
        data: serde_json::Value,
    ) -> Result<(), Failure> {
        let Some(body) = body.cloned() else { return Ok(()) };
        let (now, subject) = (self.now(), format!("upload:{}", BlobId::of(bytes).hex()));
        let work = self.store().write(move |tx| {
            Box::pin(async move {
                ledger::append(tx, now, NewEvent { body: &body, actor: &ACTOR, kind, subject, data }).await?;
                Ok::<_, Failure>(())
            })
        });
        work.await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(clamd: &str, timeout_seconds: Option<u64>) -> ScanConfig {
        ScanConfig { clamd: clamd.to_owned(), timeout_seconds, ..ScanConfig::default() }
    }

    #[test]
    fn what_the_operator_may_write() {
        assert!(Scanner::new(&config("", None)).unwrap().0.is_none());
        for good in ["127.0.0.1:3310", "clamav:3310", "[::1]:3310", "/run/clamav/clamd.ctl"] {
            assert!(Scanner::new(&config(good, None)).unwrap().0.is_some(), "{good}");
        }
        for bad in ["clamav", "127.0.0.1:", ":3310", "127.0.0.1:99999", "clamd.ctl", "http://clamav:3310/"] {
            assert!(Scanner::new(&config(bad, None)).is_err(), "{bad}");
        }
        assert!(Scanner::new(&config("a:1", Some(0))).is_err() && Scanner::new(&config("a:1", Some(26))).is_err());
        assert!(toml::from_str::<ScanConfig>("clamd = \"a:1\"\nunscanned = \"accept\"").is_ok());
        assert!(toml::from_str::<ScanConfig>("unscanned = \"perhaps\"").is_err());
        assert!(toml::from_str::<ScanConfig>("clam = \"a:1\"").is_err());
    }
}
