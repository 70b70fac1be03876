package targets_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// Tables are created for a sync that does not run. What is wrong is told to who waits, and the sidecar goes on.
func TestCreateTables(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, k kind) {
		t.Helper()
		if k.schemaless {
			t.Skip("tables come by themselves there")
		}
		s := k.start(t)
		b := bed.New(t, []string{"a"}, "CREATE TABLE tag (word text PRIMARY KEY, uses int); INSERT INTO tag VALUES ('x', 1)")
		add(b, s)
		b.Start()
		b.Exec("control", "SELECT bucardo.add_sync('feed', dbs => 'a:source,wh:target', onetimecopy => 1, status => 'inactive')")
		const create = "CALL bucardo.create_target_tables_and_wait('feed', 'wh', timeout => '180s')"

		refused := func(why string) {
			t.Helper()
			_, err := b.Conn("control").Exec(t.Context(), create)
			var refusal *pgconn.PgError
			if !errors.As(err, &refusal) || refusal.Message != `create_target_tables of sync "feed" went wrong` || !strings.Contains(refusal.Detail, why) {
				t.Errorf("%s: %v", why, err)
			}
		}
		b.Exec("control", "SELECT bucardo.update_db('a', status => 'inactive')")
		refused("database a: it is inactive")
		b.Exec("control", "SELECT bucardo.update_db('a', status => 'active')")
		s.Stop()
		refused("database wh: ")
		s.Start()

		b.Exec("control", create)
		b.Exec("control", create) // what is there stays
		b.Exec("control", "SELECT bucardo.activate('feed')")
		b.WaitActive("feed")
		b.Settle("feed")
		same(t, b, s, "tag", "word", "uses")
	})
}
