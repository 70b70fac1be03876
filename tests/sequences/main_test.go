// Package sequences_test replicates sequences and keeps the values of several sources apart.
package sequences_test

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

func TestMain(m *testing.M) { clustertest.Main(m, bed.RemoveBinary) }
