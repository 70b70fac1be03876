package sqlapi_test

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
)

// TestSchemaSnapshot has every change of the schema show in a diff.
func TestSchemaSnapshot(t *testing.T) {
	t.Parallel()
	b := setup(t)
	program := filepath.Join(clustertest.Shared(t).BinDir(), "pg_dump")
	command := exec.CommandContext(t.Context(), program, "--schema-only", "--schema", "bucardo", "--no-owner", b.connString)
	dump, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v", command, err)
	}
	golden(t, "../testdata/schema.sql", withoutVersions(string(dump)))
}

// withoutVersions takes out what differs between releases of the server and of pg_dump, and between dumps.
func withoutVersions(dump string) string {
	dump = regexp.MustCompile(`(?m)^(-- Dumped .*|\\(un)?restrict .*|SET (transaction_timeout|default_table_access_method) .*)\n`).ReplaceAllString(dump, "")
	dump = regexp.MustCompile(`\n{3,}`).ReplaceAllString(dump, "\n\n")
	// Every grant is to the role of this test.
	return strings.ReplaceAll(dump, owner.Username, "owner")
}
