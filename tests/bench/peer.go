package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
)

// patience is how long the bench waits for a change to arrive before it gives up.
const patience = 2 * time.Minute

// server is one cluster with the connection that measures.
type server struct {
	cluster *pgcluster.Cluster
	conn    *pgx.Conn
}

// peer is one way of replication, or none. Its table holds the rows 1 to rows; the last one belongs to the probe that
// measures latency, the others to the load.
type peer struct {
	name    string
	rows    int
	source  *server
	target  *server  // nil where nothing is replicated
	control *server  // nil but for ours
	sidecar *sidecar // nil but for ours
	probes  int32    // the probe's value is different each time
}

func (p *peer) servers() []*server {
	var servers []*server
	for _, s := range []*server{p.source, p.target, p.control} {
		if s != nil {
			servers = append(servers, s)
		}
	}
	return servers
}

func (p *peer) close() error {
	var errs []error
	if p.sidecar != nil {
		errs = append(errs, p.sidecar.close())
	}
	for _, s := range p.servers() {
		errs = append(errs, s.cluster.Close())
	}
	return errors.Join(errs...)
}

const (
	writeOne = "UPDATE item SET quantity = $2 WHERE id = $1"
	// Absent rows are -1, so that a deletion can be awaited too.
	readOne = "SELECT coalesce((SELECT quantity FROM item WHERE id = $1), -1)"
)

// probe commits a change of the probe's row at the source and returns the time from the answer to the commit until
// the change can be read at the target.
func (p *peer) probe(ctx context.Context) (time.Duration, error) {
	// Negative values do not occur in the load; -1 means absent.
	p.probes++
	value := -1 - p.probes
	if _, err := p.source.conn.Exec(ctx, writeOne, p.rows, value); err != nil {
		return 0, fmt.Errorf("write the probe: %w", err)
	}
	return p.awaitValue(ctx, p.rows, value, 0)
}

// awaitValue returns the time until a row at the target has a value; pauses between two looks are for waits in which
// the processor is needed elsewhere.
func (p *peer) awaitValue(ctx context.Context, id int, want int32, between time.Duration) (time.Duration, error) {
	started := time.Now()
	for {
		var got int32
		if err := p.target.conn.QueryRow(ctx, readOne, id).Scan(&got); err != nil {
			return 0, fmt.Errorf("read at the target: %w", err)
		}
		took := time.Since(started)
		if got == want {
			return took, nil
		}
		if took > patience {
			return 0, fmt.Errorf("row %d has not arrived after %s: %w", id, patience, p.complaint())
		}
		if between > 0 {
			pause(ctx, between)
		}
	}
}

// complaint is what the sidecar said last, for a change that does not arrive.
func (p *peer) complaint() error {
	if p.sidecar == nil {
		return errors.New("see the log of the servers")
	}
	return errors.New("the sidecar said last:\n" + p.sidecar.lastWords())
}

// settle waits until everything committed at the source is at the target. Both ways of replication keep the order of
// commits at the source, so that the probe is the last to arrive.
func (p *peer) settle(ctx context.Context) error {
	if p.target == nil {
		return nil
	}
	_, err := p.probe(ctx)
	return err
}

// refresh does between two measurements what would otherwise happen in the middle of one.
func (p *peer) refresh(ctx context.Context) error {
	for _, s := range p.servers() {
		statements := []string{"CHECKPOINT"}
		if s != p.control {
			statements = []string{"VACUUM item", "CHECKPOINT"}
		}
		for _, sql := range statements {
			if _, err := s.conn.Exec(ctx, sql); err != nil {
				return fmt.Errorf("%s: %w", sql, err)
			}
		}
	}
	return nil
}

// compare fails unless the target holds the same rows as the source.
func (p *peer) compare(ctx context.Context) error {
	if p.target == nil {
		return nil
	}
	if err := p.settle(ctx); err != nil {
		return err
	}
	return p.sameRows(ctx, 0, 2*p.rows)
}

// sameRows compares the rows of a range of keys by their number and a sum of their hashes.
func (p *peer) sameRows(ctx context.Context, from, to int) error {
	var prints [2]string
	for i, s := range []*server{p.source, p.target} {
		err := s.conn.QueryRow(ctx, "SELECT count(*) || ' rows, sum ' || coalesce(sum(hashtextextended(i::text, 0)), 0) FROM item i WHERE id BETWEEN $1 AND $2", from, to).Scan(&prints[i])
		if err != nil {
			return fmt.Errorf("fingerprint: %w", err)
		}
	}
	if prints[0] != prints[1] {
		return fmt.Errorf("the target differs from the source in keys %d to %d: %s at the source, %s at the target", from, to, prints[0], prints[1])
	}
	return nil
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
