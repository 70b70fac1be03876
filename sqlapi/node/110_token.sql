-- Reading one's own writes: a token is taken where something was written, and waited for where it is to be read. A token is the id
-- of a transaction; it has arrived where a watermark shows that as ended. These are the only functions that everybody may call.

-- Not logged: after a crash of this server watermarks move by themselves, and nobody has to wait for this row's disk.
CREATE UNLOGGED TABLE IF NOT EXISTS bucardo_node.token (
    sync_id bigint NOT NULL,
    xid xid8 NOT NULL
);
COMMENT ON TABLE bucardo_node.token IS 'On an origin: transactions whose end somebody wants to see in the watermarks of the receivers, although they may have changed nothing that is captured.';

CREATE OR REPLACE FUNCTION bucardo_node.sync_token()
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $sync_token$
DECLARE
    here bucardo_node.node;
    own xid8;
    armed record;
BEGIN
    IF current_setting('transaction_read_only') = 'on' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'read_only_sql_transaction',
            MESSAGE = 'a token cannot be taken in a read-only transaction',
            DETAIL = 'It is the id of a transaction that may write.',
            HINT = 'Take it in the transaction that writes, or after its commit in one that is not read-only.';
    END IF;
    SELECT n.* INTO here FROM bucardo_node.node n;
    IF NOT FOUND OR NOT EXISTS (SELECT FROM bucardo_node.consumer c) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = 'this database is a source of no sync',
            DETAIL = 'What is written here goes nowhere.',
            HINT = 'Take the token on a source; SELECT name, dbs FROM bucardo.status in the control database shows them.';
    END IF;

    -- Assigned before the wake-up is looked at: a sidecar that arms it meanwhile sees this transaction as open, and looks again.
    own := pg_current_xact_id();
    INSERT INTO bucardo_node.token (sync_id, xid)
    SELECT DISTINCT c.sync_id, own FROM bucardo_node.consumer c;

    -- Where no wake-up is armed, the sidecar is awake. Of many tables the first few tell.
    FOR armed IN
        SELECT a.table_id, a.state
        FROM (SELECT DISTINCT c.sync_id FROM bucardo_node.consumer c) AS s
        CROSS JOIN LATERAL (
            SELECT f.table_id, f.state
            FROM (SELECT u.table_id, coalesce(pg_sequence_last_value(('bucardo_node.state_' || u.table_id)::regclass), 0) AS state
                  FROM bucardo_node.capture_use u
                  WHERE u.sync_id = s.sync_id
                  ORDER BY u.table_id
                  LIMIT 8) AS f
            WHERE f.state >= 2
            LIMIT 1) AS a
    LOOP
        PERFORM setval(('bucardo_node.state_' || armed.table_id)::regclass, armed.state - 2);
        -- A transaction that has notified cannot be prepared. Where that may happen, the sidecar looks by itself.
        IF current_setting('max_prepared_transactions') = '0' THEN
            PERFORM pg_notify('bucardo_delta', armed.table_id::text);
        END IF;
    END LOOP;
    RETURN format('%s:%s:%s', left(here.installation_id::text, 8), here.db_id, own);
END
$sync_token$;
COMMENT ON FUNCTION bucardo_node.sync_token() IS 'A token for all that was committed here before, and for what this transaction writes once it has committed. bucardo_node.wait_for_sync waits for it on another database.';

CREATE OR REPLACE FUNCTION bucardo_node.wait_for_sync(token text, timeout interval DEFAULT '30s')
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $wait_for_sync$
DECLARE
    deadline timestamptz := clock_timestamp() + wait_for_sync.timeout;
    here bucardo_node.node;
    origin bigint;
    wanted xid8;
    left_out timestamptz;
    arrived boolean := false;
    nap double precision := 0.001;
    held record;
