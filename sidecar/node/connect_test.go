package node

import (
	"errors"
	"testing"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
)

// No server of such a version can be had for tests, so this is about the decision alone; tests/versions connects to the
// oldest that may take part.
func TestTooOld(t *testing.T) {
	t.Parallel()
	db := catalog.DB{Name: "old"}
	for version, name := range map[int]string{110022: "11.22", 90624: "9.6.24"} {
		var problem Problem
		if err := refuseTooOld(db, version, name); !errors.As(err, &problem) || problem.DB != "old" ||
			problem.Reason != "PostgreSQL "+name+" is too old: 12 or newer is needed" || problem.NextStep == "" {
			t.Errorf("version %d gives %#v", version, err)
		}
	}
	for _, version := range []int{120000, 120022, 130000, 180004} {
		if err := refuseTooOld(db, version, ""); err != nil {
			t.Errorf("version %d is refused: %v", version, err)
		}
	}
}
