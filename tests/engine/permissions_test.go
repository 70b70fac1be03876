package engine_test

import (
	"fmt"
	"net/url"
	osexec "os/exec" // exec is a helper of this package
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// shop is what a role without superuser owns: tables with foreign keys whose names are in the wrong order, and triggers.
const shop = `
	CREATE TABLE zz_parent (id int PRIMARY KEY, v text);
	CREATE TABLE mm_child (id int PRIMARY KEY, parent int NOT NULL REFERENCES zz_parent, v text);
	CREATE TABLE aa_grandchild (id int PRIMARY KEY, child int NOT NULL REFERENCES mm_child ON DELETE CASCADE);
	CREATE TABLE heard (table_name text, op text, id int);
	CREATE FUNCTION hear() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN INSERT INTO public.heard VALUES (TG_TABLE_NAME, TG_OP, coalesce(NEW.id, OLD.id)); RETURN NULL; END $$;
	CREATE TRIGGER hear AFTER INSERT OR UPDATE OR DELETE ON zz_parent FOR EACH ROW EXECUTE FUNCTION hear();
	CREATE TRIGGER hear AFTER INSERT OR UPDATE OR DELETE ON mm_child FOR EACH ROW EXECUTE FUNCTION hear();`

// plainRole makes a bed whose databases belong to a role without superuser, which the sidecar uses for them.
func plainRole(t *testing.T, cluster *pgcluster.Cluster, role string, names ...string) *bed.Bed {
	t.Helper()
	b := bed.On(t, clustertest.DB(t, clustertest.Shared(t)), nil, map[string]string{}, "")
	for i, name := range names {
		admin := clustertest.DB(t, cluster)
		b.ConnStrings[name+" admin"] = admin
		if i == 0 {
			b.Exec(name+" admin", fmt.Sprintf("CREATE ROLE %s LOGIN", role))
		}
		b.Exec(name+" admin", fmt.Sprintf("DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %%I FROM PUBLIC', current_database()); END $$; GRANT CREATE ON SCHEMA public TO %s", role))
		address, err := url.Parse(admin)
		if err != nil {
			t.Fatal(err)
		}
		b.ConnStrings[name] = cluster.ConnStringFor(role, "", strings.TrimPrefix(address.Path, "/"))
		b.Exec(name, shop)
		b.Exec("control", "SELECT bucardo.add_db($1, conninfo => $2)", name, b.ConnStrings[name])
	}
	return b
}

// grant runs on a database what `bucardo-sidecar grants --role` prints.
func grant(t *testing.T, b *bed.Bed, role string, names ...string) {
	t.Helper()
	output, err := osexec.Command(bed.Binary(t), "grants", "--role", role).Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b.Exec(name+" admin", string(output))
	}
}

func replicateFamily(t *testing.T, b *bed.Bed, all ...string) {
	t.Helper()
	same := func(step string) {
		t.Helper()
		b.Settle("s")
		for _, table := range []string{"zz_parent", "mm_child", "aa_grandchild"} {
			b.Same(table, all...)
		}
		if got := b.Value("control", "SELECT string_agg(error, '; ') FROM bucardo.runs WHERE status = 'bad'"); got != "" {
			t.Errorf("a run failed: %s", got)
		}
		if t.Failed() {
			t.Fatalf("after %s", step)
		}
	}
	b.Exec(all[0], "INSERT INTO zz_parent VALUES (1, 'p'); INSERT INTO mm_child VALUES (1, 1, 'c'); INSERT INTO aa_grandchild VALUES (1, 1)")
	same("a family")
	b.Exec(all[1], `INSERT INTO zz_parent SELECT n, 'p' FROM generate_series(2, 600) n; INSERT INTO mm_child SELECT n, n, 'c' FROM generate_series(2, 600) n;
		INSERT INTO aa_grandchild SELECT n, n FROM generate_series(2, 600) n`)
	same("many families")
	b.Exec(all[0], "UPDATE mm_child SET parent = 5 WHERE id < 10; UPDATE zz_parent SET v = 'changed'; DELETE FROM zz_parent WHERE id = 2")
	same("changes")
	b.Exec(all[1], "BEGIN; DELETE FROM mm_child WHERE id > 500; DELETE FROM zz_parent WHERE id > 500; INSERT INTO zz_parent VALUES (1000, 'p'); INSERT INTO mm_child VALUES (1000, 1000, 'c'); COMMIT")
	same("deletes with cascades")
	b.Exec(all[0], "TRUNCATE zz_parent CASCADE; INSERT INTO zz_parent VALUES (1, 'again')")
	same("TRUNCATE")
}

