package node

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// The tables that entries of a sync's list can mean without naming them, with whether they have a unique index: of those that
// inspect.sql finds, the ordinary and partitioned ones.
const namesFrom = `
	FROM (SELECT c.oid, n.nspname, c.relname,
	             EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique) AS keyed
	      FROM pg_class c
	      JOIN pg_namespace n ON n.oid = c.relnamespace
	      WHERE c.relkind IN ('r', 'p')
	        AND c.relpersistence <> 't'
	        AND NOT c.relispartition
	        AND n.nspname NOT IN ('information_schema', 'bucardo', 'bucardo_node')
	        AND n.nspname !~ '^pg_'
	        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')) AS t`

// NamesFingerprint returns a text that changes whenever Names would return something else.
func NamesFingerprint(ctx context.Context, q Querier) (string, error) {
	var fingerprint string
	err := q.QueryRow(ctx, "SELECT coalesce(md5(string_agg(concat_ws(' ', t.oid, t.keyed, t.nspname, t.relname), ',' ORDER BY t.oid)), '')"+namesFrom).Scan(&fingerprint)
	if err != nil {
		return "", fmt.Errorf("look for new tables: %w", err)
	}
	return fingerprint, nil
}

// Name is a table with whether it has a unique index, usable as a key or not.
type Name struct {
	OID    int64
	Schema string
	Name   string
	Keyed  bool
}

// NameQuerier is what Names needs of a connection.
type NameQuerier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// Names returns the tables that a list can mean without naming them.
func Names(ctx context.Context, q NameQuerier) ([]Name, error) {
	rows, err := q.Query(ctx, "SELECT t.oid::bigint, t.nspname::text, t.relname::text, t.keyed"+namesFrom+" ORDER BY t.nspname, t.relname")
	if err != nil {
		return nil, fmt.Errorf("read names of tables: %w", err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Name])
	if err != nil {
		return nil, fmt.Errorf("read names of tables: %w", err)
	}
	return names, nil
}
