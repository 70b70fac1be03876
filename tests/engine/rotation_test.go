package engine_test

import (
	"strconv"
	"testing"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// deltaBytes is how much the deltas of all captured tables take.
const deltaBytes = "SELECT coalesce(sum(pg_relation_size(oid)), 0) FROM pg_class WHERE relnamespace = 'bucardo_node'::regnamespace AND relname LIKE 'delta%'"

// smallSpace is what may stay: a segment is left for the other only once it is this big.
const smallSpace = "512 * 1024"

func spaceComesBack(b *bed.Bed, names ...string) {
	for _, name := range names {
		b.Eventually(name, "true", "("+deltaBytes+") < "+smallSpace)
	}
}

func load(b *bed.Bed, db string, from int) {
	b.Exec(db, "INSERT INTO item SELECT n, 'load' FROM generate_series($1::int, $1::int + 49999) n", from)
}

// Delta space is given back after a load, again and again, on every source.
func TestSpaceComesBack(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, plainItem)
	b.Start()
	b.AddSync("s", "a:source,b:source", "all", "latest")
	for round := range 3 {
		load(b, "a", round*200_000)
		load(b, "b", round*200_000+100_000)
		b.Settle("s")
		spaceComesBack(b, "a", "b")
	}
	b.Exec("a", "UPDATE item SET v = 'after' WHERE id % 1000 = 0")
	b.Settle("s")
	sameFingerprint(t, b, "item", "a", "b")
}

// Space stays taken while somebody still needs it, and comes back afterwards: a sync over the same table that is paused.
func TestSpaceStaysForPausedSync(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, plainItem)
	b.Start()
	b.AddSync("to_b", "a:source,b:target", "all", "latest")
	b.AddSync("to_c", "a:source,c:target", "all", "latest")
	b.Exec("control", "SELECT bucardo.pause('to_c')")
	b.Eventually("control", "paused", "SELECT state FROM bucardo.status WHERE name = 'to_c'")
	for round := range 3 {
		load(b, "a", round*100_000)
		b.Settle("to_b")
	}
	needed := b.Value("a", deltaBytes)
	if n, err := strconv.Atoi(needed); err != nil || n < 6<<20 {
		t.Errorf("150 000 deltas take %s bytes only", needed)
	}
	if got := b.Value("a", "SELECT bucardo_node.rotate(id, 0) FROM bucardo_node.captured_table"); got != "pending" && got != "switched" {
		t.Errorf("rotate says %s although a sync has not read the deltas", got)
	}
	if got := b.Value("a", "SELECT bucardo_node.rotate(id, 0) FROM bucardo_node.captured_table"); got != "pending" {
		t.Errorf("rotate says %s although a sync has not read the deltas", got)
	}
	b.Exec("control", "SELECT bucardo.resume('to_c')")
	b.WaitActive("to_c")
	b.Settle("to_c")
	sameFingerprint(t, b, "item", "a", "b", "c")
	spaceComesBack(b, "a")
}

// The same for a receiver that is down, while its sibling goes on.
func TestSpaceStaysForReceiverThatIsDown(t *testing.T) {
	t.Parallel()
	cluster := clustertest.New(t, pgcluster.Options{})
	b := bed.New(t, []string{"a", "b"}, plainItem)
	b.ConnStrings["c"] = clustertest.DB(t, cluster)
	b.Exec("c", plainItem)
	b.Exec("control", "SELECT bucardo.add_db('c', conninfo => $1)", b.ConnStrings["c"])
	b.Start()
	b.AddSync("s", "a:source,b:source,c:target", "all", "latest")
	b.Forget("c")
	if err := cluster.Stop(t.Context(), pgcluster.Fast); err != nil {
		t.Fatal(err)
	}
	b.Eventually("control", "degraded", "SELECT state FROM bucardo.status")
	load(b, "a", 0)
	load(b, "a", 100_000)
	b.Eventually("b", "100000", "SELECT count(*) FROM item")
	if got := b.Value("a", deltaBytes); len(got) < 7 {
		t.Errorf("100 000 deltas take %s bytes only", got)
	}
	// It may turn to the other segment once; it empties none.
	for range 2 {
		if got := b.Value("a", "SELECT bucardo_node.rotate(id, 0) FROM bucardo_node.captured_table"); got == "emptied" {
			t.Error("deltas were emptied although a receiver has not got them")
		}
	}
	if err := cluster.StartAgain(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.Eventually("control", "active", "SELECT state FROM bucardo.status")
	b.Settle("s")
	sameFingerprint(t, b, "item", "a", "b", "c")
	spaceComesBack(b, "a", "b")
}
