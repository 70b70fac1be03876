package apply

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
)

const oweDetail = `
	INSERT INTO bucardo_node.owed AS o (sync_id, origin_id, schema_name, table_name, key, at, home, detail)
	VALUES ($1, $2, $3, $4, $5, $6, nullif($7, 0), $8)
	ON CONFLICT (sync_id, origin_id, schema_name, table_name, key)
		DO UPDATE SET at = greatest(o.at, excluded.at), home = excluded.home, detail = excluded.detail`

// oweDetails records what is left out of a table, with all its changes.
func (p *Postgres) oweDetails(ctx context.Context, batch Batch, t *Table) ([]delta.OwedKey, error) {
	rows, err := p.conn.Query(ctx, t.leftKeys(), fresh(nil)...)
	if err != nil {
		return nil, fmt.Errorf("find keys to owe: %w", err)
	}
	keys, err := pgx.CollectRows(rows, pgx.RowTo[[]string])
	if err != nil {
		return nil, fmt.Errorf("find keys to owe: %w", err)
	}
	if len(keys) == 0 {
		return nil, nil
	}
	owed, err := batch.Owing(t, keys)
	if err != nil {
		return nil, err
	}
	var pipeline pgx.Batch
	for _, o := range owed {
		pipeline.Queue(oweDetail, batch.SyncID, o.OriginID, o.Schema, o.Table, o.Key, o.At, o.Home, o.Detail)
	}
	if err := p.conn.SendBatch(ctx, &pipeline).Close(); err != nil {
		return nil, fmt.Errorf("record owed keys: %w", err)
	}
	return owed, nil
}
