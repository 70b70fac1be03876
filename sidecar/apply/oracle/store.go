package oracle

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

// lockPatience is how long Begin waits for another session that holds the progress of the sync.
const lockPatience = 30 * time.Second

// rollbackPatience is how long a transaction is given to end without a trace before its connection is left to the server.
const rollbackPatience = 5 * time.Second

// store is an apply.Store in one schema of an Oracle database.
type store struct {
	db           string // as the user calls it
	installation string
	version      string
	owner        string // the schema
	options      options
	session      session
	columns      map[string]map[string]dbColumn // of tables as they were seen last, by their names there
	syncID       int64                          // whose transaction is open
	open         bool
}

func newStore(config apply.StoreConfig, o options, s session, version, owner string) *store {
	return &store{
		db: config.DB.Name, installation: config.Installation, version: version, owner: owner,
		options: o, session: s, columns: map[string]map[string]dbColumn{},
	}
}

func (s *store) Version() string { return s.version }

func (s *store) Loses(column apply.StoreColumn) string { return loses(column, s.options) }

func (s *store) IsEmpty(ctx context.Context, t *apply.StoreTable) (bool, error) {
	table, err := s.options.quote(t.Name)
	if err != nil {
		return false, s.explain(err)
	}
	rows, err := s.session.query(ctx, "SELECT '1' FROM "+table+" WHERE ROWNUM <= 1")
	if err != nil {
		return false, s.explain(fmt.Errorf("look into table %s: %w", t.Name, err))
	}
	return len(rows) == 0, nil
}

// Clear deletes: TRUNCATE would commit what is open.
func (s *store) Clear(ctx context.Context, t *apply.StoreTable) error {
	table, err := s.options.quote(t.Name)
	if err == nil {
		err = s.session.execute(ctx, "DELETE FROM "+table)
	}
	if err != nil {
		return s.explain(fmt.Errorf("clear table %s: %w", t.Name, err))
	}
	return nil
}

func (s *store) Write(ctx context.Context, t *apply.StoreTable, rows []apply.Row) error {
	if err := s.write(ctx, t, rows); err != nil {
		return s.explain(fmt.Errorf("write to table %s: %w", t.Name, err))
	}
	return nil
}

func (s *store) write(ctx context.Context, t *apply.StoreTable, rows []apply.Row) error {
	table, err := s.tableOf(ctx, t)
	if err != nil {
		return err
	}
	batches, err := table.batches(rows)
	if err != nil {
		return err
	}
	for _, b := range batches {
		if err := s.session.execute(ctx, b.statement, b.binds...); err != nil {
			return err
		}
	}
	return nil
}

func (s *store) Rollback(ctx context.Context) {
	if !s.open {
		return
	}
	s.open = false
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackPatience)
	defer cancel()
	if err := s.session.rollback(ctx); err != nil {
		_ = s.session.close(ctx) // the server rolls back what its client has left
	}
}

func (s *store) Close(ctx context.Context) error {
	s.Rollback(ctx)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackPatience)
	defer cancel()
	return s.session.close(ctx)
}

var errNoTransaction = errors.New("no transaction is open")
