package danglingfk_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

const tables = `
	CREATE TABLE parent (id int PRIMARY KEY, v text);
	CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent, v text);
	INSERT INTO parent SELECT n, 'p' FROM generate_series(1, 10) n;
	INSERT INTO child VALUES (1, 1, 'old'), (2, 2, 'old');`

// start makes an active sync f with a policy, over sources a, b ... and, where it is there, the target t.
func start(t *testing.T, names []string, tables, policy string) *bed.Bed {
	t.Helper()
	b := bed.New(t, names, tables)
	b.Start()
	b.Exec("control", "SELECT bucardo.update_config('dangling_fk', $1)", policy)
	b.Exec("control", "SELECT bucardo.add_sync('f', dbs => $1)", members(names))
	b.WaitActive("f")
	return b
}

func members(names []string) string {
	roles := make([]string, len(names))
	for i, name := range names {
		roles[i] = name + ":source"
		if name == "t" {
			roles[i] = name + ":target"
		}
	}
	return strings.Join(roles, ",")
}

// apart runs statements, given as database and SQL, while the sync is paused, in the order given.
func apart(b *bed.Bed, statements ...[2]string) {
	b.Exec("control", "SELECT bucardo.pause('f')")
	b.State("f", "paused")
	for _, s := range statements {
		b.Exec(s[0], s[1])
	}
	b.Exec("control", "SELECT bucardo.resume('f')")
}

// settle waits until what was decided has come back, and what followed from that.
func settle(b *bed.Bed) {
	for range 4 {
		b.Settle("f")
	}
}

const orphans = "SELECT count(*) FROM child c WHERE c.parent IS NOT NULL AND NOT EXISTS (SELECT FROM parent p WHERE p.id = c.parent)"

func each(t *testing.T, test func(t *testing.T, policy string, names []string)) {
	t.Helper()
	for _, policy := range []string{"park", "restore", "delete"} {
		for _, names := range [][]string{{"a", "b"}, {"a", "b", "c", "t"}} {
			t.Run(fmt.Sprintf("%s on %d", policy, len(names)), func(t *testing.T) {
				t.Parallel()
				test(t, policy, names)
			})
		}
	}
}

func TestParentDeletedWhileChildInserted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, policy string, names []string) {
		t.Helper()
		b := start(t, names, tables, policy)
		apart(b, [2]string{"a", "DELETE FROM parent WHERE id = 5"}, [2]string{"b", "INSERT INTO child VALUES (50, 5, 'b')"},
			[2]string{"a", "INSERT INTO child VALUES (60, 6, 'a')"}, [2]string{"b", "DELETE FROM parent WHERE id = 6; DELETE FROM parent WHERE id = 7"})
		settle(b)
		b.Same("parent", names...)
		b.Same("child", names...)
		parents := b.Value("a", "SELECT string_agg(id::text, ',' ORDER BY id) FROM parent WHERE id > 4")
		children := b.Value("a", "SELECT string_agg(id::text, ',' ORDER BY id) FROM child")
		want := map[string][2]string{"park": {"8,9,10", "1,2,50,60"}, "restore": {"5,6,8,9,10", "1,2,50,60"}, "delete": {"8,9,10", "1,2"}}[policy]
		if want != [2]string{parents, children} {
			t.Errorf("parents %s, children %s, want %v", parents, children, want)
		}
		if policy != "park" {
			b.Everywhere(names, "0", orphans)
			b.Eventually("control", "0", "SELECT count(*) FROM bucardo.dangling_fks('f')")
			return
		}
		b.Eventually("control", fmt.Sprint(2*len(names)), "SELECT count(*) FROM bucardo.dangling_fks('f')")
		b.Eventually("control", `{"id": 50} parent {"id": 5}`,
			"SELECT key::text || ' ' || parent_table || ' ' || parent_key::text FROM bucardo.dangling_fks('f') WHERE db = 'a' AND key = '{\"id\": 50}'")
		b.Eventually("control", fmt.Sprint(len(names)), "SELECT count(*) FROM bucardo.findings WHERE sync = 'f' AND finding LIKE '2 rows refer to rows of public.parent%'")
		// Mended by hand: nothing is left to be said.
		b.Exec("a", "DELETE FROM child WHERE id = 50")
		b.Exec("b", "INSERT INTO parent VALUES (6, 'again')")
		b.Settle("f")
		b.Everywhere(names, "0", orphans)
		b.Eventually("control", "0", "SELECT count(*) FROM bucardo.dangling_fks()")
		b.Eventually("control", "0", "SELECT count(*) FROM bucardo.findings WHERE sync = 'f'")
	})
}
