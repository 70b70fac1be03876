-- The functions return the types below. They are installed after the migrations, so they go before them.
DROP TRIGGER remove_clean_dbs ON bucardo.cleanup;
DO $functions$
DECLARE
    routine regprocedure;
BEGIN
    FOR routine IN
        SELECT p.oid
        FROM pg_catalog.pg_proc p
        WHERE p.pronamespace = 'bucardo'::pg_catalog.regnamespace
    LOOP
        EXECUTE pg_catalog.format('DROP ROUTINE %s', routine);
    END LOOP;
END
$functions$;

DROP TYPE bucardo.relgroup_info;
DROP TYPE bucardo.dbgroup_info;
ALTER TYPE bucardo.sync_info DROP ATTRIBUTE copy_workers, DROP ATTRIBUTE onetimecopy, DROP ATTRIBUTE relgroup, DROP ATTRIBUTE dbgroup;
ALTER TYPE bucardo.db_info DROP ATTRIBUTE dbgroups;
ALTER TABLE bucardo.sync DROP COLUMN relgroup_id, DROP COLUMN dbgroup_id;
DROP TABLE bucardo.relgroup_member;
DROP TABLE bucardo.relgroup;
DROP TABLE bucardo.dbgroup_member;
DROP TABLE bucardo.dbgroup;
COMMENT ON TABLE bucardo.sync_db IS 'The members of a sync, in the order given.';
COMMENT ON TABLE bucardo.sync_relation IS 'What the user asked to replicate: both NULL means all tables, table_name NULL all of a schema, else one table (schema_name NULL: wherever it is found, if only once).';
DROP TYPE bucardo.access_info;
DROP TABLE bucardo.access;
DROP TYPE bucardo.purge_info;
DROP TYPE bucardo.delta_info;
DROP TYPE bucardo.use_info;
ALTER TYPE bucardo.db_info DROP ATTRIBUTE removing;
ALTER TABLE bucardo.db DROP COLUMN removing;
DELETE FROM bucardo.command WHERE sync_id IS NULL;
ALTER TABLE bucardo.command
    DROP CONSTRAINT command_sync_id_check,
    DROP CONSTRAINT command_verb_check,
    ADD CONSTRAINT command_verb_check CHECK (verb IN ('kick', 'validate')),
    ALTER COLUMN sync_id SET NOT NULL;
COMMENT ON COLUMN bucardo.command.sync_id IS NULL;
