-- What the functions for column policies and unique policies return.

COMMENT ON COLUMN bucardo.sync_info.source_order IS 'With source order: the sources, the first wins. NULL with another strategy.';

CREATE TYPE bucardo.column_policy_info AS (
    sync text,
    relation text,
    column_name text,
    policy text,
    source_order text[],
    expression text
);
COMMENT ON TYPE bucardo.column_policy_info IS 'How a column is decided that was changed on several sources, as list_column_policies shows it.';
COMMENT ON COLUMN bucardo.column_policy_info.sync IS 'The sync.';
COMMENT ON COLUMN bucardo.column_policy_info.relation IS 'The table, as the first source calls it.';
COMMENT ON COLUMN bucardo.column_policy_info.column_name IS 'The column, as it is written in SQL.';
COMMENT ON COLUMN bucardo.column_policy_info.policy IS 'latest, max, min, sum, union, jsonb_merge, coalesce, source order or expression.';
COMMENT ON COLUMN bucardo.column_policy_info.source_order IS 'With source order: the sources, the first wins.';
COMMENT ON COLUMN bucardo.column_policy_info.expression IS 'With expression: SQL over a, b and base.';

CREATE TYPE bucardo.unique_policy_info AS (
    sync text,
    relation text,
    columns text[],
    winner text,
    loser text,
    column_name text,
    expression text
);
COMMENT ON TYPE bucardo.unique_policy_info IS 'What becomes of two rows with the same values in the columns of a unique index, as list_unique_policies shows it.';
COMMENT ON COLUMN bucardo.unique_policy_info.sync IS 'The sync.';
COMMENT ON COLUMN bucardo.unique_policy_info.relation IS 'The table, as the first source calls it.';
COMMENT ON COLUMN bucardo.unique_policy_info.columns IS 'The columns of the unique index, as they are written in SQL, in the order of their names.';
COMMENT ON COLUMN bucardo.unique_policy_info.winner IS 'Which of the two rows stays as it is: older or newer.';
COMMENT ON COLUMN bucardo.unique_policy_info.loser IS 'What becomes of the other: delete, null, expression or park.';
COMMENT ON COLUMN bucardo.unique_policy_info.column_name IS 'With null and expression: the column of the other row that is changed.';
COMMENT ON COLUMN bucardo.unique_policy_info.expression IS 'With expression: what that column gets, SQL over the columns of the other row.';
