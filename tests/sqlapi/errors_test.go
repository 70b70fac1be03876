package sqlapi_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestErrors has the server's words to each call of testdata/errors.sql: an SQLSTATE, a message, a detail and a hint are
// part of the API. It also sees that a refused call changes nothing.
func TestErrors(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.lease(t)
	b.must(t, `
SELECT bucardo.add_db('twin', dbname => 'shake1');
SELECT bucardo.add_db('feed', type => 'files', dbname => '/feed');
SELECT bucardo.add_sync('bard', 's1:source,s2:source');
SELECT bucardo.add_relgroup('verses', 'public.verse');
SELECT bucardo.add_sync('rest', 's1,s2', 'verses', status => 'inactive');
SELECT bucardo.add_sync('hold', 's1,s2', 'public.verse', sequences => 'public.verse_id_seq');
SELECT bucardo.update_table('hold', 'public.verse', makedelta => true, conflict_strategy => 'merge');
SELECT bucardo.add_column_policy('hold', 'public.verse', 'stock', 'sum'), bucardo.add_column_policy('hold', 'public.verse', 'price', 'source order');
SELECT bucardo.add_unique_policy('hold', 'public.verse', 'isbn');
SELECT bucardo.pause('hold');
SELECT bucardo.add_sync('gone', 's2,s3');
SELECT bucardo.remove_sync('gone')`)
	before := configuration(t, b.conn)

	var got strings.Builder
	for _, line := range readLines(t, "testdata/errors.sql") {
		switch {
		case line == "" || strings.HasPrefix(line, "-- "):
			got.WriteString(line + "\n")
		default:
			refused := fails(t, b.conn, line)
			got.WriteString(line + "\n    " + strings.ReplaceAll(describe(refused), "\n", "\n    ") + "\n")
			if refused.Detail == "" || refused.Hint == "" {
				t.Errorf("%s has no detail or no hint:\n%s", line, describe(refused))
			}
			if strings.Contains(describe(refused), "hunter2") {
				t.Errorf("%s: the error repeats the password:\n%s", line, describe(refused))
			}
		}
		if after := configuration(t, b.conn); after != before {
			t.Errorf("%s changed something (-before +after):\n%s", line, cmp.Diff(before, after))
			before = after
		}
	}
	golden(t, "testdata/errors.txt", got.String())
}

// TestDirectCallInBlock has the procedures called where they cannot commit.
func TestDirectCallInBlock(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	for _, call := range []string{"wait_until_active('bard')", "kick_and_wait('bard')", "spread_sequences_and_wait('bard')", "create_target_tables_and_wait('bard', 's2')", "check_fks_and_wait('bard')", "wait_for_sync('bard')", "wait_until_removed('bard')"} {
		b.must(t, `BEGIN; SELECT bucardo.add_sync('bard', 's1,s2')`)
		if refused := fails(t, b.conn, `CALL bucardo.`+call); refused.Code != "25001" {
			t.Errorf("%s in a transaction that wrote: %s", call, describe(refused))
		}
		b.must(t, `ROLLBACK`)
	}
	b.must(t, `SELECT bucardo.add_sync('bard', 's1,s2')`)
	for _, call := range []string{"wait_until_active('bard')", "kick_and_wait('bard')", "wait_for_sync('bard')", "wait_until_removed('bard')"} {
		b.must(t, `BEGIN`)
		if refused := fails(t, b.conn, `CALL bucardo.`+call); refused.Code != "2D000" {
			t.Errorf("%s in a transaction that only read: %s", call, describe(refused))
		}
		b.must(t, `ROLLBACK`)
	}
	if got := all[string](t, b.conn, `SELECT verb FROM bucardo.command`); len(got) != 0 {
		t.Errorf("commands were left: %v", got)
	}
}

// TestForeignSearchPath calls the API where names of the same kind lie in wait.
func TestForeignSearchPath(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `
CREATE SCHEMA trap;
CREATE FUNCTION trap.bad(a timestamptz, b timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE 'trapped'; END $$;
CREATE OPERATOR trap.>= (LEFTARG = timestamptz, RIGHTARG = timestamptz, FUNCTION = trap.bad);
CREATE FUNCTION trap.pg_notify(text, text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE 'trapped'; END $$;
CREATE FUNCTION trap.clock_timestamp() RETURNS timestamptz LANGUAGE plpgsql AS $$ BEGIN RAISE 'trapped'; END $$;
SET search_path = trap, pg_catalog`)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1,s2')`)
	b.must(t, `SELECT * FROM bucardo.status`)
	if refused := fails(t, b.conn, `CALL bucardo.wait_until_active('bard', '0s')`); refused.Code != "55000" {
		t.Errorf("wait_until_active: %s", describe(refused))
	}
}

func readLines(t *testing.T, file string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimRight(string(text), "\n"), "\n")
}

// golden compares text with a file, which -update rewrites.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; write it with: go test ./tests/sqlapi -update", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-file +now); if the change is meant: go test ./tests/sqlapi -update\n%s", file, diff)
	}
}
