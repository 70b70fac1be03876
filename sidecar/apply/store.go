package apply

import (
	"context"
	"errors"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
)

// Store is one connection to a target that is not PostgreSQL. It does as little as possible: the kid reads, decides and
// keeps track. Not safe for concurrent use. Errors name what the store refused and never a password; a node.Problem among
// them says what to do.
type Store interface {
	// Version names the server as it calls itself, with its version.
	Version() string
	// Find returns the tables as the store has them, in the order asked for: with only those of the columns that are there,
	// nil for a table that is not. A store without a schema has whatever is asked for.
	Find(ctx context.Context, tables []StoreTable) ([]*StoreTable, error)
	// Create makes the tables that are not there, and leaves alone those that are.
	Create(ctx context.Context, tables []StoreTable) error
	// Loses says what of a column's values the store cannot keep, as half a sentence; empty: nothing.
	Loses(column StoreColumn) string
	// Progress returns what was committed last for a sync, nil when nothing was.
	Progress(ctx context.Context, syncID int64) ([]byte, error)
	// Begin opens a transaction for a sync, or what comes nearest. It fails with ErrMoved when the progress of the sync is not
	// what it is expected to be: somebody else writes.
	Begin(ctx context.Context, syncID int64, expected []byte) error
	// IsEmpty reports whether a table has no rows.
	IsEmpty(ctx context.Context, t *StoreTable) (bool, error)
	// Clear takes all rows out of a table.
	Clear(ctx context.Context, t *StoreTable) error
	// Write makes rows what they are given as, wherever they are: present ones are there afterwards with these values, others are
	// gone. A key occurs once in a call. Only the key's values of a row that is gone are given. It never touches rows with other keys.
	Write(ctx context.Context, t *StoreTable, rows []Row) error
	// Commit ends the transaction together with the sync's progress; nil forgets it. What it returns without an error no crash
	// of the store takes back.
	Commit(ctx context.Context, progress []byte) error
	// Rollback ends the transaction without a trace, where the store can. It is a no-op without one.
	Rollback(ctx context.Context)
	// Close ends the connection and what is open in it.
	Close(ctx context.Context) error
}

// ErrMoved says that somebody else has moved the progress of a sync.
var ErrMoved = errors.New("another sidecar has written there meanwhile")

// StoreConfig is how to reach a store.
type StoreConfig struct {
	Installation string // progress of several installations stands side by side
	Sync         string // shown as the client's name where the store has one
	DB           catalog.DB
	Password     string // empty: none
}

// StoreTable is a table as a store keeps it.
type StoreTable struct {
	Name    string
	Columns []StoreColumn
	Key     []int // which columns are the key, in its order
}

// StoreColumn is a column of a StoreTable.
type StoreColumn struct {
	Name     string
	Type     Type
	Nullable bool
}

// KeyOf is the key of a row.
func (t *StoreTable) KeyOf(row Row) []string {
	key := make([]string, len(t.Key))
	for i, c := range t.Key {
		key[i] = *row.Values[c]
	}
	return key
}

// InKey reports whether a column is part of the key.
func (t *StoreTable) InKey(column int) bool {
	for _, c := range t.Key {
		if c == column {
			return true
		}
	}
	return false
}
