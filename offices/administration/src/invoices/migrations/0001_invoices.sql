-- Invoices: what came in, what was found in it, who signed what, what was paid.
--
-- Purpose of the personal data (names, addresses, accounts and contacts of sellers; people who signed): paying the
-- invoice and proving that it was rightly paid (GoBD, municipal budget law). The document and everything read from it
-- are deleted after the body's retention period (invoice_settings, a value with its source) by the job
-- invoices.delete-old, from delete_after on and unless held; number, dates, amounts and the ledger's events stay.

CREATE TABLE invoices (
    body_id text NOT NULL,
    invoice_id uuid NOT NULL,
    -- ER-2027-00017: counted per body and year of receipt
    number text NOT NULL,
    -- received, formally-checked, factually-correct, arithmetically-correct, ordered, paid, sent-back, duplicate
    state text NOT NULL,
    -- counts up with every change: two people cannot overwrite each other
    revision bigint NOT NULL,
    received_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    -- upload, mail, api, folder
    channel text NOT NULL,
    sender text NOT NULL,
    file_name text NOT NULL,
    media_type text NOT NULL,
    size bigint NOT NULL,
    -- the document as it came, unchanged
    sha256 text NOT NULL,
    -- its structured part; the same as sha256 unless it came inside of a PDF
    xml_sha256 text NOT NULL,
    unit_key text NOT NULL,
    -- accept, reject, undecidable
    decision text NOT NULL,
    faults bigint NOT NULL,
    warnings bigint NOT NULL,
    -- read from the document
    invoice_number text NOT NULL,
    issue_date text NOT NULL,
    due_date text NOT NULL,
    type_code text NOT NULL,
    is_credit boolean NOT NULL,
    currency text NOT NULL,
    seller_name text NOT NULL,
    seller_vat text NOT NULL,
    seller_email text NOT NULL,
    leitweg_id text NOT NULL,
    iban text NOT NULL,
    bic text NOT NULL,
    payee_name text NOT NULL,
    remittance text NOT NULL,
    net_cents bigint NOT NULL,
    vat_cents bigint NOT NULL,
    gross_cents bigint NOT NULL,
    payable_cents bigint NOT NULL,
    -- JSON: [{days, basis_points, base_cents}]
    skonto text NOT NULL,
    -- seller, number, date and amount in one: finds the same invoice in another shape
    likeness text NOT NULL,
    -- lower case: number, seller, VAT id, IBAN, references, amounts, names of items
    search text NOT NULL,
    duplicate_of uuid,
    -- dates that press: payment, last day of the best Skonto still open, this step
    due_at bigint,
    skonto_at bigint,
    step_due_at bigint,
    -- the earliest of them; empty when closed
    next_at bigint,
    cost_centre text NOT NULL,
    account text NOT NULL,
    budget_item text NOT NULL,
    run_id uuid,
    closed_at bigint,
    delete_after bigint,
    is_held boolean NOT NULL,
    hold_reason text NOT NULL,
    data_deleted_at bigint,
    PRIMARY KEY (body_id, invoice_id)
);
CREATE UNIQUE INDEX invoices_by_number ON invoices (body_id, number);
CREATE INDEX invoices_by_state ON invoices (body_id, state, next_at);
CREATE INDEX invoices_by_hash ON invoices (body_id, sha256);
CREATE INDEX invoices_by_likeness ON invoices (body_id, likeness);
CREATE INDEX invoices_by_deletion ON invoices (delete_after);

-- What the engine said when the document came in, with the versions of the rules. Never changed.
CREATE TABLE invoice_verdicts (
    body_id text NOT NULL,
    invoice_id uuid NOT NULL,
    checked_at bigint NOT NULL,
    rule_sets text NOT NULL,
    verdict text NOT NULL,
    PRIMARY KEY (body_id, invoice_id, checked_at)
);

-- Every document that came, also those that were no invoice or came twice. Deleted with the retention period.
CREATE TABLE invoice_arrivals (
    body_id text NOT NULL,
    arrival_id uuid NOT NULL,
    arrived_at bigint NOT NULL,
    channel text NOT NULL,
    sender text NOT NULL,
    file_name text NOT NULL,
    sha256 text NOT NULL,
    -- stored, duplicate, no-invoice
    outcome text NOT NULL,
    reason text NOT NULL,
    invoice_id uuid,
    delete_after bigint NOT NULL,
    PRIMARY KEY (body_id, arrival_id)
);
CREATE INDEX invoice_arrivals_by_invoice ON invoice_arrivals (body_id, invoice_id);
CREATE INDEX invoice_arrivals_by_deletion ON invoice_arrivals (delete_after);

