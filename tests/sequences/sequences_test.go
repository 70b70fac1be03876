package sequences_test

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

const numbered = `
	CREATE TABLE item (id bigserial PRIMARY KEY, note text);
	CREATE TABLE thing (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text);
	CREATE SEQUENCE alone;
	CREATE SEQUENCE down INCREMENT -5;`

// addSync declares a sync with sequences and waits until it is active.
func addSync(b *bed.Bed, name, dbs, sequences string) {
	b.Exec("control", "SELECT bucardo.add_sync($1, dbs => $2::text, sequences => $3)", name, dbs, sequences)
	b.WaitActive(name)
}

// Values taken on the source are never handed out by the others, whatever kind the sequence is of.
func TestSequencesFollow(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, numbered)
	b.Exec("a", "SELECT setval('alone', 4000000000)")
	b.Start()
	addSync(b, "s", "a:source,b:target", "all")
	if got := b.Value("b", "SELECT last_value FROM alone"); got != "4000000000" {
		t.Errorf("alone was at %s when the sync became active", got)
	}
	b.Exec("a", "INSERT INTO item (note) SELECT 'a' FROM generate_series(1, 50); INSERT INTO thing (note) VALUES ('a'), ('b'); SELECT nextval('alone'), nextval('down'), nextval('down')")
	b.Settle("s")
	for query, want := range map[string]string{
		"SELECT nextval('item_id_seq')":  "51",
		"SELECT nextval('thing_id_seq')": "3",
		"SELECT nextval('alone')":        "4000000002",
		"SELECT nextval('down')":         "-11",
	} {
		if got := b.Value("b", query); got != want {
			t.Errorf("%s on b gives %s, want %s", query, got, want)
		}
	}
	b.Exec("a", "SELECT nextval('alone') FROM generate_series(1, 10)")
	b.Eventually("b", "4000000011", "SELECT last_value FROM alone")
	b.Eventually("control", "a 4000000011 1, b 4000000011 1", `
		SELECT string_agg(format('%s %s %s', db, value, increment), ', ' ORDER BY db) FROM bucardo.sequence_status WHERE sequence_name = 'alone'`)
	if got := b.Value("control", "SELECT tables || ' ' || tables_left_out FROM bucardo.status"); got != "2 0" {
		t.Errorf("the sync shows %s tables and left out ones", got)
	}
	if got := b.Value("control", "SELECT string_agg(DISTINCT table_name, ', ') FROM bucardo.table_status"); got != "item, thing" {
		t.Errorf("table_status lists %s", got)
	}
}

// A row never arrives before the value of its key: whoever sees the row takes a later value.
func TestSequenceArrivesBeforeRow(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, numbered)
	b.Start()
	addSync(b, "s", "a:source,b:target", "all")
	// On b, each row that comes looks at the sequence at once.
	b.Exec("b", `
		CREATE TABLE early (id bigint);
		CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN
			INSERT INTO public.early SELECT NEW.id FROM public.item_id_seq s WHERE s.last_value < NEW.id OR NOT s.is_called;
			RETURN NULL;
		END $$;
		CREATE TRIGGER look AFTER INSERT ON item FOR EACH ROW EXECUTE FUNCTION look();
		ALTER TABLE item ENABLE ALWAYS TRIGGER look`)
	for range 20 {
		b.Exec("a", "INSERT INTO item (note) SELECT 'a' FROM generate_series(1, 30)")
	}
	b.Settle("s")
	if got := b.Value("b", "SELECT count(*) FROM item"); got != "600" {
		t.Errorf("b has %s rows", got)
	}
	if got := b.Dump("b", "early"); got != "" {
		t.Errorf("rows came before the value they were made with:\n%s", got)
	}
}

// Of several sources the furthest value goes to all, and nobody is pulled back.
func TestSequencesOfSeveralSources(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, numbered)
	b.Exec("a", "SELECT setval('alone', 700); SELECT setval('down', -6)")
	b.Exec("b", "SELECT setval('alone', 30); SELECT setval('down', -506)")
	b.Exec("c", "SELECT setval('alone', 100000)") // a target is nobody's source
	b.Start()
	addSync(b, "s", "a:source,b:source,c:target", "alone,down")
	for db, want := range map[string]string{"a": "700 -506", "b": "700 -506", "c": "100000 -506"} {
		b.Eventually(db, want, "SELECT a.last_value || ' ' || d.last_value FROM alone a, down d")
	}
	b.Exec("b", "SELECT nextval('alone')")
	b.Settle("s")
	for db, want := range map[string]string{"a": "701", "b": "701", "c": "100000"} {
		if got := b.Value(db, "SELECT last_value FROM alone"); got != want {
			t.Errorf("%s is at %s, want %s", db, got, want)
		}
	}
	// Set back by hand, it comes forward again, and what the others have is not lost.
	b.Exec("a", "ALTER SEQUENCE alone RESTART")
	b.Settle("s")
	if got := b.Value("a", "SELECT nextval('alone')"); got != "702" {
		t.Errorf("a goes on with %s", got)
	}
}

