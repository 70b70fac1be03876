package fullcopy_test

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// What a member gets whole is passed on by another sync, with makedelta, by key and whole.
func TestWholeTablesArePassedOn(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "f", "t", "u"}, keyless)
	b.Exec("a", "INSERT INTO keyed SELECT n, 'v' FROM generate_series(1, 100) n; INSERT INTO reading (value) VALUES (1), (1)")
	b.Start()
	b.Exec("control", `
		SELECT bucardo.add_sync('next', dbs => 'f:source,t:target');
		SELECT bucardo.add_sync('last', dbs => 't:source,u:target')`)
	b.WaitActive("next")
	b.WaitActive("last")
	b.Exec("control", "SELECT bucardo.update_sync('next', makedelta => true)")
	b.WaitActive("next")
	b.Exec("control", "SELECT bucardo.add_sync('s', dbs => 'a:source,f:fullcopy', makedelta => true)")
	b.State("s", "active")
	everywhere := func() {
		t.Helper()
		for _, sync := range []string{"s", "next", "last"} {
			b.Settle(sync)
		}
		sameKeyless(b, "a", "f", "t", "u")
	}
	everywhere()
	b.Exec("a", "DELETE FROM keyed WHERE id > 50; INSERT INTO keyed VALUES (1000, 'new'); UPDATE reading SET note = 'changed'")
	everywhere()
	if got := b.Value("u", "SELECT count(*) FROM keyed"); got != "51" {
		t.Errorf("keyed has %s rows at the end of the chain", got)
	}
}
