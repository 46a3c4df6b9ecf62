//! A PostgreSQL cluster for one run, as an ordinary user, gone afterwards.
//!
//! PostgreSQL refuses to run as root, so root hands it to the user `postgres` or `nobody`. A shell starts the server,
//! waits for its standard input to close, then stops the server and removes the folder. The other end of that input
//! belongs to this process: when it ends, by itself, by Ctrl-C or by a kill, the shell notices.

use std::{
    env, fs,
    io::Read,
    net::{Ipv4Addr, TcpListener},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::run;

/// Names the server for the tests.
pub(crate) const VARIABLE: &str = "LOTSE_TEST_POSTGRES";

const START_WITHIN: Duration = Duration::from_mins(1);

/// Everything the server does stands below its own folder `$1`; `$2` programs, `$3` port, `$4` more settings.
const KEEPER: &str = r#"
umask 077
trap '' INT HUP
cd "$1" || exit 1
"$2/initdb" --pgdata=data --username=lotse --auth=password --pwfile=password --encoding=UTF8 --locale=C.UTF-8 \
  --no-sync >initdb.log 2>&1 || { cat initdb.log >&2; rm -rf "$1"; exit 1; }
"$2/postgres" -D data -k "$1" -h 127.0.0.1 -p "$3" -c max_connections=200 $4 </dev/null >server.log 2>&1 &
server=$!
read -r _
kill -INT "$server" 2>/dev/null
wait "$server"
rm -rf "$1"
"#;

/// What an acknowledged transaction survives.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// The end of the server process: enough for tests, and quicker.
    InMemory,
    /// The end of the machine, as in production: for measurements.
    OnDisk,
}

/// A running server. It ends with this value, or with this process.
pub(crate) struct Cluster {
    url: String,
    keeper: Option<(Child, ChildStdin)>,
}

impl Cluster {
    /// The server the environment names, else one of our own.
    pub(crate) fn start(durability: Durability) -> Result<Self> {
        if let Ok(url) = env::var(VARIABLE) {
            return Ok(Self { url, keeper: None });
        }
        let programs = programs().context("PostgreSQL (initdb, postgres) is not installed")?;
        Self::start_own(&programs, durability)
    }

    pub(crate) fn start_if_installed(durability: Durability) -> Result<Option<Self>> {
        if env::var_os(VARIABLE).is_none() && programs().is_none() {
            return Ok(None);
        }
        Self::start(durability).map(Some)
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn start_own(programs: &Path, durability: Durability) -> Result<Self> {
        let user = if run::is_root() { Some(ordinary_user()?) } else { None };
        let folder = new_folder(user)?;
        let password = random_hex()?;
        fs::write(folder.join("password"), format!("{password}\n"))?;
        if let Some(user) = user {
            run::check(Command::new("chown").arg("-R").arg(format!("{user}:")).arg(&folder))?;
        }
        let port = free_port()?;
        let settings = match durability {
            Durability::InMemory => "-c fsync=off -c full_page_writes=off -c synchronous_commit=off",
            Durability::OnDisk => "",
        };
        let mut command = as_user(user, "sh");
        command.args(["-c", KEEPER, "keeper"]).arg(&folder).arg(programs).arg(port.to_string()).arg(settings);
        // Ctrl-C in the terminal goes to the whole group: the keeper must outlive it to tidy up.
        command.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::null()).process_group(0);
        let mut child = command.spawn().map_err(|error| run::not_started(&command, &error))?;
        let input = child.stdin.take().context("the keeper has no input")?;
        let mut cluster = Self {
            url: format!("postgres://lotse:{password}@127.0.0.1:{port}/postgres"),
            keeper: Some((child, input)),
        };
        cluster.wait_until_ready(programs, port)?;
        Ok(cluster)
    }

    fn wait_until_ready(&mut self, programs: &Path, port: u16) -> Result<()> {
        let started = Instant::now();
        while started.elapsed() < START_WITHIN {
            if let Some((child, _)) = &mut self.keeper
                && let Some(status) = child.try_wait()?
            {
                bail!("PostgreSQL did not start: {status}");
            }
            let mut probe = Command::new(programs.join("pg_isready"));
            probe.args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()]).stdin(Stdio::null());
            if probe.status().is_ok_and(|status| status.success()) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(100));
        }
        bail!("PostgreSQL did not start within {} seconds", START_WITHIN.as_secs())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some((mut child, input)) = self.keeper.take() {
            drop(input);
            // The keeper removes the folder; there is nothing to do about a failure here.
            let _ = child.wait();
        }
    }
}

/// The folder with initdb and postgres: of the newest Debian package, or on the path.
pub(crate) fn programs() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, folder)| folder.join("initdb").is_file() && folder.join("postgres").is_file())
        .collect();
    versions.sort();
    let on_path = || run::find(&["initdb"]).and_then(|file| file.canonicalize().ok()?.parent().map(Path::to_path_buf));
    versions.pop().map(|(_, folder)| folder).or_else(on_path)
}

fn ordinary_user() -> Result<&'static str> {
    ["postgres", "nobody"]
        .into_iter()
        .find(|user| run::output(Command::new("id").args(["-u", user])).is_some())
        .context("there is neither a user postgres nor nobody to run PostgreSQL as")
}

/// The program as that user, or as ourselves.
fn as_user(user: Option<&str>, program: &str) -> Command {
    let Some(user) = user else { return Command::new(program) };
    let mut command = Command::new("runuser");
    command.args(["-u", user, "--", program]);
    command
}

/// Made by the user who will own it: a folder below the system's temporary folder, closed to others.
fn new_folder(user: Option<&str>) -> Result<PathBuf> {
    let pattern = env::temp_dir().join("lotse-postgres-XXXXXX");
    let made = run::output(as_user(user, "mktemp").arg("-d").arg(&pattern).current_dir("/"))
        .context("a temporary folder could not be made")?;
    Ok(PathBuf::from(made))
}

/// Free now; another program could take it before PostgreSQL does, then the start fails and says so.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

fn random_hex() -> Result<String> {
    let mut bytes = [0_u8; 16];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(port: &str) -> bool {
        let programs = programs().expect("looked for before");
        let mut probe = Command::new(programs.join("pg_isready"));
        probe.args(["-q", "-h", "127.0.0.1", "-p", port]).status().is_ok_and(|status| status.success())
    }

    #[test]
    fn the_server_ends_with_its_value() {
        if programs().is_none() {
            eprintln!("skipped: PostgreSQL is not installed");
            return;
        }
        let programs = programs().expect("looked for before");
        let cluster = Cluster::start_own(&programs, Durability::InMemory).unwrap();
        let url = cluster.url().to_owned();
        let port = url.rsplit(':').next().and_then(|rest| rest.split('/').next()).unwrap();
        assert!(answers(port));
        drop(cluster);
        assert!(!answers(port));
    }
}
