package apply

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Bounds of the search for rows that cannot be inserted now.
const (
	probeWait  = 20  // milliseconds that a probe waits for a lock
	probeLimit = 100 // failed probes, after which all that is not yet known to be free is left out
)

// These statements work on the staging table; rows are named by their ctid, which does not change any more.
func (t *Table) candidates() string {
	return fmt.Sprintf("SELECT coalesce(array_agg(s.ctid::text), '{}') FROM %s s WHERE s.s_present AND NOT EXISTS (SELECT FROM %s l WHERE NOT l.locked AND %s)",
		t.stage(), t.left(), t.match("s", "l"))
}

func (t *Table) leaveListed() string {
	return fmt.Sprintf("INSERT INTO %s SELECT false, %s FROM %s s WHERE s.ctid = ANY ($1::text[]::tid[])", t.left(), t.keyColumns("s."), t.stage())
}

// leaveBlocked leaves the staged rows out whose insertion waits for a transaction that has inserted the same key, or
// the same unique value, and has not ended. Such rows are invisible and cannot be skipped like locked ones, so they are
// found by trying halves.
func (p *Postgres) leaveBlocked(ctx context.Context, t *Table, replace bool) error {
	var all []string
	if err := p.conn.QueryRow(ctx, t.candidates(), pgx.QueryExecModeDescribeExec).Scan(&all); err != nil {
		return fmt.Errorf("find rows to probe: %w", err)
	}
	var blocked []string
	failed := 0
	for open := [][]string{all}; len(open) > 0; {
		rows := open[len(open)-1]
		open = open[:len(open)-1]
		if len(rows) == 0 {
			continue
		}
		if failed < probeLimit {
			free, err := p.probe(ctx, t, replace, rows)
			if err != nil {
				return err
			}
			if free {
				continue
			}
			failed++
		}
		if len(rows) == 1 || failed == probeLimit {
			blocked = append(blocked, rows...)
			continue
		}
		open = append(open, rows[:len(rows)/2], rows[len(rows)/2:])
	}
	if _, err := p.conn.Exec(ctx, t.leaveListed(), fresh([]any{blocked})...); err != nil {
		return fmt.Errorf("leave blocked rows out: %w", err)
	}
	return nil
}

// probe reports whether some staged rows can be written without waiting, and undoes the attempt.
func (p *Postgres) probe(ctx context.Context, t *Table, replace bool, rows []string) (free bool, err error) {
	const listed = " AND s.ctid = ANY ($1::text[]::tid[])"
	statements := []string{t.upsertOf(listed)}
	if replace {
		statements = []string{t.deleteStagedOf(listed), t.insertOf(listed)}
	}
	if _, err := p.conn.Exec(ctx, fmt.Sprintf("SAVEPOINT probe; SET LOCAL lock_timeout = %d", probeWait)); err != nil {
		return false, fmt.Errorf("savepoint: %w", err)
	}
	var refused error
	for _, sql := range statements {
		if _, refused = p.conn.Exec(ctx, sql, fresh([]any{rows})...); refused != nil {
			break
		}
	}
	if refused != nil && sqlState(refused) == "" {
		return false, fmt.Errorf("probe rows of %s: %w", t.Quoted, refused)
	}
	if _, err := p.conn.Exec(ctx, "ROLLBACK TO SAVEPOINT probe; RELEASE SAVEPOINT probe"); err != nil {
		return false, fmt.Errorf("end probe: %w", err)
	}
	// Any other refusal is not the lock's and shows again when the rows are written.
	return sqlState(refused) != "55P03", nil
}
