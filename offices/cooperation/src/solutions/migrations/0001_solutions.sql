-- Published packages, and who has taken which of them into use with which changes.
-- No personal data beyond the note of a decision (adoption_decisions), which may name the office or person that decided.

-- A solution's key belongs to the body that published it first; `latest` is the highest version it has published.
CREATE TABLE solutions (
    body_id text NOT NULL,
    solution text NOT NULL,
    latest text NOT NULL,
    claimed_at bigint NOT NULL,
    PRIMARY KEY (body_id, solution)
);
CREATE UNIQUE INDEX solutions_by_key ON solutions (solution);

-- The signed archive itself is a blob of the publisher; `archive` is its SHA-256.
CREATE TABLE solution_versions (
    body_id text NOT NULL,
    solution text NOT NULL,
    version text NOT NULL,
    kind text NOT NULL,
    manifest text NOT NULL,
    content_hash text NOT NULL,
    key_id text NOT NULL,
    archive bytea NOT NULL,
    archive_size bigint NOT NULL,
    published_at bigint NOT NULL,
    recalled_at bigint,
    recall_reason text,
    changed_at bigint NOT NULL,
    PRIMARY KEY (body_id, solution, version)
);
CREATE UNIQUE INDEX solution_versions_by_version ON solution_versions (solution, version);

-- state: in-use, withdrawn. patches: JSON. row_version grows with each change, so that nobody overwrites unseen.
CREATE TABLE adoptions (
    body_id text NOT NULL,
    solution text NOT NULL,
    version text NOT NULL,
    patches text NOT NULL,
    effective_hash text NOT NULL,
    state text NOT NULL,
    changed boolean NOT NULL,
    in_use_since bigint NOT NULL,
    updated_at bigint NOT NULL,
    confirmed_at bigint NOT NULL,
    row_version bigint NOT NULL,
    PRIMARY KEY (body_id, solution)
);
CREATE INDEX adoptions_by_solution ON adoptions (solution, state);

-- What was decided each time something was put into use. The note is the officer's own words and may name who decided
-- (purpose: proof of the decision, kept as long as the adoption is documented; therefore not in the ledger).
CREATE TABLE adoption_decisions (
    body_id text NOT NULL,
    solution text NOT NULL,
    row_version bigint NOT NULL,
    version text NOT NULL,
    decision text NOT NULL,
    recorded_at bigint NOT NULL,
    PRIMARY KEY (body_id, solution, row_version)
);

-- Work in progress before something is put into use. base_version is null for a new adoption; adoption_row is the
-- adoption's row_version the draft was begun at (0: none). After an update merged_from and merged_patches keep what went
-- into the merge, so that the decisions can be looked at again.
CREATE TABLE adoption_drafts (
    body_id text NOT NULL,
    solution text NOT NULL,
    base_version text,
    target_version text NOT NULL,
    patches text NOT NULL,
    merged_from text,
    merged_patches text,
    decisions text NOT NULL,
    adoption_row bigint NOT NULL,
    updated_at bigint NOT NULL,
    row_version bigint NOT NULL,
    PRIMARY KEY (body_id, solution)
);
