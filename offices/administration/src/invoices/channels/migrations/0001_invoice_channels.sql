-- Mails with invoices, so that none is taken or answered twice, and so that nobody is answered too often.
--
-- Purpose of the personal data (address and name of file): answering the sender, finding a mail that could not be worked
-- on. Deleted from delete_after on, 90 days after the mail came, by the job that looks into the mailbox.

CREATE TABLE invoice_mails (
    body_id text NOT NULL,
    -- SHA-256 of Message-ID and content
    mail_key text NOT NULL,
    message_id text NOT NULL,
    sender text NOT NULL,
    came_at bigint NOT NULL,
    -- open, done, failed
    state text NOT NULL,
    attempts bigint NOT NULL,
    last_error text,
    is_answered boolean NOT NULL,
    delete_after bigint NOT NULL,
    PRIMARY KEY (body_id, mail_key)
);
CREATE INDEX invoice_mails_by_sender ON invoice_mails (body_id, sender, came_at);

CREATE TABLE invoice_mail_parts (
    body_id text NOT NULL,
    mail_key text NOT NULL,
    position bigint NOT NULL,
    -- what is said about it in the answer, as JSON
    outcome text NOT NULL,
    delete_after bigint NOT NULL,
    PRIMARY KEY (body_id, mail_key, position)
);
