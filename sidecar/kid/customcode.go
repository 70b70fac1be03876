package kid

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/hook"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// Custom code that fails stops what it is for: at conflict, transform and exception its table, which is held until the call that
// failed would succeed; before a run the sync; in a receiver's transaction that receiver. What comes after a run is only shown.

// longestUntried is how long a call that failed waits at most until it is tried again.
const longestUntried = time.Minute

// customCode is what the kid knows of its custom code.
type customCode struct {
	runner  *hook.Runner
	checked map[int64]bool            // code that can be called
	broken  map[tableName]*brokenCode // tables that are held for it
	trouble map[int64]node.Problem    // what failed after a run, by code
	stopped int                       // how many runs in a row were stopped before they began
}

// brokenCode is why a table is held, and when that is looked at again.
type brokenCode struct {
	failure *hook.Failure
	due     time.Time
}

func newCustomCode(control *pgx.ConnConfig, sync catalog.Sync) customCode {
	return customCode{
		runner: hook.NewRunner(control, sync), checked: map[int64]bool{}, broken: map[tableName]*brokenCode{},
		trouble: map[int64]node.Problem{},
	}
}

// codeAt returns the code of a point that is for the sync as a whole, in the order in which it is called.
func (k *Kid) codeAt(point string) []catalog.CustomCode {
	var codes []catalog.CustomCode
	for _, c := range k.sync.CustomCode {
		if c.Point == point {
			codes = append(codes, c)
		}
	}
	return codes
}

// codeFor returns the code of a point that is for a table.
func (k *Kid) codeFor(point, schema, table string) []catalog.CustomCode {
	var codes []catalog.CustomCode
	for _, c := range k.codeAt(point) {
		if c.Table == "" || c.Schema == schema && c.Table == table {
			codes = append(codes, c)
		}
	}
	return codes
}

// transforming returns the code that makes other rows of those that a receiver gets. Only pure receivers have some: a source
// would send them back.
func (k *Kid) transforming(t *plannedTable, m *member) []catalog.CustomCode {
	if m.isSource() {
		return nil
	}
	return k.codeFor(hook.Transform, t.schema, t.name)
}

// rowsAt is what code sees of a table's rows at a receiver.
func rowsAt(t *node.Table, here *node.Table, key, columns []string) hook.Table {
	rows := hook.Table{Schema: t.Schema, Name: t.Name}
	for i, name := range columns {
		c, _ := here.Column(name)
		rows.Columns = append(rows.Columns, hook.Column{Name: name, Type: c.BaseType})
		if slices.Contains(key, name) {
			rows.Key = append(rows.Key, i)
		}
	}
	return rows
}

// breakOff holds a table because of its code. The run ends, and the next one does without the table.
func (k *Kid) breakOff(t *plannedTable, err error) error {
	var failure *hook.Failure
	if !errors.As(err, &failure) {
		return err
	}
	k.code.broken[tableName{t.schema, t.name}] = &brokenCode{failure, time.Now().Add(reexamineHeld)}
	return errReplan
}

// retryBroken repeats calls that failed, undoing what they do, and lets go of the tables for which they would succeed now.
func (k *Kid) retryBroken(ctx context.Context) {
	for name, b := range k.code.broken {
		if time.Now().Before(b.due) {
			continue
		}
		started := time.Now()
		err := b.failure.Again(ctx)
		if err == nil {
			delete(k.code.broken, name)
			continue
		}
		_ = errors.As(err, &b.failure)
		// A call that takes long, up to its timeout, is tried rarely: the other tables wait for it.
		b.due = time.Now().Add(max(reexamineHeld, min(10*time.Since(started), longestUntried)))
	}
}

// retryBrokenNow has the next plan look again at all that is held.
func (k *Kid) retryBrokenNow() {
	for _, b := range k.code.broken {
		b.due = time.Time{}
	}
}

