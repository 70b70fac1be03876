-- The memory of conflicts.

-- Partitions are numbered and not cut by time: the newest takes what comes until its day is over or it has grown large, so
-- that old ones can be dropped by age and by size, however fast conflicts come. There is no foreign key: removing a sync
-- would delete row by row, and its rows go with their partitions. The views show only what has its sync.
CREATE SEQUENCE bucardo.conflict_id_seq;
CREATE TABLE bucardo.conflict (
    id bigint NOT NULL DEFAULT pg_catalog.nextval('bucardo.conflict_id_seq'),
    part integer NOT NULL,
    sync_id bigint NOT NULL,
    at timestamptz NOT NULL,
    run_at timestamptz,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    key jsonb,
    kind text NOT NULL,
    columns text[],
    versions jsonb,
    decision text NOT NULL,
    winner text,
    outcome jsonb,
    rule text,
    number bigint NOT NULL DEFAULT 1,
    chosen text,
    chosen_at timestamptz,
    chosen_by text,
    PRIMARY KEY (id, part)
) PARTITION BY LIST (part);
ALTER SEQUENCE bucardo.conflict_id_seq OWNED BY bucardo.conflict.id;
CREATE INDEX conflict_sync_id_at_idx ON bucardo.conflict (sync_id, at);
COMMENT ON TABLE bucardo.conflict IS 'Conflicts and how they were decided. number: how many the row stands for, more than one where they came faster than they could be written.';

CREATE TABLE bucardo.conflict_part (
    part integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    since timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp()
);
COMMENT ON TABLE bucardo.conflict_part IS 'The partitions of bucardo.conflict: conflict_N is that of part N. It takes what comes until there is a newer one, or its day (UTC) is over.';

CREATE INDEX run_sync_id_started_at_idx ON bucardo.run (sync_id, started_at);

CREATE VIEW bucardo.conflicts AS
SELECT c.id,
       c.at,
       s.name AS sync,
       c.schema_name,
       c.table_name,
       c.key,
       c.kind,
       c.columns,
       c.versions,
       c.decision,
       c.winner,
       c.outcome,
       c.rule,
       c.run_at AS run_started_at,
       (SELECT CASE WHEN r.finished_at >= c.run_at THEN r.id END
        FROM bucardo.run r
        WHERE r.sync_id = c.sync_id
        AND r.started_at <= c.run_at
        ORDER BY r.started_at DESC
        LIMIT 1) AS run_id,
       c.number AS conflicts,
       c.chosen,
       c.chosen_at,
       c.chosen_by
FROM bucardo.conflict c
JOIN bucardo.sync s ON s.id = c.sync_id;

COMMENT ON VIEW bucardo.conflicts IS 'A row for each conflict and how it was decided, kept by age and size.';
COMMENT ON COLUMN bucardo.conflicts.id IS 'Grows with time: ORDER BY id DESC shows the newest first.';
COMMENT ON COLUMN bucardo.conflicts.at IS 'When it was decided.';
COMMENT ON COLUMN bucardo.conflicts.sync IS 'The sync''s name.';
COMMENT ON COLUMN bucardo.conflicts.schema_name IS 'The table''s schema.';
COMMENT ON COLUMN bucardo.conflicts.table_name IS 'The table''s name.';
COMMENT ON COLUMN bucardo.conflicts.key IS 'The key columns of the row with their values.';
COMMENT ON COLUMN bucardo.conflicts.kind IS 'What met: update/update, update/delete, insert/insert, delete/delete, unique, foreign key ...; not recorded: conflicts came faster than they could be written.';
COMMENT ON COLUMN bucardo.conflicts.columns IS 'The columns changed on more than one database; NULL where that is not known.';
COMMENT ON COLUMN bucardo.conflicts.versions IS 'The row at each database: db, at, op, changed (columns, where known) and row (null: gone); NULL where only keys are recorded.';
COMMENT ON COLUMN bucardo.conflicts.decision IS 'winner, merged, made up, skipped, parked, deleted, changed or restored.';
COMMENT ON COLUMN bucardo.conflicts.winner IS 'The database whose version won; NULL when none did.';
COMMENT ON COLUMN bucardo.conflicts.outcome IS 'The row as it was written; NULL when it is gone, or not recorded.';
COMMENT ON COLUMN bucardo.conflicts.rule IS 'What decided: a strategy, a policy or custom code.';
COMMENT ON COLUMN bucardo.conflicts.run_started_at IS 'Start of the run that decided it.';
COMMENT ON COLUMN bucardo.conflicts.run_id IS 'The row of that run in runs; NULL when it is not there any more.';
COMMENT ON COLUMN bucardo.conflicts.conflicts IS 'How many conflicts the row stands for: 1, or more with the kind not recorded.';
COMMENT ON COLUMN bucardo.conflicts.chosen IS 'The database whose version was written instead, by choose or undo_conflict; NULL when none was.';
COMMENT ON COLUMN bucardo.conflicts.chosen_at IS 'When it was written.';
COMMENT ON COLUMN bucardo.conflicts.chosen_by IS 'Who asked for it.';

