package sqlapi_test

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// TestGroupsReachRunningSyncs has a sidecar follow changes of groups, names and databases while it replicates.
func TestGroupsReachRunningSyncs(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"s1", "s2", "s3"}, `
CREATE TABLE work (workid text PRIMARY KEY, title text);
CREATE TABLE chapter (chapterid integer PRIMARY KEY)`)
	b.Exec("control", `SELECT bucardo.add_dbgroup('mesh', 's1:source,s2:source'), bucardo.add_relgroup('plays', 'public.work')`)
	b.Exec("control", `SELECT bucardo.add_sync('bard', 'mesh', 'plays', onetimecopy => 1)`)
	b.Start()
	b.WaitActive("bard")
	b.Exec("s1", `INSERT INTO work VALUES ('hamlet', 'Hamlet')`)
	b.Settle("bard")
	b.Same("work", "s1", "s2")

	b.Exec("control", `SELECT bucardo.update_dbgroup('mesh', add => 's3')`)
	b.WaitActive("bard")
	b.Exec("s2", `INSERT INTO work VALUES ('lear', 'King Lear')`)
	b.Eventually("s3", "2", `SELECT count(*) FROM work`)

	b.Exec("control", `SELECT bucardo.update_relgroup('plays', add => 'public.chapter')`)
	b.WaitActive("bard")
	b.Exec("s1", `INSERT INTO chapter VALUES (1)`)
	b.Eventually("s3", "1", `SELECT count(*) FROM chapter`)

	b.Exec("control", `SELECT bucardo.rename_db('s2', 'stratford'), bucardo.rename_sync('bard', 'poet')`)
	b.WaitActive("poet")
	b.Exec("s2", `UPDATE work SET title = 'Lear' WHERE workid = 'lear'`)
	b.Eventually("s3", "Lear", `SELECT title FROM work WHERE workid = 'lear'`)

	b.Exec("control", `SELECT bucardo.remove_db('s3', cascade => true)`)
	b.Eventually("control", "0", `SELECT count(*) FROM bucardo.list_dbs('s3')`)
	b.Eventually("s3", "0", `SELECT count(*) FROM pg_trigger WHERE tgrelid = 'work'::regclass`)
	b.WaitActive("poet")
	b.Exec("s1", `INSERT INTO work VALUES ('othello', 'Othello')`)
	b.Settle("poet")
	b.Same("work", "s1", "s2")
}
