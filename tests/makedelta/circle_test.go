package makedelta_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// In a ring of one-way syncs a change goes round once and stops before the database where it was made.
func TestRing(t *testing.T) {
	t.Parallel()
	dbs, syncs := []string{"a", "b", "c"}, []string{"ab", "bc", "ca"}
	b := bed.New(t, dbs, item)
	b.Start()
	addSync(b, "ab", "a:source,b:target")
	addSync(b, "bc", "b:source,c:target")
	addSync(b, "ca", "c:source,a:target")
	for _, db := range dbs {
		for _, statement := range []string{
			"INSERT INTO item SELECT n, 'few' FROM generate_series(1, 20) n",
			"UPDATE item SET v = 'updated' WHERE id % 2 = 0",
			"UPDATE item SET id = id + 100 WHERE id < 4; DELETE FROM item WHERE id % 5 = 0",
			"INSERT INTO item SELECT n, 'many' FROM generate_series(1000, 2999) n",
			"TRUNCATE item; INSERT INTO item VALUES (1, 'after')",
			"TRUNCATE item",
		} {
			b.Exec(db, statement)
			settle(b, syncs...)
			b.Same("item", dbs...)
		}
	}
	// One change makes one run of each of two syncs, writes one row in each, and is never heard of again.
	b.Exec("a", "INSERT INTO item VALUES (1, 'a')")
	settle(b, syncs...)
	before := written(b)
	b.Exec("b", "UPDATE item SET v = 'b'")
	settle(b, syncs...)
	settle(b, syncs...)
	b.Same("item", dbs...)
	for name, want := range map[string]int{"ab": 0, "bc": 1, "ca": 1} {
		if got := written(b)[name] - before[name]; got != want {
			t.Errorf("sync %s has written %d rows, want %d", name, got, want)
		}
	}
	deltas := "SELECT count(*) FROM (TABLE bucardo_node.delta_1_0 UNION ALL TABLE bucardo_node.delta_1_1) d WHERE xid >= (SELECT max(xid) FROM (TABLE bucardo_node.delta_1_0 UNION ALL TABLE bucardo_node.delta_1_1) x)"
	for _, db := range dbs {
		if got := b.Value(db, deltas); got != "1" {
			t.Errorf("the last change has made %s deltas at %s", got, db)
		}
	}
}

// written returns how many rows each sync has written.
func written(b *bed.Bed) map[string]int {
	counts := map[string]int{}
	b.Exec("control", "SELECT pg_sleep(0.3)") // the status is written every 100 ms
	for _, line := range strings.Fields(b.Value("control", "SELECT string_agg(s.name || '=' || coalesce(r.n, 0), ' ') FROM bucardo.sync s LEFT JOIN LATERAL (SELECT sum(rows + deletes) AS n FROM bucardo.run WHERE sync_id = s.id) r ON true")) {
		name, n, _ := strings.Cut(line, "=")
		var count int
		_, _ = fmt.Sscan(n, &count)
		counts[name] = count
	}
	return counts
}

// shape is databases and the syncs between them.
type shape struct {
	dbs   []string
	syncs [][2]string // name, members
}

func (s shape) names() []string {
	var names []string
	for _, sync := range s.syncs {
		names = append(names, sync[0])
	}
	return names
}

var twoWay = map[string]shape{
	"chain":    {[]string{"a", "b", "c"}, [][2]string{{"ab", "a:source,b:source"}, {"bc", "b:source,c:source"}}},
	"star":     {[]string{"h", "a", "b", "c"}, [][2]string{{"ha", "h:source,a:source"}, {"hb", "h:source,b:source"}, {"hc", "h:source,c:source"}}},
	"triangle": {[]string{"a", "b", "c"}, [][2]string{{"ab", "a:source,b:source"}, {"bc", "b:source,c:source"}, {"ca", "c:source,a:source"}}},
	"ring":     {[]string{"a", "b", "c", "d"}, [][2]string{{"ab", "a:source,b:source"}, {"bc", "b:source,c:source"}, {"cd", "c:source,d:source"}, {"da", "d:source,a:source"}}},
	"lasso":    {[]string{"h", "a", "b", "c"}, [][2]string{{"ha", "h:source,a:source"}, {"hb", "h:source,b:source"}, {"bc", "b:source,c:source"}, {"ch", "c:source,h:source"}}},
	"two hubs": {[]string{"h", "i", "a", "b", "c"}, [][2]string{{"hi", "h:source,i:source"}, {"hab", "h:source,a:source,b:source"}, {"ic", "i:source,c:source"}}},
}

