// Package compare_test lets Bucardo 5.6 and this project decide the same conflicts, side by side: make compare.
package compare_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

func TestMain(m *testing.M) { clustertest.Main(m, bed.RemoveBinary) }

// strategy is one by the name of each side.
type strategy struct{ table, theirs, ours string }

func strategies(masters []string) []strategy {
	order := slices.Clone(masters)
	slices.Reverse(order)
	return []strategy{
		{"latest", "bucardo_latest", "latest"},
		{"all_tables", "bucardo_latest_all_tables", "latest_all_tables"},
		{"source", "bucardo_source", "source"},
		{"target", "bucardo_target", "target"},
		{"listed", strings.Join(order, " "), strings.Join(order, ",")},
		{"skip", "bucardo_skip", "skip"},
	}
}

// act is a statement on a master; %s is the table.
type act struct{ db, sql string }

// kind is a conflict over one row.
type kind struct {
	name string
	acts []act // in the order of time
}

func update(db string, id int) act {
	return act{db, fmt.Sprintf("UPDATE %%s SET v = '%s' WHERE id = %d", db, id)}
}

func remove(db string, id int) act { return act{db, fmt.Sprintf("DELETE FROM %%s WHERE id = %d", id)} }

func insert(db string, id int) act {
	return act{db, fmt.Sprintf("INSERT INTO %%s VALUES (%d, '%s')", id, db)}
}

// kinds has the kind of the row with the key i+1. Rows up to 20 are there at the beginning.
func kinds(masters []string) []kind {
	a, b := masters[0], masters[1]
	all := []kind{
		{"a updates, b updates", []act{update(a, 1), update(b, 1)}},
		{"b updates, a updates", []act{update(b, 2), update(a, 2)}},
		{"a updates, b deletes", []act{update(a, 3), remove(b, 3)}},
		{"a deletes, b updates", []act{remove(a, 4), update(b, 4)}},
		{"b updates, a deletes", []act{update(b, 5), remove(a, 5)}},
		{"a deletes, b deletes", []act{remove(a, 6), remove(b, 6)}},
		{"a deletes and inserts, b updates", []act{remove(a, 7), insert(a, 7), update(b, 7)}},
		{"b updates, a deletes and inserts", []act{update(b, 8), remove(a, 8), insert(a, 8)}},
		{"a inserts, b inserts", []act{insert(a, 21), insert(b, 21)}},
		{"b inserts, a inserts", []act{insert(b, 22), insert(a, 22)}},
		{"a updates alone", []act{update(a, 11)}},
	}
	if len(masters) > 2 {
		c := masters[2]
		all = append(all,
			kind{"a, b, c update", []act{update(a, 12), update(b, 12), update(c, 12)}},
			kind{"c, b, a update", []act{update(c, 13), update(b, 13), update(a, 13)}},
			kind{"a updates, c updates, b deletes", []act{update(a, 14), update(c, 14), remove(b, 14)}})
	}
	return all
}

// key is the row of a kind.
func (k kind) key() (key int) {
	fields := strings.FieldsFunc(k.acts[0].sql, func(r rune) bool { return r < '0' || r > '9' })
	key, _ = strconv.Atoi(fields[0])
	return key
}

// side is one of the two that are compared.
type side struct {
	b         *bed.Bed
	databases map[string]string // by master
}

func (s *side) exec(a act, table string) { s.b.Exec(s.databases[a.db], fmt.Sprintf(a.sql, table)) }

// row is what each master has of a row, once where they agree.
func (s *side) row(masters []string, table string, key int) string {
	var all []string
	for _, master := range masters {
		v := s.b.Value(s.databases[master], fmt.Sprintf("SELECT coalesce((SELECT v FROM %s WHERE id = %d), 'gone')", table, key))
		all = append(all, v)
	}
	if len(slices.Compact(slices.Clone(all))) == 1 {
		return all[0]
	}
	return strings.Join(all, "|")
}

