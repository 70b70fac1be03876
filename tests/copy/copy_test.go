package copy_test

import (
	"fmt"
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

const copied = `
	CREATE TABLE parent (id int PRIMARY KEY, name text NOT NULL);
	CREATE TABLE child (id int PRIMARY KEY, parent int NOT NULL REFERENCES parent, note text);
	CREATE TABLE part (id int, region text, PRIMARY KEY (id, region)) PARTITION BY LIST (region);
	CREATE TABLE part_eu PARTITION OF part FOR VALUES IN ('eu');
	CREATE TABLE part_us PARTITION OF part FOR VALUES IN ('us');`

const filling = `
	INSERT INTO parent SELECT n, 'parent ' || n FROM generate_series(1, 1000) n;
	INSERT INTO child SELECT n, n % 1000 + 1, repeat('note', 50) FROM generate_series(1, 100000) n;
	INSERT INTO part SELECT n, CASE n % 2 WHEN 0 THEN 'eu' ELSE 'us' END FROM generate_series(1, 2000) n;
	ANALYZE;`

// addCopyingSync declares a sync whose members get a first copy.
func addCopyingSync(b *bed.Bed, name, dbs string, onetimecopy int) {
	b.Exec("control", "SELECT bucardo.add_sync($1, dbs => $2::text, onetimecopy => $3)", name, dbs, onetimecopy)
}

// Empty databases become copies while the source is written to, and then follow.
func TestFirstCopy(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, copied)
	b.Exec("a", filling)
	b.Exec("b", "INSERT INTO parent VALUES (5, 'of old'), (5000, 'of old')")
	b.Start()
	writing := make(chan error, 1)
	stop := make(chan struct{})
	writer := b.Connect("a")
	go func() {
		for n := 0; ; n++ {
			select {
			case <-stop:
				writing <- nil
				return
			default:
			}
			_, err := writer.Exec(t.Context(), fmt.Sprintf(`
				UPDATE child SET note = 'changed %[1]d' WHERE id = %[2]d;
				DELETE FROM child WHERE id = %[3]d;
				INSERT INTO child VALUES (%[4]d, 1, 'new');`, n, n*7%100000+1, n*11%100000+1, 200000+n))
			if err != nil {
				writing <- err
				return
			}
		}
	}()
	addCopyingSync(b, "s", "a:source,b:source,c:target", 1)
	b.WaitActive("s")
	close(stop)
	if err := <-writing; err != nil {
		t.Fatal(err)
	}
	b.Exec("b", "UPDATE parent SET name = 'from b' WHERE id = 7")
	b.Settle("s")
	for _, table := range []string{"parent", "child", "part"} {
		b.Same(table, "a", "b", "c")
	}
	if got := b.Value("control", "SELECT count(*) FROM bucardo.progress WHERE phase = 'done' AND percent = 100"); got != "6" {
		t.Errorf("%s tables are shown as done, want 6", got)
	}
}

// With 2, only tables that are empty at the member are copied.
func TestFirstCopyOfEmptyTables(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, copied)
	b.Exec("a", filling)
	b.Exec("b", "INSERT INTO parent VALUES (1, 'kept')")
	b.Start()
	addCopyingSync(b, "s", "a:source,b:target", 2)
	b.WaitActive("s")
	b.Same("child", "a", "b")
	if got := b.Dump("b", "parent"); got != "(1,kept)" {
		t.Errorf("parent was touched: %s", got)
	}
	if got := b.Value("control", "SELECT phase FROM bucardo.progress WHERE \"table\" = 'parent'"); got != "left as it is" {
		t.Errorf("phase is %q", got)
	}
}

// A copy that was cut off goes on where it was.
func TestFirstCopyGoesOn(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, copied)
	b.Exec("a", filling)
	// One table refuses its rows, which keeps none of the others from being copied.
	b.Exec("b", "ALTER TABLE part ADD CHECK (id < 0)")
	sidecar := b.Start()
	addCopyingSync(b, "s", "a:source,b:target", 1)
	b.Eventually("control", "1", "SELECT count(*) FROM bucardo.log WHERE message LIKE '%Copy to b was interrupted%check constraint%'")
	sidecar.Stop(t)
	before := b.Value("b", "SELECT string_agg(table_name || part || ' ' || rows || ' ' || xmin, ', ' ORDER BY table_name, part) FROM bucardo_node.copied WHERE table_name <> 'part'")
	b.Exec("a", "UPDATE child SET note = 'while away' WHERE id % 10 = 0")
	b.Exec("b", "ALTER TABLE part DROP CONSTRAINT part_id_check")
	b.Start()
	b.WaitActive("s")
	b.Settle("s")
	for _, table := range []string{"parent", "child", "part"} {
		b.Same(table, "a", "b")
	}
	after := b.Value("b", "SELECT string_agg(table_name || part || ' ' || rows || ' ' || xmin, ', ' ORDER BY table_name, part) FROM bucardo_node.copied WHERE table_name <> 'part'")
	if before == "" || before != after {
		t.Errorf("copied again:\n%s\n%s", before, after)
	}
}

// A database that joins later, even as the first in the order, becomes a copy of one that takes part, and not the other way
// round.
func TestFirstCopyOfLaterMember(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, copied)
	b.Exec("a", filling)
	b.Exec("b", filling)
	b.Start()
	b.Exec("control", "SELECT bucardo.add_sync('s', dbs => 'a:source,b:source', onetimecopy => 0)")
	b.WaitActive("s")
	b.Exec("b", "UPDATE parent SET name = 'from b' WHERE id = 8")
	b.Settle("s")
	b.Exec("control", "SELECT bucardo.update_sync('s', dbs => 'c:source,a:source,b:source', onetimecopy => 1)")
	b.Eventually("control", "active", "SELECT state FROM bucardo.status WHERE name = 's'") // meanwhile it is degraded
	b.Exec("c", "UPDATE parent SET name = 'from c' WHERE id = 9")
	b.Settle("s")
	for _, table := range []string{"parent", "child", "part"} {
		b.Same(table, "a", "b", "c")
	}
	if got := b.Value("a", "SELECT string_agg(name, ', ' ORDER BY id) FROM parent WHERE id IN (8, 9)"); got != "from b, from c" {
		t.Errorf("a has %q", got)
	}
	if got := b.Value("a", "SELECT count(*) FROM child"); got != "100000" {
		t.Errorf("a has %s children", got)
	}
}
