//! A clamd for tests: the real one with a signature of our own, and a double that says what it is told.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

const DAEMON: &str = "/usr/sbin/clamd";
/// What the signature of these tests looks for; harmless and nowhere else.
pub const MARK: &[u8] = b"Lotse-Pruefmuster-7f3a";

/// A double on a free port. It speaks the protocol of clamd(8); `answer` gets the stream and gives the reply without its
/// NUL, or `None` to keep silent.
pub async fn double(answer: fn(&[u8]) -> Option<String>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, answer));
        }
    });
    address
}

async fn serve(mut stream: TcpStream, answer: fn(&[u8]) -> Option<String>) -> std::io::Result<()> {
    let mut command = Vec::new();
    while command.last() != Some(&0) {
        command.push(stream.read_u8().await?);
    }
    let reply = match command.as_slice() {
        b"zVERSION\0" => Some("ClamAV double".to_owned()),
        b"zINSTREAM\0" => {
            let mut file = Vec::new();
            loop {
                let length = stream.read_u32().await?;
                if length == 0 {
                    break;
                }
                let start = file.len();
                file.resize(start + length as usize, 0);
                stream.read_exact(&mut file[start..]).await?;
            }
            answer(&file)
        }
        _ => Some("UNKNOWN COMMAND".to_owned()),
    };
    match reply {
        Some(text) => stream.write_all(format!("{text}\0").as_bytes()).await,
        None => std::future::pending().await,
    }
}

/// Says what the real one says about [`MARK`].
pub fn by_mark(file: &[u8]) -> Option<String> {
    let found = file.windows(MARK.len()).any(|window| window == MARK);
    Some(if found { "stream: Lotse.Test.UNOFFICIAL FOUND" } else { "stream: OK" }.to_owned())
}

/// The real daemon, gone with its value.
pub struct Clamd {
    process: Child,
    folder: tempfile::TempDir,
    port: u16,
}

impl Clamd {
    /// `None` where it is not installed. Takes files up to 1 MB.
    pub async fn start() -> Option<Self> {
        if !Path::new(DAEMON).exists() {
            println!("skipped: no clamd");
            return None;
        }
        let folder = tempfile::Builder::new().prefix("lotse-clamd-").tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("signatures")).unwrap();
        // Name, any kind of file, anywhere in it, in hex.
        let hex: String = MARK.iter().map(|byte| format!("{byte:02x}")).collect();
        fs::write(at("signatures/test.ndb"), format!("Lotse.Test:0:*:{hex}\n")).unwrap();
        // Free now; another program could take it first, then the daemon does not start and the test says so.
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let lines = [
            "TCPAddr 127.0.0.1".to_owned(),
            format!("TCPSocket {port}"),
            format!("LocalSocket {}", at("socket").display()),
            format!("DatabaseDirectory {}", at("signatures").display()),
            "StreamMaxLength 1M".to_owned(),
            "Foreground yes".to_owned(),
        ];
        fs::write(at("clamd.conf"), lines.join("\n") + "\n").unwrap();
        let log = fs::File::create(at("log")).unwrap();
        let mut command = Command::new(DAEMON);
        command
            .arg("--config-file")
            .arg(at("clamd.conf"))
            .stdin(Stdio::null())
            .stderr(log.try_clone().unwrap())
            .stdout(log);
        let clamd = Self { process: command.spawn().unwrap(), folder, port };
        for _ in 0..300 {
            if TcpStream::connect(("127.0.0.1", port)).await.is_ok() && clamd.socket().exists() {
                return Some(clamd);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("clamd did not start: {}", fs::read_to_string(clamd.folder.path().join("log")).unwrap_or_default());
    }

    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("socket")
    }
}

impl Drop for Clamd {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
