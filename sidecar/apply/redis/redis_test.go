package redis_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	goredis "github.com/redis/go-redis/v9"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/apply/stores"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
	servers "github.com/bucardo/bucardo-sidecar/tests/stores"
)

// config leads to a server as a sync does.
func config(server *servers.Redis, options map[string]string) apply.StoreConfig {
	return apply.StoreConfig{
		Installation: "here", Sync: "feed to ä",
		DB: catalog.DB{Name: "cache", Type: "redis", Host: "127.0.0.1", Port: server.Port, Options: options},
	}
}

// open connects by the type's name, as a sync does.
func open(t *testing.T, c apply.StoreConfig) apply.Store {
	t.Helper()
	store, err := stores.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close(context.WithoutCancel(t.Context())) })
	return store
}

// look is the server's own client, which knows nothing of what is tested.
func look(t *testing.T, server *servers.Redis) *goredis.Client {
	t.Helper()
	client := goredis.NewClient(&goredis.Options{Addr: "127.0.0.1:" + strconv.Itoa(server.Port)})
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// table has columns "name type", of which the first ones are the key.
func table(name string, key int, columns ...string) *apply.StoreTable {
	t := &apply.StoreTable{Name: name}
	for i, column := range columns {
		name, kind, _ := strings.Cut(column, " ")
		t.Columns = append(t.Columns, apply.StoreColumn{Name: name, Type: apply.ParseType(kind), Nullable: i >= key})
		if i < key {
			t.Key = append(t.Key, i)
		}
	}
	return t
}

// null stands for NULL in row.
const null = "\x00NULL"

func row(values ...string) apply.Row {
	r := apply.Row{Present: true}
	for i := range values {
		if values[i] == null {
			r.Values = append(r.Values, nil)
		} else {
			r.Values = append(r.Values, &values[i])
		}
	}
	return r
}

// gone is a row that is not there any more, of a table with some columns more than its key.
func gone(more int, key ...string) apply.Row {
	r := row(key...)
	r.Present = false
	r.Values = append(r.Values, make([]*string, more)...)
	return r
}

// write is a transaction that moves the progress on by one.
func write(t *testing.T, store apply.Store, into *apply.StoreTable, rows ...apply.Row) {
	t.Helper()
	within(t, store, func() error { return store.Write(t.Context(), into, rows) })
}

func within(t *testing.T, store apply.Store, do func() error) {
	t.Helper()
	progress, err := store.Progress(t.Context(), 1)
	ok(t, err)
	ok(t, store.Begin(t.Context(), 1, progress))
	ok(t, do())
	ok(t, store.Commit(t.Context(), append(progress, 'x')))
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func keys(t *testing.T, client *goredis.Client) []string {
	t.Helper()
	found, err := client.Keys(t.Context(), "*").Result()
	ok(t, err)
	slices.Sort(found)
	return slices.DeleteFunc(found, func(key string) bool { return strings.Contains(key, "bucardo_progress:") })
}

func problem(t *testing.T, err error, reason, nextStep string) {
	t.Helper()
	var p node.Problem
	if !errors.As(err, &p) || !strings.Contains(p.Reason, reason) || !strings.Contains(p.NextStep, nextStep) {
		t.Errorf("error %#v, want a problem with reason %q and next step %q", err, reason, nextStep)
	}
}

func TestRows(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t)
	client, store := look(t, server), open(t, config(server, nil))
	if version := store.Version(); !regexp.MustCompile(`^(Redis|Valkey) \d+\.\d+\.\d+$`).MatchString(version) {
		t.Errorf("version %q", version)
	}
	people := table("people", 1, "id integer", "name text", "alive boolean")
	found, err := store.Find(t.Context(), []apply.StoreTable{*people})
	ok(t, err)
	same(t, "tables found", found, []*apply.StoreTable{people})

	write(t, store, people, row("1", "Ada", "t"), row("2", "", "false"), row("3", null, null))
	same(t, "keys", keys(t, client), []string{"people:1", "people:2", "people:3"})
	same(t, "row 1", client.HGetAll(t.Context(), "people:1").Val(), map[string]string{"id": "1", "name": "Ada", "alive": "t"})
	same(t, "row 2", client.HGetAll(t.Context(), "people:2").Val(), map[string]string{"id": "2", "name": "", "alive": "f"})
	same(t, "row 3", client.HGetAll(t.Context(), "people:3").Val(), map[string]string{"id": "3"})

	write(t, store, people, row("1", null, "t"), gone(2, "2"), gone(2, "4"), row("5", "Eve", null))
	write(t, store, people, row("1", null, "t"), gone(2, "2"), gone(2, "4"), row("5", "Eve", null))
	same(t, "keys after changes", keys(t, client), []string{"people:1", "people:3", "people:5"})
	same(t, "row 1 after changes", client.HGetAll(t.Context(), "people:1").Val(), map[string]string{"id": "1", "alive": "t"})
	same(t, "row 5", client.HGetAll(t.Context(), "people:5").Val(), map[string]string{"id": "5", "name": "Eve"})
}

func TestHostileNamesAndValues(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t)
	client, store := look(t, server), open(t, config(server, nil))
	hostile := "a'b\"c\\d\r\n$5\r\nÄ☃ *?[x]{}"
	odd := table(hostile, 1, "k text")
	odd.Columns[0].Name = "select " + hostile
	odd.Columns = append(odd.Columns, apply.StoreColumn{Name: hostile, Type: apply.ParseType("text")})
	write(t, store, odd, row(hostile, "null\x00byte"), row("", "the empty key"), row("007", "seven"), row("7", "7"))
	same(t, "keys", len(keys(t, client)), 4)
	same(t, "row", client.HGetAll(t.Context(), hostile+":"+hostile).Val(), map[string]string{"select " + hostile: hostile, hostile: "null\x00byte"})
	same(t, "empty key", client.HGet(t.Context(), hostile+":", hostile).Val(), "the empty key")
	same(t, "key like a number", client.HGet(t.Context(), hostile+":007", hostile).Val(), "seven")
	within(t, store, func() error { return store.Clear(t.Context(), odd) })
	same(t, "keys after Clear", keys(t, client), []string{})
}

