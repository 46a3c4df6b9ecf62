//! The little of clamd's protocol that is needed: `INSTREAM` and `VERSION`, each on a connection of its own
//! (clamd(8); commands and replies end with NUL where the command begins with `z`).

use std::{io, path::PathBuf};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
};

/// Bytes sent at once. clamd takes any size below its own limit.
const CHUNK: usize = 128 * 1024;
/// No reply to a stream is longer.
const LONGEST_REPLY: u64 = 4 * 1024;

/// Where clamd listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// `host:port`
    Tcp(String),
    Socket(PathBuf),
}

impl Address {
    /// `None` if it is neither an address with port nor the path of a socket.
    pub fn parse(text: &str) -> Option<Self> {
        if text.starts_with('/') {
            return cfg!(unix).then(|| Self::Socket(PathBuf::from(text)));
        }
        let (host, port) = text.rsplit_once(':')?;
        let is_port = port.parse::<u16>().is_ok_and(|port| port > 0);
        let is_host = !host.is_empty() && !host.contains('/');
        (is_port && is_host).then(|| Self::Tcp(text.to_owned()))
    }
}

/// Why nothing is known about a file. For the log and the operator.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    #[error("clamd does not answer: {0}")]
    Silent(#[from] io::Error),
    #[error("clamd took too long")]
    TooSlow,
    #[error("the file is larger than clamd takes (StreamMaxLength)")]
    TooLarge,
    #[error("clamd says: {0}")]
    Said(String),
}

/// What clamd says about a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    Clean,
    /// With the name of the signature.
    Found(String),
    TooLarge,
    /// An error, or something this program does not know: never taken for clean.
    Other(String),
}

/// Reads a reply to `INSTREAM`, with or without its NUL.
pub fn reply(bytes: &[u8]) -> Reply {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_end_matches(['\0', '\n']).trim();
    let shown = || text.chars().filter(|sign| !sign.is_control()).take(200).collect::<String>();
    if text.starts_with("INSTREAM size limit exceeded") {
        return Reply::TooLarge;
    }
    let Some(said) = text.strip_prefix("stream: ") else { return Reply::Other(shown()) };
    if said == "OK" {
        return Reply::Clean;
    }
    let Some(name) = said.strip_suffix(" FOUND") else { return Reply::Other(shown()) };
    let name: String = name.chars().filter(|sign| !sign.is_control()).take(120).collect();
    Reply::Found(if name.trim().is_empty() { "unnamed".to_owned() } else { name.trim().to_owned() })
}

/// Shows a file to clamd; gives the signature that was found, if any.
pub(super) async fn scan(address: &Address, bytes: &[u8]) -> Result<Option<String>, ScanError> {
    match reply(&exchange(address, b"zINSTREAM\0", Some(bytes)).await?) {
        Reply::Clean => Ok(None),
        Reply::Found(signature) => Ok(Some(signature)),
        Reply::TooLarge => Err(ScanError::TooLarge),
        Reply::Other(text) => Err(ScanError::Said(text)),
    }
}

/// `ClamAV 1.4.6/27500/Fri Jan  1 08:00:00 2027`
pub(super) async fn version(address: &Address) -> Result<String, ScanError> {
    let bytes = exchange(address, b"zVERSION\0", None).await?;
    let text = String::from_utf8_lossy(&bytes);
    let text: String = text.chars().filter(|sign| !sign.is_control()).take(200).collect();
    if text.starts_with("ClamAV") { Ok(text) } else { Err(ScanError::Said(text)) }
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

async fn open(address: &Address) -> io::Result<Box<dyn Stream>> {
    match address {
        Address::Tcp(host) => Ok(Box::new(TcpStream::connect(host).await?)),
        #[cfg(unix)]
        Address::Socket(path) => Ok(Box::new(tokio::net::UnixStream::connect(path).await?)),
        #[cfg(not(unix))]
        Address::Socket(_) => Err(io::Error::from(io::ErrorKind::Unsupported)),
    }
}

/// Says a command, sends the file that belongs to it, reads what comes back.
async fn exchange(address: &Address, command: &[u8], file: Option<&[u8]>) -> Result<Vec<u8>, ScanError> {
    let mut stream = open(address).await?;
    // clamd answers and closes in the middle of a stream that is too long: what it said counts, not the broken pipe.
    let sent = send(&mut stream, command, file).await;
    let mut bytes = Vec::new();
    let read = stream.take(LONGEST_REPLY).read_to_end(&mut bytes).await;
    if bytes.is_empty() {
        sent?;
        read?;
        return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
    }
    Ok(bytes)
}

async fn send(stream: &mut Box<dyn Stream>, command: &[u8], file: Option<&[u8]>) -> io::Result<()> {
    stream.write_all(command).await?;
    let Some(file) = file else { return stream.flush().await };
    for chunk in file.chunks(CHUNK) {
        let length = u32::try_from(chunk.len()).map_err(io::Error::other)?;
        stream.write_all(&length.to_be_bytes()).await?;
        stream.write_all(chunk).await?;
    }
    stream.write_all(&0_u32.to_be_bytes()).await?;
    stream.flush().await
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn replies_as_clamd_gives_them() {
        assert_eq!(reply(b"stream: OK\0"), Reply::Clean);
        assert_eq!(reply(b"stream: Lotse.Test.UNOFFICIAL FOUND\0"), Reply::Found("Lotse.Test.UNOFFICIAL".into()));
        assert_eq!(reply(b"INSTREAM size limit exceeded. ERROR\0"), Reply::TooLarge);
        for other in ["", "\0", "OK", "stream: ", "stream: FOUND", "stream: OK FOUND OK", "UNKNOWN COMMAND", "PONG"] {
            assert!(matches!(reply(other.as_bytes()), Reply::Other(_)), "{other}");
        }
        assert_eq!(reply(b"stream: \x07 FOUND\0"), Reply::Found("unnamed".into()));
        assert_eq!(reply(b"stream: a\x1b[2Jb FOUND"), Reply::Found("a[2Jb".into()));
    }

    proptest! {
        #[test]
        fn only_one_reply_is_clean(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            if reply(&bytes) == Reply::Clean {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                prop_assert_eq!(text.trim_end_matches(['\0', '\n']).trim(), "stream: OK");
            }
        }
    }
}
