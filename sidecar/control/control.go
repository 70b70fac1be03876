// Package control is the sidecar's line to the control database: the connection that listens for hints, and the lease
// that lets one sidecar work at a time. It knows nothing of replication.
package control

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgxlisten"
)

// Channel is what every control function notifies. A notification is a hint that something has changed, never the
// change itself: notifications are merged and can be lost.
const Channel = "bucardo"

// DefaultReconnectDelay is the time between attempts to listen again.
const DefaultReconnectDelay = time.Second

// Listen calls hint for every notification, and whenever the connection has been made anew, since some may have been
// missed. It returns when ctx is done.
func Listen(ctx context.Context, connect func(context.Context) (*pgx.Conn, error), log *slog.Logger, hint func()) error {
	said := false // once for each interruption, not for each attempt to connect again
	listener := &pgxlisten.Listener{
		Connect:        connect,
		ReconnectDelay: DefaultReconnectDelay,
		LogError: func(ctx context.Context, err error) {
			if ctx.Err() == nil && !said {
				said = true
				log.Warn("MCP Listening on the control database was interrupted", "error", err)
			}
		},
	}
	listener.Handle(Channel, hinter(func() {
		said = false
		hint()
	}))
	if err := listener.Listen(ctx); ctx.Err() == nil {
		return fmt.Errorf("listen on the control database: %w", err)
	}
	return nil
}

type hinter func()

// HandleNotification implements pgxlisten.Handler.
func (h hinter) HandleNotification(context.Context, *pgconn.Notification, *pgx.Conn) error {
	h()
	return nil
}

// HandleBacklog implements pgxlisten.BacklogHandler.
func (h hinter) HandleBacklog(context.Context, string, *pgx.Conn) error {
	h()
	return nil
}

// leaseKey is the advisory lock that the working sidecar holds. The view bucardo.status looks for it.
const leaseKey = 0x62756361726466

// ErrLeaseTaken says that another sidecar works on this control database.
var ErrLeaseTaken = errors.New("another sidecar holds the lease of this control database")

// Lease is the right to work, held as an advisory lock for as long as its connection lives.
type Lease struct {
	conn *pgx.Conn
}

// Acquire takes the lease, or returns ErrLeaseTaken.
func Acquire(ctx context.Context, connect func(context.Context) (*pgx.Conn, error)) (*Lease, error) {
	conn, err := connect(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect to the control database: %w", err)
	}
	var taken bool
	if err := conn.QueryRow(ctx, "SELECT pg_catalog.pg_try_advisory_lock($1)", int64(leaseKey)).Scan(&taken); err != nil {
		return nil, errors.Join(fmt.Errorf("take lease: %w", err), conn.Close(context.WithoutCancel(ctx)))
	}
	if !taken {
		return nil, errors.Join(ErrLeaseTaken, conn.Close(context.WithoutCancel(ctx)))
	}
	return &Lease{conn: conn}, nil
}

// QueryRow reads over the lease's connection, so that what is read is read by the holder of the lease.
func (l *Lease) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	return l.conn.QueryRow(ctx, sql, args...)
}

// Release gives the lease up.
func (l *Lease) Release(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = l.conn.Close(ctx)
}
