package sequences_test

import (
	"fmt"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// While a receiver's own clients take values as fast as they can, moving its sequence forward hands none out twice: neither
// in short ways nor in jumps.
func TestNoValueIsTakenTwice(t *testing.T) {
	t.Parallel()
	for _, kind := range []struct{ name, definition, forward string }{
		{"up", "CREATE SEQUENCE alone", "last_value + %d"},
		{"down in threes", "CREATE SEQUENCE alone INCREMENT -3", "last_value - 3 * %d"},
		{"cached", "CREATE SEQUENCE alone CACHE 7", "last_value + %d"},
	} {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			b := bed.New(t, []string{"a", "b"}, "CREATE TABLE item (id int PRIMARY KEY);"+kind.definition)
			b.Exec("b", "CREATE TABLE taken (value bigint)")
			b.Start()
			b.Exec("control", "SELECT bucardo.add_sync('s', dbs => 'a:source,b:source', tables => 'item', sequences => 'all')")
			b.WaitActive("s")
			stop := make(chan struct{})
			var clients errgroup.Group
			for range 3 {
				conn := b.Connect("b")
				clients.Go(func() error {
					for {
						select {
						case <-stop:
							return nil
						default:
						}
						if _, err := conn.Exec(t.Context(), "INSERT INTO taken SELECT nextval('alone') FROM generate_series(1, 300)"); err != nil {
							return err
						}
					}
				})
			}
			for n := range 24 {
				distance := 500 + 100*n
				if n%6 == 5 {
					distance = 1_000_000
				}
				// a goes that far ahead of where it is, which is about where b was last.
				b.Exec("a", fmt.Sprintf("SELECT setval('alone', "+kind.forward+") FROM alone", distance))
				b.Exec("a", fmt.Sprintf("INSERT INTO item VALUES (%d)", n))
				b.Settle("s")
			}
			close(stop)
			if err := clients.Wait(); err != nil {
				t.Fatal(err)
			}
			if got := b.Value("b", "SELECT count(*) FROM (SELECT value FROM taken GROUP BY value HAVING count(*) > 1) AS twice"); got != "0" {
				t.Errorf("%s of %s values were taken twice", got, b.Value("b", "SELECT count(*) FROM taken"))
			}
			b.Settle("s")
			const reached = "SELECT abs(last_value) > 4000000 FROM alone"
			if b.Value("a", reached) != "true" || b.Value("b", reached) != "true" {
				t.Errorf("a is at %s, b at %s", b.Value("a", "SELECT last_value FROM alone"), b.Value("b", "SELECT last_value FROM alone"))
			}
		})
	}
}

// Values taken at a receiver between the sidecar's look at its sequence and the moment it moves it are not handed out again.
// The moment is held open by a transaction that keeps the sequence locked and takes values of it.
func TestValuesTakenMeanwhile(t *testing.T) {
	t.Parallel()
	for distance, taken := range map[int]int{100: 200, 1_000_000: 2_000_000} {
		t.Run(fmt.Sprint(distance), func(t *testing.T) {
			t.Parallel()
			b := bed.New(t, []string{"a", "b"}, "CREATE TABLE item (id int PRIMARY KEY); CREATE SEQUENCE alone")
			b.Start()
			b.Exec("control", "SELECT bucardo.add_sync('s', dbs => 'a:source,b:target', sequences => 'all')")
			b.WaitActive("s")
			b.Exec("b", "BEGIN; ALTER SEQUENCE alone NO CYCLE")
			b.Exec("a", fmt.Sprintf("SELECT setval('alone', %d); INSERT INTO item VALUES (1)", distance))
			b.Eventually("control", "1", `
				SELECT count(*) FROM pg_stat_activity
				WHERE datname = $1 AND wait_event_type = 'Lock' AND wait_event = 'relation' AND query LIKE '%forward_sequence%'`, b.Value("b", "SELECT current_database()"))
			b.Exec("b", fmt.Sprintf("SELECT setval('alone', %d)", taken))
			b.Exec("b", "COMMIT")
			b.Settle("s")
			// Every attempt that had to wait may have cost a value.
			if b.Value("b", "SELECT nextval('alone') BETWEEN $1::int + 1 AND $1::int + 10", taken) != "true" {
				t.Errorf("after %d, b hands out %s", taken, b.Value("b", "SELECT currval('alone')"))
			}
			b.Same("item", "a", "b")
		})
	}
}
