package files

import (
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

// records is a format of files. Each method appends.
type records interface {
	begin(to []byte) []byte
	schema(to []byte, t *apply.StoreTable) []byte
	clear(to []byte, t *apply.StoreTable) []byte
	rows(to []byte, t *apply.StoreTable, rows []apply.Row) ([]byte, error)
	commit(to []byte, c commit) []byte
}

// commit is what the last record of a batch says.
type commit struct {
	Sync    string
	At      time.Time
	Changes int
}

// verb names what becomes of a row.
func verb(t *apply.StoreTable, row *apply.Row) string {
	switch {
	case !row.Present:
		return "delete"
	case len(t.Key) == 0:
		return "insert"
	}
	return "upsert"
}
