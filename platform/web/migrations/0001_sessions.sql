-- Sessions of people, at the body that keeps the account. The secret itself is only in the cookie.
CREATE TABLE sessions (
    body_id text NOT NULL,
    token_hash bytea NOT NULL,
    person_id uuid NOT NULL,
    created_at bigint NOT NULL,
    last_seen_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    PRIMARY KEY (body_id, token_hash)
);
CREATE INDEX sessions_by_person ON sessions (body_id, person_id);
