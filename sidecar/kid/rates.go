package kid

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// age is when the changes of a run were made that some receivers wait for.
type age struct {
	mask         uint64
	changes      int64
	oldest, mean time.Time
}

// measure reads when the changes of a run were made, with track_rates. It costs the sources one more reading of their deltas.
func (k *Kid) measure(ctx context.Context, d *decided, readings []*reading, receivers []*member) ([]age, error) {
	if !k.sync.Options.TrackRates {
		return nil, nil
	}
	var ages []age
	for _, r := range readings {
		for _, t := range d.tables {
			if r.tables[t] == nil || r.tables[t].deltas == 0 {
				continue
			}
			found, err := r.ages(ctx, t, receivers)
			if err != nil {
				return nil, k.sourceFailed(ctx, readings, map[*member]error{r.member: err})
			}
			ages = append(ages, found...)
		}
	}
	return ages, nil
}

func (r *reading) ages(ctx context.Context, t *plannedTable, receivers []*member) ([]age, error) {
	statement := t.at[r.member.position].source.Ages(r.window(t, receivers))
	rows, err := r.member.reader.Query(ctx, statement.SQL, pgx.QueryExecModeExec)
	if err != nil {
		return nil, fmt.Errorf("read the age of changes of %s: %w", t.display, err)
	}
	ages, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (age, error) {
		var a age
		var mask int64
		err := row.Scan(&mask, &a.changes, &a.oldest, &a.mean)
		a.mask = uint64(mask) //nolint:gosec // a bit pattern
		a.oldest, a.mean = r.member.clock.here(a.oldest), r.member.clock.here(a.mean)
		return a, err
	})
	if err != nil {
		return nil, fmt.Errorf("read the age of changes of %s: %w", t.display, err)
	}
	return ages, nil
}

// recordRates says how long the changes took to each receiver that has committed them.
func (k *Kid) recordRates(ages []age, applied map[*member]apply.Result, started time.Time) {
	if !k.sync.Options.TrackRates {
		return
	}
	for m, result := range applied {
		rate := status.Rate{
			SyncID: k.sync.ID, DBID: m.db.ID, At: result.Committed, Rows: result.Written + result.Deleted, Took: result.Committed.Sub(started),
		}
		for _, a := range ages {
			if a.mask&m.bit() == 0 {
				continue
			}
			longest := max(result.Committed.Sub(a.oldest), 0).Truncate(time.Microsecond)
			rate.Changes += a.changes
			rate.Latency += time.Duration(a.changes) * min(max(result.Committed.Sub(a.mean), 0), longest)
			rate.Longest = max(rate.Longest, longest)
		}
		if rate.Changes > 0 {
			k.recorder.Rate(rate)
		}
	}
}
