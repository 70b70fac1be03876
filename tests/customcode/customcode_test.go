package customcode_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// clerk is a role that every cluster has, and no superuser.
const clerk = "pg_monitor"

const item = "CREATE TABLE item (id int PRIMARY KEY, v text, n numeric, tags text[]);"

// calls is where functions note that they were called, and as whom.
const calls = "CREATE TABLE calls (at serial, point text, info jsonb, who text); GRANT ALL ON calls, calls_at_seq TO PUBLIC;"

// noting is a function that notes its call and answers nothing.
func noting(name string) string {
	return fmt.Sprintf(`CREATE OR REPLACE FUNCTION %s(info jsonb) RETURNS void LANGUAGE sql AS $$INSERT INTO calls (point, info, who) VALUES (info->>'point', info, current_user)$$;`, name)
}

// start makes databases with the table item, the functions in the control database, and runs a sidecar.
func start(t *testing.T, functions string, names ...string) *bed.Bed {
	t.Helper()
	b := bed.New(t, names, item)
	b.Exec("control", calls+functions)
	b.Start()
	return b
}

func addCode(b *bed.Bed, name, point, more string) {
	b.Exec("control", fmt.Sprintf("SELECT bucardo.add_customcode('%[1]s', 's', '%[2]s', 'public.%[1]s', role => '%[3]s'%[4]s)", name, point, clerk, more))
	b.WaitActive("s")
}

func reason(b *bed.Bed) string { return b.Value("control", "SELECT reason FROM bucardo.status") }

// Before and after runs code is told what there is to do and what was done, once for each run, as its own role.
func TestPointsOfARun(t *testing.T) {
	t.Parallel()
	points := []string{"before_sync", "before_txn", "after_txn", "after_sync"}
	functions := ""
	for _, point := range points {
		functions += noting(point)
	}
	b := start(t, functions, "a", "b", "c")
	b.AddSync("s", "a:source,b:source,c:target", "all", "latest")
	for _, point := range points {
		addCode(b, point, point, "")
	}
	b.Settle("s")
	b.Exec("control", "TRUNCATE calls")
	b.Exec("a", "INSERT INTO item SELECT n, 'v' FROM generate_series(1, 300) n")
	b.Settle("s")
	b.Settle("s") // with nothing to do
	b.Same("item", "a", "b", "c")
	if got := b.Value("control", "SELECT string_agg(point, ' ' ORDER BY at) FROM calls"); got != strings.Join(points, " ") {
		t.Errorf("called were %s", got)
	}
	if got := b.Value("control", "SELECT string_agg(DISTINCT who, ' ') FROM calls"); got != clerk {
		t.Errorf("they ran as %s", got)
	}
	if got := b.Value("control", "SELECT string_agg(info - 'run' - 'point' || jsonb_build_object('run', jsonb_typeof(info->'run')) #>> '{}', E'\\n' ORDER BY at) FROM calls WHERE point IN ('before_sync', 'after_txn')"); got !=
		`{"dbs": [{"db": "a"}, {"db": "b"}, {"db": "c"}], "run": "string", "sync": "s", "tables": [{"table": "item", "schema": "public", "changes": 300}]}
{"dbs": [{"db": "b", "deleted": 0, "written": 300, "left_out": 0}, {"db": "c", "deleted": 0, "written": 300, "left_out": 0}], "run": "string", "sync": "s", "tables": [{"table": "item", "schema": "public", "changes": 300}], "conflicts": 0}` {
		t.Errorf("they were told:\n%s", got)
	}
}

// What fails before a run stops the sync, and nothing is written; it goes on when the code is mended.
func TestErrorBeforeARun(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"before_sync", "before_txn"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			b := start(t, noting("stopper"), "a", "b")
			b.AddSync("s", "a:source,b:target", "all", "latest")
			addCode(b, "stopper", point, "")
			b.Exec("control", "CREATE OR REPLACE FUNCTION stopper(info jsonb) RETURNS void LANGUAGE plpgsql AS $$BEGIN INSERT INTO calls (point) VALUES ('undone'); RAISE EXCEPTION 'not on Sundays'; END$$")
			b.Exec("a", "INSERT INTO item VALUES (1)")
			b.State("s", "failed")
			if got, want := reason(b), "customcode 'stopper' at "+point+": not on Sundays (SQLSTATE P0001)"; got != want {
				t.Errorf("the reason is %s, want %s", got, want)
			}
			if got := b.Dump("b", "item") + b.Dump("control", "calls"); got != "" {
				t.Errorf("written was %s", got)
			}
			b.Exec("control", noting("stopper"))
			b.State("s", "active")
			b.Settle("s")
			b.Same("item", "a", "b")
		})
	}
}

