package makedelta_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// killTime is how long the sidecar is killed again and again: BUCARDO_TEST_KILL_SECONDS, or 15.
func killTime() time.Duration {
	if seconds, err := strconv.Atoi(os.Getenv("BUCARDO_TEST_KILL_SECONDS")); err == nil {
		return time.Duration(seconds) * time.Second
	}
	return 15 * time.Second
}

// The sidecar is killed at random moments while all databases of a chain are written to. Nothing that was acknowledged is
// missing at the other end.
func TestKilledSidecarInChain(t *testing.T) {
	t.Parallel()
	shape := shape{[]string{"a", "b", "c", "d"}, [][2]string{{"ab", "a:source,b:source"}, {"bc", "b:source,c:source"}, {"cd", "c:source,d:target"}}}
	b := bed.New(t, shape.dbs, item+"CREATE TABLE kept (id text PRIMARY KEY); INSERT INTO item SELECT n, 'old' FROM generate_series(1, 500) n;")
	process := b.StartProcess()
	for _, sync := range shape.syncs {
		addSync(b, sync[0], sync[1])
	}
	inserted := make([][]string, 3)
	group, ctx := errgroup.WithContext(t.Context())
	end := time.Now().Add(killTime())
	for i, db := range shape.dbs[:3] {
		conn := b.Connect(db)
		random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), uint64(i))) //nolint:gosec // any number will do
		group.Go(func() error {
			for n := 0; time.Now().Before(end); n++ {
				id := fmt.Sprintf("%s %d", db, n)
				if _, err := conn.Exec(ctx, "INSERT INTO kept VALUES ($1)", id); err != nil {
					return err
				}
				inserted[i] = append(inserted[i], id)
				if err := writeOnce(ctx, conn, random, id); err != nil {
					return err
				}
			}
			return nil
		})
	}
	kills := 0
	for ; time.Now().Before(end) && ctx.Err() == nil; kills++ {
		b.Exec("control", "SELECT pg_sleep($1)", 0.3+rand.ExpFloat64()) //nolint:gosec // any number will do
		process.Signal(syscall.SIGKILL)
		process.Wait()
		process = b.StartProcess()
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	settle(b, shape.names()...)
	t.Logf("%d kills", kills)
	b.Same("item", shape.dbs...)
	b.Same("kept", shape.dbs...)
	for i := range inserted {
		if got := b.Value("d", "SELECT count(*) FROM unnest($1::text[]) AS w(id) WHERE NOT EXISTS (SELECT FROM kept k WHERE k.id = w.id)", inserted[i]); got != "0" {
			t.Errorf("%s acknowledged rows of %s are missing", got, shape.dbs[i])
		}
	}
}

const deltaBytes = "SELECT coalesce(sum(pg_relation_size(oid)), 0) FROM pg_class WHERE relnamespace = 'bucardo_node'::regnamespace AND relname LIKE 'delta%'"

// What a sync leaves out, because it wrote it itself or it has come round, is not kept for it: neither while it is idle nor
// while it works.
func TestSpaceComesBack(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"h", "a", "b"}, item)
	b.Start()
	addSync(b, "ha", "h:source,a:source")
	addSync(b, "hb", "h:source,b:source")
	addSync(b, "ab", "a:source,b:source")
	syncs := []string{"ha", "hb", "ab"}
	for n := range 3 {
		b.Exec("a", "INSERT INTO item SELECT n, 'load' FROM generate_series($1::int, $1::int + 29999) n", 30000*n)
		settle(b, syncs...)
	}
	for _, db := range []string{"h", "a", "b"} {
		b.Eventually(db, "true", "("+deltaBytes+") < 512 * 1024")
	}
	// One sync is never idle and has nothing to deliver from the hub.
	group, ctx := errgroup.WithContext(t.Context())
	stop := make(chan struct{})
	writer := b.Connect("a")
	group.Go(func() error {
		return keepWriting(ctx, stop, func(n int) error {
			_, err := writer.Exec(ctx, "UPDATE item SET v = $1 WHERE id BETWEEN $2 AND $2 + 500", fmt.Sprint(n), n*500%80000)
			return err
		})
	})
	b.Eventually("h", "true", "SELECT bool_and(purged_below > '0') FROM bucardo_node.captured_table")
	purged := b.Value("h", "SELECT purged_below FROM bucardo_node.captured_table")
	b.Eventually("h", "true", "SELECT purged_below > $1::text::xid8 FROM bucardo_node.captured_table", purged)
	close(stop)
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	settle(b, syncs...)
	b.Same("item", "h", "a", "b")
}

