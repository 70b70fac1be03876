package targets_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// bulkTable is what is loaded and fed: bigint key, int, 60 bytes of text, a number.
const bulkTable = "CREATE TABLE bulk (id bigint PRIMARY KEY, n int, v text, price numeric(10,2));"

// bulkRow is row i of it, as text.
func bulkRow(i int) []string {
	return []string{strconv.Itoa(i), strconv.Itoa(i % 1000), fmt.Sprintf("%060d", i), fmt.Sprintf("%d.50", i%100000)}
}

// loader is a store that can be filled in its own fastest way.
type loader interface {
	// Load makes a table "loaded" like bulkTable, fills it with that many rows, and says how long the filling took.
	Load(tb testing.TB, rows int) time.Duration
}

// TestBench prints how fast each kind of store takes rows, beside the fastest way of its own: make bench-targets.
func TestBench(t *testing.T) { //nolint:paralleltest // it measures
	rows, _ := strconv.Atoi(os.Getenv("BUCARDO_BENCH_TARGETS"))
	if rows == 0 {
		t.Skip("only by make bench-targets")
	}
	var table strings.Builder
	fmt.Fprintf(&table, "\n%d rows, a hundredth where the server is slow; thousands a second, medians of 3\n\n%-12s %10s %10s %10s %10s %12s\n", rows, "target", "own bulk", "copied", "inserted", "updated", "copied/own")
	for _, k := range kinds {
		var own, copied, inserted, updated []float64
		for range 3 {
			o, c, i, u := measure(t, k, k.some(rows))
			own, copied, inserted, updated = append(own, o), append(copied, c), append(inserted, i), append(updated, u)
		}
		beside := "-" // it has no faster way of its own here
		if median(own) > 0 {
			beside = fmt.Sprintf("%.2f", median(copied)/median(own))
		}
		fmt.Fprintf(&table, "%-12s %10.1f %10.1f %10.1f %10.1f %12s\n", k.name, median(own), median(copied), median(inserted), median(updated), beside)
	}
	t.Log(table.String())
}

func median(values []float64) float64 {
	least, most := min(values[0], values[1], values[2]), max(values[0], values[1], values[2])
	return values[0] + values[1] + values[2] - least - most
}

// measure returns thousands of rows a second: loaded in the store's own way, copied as a first copy, inserted and updated in a run.
func measure(t *testing.T, k kind, rows int) (own, copied, inserted, updated float64) {
	t.Helper()
	rate := func(took time.Duration) float64 { return float64(rows) / 1000 / took.Seconds() }
	s := k.start(t)
	l, ok := s.(loader)
	if ok {
		own = rate(l.Load(t, rows))
	}
	b := bed.New(t, []string{"a"}, bulkTable+fmt.Sprintf("INSERT INTO bulk SELECT g, g %% 1000, lpad(g::text, 60, '0'), (g %% 100000) + 0.5 FROM generate_series(1, %d) g", rows))
	add(b, s)
	b.Start()
	began := time.Now()
	declare(b, []string{"a"})
	b.Eventually("control", "done", "SELECT phase FROM bucardo.progress")
	copied = rate(time.Since(began))
	run := func(sql string) float64 {
		b.Exec("a", sql)
		b.Settle("feed")
		took, err := time.ParseDuration(b.Value("control", "SELECT extract(epoch FROM sum(finished_at - started_at))::float8 || 's' FROM bucardo.run"))
		if err != nil {
			t.Fatal(err)
		}
		b.Exec("control", "DELETE FROM bucardo.run")
		return rate(took)
	}
	inserted = run(fmt.Sprintf("INSERT INTO bulk SELECT g + %[1]d, g %% 1000, lpad(g::text, 60, '0'), 0.5 FROM generate_series(1, %[1]d) g", rows))
	updated = run(fmt.Sprintf("UPDATE bulk SET n = n + 1 WHERE id <= %d", rows))
	return own, copied, inserted, updated
}
