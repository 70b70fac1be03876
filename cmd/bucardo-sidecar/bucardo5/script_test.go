package bucardo5

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func pointer[T any](value T) *T { return &value }

// config is a sync of three databases.
func config(strategy string) *Config {
	c := &Config{Database: "bucardo", Version: "5.6.0"}
	for _, name := range []string{"a", "b", "c"} {
		c.DBs = append(c.DBs, DB{Name: name, Type: "postgres", Status: "active", Host: pointer("h"), DBName: pointer(name), User: pointer("u")})
		c.DBMaps = append(c.DBMaps, DBMap{DB: name, DBGroup: "bard", Role: "source"})
	}
	c.DBMaps[2].Role = "target"
	c.DBGroups, c.Herds = []Group{{Name: "bard"}}, []Group{{Name: "bard"}}
	c.Goats = []Goat{{ID: 1, DB: "a", Schema: "public", Table: "work", RelType: "table"}, {ID: 2, DB: "a", Schema: "public", Table: "work_seq", RelType: "sequence"}}
	c.HerdMaps = []HerdMap{{Herd: "bard", Goat: 1}}
	c.Syncs = []Sync{{Name: "bard", DBs: pointer("bard"), Herd: pointer("bard"), Status: "active", ConflictStrategy: strategy, DeleteMethod: "delete"}}
	return c
}

func TestStrategies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		strategy, want string
		notes          int
		held           bool
	}{
		{"bucardo_latest", "", 0, false},
		{"", "", 0, false},
		{"bucardo_latest_all_tables", "latest_all_tables", 0, false},
		{"bucardo_random", "random", 0, false},
		{"bucardo_source", "source", 0, false},
		{"bucardo_target", "target", 0, false},
		{"bucardo_skip", "skip", 0, false},
		{" Bucardo_Abort", "abort", 0, false},
		{"bucardo_custom", "", 1, true},
		{"a b", "a,b", 0, false},
		{"b  a", "b,a", 0, false},
		{"b", "b,a", 1, false},
		{"b z", "b,a", 2, false},
		{"c", "", 1, true}, // a target
		{"nonsense", "", 1, true},
	} {
		script, notes := Script(config(c.strategy))
		if notes != c.notes {
			t.Errorf("%q: %d notes, want %d:\n%s", c.strategy, notes, c.notes, script)
		}
		if held := strings.Contains(script, "status => 'inactive'"); held != c.held {
			t.Errorf("%q: inactive is %t:\n%s", c.strategy, held, script)
		}
		if c.want != "" && !strings.Contains(script, "conflict_strategy => '"+c.want+"'") || c.want == "" && strings.Contains(script, "conflict_strategy =>") {
			t.Errorf("%q: %q is not in it:\n%s", c.strategy, c.want, script)
		}
	}
}

// TestImpossible sees that what add_sync would refuse is a comment that says why.
func TestImpossible(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*Config){
		"two databases or more, and dbgroup bard has 1": func(c *Config) { c.DBs[0].Type, c.DBs[1].Type = "firebird", "mysql" },
		"needs a source":                     func(c *Config) { c.DBMaps[0].Role, c.DBMaps[1].Role = "target", "fullcopy" },
		"needs tables, and relgroup bard":    func(c *Config) { c.HerdMaps[0].Goat = 2 },
		"databases a and b are the same one": func(c *Config) { c.DBs[1].DBName = pointer("a") },
		"it has no relgroup":                 func(c *Config) { c.Syncs[0].Herd = nil },
		"it has no databases":                func(c *Config) { c.Syncs[0].DBs = nil },
	} {
		c := config("bucardo_latest")
		change(c)
		script, _ := Script(c)
		if !strings.Contains(strings.ReplaceAll(script, "\n--   ", " "), want) || strings.Contains(script, "\nSELECT bucardo.add_sync") || !strings.Contains(script, "\n--     SELECT bucardo.add_sync") {
			t.Errorf("%s:\n%s", want, script)
		}
	}
}

