// Package makedelta_test lets syncs pass on what other syncs have written.
package makedelta_test

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

func TestMain(m *testing.M) { clustertest.Main(m, bed.RemoveBinary) }

const item = "CREATE TABLE item (id int PRIMARY KEY, v text);"

// addSync declares a sync that makes deltas of what it writes, and waits until it is active.
func addSync(b *bed.Bed, name, dbs string) {
	b.Exec("control", "SELECT bucardo.add_sync($1, dbs => $2::text, makedelta => true)", name, dbs)
	b.WaitActive(name)
}

// settle waits until everything that is committed now has gone as far as it goes: once along all syncs for each of them.
func settle(b *bed.Bed, syncs ...string) {
	for range syncs {
		for _, name := range syncs {
			b.Settle(name)
		}
	}
}

// runs returns how often each sync has run and what it has written.
func runs(b *bed.Bed) string {
	return b.Value("control", "SELECT string_agg(s.name || ' ' || r.runs || ' runs ' || r.written || ' rows', ', ' ORDER BY s.name) FROM bucardo.sync s, LATERAL (SELECT sum(runs) AS runs, sum(rows + deletes) AS written FROM bucardo.run WHERE sync_id = s.id) r")
}