// A role that owns the tables and got the grants replicates without firing triggers a second time.
func TestPlainRoleWithGrants(t *testing.T) {
	t.Parallel()
	for _, version := range []int{0, 13, 12} {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			t.Parallel()
			b := plainRole(t, clustertest.New(t, pgcluster.Options{Version: version}), "app", "a", "b")
			b.Start()
			declare(b, "s", "a:source,b:source", "zz_parent,mm_child,aa_grandchild")
			failsWith(t, b, "s", "failed", "permission denied for database", "bucardo-sidecar grants")
			grant(t, b, "app", "a", "b")
			grant(t, b, "app", "a", "b")
			b.WaitActive("s")
			b.Eventually("control", "replica,replica", "SELECT string_agg(apply_mode, ',') FROM bucardo.db_status")
			replicateFamily(t, b, "a", "b")
			b.Eventually("b", "false", "SELECT EXISTS (SELECT FROM heard WHERE id = 1)")
			checkFunctions(t, b, "a")
		})
	}
}

// Without the grants, a role that may create a schema and temporary tables still replicates: triggers and foreign keys
// act on replicated rows too, and the order of the writes respects them.
func TestPlainRoleWithoutGrants(t *testing.T) {
	t.Parallel()
	b := plainRole(t, clustertest.New(t, pgcluster.Options{}), "app", "a", "b")
	for _, db := range []string{"a", "b"} {
		b.Exec(db+" admin", "DO $$ BEGIN EXECUTE format('GRANT CREATE, TEMPORARY ON DATABASE %I TO app', current_database()); END $$")
	}
	b.Start()
	b.AddSync("s", "a:source,b:source", "zz_parent,mm_child,aa_grandchild", "latest")
	b.Eventually("control", "ordinary,ordinary", "SELECT string_agg(apply_mode, ',') FROM bucardo.db_status")
	replicateFamily(t, b, "a", "b")
	b.Eventually("b", "true", "SELECT EXISTS (SELECT FROM heard WHERE id = 1 AND table_name = 'zz_parent' AND op = 'INSERT')")
	checkFunctions(t, b, "a")
}

// A table that the role may not read or write, on a source and on a target.
func TestPlainRoleLacksTable(t *testing.T) {
	t.Parallel()
	b := plainRole(t, clustertest.New(t, pgcluster.Options{}), "app", "a", "b")
	grant(t, b, "app", "a", "b")
	for _, db := range []string{"a admin", "b admin"} {
		b.Exec(db, "CREATE TABLE foreigner (id int PRIMARY KEY, v text); GRANT SELECT, INSERT, UPDATE ON foreigner TO app")
	}
	b.Start()
	declare(b, "s", "a:source,b:target", "foreigner")
	failsWith(t, b, "s", "failed", "database a: no permission on table public.foreigner: DELETE, TRIGGER is missing", "GRANT DELETE, TRIGGER ON public.foreigner")
	b.Exec("a admin", "GRANT DELETE, TRIGGER ON foreigner TO app")
	failsWith(t, b, "s", "failed", "database b: no permission on table public.foreigner: DELETE is missing", "GRANT DELETE ON public.foreigner")
	b.Exec("b admin", "GRANT DELETE ON foreigner TO app")
	b.WaitActive("s")
	b.Exec("a admin", "INSERT INTO foreigner SELECT n, 'x' FROM generate_series(1, 1000) n")
	b.Settle("s")
	b.Exec("a admin", "DELETE FROM foreigner WHERE id > 10; UPDATE foreigner SET v = 'y'")
	b.Settle("s")
	b.ConnStrings["a"], b.ConnStrings["b"] = b.ConnStrings["a admin"], b.ConnStrings["b admin"]
	b.Same("foreigner", "a admin", "b admin")
}

