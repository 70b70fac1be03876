package kid

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// Release takes the triggers, delta tables and progress of a removed sync off one database. Repeatable.
func Release(ctx context.Context, control *pgx.ConnConfig, installation string, cleanup catalog.Cleanup) error {
	if !cleanup.DB.IsPostgres() {
		feed, err := dialFeed(ctx, cleanup.DB, installation, "cleanup", cleanup.SyncID)
		if err != nil {
			return err
		}
		return node.Explain(cleanup.DB, errors.Join(feed.Forget(ctx), feed.Close(ctx)))
	}
	conn, err := dial(ctx, control, cleanup.DB, "cleanup")
	if err != nil {
		return err
	}
	defer closeConn(ctx, conn)
	return node.Explain(cleanup.DB, release(ctx, conn, cleanup.SyncID))
}

func release(ctx context.Context, conn *pgx.Conn, syncID int64) error {
	rows, err := conn.Query(ctx, "SELECT table_id FROM bucardo_node.capture_use WHERE sync_id = $1", syncID)
	if err != nil {
		return fmt.Errorf("read captured tables: %w", err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[int])
	var missing *pgconn.PgError
	if errors.As(err, &missing) && (missing.Code == "42P01" || missing.Code == "3F000") {
		return nil // never set up, or dropped by hand
	}
	if err != nil {
		return fmt.Errorf("read captured tables: %w", err)
	}
	for _, id := range tables {
		if err := releaseTable(ctx, conn, syncID, id); err != nil {
			return err
		}
	}
	if _, err := conn.Exec(ctx, "SELECT bucardo_node.forget_sync($1)", syncID); err != nil {
		return fmt.Errorf("forget progress: %w", err)
	}
	return nil
}

func releaseTable(ctx context.Context, conn *pgx.Conn, syncID int64, tableID int) error {
	err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, fmt.Sprintf("SET LOCAL lock_timeout = %d", captureLockWait.Milliseconds())); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "SELECT bucardo_node.release_table($1, $2)", syncID, tableID)
		return err
	})
	if err != nil {
		return fmt.Errorf("end capture of table %d: %w", tableID, err)
	}
	return nil
}
