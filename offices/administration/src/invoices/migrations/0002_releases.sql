-- A payment run is released by a second person before its files may leave the house, or discarded with a reason.
--
-- The reason is free text about a payment run; it stays as long as the run.

-- the person the maker stood in for
ALTER TABLE invoice_runs ADD COLUMN made_for uuid;
ALTER TABLE invoice_runs ADD COLUMN released_at bigint;
ALTER TABLE invoice_runs ADD COLUMN released_by uuid;
ALTER TABLE invoice_runs ADD COLUMN released_for uuid;
ALTER TABLE invoice_runs ADD COLUMN discarded_at bigint;
ALTER TABLE invoice_runs ADD COLUMN discarded_by uuid;
ALTER TABLE invoice_runs ADD COLUMN discard_reason text NOT NULL DEFAULT '';
