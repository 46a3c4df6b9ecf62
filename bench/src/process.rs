//! Servers as processes of their own, so that what they cost can be told from what asking them costs.

use std::{
    env, fs,
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};

/// Clock ticks a second in `/proc/PID/stat`; fixed by Linux for user space.
const TICKS: f64 = 100.0;

/// A server of ours; ends with this value.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// Starts this program again in another role and waits until it listens.
    pub fn start(role: &str, arguments: &[&str], address: SocketAddr) -> Result<Self> {
        let mut command = Command::new(env::current_exe()?);
        command.arg(role).args(arguments).env("RUST_LOG", "warn").stdout(Stdio::null());
        let child = command.spawn().context("cannot start a server")?;
        let mut server = Self { child, address };
        let start = Instant::now();
        while TcpStream::connect(address).is_err() {
            if let Some(status) = server.child.try_wait()? {
                bail!("the server {role} ended at its start: {status}");
            }
            if start.elapsed() > Duration::from_mins(1) {
                bail!("the server {role} does not listen");
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(server)
    }

    /// Processor time it has used so far, in seconds.
    pub fn cpu_seconds(&self) -> Result<f64> {
        let text = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name in parentheses may hold spaces; utime and stime are fields 14 and 15 (proc(5)).
        let rest = text.rsplit_once(") ").context("unexpected /proc/PID/stat")?.1;
        let field = |place: usize| rest.split(' ').nth(place).and_then(|word| word.parse::<f64>().ok());
        Ok((field(11).context("no utime")? + field(12).context("no stime")?) / TICKS)
    }

    /// Memory it holds now, in MiB.
    pub fn resident_mib(&self) -> Result<f64> {
        let text = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kib: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kib / 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address on the loopback nobody listens on now.
pub fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