// checkFunctions looks at every function of bucardo_node: pinned search_path, for PUBLIC nothing but reading its own writes. Before PostgreSQL 13 some
// stand for its functions and are inlined, which a pinned search_path would prevent.
func checkFunctions(t *testing.T, b *bed.Bed, db string) {
	t.Helper()
	for problem, where := range map[string]string{
		"no pinned search_path": `NOT coalesce(p.proconfig, '{}') && ARRAY['search_path=pg_catalog, pg_temp', 'search_path=bucardo_node, pg_catalog, pg_temp']
			AND (p.proname !~ '^(pg_|trim_scale)' OR current_setting('server_version_num')::int >= 130000)`,
		"PUBLIC may execute it": "(p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0)) AND p.proname NOT IN ('sync_token', 'wait_for_sync')",
	} {
		got := b.Value(db+" admin", "SELECT string_agg(p.proname, ', ' ORDER BY p.proname) FROM pg_proc p WHERE p.pronamespace = 'bucardo_node'::regnamespace AND "+where)
		if got != "" {
			t.Errorf("%s: %s", problem, got)
		}
	}
	got := b.Value(db+" admin", `SELECT string_agg(relname, ', ') FROM pg_class c, aclexplode(c.relacl) a WHERE relnamespace = 'bucardo_node'::regnamespace AND a.grantee = 0`)
	if got != "" {
		t.Errorf("PUBLIC has rights on %s", got)
	}
	if got := b.Value(db+" admin", "SELECT has_schema_privilege('public', 'bucardo_node', 'CREATE')"); got != "false" {
		t.Error("PUBLIC may create in the schema bucardo_node")
	}
}

// A role of the application that may only write the tables does not notice that they are captured.
func TestApplicationRole(t *testing.T) {
	t.Parallel()
	cluster := clustertest.New(t, pgcluster.Options{})
	b := bed.On(t, clustertest.DB(t, cluster), []string{"a", "b"}, map[string]string{"a": clustertest.DB(t, cluster), "b": clustertest.DB(t, cluster)}, plainItem+`
		CREATE SCHEMA shadow;
		CREATE TABLE parted (id int PRIMARY KEY, v text) PARTITION BY HASH (id);
		CREATE TABLE parted_0 PARTITION OF parted FOR VALUES WITH (MODULUS 1, REMAINDER 0);`)
	b.Exec("a", `CREATE ROLE clerk LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON item, parted TO clerk;
		CREATE ROLE writer LOGIN; GRANT INSERT ON item, parted TO writer; GRANT UPDATE (v) ON item, parted TO writer;
		GRANT CREATE, USAGE ON SCHEMA shadow TO clerk;
		CREATE FUNCTION shadow.pg_notify(text, text) RETURNS void LANGUAGE sql AS 'SELECT 1/0';
		ALTER ROLE clerk SET search_path = shadow, pg_catalog, public`)
	b.Start()
	b.AddSync("s", "a:source,b:source", "all", "latest")
	as := func(role string) *pgx.Conn {
		config, err := pgx.ParseConfig(b.ConnStrings["a"])
		if err != nil {
			t.Fatal(err)
		}
		b.ConnStrings[role] = cluster.ConnStringFor(role, "", config.Database)
		return b.Conn(role)
	}
	for role, statements := range map[string]string{
		"writer": "INSERT INTO item SELECT n, 'w' FROM generate_series(1, 10) n; INSERT INTO parted SELECT n, 'w' FROM generate_series(1, 10) n; UPDATE item SET v = 'u'; UPDATE parted SET v = 'u'",
		"clerk": `INSERT INTO item SELECT n, 'c' FROM generate_series(11, 20) n; UPDATE item SET id = id + 100 WHERE id > 15; DELETE FROM item WHERE id = 11;
			INSERT INTO parted SELECT n, 'c' FROM generate_series(11, 20) n; UPDATE parted SET id = id + 100 WHERE id > 15; DELETE FROM parted WHERE id = 11`,
	} {
		if _, err := as(role).Exec(t.Context(), statements); err != nil {
			t.Fatalf("as %s: %v", role, err)
		}
		b.Settle("s")
		b.Same("item", "a", "b")
		b.Same("parted", "a", "b")
	}
	b.Exec("clerk", "TRUNCATE item; TRUNCATE parted")
	b.Settle("s")
	if b.Same("item", "a", "b")+b.Same("parted", "a", "b") != "" {
		t.Error("TRUNCATE was not replicated")
	}
	for _, forbidden := range []string{
		"SELECT * FROM bucardo_node.captured_table", "SELECT bucardo_node.rotate(1, 0)", "SELECT last_value FROM bucardo_node.state_1",
		"CREATE TRIGGER mine AFTER INSERT ON shadow.mine EXECUTE FUNCTION bucardo_node.capture_1()",
	} {
		if strings.HasPrefix(forbidden, "CREATE TRIGGER") {
			b.Exec("clerk", "CREATE TABLE shadow.mine (id int)")
		}
		if _, err := b.Conn("clerk").Exec(t.Context(), forbidden); err == nil || !strings.Contains(err.Error(), "permission denied") {
			t.Errorf("%s: %v, want permission denied", forbidden, err)
		}
	}
	b.ConnStrings["a admin"] = b.ConnStrings["a"]
	checkFunctions(t, b, "a")
}
