package delta

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// TableName is the schema and name of a table, unquoted.
type TableName struct{ Schema, Table string }

// WholeCopy is what a receiver remembers of a table that it got whole.
type WholeCopy struct {
	Query      string        // that it was copied with
	Captures   map[int64]int // by origin: the captured table whose deltas tell of changes since
	Complete   bool          // false: the origin itself waited for rows that its watermarks cover
	Maintained bool          // whether what follows a copy is done
}

// Whole returns, at a receiver, the snapshot of each origin as of which its whole tables are there, and which these are.
func Whole(ctx context.Context, q Querier, syncID int64) (map[int64]string, map[TableName]WholeCopy, error) {
	rows, err := q.Query(ctx, "SELECT origin_id, coalesce(whole, snapshot)::text FROM bucardo_node.watermark WHERE sync_id = $1", syncID)
	if err != nil {
		return nil, nil, fmt.Errorf("read watermarks of whole tables: %w", err)
	}
	watermarks := map[int64]string{}
	var origin int64
	var snapshot string
	if _, err := pgx.ForEachRow(rows, []any{&origin, &snapshot}, func() error {
		watermarks[origin] = snapshot
		return nil
	}); err != nil {
		return nil, nil, fmt.Errorf("read watermarks of whole tables: %w", err)
	}
	rows, err = q.Query(ctx, "SELECT schema_name, table_name, query, captures, complete, maintained FROM bucardo_node.whole WHERE sync_id = $1", syncID)
	if err != nil {
		return nil, nil, fmt.Errorf("read whole tables: %w", err)
	}
	copies := map[TableName]WholeCopy{}
	var name TableName
	var captures []byte
	var c WholeCopy
	if _, err := pgx.ForEachRow(rows, []any{&name.Schema, &name.Table, &c.Query, &captures, &c.Complete, &c.Maintained}, func() error {
		c.Captures = map[int64]int{}
		copies[name] = c
		return json.Unmarshal(captures, &c.Captures)
	}); err != nil {
		return nil, nil, fmt.Errorf("read whole tables: %w", err)
	}
	return watermarks, copies, nil
}

// BeginWhole prepares a receiver of changes that gets some tables whole. It reports whether it had none before.
func BeginWhole(ctx context.Context, q Querier, syncID int64) (first bool, err error) {
	tag, err := q.Exec(ctx, "UPDATE bucardo_node.watermark SET whole = snapshot WHERE sync_id = $1 AND whole IS NULL", syncID)
	if err != nil {
		return false, fmt.Errorf("begin whole tables: %w", err)
	}
	return tag.RowsAffected() > 0, nil
}

// KeepWhole forgets, at a receiver, the whole tables that are not among those given: should they come back, what happened
// to them meanwhile is not known.
func KeepWhole(ctx context.Context, q Querier, syncID int64, names []TableName) error {
	schemas, tables := split(names)
	_, err := q.Exec(ctx, `
		DELETE FROM bucardo_node.whole w
		WHERE w.sync_id = $1
		  AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::text[]) AS n(s, t) WHERE n.s = w.schema_name AND n.t = w.table_name)`, syncID, schemas, tables)
	if err != nil {
		return fmt.Errorf("forget whole tables: %w", err)
	}
	return nil
}

// DropHeld forgets, at a receiver, that tables were held: they come whole.
func DropHeld(ctx context.Context, q Querier, syncID int64, names []TableName) error {
	schemas, tables := split(names)
	_, err := q.Exec(ctx, `
		DELETE FROM bucardo_node.held h USING unnest($2::text[], $3::text[]) AS n(s, t)
		WHERE h.sync_id = $1 AND h.schema_name = n.s AND h.table_name = n.t`, syncID, schemas, tables)
	if err != nil {
		return fmt.Errorf("forget held tables: %w", err)
	}
	return nil
}

func split(names []TableName) (schemas, tables []string) {
	schemas, tables = make([]string, len(names)), make([]string, len(names))
	for i, name := range names {
		schemas[i], tables[i] = name.Schema, name.Table
	}
	return schemas, tables
}