// What fails after a run shows, and takes nothing back.
func TestErrorAfterARun(t *testing.T) {
	t.Parallel()
	b := start(t, noting("note"), "a", "b")
	b.AddSync("s", "a:source,b:target", "all", "latest")
	addCode(b, "note", "after_txn", "")
	b.Exec("control", "CREATE OR REPLACE FUNCTION note(info jsonb) RETURNS void LANGUAGE sql AS 'SELECT 1/0'")
	b.Exec("a", "INSERT INTO item VALUES (1)")
	b.State("s", "degraded")
	b.Same("item", "a", "b")
	if got, want := reason(b), "customcode 'note' at after_txn: division by zero (SQLSTATE 22012)"; got != want {
		t.Errorf("the reason is %s", got)
	}
	b.Exec("control", noting("note"))
	b.Exec("a", "INSERT INTO item VALUES (2)")
	b.State("s", "active")
	b.Same("item", "a", "b")
}

// Nobody's code runs as a superuser, or becomes one.
func TestNoSuperuser(t *testing.T) {
	t.Parallel()
	b := start(t, noting("note"), "a", "b")
	b.AddSync("s", "a:source,b:target", "all", "latest")
	b.Exec("control", "SELECT bucardo.add_customcode('note', 's', 'after_sync', 'public.note')")
	b.State("s", "failed")
	if got := reason(b); !strings.HasPrefix(got, "customcode 'note' at after_sync: it would run as ") || !strings.HasSuffix(got, ", a superuser") {
		t.Errorf("the reason is %s", got)
	}
	if got := b.Value("control", "SELECT next_step FROM bucardo.status"); !strings.Contains(got, "SELECT * FROM bucardo.update_customcode('note', role => '...')") {
		t.Errorf("the next step is %s", got)
	}
	b.Exec("control", "SELECT bucardo.update_customcode('note', role => '"+clerk+"')")
	b.WaitActive("s")
	b.Exec("a", "INSERT INTO item VALUES (1)")
	b.Eventually("control", clerk, "SELECT who FROM calls")
	for _, escape := range []string{"RESET ROLE", "SET ROLE NONE", "SET SESSION AUTHORIZATION DEFAULT"} {
		b.Exec("control", "CREATE OR REPLACE FUNCTION note(info jsonb) RETURNS void LANGUAGE plpgsql AS $$BEGIN "+escape+"; INSERT INTO calls (who) VALUES (current_user); END$$")
		b.Exec("a", "INSERT INTO item SELECT count(*) + 1 FROM item")
		b.State("s", "degraded")
		if got := reason(b); !strings.Contains(got, "within security-definer function") {
			t.Errorf("%s: the reason is %s", escape, got)
		}
		b.Exec("control", noting("note"))
		b.Exec("a", "INSERT INTO item SELECT count(*) + 1 FROM item")
		b.State("s", "active")
	}
	if got := b.Value("control", "SELECT string_agg(DISTINCT who, ' ') FROM calls"); got != clerk {
		t.Errorf("it ran as %s", got)
	}
}

// before_apply is part of the transaction of each receiver.
func TestBeforeApply(t *testing.T) {
	t.Parallel()
	b := start(t, "", "a", "b", "c")
	for _, db := range []string{"b", "c"} {
		b.Exec(db, calls+noting("local"))
	}
	b.Exec("control", "SELECT bucardo.add_sync('s', 'a:source,b:target,c:target', 'item')")
	addCode(b, "local", "before_apply", "")
	b.Exec("a", "INSERT INTO item VALUES (1, 'x')")
	b.Settle("s")
	b.Same("item", "a", "b", "c")
	for _, db := range []string{"b", "c"} {
		if got := b.Value(db, "SELECT concat_ws(' ', who, info->>'db', info#>>'{tables,0,changes}', calls.xmin = w.xmin) FROM calls, bucardo_node.watermark w"); got != clerk+" "+db+" 1 t" {
			t.Errorf("on %s it was %s", db, got)
		}
	}
	// Where it fails, nothing is written; the others go on.
	b.Exec("b", "CREATE OR REPLACE FUNCTION local(info jsonb) RETURNS void LANGUAGE sql AS 'SELECT 1/0'")
	b.Exec("a", "INSERT INTO item SELECT n, 'y' FROM generate_series(2, 1000) n")
	b.Eventually("c", "1000", "SELECT count(*) FROM item")
	b.State("s", "degraded")
	if got := reason(b); got != "database b: customcode 'local' at before_apply: division by zero (SQLSTATE 22012)" {
		t.Errorf("the reason is %s", got)
	}
	if got := b.Value("b", "SELECT count(*) FROM item"); got != "1" {
		t.Errorf("b has %s rows", got)
	}
	b.Exec("b", noting("local"))
	b.Eventually("b", "1000", "SELECT count(*) FROM item")
	b.Same("item", "a", "b", "c")
}
