package apply

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Bounds of what is done about rows that the target refuses.
const (
	mendAttempts  = 3    // how often rows of one table are asked about in one transaction
	rejectedLimit = 1000 // refused rows, above which the error stands for all of them
)

// Rejected is a staged row that the target refuses, and why.
type Rejected struct {
	Present bool
	Values  []*string // text of each column, nil for NULL
	Error   *pgconn.PgError
}

// Verdict is what becomes of a row that was refused. The zero value leaves the error as it is.
type Verdict struct {
	Retry  bool
	Skip   bool
	Values []*string // the row to try instead, nil: as it was
}

// Mend says what becomes of rows that were refused, one verdict for each.
type Mend func(ctx context.Context, rejected []Rejected) ([]Verdict, error)

// mend returns who is asked about rows of a table that were refused with an error, nil: nobody.
func (b Batch) mend(t *Table, err error) Mend {
	if len(sqlState(err)) != 5 {
		return nil
	}
	switch sqlState(err)[:2] {
	case "22", "23", "44", "P0": // what a row can be the cause of
	default:
		return nil
	}
	for _, rows := range b.Tables {
		if rows.Table == t {
			return rows.Mend
		}
	}
	return nil
}

// mends reports whether somebody is asked about rows of any table.
func (b Batch) mends() bool {
	for _, rows := range b.Tables {
		if rows.Mend != nil {
			return true
		}
	}
	return false
}

// mendRows undoes the attempt that was refused, finds the rows that are the cause, and does with them as it is told. nil
// says that the writes can be tried again.
func (p *Postgres) mendRows(ctx context.Context, batch Batch, s step, replace bool, attempt int, refused error) error {
	ask := batch.mend(s.table, refused)
	if ask == nil || attempt > mendAttempts {
		return refused
	}
	if _, err := p.conn.Exec(ctx, "ROLLBACK TO SAVEPOINT step"); err != nil {
		return fmt.Errorf("roll back to savepoint: %w", err)
	}
	causes, err := p.findRejected(ctx, s, replace)
	if err != nil {
		return err
	}
	if len(causes) == 0 || len(causes) > rejectedLimit {
		return refused
	}
	rejected := make([]Rejected, len(causes))
	for i, c := range causes {
		if rejected[i], err = p.readStaged(ctx, s.table, c); err != nil {
			return err
		}
	}
	verdicts, err := ask(ctx, rejected)
	if err != nil {
		return err
	}
	for i, v := range verdicts {
		switch {
		case v.Skip:
			err = p.onStaged(ctx, "DELETE FROM "+s.table.stage()+" WHERE ctid = $1::text::tid", causes[i].row)
		case v.Retry && v.Values != nil:
			args := []any{causes[i].row}
			for _, value := range v.Values {
				args = append(args, value)
			}
			err = p.onStaged(ctx, s.table.restage(), args...)
		case !v.Retry:
			return refused
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *Postgres) onStaged(ctx context.Context, sql string, args ...any) error {
	if _, err := p.conn.Exec(ctx, sql, args...); err != nil {
		return fmt.Errorf("take over what was answered: %w", err)
	}
	return nil
}

// cause is a staged row, by its ctid, and the error it is refused with.
type cause struct {
	row string
	err *pgconn.PgError
}

// findRejected tries the staged rows in halves; those that can be written stay written while the others are tried. What it writes is
// undone in the end.
func (p *Postgres) findRejected(ctx context.Context, s step, replace bool) (causes []cause, err error) {
	var all []string
	if err := p.conn.QueryRow(ctx, s.table.stagedFor(s), pgx.QueryExecModeDescribeExec).Scan(&all); err != nil {
		return nil, fmt.Errorf("find rows to try: %w", err)
	}
	if _, err := p.conn.Exec(ctx, "SAVEPOINT trial"); err != nil {
		return nil, fmt.Errorf("savepoint: %w", err)
	}
	for open := [][]string{all}; len(open) > 0 && len(causes) <= rejectedLimit; {
		rows := open[len(open)-1]
		open = open[:len(open)-1]
		refused, err := p.try(ctx, s, replace, rows)
		switch {
		case err != nil:
			return nil, err
		case refused == nil:
		case len(rows) == 1:
			causes = append(causes, cause{rows[0], refused})
		default:
			open = append(open, rows[len(rows)/2:], rows[:len(rows)/2])
		}
	}
	if _, err := p.conn.Exec(ctx, "ROLLBACK TO SAVEPOINT trial; RELEASE SAVEPOINT trial"); err != nil {
		return nil, fmt.Errorf("end trial: %w", err)
	}
	return causes, nil
}

// try writes some staged rows, or says why they are refused.
func (p *Postgres) try(ctx context.Context, s step, replace bool, rows []string) (refused *pgconn.PgError, err error) {
	const listed = " AND s.ctid = ANY ($1::text[]::tid[])"
	var statements []string
	if s.delete {
		statements = append(statements, s.table.deleteGoneOf(listed))
	}
	if s.upsert && replace {
		statements = append(statements, s.table.deleteStagedOf(listed), s.table.insertOf(listed))
	} else if s.upsert {
		statements = append(statements, s.table.upsertOf(listed))
	}
	if _, err := p.conn.Exec(ctx, "SAVEPOINT part"); err != nil {
		return nil, fmt.Errorf("savepoint: %w", err)
	}
	end := "RELEASE SAVEPOINT part"
	for _, sql := range statements {
		if _, err = p.conn.Exec(ctx, sql, fresh([]any{rows})...); err != nil {
			if !errors.As(err, &refused) {
				return nil, fmt.Errorf("try rows of %s: %w", s.table.Quoted, err)
			}
			end = "ROLLBACK TO SAVEPOINT part; " + end
			break
		}
	}
	if _, err := p.conn.Exec(ctx, end); err != nil {
		return nil, fmt.Errorf("end trial: %w", err)
	}
	return refused, nil
}

// stagedFor are the staged rows that a step writes.
func (t *Table) stagedFor(s step) string {
	return fmt.Sprintf("SELECT coalesce(array_agg(s.ctid::text), '{}') FROM %s s WHERE CASE WHEN s.s_present THEN %t ELSE %t END", t.stage(), s.upsert, s.delete)
}

func (p *Postgres) readStaged(ctx context.Context, t *Table, c cause) (Rejected, error) {
	r := Rejected{Error: c.err, Values: make([]*string, len(t.Columns))}
	into := []any{&r.Present}
	for i := range r.Values {
		into = append(into, &r.Values[i])
	}
	sql := fmt.Sprintf("SELECT s_present, %s FROM %s WHERE ctid = $1::text::tid", t.each(func(i int, _ Column) string { return fmt.Sprintf("c%d::text", i+1) }), t.stage())
	if err := p.conn.QueryRow(ctx, sql, c.row).Scan(into...); err != nil {
		return r, fmt.Errorf("read refused row of %s: %w", t.Quoted, err)
	}
	return r, nil
}

// restage replaces the values of a staged row. Parameters: its ctid, the text of each column.
func (t *Table) restage() string {
	return fmt.Sprintf("UPDATE %s SET %s WHERE ctid = $1::text::tid", t.stage(),
		t.each(func(i int, c Column) string { return fmt.Sprintf("c%d = $%d::text::%s", i+1, i+2, c.Stage) }))
}