BEGIN
    IF wait_for_sync.token IS NULL OR wait_for_sync.timeout IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'null_value_not_allowed',
            MESSAGE = format('wait_for_sync: %s is NULL', CASE WHEN wait_for_sync.token IS NULL THEN 'token' ELSE 'timeout' END),
            DETAIL = 'It says what to wait for, and how long.',
            HINT = 'SELECT bucardo_node.sync_token() on the database that was written to gives a token.';
    ELSIF wait_for_sync.token !~ '^[0-9a-f]{8}:[0-9]{1,18}:[0-9]{1,19}$' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_text_representation',
            MESSAGE = 'wait_for_sync: that is no token',
            DETAIL = 'A token is what bucardo_node.sync_token() returned, unchanged.',
            HINT = 'SELECT bucardo_node.sync_token() on the database that was written to gives a token.';
    ELSIF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'active_sql_transaction',
            MESSAGE = format('wait_for_sync cannot see anything arrive in a %s transaction', current_setting('transaction_isolation')),
            DETAIL = 'Such a transaction reads as of its first statement.',
            HINT = 'Call it before the transaction begins, or in READ COMMITTED.';
    END IF;

    SELECT n.* INTO here FROM bucardo_node.node n;
    origin := split_part(wait_for_sync.token, ':', 2)::bigint;
    wanted := split_part(wait_for_sync.token, ':', 3)::xid8;
    IF left(here.installation_id::text, 8) IS DISTINCT FROM split_part(wait_for_sync.token, ':', 1) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'wait_for_sync: the token is of another control database',
            DETAIL = 'The database it was taken on and this one have no sync in common.',
            HINT = 'Take the token on a source of a sync that this database is a member of.';
    ELSIF origin = here.db_id THEN
        RETURN;
    END IF;

    LOOP
        IF NOT arrived THEN
            IF NOT EXISTS (SELECT FROM bucardo_node.copy c WHERE NOT c.finished) THEN
                SELECT bool_and(pg_visible_in_snapshot(wanted, w.snapshot)) INTO arrived
                FROM bucardo_node.watermark w
                WHERE w.origin_id = origin;
                IF arrived IS NULL THEN
                    RAISE EXCEPTION USING
                        ERRCODE = 'object_not_in_prerequisite_state',
                        MESSAGE = 'this database receives nothing from the one the token was taken on',
                        DETAIL = 'They are not in one sync, or that one is only a target in it.',
                        HINT = 'SELECT name, dbs FROM bucardo.status in the control database shows which syncs there are.';
                END IF;
            END IF;
            IF arrived THEN
                -- Rows that were changed here at the same moment are left to the next run; what is left out now is waited for. A parked row may stay out for ever.
                SELECT max(o.at) INTO left_out FROM bucardo_node.owed o WHERE o.origin_id = origin AND NOT o.parked;
            END IF;
        END IF;
        EXIT WHEN arrived AND NOT EXISTS (SELECT FROM bucardo_node.owed o WHERE o.origin_id = origin AND o.at <= left_out AND NOT o.parked);
        IF clock_timestamp() >= deadline THEN
            RAISE EXCEPTION USING
                ERRCODE = 'object_not_in_prerequisite_state',
                MESSAGE = format('what the token stands for has not arrived after %s', wait_for_sync.timeout),
                DETAIL = 'The sync is behind, paused, or not running, or the transaction that took the token has not committed.',
                HINT = 'Wait longer, read where it was written, or see SELECT name, state, reason, next_step FROM bucardo.status in the control database.';
        END IF;
        PERFORM pg_sleep(nap);
        nap := least(nap * 1.5, 0.02);
    END LOOP;

    FOR held IN
        SELECT DISTINCT h.schema_name, h.table_name
        FROM bucardo_node.held h
        WHERE h.origin_id = origin
        AND NOT pg_visible_in_snapshot(wanted, h.snapshot)
    LOOP
        RAISE WARNING USING
            MESSAGE = format('table %I.%I is held: what was written to it may not be here', held.schema_name, held.table_name),
            HINT = 'SELECT reason, next_step FROM bucardo.status in the control database says why.';
    END LOOP;
END
$wait_for_sync$;
COMMENT ON FUNCTION bucardo_node.wait_for_sync(text, interval) IS 'Waits until all that a token of bucardo_node.sync_token stands for has arrived in this database; the next statement sees it. Raises when it takes longer than timeout.';
