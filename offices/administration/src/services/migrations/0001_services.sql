-- Services in use at a body, their pinned contents, and applications not yet sent.

-- What a body offers. A withdrawn service stays listed as inactive, so that it can be put back into use.
CREATE TABLE services (
    body_id text NOT NULL,
    service_key text NOT NULL,
    hash text NOT NULL,
    version text NOT NULL,
    active boolean NOT NULL,
    recorded_at bigint NOT NULL,
    PRIMARY KEY (body_id, service_key)
);

-- Effective contents by their SHA-256. Never changed and never deleted: cases are pinned to them.
CREATE TABLE service_contents (
    body_id text NOT NULL,
    hash text NOT NULL,
    service_key text NOT NULL,
    content text NOT NULL,
    recorded_at bigint NOT NULL,
    PRIMARY KEY (body_id, hash)
);

-- Personal data: the answers of an application that is being filled in.
-- Purpose: to go on later. Deleted: when the applicant says so, when it is sent (content becomes empty), or at
-- delete_after, 30 days after the last change unless the package sets another time. Its files are held by draft:<id>.
CREATE TABLE service_drafts (
    body_id text NOT NULL,
    draft_id uuid NOT NULL,
    link_hash bytea NOT NULL,
    service_key text NOT NULL,
    hash text NOT NULL,
    version text NOT NULL,
    owner uuid,
    content text NOT NULL,
    revision bigint NOT NULL,
    mails bigint NOT NULL,
    started_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    submitted_at bigint,
    delete_after bigint NOT NULL,
    PRIMARY KEY (body_id, draft_id)
);
CREATE UNIQUE INDEX service_drafts_by_link ON service_drafts (body_id, link_hash);
CREATE INDEX service_drafts_by_owner ON service_drafts (owner);
CREATE INDEX service_drafts_by_end ON service_drafts (delete_after);
