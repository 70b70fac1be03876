package importbucardo5_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const plays = `
	CREATE TABLE work (id int PRIMARY KEY, title text, author text);
	CREATE TABLE character (id int PRIMARY KEY, name text);
	CREATE TABLE scene (id int PRIMARY KEY, place text);
	CREATE TABLE log (id int PRIMARY KEY, message text, secret text);
	CREATE TABLE old_log (id int PRIMARY KEY, message text, secret text);
	CREATE TABLE diary (id int PRIMARY KEY, text text);
	CREATE SEQUENCE work_seq;`

// configure makes a configuration with what Bucardo 5 has, by its command where that can.
func configure(b *bucardo5) {
	b.addDB("east", "shop_east", "pass=sesame", "makedelta=1")
	b.addDB("west", "shop_west", "conn=sslmode=disable")
	b.addDB("archive", "shop_archive", "dbgroup=spare:target", "ssp=0")
	b.addDB("report", "shop_report", "status=inactive")
	b.run("add", "dbgroup", "both", "east:source", "west:source", "archive:target", "report:target")
	b.run("add", "table", "public.work", "public.character", "db=east", "relgroup=plays")
	b.run("add", "table", "public.scene", "db=east", "relgroup=plays", "autokick=0", "analyze_after_copy=0", "strict_checking=0", "rebuild_index=1", "makedelta=on")
	b.run("add", "table", "public.diary", "db=east")
	b.run("add", "sequence", "public.work_seq", "db=east", "relgroup=plays")

	// All options, with a relgroup and a dbgroup of other names.
	b.run("add", "sync", "bard", "relgroup=plays", "dbs=both", "conflict_strategy=west east", "autokick=0", "checktime=5 minutes",
		"overdue=1 hour", "expired=1 day", "priority=7", "lifetime=2 hours", "maxkicks=100", "rebuild_index=1", "track_rates=1",
		"isolation_level=serializable", "strict_checking=1", "stayalive=0")
	// Groups of the sync's own, and what has no counterpart.
	b.run("add", "sync", "log", "tables=public.log", "dbs=east,archive", "onetimecopy=2", "analyze_after_copy=0")
	b.run("add", "sync", "careful", "tables=public.diary", "dbs=east:source,west:source", "conflict_strategy=bucardo_abort", "status=active")
	b.run("add", "sync", "nightly", "relgroup=plays", "dbs=east:source,archive:fullcopy", "status=inactive")

	b.run("add", "customname", "public.log", "public.old_log", "db=archive")
	b.run("add", "customname", "public.work", "public.opus", "sync=bard")
	b.run("add", "customcols", "public.log", "SELECT id, upper(message) AS message", "db=archive", "sync=log")
	b.run("add", "customcols", "public.work", "SELECT *, now() AS seen", "sync=bard")
	code := filepath.Join(b.t.TempDir(), "code.pl")
	if err := os.WriteFile(code, []byte("my $info = shift;\n$info->{message} = 'SELECT 1;';\nreturn;\n"), 0o600); err != nil {
		b.t.Fatal(err)
	}
	b.run("add", "customcode", "greet", "whenrun=before_sync", "src_code="+code, "sync=bard")
	b.run("add", "customcode", "judge", "whenrun=conflict", "src_code="+code, "sync=log")
	b.run("set", "isolation_level=serializable")
	b.run("set", "log_level=debug")
	b.run("set", "email_auth_pass=opensesame")

	// What its command has no word for.
	b.Exec("bucardo", `
		UPDATE bucardo.sync SET deletemethod = 'truncate_cascade', vacuum_after_copy = true, copyextra = 'WITH OIDS' WHERE name = 'bard';
		UPDATE bucardo.dbmap SET priority = 3 WHERE dbgroup = 'both' AND db = 'west';
		UPDATE bucardo.herdmap SET priority = 5 WHERE goat = (SELECT id FROM bucardo.goat WHERE tablename = 'work');
		UPDATE bucardo.herd SET about = E'the plays\nDROP TABLE work;' WHERE name = 'plays';
		UPDATE bucardo.goat SET conflict_strategy = 'bucardo_source', delta_bypass = true WHERE tablename = 'character';
		INSERT INTO bucardo.bucardo_custom_trigger (goat, trigger_name, trigger_type, trigger_body, trigger_level)
		SELECT id, 'only_open', 'delta', 'RETURN NEW;', 'ROW' FROM bucardo.goat WHERE tablename = 'diary';
		ALTER TABLE bucardo.db DISABLE TRIGGER USER;
		INSERT INTO bucardo.db (name, dbtype, dbname, dbuser, dbpass) VALUES ('wiki', 'mysql', 'wiki', 'wiki', 'sesame');
		INSERT INTO bucardo.db (name, dbdsn, dbname) VALUES ('bydsn', 'dbi:Pg:db=shop;host=db9;user=app;password=sesame', 'x');
		INSERT INTO bucardo.dbmap (db, dbgroup, role) VALUES ('wiki', 'both', 'target')`)
}

func TestConfigurationIsCarriedOver(t *testing.T) {
	t.Parallel()
	b := newBucardo5(t, []string{"shop_east", "shop_west", "shop_archive", "shop_report"}, plays)
	configure(b)

	script := b.imported()
	if strings.Contains(script, "sesame") {
		t.Error("the script holds a password")
	}
	b.golden("config.sql", script)
	b.apply(script)
	b.apply(script) // again
	b.golden("export.sql", b.Value("control", "SELECT bucardo.export()"))
	if again := b.imported(); again != script {
		t.Error("a second import prints something else")
	}
}
