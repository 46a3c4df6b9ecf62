-- Access for programs, at the body that gives it. Of the secret only the SHA-256 is kept; the name stays after the end,
-- because histories show it.
CREATE TABLE api_tokens (
    body_id text NOT NULL,
    token_id uuid NOT NULL,
    name text NOT NULL,
    scopes text NOT NULL,
    secret_hash bytea NOT NULL,
    created_by text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    last_used_at bigint,
    revoked_at bigint,
    PRIMARY KEY (body_id, token_id)
);
