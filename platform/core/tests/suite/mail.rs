//! Mails go out through a real SMTP server, once.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use lotse_core::{
    errors::Failure,
    jobs::Runner,
    mail::{self, MailSender, NewMail},
};

use crate::harness::{self, TestCore, borgentreich};

const SERVER: &str = "/usr/bin/aiosmtpd";

/// A real SMTP server that files what it takes in a maildir; ended with the test.
struct SmtpServer {
    process: Child,
    port: u16,
}

impl SmtpServer {
    fn start(maildir: &Path) -> Self {
        // The port is free now and stays so, unless something takes it in between: then the test fails and says so.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = Command::new(SERVER)
            .args(["--nosetuid", "--listen", &format!("127.0.0.1:{port}"), "--class", "aiosmtpd.handlers.Mailbox"])
            .arg(maildir)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { process, port };
        for _ in 0..100 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return server;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("the SMTP server did not answer on port {port}");
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        // Gone already is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn queue(test: &TestCore) {
    let core = test.core.clone();
    test.core
        .store()
        .write(move |tx| {
            Box::pin(async move {
                let mail = NewMail {
                    recipient: "jana@example.org".to_owned(),
                    subject: "Ihr Antrag ist eingegangen – Nr. 2026-00001".to_owned(),
                    content: "Guten Tag,\n\nüber Ihren Antrag entscheiden wir bald.\n".to_owned(),
                };
                mail::queue(tx, &core, &borgentreich(), mail).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_arrives_once_even_after_a_failed_attempt() {
    if !Path::new(SERVER).exists() {
        println!("skipped: no {SERVER}");
        return;
    }
    for test in harness::each().await {
        let maildir = test.folder.path().join("maildir");
        queue(&test).await;
        // Nobody listens: the job fails and waits.
        let closed = MailSender::new(Some("smtp://127.0.0.1:1"), "Lotse <lotse@example.org>").unwrap();
        assert_eq!(Runner::new(test.core.clone(), vec![closed]).run_due().await.unwrap(), 1);
        assert!(mail::recent(test.core.store()).await.unwrap()[0].sent_at.is_none());

        let server = SmtpServer::start(&maildir);
        let url = format!("smtp://127.0.0.1:{}", server.port);
        let sender = MailSender::new(Some(&url), "Lotse <lotse@example.org>").unwrap();
        let runner = Runner::new(test.core.clone(), vec![sender]);
        test.clock.advance_seconds(3_600);
        assert_eq!(runner.run_due().await.unwrap(), 1);
        assert_eq!(runner.run_due().await.unwrap(), 0);
        let arrived: Vec<_> = fs::read_dir(maildir.join("new")).unwrap().collect();
        assert_eq!(arrived.len(), 1);
        let text = fs::read_to_string(arrived[0].as_ref().unwrap().path()).unwrap();
        assert!(text.contains("To: jana@example.org") && text.contains("From:"), "{text}");
        assert!(mail::recent(test.core.store()).await.unwrap()[0].sent_at.is_some());
    }
}