func TestCompare(t *testing.T) {
	t.Parallel()
	if os.Getenv("BUCARDO_TEST_COMPARE") == "" {
		t.Skip("run by make compare")
	}
	for _, masters := range [][]string{{"a", "b"}, {"a", "b", "c"}} {
		t.Run(fmt.Sprintf("%d masters", len(masters)), func(t *testing.T) {
			t.Parallel()
			compare(t, masters)
		})
	}
}

func compare(t *testing.T, masters []string) {
	t.Helper()
	ddl := ""
	for _, s := range strategies(masters) {
		ddl += fmt.Sprintf("CREATE TABLE %[1]s (id int PRIMARY KEY, v text NOT NULL); INSERT INTO %[1]s SELECT g, 'old' FROM generate_series(1, 20) g;", s.table)
	}
	theirs, b5 := newBucardo5(t, masters, ddl)
	ours := &side{databases: map[string]string{}}
	for _, m := range masters {
		ours.databases[m] = m
	}
	ours.b = bed.New(t, masters, ddl)
	ours.b.Start()
	for _, s := range strategies(masters) {
		b5.run("add", "sync", "s_"+s.table, "tables=public."+s.table, "dbs="+strings.Join(masters, ":source,")+":source", "conflict_strategy="+s.theirs, "autokick=0", "onetimecopy=0")
		ours.b.AddSync("s_"+s.table, strings.Join(masters, ":source,")+":source", "public."+s.table, s.ours)
		ours.b.Exec("control", "SELECT bucardo.pause($1)", "s_"+s.table)
		ours.b.State("s_"+s.table, "paused")
	}
	b5.start()
	for _, s := range strategies(masters) {
		for _, k := range kinds(masters) {
			for _, a := range k.acts {
				theirs.exec(a, s.table)
				ours.exec(a, s.table)
			}
		}
	}
	report := &strings.Builder{}
	fmt.Fprintf(report, "\n%d masters: %s. A row that is not the same everywhere is shown as each has it.\n", len(masters), strings.Join(masters, ", "))
	line := func(columns ...any) { fmt.Fprintf(report, "%-12s %-34s %-14s %-14s %s\n", columns...) }
	line("strategy", "conflict", "Bucardo 5.6", "here", "")
	for _, s := range strategies(masters) {
		said := b5.try("kick", "s_"+s.table, "60")
		ours.b.Exec("control", "SELECT bucardo.resume($1)", "s_"+s.table)
		ours.b.State("s_"+s.table, "active")
		ours.b.Settle("s_" + s.table)
		for _, k := range kinds(masters) {
			left, right := theirs.row(masters, s.table, k.key()), ours.row(masters, s.table, k.key())
			line(s.table, k.name, left, right, verdict(s, said, left, right))
		}
	}
	if _, err := os.Stdout.WriteString(report.String()); err != nil {
		t.Fatal(err)
	}
}

// commandTime is how long the command bucardo may take.
const commandTime = 40 * time.Second

// verdict says whether both have answered the same, and where not, why.
func verdict(s strategy, said, left, right string) string {
	_, failure, failed := strings.Cut(said, "Failed : ")
	switch {
	case failed:
		failure, _, _ = strings.Cut(failure, "\n")
		return "different: Bucardo's run failed: " + strings.TrimSpace(failure)
	case left == right:
		return "same"
	case s.ours == "latest":
		return "different: Bucardo takes one winner for the whole table, we take one for each row"
	default:
		return "different"
	}
}

// unpacked is where tools/prepare puts Bucardo 5.
const unpacked = "../../.cache/bucardo5/usr"

// bucardo5 is a Bucardo 5 with its control database, in a cluster of its own.
type bucardo5 struct {
	t   *testing.T
	rc  string
	dir string
}

