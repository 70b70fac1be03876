package main

import (
	"context"
	"fmt"
	"time"
)

// bulkStatement changes a range of keys, given as $1 and $2.
type bulkStatement struct {
	name  string
	sql   string
	first int
}

// measureBulk changes many rows in one statement: its time at the source, and the rows a second from its commit until
// all of them are at the target.
func measureBulk(ctx context.Context, p *peer, round int, r *results) error {
	n := min(100_000, p.rows/2)
	if err := p.refresh(ctx); err != nil {
		return err
	}
	for _, s := range []bulkStatement{
		{"update", "UPDATE item SET quantity = quantity + 1 WHERE id BETWEEN $1 AND $2", 1 + round*n%(p.rows-n)},
		{"insert", "INSERT INTO item SELECT n, n, rpad(md5(n::text), 60, 'x') FROM generate_series($1::bigint, $2::bigint) AS n", p.rows + 1},
		{"delete", "DELETE FROM item WHERE id BETWEEN $1 AND $2", p.rows + 1},
	} {
		if err := s.measure(ctx, p, n, r); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return nil
}

func (s bulkStatement) measure(ctx context.Context, p *peer, n int, r *results) error {
	last := s.first + n - 1
	before, err := p.cpu()
	if err != nil {
		return err
	}
	started := time.Now()
	tag, err := p.source.conn.Exec(ctx, s.sql, s.first, last)
	if err != nil {
		return err
	}
	took := time.Since(started)
	if tag.RowsAffected() != int64(n) {
		return fmt.Errorf("%d rows changed, not %d", tag.RowsAffected(), n)
	}
	if p.target != nil {
		if err := s.await(ctx, p, last, n, r); err != nil {
			return err
		}
	}
	// What a peer does once the rows are there is its work too.
	pause(ctx, 300*time.Millisecond)
	after, err := p.cpu()
	if err != nil {
		return err
	}
	what := fmt.Sprintf("%s of %d rows", s.name, n)
	r.add(measure{Name: what + ", at the source", Unit: "ms"}, p, took.Seconds()*1000)
	r.addCPU("CPU per row, "+what, p, after.minus(before), int64(n))
	return nil
}

// await waits for the last row of the range, then checks that the others came with it.
func (s bulkStatement) await(ctx context.Context, p *peer, last, n int, r *results) error {
	committed := time.Now()
	var want int32
	if err := p.source.conn.QueryRow(ctx, readOne, last).Scan(&want); err != nil {
		return fmt.Errorf("read at the source: %w", err)
	}
	if _, err := p.awaitValue(ctx, last, want, time.Millisecond); err != nil {
		return err
	}
	took := time.Since(committed)
	r.add(measure{Name: fmt.Sprintf("%s of %d rows, commit to visible", s.name, n), Unit: "rows/s"}, p, float64(n)/took.Seconds())
	return p.sameRows(ctx, s.first, last)
}
