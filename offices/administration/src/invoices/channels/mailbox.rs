//! The job that looks into a mailbox.

use std::{sync::Arc, time::Instant};

use futures::future::BoxFuture;
use lotse_core::{
    Core,
    body::BodyKey,
    errors::Failure,
    jobs::JobHandler,
    ledger::{self, NewEvent},
    mail::{self as outbox, NewMail},
    people::Actor,
};
use serde_json::{Value as Json, json};

use super::{
    Channels, body_of,
    config::Mailbox,
    imap::{Client, ImapError},
    mail::{self, Mail, Part, PartKind},
    reply::{self, Answer, Told},
    store,
};
use crate::invoices::{Channel, Received, archive};

pub(super) const KIND: &str = "invoices.mailbox";

/// Mails taken in one run; the next run goes on.
const MOST_MAILS: usize = 100;
/// A run ends before its lease does.
const LONGEST_SECONDS: u64 = 200;
/// After so many failures a person must look.
const MOST_ATTEMPTS: i64 = 5;
/// Answers to one sender within a day.
const MOST_ANSWERS: i64 = 50;
/// Of a mail that is too large only the head is read.
const LARGEST_HEAD: u64 = 256 * 1024;

const ARCHIVE: archive::Limits = archive::Limits { files: mail::MOST_PARTS, bytes: 100 << 20, ratio: 200 };

/// Looks into mailboxes.
pub struct MailboxJob {
    channels: Arc<Channels>,
}

impl MailboxJob {
    pub(super) fn new(channels: Arc<Channels>) -> Arc<Self> {
        Arc::new(Self { channels })
    }
}

impl JobHandler for MailboxJob {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run<'a>(&'a self, core: &'a Core, body: &'a BodyKey, payload: &'a Json) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(async move {
            let address = payload["mailbox"].as_str().unwrap_or_default();
            // Taken out of the configuration meanwhile.
            let Some(mailbox) = self.channels.mailbox(address) else { return Ok(()) };
            Look { core, body, mailbox, channels: &self.channels }.run().await
        })
    }
}

/// One look into one mailbox.
struct Look<'a> {
    core: &'a Core,
    /// Whose job it is; the invoices go where the mailbox says.
    body: &'a BodyKey,
    mailbox: &'a Mailbox,
    channels: &'a Channels,
}

/// Archives as the files in them; the same mail gives the same parts in the same order. A broken archive stays one.
async fn unpacked(parts: Vec<Part>) -> Result<Vec<Part>, Failure> {
    if parts.iter().all(|part| part.kind != PartKind::Archive) {
        return Ok(parts);
    }
    let unpack = move || {
        let files = |part: Part| match archive::read(&part.bytes, ARCHIVE) {
            Ok(files) if part.kind == PartKind::Archive => {
                files.into_iter().map(|(name, bytes)| Part::of_archive(&part.file_name, &name, bytes)).collect()
            }
            _ => vec![part],
        };
        parts.into_iter().flat_map(files).take(mail::MOST_PARTS).collect()
    };
    tokio::task::spawn_blocking(unpack).await.map_err(|error| Failure::internal(format!("unpacking: {error}")))
}

/// What is to be done with the mail in the mailbox.
enum Next {
    Done,
    /// To the folder for people.
    Failed,
}

