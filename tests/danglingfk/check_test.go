package danglingfk_test

import (
	"testing"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	names := []string{"a", "b", "t"}
	b := start(t, names, tables+"CREATE TABLE plain (id int); INSERT INTO plain VALUES (1)", "delete")
	b.Exec("control", "CALL bucardo.check_fks_and_wait('f')")
	b.Eventually("control", "0", "SELECT count(*) FROM bucardo.dangling_fks()")
	// Nobody has captured these.
	b.Exec("t", "SET session_replication_role = replica; INSERT INTO child SELECT n, -n FROM generate_series(1001, 3500) n; SET session_replication_role = origin")
	b.Exec("b", "SET session_replication_role = replica; INSERT INTO child VALUES (70, 70), (71, NULL); SET session_replication_role = origin")
	b.Exec("control", "SELECT bucardo.check_fks('f')")
	b.Eventually("control", "b 1,t 1000", "SELECT string_agg(db || ' ' || n, ',' ORDER BY db) FROM (SELECT db, count(*) AS n FROM bucardo.dangling_fks() GROUP BY db) f")
	b.Eventually("control", "1,2500", "SELECT string_agg(substring(finding FROM '^\\d+'), ',' ORDER BY db) FROM bucardo.findings WHERE finding LIKE '%(foreign key child_parent_fkey)'")
	b.Exec("control", "CALL bucardo.check_fks_and_wait('f')")
	// Mended rows disappear, by themselves and at the next check.
	b.Exec("t", "SET session_replication_role = replica; DELETE FROM child WHERE id > 1000; SET session_replication_role = origin")
	b.Exec("b", "INSERT INTO parent VALUES (70, 'found')")
	b.Eventually("control", "0", "SELECT count(*) FROM bucardo.dangling_fks()")
	b.Eventually("control", "0", "SELECT count(*) FROM bucardo.findings WHERE finding LIKE '%foreign key%'")
	b.Exec("control", "CALL bucardo.check_fks_and_wait('f')")
	b.Eventually("control", "0", "SELECT count(*) FROM bucardo.dangling_fks('f')")
}

// The parent may be no table of the sync, or be known by another name.
func TestCheckOfTablesOutsideTheSync(t *testing.T) {
	t.Parallel()
	const tables = "CREATE TABLE outside (id int PRIMARY KEY); CREATE TABLE child (id int PRIMARY KEY, o int REFERENCES outside); INSERT INTO outside VALUES (1)"
	b := start(t, []string{"a", "b"}, tables, "restore")
	b.Exec("control", "SELECT bucardo.update_sync('f', tables => 'child')")
	b.WaitActive("f")
	b.Exec("a", "INSERT INTO outside VALUES (2); INSERT INTO child VALUES (1, 1), (2, 2)")
	settle(b)
	b.Exec("control", "CALL bucardo.check_fks_and_wait('f')")
	b.Eventually("control", "b public.child {\"id\": 2} public.outside {\"id\": 2}",
		"SELECT string_agg(concat_ws(' ', db, schema_name || '.' || table_name, key::text, parent_schema || '.' || parent_table, parent_key::text), ',') FROM bucardo.dangling_fks('f')")
	b.Exec("b", "INSERT INTO outside VALUES (2)")
	b.Eventually("control", "0", "SELECT count(*) FROM bucardo.dangling_fks('f')")
}
