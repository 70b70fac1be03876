package engine_test

import (
	"fmt"
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// Partitioned tables replicate by their root, whichever partition is written and wherever the rows live on the other side.
func TestPartitionKinds(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c"}
	roots := `
		CREATE EXTENSION ltree;
		CREATE TABLE by_range (id int, day date, v text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
		CREATE TABLE by_list (id int, kind text, v text, PRIMARY KEY (id, kind)) PARTITION BY LIST (kind);
		CREATE TABLE by_hash (id int PRIMARY KEY, v text) PARTITION BY HASH (id);
		CREATE TABLE by_levels (id int, day date, kind text, v text, PRIMARY KEY (id, day, kind)) PARTITION BY RANGE (day);
		CREATE TABLE by_path (path ltree PRIMARY KEY, v text) PARTITION BY RANGE (path);`
	leaves := `
		CREATE TABLE range_1 PARTITION OF by_range FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
		CREATE TABLE range_2 PARTITION OF by_range FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
		CREATE TABLE range_rest PARTITION OF by_range DEFAULT;
		CREATE TABLE list_1 (v text, kind text NOT NULL, gone int, id int NOT NULL);
		ALTER TABLE list_1 DROP gone;
		ALTER TABLE by_list ATTACH PARTITION list_1 FOR VALUES IN ('a', 'b');
		CREATE TABLE list_2 PARTITION OF by_list FOR VALUES IN ('c');
		CREATE TABLE hash_0 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 0);
		CREATE TABLE hash_1 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 1);
		CREATE TABLE levels_1 PARTITION OF by_levels FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY LIST (kind);
		CREATE TABLE levels_1_a PARTITION OF levels_1 FOR VALUES IN ('a');
		CREATE TABLE levels_1_b PARTITION OF levels_1 DEFAULT;
		CREATE TABLE levels_2 PARTITION OF by_levels DEFAULT;
		CREATE TABLE path_all PARTITION OF by_path DEFAULT;`
	b := bed.New(t, all, roots)
	b.Exec("a", leaves)
	b.Exec("b", leaves)
	// c holds everything in partitions of its own.
	b.Exec("c", `CREATE TABLE r PARTITION OF by_range DEFAULT; CREATE TABLE l PARTITION OF by_list DEFAULT; CREATE TABLE h PARTITION OF by_hash FOR VALUES WITH (MODULUS 1, REMAINDER 0);
		CREATE TABLE v PARTITION OF by_levels DEFAULT; CREATE TABLE p PARTITION OF by_path DEFAULT`)
	b.Start()
	b.AddSync("s", "a:source,b:source,c:target", "all", "latest")
	same := func(step string) {
		t.Helper()
		b.Settle("s")
		for _, table := range []string{"by_range", "by_list", "by_hash", "by_levels", "by_path"} {
			b.Same(table, all...)
		}
		if t.Failed() {
			t.Fatalf("after %s", step)
		}
	}
	fill := func(db string, from, to int) {
		b.Exec(db, fmt.Sprintf(`
			INSERT INTO by_range SELECT n, date '2023-06-01' + n %% 900, 'v' FROM generate_series(%[1]d, %[2]d) n;
			INSERT INTO by_list SELECT n, chr(97 + n %% 3), 'v' FROM generate_series(%[1]d, %[2]d) n;
			INSERT INTO by_hash SELECT n, 'v' FROM generate_series(%[1]d, %[2]d) n;
			INSERT INTO by_levels SELECT n, date '2023-06-01' + n %% 900, chr(97 + n %% 3), 'v' FROM generate_series(%[1]d, %[2]d) n;
			INSERT INTO by_path SELECT ('top.n' || n)::ltree, 'v' FROM generate_series(%[1]d, %[2]d) n`, from, to))
	}
	fill("a", 1, 6)
	same("a few inserts")
	b.Exec("b", "UPDATE by_range SET v = 'root'; UPDATE by_list SET v = 'root'; UPDATE by_hash SET v = 'root'; UPDATE by_levels SET v = 'root'; UPDATE by_path SET v = 'root'")
	same("updates of the root")
	fill("b", 1001, 1500)
	same("many inserts")
	b.Exec("a", `UPDATE range_1 SET v = 'leaf'; UPDATE list_1 SET v = 'leaf'; UPDATE hash_1 SET v = 'leaf'; UPDATE levels_1_a SET v = 'leaf'; UPDATE levels_1 SET v = 'middle' WHERE kind = 'b';
		DELETE FROM hash_0 WHERE id < 1100; DELETE FROM levels_2; INSERT INTO range_2 VALUES (9000, '2024-05-05', 'into the leaf'); INSERT INTO list_2 (id, kind, v) VALUES (9000, 'c', 'into the leaf')`)
	same("writes to partitions")
	b.Exec("b", `UPDATE by_range SET day = day + 365; UPDATE by_list SET kind = CASE kind WHEN 'a' THEN 'c' WHEN 'c' THEN 'b' ELSE kind END;
		UPDATE by_levels SET day = '2024-03-03', kind = 'z' WHERE id % 2 = 0; UPDATE by_hash SET id = id + 10001; UPDATE by_path SET path = path || 'x' WHERE path ~ 'top.n1'`)
	same("rows that move between partitions")
	b.Exec("a", "TRUNCATE range_1, list_2, levels_1_b; TRUNCATE hash_1")
	same("TRUNCATE of partitions")
	b.Exec("b", "TRUNCATE levels_1; TRUNCATE by_range")
	same("TRUNCATE of roots")

	// A partition that is made later is captured from its first row on, and its TRUNCATE too.
	for _, db := range []string{"a", "b"} {
		b.Exec(db, "CREATE TABLE list_3 PARTITION OF by_list FOR VALUES IN ('d')")
	}
	b.Exec("a", "INSERT INTO by_list VALUES (1, 'd', 'new partition')")
	b.Exec("b", "INSERT INTO list_3 VALUES (2, 'd', 'new partition')")
	same("writes to a new partition")
	b.Eventually("a", "1", "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'list_3'::regclass AND tgname = 'bucardo_truncate'")
	b.Exec("a", "TRUNCATE list_3")
	same("TRUNCATE of a new partition")
	b.Exec("a", "ALTER TABLE by_list DETACH PARTITION list_3")
	b.Exec("a", "INSERT INTO list_3 VALUES (3, 'd', 'no longer part of it')")
	b.Exec("b", "DROP TABLE list_3")
	same("a partition that left")
}
