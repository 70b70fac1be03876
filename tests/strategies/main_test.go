// Package strategies_test lets databases collide in every way and compares what becomes of the rows with models that know
// nothing of the sidecar.
package strategies_test

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

func TestMain(m *testing.M) { clustertest.Main(m, bed.RemoveBinary) }

// declare says how the conflicts of a table are decided.
func declare(b *bed.Bed, table string, r rule) {
	b.Exec("control", "SELECT bucardo.update_table('bard', 'public.' || $1::text, conflict_strategy => $2::text, update_delete => $3::text)", table, r.strategy, r.policy)
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
