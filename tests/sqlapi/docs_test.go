package sqlapi_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
)

const reference = "../../docs/sqlapi.md"

// section is the part of the reference under a heading of the third level.
func section(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(reference)
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(text), "\n### "+name+"\n")
	if !found {
		t.Errorf("%s has no section %s", reference, name)
	}
	body, _, _ := strings.Cut(after, "\n## ")
	body, _, _ = strings.Cut(body, "\n### ")
	return body
}

// TestReferenceOfFunctions compares the reference with the catalogue: each function has a section in the one shape, with
// the exact signature and every parameter.
func TestReferenceOfFunctions(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, name := range all[string](t, b.conn, `
SELECT DISTINCT proname::text
FROM pg_proc
WHERE pronamespace = 'bucardo'::regnamespace
AND proname !~ '^_'`) {
		body := section(t, name)
		signature := regexp.MustCompile("(?s)```\n(bucardo.*?)\n```").FindStringSubmatch(body)
		if signature == nil {
			t.Errorf("%s has no signature", name)
			continue
		}
		want := one[string](t, b.conn, `
SELECT string_agg('bucardo.' || p.proname || '(' || pg_get_function_arguments(p.oid) || ')'
                  || coalesce(' RETURNS ' || pg_get_function_result(p.oid), ''), ' ' ORDER BY p.oid::regprocedure::text)
FROM pg_proc p
WHERE p.pronamespace = 'bucardo'::regnamespace
AND p.proname = $1`, name)
		if diff := cmp.Diff(plainSignature(want), plainSignature(signature[1])); diff != "" {
			t.Errorf("the signature of %s (-catalogue +reference):\n%s", name, diff)
		}
		for _, parameter := range all[string](t, b.conn, `
SELECT DISTINCT unnest(proargnames) FROM pg_proc WHERE pronamespace = 'bucardo'::regnamespace AND proname = $1`, name) {
			if !regexp.MustCompile("(?m)^\\|[^|]*`" + parameter + "`[^|]*\\|").MatchString(body) {
				t.Errorf("the table of %s has no parameter %s", name, parameter)
			}
		}
		for _, part := range []string{"\nErrors: ", "\n```sql\n", "\n```text\n"} {
			if !strings.Contains(body, part) {
				t.Errorf("the section of %s has no %q", name, part)
			}
		}
	}
}

// plainSignature leaves out white space, the casts that the catalogue adds, and the IN of procedures.
func plainSignature(text string) string {
	text = regexp.MustCompile(`(NULL|'[^']*')::(timestamp with time zone|\w+)`).ReplaceAllString(text, "$1")
	text = regexp.MustCompile(`\bIN `).ReplaceAllString(text, "")
	text = strings.Join(strings.Fields(text), " ")
	return strings.NewReplacer("( ", "(", " )", ")").Replace(text)
}

// TestReferenceOfViews has each column of a view and a type with its type and comment, and each state.
func TestReferenceOfViews(t *testing.T) {
	t.Parallel()
	b := setup(t)
	text, err := os.ReadFile(reference)
	if err != nil {
		t.Fatal(err)
	}
	for _, relation := range all[string](t, b.conn, `
SELECT relname FROM pg_class WHERE relnamespace = 'bucardo'::regnamespace AND relkind IN ('v', 'c') ORDER BY 1`) {
		body := string(text)
		if !strings.HasSuffix(relation, "_info") {
			body = section(t, relation)
		}
		for _, row := range all[string](t, b.conn, `
SELECT format('| `+"`%s`"+` | %s | %s |', a.attname, format_type(a.atttypid, NULL), col_description(a.attrelid, a.attnum))
FROM pg_attribute a
WHERE a.attrelid = ('bucardo.' || $1)::regclass
AND a.attnum > 0`, relation) {
			if !strings.Contains(body, "\n"+row+"\n") {
				t.Errorf("the table of %s lacks or has otherwise: %s", relation, row)
			}
		}
	}
	_, states, _ := strings.Cut(string(text), "\n## States, and what to do\n")
	for _, value := range all[string](t, b.conn, `
SELECT DISTINCT m.value[1]
FROM pg_constraint c,
     regexp_matches(pg_get_constraintdef(c.oid), '''([^'']*)''', 'g') AS m(value)
WHERE c.conname IN ('sync_state_state_check', 'db_state_state_check', 'db_state_apply_mode_check', 'run_status_check')`) {
		if !strings.Contains(states, "\n| `"+value+"` |") {
			t.Errorf("the states lack %s", value)
		}
	}
}

// TestReferenceExamples runs the examples of the reference in order, each in a psql of its own, and compares what they
// print with the blocks behind them; -update writes those. A comment before an example is what the sidecar did meanwhile.
func TestReferenceExamples(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.lease(t)
	text, err := os.ReadFile(reference)
	if err != nil {
		t.Fatal(err)
	}
	example := regexp.MustCompile("(?s)(?:<!-- sidecar: ([^\n]*) -->\n)?```sql\n(.*?)\n```\n```text\n(.*?)```\n")
	got := example.ReplaceAllStringFunc(string(text), func(block string) string {
		parts := example.FindStringSubmatch(block)
		if parts[1] != "" {
			b.must(t, parts[1])
		}
		return strings.TrimSuffix(block, parts[3]+"```\n") + psql(t, b, parts[2]) + "```\n"
	})
	golden(t, reference, got)
}

// psql is what psql prints, errors included, without the place in the server's code.
func psql(t *testing.T, b *testBundle, statements string) string {
	t.Helper()
	program := filepath.Join(clustertest.Shared(t).BinDir(), "psql")
	command := exec.CommandContext(t.Context(), program, "-X", "-q", "-v", "SHOW_CONTEXT=never", "-d", b.connString)
	command.Stdin = strings.NewReader(statements)
	command.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("psql: %v\n%s", err, output)
	}
	var lines []string
	for line := range strings.Lines(string(output)) {
		line = strings.TrimRight(line, " \n")
		line = regexp.MustCompile(`^psql:[^ ]+ `).ReplaceAllString(line, "")
		if line != "" {
			lines = append(lines, line+"\n")
		}
	}
	return strings.Join(lines, "")
}
