-- Passkeys of people, at the body that keeps the account: public keys only, the private ones stay with the person.
CREATE TABLE passkeys (
    body_id text NOT NULL,
    credential_id bytea NOT NULL,
    person_id uuid NOT NULL,
    label text NOT NULL,
    credential text NOT NULL,
    created_at bigint NOT NULL,
    last_used_at bigint,
    PRIMARY KEY (body_id, credential_id)
);
CREATE INDEX passkeys_by_person ON passkeys (body_id, person_id);

-- What a browser was asked to sign: one question for each browser and purpose, for minutes, answered once.
-- Before signing in nobody knows the body; such rows stand at the region office.
CREATE TABLE passkey_challenges (
    body_id text NOT NULL,
    holder bytea NOT NULL,
    purpose text NOT NULL,
    state text NOT NULL,
    expires_at bigint NOT NULL,
    PRIMARY KEY (body_id, holder, purpose)
);
CREATE INDEX passkey_challenges_by_end ON passkey_challenges (body_id, expires_at);
