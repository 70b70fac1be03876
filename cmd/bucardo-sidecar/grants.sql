-- What bucardo-sidecar needs in this database when it connects as a role without superuser. A superuser runs this once in
-- each replicated database and in the control database; it is safe to repeat. The role must also own the replicated
-- tables, or be a member of the role that does. For sequences SELECT and UPDATE are enough; to move one more than a million
-- steps at once, and for bucardo.spread_sequences, it must own them too.

SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET bucardo.grants_role = :role;

DO $grants$
DECLARE
    role_name text := pg_catalog.current_setting('bucardo.grants_role');
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = role_name) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = pg_catalog.format('role "%s" does not exist', role_name),
            HINT = pg_catalog.format('CREATE ROLE %I LOGIN', role_name);
    END IF;

    -- To make the schema bucardo_node (in the control database: bucardo), and for temporary tables.
    EXECUTE pg_catalog.format('GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %I TO %I', pg_catalog.current_database(), role_name);

    -- To apply rows without firing the application's triggers and foreign keys a second time.
    BEGIN
        IF pg_catalog.current_setting('server_version_num')::integer >= 150000 THEN
            EXECUTE pg_catalog.format('GRANT SET ON PARAMETER session_replication_role TO %I', role_name);
        ELSE
            -- Before PostgreSQL 15 only a superuser may set it, so a function of one does, for one transaction.
            PERFORM pg_catalog.set_config('session_replication_role', pg_catalog.current_setting('session_replication_role'), true);
            EXECUTE pg_catalog.format('CREATE SCHEMA IF NOT EXISTS bucardo_node AUTHORIZATION %I', role_name);
            EXECUTE pg_catalog.format('GRANT USAGE ON SCHEMA bucardo_node TO %I', role_name);
            CREATE OR REPLACE FUNCTION bucardo_node.enter_replica()
            RETURNS void
            LANGUAGE plpgsql
            SECURITY DEFINER
            SET search_path = pg_catalog, pg_temp
            AS $enter_replica$
            BEGIN
                PERFORM set_config('session_replication_role', 'replica', true);
            END
            $enter_replica$;
            COMMENT ON FUNCTION bucardo_node.enter_replica()
            IS 'Keeps triggers and foreign keys from firing until the end of the transaction.';
            REVOKE ALL ON FUNCTION bucardo_node.enter_replica() FROM PUBLIC;
            EXECUTE pg_catalog.format('GRANT EXECUTE ON FUNCTION bucardo_node.enter_replica() TO %I', role_name);
        END IF;
    EXCEPTION WHEN insufficient_privilege THEN
        RAISE WARNING USING
            MESSAGE = pg_catalog.format('role "%s" may not grant session_replication_role', CURRENT_USER),
            DETAIL = 'Replication works, but triggers of the application fire for replicated rows too.',
            HINT = 'Run this as a superuser.';
    END;
END
$grants$;
