//! What the operator says about mailboxes and folders.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

use lotse_core::errors::Failure;
use serde::Deserialize;

/// `[invoices]` in `lotse.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    #[serde(default)]
    pub mailbox: Vec<Mailbox>,
    #[serde(default)]
    pub folder: Vec<Folder>,
}

/// How the connection to a mailbox is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// From the first byte, port 993.
    #[default]
    Tls,
    /// After a greeting in the clear, port 143.
    Starttls,
    /// Not at all: only on this machine.
    None,
}

/// A mailbox to which invoices are sent.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mailbox {
    /// The municipality it belongs to; without it the Leitweg-ID in the invoice decides.
    pub body: Option<String>,
    /// The address people write to.
    pub address: String,
    pub host: String,
    pub port: Option<u16>,
    #[serde(default)]
    pub security: Security,
    /// Certificates to trust instead of the system's.
    pub ca_file: Option<PathBuf>,
    pub user: String,
    /// Better in a file of its own.
    #[serde(default)]
    pub password: String,
    pub password_file: Option<PathBuf>,
    /// Where new mails are.
    #[serde(default = "inbox")]
    pub folder: String,
    /// Where mails go that have been worked on.
    #[serde(default = "done")]
    pub done_folder: String,
    /// Where mails go that people must look at.
    #[serde(default = "failed")]
    pub failed_folder: String,
    #[serde(default = "two_minutes")]
    pub every_seconds: u32,
    /// Larger mails are not fetched; the sender is told.
    #[serde(default = "thirty_megabytes")]
    pub largest_mail: u64,
    /// Whether senders are answered.
    #[serde(default = "yes")]
    pub replies: bool,
}

/// A folder into which another program puts invoices.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Folder {
    /// The municipality it belongs to; without it the Leitweg-ID in the invoice decides.
    pub body: Option<String>,
    pub path: PathBuf,
    #[serde(default = "half_a_minute")]
    pub every_seconds: u32,
}

fn inbox() -> String {
    "INBOX".to_owned()
}

fn done() -> String {
    "Lotse-Erledigt".to_owned()
}

fn failed() -> String {
    "Lotse-Klaeren".to_owned()
}

fn two_minutes() -> u32 {
    120
}

fn half_a_minute() -> u32 {
    30
}

fn thirty_megabytes() -> u64 {
    30_000_000
}

fn yes() -> bool {
    true
}

impl std::fmt::Debug for Mailbox {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Not the password.
        formatter
            .debug_struct("Mailbox")
            .field("address", &self.address)
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

impl Mailbox {
    pub(super) fn port(&self) -> u16 {
        self.port.unwrap_or(if self.security == Security::Tls { 993 } else { 143 })
    }

    /// The password, read anew each time, so that it can be changed without a restart.
    pub(super) fn password(&self) -> Result<String, Failure> {
        let Some(file) = &self.password_file else { return Ok(self.password.clone()) };
        let text = fs::read_to_string(file)
            .map_err(|error| Failure::internal(format!("password_file of {}: {error}", self.address)))?;
        Ok(text.trim_end_matches(['\r', '\n']).to_owned())
    }

    fn check(&self) -> Result<(), String> {
        let wrong = |what: &str| Err(format!("invoices.mailbox {}: {what}", self.address));
        if !self.address.contains('@') {
            return wrong("address ist keine E-Mail-Adresse");
        }
        let is_here = ["localhost", "127.0.0.1", "::1"].contains(&self.host.as_str());
        if self.security == Security::None && !is_here {
            return wrong("security = \"none\" ist nur auf demselben Rechner erlaubt");
        }
        let folders = [&self.folder, &self.done_folder, &self.failed_folder];
        let is_plain =
            |name: &str| !name.is_empty() && name.bytes().all(|byte| (0x20..0x7f).contains(&byte) && byte != b'&');
        if !folders.iter().all(|name| is_plain(name)) {
            return wrong("Ordnernamen dürfen nur einfache Zeichen haben");
        }
        if folders.iter().collect::<HashSet<_>>().len() < folders.len() {
            return wrong("folder, done_folder und failed_folder müssen verschieden sein");
        }
        if self.every_seconds < 10 {
            return wrong("every_seconds muss mindestens 10 sein");
        }
        Ok(())
    }
}

impl Config {
    /// Whether it can work at all; `is_body` says which municipalities there are.
    pub fn check(&self, is_body: impl Fn(&str) -> bool) -> Result<(), String> {
        let bodies =
            self.mailbox.iter().map(|mailbox| &mailbox.body).chain(self.folder.iter().map(|folder| &folder.body));
        if let Some(unknown) = bodies.flatten().find(|body| !is_body(body)) {
            return Err(format!("invoices: Die Kommune {unknown} gibt es nicht"));
        }
        let mut addresses = HashSet::new();
        for mailbox in &self.mailbox {
            mailbox.check()?;
            if !addresses.insert(mailbox.address.to_lowercase()) {
                return Err(format!("invoices.mailbox {}: steht zweimal", mailbox.address));
            }
        }
        let mut paths: HashSet<&Path> = HashSet::new();
        for folder in &self.folder {
            if !paths.insert(&folder.path) {
                return Err(format!("invoices.folder {}: steht zweimal", folder.path.display()));
            }
            if folder.every_seconds < 1 {
                return Err(format!("invoices.folder {}: every_seconds muss mindestens 1 sein", folder.path.display()));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailbox(more: &str) -> Config {
        let text =
            format!("{{\"mailbox\":[{{\"address\":\"a@b.example\",\"host\":\"imap.example\",\"user\":\"a\"{more}}}]}}");
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn passwords_never_go_in_the_clear_to_another_machine() {
        assert!(mailbox("").check(|_| true).is_ok());
        assert!(mailbox(",\"security\":\"none\"").check(|_| true).unwrap_err().contains("demselben Rechner"));
        assert!(mailbox(",\"body\":\"x\"").check(|_| false).is_err());
        assert!(mailbox(",\"done_folder\":\"INBOX\"").check(|_| true).is_err());
        let secret = mailbox(",\"password\":\"geheim\"");
        assert!(!format!("{secret:?}").contains("geheim"));
    }
}
