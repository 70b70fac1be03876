// Package customcode_test has syncs call functions of the user's.
package customcode_test

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

func TestMain(m *testing.M) { clustertest.Main(m, bed.RemoveBinary) }
