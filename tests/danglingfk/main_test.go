// Package danglingfk_test deletes parents on one database while their children are written on another.
package danglingfk_test

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

func TestMain(m *testing.M) { clustertest.Main(m, bed.RemoveBinary) }
