-- Custom code as it is listed, and what a dry run answers.

CREATE TYPE bucardo.customcode_info AS (
    name text,
    sync text,
    point text,
    relation text,
    function text,
    expression text,
    db text,
    role text,
    timeout interval,
    priority integer,
    status text
);
REVOKE ALL ON TYPE bucardo.customcode_info FROM PUBLIC;
COMMENT ON TYPE bucardo.customcode_info IS 'Custom code of a sync, as list_customcodes shows it.';
COMMENT ON COLUMN bucardo.customcode_info.name IS 'The name it is called by.';
COMMENT ON COLUMN bucardo.customcode_info.sync IS 'The sync that calls it.';
COMMENT ON COLUMN bucardo.customcode_info.point IS 'When it is called, see docs/conflicts.md.';
COMMENT ON COLUMN bucardo.customcode_info.relation IS 'For which table, as the first source calls it; NULL: for every table of the sync, or for the sync as a whole.';
COMMENT ON COLUMN bucardo.customcode_info.function IS 'The function; it takes one jsonb.';
COMMENT ON COLUMN bucardo.customcode_info.expression IS 'The expression that stands for a function: over a and b, two versions of a row.';
COMMENT ON COLUMN bucardo.customcode_info.db IS 'Where it runs; NULL: in the control database, with before_apply at every receiver, an expression at the first source.';
COMMENT ON COLUMN bucardo.customcode_info.role IS 'As whom it runs; NULL: as the role that the sidecar connects as.';
COMMENT ON COLUMN bucardo.customcode_info.timeout IS 'How long one call may take.';
COMMENT ON COLUMN bucardo.customcode_info.priority IS 'Of several at one point the highest is called first, of equal ones the oldest.';
COMMENT ON COLUMN bucardo.customcode_info.status IS 'active, or inactive: it is not called.';

ALTER TABLE bucardo.command ADD COLUMN result jsonb;
COMMENT ON COLUMN bucardo.command.result IS 'With test_customcode: what the code has answered.';

COMMENT ON COLUMN bucardo.use_info.used_by_kind IS 'What uses it: sync, dbgroup, relgroup, customname, customcols or customcode; NULL when nothing does.';
