-- Names that PostgreSQL has since version 13, for an older server: the same 64-bit transaction ids and snapshots under
-- their former names. bucardo_node comes first in every search_path there, and stays there when the server is upgraded in
-- place (pg_upgrade): the columns have these types, and capture must go on before a sidecar has seen the new version.

CREATE SCHEMA IF NOT EXISTS bucardo_node;

DO $names$
BEGIN
    IF to_regtype('bucardo_node.xid8') IS NULL THEN
        CREATE DOMAIN bucardo_node.xid8 AS bigint;
        COMMENT ON DOMAIN bucardo_node.xid8 IS 'A transaction id with its epoch, as txid_current() gives it.';
    END IF;
    IF to_regtype('bucardo_node.pg_snapshot') IS NULL THEN
        CREATE DOMAIN bucardo_node.pg_snapshot AS txid_snapshot;
        COMMENT ON DOMAIN bucardo_node.pg_snapshot IS 'Which transactions are visible, as txid_current_snapshot() gives it.';
    END IF;
END
$names$;

-- No SET search_path: the planner would not inline these, and pg_visible_in_snapshot is called for every delta.
CREATE OR REPLACE FUNCTION bucardo_node.pg_current_xact_id()
RETURNS bucardo_node.xid8
LANGUAGE sql
STABLE
AS $pg_current_xact_id$
SELECT pg_catalog.txid_current()::bucardo_node.xid8
$pg_current_xact_id$;
COMMENT ON FUNCTION bucardo_node.pg_current_xact_id() IS 'The id of the transaction.';

CREATE OR REPLACE FUNCTION bucardo_node.pg_current_snapshot()
RETURNS bucardo_node.pg_snapshot
LANGUAGE sql
STABLE
AS $pg_current_snapshot$
SELECT pg_catalog.txid_current_snapshot()::bucardo_node.pg_snapshot
$pg_current_snapshot$;
COMMENT ON FUNCTION bucardo_node.pg_current_snapshot() IS 'The snapshot of the statement or transaction.';

CREATE OR REPLACE FUNCTION bucardo_node.pg_snapshot_xmin(seen txid_snapshot)
RETURNS bigint
LANGUAGE sql
IMMUTABLE
STRICT
PARALLEL SAFE
AS $pg_snapshot_xmin$
SELECT pg_catalog.txid_snapshot_xmin($1)
$pg_snapshot_xmin$;
COMMENT ON FUNCTION bucardo_node.pg_snapshot_xmin(txid_snapshot) IS 'The lowest transaction id that was in progress.';

CREATE OR REPLACE FUNCTION bucardo_node.pg_visible_in_snapshot(xid bigint, seen txid_snapshot)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
STRICT
PARALLEL SAFE
AS $pg_visible_in_snapshot$
SELECT pg_catalog.txid_visible_in_snapshot($1, $2)
$pg_visible_in_snapshot$;
COMMENT ON FUNCTION bucardo_node.pg_visible_in_snapshot(bigint, txid_snapshot) IS 'Whether a transaction had ended.';

CREATE OR REPLACE FUNCTION bucardo_node.trim_scale(value numeric)
RETURNS numeric
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $trim_scale$
SELECT CASE WHEN pg_catalog.scale($1) > 0 THEN pg_catalog.rtrim($1::text, '0')::numeric ELSE $1 END
$trim_scale$;
COMMENT ON FUNCTION bucardo_node.trim_scale(numeric) IS 'The same number without zeros at the end of its fraction.';
