// Package files writes changes into files of a directory, as a feed or an audit trail. Nothing is ever taken out of it: a row that
// goes is one more record.
package files

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

const (
	// lockWait is how long Begin waits for another sidecar that writes for the same sync.
	lockWait = 30 * time.Second
	lockPoll = 50 * time.Millisecond
)

// store writes for one sync at a time.
type store struct {
	config  apply.StoreConfig
	options options
	open    *batch // nil: no transaction
	// described are the tables that a file has a description of already.
	described   []*apply.StoreTable
	describedIn string
}

// batch is an open transaction.
type batch struct {
	series  *series
	part    *os.File // nil: nothing is written yet
	changes int
	buffer  []byte
}

// Open looks at the directory that the database's name is the path of.
func Open(_ context.Context, config apply.StoreConfig) (apply.Store, error) {
	options, err := parseOptions(config.DB)
	if err != nil {
		return nil, err
	}
	s := &store{config: config, options: options}
	directory, err := os.Stat(config.DB.DBName)
	if err == nil && !directory.IsDir() {
		err = fmt.Errorf("%s is not a directory", config.DB.DBName)
	}
	if err != nil {
		return nil, s.explain(err)
	}
	return s, nil
}

// Version names the format.
func (s *store) Version() string { return "files (" + s.options.format + ")" }

// Find returns whatever is asked for.
func (s *store) Find(_ context.Context, tables []apply.StoreTable) ([]*apply.StoreTable, error) {
	found := make([]*apply.StoreTable, len(tables))
	for i := range tables {
		found[i] = &tables[i]
	}
	return found, nil
}

// Create describes tables, in a file of its own outside of a transaction. Each file describes its tables in any case.
func (s *store) Create(ctx context.Context, tables []apply.StoreTable) error {
	if s.open != nil {
		return s.describe(tables)
	}
	if err := s.begin(ctx, "schema"); err != nil {
		return err
	}
	defer s.Rollback(ctx)
	if err := s.describe(tables); err != nil {
		return err
	}
	return s.Commit(ctx, nil)
}

func (s *store) describe(tables []apply.StoreTable) error {
	for i := range tables {
		if err := s.write(&tables[i], func(to []byte) ([]byte, error) { return to, nil }); err != nil {
			return err
		}
	}
	return nil
}

// Loses says what JSON does not have; the other formats have PostgreSQL's own text.
func (s *store) Loses(column apply.StoreColumn) string {
	if s.options.format == "jsonl" && column.Type.Array {
		return "lower bounds of arrays other than 1"
	}
	return ""
}

// Progress returns what was committed last for a sync, and completes the file of a sidecar that was killed after it.
func (s *store) Progress(_ context.Context, syncID int64) ([]byte, error) {
	r, err := s.openSeries(strconv.FormatInt(syncID, 10))
	if errors.Is(err, errLocked) { // somebody writes, and will complete it
		r = s.seriesOf(strconv.FormatInt(syncID, 10))
		err = r.load()
	}
	if err != nil {
		return nil, s.explain(err)
	}
	return r.state.Progress, s.explain(r.close())
}

// Begin takes the lock of the sync's files.
func (s *store) Begin(ctx context.Context, syncID int64, expected []byte) error {
	if err := s.begin(ctx, strconv.FormatInt(syncID, 10)); err != nil {
		return err
	}
	progress := s.open.series.state.Progress
	if (progress == nil) != (expected == nil) || !slices.Equal(progress, expected) {
		s.Rollback(ctx)
		return apply.ErrMoved
	}
	return nil
}

