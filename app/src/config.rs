//! Configuration: one commented file (`lotse.example.toml`), each value also as an environment variable.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use serde::Deserialize;

/// What the operator decides. Unknown names in the file are an error, so that a slip does not go unseen.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Address to listen on, `127.0.0.1:8080`. `LOTSE_LISTEN`
    #[serde(default = "default_listen")]
    pub listen: String,
    /// Where people reach it, `https://lotse.example.org`. `LOTSE_PUBLIC_URL`
    pub public_url: String,
    /// `sqlite:PATH` or `postgres://…`. `LOTSE_DATABASE_URL`
    pub database_url: String,
    /// Folder for files and keys. `LOTSE_DATA`
    pub data: PathBuf,
    /// Name of the region in headers. `LOTSE_REGION_NAME`
    #[serde(default = "default_region")]
    pub region_name: String,
    /// Name in signed checkpoints; the host of `public_url` if empty. It must not change later.
    #[serde(default)]
    pub instance_name: String,
    /// `smtps://user:password@host`; empty keeps mails in the outbox. `LOTSE_SMTP_URL`
    #[serde(default)]
    pub smtp_url: String,
    /// Sender of mails. `LOTSE_MAIL_FROM`
    #[serde(default = "default_from")]
    pub mail_from: String,
    /// Header in which a proxy in front gives the client's address, `x-forwarded-for`; empty without a proxy.
    #[serde(default)]
    pub trusted_proxy_header: String,
    /// Log lines as JSON. `LOTSE_LOG_JSON`
    #[serde(default)]
    pub log_json: bool,
    /// Mailboxes and folders from which invoices are taken; only in the file.
    #[serde(default)]
    pub invoices: lotse_administration::invoices::channels::Config,
    /// Who looks for malware in uploads. `LOTSE_CLAMD` names the daemon alone.
    #[serde(default)]
    pub uploads: lotse_core::scan::ScanConfig,
}

fn default_listen() -> String {
    "127.0.0.1:8080".to_owned()
}

fn default_region() -> String {
    "OstWestfalenLippe".to_owned()
}

fn default_from() -> String {
    "Lotse <lotse@localhost>".to_owned()
}

impl Config {
    /// Reads the file and lays the environment over it.
    pub(crate) fn load(path: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(path)
            .with_context(|| format!("Die Konfiguration {} kann nicht gelesen werden", path.display()))?;
        let mut table: toml::Table = toml::from_str(&text).with_context(|| format!("{}", path.display()))?;
        for name in ["listen", "public_url", "database_url", "data", "region_name", "smtp_url", "mail_from"] {
            if let Ok(value) = env::var(format!("LOTSE_{}", name.to_uppercase())) {
                table.insert(name.to_owned(), toml::Value::String(value));
            }
        }
        if let Ok(value) = env::var("LOTSE_LOG_JSON") {
            table.insert("log_json".to_owned(), toml::Value::Boolean(value == "1" || value == "true"));
        }
        if let Ok(value) = env::var("LOTSE_CLAMD") {
            let uploads = table.entry("uploads").or_insert_with(|| toml::Table::new().into());
            if let Some(uploads) = uploads.as_table_mut() {
                uploads.insert("clamd".to_owned(), toml::Value::String(value));
            }
        }
        let config: Self = table.try_into().with_context(|| format!("{}", path.display()))?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> anyhow::Result<()> {
        let secure = self.public_url.starts_with("https://");
        let local = ["http://localhost", "http://127.0.0.1", "http://[::1]"]
            .iter()
            .any(|start| self.public_url.starts_with(start));
        if !secure && !local {
            bail!("public_url muss mit https:// beginnen (http:// nur auf localhost)");
        }
        if self.public_url.ends_with('/') {
            bail!("public_url endet ohne Schrägstrich");
        }
        Ok(())
    }

    pub(crate) fn instance_name(&self) -> String {
        if !self.instance_name.is_empty() {
            return self.instance_name.clone();
        }
        let host = self.public_url.split("://").nth(1).unwrap_or(&self.public_url);
        host.split(['/', ':']).next().unwrap_or(host).to_owned()
    }

    pub(crate) fn secrets_path(&self) -> PathBuf {
        self.data.join("keys.toml")
    }

    pub(crate) fn blobs_path(&self) -> PathBuf {
        self.data.join("blobs")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_a_valid_configuration() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lotse.example.toml");
        let config = Config::load(&path).unwrap();
        assert_eq!(config.instance_name(), "lotse.example.org");
    }

    #[test]
    fn the_example_of_the_scanner_is_valid() {
        let text = include_str!("../../lotse.example.toml");
        let (_, rest) = text.split_once("# [uploads]").unwrap();
        let lines: Vec<&str> = rest.lines().skip(1).map_while(|line| line.strip_prefix("# ")).collect();
        let config: lotse_core::scan::ScanConfig = toml::from_str(&lines.join("\n")).unwrap();
        assert_eq!(config.clamd, "127.0.0.1:3310");
        assert!(lotse_core::scan::Scanner::new(&config).is_ok());
    }

    /// What is commented out in the example must be right, too, or nobody gets it to run.
    #[test]
    fn the_examples_of_mailbox_and_folder_are_valid() {
        let text = include_str!("../../lotse.example.toml");
        let (_, invoices) = text.split_once("# [[invoices.mailbox]]").unwrap();
        let lines = invoices
            .lines()
            .filter_map(|line| line.strip_prefix("# "))
            .filter(|line| line.contains(" = ") || line.starts_with('['));
        let text = format!("[[invoices.mailbox]]\n{}", lines.collect::<Vec<_>>().join("\n"));
        let table: toml::Table = toml::from_str(&text).unwrap();
        let config: lotse_administration::invoices::channels::Config = table["invoices"].clone().try_into().unwrap();
        assert_eq!((config.mailbox.len(), config.folder.len()), (1, 1));
        config.check(|slug| slug == "borgentreich").unwrap();
    }

    #[test]
    fn an_unknown_name_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lotse.toml");
        let text = "public_url = \"https://a.example\"\ndatabase_url = \"sqlite:x\"\ndata = \"d\"\nlisen = \"x\"\n";
        fs::write(&path, text).unwrap();
        assert!(format!("{:#}", Config::load(&path).unwrap_err()).contains("lisen"));
    }
}
