package versions_test

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

const character = `
	CREATE TABLE character (charid text PRIMARY KEY, charname text NOT NULL, speechcount int NOT NULL);
	INSERT INTO character SELECT 'c' || n, 'Character ' || n, n FROM generate_series(1, 50) n;
	INSERT INTO character VALUES ('hamlet', 'Hamlet', 358);`

// Each database in a server of its own, of four versions, as four sources: the story, then changes in bulk.
func TestVersions(t *testing.T) {
	t.Parallel()
	all := []string{"s1", "s2", "s3", "s4"}
	connStrings := map[string]string{}
	for i, version := range []int{0, 18, 13, 12} {
		connStrings[all[i]] = clustertest.DB(t, clustertest.New(t, pgcluster.Options{Version: version}))
	}
	b := bed.On(t, clustertest.DB(t, clustertest.Shared(t)), all, connStrings, character+`
		CREATE TABLE wide (id bigint PRIMARY KEY, at timestamptz DEFAULT '2024-02-29 12:00+00', n numeric, j jsonb, f float8, b bytea, a text[],
			twice bigint GENERATED ALWAYS AS (id * 2) STORED);
		CREATE TABLE parted (id int PRIMARY KEY, v text) PARTITION BY HASH (id);
		CREATE TABLE parted_0 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 0);
		CREATE TABLE parted_1 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 1);`)
	// PostgreSQL 18 has keys that exclude overlaps; an upsert cannot use them.
	b.Exec("s2", "CREATE EXTENSION btree_gist; CREATE TABLE temporal (id int, during int4range, PRIMARY KEY (id, during WITHOUT OVERLAPS))")
	for _, db := range all {
		if db != "s2" {
			b.Exec(db, "CREATE TABLE temporal (id int, during int4range, PRIMARY KEY (id, during))")
		}
	}
	b.Start()
	b.Exec("control", "SELECT bucardo.add_sync('bard', dbs => 's1:source,s2:source,s3:source,s4:source', tables => 'character,wide,parted')")
	b.WaitActive("bard")
	same := func() {
		t.Helper()
		b.Settle("bard")
		for _, table := range []string{"character", "wide", "parted"} {
			b.Same(table, all...)
		}
	}

	b.Exec("s1", "UPDATE character SET speechcount = 123 WHERE charname = 'Hamlet'")
	for _, db := range all {
		b.Eventually(db, "123", "SELECT speechcount FROM character WHERE charname = 'Hamlet'")
	}
	b.Exec("control", "SELECT bucardo.pause('bard')")
	b.Eventually("control", "paused", "SELECT state FROM bucardo.status WHERE name = 'bard'")
	for db, n := range map[string]int{"s1": 1234, "s2": 4321} {
		b.Exec(db, "UPDATE character SET speechcount = $1 WHERE charname = 'Hamlet'", n)
	}
	b.Exec("s3", "UPDATE character SET speechcount = 333 WHERE charname = 'Hamlet'")
	b.Exec("control", "SELECT bucardo.resume('bard')")
	for _, db := range all {
		b.Eventually(db, "333", "SELECT speechcount FROM character WHERE charname = 'Hamlet'")
	}
	b.WaitActive("bard")
	b.Settle("bard")
	b.Eventually("control", "1", "SELECT total_conflicts FROM bucardo.status")

	for i, db := range all {
		b.Exec(db, `
			INSERT INTO wide (id, n, j, f, b, a) SELECT n * 10 + $1, n / 8.0, jsonb_build_object('n', n, 's', md5(n::text)), n / 7.0, decode(md5(n::text), 'hex'), ARRAY[n::text, NULL, '']
			FROM generate_series(1, 2000) n`, i)
		b.Exec(db, "INSERT INTO parted SELECT n * 10 + $1, 'from here' FROM generate_series(1, 2000) n", i)
		b.Exec(db, "INSERT INTO character SELECT 'new' || n * 10 + $1, 'New', n FROM generate_series(1, 3) n", i)
	}
	same()
	for i, db := range all {
		b.Exec(db, "UPDATE wide SET j = j || '{\"x\": 1.00}', at = 'infinity' WHERE id % 3 = $1", i)
		b.Exec(db, "DELETE FROM parted WHERE id % 7 = $1", i)
	}
	same()
	b.Exec("s2", "TRUNCATE parted; INSERT INTO parted VALUES (1, 'after')")
	b.Exec("s3", "UPDATE character SET charname = upper(charname)")
	same()
	own := b.Value("control", "SELECT split_part(current_setting('server_version'), '.', 1)")
	if got := b.Value("control", "SELECT string_agg(split_part(server_version, '.', 1), ',' ORDER BY name) FROM bucardo.db_status"); got != own+",18,13,12" {
		t.Errorf("server versions are %s, want %s,18,13,12", got, own)
	}
	b.Exec("control", "SELECT bucardo.add_sync('temporal', dbs => 's1:source,s2:source', tables => 'temporal')")
	b.Eventually("control", "failed true", "SELECT state || ' ' || (reason LIKE '%table public.temporal has no key that is unique on all databases%') FROM bucardo.status WHERE name = 'temporal'")
}