func (s *store) begin(ctx context.Context, name string) error {
	ctx, cancel := context.WithTimeout(ctx, lockWait)
	defer cancel()
	retry := time.NewTicker(lockPoll)
	defer retry.Stop()
	for {
		r, err := s.openSeries(name)
		if err == nil {
			s.open = &batch{series: r}
			return nil
		}
		if !errors.Is(err, errLocked) {
			return s.explain(err)
		}
		select {
		case <-retry.C:
		case <-ctx.Done():
			return node.Problem{
				DB: s.config.DB.Name, Reason: fmt.Sprintf("another sidecar writes files of sync %s in %s", s.config.Sync, s.config.DB.DBName),
				NextStep: "Stop the other one, or wait: the sidecar tries again by itself.", SQLState: "55P03",
			}
		}
	}
}

// IsEmpty is always true: a feed has no rows, only changes of them.
func (s *store) IsEmpty(context.Context, *apply.StoreTable) (bool, error) { return true, nil }

// Clear records that all rows are gone.
func (s *store) Clear(_ context.Context, t *apply.StoreTable) error {
	s.open.changes++
	return s.write(t, func(to []byte) ([]byte, error) { return s.options.records.clear(to, t), nil })
}

// Write records rows.
func (s *store) Write(ctx context.Context, t *apply.StoreTable, rows []apply.Row) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.open.changes += len(rows)
	return s.write(t, func(to []byte) ([]byte, error) { return s.options.records.rows(to, t, rows) })
}

// write appends records about a table to the part, which first says what the table is.
func (s *store) write(t *apply.StoreTable, records func(to []byte) ([]byte, error)) error {
	b := s.open
	to := b.buffer[:0]
	if b.part == nil {
		var err error
		if b.part, err = b.series.openPart(); err != nil {
			return s.explain(err)
		}
		if s.describedIn != b.part.Name() {
			s.described, s.describedIn = nil, b.part.Name()
		}
		to = s.options.records.begin(to)
	}
	if !slices.ContainsFunc(s.described, func(d *apply.StoreTable) bool { return sameTable(d, t) }) {
		s.described = slices.DeleteFunc(s.described, func(d *apply.StoreTable) bool { return d.Name == t.Name })
		s.described = append(s.described, t)
		to = s.options.records.schema(to, t)
	}
	to, err := records(to)
	if err != nil {
		return fmt.Errorf("write table %s: %w", t.Name, err)
	}
	b.buffer = to
	if _, err := b.part.Write(to); err != nil {
		return s.explain(err)
	}
	return nil
}

func sameTable(a, b *apply.StoreTable) bool {
	return a == b || a.Name == b.Name && slices.Equal(a.Key, b.Key) && slices.EqualFunc(a.Columns, b.Columns, func(c, d apply.StoreColumn) bool {
		return c.Name == d.Name && c.Nullable == d.Nullable && c.Type.String() == d.Type.String()
	})
}

// Commit ends the part with a record of it, and makes it and the progress valid together.
func (s *store) Commit(_ context.Context, progress []byte) error {
	b := s.open
	next := b.series.state
	next.Progress = progress
	if b.part != nil {
		now := time.Now().UTC()
		end := s.options.records.commit(b.buffer[:0], commit{Sync: s.config.Sync, At: now, Changes: b.changes})
		if _, err := b.part.Write(end); err != nil {
			return s.explain(err)
		}
		var err error
		if next, err = b.series.seal(b.part, next, now); err != nil {
			return s.explain(err)
		}
	}
	if err := b.series.advance(next); err != nil {
		return s.explain(err)
	}
	err := b.series.publish()
	s.open = nil
	return s.explain(errors.Join(err, b.close()))
}

// close leaves what was written to whoever opens the series next, who takes out what is not committed.
func (b *batch) close() error {
	var err error
	if b.part != nil {
		err = b.part.Close()
	}
	return errors.Join(err, b.series.close())
}

// Rollback takes out what was written.
func (s *store) Rollback(context.Context) {
	if s.open == nil {
		return
	}
	b := s.open
	s.open, s.described = nil, nil
	if b.part != nil {
		_ = b.series.mend() // or the next one does it
	}
	_ = b.close()
}

// Close ends what is open.
func (s *store) Close(ctx context.Context) error {
	s.Rollback(ctx)
	return nil
}
