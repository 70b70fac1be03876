// Package targets_test runs syncs whose targets are not PostgreSQL: each kind has to pass the same tests.
package targets_test

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// store is a running server of some kind, empty at the beginning, or what stands for one.
type store interface {
	// Args are the arguments of bucardo.add_db after the name.
	Args() string
	// Rows reads the columns of a table as text, with a stroke between them, in any order; a NULL is <NULL>. No such table: none.
	Rows(tb testing.TB, table string, columns ...string) []string
	// Stop takes it down, Start brings it back with what it had.
	Stop()
	Start()
}

// kind is a kind of store.
type kind struct {
	name  string
	start func(tb testing.TB) store
	// schemaless says that tables come by themselves.
	schemaless bool
	// slow says that it reads a whole table for each row that changes.
	slow bool
}

// some is how many rows a test takes.
func (k kind) some(rows int) int {
	if k.slow {
		return rows / 100
	}
	return rows
}

var kinds = []kind{
	{name: "mariadb", start: startMySQL},
	{name: "sqlite", start: startSQLite},
	{name: "files", start: startFiles, schemaless: true},
	{name: "mongodb", start: startMongoDB, schemaless: true, slow: true},
	{name: "redis", start: startRedis, schemaless: true},
}

// each runs a test for every kind of store.
func each(t *testing.T, test func(t *testing.T, k kind)) {
	t.Helper()
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			test(t, k)
		})
	}
}

// add adds a store as database wh.
func add(b *bed.Bed, s store) {
	b.Exec("control", "SELECT bucardo.add_db('wh', "+s.Args()+")")
}
