package mysql_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	driver "github.com/go-sql-driver/mysql"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/apply/mysql"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
	"github.com/bucardo/bucardo-sidecar/tests/stores"
)

// servers are DSNs without a database, by the server's name.
var servers = map[string]string{}

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (int, error) {
	ctx := context.Background() //nolint:forbidigo // there is no test yet
	maria, err := stores.NewMariaDB(ctx)
	if err != nil {
		return 0, err
	}
	defer maria.Remove()
	servers[maria.Name] = maria.DSN("")
	old, err := stores.NewMySQL56(ctx)
	if err != nil {
		return 0, err
	}
	if old != nil {
		defer old.Remove()
		servers[old.Name] = old.DSN("")
	}
	if dsn := os.Getenv("BUCARDO_TEST_MYSQL_DSN"); dsn != "" {
		servers["given"] = dsn
	}
	return m.Run(), nil
}

// database is one that the test has for itself.
type database struct {
	catalog.DB
	password string
	pool     *sql.DB // another session than the store's
}

// onEach runs a test on each server, in a database of its own.
func onEach(t *testing.T, test func(t *testing.T, d *database)) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(servers)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, newDatabase(t, servers[name]))
		})
	}
}

func newDatabase(t *testing.T, dsn string) *database {
	t.Helper()
	cfg, err := driver.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	cfg.DBName = ""
	cfg.Params = map[string]string{"time_zone": "'+00:00'"}
	cfg.Logger = &driver.NopLogger{}
	if err := cfg.Apply(driver.Charset("utf8mb4", "utf8mb4_bin")); err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("test `%s %d", strings.NewReplacer("/", " ", ".", " ").Replace(t.Name()), os.Getpid())
	name = name[:min(len(name), 60)] + "x"
	d := &database{pool: pool(t, cfg), password: cfg.Passwd}
	d.do(t, "CREATE DATABASE "+back(name))
	server := d.pool
	t.Cleanup(func() {
		if _, err := server.Exec("DROP DATABASE " + back(name)); err != nil { //nolint:noctx // the test's is over
			t.Error(err)
		}
	})
	cfg.DBName = name
	d.pool = pool(t, cfg)
	cfg.DBName, cfg.Passwd, cfg.Params = name, "", nil
	d.DB = catalog.DB{Name: "wh", Type: "mysql", DBName: name, ConnInfo: cfg.FormatDSN()}
	return d
}

// pool is one session, for the sake of transactions.
func pool(t *testing.T, cfg *driver.Config) *sql.DB {
	t.Helper()
	connector, err := driver.NewConnector(cfg)
	if err != nil {
		t.Fatal(err)
	}
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(1)
	t.Cleanup(func() {
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
	})
	return pool
}

func back(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }

func (d *database) do(t *testing.T, statement string) {
	t.Helper()
	if _, err := d.pool.ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// value is the one value of a query, as text; NULL is nil.
func (d *database) value(t *testing.T, query string) *string {
	t.Helper()
	var value *string
	if err := d.pool.QueryRowContext(t.Context(), query).Scan(&value); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return value
}

// lines are the rows of a query, columns joined by |.
func (d *database) lines(t *testing.T, query string) []string {
	t.Helper()
	rows, err := d.pool.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	lines := []string{}
	for rows.Next() {
		values := make([]*string, len(columns))
		places := make([]any, len(columns))
		for i := range values {
			places[i] = &values[i]
		}
		if err := rows.Scan(places...); err != nil {
			t.Fatal(err)
		}
		line := make([]string, len(columns))
		for i, value := range values {
			line[i] = "NULL"
			if value != nil {
				line[i] = *value
			}
		}
		lines = append(lines, strings.Join(line, "|"))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}

func (d *database) same(t *testing.T, query string, want ...string) {
	t.Helper()
	if got := d.lines(t, query); !slices.Equal(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", query, got, want)
	}
}

func (d *database) config() apply.StoreConfig {
	return apply.StoreConfig{Installation: "here", Sync: "feed", DB: d.DB, Password: d.password}
}

func (d *database) open(t *testing.T) apply.Store {
	t.Helper()
	return openStore(t, d.config())
}

func openStore(t *testing.T, config apply.StoreConfig) apply.Store {
	t.Helper()
	store, err := mysql.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return store
}

// table is a StoreTable of columns like "id integer"; the first keys of them are the key.
func table(name string, keys int, columns ...string) apply.StoreTable {
	t := apply.StoreTable{Name: name}
	for i, column := range columns {
		name, typ, _ := strings.Cut(column, " ")
		t.Columns = append(t.Columns, apply.StoreColumn{Name: name, Type: apply.ParseType(typ), Nullable: i >= keys})
		if i < keys {
			t.Key = append(t.Key, i)
		}
	}
	return t
}

func row(values ...string) apply.Row {
	r := apply.Row{Present: true}
	for _, value := range values {
		r.Values = append(r.Values, &value)
	}
	return r
}

func gone(t apply.StoreTable, key ...string) apply.Row {
	r := apply.Row{Values: make([]*string, len(t.Columns))}
	for i, c := range t.Key {
		r.Values[c] = &key[i]
	}
	return r
}

// begin opens a transaction of sync 1 from wherever it stands.
func begin(t *testing.T, store apply.Store) {
	t.Helper()
	progress, err := store.Progress(t.Context(), 1)
	if err == nil {
		err = store.Begin(t.Context(), 1, progress)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, store apply.Store, table apply.StoreTable, rows ...apply.Row) {
	t.Helper()
	if err := store.Write(t.Context(), &table, rows); err != nil {
		t.Fatal(err)
	}
}

func commit(t *testing.T, store apply.Store, progress string) {
	t.Helper()
	if err := store.Commit(t.Context(), []byte(progress)); err != nil {
		t.Fatal(err)
	}
}

func create(t *testing.T, store apply.Store, tables ...apply.StoreTable) {
	t.Helper()
	if err := store.Create(t.Context(), tables); err != nil {
		t.Fatal(err)
	}
}

// put writes rows in a transaction of their own.
func put(t *testing.T, store apply.Store, table apply.StoreTable, rows ...apply.Row) {
	t.Helper()
	begin(t, store)
	write(t, store, table, rows...)
	commit(t, store, "p")
}

// refused fails unless the error is a problem with these words in it.
func refused(t *testing.T, err error, words ...string) {
	t.Helper()
	_ = problem(t, err, words...)
}

// problem is the problem that an error has to be, with these words in it.
func problem(t *testing.T, err error, words ...string) node.Problem {
	t.Helper()
	var found node.Problem
	if !errors.As(err, &found) {
		t.Fatalf("not a problem: %v", err)
	}
	for _, word := range words {
		if !strings.Contains(found.Reason+"\n"+found.NextStep, word) {
			t.Errorf("%q is not in: %s\n%s", word, found.Reason, found.NextStep)
		}
	}
	if found.NextStep == "" {
		t.Errorf("no next step: %s", found.Reason)
	}
	return found
}