func TestNoTwoRowsShareAKey(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t)
	client, store := look(t, server), open(t, config(server, nil))
	two := func(name string) *apply.StoreTable { return table(name, 2, "x text", "y text") }
	one := func(name string) *apply.StoreTable { return table(name, 1, "x text") }
	within(t, store, func() error {
		return errors.Join(
			store.Write(t.Context(), one("a"), []apply.Row{row("b:1"), row("b%3A1"), row(":"), row("%")}),
			store.Write(t.Context(), one("a:b"), []apply.Row{row("1")}),
			store.Write(t.Context(), one("a%3Ab"), []apply.Row{row("1")}),
			store.Write(t.Context(), one("a*"), []apply.Row{row("1")}),
			store.Write(t.Context(), two("p"), []apply.Row{row("x:y", "z"), row("x", "y:z"), row("x%3Ay", "z"), row("x", "y%3Az"), row("", "x"), row("x", "")}),
		)
	})
	want := []string{
		"a%253Ab:1", "a%3Ab:1", "a*:1", "a:%", "a::", "a:b%3A1", "a:b:1",
		"p::x", "p:x%253Ay:z", "p:x%3Ay:z", "p:x:", "p:x:y%253Az", "p:x:y%3Az",
	}
	same(t, "keys", keys(t, client), want)

	for _, name := range []string{"a*", "a:b", "a%3Ab", "a"} {
		within(t, store, func() error { return store.Clear(t.Context(), one(name)) })
		empty, err := store.IsEmpty(t.Context(), one(name))
		ok(t, err)
		if !empty {
			t.Errorf("table %s has rows after Clear", name)
		}
	}
	same(t, "keys after Clear", keys(t, client), want[7:])
}

func TestTablesItCannotKeep(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t)
	store := open(t, config(server, nil))
	for name, bad := range map[string]*apply.StoreTable{
		"progress of syncs": table("bucardo_progress", 1, "id text"),
		"has no key":        table("log", 0, "line text"),
	} {
		_, err := store.Find(t.Context(), []apply.StoreTable{*bad})
		problem(t, err, name, "table")
		problem(t, store.Write(t.Context(), bad, []apply.Row{row("1")}), name, "table")
	}
}

func TestWhatIsUnderAKeyAlready(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t)
	client := look(t, server)
	store := open(t, config(server, nil))
	orders := table("orders", 1, "id integer")
	ok(t, client.RPush(t.Context(), "orders:2", "job").Err())
	ok(t, client.RPush(t.Context(), "orders:queue", "job").Err())
	ok(t, store.Begin(t.Context(), 1, nil))
	problem(t, store.Write(t.Context(), orders, []apply.Row{row("1"), row("2")}), `"orders:2" is a list`, "prefix")
	problem(t, store.Write(t.Context(), orders, []apply.Row{gone(0, "2")}), `"orders:2" is a list`, "prefix")
	store.Rollback(t.Context())
	same(t, "keys", keys(t, client), []string{"orders:2", "orders:queue"})

	empty, err := store.IsEmpty(t.Context(), orders)
	ok(t, err)
	same(t, "a table without rows is empty", empty, true)
	write(t, store, orders, row("1"))
	within(t, store, func() error { return store.Clear(t.Context(), orders) })
	same(t, "keys after Clear", keys(t, client), []string{"orders:2", "orders:queue"})

	asJSON := open(t, config(server, map[string]string{"value": "json", "prefix": "json:"}))
	ok(t, client.HSet(t.Context(), "json:orders:1", "id", "1").Err())
	ok(t, asJSON.Begin(t.Context(), 1, nil))
	problem(t, asJSON.Write(t.Context(), orders, []apply.Row{row("1")}), `"json:orders:1" is a hash`, "prefix")
}

