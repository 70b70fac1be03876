package targets_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// What a type would lose in a store is said before a row is sent.
func TestLossesAreFound(t *testing.T) {
	t.Parallel()
	b, _ := feeding(t, kind{name: "mariadb", start: startMySQL}, []string{"a"}, "CREATE TABLE event (id int PRIMARY KEY, at timestamptz, ratio double precision, exact int)")
	got := b.Value("control", "SELECT string_agg(finding, E'\n' ORDER BY finding) FROM bucardo.findings WHERE db = 'wh'")
	for _, part := range []string{`column "at" (timestamp with time zone) may lose something at wh`, `column "ratio" (double precision) may lose something at wh`} {
		if !strings.Contains(got, part) {
			t.Errorf("%q is not among the findings:\n%s", part, got)
		}
	}
	if strings.Contains(got, "exact") {
		t.Errorf("an integer loses nothing:\n%s", got)
	}
}

// Credentials that the store refuses stand in the status, with the call that corrects them and without the password.
func TestBadCredentials(t *testing.T) {
	t.Setenv("WH_PASSWORD", "planted-secret")
	s := startMySQL(t).(mysqlServer) //nolint:forcetypeassert // it is one
	b := bed.New(t, []string{"a"}, shop)
	b.Exec("control", fmt.Sprintf("SELECT bucardo.add_db('wh', type => 'mariadb', host => '127.0.0.1', port => %d, dbname => 'wh', username => 'root', password_env => 'WH_PASSWORD')", s.Port))
	sidecar := b.Start()
	b.Exec("control", "SELECT bucardo.add_sync('feed', dbs => 'a:source,wh:target', tables => 'all')")
	b.Eventually("control", "failed", "SELECT state FROM bucardo.status")
	said := b.Value("control", "SELECT reason || ' / ' || next_step FROM bucardo.status")
	if !strings.Contains(said, "wh") || !strings.Contains(said, "update_db") {
		t.Errorf("the status says: %s", said)
	}
	everything := said + strings.Join(sidecar.Log.Lines(""), "\n") + b.Value("control", "SELECT coalesce(string_agg(l::text, ' '), '') FROM bucardo.log_line l")
	if strings.Contains(everything, "planted-secret") {
		t.Error("the password was told")
	}
	b.Exec("control", "SELECT bucardo.update_db('wh', password_env => '')")
	b.Exec("control", "CALL bucardo.create_target_tables_and_wait('feed', 'wh', timeout => '180s')")
	b.WaitActive("feed")
}

// A store that went back to a moment of which the sources do not have what came after is recognised, and gets nothing on top of that.
func TestStoreRestored(t *testing.T) {
	t.Parallel()
	s := startSQLite(t).(*sqliteFile) //nolint:forcetypeassert // it is one
	b := bed.New(t, []string{"a"}, shop)
	add(b, s)
	sidecar := b.Start()
	declare(b, []string{"a"})
	b.Exec("a", "INSERT INTO tag VALUES ('before', 1)")
	b.Settle("feed")
	sidecar.Stop(t)
	backup, err := os.ReadFile(s.path)
	if err != nil {
		t.Fatal(err)
	}
	sidecar = b.Start()
	b.Exec("a", "INSERT INTO tag VALUES ('lost', 1)")
	b.Settle("feed")
	table := b.Value("a", "SELECT id FROM bucardo_node.captured_table WHERE table_name = 'tag'")
	for b.Value("a", fmt.Sprintf("SELECT count(*) FROM (TABLE bucardo_node.delta_%[1]s_0 UNION ALL TABLE bucardo_node.delta_%[1]s_1) d", table)) != "0" {
		b.Exec("a", fmt.Sprintf("SELECT bucardo_node.rotate(%s, 0)", table)) // as the sidecar does once there is enough of it
	}
	sidecar.Stop(t)
	if err := os.WriteFile(s.path, backup, 0o600); err != nil {
		t.Fatal(err)
	}
	b.Start()
	b.Eventually("control", "true", "SELECT coalesce(reason LIKE '%wh%restored from a backup%', false) FROM bucardo.status")
	if got := s.Rows(t, "tag", "word"); len(got) != 1 || got[0] != "before" {
		t.Errorf("the store has %q", got)
	}
}
