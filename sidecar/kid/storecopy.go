package kid

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// storeCopyRows is how many rows of a first copy are committed together.
const storeCopyRows = 50_000

// runStore is run for a member that is not PostgreSQL. Its tables are emptied and filled from one snapshot, and only then does it get
// watermarks: an attempt that was interrupted is begun anew.
func (c *copier) runStore(ctx context.Context) error {
	source, err := c.kid.dialToCopy(ctx, c.sync.Name, c.reference.db)
	if err != nil {
		return err
	}
	defer closeConn(ctx, source)
	feed, err := dialFeed(ctx, c.member.db, c.kid.installation, "copy "+c.sync.Name, c.sync.ID)
	if err != nil {
		return err
	}
	defer func() { _ = feed.Close(context.WithoutCancel(ctx)) }()
	if _, err := source.Exec(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ"); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	watermarks, err := c.copiedWatermarks(ctx, source)
	if err != nil {
		return err
	}
	if err := c.kid.flushReference(ctx, c.sync.Name, c.reference.db); err != nil {
		return err
	}
	started := time.Now()
	c.kid.log.Info(fmt.Sprintf("KID (%s) Copying %d tables from %s to %s", c.sync.Name, len(c.tables), c.reference.db.Name, c.member.db.Name), "sync", c.sync.Name, "db", c.member.db.Name)
	for _, t := range c.tables {
		if err := c.copyIntoStore(ctx, source, feed, t); err != nil {
			return fmt.Errorf("copy %s: %w", t.display, err)
		}
	}
	if err := feed.Save(ctx, func(p *apply.Progress) { p.Watermarks, p.Copied, p.Copying = watermarks, c.reference.db.ID, nil }); err != nil {
		return err
	}
	took := time.Since(started)
	c.kid.log.Info(fmt.Sprintf("KID (%s) Copied %d rows to %s in %s", c.sync.Name, c.rows.Load(), c.member.db.Name, took.Round(time.Millisecond)), "sync", c.sync.Name, "db", c.member.db.Name, "rows", c.rows.Load())
	return nil
}

// copiedWatermarks are what a copy of the reference's snapshot has received, once it lacks nothing of that.
func (c *copier) copiedWatermarks(ctx context.Context, source *pgx.Conn) (map[int64]string, error) {
	var snapshot string
	if err := source.QueryRow(ctx, "SELECT pg_current_snapshot()::text").Scan(&snapshot); err != nil {
		return nil, fmt.Errorf("read snapshot: %w", err)
	}
	watermarks, err := delta.Watermarks(ctx, source, c.sync.ID)
	if err != nil {
		return nil, err
	}
	watermarks[c.reference.db.ID] = snapshot
	owed, err := delta.OwedKeys(ctx, source, c.sync.ID)
	if err != nil {
		return nil, err
	}
	held, err := delta.Held(ctx, source, c.sync.ID)
	if err != nil {
		return nil, err
	}
	if len(owed)+len(held) > 0 {
		return nil, node.Problem{DB: c.reference.db.Name, Reason: "it is still to get rows that were left out, or held; the copy waits for that", NextStep: "Nothing; if it stays, see bucardo.findings."}
	}
	return watermarks, nil
}

func (c *copier) copyIntoStore(ctx context.Context, source *pgx.Conn, feed *apply.Feed, t *plannedTable) error {
	here, target := t.at[c.reference.position], &t.at[c.member.position].target
	p := &tableProgress{table: t, status: status.CopyProgress{
		SyncID: c.sync.ID, DBID: c.member.db.ID, Schema: t.schema, Table: t.name, Phase: "copying", Started: time.Now(),
	}}
	err := source.QueryRow(ctx, "SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = $1::bigint::oid", here.oid).Scan(&p.status.Expected)
	if err != nil {
		return err
	}
	if c.mode == 2 {
		empty, err := feed.Store.IsEmpty(ctx, target.Store)
		if err != nil {
			return err
		}
		if !empty && !slices.Contains(feed.Progress().Copying, t.fullName()) {
			p.status.Phase = "left as it is"
			c.kid.recorder.Copy(p.status)
			return nil
		}
	}
	emptied := func(p *apply.Progress) {
		if !slices.Contains(p.Copying, t.fullName()) {
			p.Copying = append(p.Copying, t.fullName())
		}
	}
	if err := feed.Begin(ctx, nil); err != nil {
		return err
	}
	defer feed.Abort(ctx)
	if err := feed.Replace(ctx, target); err != nil {
		return err
	}
	reader, writer := io.Pipe()
	var group errgroup.Group
	uncommitted := 0
	group.Go(func() error {
		_, err := feed.CopyRows(ctx, target, reader, 0, func(rows int) error {
			p.done.Add(int64(rows))
			p.report(c.kid.recorder)
			if uncommitted += rows; uncommitted < storeCopyRows {
				return nil
			}
			uncommitted = 0
			return errors.Join(feed.Commit(ctx, emptied), feed.Begin(ctx, nil))
		})
		_, _ = io.Copy(io.Discard, reader) // an error would end the source's connection
		return err
	})
	via := c.kid.transformer(ctx, t, c.member, 0)
	buffered := bufio.NewWriterSize(writer, streamBuffer)
	_, err = source.PgConn().CopyTo(ctx, via.before(buffered), here.source.CopyPart(0, true, t.at[c.member.position].projection))
	if err == nil {
		err = via.finish()
	}
	if err == nil {
		err = buffered.Flush()
	}
	_ = writer.CloseWithError(err)
	if failed := group.Wait(); failed != nil {
		return failed
	}
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	if err := feed.Commit(ctx, emptied); err != nil {
		return err
	}
	p.status.Phase = "done"
	p.report(c.kid.recorder)
	c.rows.Add(p.done.Load())
	return nil
}
