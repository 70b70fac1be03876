package sequences_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/sync/errgroup"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// spreadFails expects a call to be refused with a text.
func spreadFails(t *testing.T, b *bed.Bed, call, want string) {
	t.Helper()
	_, err := b.Conn("control").Exec(t.Context(), call)
	var refused *pgconn.PgError
	if !errors.As(err, &refused) || !strings.Contains(refused.Message+": "+refused.Detail, want) {
		t.Errorf("%s: got %v, want %q", call, err, want)
	}
}

// Sources that insert at the same time take no key of each other, while sequences are spread and afterwards.
func TestSpreadSequences(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, numbered)
	b.Exec("a", "SELECT setval('item_id_seq', 1000); SELECT setval('alone', 5); SELECT setval('down', -21)")
	b.Start()
	addSync(b, "s", "a:source,b:source,c:target", "all")
	const repeated = "SELECT count(*) FROM bucardo.findings WHERE db = 'b' AND finding = 'the sequence may hand out values that a hands out too'"
	b.Eventually("control", "4", repeated)
	b.Exec("control", "CALL bucardo.spread_sequences_and_wait('s', step => 5)")
	b.Eventually("control", "0", repeated)
	for _, query := range []struct{ sql, a, b string }{
		{"SELECT string_agg(nextval('item_id_seq')::text, ' ') FROM generate_series(1, 3)", "1001 1006 1011", "1002 1007 1012"},
		{"SELECT string_agg(nextval('thing_id_seq')::text, ' ') FROM generate_series(1, 3)", "1 6 11", "2 7 12"},
		{"SELECT string_agg(nextval('down')::text, ' ') FROM generate_series(1, 3)", "-22 -27 -32", "-23 -28 -33"},
	} {
		if got := b.Value("a", query.sql); got != query.a {
			t.Errorf("%s on a gives %s, want %s", query.sql, got, query.a)
		}
		if got := b.Value("b", query.sql); got != query.b {
			t.Errorf("%s on b gives %s, want %s", query.sql, got, query.b)
		}
	}
	var writers errgroup.Group
	for _, db := range []string{"a", "b"} {
		conn := b.Connect(db)
		writers.Go(func() error {
			for range 40 {
				if _, err := conn.Exec(t.Context(), "INSERT INTO item (note) SELECT current_database() FROM generate_series(1, 20)"); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := writers.Wait(); err != nil {
		t.Fatal(err)
	}
	b.Settle("s")
	b.Same("item", "a", "b", "c")
	if got := b.Value("c", "SELECT count(*) || ' ' || count(DISTINCT note) FROM item"); got != "1600 2" {
		t.Errorf("c has %s rows and writers", got)
	}
	if got := b.Value("control", "SELECT total_conflicts FROM bucardo.status"); got != "0" {
		t.Errorf("%s keys were in conflict", got)
	}
	// The one left behind follows on its own values, and the target is beyond both.
	b.Exec("a", "SELECT setval('alone', 90006)")
	b.Settle("s")
	if got := b.Value("b", "SELECT nextval('alone') % 5") + " " + b.Value("b", "SELECT currval('alone') BETWEEN 90007 AND 90012"); got != "2 true" {
		t.Errorf("b goes on with %s", b.Value("b", "SELECT currval('alone')"))
	}
	b.Settle("s")
	if got := b.Value("c", "SELECT nextval('alone') > 90006 AND (SELECT min(id) FROM thing) IS NULL"); got != "true" {
		t.Errorf("c goes on with %s", b.Value("c", "SELECT currval('alone')"))
	}
	// Once more changes nothing, with another step all start anew beyond what is taken.
	before := b.Value("a", "SELECT last_value || ' ' || is_called FROM item_id_seq")
	b.Exec("control", "CALL bucardo.spread_sequences_and_wait('s', 'item_id_seq', 5)")
	if after := b.Value("a", "SELECT last_value || ' ' || is_called FROM item_id_seq"); after != before {
		t.Errorf("a was at %s and is at %s", before, after)
	}
	b.Exec("control", "CALL bucardo.spread_sequences_and_wait('s', 'public.item_id_seq', 10)")
	highest := b.Value("a", "SELECT max(id) FROM item")
	for i, db := range []string{"a", "b"} {
		if b.Value(db, "SELECT nextval('item_id_seq') BETWEEN $1::bigint + 1 + $2 AND $1::bigint + 20", highest, i) != "true" {
			t.Errorf("%s goes on with %s after %s", db, b.Value(db, "SELECT currval('item_id_seq')"), highest)
		}
		if got := b.Value(db, "SELECT string_agg(sequencename || ' ' || increment_by, ', ' ORDER BY sequencename) FROM pg_sequences WHERE schemaname = 'public'"); got != "alone 5, down -5, item_id_seq 10, thing_id_seq 5" {
			t.Errorf("%s has %s", db, got)
		}
	}
}

// While clients of both sources take values as fast as they can, a spread gives none of them a value that the other
// has, or gets.
func TestSpreadUnderLoad(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, "CREATE TABLE item (id int PRIMARY KEY); CREATE SEQUENCE alone; CREATE TABLE taken (value bigint, increment bigint)")
	b.Start()
	b.Exec("control", "SELECT bucardo.add_sync('s', dbs => 'a:source,b:source', tables => 'item', sequences => 'all')")
	b.WaitActive("s")
	stop := make(chan struct{})
	var clients errgroup.Group
	for _, db := range []string{"a", "b"} {
		conn := b.Connect(db)
		clients.Go(func() error {
			for {
				select {
				case <-stop:
					return nil
				default:
				}
				// The step is that of the moment: a value beyond the spread belongs to one source.
				if _, err := conn.Exec(t.Context(), "INSERT INTO taken SELECT nextval('alone'), 0 FROM generate_series(1, 50)"); err != nil {
					return err
				}
			}
		})
	}
	for _, step := range []int{2, 7} {
		b.Exec("control", fmt.Sprintf("CALL bucardo.spread_sequences_and_wait('s', step => %d)", step))
		b.Settle("s")
	}
	close(stop)
	if err := clients.Wait(); err != nil {
		t.Fatal(err)
	}
	// What each took before the first spread may be in common; nothing beyond that.
	values := map[string]int{}
	first := 0
	for _, db := range []string{"a", "b"} {
		// The first value that does not follow the one before.
		b.Exec(db, "CREATE TABLE spread AS SELECT min(value) AS first FROM (SELECT value, value - lag(value) OVER (ORDER BY value) AS step FROM taken) x WHERE step > 1")
		var n int
		if _, err := fmt.Sscan(b.Value(db, "SELECT first FROM spread"), &n); err != nil {
			t.Fatalf("%s was not spread while values were taken: %v", db, err)
		}
		first = max(first, n)
	}
	for _, db := range []string{"a", "b"} {
		for value := range strings.SplitSeq(b.Value(db, "SELECT string_agg(value::text, ' ') FROM taken WHERE value >= $1", first), " ") {
			values[value]++
			if values[value] > 1 {
				t.Fatalf("%s was taken twice", value)
			}
		}
	}
	if len(values) < 100 {
		t.Errorf("only %d values were taken", len(values))
	}
}

// What cannot be done says so, and leaves the sequences as they are.
func TestSpreadRefused(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, numbered+"CREATE SEQUENCE narrow MAXVALUE 100")
	b.Exec("a", "SELECT setval('narrow', 98)")
	b.Start()
	addSync(b, "s", "a:source,b:source,c:target", "all")
	addSync(b, "one", "a:source,c:target", "all")
	b.Exec("control", "SELECT bucardo.add_sync('none', dbs => 'a:source,b:source')")
	b.WaitActive("none")
	spreadFails(t, b, "SELECT bucardo.spread_sequences('s', step => 1)", "step must be between 2 and 100000: It is 1")
	spreadFails(t, b, "SELECT bucardo.spread_sequences('one')", `sync "one" has one source`)
	spreadFails(t, b, "SELECT bucardo.spread_sequences('none')", `sync "none" has no sequences`)
	spreadFails(t, b, "SELECT bucardo.spread_sequences('nowhere')", `sync "nowhere" does not exist`)
	spreadFails(t, b, "CALL bucardo.spread_sequences_and_wait('s', 'nosuch')", "the sync replicates no such sequence")
	spreadFails(t, b, "CALL bucardo.spread_sequences_and_wait('s', 'narrow')", "its values end at 100, and 98 is taken")
	b.Exec("a", "BEGIN; SELECT nextval('alone')")
	spreadFails(t, b, "CALL bucardo.spread_sequences_and_wait('s', 'alone,down')", "sequence public.alone: database a:")
	b.Exec("a", "COMMIT")
	for _, db := range []string{"a", "b", "c"} {
		if got := b.Value(db, "SELECT string_agg(sequencename || ' ' || increment_by, ', ' ORDER BY sequencename) FROM pg_sequences WHERE schemaname = 'public' AND sequencename IN ('alone', 'narrow')"); got != "alone 1, narrow 1" {
			t.Errorf("%s has %s", db, got)
		}
	}
	b.Exec("control", "SELECT bucardo.pause('s')")
	spreadFails(t, b, "SELECT bucardo.spread_sequences('s')", `sync "s" is paused`)
	reconnect := b.CutOff("b")
	b.Exec("control", "SELECT bucardo.resume('s')")
	b.State("s", "degraded")
	spreadFails(t, b, "CALL bucardo.spread_sequences_and_wait('s')", "every source has to take part, and b does not")
	reconnect()
	b.WaitActive("s")
}
