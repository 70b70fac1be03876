package node

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Flushed returns whether all that has been written ahead is on the disk of the server.
const Flushed = "SELECT pg_current_wal_insert_lsn() <= pg_current_wal_flush_lsn()"

// Flush makes all that was committed before durable: a commit that waits for the disk, and for a synchronous standby,
// waits for all before it. It needs something to write.
func Flush(ctx context.Context, conn *pgx.Conn) error {
	err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "SET LOCAL synchronous_commit = on; SELECT pg_logical_emit_message(true, 'bucardo', '')")
		return err
	})
	if err != nil {
		return fmt.Errorf("flush: %w", err)
	}
	return nil
}
