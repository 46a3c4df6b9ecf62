//! A real IMAP server on this machine, gone with its value.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

const SERVER: &str = "/usr/sbin/dovecot";
pub const USER: &str = "rechnung";
/// With letters that do not fit into a quoted string.
pub const PASSWORD: &str = "ein \"gehäimes\" Wort";

pub struct Dovecot {
    process: Child,
    folder: tempfile::TempDir,
    pub port: u16,
    pub tls_port: u16,
}

/// Free now; another program could take it first, then the server does not start and the test says so.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn word(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

impl Dovecot {
    /// `None` where there is no such server.
    pub fn start() -> Option<Self> {
        if !Path::new(SERVER).exists() {
            println!("skipped: no {SERVER}");
            return None;
        }
        let folder = tempfile::Builder::new().prefix("lotse-imap-").tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        word("chmod", &["755", &at("")]);
        let (port, tls_port) = (free_port(), free_port());
        let certificate =
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
        let names = [
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-addext",
            "basicConstraints=critical,CA:FALSE",
        ];
        let (key, cert) = (at("key.pem"), at("cert.pem"));
        word("openssl", &[&certificate[..], &names, &["-keyout", &key, "-out", &cert]].concat());
        let is_root = word("id", &["-u"]) == "0";
        // The server wants no mail of root's; as an ordinary user it can only be that user everywhere.
        let (uid, gid) = if is_root {
            (word("id", &["-u", "nobody"]), word("id", &["-g", "nobody"]))
        } else {
            (word("id", &["-u"]), word("id", &["-g"]))
        };
        let own = word("id", &["-un"]);
        let users = if is_root {
            String::new()
        } else {
            format!("default_internal_user = {own}\ndefault_login_user = {own}\n")
        };
        fs::write(at("users"), format!("{USER}:{{PLAIN}}{PASSWORD}\n")).unwrap();
        word("chmod", &["644", &at("users")]);
        for name in ["mail", "mail/new", "mail/cur", "mail/tmp"] {
            fs::create_dir(at(name)).unwrap();
        }
        word("chown", &["-R", &format!("{uid}:{gid}"), &at("mail")]);
        let configuration = format!(
            "protocols = imap\nlisten = 127.0.0.1\nbase_dir = {run}\nstate_dir = {run}\nlog_path = {log}\n{users}\
             first_valid_uid = 1\nfirst_valid_gid = 1\nmail_location = maildir:{mail}\ndisable_plaintext_auth = no\n\
             ssl = yes\nssl_cert = <{cert}\nssl_key = <{key}\n\
             passdb {{\n driver = passwd-file\n args = {passwords}\n}}\n\
             userdb {{\n driver = static\n args = uid={uid} gid={gid} home={mail}\n}}\n\
             service imap-login {{\n chroot =\n inet_listener imap {{\n port = {port}\n }}\n inet_listener imaps {{\n port = {tls_port}\n ssl = yes\n }}\n}}\n\
             service anvil {{\n chroot =\n}}\n",
            run = at("run"),
            log = at("log"),
            mail = at("mail"),
            passwords = at("users"),
        );
        fs::write(at("dovecot.conf"), configuration).unwrap();
        let process = Command::new(SERVER)
            .args(["-F", "-c", &at("dovecot.conf")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { process, folder, port, tls_port };
        for _ in 0..200 {
            if [port, tls_port].iter().all(|port| TcpStream::connect(("127.0.0.1", *port)).is_ok()) {
                return Some(server);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("the IMAP server did not answer: {}", fs::read_to_string(server.path("log")).unwrap_or_default());
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn certificate(&self) -> PathBuf {
        self.path("cert.pem")
    }

    /// Puts a mail into the inbox.
    pub fn deliver(&self, name: &str, mail: &[u8]) {
        let temporary = self.path("mail/tmp").join(name);
        fs::write(&temporary, mail).unwrap();
        let owner = format!("--reference={}", self.path("mail/tmp").display());
        word("chown", &[&owner, &temporary.to_string_lossy()]);
        fs::rename(temporary, self.path("mail/new").join(name)).unwrap();
    }

    /// How many mails are in a folder; the inbox has no name.
    pub fn count(&self, folder: &str) -> usize {
        let folder = if folder.is_empty() { self.path("mail") } else { self.path("mail").join(format!(".{folder}")) };
        let files = |name: &str| fs::read_dir(folder.join(name)).map_or(0, Iterator::count);
        files("new") + files("cur")
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // Politely, so that it ends its own processes, too.
        let _ = Command::new("kill").arg(self.process.id().to_string()).status();
        for _ in 0..50 {
            if matches!(self.process.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
