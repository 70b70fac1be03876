// Package fullcopy_test replicates tables whole: to fullcopy members, and where they have no key.
package fullcopy_test

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

func TestMain(m *testing.M) { clustertest.Main(m, bed.RemoveBinary) }

// declare adds a sync over all tables.
func declare(b *bed.Bed, dbs string) {
	b.Exec("control", "SELECT bucardo.add_sync('s', dbs => $1::text)", dbs)
}

// copies says how often, and with how many tables, whole tables were copied to a database.
func copies(b *bed.Bed, db string) string {
	return b.Value("control", `
		SELECT coalesce(string_agg(substring(message FROM 'Copied (\d+) whole'), ' ' ORDER BY id), '')
		FROM bucardo.log WHERE db = $1 AND message LIKE '%whole tables from%'`, db)
}
