//! As much of IMAP4rev1 (RFC 3501) as it takes to read a mailbox and tidy it.
//!
//! Our own, because the bytes come from outside: every line, every literal and every wait has a limit, which the
//! libraries on the registry do not offer.

use std::{fmt::Write as _, io, path::Path, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};

use super::config::{Mailbox, Security};

/// A server that does not answer for so long is gone.
const PATIENCE: Duration = Duration::from_mins(1);
const LONGEST_LINE: u64 = 64 * 1024;
const MOST_LINES: usize = 10_000;

/// What goes wrong with a mailbox. The texts hold nothing of a mail and no password.
#[derive(Debug, thiserror::Error)]
pub(super) enum ImapError {
    #[error("connection: {0}")]
    Io(#[from] io::Error),
    #[error("no answer within {} seconds", PATIENCE.as_secs())]
    Slow,
    #[error("the server refused {command}: {text}")]
    Refused { command: &'static str, text: String },
    #[error("the server speaks no IMAP we understand: {0}")]
    Strange(String),
    #[error("the server answers more than it may: {0}")]
    TooMuch(&'static str),
    #[error("certificates: {0}")]
    Certificates(String),
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// A line of an answer with the literals in it, one after the other.
#[derive(Debug, Default)]
struct Line {
    text: String,
    literals: Vec<Vec<u8>>,
}

/// A part of a command.
enum Part<'a> {
    /// As it is.
    Word(&'a str),
    /// Quoted, or as a literal where it cannot be.
    Text(&'a str),
}

/// A connection that has signed in.
pub(super) struct Client {
    stream: BufReader<Box<dyn Stream>>,
    number: u32,
    capabilities: String,
}

impl Client {
    /// Connects and signs in.
    pub(super) async fn open(mailbox: &Mailbox, password: &str) -> Result<Self, ImapError> {
        let address = (mailbox.host.as_str(), mailbox.port());
        let tcp = timeout(PATIENCE, TcpStream::connect(address)).await.map_err(|_| ImapError::Slow)??;
        let mut client = if mailbox.security == Security::Tls {
            let stream = secured(mailbox, Box::new(tcp)).await?;
            Self::greeted(stream).await?
        } else {
            Self::greeted(Box::new(tcp)).await?
        };
        if mailbox.security == Security::Starttls {
            client.command("STARTTLS", &[]).await?;
            // What came before the handshake could be from anybody and is dropped with the buffer.
            let stream = secured(mailbox, client.stream.into_inner()).await?;
            client = Self { stream: BufReader::new(stream), number: client.number, capabilities: String::new() };
        }
        client.command("LOGIN", &[Part::Text(&mailbox.user), Part::Text(password)]).await?;
        let lines = client.command("CAPABILITY", &[]).await?;
        let capabilities = lines.iter().find_map(|line| line.text.strip_prefix("* CAPABILITY "));
        client.capabilities = capabilities.unwrap_or_default().to_ascii_uppercase();
        Ok(client)
    }

    async fn greeted(stream: Box<dyn Stream>) -> Result<Self, ImapError> {
        let mut client = Self { stream: BufReader::new(stream), number: 0, capabilities: String::new() };
        let greeting = client.line(0).await?;
        if greeting.text.starts_with("* OK") { Ok(client) } else { Err(ImapError::Strange(greeting.text)) }
    }

    fn can(&self, capability: &str) -> bool {
        self.capabilities.split(' ').any(|word| word == capability)
    }

    /// Makes a folder unless it is there.
    pub(super) async fn ensure_folder(&mut self, name: &str) -> Result<(), ImapError> {
        match self.command("CREATE", &[Part::Text(name)]).await {
            // "NO" is what servers say about a folder that exists.
            Ok(_) | Err(ImapError::Refused { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn select(&mut self, name: &str) -> Result<(), ImapError> {
        self.command("SELECT", &[Part::Text(name)]).await.map(|_| ())
    }

    /// Mails in the folder, oldest first.
    pub(super) async fn mails(&mut self) -> Result<Vec<u32>, ImapError> {
        let lines = self.command("UID SEARCH", &[Part::Word("NOT DELETED")]).await?;
        let found = lines.iter().filter_map(|line| line.text.strip_prefix("* SEARCH"));
        let mut ids: Vec<u32> = found.flat_map(str::split_whitespace).filter_map(|id| id.parse().ok()).collect();
        ids.sort_unstable();
        Ok(ids)
    }

    /// Size of a mail in bytes; `None` if it is gone.
    pub(super) async fn size(&mut self, mail: u32) -> Result<Option<u64>, ImapError> {
        let id = mail.to_string();
        let lines = self.command("UID FETCH", &[Part::Word(&id), Part::Word("(RFC822.SIZE)")]).await?;
        let size = |line: &Line| {
            let rest = line.text.split("RFC822.SIZE ").nth(1)?;
            rest.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
        };
        Ok(lines.iter().find_map(size))
    }

    /// A mail as it is, without marking it as read; `None` if it is gone.
    pub(super) async fn mail(&mut self, mail: u32, largest: u64) -> Result<Option<Vec<u8>>, ImapError> {
        self.fetch(mail, "(BODY.PEEK[])", largest).await
    }

    /// Only its head.
    pub(super) async fn head(&mut self, mail: u32, largest: u64) -> Result<Option<Vec<u8>>, ImapError> {
        self.fetch(mail, "(BODY.PEEK[HEADER])", largest).await
    }

    async fn fetch(&mut self, mail: u32, what: &str, largest: u64) -> Result<Option<Vec<u8>>, ImapError> {
        let id = mail.to_string();
        let lines = self.command_with("UID FETCH", &[Part::Word(&id), Part::Word(what)], largest).await?;
        let fetched = |line: &Line| line.text.starts_with("* ") && line.text.contains(" FETCH ");
        let line = lines.into_iter().find(|line| fetched(line) && !line.literals.is_empty());
        Ok(line.map(|mut line| line.literals.swap_remove(0)))
    }

    /// Moves a mail to another folder.
    pub(super) async fn move_to(&mut self, mail: u32, folder: &str) -> Result<(), ImapError> {
        let id = mail.to_string();
        if self.can("MOVE") {
            return self.command("UID MOVE", &[Part::Word(&id), Part::Text(folder)]).await.map(|_| ());
        }
        self.command("UID COPY", &[Part::Word(&id), Part::Text(folder)]).await?;
        self.command("UID STORE", &[Part::Word(&id), Part::Word("+FLAGS.SILENT (\\Deleted)")]).await?;
        // Without UIDPLUS others' marked mails would go, too; ours stays marked and is not looked at again.
        if self.can("UIDPLUS") {
            self.command("UID EXPUNGE", &[Part::Word(&id)]).await?;
        }
        Ok(())
    }

    pub(super) async fn close(mut self) {
        // Everything is done; whether the server says goodbye does not matter.
        let _ = self.command("LOGOUT", &[]).await;
    }

    async fn command(&mut self, name: &'static str, parts: &[Part<'_>]) -> Result<Vec<Line>, ImapError> {
        self.command_with(name, parts, LONGEST_LINE).await
    }

    /// Sends a command and reads up to its end. `largest` limits literals in the answer.
    async fn command_with(
        &mut self,
        name: &'static str,
        parts: &[Part<'_>],
        largest: u64,
    ) -> Result<Vec<Line>, ImapError> {
        self.number += 1;
        let tag = format!("L{}", self.number);
        let mut text = format!("{tag} {name}");
        for part in parts {
            text.push(' ');
            match part {
                Part::Word(word) => text.push_str(word),
                Part::Text(value) if can_be_quoted(value) => {
                    text.push('"');
                    text.push_str(&value.replace('\\', "\\\\").replace('"', "\\\""));
                    text.push('"');
                }
                Part::Text(value) => {
                    let _ = write!(text, "{{{}}}\r\n", value.len());
                    self.send(&text).await?;
                    let answer = self.line(0).await?;
                    if !answer.text.starts_with('+') {
                        return Err(refused(name, &answer.text));
                    }
                    (*value).clone_into(&mut text);
                }
            }
        }
        text.push_str("\r\n");
        self.send(&text).await?;
        let mut lines = Vec::new();
        loop {
            let line = self.line(largest).await?;
            if let Some(state) = line.text.strip_prefix(&tag).and_then(|rest| rest.strip_prefix(' ')) {
                return if state.starts_with("OK") { Ok(lines) } else { Err(refused(name, state)) };
            }
            if line.text.starts_with("* BYE") && name != "LOGOUT" {
                return Err(refused(name, &line.text));
            }
            lines.push(line);
            if lines.len() > MOST_LINES {
                return Err(ImapError::TooMuch("lines"));
            }
        }
    }

    async fn send(&mut self, text: &str) -> Result<(), ImapError> {
        let sending = async {
            self.stream.get_mut().write_all(text.as_bytes()).await?;
            self.stream.get_mut().flush().await
        };
        timeout(PATIENCE, sending).await.map_err(|_| ImapError::Slow)?.map_err(ImapError::from)
    }

    /// A line with its literals: `{12}` at the end of a line announces twelve bytes and more of the line behind them.
    async fn line(&mut self, largest: u64) -> Result<Line, ImapError> {
        let mut line = Line::default();
        let mut room = largest;
        loop {
            let mut bytes = Vec::new();
            let mut limited = (&mut self.stream).take(LONGEST_LINE);
            timeout(PATIENCE, limited.read_until(b'\n', &mut bytes)).await.map_err(|_| ImapError::Slow)??;
            if !bytes.ends_with(b"\n") {
                let is_long = bytes.len() as u64 >= LONGEST_LINE;
                return Err(if is_long { ImapError::TooMuch("a line") } else { gone() });
            }
            let text = String::from_utf8_lossy(&bytes);
            let text = text.trim_end_matches(['\r', '\n']);
            line.text.push_str(text);
            let Some(length) = announced(text) else { return Ok(line) };
            if length > room {
                return Err(ImapError::TooMuch("a literal"));
            }
            room -= length;
            let mut literal = vec![0; usize::try_from(length).map_err(|_| ImapError::TooMuch("a literal"))?];
            let reading = self.stream.read_exact(&mut literal);
            // A large mail over a slow line takes longer than a line of text.
            let patience = PATIENCE + Duration::from_secs(length / 100_000);
            timeout(patience, reading).await.map_err(|_| ImapError::Slow)??;
            line.literals.push(literal);
        }
    }
}

fn gone() -> ImapError {
    io::Error::from(io::ErrorKind::UnexpectedEof).into()
}

fn refused(command: &'static str, text: &str) -> ImapError {
    ImapError::Refused { command, text: text.chars().take(200).collect() }
}

fn can_be_quoted(text: &str) -> bool {
    text.len() < 1_000 && text.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

/// Length of the literal that a line announces at its end.
fn announced(line: &str) -> Option<u64> {
    let (_, number) = line.strip_suffix('}')?.rsplit_once('{')?;
    number.parse().ok()
}

/// The stream with TLS; the server must prove to be the one of the name.
async fn secured(mailbox: &Mailbox, stream: Box<dyn Stream>) -> Result<Box<dyn Stream>, ImapError> {
    let broken = |error: &dyn std::fmt::Display| ImapError::Certificates(error.to_string());
    let roots = roots(mailbox.ca_file.as_deref())?;
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| broken(&error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(mailbox.host.clone()).map_err(|error| broken(&error))?;
    let connecting = TlsConnector::from(Arc::new(config)).connect(name, stream);
    Ok(Box::new(timeout(PATIENCE, connecting).await.map_err(|_| ImapError::Slow)??))
}

/// The certificates of the system, or those in a file.
fn roots(file: Option<&Path>) -> Result<RootCertStore, ImapError> {
    let mut roots = RootCertStore::empty();
    let Some(file) = file else {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        return Ok(roots);
    };
    let certificates =
        CertificateDer::pem_file_iter(file).map_err(|error| ImapError::Certificates(error.to_string()))?;
    for certificate in certificates {
        let certificate = certificate.map_err(|error| ImapError::Certificates(error.to_string()))?;
        roots.add(certificate).map_err(|error| ImapError::Certificates(error.to_string()))?;
    }
    Ok(roots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_announced_at_the_end_of_a_line() {
        assert_eq!(announced("* 1 FETCH (UID 7 BODY[] {1234}"), Some(1234));
        assert_eq!(announced("* OK {3} done"), None);
        assert_eq!(announced("}"), None);
        assert!(can_be_quoted("a\"b\\c") && !can_be_quoted("ä") && !can_be_quoted("a\r\nb"));
    }

    /// A server of the test: says its lines, whatever it is told.
    async fn against(answer: Vec<u8>) -> Result<Client, ImapError> {
        let (ours, mut theirs) = tokio::io::duplex(1 << 20);
        tokio::spawn(async move {
            let _ = theirs.write_all(&answer).await;
            // Keeps the line open until the client has gone.
            let _ = tokio::io::copy(&mut theirs, &mut tokio::io::sink()).await;
        });
        Client::greeted(Box::new(ours)).await
    }

    #[tokio::test]
    async fn an_answer_with_literals_and_limits() {
        let mut client = against(
            b"* OK hello\r\n* 1 FETCH (UID 7 BODY[] {5}\r\na\r\nb\n)\r\nL1 OK done\r\n* 1 FETCH (BODY[] {99}\r\n"
                .to_vec(),
        )
        .await
        .unwrap();
        assert_eq!(client.mail(7, 10).await.unwrap().unwrap(), b"a\r\nb\n");
        assert!(matches!(client.mail(7, 10).await, Err(ImapError::TooMuch("a literal"))));
    }

    #[tokio::test]
    async fn a_line_without_end_is_refused() {
        let long = [b"* OK hello\r\n".as_slice(), &vec![b'a'; 100_000]].concat();
        let mut client = against(long).await.unwrap();
        assert!(matches!(client.select("INBOX").await, Err(ImapError::TooMuch("a line"))));
        assert!(matches!(against(b"220 smtp ready\r\n".to_vec()).await, Err(ImapError::Strange(_))));
    }
}
