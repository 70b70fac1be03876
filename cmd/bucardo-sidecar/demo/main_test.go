package demo

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
)

func TestMain(m *testing.M) { clustertest.Main(m) }