func TestConnections(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		db   DB
		want string // the arguments, or the problem
	}{
		{DB{DSN: "dbi:Pg:dbname=shop;host=h;port=5433;user=u;password=sesame"}, "host => 'h', port => 5433, dbname => 'shop', username => 'u', password_env => 'BUCARDO_X_PASSWORD'"},
		{DB{DSN: "DBI:Pg(RaiseError=>1):db='my shop';sslmode=require"}, `conninfo => E'dbname=''my shop'' sslmode=require'`},
		{DB{DSN: "dbi:mysql:x"}, "its dbdsn is not one of DBD::Pg"},
		{DB{DSN: "dbi:Pg:sesame"}, "its dbdsn cannot be read"},
		{DB{DSN: "dbi:Pg:pasword=sesame"}, "its dbdsn has a keyword that libpq does not know"},
		{DB{DBName: pointer("shop"), User: pointer("u")}, "conninfo => 'dbname=shop user=u'"},
		{DB{Service: pointer("shop")}, "service => 'shop'"},
		{DB{Host: pointer("h"), Port: pointer("x")}, "its port is not a number from 1 to 65535"},
		{DB{Host: pointer("h"), Conn: "password=sesame sslmode=require"}, "conninfo => 'host=h sslmode=require', password_env => 'BUCARDO_X_PASSWORD'"},
		{DB{Host: pointer("h"), Pass: pointer("sesame"), PgPass: pointer("/p")}, "host => 'h', passfile => '/p'"},
		{DB{DSN: "dbi:Pg:dbname=shop;port=0"}, "its port is not a number from 1 to 65535"},
		{DB{Host: pointer("postgres://u:sesame@h/d"), DBName: pointer("d")}, "its host looks like a connection string"},
		{DB{Host: pointer("h"), DBName: pointer("postgres://u:sesame@h/d")}, "its dbname looks like a connection string"},
	} {
		c.db.Name, c.db.Status = "x", "active"
		found, problem := carry(c.db)
		var args []string
		for _, arg := range found.args {
			if arg != "" {
				args = append(args, arg)
			}
		}
		got := strings.Join(args, ", ")
		if problem != "" {
			got = problem
		}
		if want := strings.Replace(c.want, "E'dbname", "'dbname", 1); got != want {
			t.Errorf("%+v:\n got %s\nwant %s", c.db, got, want)
		}
		if strings.Contains(got+strings.Join(found.notes, ""), "sesame") {
			t.Errorf("a password is shown: %s", got)
		}
	}
}

func TestStores(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		db   DB
		want string // the arguments, or the problem
	}{
		{DB{Type: "mysql", DBName: pointer("wiki"), User: pointer("u"), Pass: pointer("sesame")}, "type => 'mysql', host => 'localhost', dbname => 'wiki', username => 'u', password_env => 'BUCARDO_X_PASSWORD'"},
		{DB{Type: "mariadb", Host: pointer("h"), Port: pointer("3307"), DBName: pointer("wiki")}, "type => 'mariadb', host => 'h', port => 3307, dbname => 'wiki'"},
		{DB{Type: "mysql", DSN: "dbi:mysql:database=wiki;host=h;port=3307;password=sesame"}, "type => 'mysql', host => 'h', port => 3307, dbname => 'wiki', password_env => 'BUCARDO_X_PASSWORD'"},
		{DB{Type: "mysql", DBName: pointer("wiki"), Conn: "mysql_ssl=1"}, "its dbconn has a keyword that has no counterpart"},
		{DB{Type: "oracle", DBName: pointer("sales")}, "it has no host, but a name that Oracle's own client knows"},
		{DB{Type: "oracle", DSN: "dbi:Oracle:host=h;sid=sales;port=1521", User: pointer("u")}, "type => 'oracle', host => 'h', port => 1521, dbname => 'sales', username => 'u'"},
		{DB{Type: "mongo", DBName: pointer("wiki")}, "type => 'mongodb', host => 'localhost', dbname => 'wiki'"},
		{DB{Type: "mongo", DBName: pointer("wiki"), DSN: "DSN:mongodb://u:sesame@h:27018"}, "type => 'mongodb', host => 'h', port => 27018, dbname => 'wiki', username => 'u', password_env => 'BUCARDO_X_PASSWORD'"},
		{DB{Type: "mongo", DBName: pointer("wiki"), DSN: "u:sesame@h,i"}, "its dbdsn is more than mongodb://user@host:port"},
		{DB{Type: "redis", DBName: pointer("3"), Host: pointer("h")}, "type => 'redis', host => 'h', dbname => '3'"},
		{DB{Type: "redis", DBName: pointer("cache")}, "type => 'redis'"},
		{DB{Type: "sqlite", DBName: pointer("/var/lib/x.db"), User: pointer("u")}, "type => 'sqlite', dbname => '/var/lib/x.db'"},
		{DB{Type: "sqlite", DBName: pointer("x.db")}, `its place is "x.db", and not an absolute path`},
		{DB{Type: "flatfile", DBName: pointer("x")}, "type => 'files', dbname => '/var/flat'"},
		{DB{Type: "firebird", DBName: pointer("x")}, "it is of type firebird, and such databases take no part"},
		{DB{Type: "drizzle", DBName: pointer("x")}, "it is of type drizzle, and such databases take no part"},
		{DB{Type: "mysql", Host: pointer("mysql://u:sesame@h/d"), DBName: pointer("d")}, "its host looks like a connection string"},
	} {
		c.db.Name, c.db.Status = "x", "active"
		found, problem := carryStore(c.db, "/var/flat")
		got := strings.Join(slices.DeleteFunc(found.args, func(arg string) bool { return arg == "" }), ", ")
		if problem != "" {
			got = problem
		}
		if got != c.want {
			t.Errorf("%+v:\n got %s\nwant %s", c.db, got, c.want)
		}
		if strings.Contains(got+strings.Join(found.notes, ""), "sesame") {
			t.Errorf("a password is shown: %s", got)
		}
	}
	if _, problem := carryStore(DB{Type: "flatfile", Name: "x"}, "."); problem != `its place is ".", and not an absolute path` {
		t.Errorf("flat files in the working directory: %s", problem)
	}
}

