//! What the tests need from the operating system, installed where it is missing and may be.

use std::{path::Path, process::Command};

use anyhow::{Result, bail};

use crate::{postgres, run};

struct Need {
    what: &'static str,
    debian: &'static str,
    is_there: fn() -> bool,
}

const NEEDS: &[Need] = &[
    Need { what: "PostgreSQL (initdb, postgres)", debian: "postgresql", is_there: || postgres::programs().is_some() },
    Need { what: "Chromium", debian: "chromium", is_there: || run::find(&["chromium", "chromium-browser"]).is_some() },
    Need { what: "pdftotext", debian: "poppler-utils", is_there: || run::find(&["pdftotext"]).is_some() },
    Need {
        what: "aiosmtpd, an SMTP server",
        debian: "python3-aiosmtpd",
        is_there: || Path::new("/usr/bin/aiosmtpd").exists(),
    },
    Need {
        what: "dovecot, an IMAP server",
        debian: "dovecot-imapd",
        is_there: || Path::new("/usr/sbin/dovecot").exists(),
    },
    Need {
        what: "clamd, a virus scanner",
        debian: "clamav-daemon",
        is_there: || Path::new("/usr/sbin/clamd").exists(),
    },
    Need {
        what: "openssl, a time-stamping authority",
        debian: "openssl",
        is_there: || run::find(&["openssl"]).is_some(),
    },
    Need {
        what: "xmllint, the peer of the schema checks",
        debian: "libxml2-utils",
        is_there: || run::find(&["xmllint"]).is_some(),
    },
    Need { what: "runuser, setsid", debian: "util-linux", is_there: || run::find(&["runuser"]).is_some() },
    Need { what: "Node.js", debian: "nodejs", is_there: || run::find(&["node"]).is_some() },
    Need { what: "npm", debian: "npm", is_there: || run::find(&["npm"]).is_some() },
];

/// Makes sure everything is there, or says what is not.
pub(crate) fn ensure() -> Result<()> {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !(need.is_there)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|need| need.what).collect();
    let packages: Vec<&str> = missing.iter().map(|need| need.debian).collect();
    let may_install = run::is_root() && Path::new("/etc/debian_version").exists() && run::find(&["apt-get"]).is_some();
    if !may_install {
        bail!("the tests need {}. On Debian: sudo apt-get install {}", names.join(", "), packages.join(" "));
    }
    println!("Installing {}", packages.join(" "));
    run::check(apt().args(["update", "--quiet"]))?;
    run::check(apt().args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(&packages))?;
    let still: Vec<&str> = missing.iter().filter(|need| !(need.is_there)()).map(|need| need.what).collect();
    if !still.is_empty() {
        bail!("still missing after the installation: {}", still.join(", "));
    }
    Ok(())
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").stdin(std::process::Stdio::null());
    command
}
