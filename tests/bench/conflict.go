package main

import (
	"context"
	"fmt"
	"time"
)

// measureConflicts changes the same rows on both sides while the sync is paused, and measures how many conflicts a second
// are decided once it goes on: by the row, with each way to remember them, and column by column with a counter.
func measureConflicts(ctx context.Context, p *peer, round int, r *results) error {
	if p.sidecar == nil {
		return nil
	}
	n := min(50_000, p.rows/2)
	rates := map[string]float64{}
	for _, s := range []struct{ name, declare string }{
		{"not recorded", "SELECT bucardo.update_sync('bench', record_conflicts => 'off')"},
		{"keys recorded", "SELECT bucardo.update_sync('bench', record_conflicts => 'keys')"},
		{"all recorded", "SELECT bucardo.update_sync('bench', record_conflicts => 'full')"},
		{"merged, not recorded", "SELECT bucardo.update_sync('bench', record_conflicts => 'off', conflict_strategy => 'merge'), bucardo.add_column_policy('bench', 'public.item', 'quantity', 'sum')"},
	} {
		rate, err := p.conflicts(ctx, s.declare, 1+round*n%(p.rows-n), n)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		rates[s.name] = rate
		r.add(measure{Name: fmt.Sprintf("%d conflicts, %s", n, s.name), Unit: "rows/s"}, p, rate)
	}
	r.add(measure{Name: "conflicts a second, all recorded of not recorded", Unit: "ratio", Goal: "at least 0.9"}, p, rates["all recorded"]/rates["not recorded"])
	for _, sql := range []string{
		"SELECT bucardo.remove_column_policy('bench', 'public.item', 'quantity')",
		"SELECT bucardo.update_sync('bench', conflict_strategy => 'latest', record_conflicts => 'full')",
		"CALL bucardo.wait_until_active('bench', '60s')",
	} {
		if _, err := p.control.conn.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}

// conflicts makes and times n of them.
func (p *peer) conflicts(ctx context.Context, declare string, first, n int) (rate float64, err error) {
	if err := p.refresh(ctx); err != nil {
		return 0, err
	}
	for _, sql := range []string{declare, "CALL bucardo.wait_until_active('bench', '60s')", "SELECT bucardo.pause('bench')"} {
		if _, err := p.control.conn.Exec(ctx, sql); err != nil {
			return 0, fmt.Errorf("%s: %w", sql, err)
		}
	}
	if err := p.awaitState(ctx, "paused"); err != nil {
		return 0, err
	}
	last := first + n - 1
	for i, s := range []*server{p.source, p.target} {
		if _, err := s.conn.Exec(ctx, "UPDATE item SET quantity = quantity + $3 WHERE id BETWEEN $1 AND $2", first, last, i+1); err != nil {
			return 0, err
		}
	}
	// The two changes differ, so the databases do until the run has reached both.
	differ := func() (bool, error) {
		var here, there int32
		err := p.source.conn.QueryRow(ctx, readOne, last).Scan(&here)
		if err == nil {
			err = p.target.conn.QueryRow(ctx, readOne, last).Scan(&there)
		}
		return here != there, err
	}
	started := time.Now()
	if _, err := p.control.conn.Exec(ctx, "SELECT bucardo.resume('bench')"); err != nil {
		return 0, err
	}
	for waiting := true; waiting; {
		if time.Since(started) > patience {
			return 0, fmt.Errorf("the conflicts are not decided after %s: %w", patience, p.complaint())
		}
		pause(ctx, 5*time.Millisecond)
		if waiting, err = differ(); err != nil {
			return 0, err
		}
	}
	took := time.Since(started)
	return float64(n) / took.Seconds(), p.sameRows(ctx, first, last)
}

func (p *peer) awaitState(ctx context.Context, want string) error {
	for ctx.Err() == nil {
		var state string
		if err := p.control.conn.QueryRow(ctx, "SELECT state FROM bucardo.status").Scan(&state); err != nil || state == want {
			return err
		}
		pause(ctx, 10*time.Millisecond)
	}
	return ctx.Err()
}
