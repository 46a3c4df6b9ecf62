//! A time-stamping authority of openssl in a temporary folder: keys, certificates and stamps as somebody else makes them.

use std::{fs, path::PathBuf, process::Command};

use lotse_evidence::time_stamp::{Trust, TrustedCertificate};
use tempfile::TempDir;

/// How the authority is set up; what a test leaves alone is as it should be.
pub struct Setup {
    pub key: &'static [&'static str],
    pub usage: &'static str,
    pub digest: &'static str,
    /// Days of validity of the authority's certificate, from today.
    pub days: &'static str,
    pub certificate_hash: &'static str,
    pub signature_options: &'static [&'static str],
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            key: &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
            usage: "critical,timeStamping",
            digest: "sha256",
            days: "100",
            certificate_hash: "sha256",
            signature_options: &[],
        }
    }
}

pub struct Authority {
    folder: TempDir,
    digest: &'static str,
}

/// Whether openssl is there; the tests of the whole workspace install it.
pub fn is_there() -> bool {
    let there = Command::new("openssl").arg("version").output().is_ok();
    if !there {
        println!("skipped: no openssl");
    }
    there
}

impl Authority {
    pub fn new(setup: &Setup) -> Self {
        let authority = Self { folder: tempfile::tempdir().unwrap(), digest: setup.digest };
        let config = format!(
            "[req]\ndistinguished_name=dn\n[dn]\n\
             [root]\nbasicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\n\
             [between]\nbasicConstraints=critical,CA:true,pathlen:0\nkeyUsage=critical,keyCertSign\n\
             [stamps]\nbasicConstraints=CA:false\nkeyUsage=critical,digitalSignature\nextendedKeyUsage={}\n\
             [tsa]\ndefault_tsa=one\n[one]\nserial=serial\nsigner_digest={}\ndefault_policy=1.2.3.4.1\n\
             digests=sha1,sha256,sha384,sha512\naccuracy=secs:1\nordering=no\ness_cert_id_chain=yes\ness_cert_id_alg={}\n",
            setup.usage, setup.digest, setup.certificate_hash
        );
        fs::write(authority.path("conf"), config).unwrap();
        let rsa = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
        for (name, key) in [("root", &rsa[..]), ("between", &rsa[..]), ("stamps", setup.key)] {
            authority.openssl("genpkey", &[key, &["-out", &format!("{name}.key")]].concat());
            let request =
                ["-new", "-config", "conf", "-key", &format!("{name}.key"), "-subj", &format!("/CN=Test {name}")];
            authority.openssl("req", &[&request[..], &["-out", &format!("{name}.csr")]].concat());
        }
        let signed = |name: &str, days: &str, by: &[&str]| {
            let request = format!("{name}.csr");
            let file = format!("{name}.pem");
            let common =
                ["-req", "-in", &request, "-days", days, "-extfile", "conf", "-extensions", name, "-out", &file];
            authority.openssl("x509", &[&common[..], by, setup.signature_options].concat());
        };
        signed("root", "4000", &["-signkey", "root.key"]);
        signed("between", "3000", &["-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial"]);
        signed("stamps", setup.days, &["-CA", "between.pem", "-CAkey", "between.key", "-CAcreateserial"]);
        fs::write(authority.path("serial"), "01").unwrap();
        authority
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn openssl(&self, command: &str, arguments: &[&str]) {
        let done =
            Command::new("openssl").arg(command).args(arguments).current_dir(self.folder.path()).output().unwrap();
        assert!(done.status.success(), "openssl {command} {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    /// The answer to a request for the hash of the data.
    pub fn stamp(&self, data: &[u8]) -> Vec<u8> {
        fs::write(self.path("data"), data).unwrap();
        self.openssl("ts", &["-query", "-data", "data", &format!("-{}", self.digest), "-cert", "-out", "request"]);
        self.answer()
    }

    /// The answer to a request of our own.
    pub fn stamp_request(&self, request: &[u8]) -> Vec<u8> {
        fs::write(self.path("request"), request).unwrap();
        self.answer()
    }

    fn answer(&self) -> Vec<u8> {
        let files = ["-signer", "stamps.pem", "-inkey", "stamps.key", "-chain", "between.pem"];
        let begin = ["-reply", "-config", "conf", "-queryfile", "request", "-out", "response"];
        self.openssl("ts", &[&begin[..], &files].concat());
        fs::read(self.path("response")).unwrap()
    }

    pub fn certificate(&self, name: &str) -> TrustedCertificate {
        TrustedCertificate::read_file(&fs::read(self.path(&format!("{name}.pem"))).unwrap()).unwrap().remove(0)
    }

    pub fn trust(&self) -> Trust {
        Trust::in_anchors(vec![self.certificate("root")])
    }

    /// The certificate of [`sign_statement`](Self::sign_statement), unless it is there: what it signs must not be older.
    pub fn make_certificate(&self, usage: &str) {
        let config = format!("[odd]\nextendedKeyUsage={usage}\nsubjectKeyIdentifier=hash\n");
        if fs::read_to_string(self.path("odd.conf")).is_ok_and(|known| known == config) {
            return;
        }
        fs::write(self.path("odd.conf"), config).unwrap();
        let issuer = ["-CA", "between.pem", "-CAkey", "between.key", "-CAcreateserial", "-days", "100"];
        let odd = ["-req", "-in", "stamps.csr", "-extfile", "odd.conf", "-extensions", "odd", "-out", "odd.pem"];
        self.openssl("x509", &[&odd[..], &issuer].concat());
    }

    /// A token that the authority's program would not make: any statement, signed with any certificate.
    pub fn sign_statement(&self, statement: &[u8], usage: &str) -> Vec<u8> {
        self.sign_statement_with(statement, usage, &[])
    }

    /// The same, signed as openssl's options say.
    pub fn sign_statement_with(&self, statement: &[u8], usage: &str, options: &[&str]) -> Vec<u8> {
        fs::write(self.path("statement"), statement).unwrap();
        self.make_certificate(usage);
        let what =
            ["-sign", "-binary", "-nodetach", "-cades", "-outform", "DER", "-in", "statement", "-out", "odd.der"];
        let who = ["-econtent_type", "1.2.840.113549.1.9.16.1.4", "-signer", "odd.pem", "-inkey", "stamps.key"];
        self.openssl("cms", &[&what[..], &who, options, &["-certfile", "between.pem"]].concat());
        fs::read(self.path("odd.der")).unwrap()
    }

    /// The statement (TSTInfo) inside an answer.
    pub fn statement(&self, response: &[u8]) -> Vec<u8> {
        fs::write(self.path("response"), response).unwrap();
        self.openssl("ts", &["-reply", "-in", "response", "-token_out", "-out", "token"]);
        self.openssl("cms", &["-verify", "-noverify", "-inform", "DER", "-in", "token", "-out", "statement"]);
        fs::read(self.path("statement")).unwrap()
    }
}