CREATE VIEW bucardo.conflict_summary AS
SELECT s.name AS sync,
       c.schema_name,
       c.table_name,
       col.name AS column_name,
       c.kind,
       c.at::date AS day,
       c.decision,
       c.winner,
       c.rule,
       pg_catalog.sum(c.number)::bigint AS conflicts,
       pg_catalog.count(c.chosen) AS chosen
FROM bucardo.conflict c
JOIN bucardo.sync s ON s.id = c.sync_id
LEFT JOIN LATERAL pg_catalog.unnest(c.columns) AS col(name) ON true
GROUP BY s.name, c.schema_name, c.table_name, col.name, c.kind, c.at::date, c.decision, c.winner, c.rule;

COMMENT ON VIEW bucardo.conflict_summary IS 'How many conflicts there were, for each table, column, kind and day, and how they were decided.';
COMMENT ON COLUMN bucardo.conflict_summary.sync IS 'The sync''s name.';
COMMENT ON COLUMN bucardo.conflict_summary.schema_name IS 'The table''s schema.';
COMMENT ON COLUMN bucardo.conflict_summary.table_name IS 'The table''s name.';
COMMENT ON COLUMN bucardo.conflict_summary.column_name IS 'A column changed on more than one database; a conflict in several columns counts in each. NULL: the whole row.';
COMMENT ON COLUMN bucardo.conflict_summary.kind IS 'What met, as in conflicts.';
COMMENT ON COLUMN bucardo.conflict_summary.day IS 'The day, in the time zone of your session.';
COMMENT ON COLUMN bucardo.conflict_summary.decision IS 'How it was decided, as in conflicts.';
COMMENT ON COLUMN bucardo.conflict_summary.winner IS 'The database whose version won; NULL when none did.';
COMMENT ON COLUMN bucardo.conflict_summary.rule IS 'What decided: a strategy, a policy or custom code.';
COMMENT ON COLUMN bucardo.conflict_summary.conflicts IS 'How many.';
COMMENT ON COLUMN bucardo.conflict_summary.chosen IS 'How many of them were decided otherwise afterwards, by choose or undo_conflict.';

CREATE TYPE bucardo.what_if_info AS (
    id bigint,
    at timestamptz,
    schema_name text,
    table_name text,
    key jsonb,
    won text,
    would_have_won text,
    differs boolean
);
COMMENT ON TYPE bucardo.what_if_info IS 'How another strategy would have decided a conflict.';
COMMENT ON COLUMN bucardo.what_if_info.id IS 'The conflict, as in conflicts.';
COMMENT ON COLUMN bucardo.what_if_info.at IS 'When it was decided.';
COMMENT ON COLUMN bucardo.what_if_info.schema_name IS 'The table''s schema.';
COMMENT ON COLUMN bucardo.what_if_info.table_name IS 'The table''s name.';
COMMENT ON COLUMN bucardo.what_if_info.key IS 'The key columns of the row with their values.';
COMMENT ON COLUMN bucardo.what_if_info.won IS 'The database whose version won; NULL when none did.';
COMMENT ON COLUMN bucardo.what_if_info.would_have_won IS 'The database whose version would have won; NULL: each would have kept its own.';
COMMENT ON COLUMN bucardo.what_if_info.differs IS 'Whether these are two.';

COMMENT ON COLUMN bucardo.purge_info.kind IS 'Which history: runs, rates, log, commands or conflicts.';
