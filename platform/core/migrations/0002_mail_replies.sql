-- Mails that answer a mail that came in: its Message-ID, for In-Reply-To and so that no machine answers the answer.
-- Purpose and deletion as for the mail itself (delete_after).

ALTER TABLE mails ADD COLUMN in_reply_to text;