// planCode checks code that was not called yet, and holds the tables whose code fails.
func (k *Kid) planCode(ctx context.Context, p *plan) error {
	for _, c := range k.sync.CustomCode {
		if k.code.checked[c.ID] || c.Point == hook.BeforeApply || c.Expression != "" {
			continue
		}
		err := k.code.runner.Check(ctx, c)
		var failure *hook.Failure
		switch {
		case err == nil:
			k.code.checked[c.ID] = true
		case !errors.As(err, &failure):
			return err
		case !slices.Contains([]string{hook.Conflict, hook.Transform, hook.Exception}, c.Point):
			return failure.Problem
		default:
			for _, t := range p.tables {
				if c.Table == "" || c.Schema == t.schema && c.Table == t.name {
					k.code.broken[tableName{t.schema, t.name}] = &brokenCode{failure, time.Now().Add(reexamineHeld)}
				}
			}
		}
	}
	k.retryBroken(ctx)
	for _, t := range slices.Clone(p.tables) {
		if b := k.code.broken[tableName{t.schema, t.name}]; b != nil {
			p.hold(t.schema, t.name, t.key, b.failure.Problem)
		}
	}
	if len(k.code.broken) == 0 {
		return nil
	}
	return p.usable("")
}

// transformSmall makes other rows of those in memory for the receivers whose rows are transformed.
func (k *Kid) transformSmall(ctx context.Context, d *decided) error {
	if k.codeAt(hook.Transform) == nil {
		return nil
	}
	for m, tables := range d.small {
		for t, rows := range tables {
			codes := k.transforming(t, m)
			if len(codes) == 0 || len(rows) == 0 {
				continue
			}
			changes := make([]hook.Change, len(rows))
			for i, r := range rows {
				changes[i] = hook.Change{Gone: !r.Present, Values: r.Values}
			}
			made, err := k.code.runner.Transform(ctx, codes, t.at[m.position].rows, m.db.Name, changes)
			if err != nil {
				return k.breakOff(t, err)
			}
			transformed := make([]apply.Row, len(made))
			for i, c := range made {
				transformed[i] = rows[c.From]
				transformed[i].Present, transformed[i].Values = !c.Gone, c.Values
			}
			tables[t] = transformed
		}
	}
	return nil
}

// mending returns who is asked about rows of a table that a receiver refuses, nil: nobody.
func (k *Kid) mending(t *plannedTable, m *member) apply.Mend {
	codes := k.codeFor(hook.Exception, t.schema, t.name)
	if len(codes) == 0 {
		return nil
	}
	return func(ctx context.Context, rejected []apply.Rejected) ([]apply.Verdict, error) {
		asked := make([]hook.Rejected, len(rejected))
		for i, r := range rejected {
			asked[i] = hook.Rejected{
				Gone: !r.Present, Values: r.Values,
				SQLState: r.Error.Code, Message: r.Error.Message, Detail: r.Error.Detail, Constraint: r.Error.ConstraintName,
			}
		}
		answered, err := k.code.runner.Mend(ctx, codes, t.at[m.position].rows, m.db.Name, asked)
		if err != nil {
			return nil, brokenAt{t, err}
		}
		verdicts := make([]apply.Verdict, len(answered))
		skipped := 0
		for i, v := range answered {
			verdicts[i] = apply.Verdict(v)
			if v.Skip {
				skipped++
			}
		}
		if skipped > 0 {
			k.log.Warn(fmt.Sprintf("KID (%s) Custom code has left out rows of %s that %s refuses: %d", k.sync.Name, t.display, m.db.Name, skipped),
				"sync", k.sync.Name, "db", m.db.Name, "table", t.display, "rows", skipped)
		}
		return verdicts, nil
	}
}

// brokenAt is a failure of code for a table, found while a receiver was written to.
type brokenAt struct {
	table *plannedTable
	error
}

// Unwrap returns the failure.
func (b brokenAt) Unwrap() error { return b.error }

// breakApplied holds the tables whose code failed while receivers were written to. It takes these receivers out of failed: nothing is
// wrong with them.
func (k *Kid) breakApplied(failed map[*member]error) (err error) {
	for m, cause := range failed {
		var broken brokenAt
		if errors.As(cause, &broken) {
			err = k.breakOff(broken.table, cause)
			delete(failed, m)
		}
	}
	return err
}