// RecordWhole records, at a receiver, that it got a table whole.
func RecordWhole(ctx context.Context, q Querier, syncID int64, name TableName, c WholeCopy, rows int64) error {
	captures, err := json.Marshal(c.Captures)
	if err != nil {
		return fmt.Errorf("record whole table: %w", err)
	}
	_, err = q.Exec(ctx, `
		INSERT INTO bucardo_node.whole (sync_id, schema_name, table_name, query, captures, complete, maintained, rows)
		VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7, $8)
		ON CONFLICT (sync_id, schema_name, table_name) DO UPDATE SET query = excluded.query, captures = excluded.captures, complete = excluded.complete,
			maintained = excluded.maintained, rows = excluded.rows, copied_at = excluded.copied_at`,
		syncID, name.Schema, name.Table, c.Query, string(captures), c.Complete, c.Maintained, rows)
	if err != nil {
		return fmt.Errorf("record whole table: %w", err)
	}
	return nil
}

// MaintainedWhole records, at a receiver, that nothing is left to be done after the copy of a table.
func MaintainedWhole(ctx context.Context, q Querier, syncID int64, name TableName) error {
	_, err := q.Exec(ctx, "UPDATE bucardo_node.whole SET maintained = true WHERE sync_id = $1 AND schema_name = $2 AND table_name = $3", syncID, name.Schema, name.Table)
	if err != nil {
		return fmt.Errorf("record whole table: %w", err)
	}
	return nil
}

// AdvanceWhole moves, at a receiver, the watermarks of its whole tables, which at a fullcopy member are its only ones.
func AdvanceWhole(ctx context.Context, q Querier, syncID int64, from, to map[int64]string, fullcopy bool) error {
	var origins []int64
	var expected, reached []string
	for origin, snapshot := range to {
		if before, ok := from[origin]; ok && before != snapshot {
			origins, expected, reached = append(origins, origin), append(expected, before), append(reached, snapshot)
		}
	}
	if len(origins) == 0 {
		return nil
	}
	_, err := q.Exec(ctx, "SELECT bucardo_node.advance_whole($1, $2, $3::text[]::pg_snapshot[], $4::text[]::pg_snapshot[], $5)", syncID, origins, expected, reached, fullcopy)
	if err != nil {
		return fmt.Errorf("advance watermarks of whole tables: %w", err)
	}
	return nil
}

// Change says that something is pending in a table.
type Change struct {
	TableID int
	Deltas  int64
	Oldest  time.Time
	Newest  time.Time
}

// Changed returns, at an origin, a Change for each of the tables that has deltas outside the snapshot since, of those inside
// the snapshot until where that is not empty. What the sync itself wrote there is a change of another origin.
func Changed(syncID int64, sources []Source, since, until string) Statement {
	seen := literal(since) + "::pg_snapshot"
	where := fmt.Sprintf("d.xid >= pg_snapshot_xmin(%[1]s) AND NOT pg_visible_in_snapshot(d.xid, %[1]s) AND d.via IS DISTINCT FROM %[2]d", seen, syncID)
	if until != "" {
		where += fmt.Sprintf(" AND pg_visible_in_snapshot(d.xid, %s::pg_snapshot)", literal(until))
	}
	var parts []string
	for _, s := range sources {
		for segment := range 2 {
			parts = append(parts, fmt.Sprintf("SELECT %[1]d AS id, count(*) AS deltas, min(d.at) AS oldest, max(d.at) AS newest FROM bucardo_node.delta_%[1]d_%[2]d d WHERE %[3]s", s.TableID, segment, where))
		}
	}
	return Statement{SQL: fmt.Sprintf("SELECT id, sum(deltas)::bigint, min(oldest), max(newest) FROM (%s) AS c WHERE deltas > 0 GROUP BY id", strings.Join(parts, " UNION ALL "))}
}

// RelayWhole tells, at a receiver, the other syncs that capture a table there that it was replaced.
func RelayWhole(ctx context.Context, q Querier, syncID int64, table string) error {
	if _, err := q.Exec(ctx, "SELECT bucardo_node.relay_whole($1, $2)", syncID, table); err != nil {
		return fmt.Errorf("pass a replaced table on: %w", err)
	}
	return nil
}
