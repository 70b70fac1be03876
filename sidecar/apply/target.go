package apply

import (
	"context"
	"io"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// Target is what a run writes to: a PostgreSQL database, or a Feed into a Store.
type Target interface {
	// Mode says whether triggers and foreign keys are off while rows are applied.
	Mode() node.ApplyMode
	// Begin opens a transaction for a batch of which these tables are streamed: then come CopyIn, Mirror and Settle for each
	// of them, then Finish.
	Begin(ctx context.Context, streamed []*Table) error
	// Replace prepares a table for a stream of all its rows.
	Replace(ctx context.Context, t *Table) error
	// CopyIn takes rows in the format of delta.Source.CopyPending.
	CopyIn(ctx context.Context, t *Table, r io.Reader) error
	// Mirror takes rows for gone that are here and not among those streamed, which are the whole table of the origin.
	Mirror(ctx context.Context, t *Table, origin int64, at time.Time) error
	// Settle leaves of contested keys only the winner's version, of the others what this target, whose bit is given, waits for.
	Settle(ctx context.Context, t *Table, winners []Winner, bit uint64) error
	// Finish adds the rows in memory, writes all and commits.
	Finish(ctx context.Context, batch Batch) (Result, error)
	// Apply carries out a batch that is wholly in memory, in its own transaction.
	Apply(ctx context.Context, batch Batch) (Result, error)
	// Abort rolls an open transaction back. It is a no-op without one.
	Abort(ctx context.Context)
	// Flush makes all that was committed here durable.
	Flush(ctx context.Context) error
}
