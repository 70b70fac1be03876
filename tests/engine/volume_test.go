package engine_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// mostMemory is what the sidecar's process may ever use, in megabytes.
const mostMemory = 150

// peakMemory is the most memory a process has had, in megabytes.
func peakMemory(t *testing.T, pid int) int {
	t.Helper()
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(content)) {
		if value, found := strings.CutPrefix(line, "VmHWM:"); found {
			kilobytes, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")))
			if err != nil {
				t.Fatal(err)
			}
			return kilobytes >> 10
		}
	}
	t.Fatal("the process has no VmHWM")
	return 0
}

func checkMemory(t *testing.T, p *bed.Process) {
	t.Helper()
	peak := peakMemory(t, p.Pid())
	t.Logf("the sidecar's peak: %d MB", peak)
	if peak > mostMemory {
		t.Errorf("the sidecar used %d MB, %d MB are allowed", peak, mostMemory)
	}
}

// fingerprint tells whether a big table is the same on two databases.
const fingerprint = "SELECT count(*) || ' ' || sum(hashtextextended(t::text, 0)::numeric) FROM %s t"

func sameFingerprint(t *testing.T, b *bed.Bed, table string, names ...string) {
	t.Helper()
	want := b.Value(names[0], fmt.Sprintf(fingerprint, table))
	for _, name := range names[1:] {
		if got := b.Value(name, fmt.Sprintf(fingerprint, table)); got != want {
			t.Errorf("%s: %s has %s, %s has %s", table, names[0], want, name, got)
		}
	}
}

// A million rows changed in one statement arrive, and the sidecar's memory does not grow with them.
func TestMillionRows(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, `
		CREATE TABLE big (id int PRIMARY KEY, v int, note text);
		INSERT INTO big SELECT n, n, 'row ' || n FROM generate_series(1, 1000000) n;`)
	p := b.StartProcess()
	b.AddSync("s", "a:source,b:source", "big", "latest")
	b.Exec("a", "UPDATE big SET v = -v")
	b.Eventually("b", "-1000000", "SELECT v FROM big WHERE id = 1000000")
	b.Settle("s")
	sameFingerprint(t, b, "big", "a", "b")
	checkMemory(t, p)
}

// Tens of thousands of rows changed on two sources at once, each a conflict.
func TestManyConflicts(t *testing.T) {
	t.Parallel()
	const rows = 60_000
	all := []string{"a", "b", "c"}
	b := bed.New(t, all, fmt.Sprintf(`
		CREATE TABLE big (g text, id int, v text, PRIMARY KEY (g, id));
		INSERT INTO big SELECT 'group ' || n %% 10, n, '' FROM generate_series(1, %d) n;`, rows))
	p := b.StartProcess()
	b.AddSync("s", "a:source,b:source,c:target", "big", "latest")
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.Eventually("control", "paused", "SELECT state FROM bucardo.status")
	b.Exec("a", "UPDATE big SET v = 'a'")
	b.Exec("b", "UPDATE big SET v = 'b' WHERE id % 2 = 0; DELETE FROM big WHERE id % 2 = 1")
	b.Exec("a", "UPDATE big SET v = 'a again' WHERE id % 3 = 0")
	b.Exec("control", "SELECT bucardo.resume('s')")
	b.WaitActive("s")
	b.Settle("s")
	for _, db := range all[1:] {
		sameFingerprint(t, b, "big", "a", db)
	}
	if got := b.Value("c", "SELECT string_agg(v || ' ' || n, ', ' ORDER BY v) FROM (SELECT v, count(*) AS n FROM big GROUP BY v) x"); got != "a again 20000, b 20000" {
		t.Errorf("the rows are %s, want a again 20000, b 20000", got)
	}
	// More where a batch ends between the two changes on a: the rows changed again are then in conflict twice.
	b.Eventually("control", "true", fmt.Sprintf("SELECT total_conflicts BETWEEN %d AND %d FROM bucardo.status", rows, rows+rows/3))
	checkMemory(t, p)
}

// A backlog of many transactions is delivered in batches, each of which commits its own progress.
func TestBacklogInBatches(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, "CREATE TABLE big (id int PRIMARY KEY, v int); CREATE TABLE beside (id int PRIMARY KEY, v int);")
	b.Start()
	b.AddSync("s", "a:source,b:source", "all", "latest")
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.Eventually("control", "paused", "SELECT state FROM bucardo.status")
	const transactions, rows = 200, 1000
	for n := range transactions {
		b.Exec("a", fmt.Sprintf(`WITH x AS (INSERT INTO big SELECT n, %[1]d FROM generate_series(%[1]d * %[2]d + 1, (%[1]d + 1) * %[2]d) n)
			INSERT INTO beside SELECT %[1]d, %[1]d`, n, rows))
	}
	before := b.Value("control", "SELECT total_runs FROM bucardo.status")
	b.Exec("control", "SELECT bucardo.resume('s')")
	// Something has arrived, and not all of it, at a moment when all of it waits at the source.
	partial := false
	for done := false; !done; {
		got := b.Value("b", "SELECT count(*) || ' ' || (SELECT count(*) FROM beside) FROM big")
		var inBig, inBeside int
		if _, err := fmt.Sscan(got, &inBig, &inBeside); err != nil {
			t.Fatal(err)
		}
		if inBig != inBeside*rows {
			t.Fatalf("%d rows of %d transactions have arrived: a transaction was cut", inBig, inBeside)
		}
		partial = partial || inBig > 0 && inBeside < transactions
		done = inBeside == transactions
		b.Exec("b", "SELECT pg_sleep(0.01)")
	}
	if !partial {
		t.Error("the backlog arrived all at once")
	}
	b.WaitActive("s")
	b.Settle("s")
	sameFingerprint(t, b, "big", "a", "b")
	if got := b.Value("control", "SELECT total_runs - $1::bigint >= 3 FROM bucardo.status", before); got != "true" {
		t.Errorf("it took %s runs, want 3 or more", b.Value("control", "SELECT total_runs - $1::bigint FROM bucardo.status", before))
	}
	if got := b.Value("control", "SELECT total_rows FROM bucardo.status"); got != strconv.Itoa(transactions*rows+transactions) {
		t.Errorf("%s rows were written, want each once: %d", got, transactions*rows+transactions)
	}
}