func TestPrefix(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t)
	client := look(t, server)
	people := table("people", 1, "id integer")
	blue, green := open(t, config(server, map[string]string{"prefix": "blue*:"})), open(t, config(server, map[string]string{"prefix": "green:"}))
	write(t, blue, people, row("1"))
	write(t, green, people, row("1"), row("2"))
	same(t, "keys", keys(t, client), []string{"blue*:people:1", "green:people:1", "green:people:2"})
	same(t, "progress", client.Exists(t.Context(), "blue*:bucardo_progress:here:1", "green:bucardo_progress:here:1").Val(), int64(2))
	within(t, blue, func() error { return blue.Clear(t.Context(), people) })
	same(t, "keys after Clear", keys(t, client), []string{"green:people:1", "green:people:2"})
}

func TestDatabaseNumber(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t)
	c := config(server, nil)
	c.DB.DBName = "7"
	write(t, open(t, c), table("people", 1, "id integer"), row("1"))
	c.DB = catalog.DB{Name: "cache", Type: "redis", ConnInfo: fmt.Sprintf("redis://127.0.0.1:%d/7", server.Port)}
	progress, err := open(t, c).Progress(t.Context(), 1)
	ok(t, err)
	same(t, "progress by another address", string(progress), "x")
	same(t, "keys in database 0", keys(t, look(t, server)), []string{})
}

func TestTimeToLive(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"hash", "json"} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			server := servers.StartRedis(t)
			client := look(t, server)
			people := table("people", 1, "id integer", "name text")
			write(t, open(t, config(server, map[string]string{"value": value, "ttl": "1 day 01:00:00"})), people, row("1", "Ada"))
			if ttl := client.TTL(t.Context(), "people:1").Val(); ttl < 24*time.Hour || ttl > 25*time.Hour {
				t.Errorf("row lives for %v", ttl)
			}
			same(t, "progress lives for ever", client.TTL(t.Context(), "bucardo_progress:here:1").Val(), time.Duration(-1))

			forever := open(t, config(server, map[string]string{"value": value}))
			write(t, forever, people, row("1", "Ada"))
			same(t, "a row is written without", client.TTL(t.Context(), "people:1").Val(), time.Duration(-1))
			ok(t, client.Do(t.Context(), "pexpire", "people:1", 1).Err())
			for client.Exists(t.Context(), "people:1").Val() == 1 {
				ok(t, t.Context().Err())
			}
			empty, err := forever.IsEmpty(t.Context(), people)
			ok(t, err)
			same(t, "a table whose rows have expired is empty", empty, true)
		})
	}
}

func TestManyRows(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t)
	client, store := look(t, server), open(t, config(server, nil))
	const rows = 100000
	big := table("big", 1, "id integer", "name text", "price numeric")
	all := make([]apply.Row, rows)
	for i := range all {
		id := strconv.Itoa(i)
		all[i] = row(id, "name "+id, id+".50")
	}
	ok(t, store.Begin(t.Context(), 1, nil))
	for chunk := range slices.Chunk(all, 1000) {
		ok(t, store.Write(t.Context(), big, chunk))
	}
	if n := client.DBSize(t.Context()).Val(); n == 0 || n >= rows {
		t.Errorf("%d keys before the commit, want a part of the rows", n)
	}
	same(t, "no progress before the commit", client.Exists(t.Context(), "bucardo_progress:here:1").Val(), int64(0))
	store.Rollback(t.Context())

	// What was sent already is harmless: the next attempt writes all of it.
	write(t, store, big, all...)
	same(t, "keys", client.DBSize(t.Context()).Val(), int64(rows+1))
	same(t, "last row", client.HGetAll(t.Context(), "big:99999").Val(), map[string]string{"id": "99999", "name": "name 99999", "price": "99999.50"})

	within(t, store, func() error { return store.Clear(t.Context(), big) })
	same(t, "keys after Clear", keys(t, client), []string{})
}

func TestClearAmongWrites(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t)
	client, store := look(t, server), open(t, config(server, nil))
	a, b := table("a", 1, "id integer"), table("b", 1, "id integer")
	write(t, store, a, row("1"))
	within(t, store, func() error {
		return errors.Join(
			store.Write(t.Context(), a, []apply.Row{row("2")}), store.Write(t.Context(), b, []apply.Row{row("1")}),
			store.Clear(t.Context(), a), store.Write(t.Context(), a, []apply.Row{row("3")}),
		)
	})
	same(t, "keys", keys(t, client), []string{"a:3", "b:1"})

	progress, err := store.Progress(t.Context(), 1)
	ok(t, err)
	ok(t, store.Begin(t.Context(), 1, progress))
	ok(t, store.Clear(t.Context(), a))
	ok(t, store.Write(t.Context(), b, []apply.Row{row("2")}))
	store.Rollback(t.Context())
	same(t, "keys after Rollback", keys(t, client), []string{"a:3", "b:1"})

	ok(t, store.Begin(t.Context(), 1, progress))
	c := table("c", 1, "id integer")
	ok(t, store.Write(t.Context(), c, []apply.Row{row("1")}))
	empty, err := store.IsEmpty(t.Context(), c)
	ok(t, err)
	same(t, "a table with a row that is not committed yet is empty", empty, false)
	ok(t, store.Commit(t.Context(), progress))
}