CREATE TABLE invoice_attachments (
    body_id text NOT NULL,
    invoice_id uuid NOT NULL,
    attachment_id uuid NOT NULL,
    position bigint NOT NULL,
    reference text NOT NULL,
    description text NOT NULL,
    file_name text NOT NULL,
    media_type text NOT NULL,
    size bigint NOT NULL,
    -- empty where the document only names a place
    sha256 text NOT NULL,
    location text NOT NULL,
    PRIMARY KEY (body_id, invoice_id, attachment_id)
);

-- Who stood for which step. A signature is never deleted; it is void when the invoice went back.
CREATE TABLE invoice_signatures (
    body_id text NOT NULL,
    invoice_id uuid NOT NULL,
    signature_id uuid NOT NULL,
    -- formal, factual, arithmetical, order, payment
    step text NOT NULL,
    person uuid NOT NULL,
    -- the person stood in for
    principal uuid,
    signed_at bigint NOT NULL,
    is_void boolean NOT NULL,
    PRIMARY KEY (body_id, invoice_id, signature_id)
);

CREATE TABLE invoice_notes (
    body_id text NOT NULL,
    invoice_id uuid NOT NULL,
    note_id uuid NOT NULL,
    author uuid,
    content text NOT NULL,
    written_at bigint NOT NULL,
    PRIMARY KEY (body_id, invoice_id, note_id)
);

-- How long an invoice was in which state.
CREATE TABLE invoice_stays (
    body_id text NOT NULL,
    invoice_id uuid NOT NULL,
    entered_at bigint NOT NULL,
    state text NOT NULL,
    left_at bigint,
    PRIMARY KEY (body_id, invoice_id, entered_at, state)
);

-- Who receives: an office of the body with its Leitweg-ID.
CREATE TABLE invoice_units (
    body_id text NOT NULL,
    unit_key text NOT NULL,
    name text NOT NULL,
    -- as compared: upper case, no spaces
    leitweg_id text NOT NULL,
    is_active boolean NOT NULL,
    PRIMARY KEY (body_id, unit_key)
);
CREATE INDEX invoice_units_by_leitweg ON invoice_units (leitweg_id);

CREATE TABLE invoice_deputies (
    body_id text NOT NULL,
    deputy_id uuid NOT NULL,
    principal uuid NOT NULL,
    deputy uuid NOT NULL,
    -- ISO dates, both days belong to it
    valid_from text NOT NULL,
    valid_to text NOT NULL,
    PRIMARY KEY (body_id, deputy_id)
);

-- What the body has decided about its invoices: JSON with debtor account, periods, retention and their sources.
CREATE TABLE invoice_settings (
    body_id text NOT NULL,
    settings text NOT NULL,
    changed_at bigint NOT NULL,
    PRIMARY KEY (body_id)
);

CREATE TABLE invoice_runs (
    body_id text NOT NULL,
    run_id uuid NOT NULL,
    -- ZL-2027-0003
    number text NOT NULL,
    made_at bigint NOT NULL,
    made_by uuid NOT NULL,
    payments bigint NOT NULL,
    total_cents bigint NOT NULL,
    skonto_cents bigint NOT NULL,
    sepa_sha256 text NOT NULL,
    postings_sha256 text NOT NULL,
    paid_at bigint,
    paid_by uuid,
    PRIMARY KEY (body_id, run_id)
);
CREATE UNIQUE INDEX invoice_runs_by_number ON invoice_runs (body_id, number);

CREATE TABLE invoice_payments (
    body_id text NOT NULL,
    run_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    amount_cents bigint NOT NULL,
    skonto_cents bigint NOT NULL,
    -- what could have been taken and was not, because the date had passed
    lost_cents bigint NOT NULL,
    execution_date text NOT NULL,
    end_to_end_id text NOT NULL,
    PRIMARY KEY (body_id, run_id, invoice_id)
);