// TestStoreRoles sees that a database that is not PostgreSQL is a target or left out.
func TestStoreRoles(t *testing.T) {
	t.Parallel()
	for role, want := range map[string]string{
		"target":   "dbs => 'a:source,b:source,c:target'",
		"fullcopy": "database c (fullcopy) of dbgroup bard is left out: of type mysql it can only be a target.",
		"source":   "database c (source) of dbgroup bard is left out: of type mysql it can only be a target.",
	} {
		c := config("bucardo_latest")
		c.DBs[2].Type, c.DBMaps[2].Role = "mysql", role
		script, _ := Script(c)
		if !strings.Contains(strings.ReplaceAll(script, "\n--   ", " "), want) || !strings.Contains(script, "\nSELECT bucardo.add_sync") {
			t.Errorf("%s: there is no %s in\n%s", role, want, script)
		}
	}
}

func TestColumns(t *testing.T) {
	t.Parallel()
	for clause, want := range map[string]string{
		"SELECT a, b":                           "a, b",
		" select id, upper(b, 'x,y') AS \"B\" ": "id, upper(b, 'x,y') AS \"B\"",
		"SELECT *":                              "",
		"SELECT a, upper(b)":                    "",
		"SELECT a, a":                           "",
		"SELECT a; DROP TABLE work":             "",
		"SELECT a -- b":                         "",
		"UPDATE work SET a = 1":                 "",
		"SELECT a, (b AS c":                     "",
		"SELECT a, 'it''s' AS b, array[1,2] AS c, d AS \"e f\"": "a, 'it''s' AS b, array[1,2] AS c, d AS \"e f\"",
	} {
		if got, problem := columns(clause); got != want || (problem == "") != (want != "") {
			t.Errorf("%s: %q, %q", clause, got, problem)
		}
	}
}

// TestCustomNames sees that a second source keeps its name, and that a target has the one that Bucardo would take.
func TestCustomNames(t *testing.T) {
	t.Parallel()
	c := config("bucardo_latest")
	c.CustomNames = []CustomName{
		{ID: 1, Goat: 1, NewName: pointer("one")},
		{ID: 2, Goat: 1, NewName: pointer("two"), DB: pointer("c")},
		{ID: 3, Goat: 1, NewName: pointer("three"), Sync: pointer("bard")},
		{ID: 4, Goat: 1, NewName: pointer("four"), DB: pointer("b")},
	}
	script, _ := Script(c)
	var calls []string
	for line := range strings.SplitSeq(script, "\n") {
		if strings.HasPrefix(line, "SELECT bucardo.add_customname") {
			calls = append(calls, line)
		}
	}
	if diff := cmp.Diff([]string{"SELECT bucardo.add_customname('public.work', 'two', db => 'c', sync => 'bard', if_not_exists => true);"}, calls); diff != "" {
		t.Error(diff)
	}
}

// TestHeld sees that a sync without the columns that it needs does not run.
func TestHeld(t *testing.T) {
	t.Parallel()
	c := config("bucardo_latest")
	c.CustomCols = []CustomCols{{ID: 1, Goat: 1, Clause: pointer("SELECT *, now() AS seen"), DB: pointer("c")}}
	if script, _ := Script(c); !strings.Contains(script, "status => 'inactive'") {
		t.Error(script)
	}
}
