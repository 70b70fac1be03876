package danglingfk_test

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// shape is a case of foreign keys: what is written apart on a and b, and what tells the outcome.
type shape struct {
	name    string
	tables  string
	a, b    string
	compare []string // tables
	outcome string
	want    map[string]string // by policy
}

var shapes = []shape{
	{
		name: "composite",
		tables: `CREATE TABLE "Parent" (a int, "B" text, PRIMARY KEY ("B", a));
			CREATE TABLE child (x int, y int, pa bigint, pb text, PRIMARY KEY (x, y), FOREIGN KEY (pa, pb) REFERENCES "Parent" (a, "B") MATCH FULL);
			INSERT INTO "Parent" VALUES (1, 'x'), (1, 'y'), (2, 'x');`,
		a:       `DELETE FROM "Parent" WHERE a = 1`,
		b:       `INSERT INTO child VALUES (1, 1, 1, 'x'), (1, 2, 2, 'x'), (1, 3, NULL, NULL)`,
		compare: []string{`"Parent"`, "child"},
		outcome: `SELECT (SELECT string_agg(a || "B", ',' ORDER BY a, "B") FROM "Parent") || ' ' || (SELECT string_agg(y::text, ',' ORDER BY y) FROM child)`,
		want:    map[string]string{"park": "2x 1,2,3", "restore": "1x,2x 1,2,3", "delete": "2x 2,3"},
	},
	{
		name:    "self reference",
		tables:  "CREATE TABLE node (id int PRIMARY KEY, up int REFERENCES node); INSERT INTO node VALUES (1, NULL), (2, 1), (3, 2), (9, NULL);",
		a:       "DELETE FROM node WHERE id < 4",
		b:       "INSERT INTO node VALUES (4, 3), (5, 4), (6, 9)",
		compare: []string{"node"},
		outcome: "SELECT string_agg(id::text, ',' ORDER BY id) FROM node",
		want:    map[string]string{"park": "4,5,6,9", "restore": "1,2,3,4,5,6,9", "delete": "6,9"},
	},
	{
		name: "chain",
		tables: `CREATE TABLE z (id int PRIMARY KEY); CREATE TABLE y (id int PRIMARY KEY, z int REFERENCES z); CREATE TABLE x (id int PRIMARY KEY, y int REFERENCES y);
			INSERT INTO z VALUES (1), (2), (3); INSERT INTO y VALUES (1, 1), (2, 2);`,
		a:       "DELETE FROM y WHERE id = 1; DELETE FROM z WHERE id IN (1, 3)",
		b:       "INSERT INTO x VALUES (1, 1), (2, 2); INSERT INTO y VALUES (3, 3); INSERT INTO x VALUES (3, 3), (4, 3)",
		compare: []string{"z", "y", "x"},
		outcome: `SELECT (SELECT string_agg(id::text, ',' ORDER BY id) FROM z) || ' ' || (SELECT string_agg(id::text, ',' ORDER BY id) FROM y) || ' ' || (SELECT string_agg(id::text, ',' ORDER BY id) FROM x)`,
		want:    map[string]string{"park": "2 2,3 1,2,3,4", "restore": "1,2,3 1,2,3 1,2,3,4", "delete": "2 2 2"},
	},
	{
		name: "unique column that is not the key",
		tables: `CREATE TABLE parent (id int PRIMARY KEY, code text UNIQUE); CREATE TABLE child (id int PRIMARY KEY, code text REFERENCES parent (code));
			INSERT INTO parent VALUES (1, 'one'), (2, 'two'), (3, 'three'), (4, 'four');`,
		a:       "DELETE FROM parent WHERE id = 1; UPDATE parent SET code = 'zwei' WHERE id = 2; DELETE FROM parent WHERE id = 3; UPDATE parent SET code = 'three' WHERE id = 4",
		b:       "INSERT INTO child VALUES (1, 'one'), (2, 'two'), (3, 'three')",
		compare: []string{"parent", "child"},
		outcome: "SELECT (SELECT string_agg(id || code, ',' ORDER BY id) FROM parent) || ' ' || (SELECT string_agg(code, ',' ORDER BY id) FROM child)",
		want: map[string]string{
			"park": "2zwei,4three one,two,three", "restore": "1one,2two,4three one,two,three", "delete": "2zwei,4three three",
		},
	},
	{
		name:    "cascade",
		tables:  "CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent ON DELETE CASCADE); CREATE TABLE other (id int PRIMARY KEY, parent int REFERENCES parent ON DELETE SET NULL); INSERT INTO parent VALUES (1), (2); INSERT INTO child VALUES (1, 1), (2, 2); INSERT INTO other VALUES (1, 1);",
		a:       "DELETE FROM parent WHERE id = 1",
		b:       "INSERT INTO child VALUES (3, 1)",
		compare: []string{"parent", "child", "other"},
		outcome: "SELECT (SELECT string_agg(id::text, ',' ORDER BY id) FROM parent) || ' ' || (SELECT string_agg(id::text, ',' ORDER BY id) FROM child) || ' ' || (SELECT coalesce(parent::text, 'null') FROM other)",
		want:    map[string]string{"park": "2 2,3 null", "restore": "1,2 2,3 null", "delete": "2 2 null"},
	},
	{
		name:    "truncate",
		tables:  "CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent); INSERT INTO parent VALUES (1), (2), (3); INSERT INTO child VALUES (1, 1);",
		a:       "TRUNCATE parent CASCADE",
		b:       "INSERT INTO child VALUES (2, 2)",
		compare: []string{"parent", "child"},
		outcome: "SELECT coalesce((SELECT string_agg(id::text, ',' ORDER BY id) FROM parent), '') || ' ' || coalesce((SELECT string_agg(id::text, ',' ORDER BY id) FROM child), '')",
		want:    map[string]string{"park": " 2", "restore": "2 2", "delete": " "},
	},
}

func TestShapes(t *testing.T) {
	t.Parallel()
	for _, s := range shapes {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			for _, policy := range []string{"park", "restore", "delete"} {
				t.Run(policy, func(t *testing.T) {
					t.Parallel()
					s.play(t, policy, []string{"a", "b", "t"})
				})
			}
		})
	}
}

func (s shape) play(t *testing.T, policy string, names []string) {
	t.Helper()
	b := start(t, names, s.tables, policy)
	apart(b, [2]string{"a", s.a}, [2]string{"b", s.b})
	settle(b)
	s.check(t, b, policy, names)
	if policy != "park" {
		b.Eventually("control", "0", "SELECT count(*) FROM bucardo.dangling_fks('f')")
	}
}

func (s shape) check(t *testing.T, b *bed.Bed, policy string, names []string) {
	t.Helper()
	for _, table := range s.compare {
		b.Same(table, names...)
	}
	if got := b.Value("a", s.outcome); got != s.want[policy] {
		t.Errorf("outcome %q, want %q", got, s.want[policy])
	}
}
