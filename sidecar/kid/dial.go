package kid

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// dial opens a connection to a database; purpose is what the server shows of it after "bucardo".
func dial(ctx context.Context, control *pgx.ConnConfig, db catalog.DB, purpose string) (*pgx.Conn, error) {
	config, err := node.Config(db, control, "bucardo "+purpose)
	if err != nil {
		return nil, err
	}
	return node.Connect(ctx, db, config)
}

// dialAsClient opens a connection for writing to a database as its applications do, with their search_path.
func (k *Kid) dialAsClient(ctx context.Context, db catalog.DB) (*pgx.Conn, error) {
	config, err := node.Config(db, k.control, "bucardo "+k.sync.Name)
	if err != nil {
		return nil, err
	}
	delete(config.RuntimeParams, "search_path")
	return node.Connect(ctx, db, config)
}

// closeConn ends a connection even when the work over it was cancelled; what was open in it is rolled back by the server.
func closeConn(ctx context.Context, conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = conn.Close(ctx)
}

// dialToCopy opens a connection of its own for a copy. The name of the sync is given: copies run beside the kid, whose own
// may change.
func (k *Kid) dialToCopy(ctx context.Context, sync string, db catalog.DB) (*pgx.Conn, error) {
	return dial(ctx, k.control, db, "copy "+sync)
}

// flushReference makes durable what a copy of a database is about to hold for received, as in a run: no crash there may take
// it back. The connection that holds the copy's snapshot cannot.
func (k *Kid) flushReference(ctx context.Context, sync string, db catalog.DB) error {
	conn, err := k.dialToCopy(ctx, sync, db)
	if err != nil {
		return err
	}
	defer closeConn(ctx, conn)
	return node.Flush(ctx, conn)
}
