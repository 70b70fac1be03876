package demo

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
)

// What the demo prints is what psql prints, blanks at line ends aside.
func TestAnswersLookAsInPsql(t *testing.T) {
	t.Parallel()
	psql, err := exec.LookPath("psql")
	if err != nil {
		t.Fatal("psql is missing: install postgresql-client")
	}
	conninfo := clustertest.DB(t, clustertest.Shared(t))
	for _, sql := range []string{
		"SELECT 'shake1' AS current_database, 123 AS speechcount",
		"SELECT NULL AS nothing, true AS yes, 1.50 AS amount, 'x' AS t UNION ALL SELECT 'é', false, 2, 'yy'",
		"SELECT 1 AS a WHERE false",
		"SELECT E'two\\nlines' AS text, 7 AS n",
		"SELECT repeat('x', 70) AS a, repeat('y', 70) AS b_longer, 3 AS c",
		"SELECT n AS a_column_with_a_long_name, repeat('x', 120) || E'\\nz' AS b FROM generate_series(9, 10) n",
		"SELECT repeat('x', 200) AS abc_def_ghi1",
		"SELECT repeat('x', 200) AS abc_def_ghi12",
		"SELECT 1 AS abc_def_ghi123, repeat('x', 200) AS b",
		"CREATE TEMP TABLE t AS SELECT 1",
		"DO $$BEGIN RAISE NOTICE 'ready' USING HINT = 'go on'; END$$",
	} {
		var shown bytes.Buffer
		session, err := openSession(t.Context(), conninfo, &shown)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := session.run(t.Context(), sql)
		session.Close(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		expanded := "off"
		if len(answer.rows) > 0 && strings.Contains(shown.String(), "RECORD 1") {
			expanded = "on"
		}
		command := exec.CommandContext(t.Context(), psql, "-X", "-P", "expanded="+expanded, conninfo)
		command.Stdin = strings.NewReader(sql + ";")
		wanted, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("psql: %v: %s", err, wanted)
		}
		_, got, _ := strings.Cut(shown.String(), "\n")
		if diff := cmp.Diff(trimLines(string(wanted)), got); diff != "" {
			t.Errorf("%s\n(-psql +demo):\n%s", sql, diff)
		}
	}
}

func trimLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}
