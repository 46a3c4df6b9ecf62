-- What makes an invoice suspicious beside others, and who has looked at it.
--
-- Names and numbers as compared, empty values for what is not known; NULL until the job invoices.delete-old has filled in
-- what was there before. They go with the rest of the content.
ALTER TABLE invoices ADD COLUMN seller_key text;
ALTER TABLE invoices ADD COLUMN number_key text;
ALTER TABLE invoices ADD COLUMN number_parts text;
CREATE INDEX invoices_by_seller_vat ON invoices (body_id, seller_vat);
CREATE INDEX invoices_by_seller ON invoices (body_id, seller_key);

-- Who acknowledged which warning. Kept like a signature, without its detail once the invoice's content is deleted.
CREATE TABLE invoice_acknowledgements (
    body_id text NOT NULL,
    invoice_id uuid NOT NULL,
    acknowledgement_id uuid NOT NULL,
    -- other-body, other-account
    concern text NOT NULL,
    -- what exactly was seen: the Leitweg-ID, the IBAN
    detail text NOT NULL,
    person uuid NOT NULL,
    -- the person stood in for
    principal uuid,
    acknowledged_at bigint NOT NULL,
    is_void boolean NOT NULL,
    PRIMARY KEY (body_id, invoice_id, acknowledgement_id)
);
