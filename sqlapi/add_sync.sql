CREATE OR REPLACE FUNCTION bucardo.add_sync(
    name text,
    dbs anycompatible,
    tables text DEFAULT 'all',
    conflict_strategy text DEFAULT 'latest',
    autokick boolean DEFAULT true,
    onetimecopy integer DEFAULT 0,
    copy_workers integer DEFAULT 2,
    status text DEFAULT 'active',
    if_not_exists boolean DEFAULT false
)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $add_sync$
BEGIN
    RETURN bucardo._add_sync(
        add_sync.name, add_sync.dbs::text, add_sync.tables, add_sync.conflict_strategy, add_sync.autokick,
        add_sync.onetimecopy, add_sync.copy_workers, add_sync.status, add_sync.if_not_exists);
END
$add_sync$;

COMMENT ON FUNCTION bucardo.add_sync(
    name text, dbs anycompatible, tables text, conflict_strategy text, autokick boolean, onetimecopy integer,
    copy_workers integer, status text, if_not_exists boolean)
IS 'Adds a sync: which databases, which tables, and who wins a conflict. Lists are written ''a,b'' or as arrays.';

-- The only overload of the schema. PostgreSQL has no type that a string literal and an array both convert to, and
-- within one polymorphic family dbs and tables would have to be of one kind: this lets a user mix them.
CREATE OR REPLACE FUNCTION bucardo.add_sync(
    name text,
    dbs anycompatible,
    tables text[],
    conflict_strategy text DEFAULT 'latest',
    autokick boolean DEFAULT true,
    onetimecopy integer DEFAULT 0,
    copy_workers integer DEFAULT 2,
    status text DEFAULT 'active',
    if_not_exists boolean DEFAULT false
)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $add_sync$
BEGIN
    RETURN bucardo._add_sync(
        add_sync.name, add_sync.dbs::text, add_sync.tables::text, add_sync.conflict_strategy, add_sync.autokick,
        add_sync.onetimecopy, add_sync.copy_workers, add_sync.status, add_sync.if_not_exists);
END
$add_sync$;

COMMENT ON FUNCTION bucardo.add_sync(
    name text, dbs anycompatible, tables text[], conflict_strategy text, autokick boolean, onetimecopy integer,
    copy_workers integer, status text, if_not_exists boolean)
IS 'Adds a sync, its tables given as an array.';