// keepWriting calls f until stop is closed.
func keepWriting(ctx context.Context, stop <-chan struct{}, f func(n int) error) error {
	for n := 0; ctx.Err() == nil; n++ {
		select {
		case <-stop:
			return nil
		default:
		}
		if err := f(n); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// A source joins a sync of a star, and leaves it again, while writes go on everywhere.
func TestSourceComesAndGoes(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"h", "a", "b", "c"}, item+"INSERT INTO item SELECT n, 'old' FROM generate_series(0, 500) n;")
	b.Start()
	addSync(b, "ha", "h:source,a:source")
	addSync(b, "hb", "h:source,b:source")
	group, ctx := errgroup.WithContext(t.Context())
	stop := make(chan struct{})
	for i, db := range []string{"h", "a", "b"} {
		conn := b.Connect(db)
		random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), uint64(i))) //nolint:gosec // any number will do
		group.Go(func() error {
			return keepWriting(ctx, stop, func(n int) error { return writeOnce(ctx, conn, random, fmt.Sprintf("%s %d", db, n)) })
		})
	}
	for range 2 {
		b.Exec("control", "SELECT bucardo.update_sync('hb', dbs => 'h:source,b:source,c:source', onetimecopy => 1)")
		b.Eventually("control", "active 3", "SELECT s.state || ' ' || (SELECT count(*) FROM bucardo.sync_db m JOIN bucardo.sync t ON t.id = m.sync_id WHERE t.name = 'hb') FROM bucardo.status s WHERE s.name = 'hb'")
		b.Eventually("c", "true", "SELECT count(*) > 400 FROM item")
		b.Exec("c", "UPDATE item SET v = 'c' WHERE id = 0")
		b.Eventually("a", "c", "SELECT v FROM item WHERE id = 0")
		b.Exec("control", "SELECT bucardo.update_sync('hb', dbs => 'h:source,b:source', onetimecopy => 0)")
		b.Eventually("c", "0", "SELECT count(*) FROM bucardo_node.capture_use")
		b.Exec("c", "UPDATE item SET v = 'alone'; DELETE FROM item WHERE id > 100")
		b.Exec("h", "UPDATE item SET v = 'h' WHERE id = 0")
	}
	b.Exec("control", "SELECT bucardo.update_sync('hb', dbs => 'h:source,b:source,c:source', onetimecopy => 1)")
	b.Eventually("c", "true", "SELECT count(*) > 450 AND NOT bool_or(v = 'alone') FROM item")
	close(stop)
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	b.WaitActive("hb")
	settle(b, "ha", "hb")
	b.Same("item", "h", "a", "b", "c")
}

// Delta tables of a version that knew nothing of this get the columns when a sync starts.
func TestOlderDeltaTables(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, item)
	sidecar := b.Start()
	b.AddSync("ab", "a:source,b:source", "all", "latest")
	b.AddSync("bc", "b:source,c:source", "all", "latest")
	sidecar.Stop(t)
	for _, db := range []string{"a", "b", "c"} {
		b.Exec(db, "ALTER TABLE bucardo_node.delta_1_0 DROP COLUMN via, DROP COLUMN home; ALTER TABLE bucardo_node.delta_1_1 DROP COLUMN via, DROP COLUMN home")
	}
	b.Exec("a", "INSERT INTO item VALUES (1, 'a')")
	b.Exec("c", "INSERT INTO item VALUES (2, 'c')")
	b.Exec("control", "SELECT bucardo.update_sync('ab', makedelta => true), bucardo.update_sync('bc', makedelta => true)")
	b.Start()
	settle(b, "ab", "bc")
	b.Same("item", "a", "b", "c")
	if got := b.Value("a", "SELECT count(*) FROM item"); got != "2" {
		t.Errorf("there are %s rows", got)
	}
}