// Two-way syncs in any shape pass changes of all databases on to all, and once they have arrived all is quiet.
func TestTwoWay(t *testing.T) {
	t.Parallel()
	for name, shape := range twoWay {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := bed.New(t, shape.dbs, item)
			b.Start()
			for _, sync := range shape.syncs {
				addSync(b, sync[0], sync[1])
			}
			for n, db := range shape.dbs {
				for m, statement := range []string{
					"INSERT INTO item SELECT n, 'few' FROM generate_series(1, 20) n ON CONFLICT DO NOTHING",
					"UPDATE item SET v = 'updated %[1]s' WHERE id %% 2 = 0; DELETE FROM item WHERE id = 7",
					"INSERT INTO item SELECT n, 'many %[1]s' FROM generate_series(%[2]d, %[2]d + 999) n",
					"TRUNCATE item; INSERT INTO item VALUES (1, 'after')",
				} {
					b.Exec(db, fmt.Sprintf(statement+" -- %[1]s %[2]d", db, 1000*(n+1)))
					settle(b, shape.names()...)
					b.Same("item", shape.dbs...)
					if t.Failed() {
						t.Fatalf("after statement %d at %s", m, db)
					}
				}
			}
			quiet(t, b, shape.names()...)
		})
	}
}

// quiet fails when a sync still writes although nobody else does.
func quiet(t *testing.T, b *bed.Bed, syncs ...string) {
	t.Helper()
	before := written(b)
	settle(b, syncs...)
	for name, n := range written(b) {
		if n != before[name] {
			t.Errorf("sync %s goes on writing: %d rows", name, n-before[name])
		}
	}
}

// Writers on all databases change the same few rows, delete and insert them, and now and then many at once. In the end all
// databases are equal.
func TestTwoWayUnderWriters(t *testing.T) {
	t.Parallel()
	for name, shape := range twoWay {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := bed.New(t, shape.dbs, item+"INSERT INTO item SELECT n, 'old' FROM generate_series(1, 500) n;")
			b.Start()
			for _, sync := range shape.syncs {
				addSync(b, sync[0], sync[1])
			}
			write(t, b, shape.dbs, 5*time.Second)
			settle(b, shape.names()...)
			b.Same("item", shape.dbs...)
			quiet(t, b, shape.names()...)
			if got := b.Value(shape.dbs[0], "SELECT count(DISTINCT left(v, 1)) > 1 FROM item"); got != "true" {
				t.Errorf("changes of one database only have been kept")
			}
		})
	}
}

// write lets a writer change rows on each database for a while.
func write(t *testing.T, b *bed.Bed, dbs []string, d time.Duration) {
	t.Helper()
	group, ctx := errgroup.WithContext(t.Context())
	end := time.Now().Add(d)
	for i, db := range dbs {
		conn := b.Connect(db)
		random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), uint64(i))) //nolint:gosec // any number will do
		group.Go(func() error {
			for n := 0; time.Now().Before(end); n++ {
				if err := writeOnce(ctx, conn, random, fmt.Sprintf("%s %d", db, n)); err != nil {
					return fmt.Errorf("%s: %w", db, err)
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
}

func writeOnce(ctx context.Context, conn *pgx.Conn, random *rand.Rand, value string) error {
	id := 1 + random.IntN(40)
	sql, args := "UPDATE item SET v = $2 WHERE id = $1", []any{id, value}
	switch random.IntN(40) {
	case 0:
		sql, args = "UPDATE item SET v = $1 WHERE id > 40", []any{value}
	case 1, 2, 3, 4, 5:
		sql, args = "DELETE FROM item WHERE id = $1", []any{id}
	case 6, 7, 8, 9, 10:
		sql = "INSERT INTO item VALUES ($1, $2) ON CONFLICT DO NOTHING"
	}
	if _, err := conn.Exec(ctx, sql, args...); err != nil {
		return err
	}
	_, err := conn.Exec(ctx, "SELECT pg_sleep(0.003)")
	return err
}
