//! Mail: written to the outbox in the transaction of its cause, sent by a job.
//!
//! Without an SMTP server configured mails stay in the outbox; the demo shows them in the browser.

use std::sync::Arc;

use futures::future::BoxFuture;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use lotse_store::{Row, Store, Transaction, params};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Core,
    body::BodyKey,
    clock::Timestamp,
    errors::Failure,
    jobs::{self, JobHandler, NewJob},
};

/// A mail to a person, plain text.
#[derive(Clone, Debug)]
pub struct NewMail {
    pub recipient: String,
    pub subject: String,
    pub content: String,
}

/// A mail as the outbox page shows it.
#[derive(Clone, Debug)]
pub struct MailView {
    pub body: String,
    pub id: Uuid,
    pub recipient: String,
    pub subject: String,
    pub content: String,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    /// Message-ID of the mail this one answers.
    pub in_reply_to: Option<String>,
}

/// Purpose: telling applicants and staff that something waits. Mails are deleted after this time.
pub const KEEP_DAYS: i64 = 30;
const JOB: &str = "mail.send";

const INSERT: &str = "INSERT INTO mails (body_id, mail_id, recipient, subject, content, created_at, delete_after, in_reply_to) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const ONE: &str = "SELECT body_id, mail_id, recipient, subject, content, created_at, sent_at, in_reply_to FROM mails \
     WHERE body_id = $1 AND mail_id = $2";
const RECENT: &str = "SELECT body_id, mail_id, recipient, subject, content, created_at, sent_at, in_reply_to FROM mails \
     ORDER BY created_at DESC LIMIT 100";
const SENT: &str = "UPDATE mails SET sent_at = $3 WHERE body_id = $1 AND mail_id = $2";
const DELETE_OLD: &str = "DELETE FROM mails WHERE delete_after < $1";

/// Every statement of this module.
pub const STATEMENTS: &[&str] = &[INSERT, ONE, RECENT, SENT, DELETE_OLD];

/// Puts a mail into the outbox and a job in line.
pub async fn queue(tx: &mut Transaction, core: &Core, body: &BodyKey, mail: NewMail) -> Result<(), Failure> {
    queue_any(tx, core, body, mail, None).await
}

/// The same for an answer to a mail that came in, by its Message-ID without angle brackets (RFC 3834: the answer says
/// that a machine wrote it).
pub async fn queue_reply(
    tx: &mut Transaction,
    core: &Core,
    body: &BodyKey,
    mail: NewMail,
    in_reply_to: String,
) -> Result<(), Failure> {
    queue_any(tx, core, body, mail, Some(in_reply_to)).await
}

async fn queue_any(
    tx: &mut Transaction,
    core: &Core,
    body: &BodyKey,
    mail: NewMail,
    in_reply_to: Option<String>,
) -> Result<(), Failure> {
    let (id, now) = (core.new_id(), core.now());
    let delete_after = now.plus_days(KEEP_DAYS);
    let NewMail { recipient, subject, content } = mail;
    tx.execute(INSERT, params![body, id, recipient, subject, content, now, delete_after, in_reply_to]).await?;
    let job = NewJob { kind: JOB, payload: json!({ "mail": id }), run_at: now, dedup_key: Some(id.to_string()) };
    jobs::enqueue(tx, core.new_id(), now, body, job).await?;
    core.job_signal().notify_one();
    Ok(())
}

/// The latest mails of the instance, for the outbox page of the demo and of the operator.
pub async fn recent(store: &Store) -> Result<Vec<MailView>, Failure> {
    store.query(RECENT, params![]).await?.iter().map(view).collect()
}

fn view(row: &Row) -> Result<MailView, Failure> {
    Ok(MailView {
        body: row.get("body_id")?,
        id: row.get("mail_id")?,
        recipient: row.get("recipient")?,
        subject: row.get("subject")?,
        content: row.get("content")?,
        created_at: Timestamp(row.get("created_at")?),
        sent_at: row.get::<Option<i64>>("sent_at")?.map(Timestamp),
        in_reply_to: row.get("in_reply_to")?,
    })
}

/// Deletes mails whose time is over.
pub async fn delete_old(core: &Core) -> Result<(), Failure> {
    let now = core.now();
    core.store()
        .write(move |tx| {
            Box::pin(async move {
                tx.execute(DELETE_OLD, params![now]).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
}

/// Sends what is in the outbox.
pub struct MailSender {
    transport: Option<AsyncSmtpTransport<Tokio1Executor>>,
    from: Mailbox,
}

impl MailSender {
    /// `smtp_url` as lettre reads it (`smtps://user:password@host`, `smtp://localhost:25`); `None` keeps mails in the outbox.
    pub fn new(smtp_url: Option<&str>, from: &str) -> Result<Arc<Self>, Failure> {
        let from = from.parse().map_err(|_| Failure::internal("mail.from is not an address"))?;
        let transport = smtp_url
            .map(AsyncSmtpTransport::<Tokio1Executor>::from_url)
            .transpose()
            // The URL may hold a password: the error must not repeat it.
            .map_err(|_| Failure::internal("mail.smtp_url cannot be read"))?
            .map(lettre::transport::smtp::AsyncSmtpTransportBuilder::build);
        Ok(Arc::new(Self { transport, from }))
    }

    async fn send(&self, mail: &MailView) -> Result<(), Failure> {
        let Some(transport) = &self.transport else { return Ok(()) };
        let recipient: Mailbox =
            mail.recipient.parse().map_err(|_| Failure::internal("recipient is not an address"))?;
        let automatic = if mail.in_reply_to.is_some() { "auto-replied" } else { "auto-generated" };
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(recipient)
            .subject(mail.subject.as_str())
            // The same id on every attempt lets the receiving side drop a second copy.
            .message_id(Some(format!("<{}@lotse>", mail.id)))
            .raw_header(header("Auto-Submitted", automatic));
        if let Some(id) = mail.in_reply_to.as_deref().filter(|id| !id.is_empty()) {
            message = message.in_reply_to(format!("<{id}>")).references(format!("<{id}>"));
        }
        let message = message
            .header(ContentType::TEXT_PLAIN)
            .body(mail.content.clone())
            .map_err(|error| Failure::internal(error.to_string()))?;
        transport.send(message).await.map_err(|error| Failure::internal(format!("smtp: {error}")))?;
        Ok(())
    }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

impl JobHandler for MailSender {
    fn kind(&self) -> &'static str {
        JOB
    }

    fn run<'a>(
        &'a self,
        core: &'a Core,
        body: &'a BodyKey,
        payload: &'a serde_json::Value,
    ) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(async move {
            let id: Uuid = serde_json::from_value(payload["mail"].clone())
                .map_err(|error| Failure::internal(error.to_string()))?;
            // A mail deleted meanwhile needs no sending.
            let Some(row) = core.store().query_optional(ONE, params![body, id]).await? else { return Ok(()) };
            let mail = view(&row)?;
            if mail.sent_at.is_some() || self.transport.is_none() {
                return Ok(());
            }
            self.send(&mail).await?;
            let (body, now) = (body.clone(), core.now());
            core.store()
                .write(move |tx| {
                    Box::pin(async move {
                        tx.execute(SENT, params![&body, id, now]).await?;
                        Ok::<_, Failure>(())
                    })
                })
                .await
        })
    }
}
