package delta

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Querier is what progress needs of a connection or transaction; nothing here can commit.
type Querier interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Watermarks returns, at a receiver, the snapshot of each origin up to which it has everything.
func Watermarks(ctx context.Context, q Querier, syncID int64) (map[int64]string, error) {
	rows, err := q.Query(ctx, "SELECT origin_id, snapshot::text FROM bucardo_node.watermark WHERE sync_id = $1", syncID)
	if err != nil {
		return nil, fmt.Errorf("read watermarks: %w", err)
	}
	watermarks := map[int64]string{}
	var origin int64
	var snapshot string
	_, err = pgx.ForEachRow(rows, []any{&origin, &snapshot}, func() error {
		watermarks[origin] = snapshot
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read watermarks: %w", err)
	}
	return watermarks, nil
}

// OwedKey is a row of bucardo_node.owed.
type OwedKey struct {
	OriginID int64
	Schema   string
	Table    string
	Parked   bool // it is tried again only now and then: it has a value that another row keeps, or would break a foreign key
	Owed
}

// OwedKeys returns, at a receiver, the keys that were left out of earlier runs.
func OwedKeys(ctx context.Context, q Querier, syncID int64) ([]OwedKey, error) {
	rows, err := q.Query(ctx, "SELECT origin_id, schema_name, table_name, key, at, coalesce(home, 0), detail FROM bucardo_node.owed WHERE sync_id = $1", syncID)
	if err != nil {
		return nil, fmt.Errorf("read owed keys: %w", err)
	}
	owed, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (OwedKey, error) {
		var o OwedKey
		return o, row.Scan(&o.OriginID, &o.Schema, &o.Table, &o.Key, &o.At, &o.Home, &o.Detail)
	})
	if err != nil {
		return nil, fmt.Errorf("read owed keys: %w", err)
	}
	return owed, nil
}

// Consumer is what an origin remembers of a receiver.
type Consumer struct {
	Confirmed   string
	Established bool
}

