package delta

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Skipped is a change that a run kept from all receivers, because it was in conflict with others.
type Skipped struct {
	OriginID int64     `json:"origin"`
	Schema   string    `json:"schema"`
	Table    string    `json:"table"`
	Key      []string  `json:"key"` // text of each key column
	At       time.Time `json:"at"`
}

// SkippedChanges returns, at a receiver, what it has kept from itself in runs that others may not have committed yet.
func SkippedChanges(ctx context.Context, q Querier, syncID int64) ([]Skipped, error) {
	rows, err := q.Query(ctx, "SELECT origin_id, schema_name, table_name, key, at FROM bucardo_node.skipped WHERE sync_id = $1", syncID)
	if err != nil {
		return nil, fmt.Errorf("read skipped changes: %w", err)
	}
	skipped, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Skipped, error) {
		var s Skipped
		return s, row.Scan(&s.OriginID, &s.Schema, &s.Table, &s.Key, &s.At)
	})
	if err != nil {
		return nil, fmt.Errorf("read skipped changes: %w", err)
	}
	return skipped, nil
}