func newBucardo5(t *testing.T, masters []string, ddl string) (*side, *bucardo5) {
	t.Helper()
	cluster := clustertest.New(t, pgcluster.Options{})
	connStrings := map[string]string{"bucardo": cluster.ConnString("bucardo"), "ours": cluster.ConnString("ours")}
	databases := map[string]string{}
	if err := cluster.CreateDatabase(t.Context(), "ours", ""); err != nil {
		t.Fatal(err)
	}
	for _, m := range masters {
		if err := cluster.CreateDatabase(t.Context(), "shop_"+m, ""); err != nil {
			t.Fatal(err)
		}
		connStrings[m] = cluster.ConnString("shop_" + m)
		databases[m] = m
	}
	s := &side{b: bed.On(t, connStrings["ours"], nil, connStrings, ""), databases: databases}
	for _, m := range masters {
		s.b.Exec(m, ddl)
	}
	psql := exec.CommandContext(t.Context(), "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", cluster.ConnString("postgres"), "-f", unpacked+"/share/bucardo/bucardo.schema")
	psql.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	if output, err := psql.CombinedOutput(); err != nil {
		t.Fatalf("install Bucardo 5: %v\n%s", err, output)
	}
	b := &bucardo5{t: t, dir: t.TempDir()}
	b.rc = filepath.Join(b.dir, "bucardorc")
	rc := fmt.Sprintf("dbhost=%s\ndbport=%d\ndbname=bucardo\ndbuser=bucardo\npiddir=%s\nlogdest=%s\nreason-file=%s\n", pgcluster.Host, cluster.Port(), b.dir, b.dir, filepath.Join(b.dir, "reason"))
	if err := os.WriteFile(b.rc, []byte(rc), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, setting := range []string{"piddir=" + b.dir, "reason_file=" + filepath.Join(b.dir, "reason"), "log_level=verbose"} {
		b.run("set", setting)
	}
	for _, m := range masters {
		b.run("add", "db", m, "dbname=shop_"+m, "host="+pgcluster.Host, "port="+strconv.Itoa(cluster.Port()), "user=bucardo")
	}
	return s, b
}

// start starts the daemon until the end of the test.
func (b *bucardo5) start() {
	b.t.Helper()
	b.t.Cleanup(func() {
		b.try("stop")
		if b.t.Failed() {
			log, _ := os.ReadFile(filepath.Join(b.dir, "log.bucardo"))
			b.t.Logf("Bucardo's log:\n%s", log)
		}
	})
	b.run("start")
	for deadline := time.Now().Add(bed.Patience); ; {
		if _, err := os.Stat(filepath.Join(b.dir, "bucardo.mcp.pid")); err == nil {
			return
		}
		if time.Now().After(deadline) {
			b.t.Fatal("the daemon of Bucardo does not start")
		}
	}
}

func (b *bucardo5) command(args ...string) *exec.Cmd {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(b.t.Context()), commandTime)
	b.t.Cleanup(cancel)
	root, err := filepath.Abs(unpacked)
	if err != nil {
		b.t.Fatal(err)
	}
	command := exec.CommandContext(ctx, "perl", append([]string{"-I", root + "/share/perl5", root + "/bin/bucardo", "--bucardorc", b.rc}, args...)...)
	command.Dir = b.dir // it writes files where it is
	command.Env = append(os.Environ(), "PGHOST=", "PGPORT=", "BUCARDO_CONFIRM=")
	return command
}

// run is the command bucardo.
func (b *bucardo5) run(args ...string) {
	b.t.Helper()
	if output, err := b.command(args...).CombinedOutput(); err != nil {
		b.t.Fatalf("bucardo %s: %v\n%s", strings.Join(args, " "), err, output)
	}
}

// try is run, with what the command says, whatever becomes of it.
func (b *bucardo5) try(args ...string) string {
	output, err := b.command(args...).CombinedOutput()
	if err != nil {
		return fmt.Sprintf("%s (%v)", output, err)
	}
	return string(output)
}
