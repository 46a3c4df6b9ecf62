//! A small HTTP/1.1 client: one connection kept open, requests as bytes, no work beyond what the protocol asks.

use std::{
    fmt::Write as _,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};

/// A browser's connection with its cookies and the last form's token.
pub struct Client {
    stream: BufReader<TcpStream>,
    pub cookies: Vec<(String, String)>,
    pub token: String,
}

/// What came back.
pub struct Reply {
    pub status: u16,
    pub location: String,
    pub text: String,
}

impl Client {
    pub fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self { stream: BufReader::with_capacity(1 << 16, stream), cookies: Vec::new(), token: String::new() })
    }

    pub fn get(&mut self, path: &str) -> Result<Reply> {
        let request = self.head("GET", path) + "\r\n";
        self.send(request.as_bytes())
    }

    /// A form with the token of the last page that had one.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<Reply> {
        let mut form = format!("_token={}", self.token);
        for (name, value) in fields {
            form.push('&');
            encode(&mut form, name);
            form.push('=');
            encode(&mut form, value);
        }
        self.post_bytes(path, "application/x-www-form-urlencoded", form.as_bytes())
    }

    /// A form with one file.
    pub fn post_file(&mut self, path: &str, fields: &[(&str, &str)], field: &str, bytes: &[u8]) -> Result<Reply> {
        let mut body = Vec::new();
        for (name, value) in [("_token", self.token.as_str())].iter().chain(fields) {
            write!(body, "--grenze\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")?;
        }
        write!(
            body,
            "--grenze\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"schein.pdf\"\r\n\
             Content-Type: application/pdf\r\n\r\n"
        )?;
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--grenze--\r\n");
        self.post_bytes(path, "multipart/form-data; boundary=grenze", &body)
    }

    pub fn post_bytes(&mut self, path: &str, content_type: &str, body: &[u8]) -> Result<Reply> {
        let mut request = self.head("POST", path).into_bytes();
        write!(request, "content-type: {content_type}\r\ncontent-length: {}\r\n\r\n", body.len())?;
        request.extend_from_slice(body);
        self.send(&request)
    }

    /// Each request comes from another address of 10.0.0.0/8: the limits for one client are not what is measured.
    fn head(&self, method: &str, path: &str) -> String {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed) % 16_384;
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\naccept: text/html\r\nx-forwarded-for: 10.1.{}.{}\r\n",
            number / 128,
            number % 128
        );
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            // Writing to a String cannot fail.
            let _ = write!(head, "cookie: {}\r\n", cookies.join("; "));
        }
        head
    }

    fn send(&mut self, request: &[u8]) -> Result<Reply> {
        self.stream.get_mut().write_all(request)?;
        let status_line = self.line()?;
        let status = status_line.split(' ').nth(1).and_then(|word| word.parse().ok()).context("no status line")?;
        let (mut length, mut chunked, mut location) = (0, false, String::new());
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(": ").unwrap_or((&line, ""));
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse()?,
                "transfer-encoding" => chunked = true,
                "location" => value.clone_into(&mut location),
                "set-cookie" => self.take_cookie(value),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        if chunked {
            bail!("an answer in chunks was not expected");
        }
        self.stream.read_exact(&mut body)?;
        let text = String::from_utf8_lossy(&body).into_owned();
        if let Some((_, rest)) = text.rsplit_once("name=\"_token\" value=\"") {
            rest.split('"').next().unwrap_or_default().clone_into(&mut self.token);
        }
        Ok(Reply { status, location, text })
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            bail!("the server closed the connection");
        }
        line.truncate(line.trim_end().len());
        Ok(line)
    }

    fn take_cookie(&mut self, line: &str) {
        let Some((name, value)) = line.split(';').next().and_then(|pair| pair.split_once('=')) else { return };
        self.cookies.retain(|(own, _)| own != name);
        if !value.is_empty() {
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }
}

impl Reply {
    pub fn expect(self, status: u16) -> Result<Self> {
        if self.status != status {
            bail!("status {} instead of {status}: {}", self.status, self.text.chars().take(2_000).collect::<String>());
        }
        Ok(self)
    }
}

fn encode(form: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            form.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(form, "%{byte:02X}");
        }
    }
}

/// So many connections ask for the page over and over; how often a second they got it.
pub fn pages_per_second(
    address: SocketAddr,
    path: &str,
    cookies: &[(String, String)],
    connections: usize,
    time: Duration,
) -> Result<Asked> {
    let start = Instant::now();
    let ask = || -> Result<u64> {
        let mut client = Client::connect(address)?;
        cookies.clone_into(&mut client.cookies);
        let mut count = 0;
        while start.elapsed() < time {
            client.get(path)?.expect(200)?;
            count += 1;
        }
        Ok(count)
    };
    let count = thread::scope(|scope| {
        let running: Vec<_> = (0..connections).map(|_| scope.spawn(ask)).collect();
        running.into_iter().try_fold(0, |sum, thread| {
            let count = thread.join().map_err(|_| anyhow::anyhow!("a client panicked"))??;
            anyhow::Ok(sum + count)
        })
    })?;
    #[expect(clippy::cast_precision_loss, reason = "counts of a few seconds")]
    Ok(Asked { count: count as f64, seconds: start.elapsed().as_secs_f64() })
}

/// How many answers there were in which time.
#[derive(Clone, Copy)]
pub struct Asked {
    pub count: f64,
    pub seconds: f64,
}