// A receiver counts on in its own step, and two that take turns do not push each other on.
func TestSequencesKeepTheirStep(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, numbered)
	b.Exec("a", "ALTER SEQUENCE alone INCREMENT 2")
	b.Exec("b", "ALTER SEQUENCE alone INCREMENT 2 START 2 RESTART")
	b.Start()
	addSync(b, "s", "a:source,b:source", "alone")
	b.Exec("a", "SELECT nextval('alone') FROM generate_series(1, 501)") // 1, 3, ..., 1001
	b.Settle("s")
	if got := b.Value("b", "SELECT nextval('alone')"); got != "1002" {
		t.Errorf("b goes on with %s", got)
	}
	for range 5 {
		b.Settle("s")
	}
	if got := b.Value("b", "SELECT nextval('alone')") + " " + b.Value("a", "SELECT nextval('alone')"); got != "1004 1003" {
		t.Errorf("b and a go on with %s", got)
	}
}

// A sequence that cannot be replicated is left out with the reason, the others go on, and so does it when that is mended.
func TestSequencesLeftOut(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, numbered)
	b.Exec("a", "CREATE SEQUENCE missing; CREATE SEQUENCE round CYCLE; CREATE SEQUENCE small AS int; CREATE SEQUENCE turned")
	b.Exec("b", "CREATE SEQUENCE round CYCLE; CREATE SEQUENCE small; CREATE SEQUENCE turned INCREMENT -1")
	b.Start()
	b.Exec("control", "SELECT bucardo.add_sync('s', dbs => 'a:source,b:target', sequences => 'all,public.nowhere,-*.it*_seq')")
	b.WaitActive("s")
	want := `alone replicated 
down replicated 
missing left out it does not exist on b
nowhere left out it does not exist on a
round left out it cycles on a, so that no value is ahead of another
small left out it is integer on a and bigint on b
thing_id_seq replicated 
turned left out it counts up on one of a and b and down on the other`
	const shown = `
		SELECT string_agg(DISTINCT format('%s %s %s', sequence_name, state, reason), E'\n' ORDER BY format('%s %s %s', sequence_name, state, reason))
		FROM bucardo.sequence_status`
	b.Eventually("control", want, shown)
	if got := b.Value("control", "SELECT count(*) FROM bucardo.findings WHERE severity = 'warning' AND finding LIKE 'the sequence is left out: %'"); got != "5" {
		t.Errorf("%s sequences are found to be left out", got)
	}
	if got := b.Value("control", "SELECT count(*) FROM bucardo.sequence_status WHERE state = 'left out' AND next_step IS NULL"); got != "0" {
		t.Errorf("%s sequences are left out without a next step", got)
	}
	b.Exec("a", "SELECT nextval('alone'), nextval('missing') FROM generate_series(1, 5); INSERT INTO item (note) VALUES ('a')")
	b.Settle("s")
	if got := b.Value("b", "SELECT a.last_value || ' ' || i.is_called FROM alone a, item_id_seq i"); got != "5 false" {
		t.Errorf("b is at %s", got)
	}
	b.Exec("b", "CREATE SEQUENCE missing")
	b.Eventually("b", "5", "SELECT last_value FROM missing")
	b.Exec("b", "DROP SEQUENCE alone")
	b.Eventually("control", "it does not exist on b", "SELECT reason FROM bucardo.sequence_status WHERE sequence_name = 'alone' AND state = 'left out'")
	b.Exec("a", "SELECT nextval('missing'); INSERT INTO item (note) VALUES ('b')")
	b.Settle("s")
	b.Same("item", "a", "b")
	b.Eventually("b", "6", "SELECT last_value FROM missing")
}

// A member that gets its first copy has the sequences when it takes part.
func TestSequencesOfFirstCopy(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, numbered)
	b.Exec("a", "INSERT INTO item (note) SELECT 'a' FROM generate_series(1, 30000)")
	b.Start()
	b.Exec("control", "SELECT bucardo.add_sync('s', dbs => 'a:source,b:source', onetimecopy => 1, sequences => 'all')")
	b.WaitActive("s")
	b.Exec("b", "INSERT INTO item (note) VALUES ('b')")
	b.Settle("s")
	b.Same("item", "a", "b")
	if got := b.Value("a", "SELECT max(id) FROM item"); got != "30001" {
		t.Errorf("the row of b has the key %s", got)
	}
}
