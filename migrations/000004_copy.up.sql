-- The first copy of a member, and how far it is.

ALTER TABLE bucardo.sync
    ADD COLUMN onetimecopy integer NOT NULL DEFAULT 0 CHECK (onetimecopy IN (0, 1, 2)),
    ADD COLUMN copy_workers integer NOT NULL DEFAULT 2 CHECK (copy_workers BETWEEN 1 AND 64);
COMMENT ON COLUMN bucardo.sync.onetimecopy IS 'What a member gets when it joins: 0 nothing, 1 every table whole from the first source, 2 those tables that it has empty.';
COMMENT ON COLUMN bucardo.sync.copy_workers IS 'How many parts of a table are copied at once to a member.';

CREATE TABLE bucardo.copy_state (
    sync_id bigint NOT NULL REFERENCES bucardo.sync ON DELETE CASCADE,
    db_id bigint NOT NULL REFERENCES bucardo.db ON DELETE CASCADE,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    phase text NOT NULL CHECK (phase IN ('copying', 'analyzing', 'done', 'left as it is')),
    rows_done bigint NOT NULL,
    rows_expected bigint NOT NULL,
    started_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (sync_id, db_id, schema_name, table_name)
);
CREATE INDEX copy_state_db_id_idx ON bucardo.copy_state (db_id);
COMMENT ON TABLE bucardo.copy_state IS 'How far the first copy of each table at each member is, as the sidecar saw it.';

CREATE VIEW bucardo.progress AS
SELECT s.name AS sync,
       d.name AS db,
       c.schema_name AS schema,
       c.table_name AS table,
       c.phase,
       c.rows_done,
       c.rows_expected,
       CASE
           WHEN c.phase = 'copying' AND c.rows_expected > 0 THEN pg_catalog.round(LEAST(100.0 * c.rows_done / c.rows_expected, 100), 1)
           WHEN c.phase <> 'copying' THEN 100.0
       END AS percent,
       pg_catalog.round(pg_catalog.date_part('epoch', passed.time)::numeric, 3) AS seconds,
       CASE WHEN passed.time > interval '0' THEN pg_catalog.round(c.rows_done / pg_catalog.date_part('epoch', passed.time)::numeric) END AS rows_per_second,
       CASE
           WHEN c.phase = 'copying' AND c.rows_done > 0 THEN passed.time * (GREATEST(c.rows_expected - c.rows_done, 0)::double precision / c.rows_done)
           WHEN c.phase <> 'copying' THEN interval '0'
       END AS time_left,
       c.started_at,
       c.updated_at
FROM bucardo.copy_state c
JOIN bucardo.sync s ON s.id = c.sync_id
JOIN bucardo.db d ON d.id = c.db_id
CROSS JOIN LATERAL (SELECT c.updated_at - c.started_at AS time) passed;

COMMENT ON VIEW bucardo.progress IS 'A row for each table of each member that got or gets a first copy.';
COMMENT ON COLUMN bucardo.progress.sync IS 'The sync''s name.';
COMMENT ON COLUMN bucardo.progress.db IS 'The member that is copied to.';
COMMENT ON COLUMN bucardo.progress.schema IS 'Schema of the table.';
COMMENT ON COLUMN bucardo.progress.table IS 'Name of the table.';
COMMENT ON COLUMN bucardo.progress.phase IS 'copying, analyzing, done, or left as it is (onetimecopy 2, the table was not empty).';
COMMENT ON COLUMN bucardo.progress.rows_done IS 'Rows copied and committed.';
COMMENT ON COLUMN bucardo.progress.rows_expected IS 'Rows the table has, by the statistics of the first source.';
COMMENT ON COLUMN bucardo.progress.percent IS 'rows_done of rows_expected; NULL while nothing is known.';
COMMENT ON COLUMN bucardo.progress.seconds IS 'Time spent on the table so far.';
COMMENT ON COLUMN bucardo.progress.rows_per_second IS 'Average since the table was begun.';
COMMENT ON COLUMN bucardo.progress.time_left IS 'Estimated from the average so far; NULL while nothing is known.';
COMMENT ON COLUMN bucardo.progress.started_at IS 'When the copy of the table began.';
COMMENT ON COLUMN bucardo.progress.updated_at IS 'When the sidecar last said something about it.';
