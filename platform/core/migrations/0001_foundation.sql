-- Bodies, people, ledger, jobs, mail, blobs. PostgreSQL's type names; SQLite takes them by affinity.
-- body_id is the first column of every primary key, so that a distributed PostgreSQL can shard by it.

CREATE TABLE bodies (
    body_id text NOT NULL PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    position bigint NOT NULL,
    facts text NOT NULL,
    recorded_at bigint NOT NULL
);

-- Instance-wide small facts (signing key name, region, schema of backups); body_id is the region office or '05'.
CREATE TABLE counters (
    body_id text NOT NULL,
    name text NOT NULL,
    value bigint NOT NULL,
    PRIMARY KEY (body_id, name)
);

CREATE TABLE people (
    body_id text NOT NULL,
    person_id uuid NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    password_hash text,
    created_at bigint NOT NULL,
    deleted_at bigint,
    PRIMARY KEY (body_id, person_id)
);
CREATE UNIQUE INDEX people_by_id ON people (person_id);
CREATE UNIQUE INDEX people_by_email ON people (email);

CREATE TABLE memberships (
    body_id text NOT NULL,
    person_id uuid NOT NULL,
    role text NOT NULL,
    valid_from bigint NOT NULL,
    valid_to bigint,
    source text NOT NULL,
    recorded_at bigint NOT NULL,
    PRIMARY KEY (body_id, person_id, role, valid_from)
);
CREATE INDEX memberships_by_person ON memberships (person_id);

CREATE TABLE ledger_heads (
    body_id text NOT NULL PRIMARY KEY,
    frontier bytea NOT NULL
);

CREATE TABLE ledger_events (
    body_id text NOT NULL,
    sequence bigint NOT NULL,
    recorded_at bigint NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    event text NOT NULL,
    leaf bytea NOT NULL,
    PRIMARY KEY (body_id, sequence)
);
CREATE INDEX ledger_events_by_subject ON ledger_events (body_id, subject, sequence);

-- Inner nodes of complete subtrees (level 1 and up); level 0 is ledger_events.leaf.
CREATE TABLE ledger_nodes (
    body_id text NOT NULL,
    level bigint NOT NULL,
    position bigint NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (body_id, level, position)
);

CREATE TABLE ledger_checkpoints (
    body_id text NOT NULL,
    size bigint NOT NULL,
    note text NOT NULL,
    signed_at bigint NOT NULL,
    PRIMARY KEY (body_id, size)
);

CREATE TABLE jobs (
    body_id text NOT NULL,
    job_id uuid NOT NULL,
    kind text NOT NULL,
    payload text NOT NULL,
    state text NOT NULL,
    run_at bigint NOT NULL,
    attempts bigint NOT NULL,
    leased_until bigint,
    dedup_key text,
    last_error text,
    created_at bigint NOT NULL,
    finished_at bigint,
    PRIMARY KEY (body_id, job_id)
);
CREATE INDEX jobs_due ON jobs (state, run_at);
CREATE UNIQUE INDEX jobs_dedup ON jobs (body_id, kind, dedup_key);

CREATE TABLE mails (
    body_id text NOT NULL,
    mail_id uuid NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    content text NOT NULL,
    created_at bigint NOT NULL,
    sent_at bigint,
    delete_after bigint NOT NULL,
    PRIMARY KEY (body_id, mail_id)
);
CREATE INDEX mails_by_time ON mails (created_at);

CREATE TABLE blobs (
    body_id text NOT NULL,
    sha256 bytea NOT NULL,
    size bigint NOT NULL,
    media_type text NOT NULL,
    purpose text NOT NULL,
    created_at bigint NOT NULL,
    delete_after bigint,
    PRIMARY KEY (body_id, sha256)
);

-- Who needs a blob beyond its deletion date, for example case:<id>.
CREATE TABLE blob_holds (
    body_id text NOT NULL,
    sha256 bytea NOT NULL,
    holder text NOT NULL,
    PRIMARY KEY (body_id, sha256, holder)
);
CREATE INDEX blob_holds_by_holder ON blob_holds (body_id, holder);

CREATE TABLE body_profiles (
    body_id text NOT NULL PRIMARY KEY,
    profile text NOT NULL,
    recorded_at bigint NOT NULL
);

-- Boundaries an operator imported; maps fall back to points without them.
CREATE TABLE body_outlines (
    body_id text NOT NULL PRIMARY KEY,
    outline text NOT NULL,
    source text NOT NULL,
    recorded_at bigint NOT NULL
);
