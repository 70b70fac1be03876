package mysql_test

import (
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/apply/mysql"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
)

func TestFind(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d *database) {
		t.Helper()
		store := d.open(t)
		d.do(t, "CREATE TABLE there (B INT NOT NULL, extra INT, a INT, UNIQUE (B), KEY (a)) ENGINE=InnoDB")
		found, err := store.Find(t.Context(), []apply.StoreTable{
			table("missing", 1, "a integer"), table("there", 1, "b integer", "c text", "a integer"), table("there", 1, "nokey integer", "a integer"),
		})
		if err != nil {
			t.Fatal(err)
		}
		if found[0] != nil {
			t.Errorf("found %+v", found[0])
		}
		if got := found[1]; len(got.Columns) != 2 || got.Columns[0].Name != "b" || got.Columns[0].Nullable || got.Columns[1].Name != "a" || !got.Columns[1].Nullable ||
			len(got.Key) != 1 || got.Key[0] != 0 {
			t.Errorf("found %+v", got)
		}
		if got := found[2]; len(got.Columns) != 1 || len(got.Key) != 0 {
			t.Errorf("found %+v", got)
		}
		if found, err := store.Find(t.Context(), nil); err != nil || len(found) != 0 {
			t.Errorf("nothing: %v, %v", found, err)
		}
	})
}

func TestFindRefuses(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d *database) {
		t.Helper()
		store := d.open(t)
		for _, c := range []struct {
			statement string
			asked     apply.StoreTable
			words     []string
		}{
			{"CREATE TABLE m (id INT PRIMARY KEY) ENGINE=MyISAM", table("m", 1, "id integer"), []string{"MyISAM", "ALTER TABLE `m` ENGINE=InnoDB"}},
			{"CREATE VIEW v AS SELECT 1 AS id", table("v", 1, "id integer"), []string{"view", "add_customname"}},
			{"CREATE TABLE nokey (id INT, KEY (id))", table("nokey", 1, "id integer"), []string{"ADD PRIMARY KEY (`id`)"}},
			{"CREATE TABLE otherkey (id INT, b INT, PRIMARY KEY (id, b))", table("otherkey", 1, "id integer", "b integer"), []string{"ADD UNIQUE (`id`)"}},
			{"CREATE TABLE prefix (id VARBINARY(100) NOT NULL, UNIQUE (id(5)))", table("prefix", 1, "id bytea"), []string{"unique index"}},
			{
				"CREATE TABLE ci (id VARCHAR(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci PRIMARY KEY)", table("ci", 1, "id text"),
				[]string{"utf8mb4_general_ci", "ALTER TABLE `ci` MODIFY `id` varchar(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_"},
			},
			{"CREATE TABLE approx (id FLOAT PRIMARY KEY)", table("approx", 1, "id real"), []string{"float", "MODIFY `id` DOUBLE NOT NULL"}},
		} {
			d.do(t, c.statement)
			_, err := store.Find(t.Context(), []apply.StoreTable{c.asked})
			p := problem(t, err, c.words...)
			if fix := strings.TrimPrefix(p.NextStep, "Change it there: "); strings.HasPrefix(fix, "ALTER TABLE") {
				d.do(t, fix)
				if found, err := store.Find(t.Context(), []apply.StoreTable{c.asked}); err != nil || found[0] == nil {
					t.Errorf("%s: %v", fix, err)
				}
			}
		}
		d.do(t, "CREATE TABLE u (id CHAR(36) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci PRIMARY KEY)")
		if _, err := store.Find(t.Context(), []apply.StoreTable{table("u", 1, "id uuid")}); err != nil {
			t.Errorf("a uuid has one form: %v", err)
		}
		one := table("late", 1, "id integer", "v text")
		create(t, store, one)
		d.do(t, "ALTER TABLE late DROP v")
		begin(t, store)
		refused(t, store.Write(t.Context(), &one, []apply.Row{row("1", "x")}), "'v'", "add_customcols")
		store.Rollback(t.Context())
		d.do(t, "DROP TABLE late")
		begin(t, store)
		refused(t, store.Write(t.Context(), &one, []apply.Row{row("1", "x")}), "late", "create_target_tables")
		store.Rollback(t.Context())
	})
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d *database) {
		t.Helper()
		for _, c := range []struct {
			change func(c *apply.StoreConfig)
			words  []string
		}{
			{func(c *apply.StoreConfig) { c.Password = "s3cret" }, []string{"Access denied", "passfile"}},
			{func(c *apply.StoreConfig) {
				c.DB = catalog.DB{Name: "it's", Type: "mysql", Host: "127.0.0.1", Port: 1, DBName: "x", Username: "root"}
			}, []string{"cannot connect to 127.0.0.1:1", "refused", "update_db('it''s'"}},
			{func(c *apply.StoreConfig) { c.DB.ConnInfo = strings.Replace(c.DB.ConnInfo, "/test", "/none", 1) }, []string{"none", "Create the database"}},
			{func(c *apply.StoreConfig) { c.DB.ConnInfo = "root:s3cret@nonsense" }, []string{"not usable"}},
			{func(c *apply.StoreConfig) { c.DB.ConnInfo, c.DB.DBName = "", "" }, []string{"which database"}},
			{func(c *apply.StoreConfig) { c.DB.Options = map[string]string{"engine": "x"} }, []string{`"engine"`, "durability, tls, tls_ca"}},
			{func(c *apply.StoreConfig) { c.DB.Options = map[string]string{"tls": "maybe"} }, []string{`"maybe"`, "preferred, required, verify, off"}},
			{func(c *apply.StoreConfig) { c.DB.Options = map[string]string{"tls": "required"} }, []string{"TLS"}},
			{func(c *apply.StoreConfig) { c.DB.Options = map[string]string{"tls_ca": "/none"} }, []string{"tls_ca", "/none"}},
			{func(c *apply.StoreConfig) { c.DB.Service = "s" }, []string{"service"}},
		} {
			config := d.config()
			c.change(&config)
			store, err := mysql.Open(t.Context(), config)
			if err == nil {
				t.Errorf("%v: opened %s", c.words, store.Version())
				continue
			}
			if p := problem(t, err, c.words...); strings.Contains(p.Reason+p.NextStep, "s3cret") {
				t.Errorf("the password is told: %v", p)
			}
		}
		config := d.config()
		config.DB.Options = map[string]string{"tls": "preferred", "durability": "full"}
		config.Sync = "odd, name: x"
		config.DB.ConnInfo += "?SQL_MODE=%27%27&time_zone=%27%2B05:00%27"
		store := openStore(t, config)
		one := table("pinned", 1, "at timestamp with time zone")
		create(t, store, one)
		put(t, store, one, row(`2024-01-01 00:00:00+00`))
		d.same(t, "SELECT at FROM pinned", "2024-01-01 00:00:00.000000")
		if version := store.Version(); !strings.HasPrefix(version, "MariaDB 1") && !strings.HasPrefix(version, "MySQL ") {
			t.Errorf("version %q", version)
		}
	})
}
