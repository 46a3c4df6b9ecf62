-- Cases: applications that were submitted, with everything that was said, sent and decided about them.
--
-- Purpose of the personal data (name, e-mail, answers, messages, documents, notes): deciding on the application and
-- proving the decision. It is deleted after the rules of the service's filing.toml, from delete_after on (job
-- cases.delete-old); number, dates, state and the events of the ledger stay.

CREATE TABLE cases (
    body_id text NOT NULL,
    case_id uuid NOT NULL,
    application_id uuid NOT NULL,
    -- 2026-00017: counted per body and year
    number text NOT NULL,
    service text NOT NULL,
    service_title text NOT NULL,
    package_version text NOT NULL,
    -- the content the case was submitted under; it never changes
    effective_hash text NOT NULL,
    state text NOT NULL,
    -- work, waiting, granted, denied, withdrawn
    state_kind text NOT NULL,
    -- counts up with every change: two people cannot overwrite each other
    revision bigint NOT NULL,
    submitted_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    -- end of the period for the decision; rests while waiting_since is set
    decision_due_at bigint,
    -- end of the period for what comes next: an answer, the start of the work
    step_due_at bigint,
    -- the earlier of what counts now; empty when the case is closed
    next_due_at bigint,
    waiting_since bigint,
    closed_at bigint,
    assigned_to uuid,
    -- the same as text, empty for nobody: filters compare texts
    assigned_key text NOT NULL,
    last_step_by uuid,
    applicant uuid,
    applicant_name text NOT NULL,
    -- lower case, for searching
    applicant_search text NOT NULL,
    applicant_email text,
    language text NOT NULL,
    answers text NOT NULL,
    answers_salt bytea NOT NULL,
    answers_hash text NOT NULL,
    link_hash bytea NOT NULL,
    fee_cents bigint NOT NULL,
    ledger_sequence bigint NOT NULL,
    delete_after bigint,
    data_deleted_at bigint,
    PRIMARY KEY (body_id, case_id)
);
CREATE UNIQUE INDEX cases_by_application ON cases (body_id, application_id);
CREATE UNIQUE INDEX cases_by_number ON cases (body_id, number);
CREATE UNIQUE INDEX cases_by_link ON cases (body_id, link_hash);
CREATE INDEX cases_by_due ON cases (body_id, state_kind, next_due_at);
CREATE INDEX cases_by_time ON cases (body_id, submitted_at);
CREATE INDEX cases_by_applicant ON cases (applicant);
CREATE INDEX cases_by_deletion ON cases (delete_after);

-- Questions of the office and answers of the applicant. Deleted with the case's data.
CREATE TABLE case_messages (
    body_id text NOT NULL,
    case_id uuid NOT NULL,
    message_id uuid NOT NULL,
    from_office boolean NOT NULL,
    author uuid,
    -- what was typed
    content text NOT NULL,
    -- the whole letter in Markdown, where the service has one for it
    letter text,
    sent_at bigint NOT NULL,
    PRIMARY KEY (body_id, case_id, message_id)
);

-- Files of a case: sent with the application or an answer, or made by the office. Deleted with the case's data.
CREATE TABLE case_documents (
    body_id text NOT NULL,
    case_id uuid NOT NULL,
    document_id uuid NOT NULL,
    -- application, answer, decision
    kind text NOT NULL,
    -- key of the field it was uploaded to
    answer_key text,
    message_id uuid,
    file_name text NOT NULL,
    media_type text NOT NULL,
    size bigint NOT NULL,
    sha256 text NOT NULL,
    -- a decision's subject and text, so that it can be read as a page
    subject text,
    content text,
    created_at bigint NOT NULL,
    created_by uuid,
    PRIMARY KEY (body_id, case_id, document_id)
);

-- What colleagues write for each other. Deleted with the case's data.
CREATE TABLE case_notes (
    body_id text NOT NULL,
    case_id uuid NOT NULL,
    note_id uuid NOT NULL,
    author uuid,
    content text NOT NULL,
    written_at bigint NOT NULL,
    PRIMARY KEY (body_id, case_id, note_id)
);
