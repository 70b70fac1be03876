package oracle

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// progressTable has a row for each sync of each installation; progress is NULL only inside of a sync's first transaction.
var progressTable = apply.StoreTable{
	Name: "bucardo_progress",
	Columns: []apply.StoreColumn{
		{Name: "installation", Type: apply.Type{Name: "character varying", Modifiers: []int{200}}},
		{Name: "sync", Type: apply.Type{Name: "bigint"}},
		{Name: "progress", Type: apply.Type{Name: "bytea"}, Nullable: true},
	},
	Key: []int{0, 1},
}

func (s *store) Progress(ctx context.Context, syncID int64) ([]byte, error) {
	columns, err := s.look(ctx, progressTable.Name)
	if err != nil || columns == nil {
		return nil, err
	}
	progress, _, err := s.readProgress(ctx, syncID, "")
	return progress, err
}

// readProgress also says whether there is a row.
func (s *store) readProgress(ctx context.Context, syncID int64, suffix string) ([]byte, bool, error) {
	name := s.options.mustQuote
	rows, err := s.session.query(ctx, fmt.Sprintf("SELECT %s FROM %s WHERE %s = :1 AND %s = CAST(:2 AS NUMBER)%s",
		name("progress"), name(progressTable.Name), name("installation"), name("sync"), suffix), s.installation, strconv.FormatInt(syncID, 10))
	if err != nil {
		return nil, false, s.explain(fmt.Errorf("read the progress of the sync: %w", err))
	}
	if len(rows) == 0 {
		return nil, false, nil
	}
	return rows[0][0], true, nil
}

// Begin holds the sync's row until the end of the transaction. The first one makes it, so that of two who do only one goes on.
func (s *store) Begin(ctx context.Context, syncID int64, expected []byte) (err error) {
	if s.open {
		return errors.New("a transaction is open already")
	}
	if err := s.Create(ctx, []apply.StoreTable{progressTable}); err != nil {
		return err
	}
	if err := s.session.begin(ctx); err != nil {
		return s.explain(fmt.Errorf("begin: %w", err))
	}
	s.syncID, s.open = syncID, true
	defer func() {
		if err != nil {
			s.Rollback(ctx)
		}
	}()
	waiting, cancel := context.WithTimeout(ctx, lockPatience)
	defer cancel()
	progress, found, err := s.readProgress(waiting, syncID, " FOR UPDATE")
	if err == nil && !found && expected == nil {
		// An INSERT: whatever has come in between, it does not pass over it.
		first := progressTable
		first.Key = nil
		err = s.write(waiting, &first, []apply.Row{s.progressRow(true, nil)})
		if isCode(err, uniqueViolated) {
			return apply.ErrMoved
		}
	}
	switch {
	case err != nil && waiting.Err() != nil && ctx.Err() == nil:
		return node.Problem{
			DB: s.db, Reason: "another session holds the progress of this sync",
			NextStep: "End that session if it is a leftover (V$SESSION, module bucardo-sidecar); the sidecar tries again by itself.",
		}
	case err != nil:
		return s.explain(err)
	case !bytes.Equal(progress, expected):
		return apply.ErrMoved
	}
	return nil
}

// progressRow is the row of the sync whose transaction is open.
func (s *store) progressRow(present bool, progress []byte) apply.Row {
	sync := strconv.FormatInt(s.syncID, 10)
	row := apply.Row{Present: present, Values: []*string{&s.installation, &sync, nil}}
	if progress != nil {
		document := `\x` + hex.EncodeToString(progress)
		row.Values[2] = &document
	}
	return row
}

func (s *store) Commit(ctx context.Context, progress []byte) error {
	if !s.open {
		return errNoTransaction
	}
	if err := s.write(ctx, &progressTable, []apply.Row{s.progressRow(progress != nil, progress)}); err != nil {
		return s.explain(fmt.Errorf("write the progress of the sync: %w", err))
	}
	if err := s.session.commit(ctx); err != nil {
		return s.explain(fmt.Errorf("commit: %w", err))
	}
	s.open = false
	return nil
}
