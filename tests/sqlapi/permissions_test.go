package sqlapi_test

import (
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
)

// TestPermissions logs in as each kind of role: a stranger, a watcher, and an operator.
func TestPermissions(t *testing.T) {
	t.Parallel()
	cluster := clustertest.New(t, pgcluster.Options{})
	b := &testBundle{connString: clustertest.DB(t, cluster)}
	b.conn = b.connect(t)
	b.must(t, `
CREATE ROLE owner LOGIN;
CREATE ROLE stranger LOGIN;
CREATE ROLE watcher LOGIN;
CREATE ROLE operator LOGIN IN ROLE owner;
GRANT CREATE ON DATABASE `+b.database(t)+` TO owner`)
	asOwner := &testBundle{connString: strings.Replace(b.connString, "postgres@", "owner@", 1)}
	asOwner.conn = asOwner.connect(t)
	mustInstall(t, asOwner)
	asOwner.withDBs(t)
	asOwner.must(t, `SELECT bucardo.add_sync('bard', 's1,s2')`)

	stranger := asOwner.connectAs(t, "stranger")
	for _, statement := range []string{
		`SELECT * FROM bucardo.status`,
		`SELECT * FROM bucardo.db`,
		`SELECT * FROM bucardo.list_dbs()`,
		`SELECT bucardo.pause('bard')`,
		`CALL bucardo.wait_until_active('bard', '0s')`,
	} {
		if refused := fails(t, stranger, statement); refused.Code != "42501" {
			t.Errorf("a stranger: %s: %s", statement, describe(refused))
		}
	}

	asOwner.must(t, `GRANT USAGE ON SCHEMA bucardo TO watcher; GRANT SELECT ON bucardo.status TO watcher`)
	watcher := asOwner.connectAs(t, "watcher")
	if got := one[string](t, watcher, `SELECT name FROM bucardo.status`); got != "bard" {
		t.Errorf("a watcher sees %q", got)
	}
	for _, statement := range []string{
		`SELECT * FROM bucardo.db_status`,
		`SELECT * FROM bucardo.sync`,
		`SELECT * FROM bucardo.list_syncs()`,
		`SELECT bucardo.pause('bard')`,
	} {
		if refused := fails(t, watcher, statement); refused.Code != "42501" {
			t.Errorf("a watcher: %s: %s", statement, describe(refused))
		}
	}

	operator := asOwner.connectAs(t, "operator")
	if got := one[string](t, operator, `SELECT name FROM bucardo.pause('bard')`); got != "bard" {
		t.Errorf("an operator pauses %q", got)
	}
}