impl Look<'_> {
    async fn run(&self) -> Result<(), Failure> {
        let started = Instant::now();
        let mut client =
            Client::open(self.mailbox, &self.mailbox.password()?).await.map_err(|error| self.failure(&error))?;
        let worked = self.work(&mut client, started).await;
        client.close().await;
        let failed = worked?;
        let now = self.core.now();
        let tidy = self.core.store().write(move |tx| Box::pin(async move { store::delete_old(tx, now).await }));
        tidy.await?;
        if failed > 0 {
            return Err(Failure::internal(format!("{}: {failed} mails could not be taken", self.mailbox.address)));
        }
        Ok(())
    }

    fn failure(&self, error: &ImapError) -> Failure {
        Failure::internal(format!("{}: {error}", self.mailbox.address))
    }

    /// Gives how many mails could not be worked on; one that fails does not hold up the others.
    async fn work(&self, client: &mut Client, started: Instant) -> Result<usize, Failure> {
        let imap = |error: ImapError| self.failure(&error);
        for folder in [&self.mailbox.done_folder, &self.mailbox.failed_folder] {
            client.ensure_folder(folder).await.map_err(imap)?;
        }
        client.select(&self.mailbox.folder).await.map_err(imap)?;
        let mut failed = 0;
        for id in client.mails().await.map_err(imap)?.into_iter().take(MOST_MAILS) {
            if started.elapsed().as_secs() > LONGEST_SECONDS {
                break;
            }
            let Some(size) = client.size(id).await.map_err(imap)? else { continue };
            let is_large = size > self.mailbox.largest_mail;
            let fetched = if is_large {
                client.head(id, LARGEST_HEAD).await.map_err(imap)?
            } else {
                client.mail(id, self.mailbox.largest_mail + 1024).await.map_err(imap)?
            };
            let Some(raw) = fetched else { continue };
            match self.take(raw, is_large).await {
                Ok(next) => {
                    let folder = match next {
                        Next::Done => &self.mailbox.done_folder,
                        Next::Failed => &self.mailbox.failed_folder,
                    };
                    client.move_to(id, folder).await.map_err(imap)?;
                }
                Err(failure) => {
                    tracing::warn!(mailbox = self.mailbox.address, %failure, "a mail could not be taken");
                    failed += 1;
                }
            }
        }
        Ok(failed)
    }

    /// Works on one mail. An error leaves it where it is, for another attempt.
    async fn take(&self, raw: Vec<u8>, is_large: bool) -> Result<Next, Failure> {
        let own = self.channels.own_addresses();
        let (mail, key) = tokio::task::spawn_blocking(move || {
            let mail = mail::read(&raw, &own);
            let key = mail::key(&mail.message_id, &raw);
            (mail, key)
        })
        .await
        .map_err(|error| Failure::internal(format!("reading a mail: {error}")))?;
        let before = store::state(self.core.store(), self.body, &key).await?;
        match before {
            Some(state) if state.has_failed => return Ok(Next::Failed),
            Some(state) if !state.is_open => return Ok(Next::Done),
            Some(state) if state.attempts >= MOST_ATTEMPTS => return self.give_up(&key).await,
            _ => {}
        }
        self.begin(&key, &mail).await?;
        let worked = if is_large {
            self.finish(&key, &mail, vec![reply::too_large(self.mailbox.largest_mail)], "failed")
                .await
                .map(|()| Next::Failed)
        } else {
            self.parts(&key, &mail).await.map(|()| Next::Done)
        };
        if let Err(failure) = &worked {
            self.note_error(&key, failure.to_string()).await?;
        }
        worked
    }

    async fn begin(&self, key: &str, mail: &Mail) -> Result<(), Failure> {
        let (now, body, key) = (self.core.now(), self.body.clone(), key.to_owned());
        let (message_id, sender) = (mail.message_id.clone(), mail.sender.clone());
        let work = self
            .core
            .store()
            .write(move |tx| Box::pin(async move { store::begin(tx, now, &body, &key, &message_id, &sender).await }));
        work.await
    }

    async fn note_error(&self, key: &str, error: String) -> Result<(), Failure> {
        let (body, key) = (self.body.clone(), key.to_owned());
        let work = self
            .core
            .store()
            .write(move |tx| Box::pin(async move { store::note_error(tx, &body, &key, &error).await }));
        work.await
    }

    /// Enough attempts: the mail goes where people look, and the ledger knows.
    async fn give_up(&self, key: &str) -> Result<Next, Failure> {
        tracing::error!(mailbox = self.mailbox.address, "a mail goes to the folder for people");
        let (now, body, key) = (self.core.now(), self.body.clone(), key.to_owned());
        let work = self.core.store().write(move |tx| {
            Box::pin(async move {
                store::end(tx, &body, &key, "failed", false).await?;
                let actor = Actor::System(KIND);
                let subject = format!("mail:{}", &key[..16]);
                let event =
                    NewEvent { body: &body, actor: &actor, kind: "invoice-mail.put-aside", subject, data: json!({}) };
                ledger::append(tx, now, event).await?;
                Ok::<_, Failure>(())
            })
        });
        work.await?;
        Ok(Next::Failed)
    }

    async fn parts(&self, key: &str, mail: &Mail) -> Result<(), Failure> {
        let known = store::parts(self.core.store(), self.body, key).await?;
        let parts = unpacked(mail.parts.clone()).await?;
        let mut told = Vec::with_capacity(parts.len());
        for (position, part) in (0_i64..).zip(&parts) {
            if let Some((_, before)) = known.iter().find(|(place, _)| *place == position) {
                told.push(before.clone());
                continue;
            }
            let said = self.part(part, &mail.sender).await?;
            let (now, body, key, kept) = (self.core.now(), self.body.clone(), key.to_owned(), said.clone());
            let work = self
                .core
                .store()
                .write(move |tx| Box::pin(async move { store::add_part(tx, now, &body, &key, position, &kept).await }));
            work.await?;
            told.push(said);
        }
        self.finish(key, mail, told, "done").await
    }

    async fn part(&self, part: &Part, sender: &str) -> Result<Told, Failure> {
        if part.kind != PartKind::Document {
            return Ok(Told::other(&part.file_name, part.kind == PartKind::Archive));
        }
        let received = Received {
            body: body_of(self.core, self.mailbox.body.as_deref())?,
            channel: Channel::Mail,
            sender: sender.to_owned(),
            file_name: part.file_name.clone(),
            bytes: part.bytes.clone(),
        };
        let receipt = self.channels.intake.receive(received).await?;
        Ok(Told::of(&part.file_name, &receipt))
    }

    /// The answer and the end of the mail, in one transaction.
    async fn finish(&self, key: &str, mail: &Mail, told: Vec<Told>, state: &'static str) -> Result<(), Failure> {
        let core = self.core.clone();
        let now = core.now();
        let recipient = self.recipient(mail).await?;
        let bodies = core.bodies();
        let owner = body_of(&core, self.mailbox.body.as_deref())?;
        let owner = bodies.get(owner.as_ref().unwrap_or(self.body));
        let answer = Answer {
            body_name: owner.map_or("Lotse", |body| body.official_name.as_str()),
            subject: &mail.subject,
            public_url: &core.settings().public_url,
            told: &told,
            left_out: mail.left_out,
        };
        let letter =
            recipient.map(|recipient| NewMail { recipient, subject: answer.subject(), content: answer.text() });
        let data = json!({
            "attachments": told.len(),
            "accepted": told.iter().filter(|told| told.is_good).count(),
            "to_correct": told.iter().filter(|told| told.needs_work).count(),
            "answered": letter.is_some(),
            "silence": mail.silence.map(|silence| format!("{silence:?}").to_lowercase()),
        });
        let (body, key, message_id) = (self.body.clone(), key.to_owned(), mail.message_id.clone());
        let work = core.clone();
        core.store()
            .write(move |tx| {
                Box::pin(async move {
                    store::end(tx, &body, &key, state, letter.is_some()).await?;
                    if let Some(letter) = letter {
                        outbox::queue_reply(tx, &work, &body, letter, message_id).await?;
                    }
                    let actor = Actor::System(KIND);
                    let subject = format!("mail:{}", &key[..16]);
                    let event = NewEvent { body: &body, actor: &actor, kind: "invoice-mail.taken", subject, data };
                    ledger::append(tx, now, event).await?;
                    Ok::<_, Failure>(())
                })
            })
            .await
    }

    /// Who is answered, if anybody: no machine, and nobody too often.
    async fn recipient(&self, mail: &Mail) -> Result<Option<String>, Failure> {
        if !self.mailbox.replies || mail.silence.is_some() {
            return Ok(None);
        }
        let since = self.core.now().plus_days(-1);
        if store::answered(self.core.store(), self.body, &mail.sender, since).await? >= MOST_ANSWERS {
            tracing::warn!(mailbox = self.mailbox.address, "too many answers to one sender today");
            return Ok(None);
        }
        Ok(mail.answer_to.clone())
    }
}
