// Package strategies_test lets databases collide in every way and compares what becomes of the rows with models that know
// nothing of the sidecar.
package strategies_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

func TestMain(m *testing.M) { clustertest.Main(m, bed.RemoveBinary) }

// declare says how the conflicts of a table are decided.
func declare(b *bed.Bed, table string, r rule) {
	strategy, order := r.strategy, "NULL"
	if strings.Contains(strategy, ",") {
		strategy, order = "source order", "string_to_array('"+r.strategy+"', ',')"
	}
	b.Exec("control", fmt.Sprintf(`INSERT INTO bucardo.table_option (sync_id, schema_name, table_name, conflict_strategy, source_order, options)
		SELECT id, 'public', '%s', '%s', %s, jsonb_build_object('update_delete', '%s') FROM bucardo.sync WHERE name = 'bard'`, table, strategy, order, r.policy))
}

// pause holds the sync until resume, which waits until everything is replicated.
func pause(b *bed.Bed) (resume func()) {
	b.Exec("control", "SELECT bucardo.pause('bard')")
	b.State("bard", "paused")
	return func() {
		b.Exec("control", "SELECT bucardo.resume('bard')")
		b.State("bard", "active")
		b.Settle("bard")
	}
}