// Consumers returns, at an origin, the receivers of a sync by their id.
func Consumers(ctx context.Context, q Querier, syncID int64) (map[int64]Consumer, error) {
	rows, err := q.Query(ctx, "SELECT receiver_id, confirmed::text, established FROM bucardo_node.consumer WHERE sync_id = $1", syncID)
	if err != nil {
		return nil, fmt.Errorf("read consumers: %w", err)
	}
	consumers := map[int64]Consumer{}
	var receiver int64
	var c Consumer
	_, err = pgx.ForEachRow(rows, []any{&receiver, &c.Confirmed, &c.Established}, func() error {
		consumers[receiver] = c
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read consumers: %w", err)
	}
	return consumers, nil
}

// Register adds receivers at an origin, with the snapshot of this moment. It must be committed before the first
// capture trigger of the sync is, so that no captured change can be older than the snapshot.
func Register(ctx context.Context, q Querier, syncID int64, receivers []int64) error {
	_, err := q.Exec(ctx, `
		INSERT INTO bucardo_node.consumer (sync_id, receiver_id, confirmed)
		SELECT $1, r, pg_current_snapshot() FROM unnest($2::bigint[]) AS r
		ON CONFLICT DO NOTHING`, syncID, receivers)
	if err != nil {
		return fmt.Errorf("register receivers: %w", err)
	}
	return nil
}

// StartAs keeps, at an origin, the deltas that receivers will need which are about to become copies of another one, the
// reference: all that the reference has not confirmed, since the copies may lack it too.
func StartAs(ctx context.Context, q Querier, syncID int64, receivers []int64, reference int64) error {
	_, err := q.Exec(ctx, `
		UPDATE bucardo_node.consumer c
		SET confirmed = r.confirmed
		FROM bucardo_node.consumer r
		WHERE c.sync_id = $1 AND c.receiver_id = ANY ($2) AND NOT c.established AND r.sync_id = c.sync_id AND r.receiver_id = $3`,
		syncID, receivers, reference)
	if err != nil {
		return fmt.Errorf("register copies: %w", err)
	}
	return nil
}

// Unregister removes, at an origin, the receivers that are no longer members of the sync, and at a receiver the
// watermarks and owed keys of origins that are no longer sources.
func Unregister(ctx context.Context, q Querier, syncID int64, receivers, origins []int64) error {
	if _, err := q.Exec(ctx, "DELETE FROM bucardo_node.consumer WHERE sync_id = $1 AND receiver_id <> ALL ($2)", syncID, receivers); err != nil {
		return fmt.Errorf("forget former receivers: %w", err)
	}
	if _, err := q.Exec(ctx, "DELETE FROM bucardo_node.watermark WHERE sync_id = $1 AND origin_id <> ALL ($2)", syncID, origins); err != nil {
		return fmt.Errorf("forget former origins: %w", err)
	}
	if _, err := q.Exec(ctx, "DELETE FROM bucardo_node.owed WHERE sync_id = $1 AND origin_id <> ALL ($2)", syncID, origins); err != nil {
		return fmt.Errorf("forget owed keys of former origins: %w", err)
	}
	return nil
}

// Establish gives a receiver its first watermark of an origin.
func Establish(ctx context.Context, q Querier, syncID, origin int64, snapshot string) error {
	_, err := q.Exec(ctx, `
		INSERT INTO bucardo_node.watermark (sync_id, origin_id, snapshot) VALUES ($1, $2, $3::pg_snapshot)
		ON CONFLICT DO NOTHING`, syncID, origin, snapshot)
	if err != nil {
		return fmt.Errorf("establish watermark: %w", err)
	}
	return nil
}

// Drop moves, at a receiver, all that it knows of an origin to a snapshot without having received what is in between.
func Drop(ctx context.Context, q Querier, syncID, origin int64, snapshot string) error {
	for _, sql := range []string{
		"UPDATE bucardo_node.watermark SET snapshot = $3::pg_snapshot WHERE sync_id = $1 AND origin_id = $2",
		"UPDATE bucardo_node.held SET snapshot = $3::pg_snapshot WHERE sync_id = $1 AND origin_id = $2",
		"DELETE FROM bucardo_node.owed WHERE sync_id = $1 AND origin_id = $2 AND $3::pg_snapshot IS NOT NULL",
	} {
		if _, err := q.Exec(ctx, sql, syncID, origin, snapshot); err != nil {
			return fmt.Errorf("drop deltas: %w", err)
		}
	}
	return nil
}

// MarkEstablished records at an origin that these receivers hold a watermark: from now on a missing one means that
// the receiver lost it.
func MarkEstablished(ctx context.Context, q Querier, syncID int64, receivers []int64) error {
	_, err := q.Exec(ctx, "UPDATE bucardo_node.consumer SET established = true WHERE sync_id = $1 AND receiver_id = ANY ($2) AND NOT established", syncID, receivers)
	if err != nil {
		return fmt.Errorf("mark receivers as established: %w", err)
	}
	return nil
}

// Purged returns, at an origin, the lowest transaction id of which deltas of the sync's tables may still all be there.
// What was purged from a table before it came into the sync does not count.
func Purged(ctx context.Context, q Querier, syncID int64) (string, error) {
	var below string
	err := q.QueryRow(ctx, `
		SELECT coalesce(max(t.purged_below::text::numeric), 0)::text
		FROM bucardo_node.capture_use u JOIN bucardo_node.captured_table t ON t.id = u.table_id
		WHERE u.sync_id = $1 AND t.purged_below > u.purged_before`, syncID).Scan(&below)
	if err != nil {
		return "", fmt.Errorf("read purge horizon: %w", err)
	}
	return below, nil
}

// Present returns, at an origin, the snapshot of this moment.
func Present(ctx context.Context, q Querier) (string, error) {
	var snapshot string
	if err := q.QueryRow(ctx, "SELECT pg_current_snapshot()::text").Scan(&snapshot); err != nil {
		return "", fmt.Errorf("read snapshot: %w", err)
	}
	return snapshot, nil
}

// Confirm records at an origin the watermarks receivers have committed, so that space can be given back.
func Confirm(ctx context.Context, q Querier, syncID int64, receivers []int64, reached []string) error {
	if _, err := q.Exec(ctx, "SELECT bucardo_node.confirm($1, $2, $3::text[]::pg_snapshot[])", syncID, receivers, reached); err != nil {
		return fmt.Errorf("confirm watermarks: %w", err)
	}
	return nil
}

// Candidate is a captured table that may have deltas.
type Candidate struct {
	TableID int
	Bytes   int64
	Relayed bool // a sync has written deltas of it
}

// These three are statements and not functions of the node: a session prepares them once, while an SQL function is
// planned anew at each call. Each takes the id of a sync.
const (
	// FindCandidates returns the captured tables that may have deltas, with the size of their segments and whether a sync has written some. A file is extended
	// before a row in it can commit, so a table that is empty by size has nothing pending.
	FindCandidates = `
		SELECT s.table_id, s.bytes, s.relayed
		FROM (SELECT u.table_id, t.relayed,
		             pg_relation_size(('bucardo_node.delta_' || u.table_id || '_0')::regclass)
		             + pg_relation_size(('bucardo_node.delta_' || u.table_id || '_1')::regclass) AS bytes
		      FROM bucardo_node.capture_use u
		      JOIN bucardo_node.captured_table t ON t.id = u.table_id
		      WHERE u.sync_id = $1) AS s
		WHERE s.bytes > 0`
	// Arm asks for a wake-up: the next transaction that changes a table of the sync notifies the channel bucardo_delta.
	Arm = `
		SELECT setval(s.sequence, s.state + 2)
		FROM (SELECT q.sequence, coalesce(pg_sequence_last_value(q.sequence), 0) AS state
		      FROM (SELECT ('bucardo_node.state_' || u.table_id)::regclass AS sequence
		            FROM bucardo_node.capture_use u WHERE u.sync_id = $1) AS q) AS s
		WHERE s.state < 2`
	// Disarmed returns whether a table of the sync was written since it was armed. A transaction that disarmed and rolled
	// back sends no notification; the slow poll finds it here.
	Disarmed = `
		SELECT EXISTS (SELECT FROM bucardo_node.capture_use u
		               WHERE u.sync_id = $1
		                 AND coalesce(pg_sequence_last_value(('bucardo_node.state_' || u.table_id)::regclass), 0) < 2)`
)

// Candidates returns the captured tables of a sync whose segments are not empty.
func Candidates(ctx context.Context, q Querier, syncID int64) ([]Candidate, error) {
	rows, err := q.Query(ctx, FindCandidates, syncID)
	if err != nil {
		return nil, fmt.Errorf("read tables with deltas: %w", err)
	}
	candidates, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Candidate])
	if err != nil {
		return nil, fmt.Errorf("read tables with deltas: %w", err)
	}
	return candidates, nil
}

// Captured returns whether a table is captured for a sync. Parameters: the id of the sync, schema and name.
const Captured = `
	SELECT EXISTS (SELECT FROM bucardo_node.capture_use u JOIN bucardo_node.captured_table c ON c.id = u.table_id
	               WHERE u.sync_id = $1 AND c.relid = to_regclass(format('%I.%I', $2::text, $3::text)))`

// Rotate gives back the delta space of one table and says what it did: small, switched, pending, busy or emptied.
func Rotate(ctx context.Context, q Querier, tableID int, fullBytes int64) (string, error) {
	var outcome string
	if err := q.QueryRow(ctx, "SELECT bucardo_node.rotate($1, $2)", tableID, fullBytes).Scan(&outcome); err != nil {
		return "", fmt.Errorf("rotate deltas: %w", err)
	}
	return outcome, nil
}
