package delta

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// HeldKey names a table that a receiver was left out of runs with, by its name in the sync's list.
type HeldKey struct {
	OriginID      int64
	Schema, Table string
}

// Held returns, at a receiver, the snapshot up to which each table that was left out of runs has everything.
func Held(ctx context.Context, q Querier, syncID int64) (map[HeldKey]string, error) {
	rows, err := q.Query(ctx, "SELECT origin_id, schema_name, table_name, snapshot::text FROM bucardo_node.held WHERE sync_id = $1", syncID)
	if err != nil {
		return nil, fmt.Errorf("read held tables: %w", err)
	}
	held := map[HeldKey]string{}
	var key HeldKey
	var snapshot string
	if _, err := pgx.ForEachRow(rows, []any{&key.OriginID, &key.Schema, &key.Table, &snapshot}, func() error {
		held[key] = snapshot
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read held tables: %w", err)
	}
	return held, nil
}

// Hold keeps, at a receiver, the present watermarks for a table that the next runs leave out. Tables that are held
// already keep theirs.
func Hold(ctx context.Context, q Querier, syncID int64, schema, table string) error {
	_, err := q.Exec(ctx, `
		INSERT INTO bucardo_node.held (sync_id, origin_id, schema_name, table_name, snapshot)
		SELECT w.sync_id, w.origin_id, $2, $3, w.snapshot FROM bucardo_node.watermark w WHERE w.sync_id = $1
		ON CONFLICT DO NOTHING`, syncID, schema, table)
	if err != nil {
		return fmt.Errorf("hold table: %w", err)
	}
	return nil
}

// HoldDeltas keeps, at an origin, the deltas of a table for all receivers, whatever they confirm from now on. The name
// is the one the table has there.
func HoldDeltas(ctx context.Context, q Querier, syncID int64, schema, table string) error {
	_, err := q.Exec(ctx, `
		INSERT INTO bucardo_node.held_use (table_id, sync_id, receiver_id, confirmed)
		SELECT t.id, c.sync_id, c.receiver_id, c.confirmed
		FROM bucardo_node.captured_table t
		JOIN bucardo_node.capture_use u ON u.table_id = t.id AND u.sync_id = $1
		JOIN bucardo_node.consumer c ON c.sync_id = $1
		WHERE t.schema_name = $2 AND t.table_name = $3
		ON CONFLICT DO NOTHING`, syncID, schema, table)
	if err != nil {
		return fmt.Errorf("hold deltas: %w", err)
	}
	return nil
}

// ReleaseDeltas ends, at an origin, what HoldDeltas began, for receivers that have what was held on their disks.
func ReleaseDeltas(ctx context.Context, q Querier, syncID int64, receiver int64, tables []int) error {
	_, err := q.Exec(ctx, "DELETE FROM bucardo_node.held_use WHERE sync_id = $1 AND receiver_id = $2 AND table_id = ANY ($3)", syncID, receiver, tables)
	if err != nil {
		return fmt.Errorf("release held deltas: %w", err)
	}
	return nil
}

// HeldDeltas returns, at an origin, which tables are held for each receiver.
func HeldDeltas(ctx context.Context, q Querier, syncID int64) (map[int64][]int, error) {
	rows, err := q.Query(ctx, "SELECT receiver_id, table_id FROM bucardo_node.held_use WHERE sync_id = $1", syncID)
	if err != nil {
		return nil, fmt.Errorf("read held deltas: %w", err)
	}
	held := map[int64][]int{}
	var receiver int64
	var table int
	if _, err := pgx.ForEachRow(rows, []any{&receiver, &table}, func() error {
		held[receiver] = append(held[receiver], table)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read held deltas: %w", err)
	}
	return held, nil
}

// ForgetHeld forgets, at a receiver, held tables that are no longer in the sync.
func ForgetHeld(ctx context.Context, q Querier, syncID int64, schemas, tables []string) error {
	_, err := q.Exec(ctx, `
		DELETE FROM bucardo_node.held h
		WHERE h.sync_id = $1 AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::text[]) AS k(s, t) WHERE (k.s, k.t) = (h.schema_name, h.table_name))`,
		syncID, schemas, tables)
	if err != nil {
		return fmt.Errorf("forget held tables: %w", err)
	}
	return nil
}
