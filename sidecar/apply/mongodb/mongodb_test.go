package mongodb

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
	server "github.com/bucardo/bucardo-sidecar/tests/stores"
)

// bench is a server and a store of it.
type bench struct {
	*testing.T
	server *server.MongoDB
	store  apply.Store
}

func start(t *testing.T) *bench {
	t.Helper()
	b := &bench{T: t, server: server.StartMongoDB(t)}
	b.store = b.open(b.config())
	return b
}

// config lets numbers be texts where the server does not know decimal128.
func (b *bench) config() apply.StoreConfig {
	options := map[string]string{}
	if b.server.Own {
		options["numeric"] = "string"
	}
	return apply.StoreConfig{
		Installation: "here", Sync: "feed", Password: b.server.Password,
		DB: catalog.DB{Name: "wh", Type: "mongodb", ConnInfo: b.server.ConnInfo, Options: options},
	}
}

func (b *bench) open(config apply.StoreConfig) apply.Store {
	b.Helper()
	store, err := Open(b.Context(), config)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close(context.WithoutCancel(b.Context())) })
	return store
}

func (b *bench) do(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// run writes rows in a transaction of its own, from one progress to the next.
func (b *bench) run(store apply.Store, from, to string, t *apply.StoreTable, rows ...apply.Row) {
	b.Helper()
	b.do(store.Begin(b.Context(), 1, mark(from)))
	b.do(store.Write(b.Context(), t, rows))
	b.do(store.Commit(b.Context(), mark(to)))
}

func mark(text string) []byte {
	if text == "" {
		return nil
	}
	return []byte(text)
}

// rows are the documents of a collection by their _id, in extended JSON.
func (b *bench) rows(collection string) []string {
	b.Helper()
	cursor, err := b.server.Database().Collection(collection).Find(b.Context(), bson.D{})
	b.do(err)
	var found []string
	for cursor.Next(b.Context()) {
		text, err := bson.MarshalExtJSON(cursor.Current, false, false)
		b.do(err)
		found = append(found, string(text))
	}
	b.do(cursor.Err())
	return found
}

func (b *bench) has(collection string, want ...string) {
	b.Helper()
	got := b.rows(collection)
	slices.Sort(got)
	slices.Sort(want)
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		b.Errorf("%s has\n%s\nand not\n%s", collection, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func row(values ...any) apply.Row { return apply.Row{Present: true, Values: texts(values)} }

func gone(values ...any) apply.Row { return apply.Row{Values: texts(values)} }

func texts(values []any) []*string {
	all := make([]*string, len(values))
	for i, v := range values {
		if v != nil {
			text := fmt.Sprint(v)
			all[i] = &text
		}
	}
	return all
}

// table makes a table of columns "name type", the first of which are its key.
func table(name string, key int, columns ...string) *apply.StoreTable {
	t := &apply.StoreTable{Name: name}
	for i, c := range columns {
		name, typeName, _ := strings.Cut(c, " ")
		t.Columns = append(t.Columns, apply.StoreColumn{Name: name, Type: apply.ParseType(typeName), Nullable: i >= key})
		if i < key {
			t.Key = append(t.Key, i)
		}
	}
	return t
}

func TestWrite(t *testing.T) {
	t.Parallel()
	b := start(t)
	item := table("item", 1, "id integer", "name text", "price numeric(10,2)")
	b.run(b.store, "", "1", item, row(1, "lamp", nil), row(2, "", nil), row(3, nil, nil))
	b.run(b.store, "1", "2", item, row(1, "table", nil), gone(2, nil, nil), gone(7, nil, nil), row(4, "chair", nil))
	b.has("item", `{"_id":1,"id":1,"name":"table","price":null}`, `{"_id":3,"id":3,"name":null,"price":null}`, `{"_id":4,"id":4,"name":"chair","price":null}`)
	got, err := b.store.Progress(t.Context(), 1)
	b.do(err)
	if string(got) != "2" {
		t.Errorf("the progress is %q", got)
	}
}

func problem(t *testing.T, err error, reason, nextStep string) {
	t.Helper()
	var p node.Problem
	if !errors.As(err, &p) || !strings.Contains(p.Reason, reason) || !strings.Contains(p.NextStep, nextStep) {
		t.Errorf("the error is %+v, next: %s, and not about %q with a next step about %q", err, p.NextStep, reason, nextStep)
	}
}

// Begin finds that somebody else has written, before and after.
func TestMoved(t *testing.T) {
	t.Parallel()
	b := start(t)
	item := table("item", 1, "id text", "v text")
	b.run(b.store, "", "1", item, row("a", "x"))
	for _, wrong := range []string{"", "0", "2"} {
		if err := b.store.Begin(t.Context(), 1, mark(wrong)); !errors.Is(err, apply.ErrMoved) {
			t.Errorf("Begin from %q says %v", wrong, err)
		}
	}
	if err := b.store.Begin(t.Context(), 2, mark("1")); !errors.Is(err, apply.ErrMoved) {
		t.Errorf("Begin of a sync without progress says %v", err)
	}
	b.run(b.store, "1", "2", item, gone("a", nil))
	b.has("item")
}

// A sidecar that stands still and is overtaken does no harm when it wakes.
func TestOvertaken(t *testing.T) {
	t.Parallel()
	b := start(t)
	if !b.server.Own {
		t.Skip("the other one would wait for the transaction to end")
	}
	item := table("item", 1, "id text", "v text")
	b.run(b.store, "", "1", item, row("a", "x"))
	b.do(b.store.Begin(t.Context(), 1, mark("1")))
	other := b.open(b.config())
	b.run(other, "1", "2", item, row("a", "y"))
	if err := b.store.Write(t.Context(), item, []apply.Row{row("a", "old")}); !errors.Is(err, apply.ErrMoved) {
		t.Errorf("Write says %v", err)
	}
	if err := b.store.Clear(t.Context(), item); !errors.Is(err, apply.ErrMoved) {
		t.Errorf("Clear says %v", err)
	}
	if err := b.store.Commit(t.Context(), mark("2")); !errors.Is(err, apply.ErrMoved) {
		t.Errorf("Commit says %v", err)
	}
	b.has("item", `{"_id":"a","id":"a","v":"y"}`)
}

// Two syncs, and two installations, know nothing of each other.
func TestSideBySide(t *testing.T) {
	t.Parallel()
	b := start(t)
	config := b.config()
	config.Installation = "there"
	there := b.open(config)
	item := table("item", 1, "id text", "v text")
	b.run(b.store, "", "1", item, row("a", "x"))
	b.run(there, "", "there 1", item, row("b", "x"))
	b.do(b.store.Begin(t.Context(), 2, nil))
	b.do(b.store.Commit(t.Context(), mark("second")))
	b.do(b.store.Begin(t.Context(), 1, mark("1")))
	b.do(b.store.Commit(t.Context(), nil)) // forgets
	for _, c := range []struct {
		store apply.Store
		sync  int64
		want  string
	}{{b.store, 1, ""}, {b.store, 2, "second"}, {there, 1, "there 1"}, {there, 2, ""}} {
		got, err := c.store.Progress(t.Context(), c.sync)
		if err != nil || string(got) != c.want || (got == nil) != (c.want == "") {
			t.Errorf("the progress of sync %d is %q, %v, want %q", c.sync, got, err, c.want)
		}
	}
	b.run(b.store, "", "1", item, row("c", "x")) // begins anew
}

// What is rolled back leaves no progress, and no rows where there are transactions; written again, it is there once.
func TestRollback(t *testing.T) {
	t.Parallel()
	b := start(t)
	item := table("item", 1, "id text", "v text")
	b.run(b.store, "", "1", item, row("a", "x"))
	b.do(b.store.Begin(t.Context(), 1, mark("1")))
	b.do(b.store.Write(t.Context(), item, []apply.Row{row("a", "y"), row("b", "y")}))
	b.store.Rollback(t.Context())
	b.store.Rollback(t.Context()) // of none
	got, err := b.store.Progress(t.Context(), 1)
	if b.do(err); string(got) != "1" {
		t.Errorf("the progress is %q", got)
	}
	if !b.server.Own {
		b.has("item", `{"_id":"a","id":"a","v":"x"}`)
	}
	b.run(b.store, "1", "2", item, row("a", "y"), row("b", "y"))
	b.has("item", `{"_id":"a","id":"a","v":"y"}`, `{"_id":"b","id":"b","v":"y"}`)
}

// Keys are values, or documents of them, and never taken for each other.
func TestKeys(t *testing.T) {
	t.Parallel()
	b := start(t)
	place := table("place", 2, "shelf text", "number integer", "what text")
	place.Key = []int{1, 0}
	word := table("word", 1, "word text")
	at := table("at", 2, "at timestamp with time zone", "tags text[]")
	id := table("id", 1, "_id bigint", "v text")
	b.do(b.store.Begin(t.Context(), 1, nil))
	b.do(b.store.Write(t.Context(), place, []apply.Row{row("a", 1, "x"), row("A", 1, "y"), row("1", 2, nil), row("$a.b", 2, nil)}))
	b.do(b.store.Write(t.Context(), place, []apply.Row{row("a", 1, "z"), gone("A", 1, nil), gone("b", 1, nil)}))
	b.do(b.store.Write(t.Context(), word, []apply.Row{row(""), row(" "), row("1"), row("01"), row("1.0"), row("O'Hara"), row("$ne"), row("😀")}))
	b.do(b.store.Write(t.Context(), word, []apply.Row{gone("1"), gone("$gt"), row("$ne")}))
	b.do(b.store.Write(t.Context(), at, []apply.Row{row("2024-02-29 12:00:00.123456+00", "{a}"), row("2024-02-29 12:00:00.123457+00", "{a}"), row("infinity", "{a,b}")}))
	b.do(b.store.Write(t.Context(), at, []apply.Row{gone("2024-02-29 12:00:00.123456+00", "{a}"), gone("infinity", "{a,b}")}))
	b.do(b.store.Write(t.Context(), id, []apply.Row{row(1, "x"), row(2, "x")}))
	b.do(b.store.Write(t.Context(), id, []apply.Row{row(1, "y"), gone(2, nil)}))
	b.do(b.store.Commit(t.Context(), mark("1")))
	b.has("place", `{"_id":{"number":1,"shelf":"a"},"shelf":"a","number":1,"what":"z"}`,
		`{"_id":{"number":2,"shelf":"1"},"shelf":"1","number":2,"what":null}`, `{"_id":{"number":2,"shelf":"$a.b"},"shelf":"$a.b","number":2,"what":null}`)
	var words []string
	for _, w := range []string{"", " ", "01", "1.0", "O'Hara", "$ne", "😀"} {
		words = append(words, fmt.Sprintf(`{"_id":%[1]q,"word":%[1]q}`, w))
	}
	b.has("word", words...)
	b.has("at", `{"_id":{"at":"2024-02-29 12:00:00.123457+00","tags":"{a}"},"at":{"$date":"2024-02-29T12:00:00.123Z"},"tags":["a"]}`)
	b.has("id", `{"_id":1,"v":"y"}`)
}

// Names of tables and columns are whatever PostgreSQL takes.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	b := start(t)
	names := []string{"it's", "a.b", "$where", "_id", "Ü😀", "100%", "select", "a b", "%2E"}
	if !b.server.Own { // FerretDB stumbles over these
		names = append(names, `it's "so"`, `back\slash`)
	}
	b.do(b.store.Begin(t.Context(), 1, nil))
	for _, name := range append(slices.Clone(names), "system.users", "bucardo_progress", ".dot", "a$b") {
		hostile := table(name, 2, "k text", "$.k text")
		for _, column := range names {
			hostile.Columns = append(hostile.Columns, apply.StoreColumn{Name: column, Type: apply.ParseType("text")})
		}
		values := []any{"1", "2"}
		for _, column := range names {
			values = append(values, column)
		}
		b.do(b.store.Create(t.Context(), []apply.StoreTable{*hostile, *hostile}))
		b.do(b.store.Write(t.Context(), hostile, []apply.Row{row(values...)}))
		b.do(b.store.Write(t.Context(), hostile, []apply.Row{row(values...)}))
		var found []bson.D
		cursor, err := b.server.Database().Collection(collectionName(name)).Find(t.Context(), bson.D{})
		b.do(err)
		b.do(cursor.All(t.Context(), &found))
		if len(found) != 1 || len(found[0]) != len(names)+3 {
			t.Fatalf("%s has %v", name, found)
		}
		for i, column := range names {
			if e := found[0][i+3]; e.Key != fieldName(column) || e.Value != column {
				t.Errorf("%s has %v for column %s", name, e, column)
			}
		}
	}
	b.do(b.store.Commit(t.Context(), mark("1")))
}

// Find has what is asked for, and Create makes what is not there.
func TestFindAndCreate(t *testing.T) {
	t.Parallel()
	b := start(t)
	item := table("item", 1, "id text", "v text")
	b.do(b.store.Create(t.Context(), []apply.StoreTable{*item}))
	b.do(b.store.Create(t.Context(), []apply.StoreTable{*item, *table("other", 1, "id text")}))
	found, err := b.store.Find(t.Context(), []apply.StoreTable{*item, *table("none", 1, "id text")})
	b.do(err)
	if len(found) != 2 || found[0].Name != "item" || len(found[0].Columns) != 2 || found[1].Name != "none" {
		t.Errorf("found are %v", found)
	}
	names, err := b.server.Database().ListCollectionNames(t.Context(), bson.D{})
	b.do(err)
	slices.Sort(names)
	if got := strings.Join(names, " "); got != "item other" {
		t.Errorf("the collections are %s", got)
	}
	b.do(b.store.Begin(t.Context(), 1, nil))
	for _, step := range []struct {
		do    func() error
		empty bool
	}{
		{func() error { return nil }, true},
		{func() error { return b.store.Write(t.Context(), item, []apply.Row{row("a", nil)}) }, false},
		{func() error { return b.store.Clear(t.Context(), item) }, true},
		{func() error { return b.store.Write(t.Context(), item, []apply.Row{row("a", "x"), row("b", "x")}) }, false},
		{func() error {
			return b.store.Write(t.Context(), item, []apply.Row{row("a", "y"), gone("b", nil), row("c", "y")})
		}, false},
	} {
		b.do(step.do())
		empty, err := b.store.IsEmpty(t.Context(), item)
		if err != nil || empty != step.empty {
			t.Errorf("empty: %v, %v", empty, err)
		}
	}
	b.do(b.store.Commit(t.Context(), mark("1")))
	b.has("item", `{"_id":"a","id":"a","v":"y"}`, `{"_id":"c","id":"c","v":"y"}`)
	if !strings.Contains(b.store.Version(), "MongoDB ") || b.server.Own && !strings.HasPrefix(b.store.Version(), "FerretDB ") {
		t.Errorf("the version is %s", b.store.Version())
	}
}

// A hundred thousand rows come, change and go.
func TestManyRows(t *testing.T) {
	t.Parallel()
	b := start(t)
	const many, chunk = 100_000, 1000
	changed := 3 * chunk
	if b.server.Own {
		changed = 6 // FerretDB reads all rows for each
	}
	item := table("item", 1, "id text", "v integer")
	b.do(b.store.Begin(t.Context(), 1, nil))
	b.do(b.store.Clear(t.Context(), item))
	var rows []apply.Row
	for i := range many {
		rows = append(rows, row(fmt.Sprintf("item %d", i), i))
		if len(rows) == chunk {
			b.do(b.store.Write(t.Context(), item, rows))
			rows = nil
		}
	}
	b.do(b.store.Commit(t.Context(), mark("1")))
	for i := range changed {
		if i%3 == 0 {
			rows = append(rows, gone(fmt.Sprintf("item %d", i), nil))
		} else {
			rows = append(rows, row(fmt.Sprintf("item %d", i), -1))
		}
	}
	b.do(b.store.Begin(t.Context(), 1, mark("1")))
	for part := range slices.Chunk(rows, chunk) {
		b.do(b.store.Write(t.Context(), item, part))
	}
	b.do(b.store.Commit(t.Context(), mark("2")))
	count := func(filter bson.D) int64 {
		n, err := b.server.Database().Collection("item").CountDocuments(t.Context(), filter)
		b.do(err)
		return n
	}
	if all, negative := count(bson.D{}), count(bson.D{{Key: "v", Value: -1}}); all != int64(many-changed/3) || negative != int64(changed*2/3) {
		t.Errorf("there are %d rows, of which %d are changed", all, negative)
	}
}

// Rows that come in numbers and are taken for new are replaced where they are not.
func TestNotNew(t *testing.T) {
	t.Parallel()
	b := start(t)
	item := table("item", 1, "id text", "v text")
	rows := func(from, to int, v string) (rows []apply.Row) {
		for i := from; i < to; i++ {
			rows = append(rows, row(fmt.Sprint(i), v))
		}
		return rows
	}
	b.run(b.store, "", "1", item, rows(0, 150, "x")...)
	b.run(b.store, "1", "2", item, append(rows(100, 250, "y"), gone("0", nil), gone("-1", nil))...)
	b.run(b.store, "2", "3", item, rows(200, 310, "z")...)
	b.run(b.store, "3", "4", item, rows(400, 500, "z")...)
	b.run(b.store, "4", "5", item, rows(500, 600, "z")...)
	var want []string
	for i := 1; i < 600; i++ {
		if i < 310 || i >= 400 {
			want = append(want, fmt.Sprintf(`{"_id":"%[1]d","id":"%[1]d","v":"%s"}`, i, map[bool]string{i < 100: "x", i >= 100 && i < 200: "y", i >= 200: "z"}[true]))
		}
	}
	b.has("item", want...)
}

// The server is killed within a batch: this is noticed, and the batch is written again when it is back.
func TestServerKilled(t *testing.T) {
	t.Parallel()
	b := start(t)
	if !b.server.Own {
		t.Skip("the server is not the test's")
	}
	item := table("item", 1, "id text", "v text")
	b.run(b.store, "", "1", item, row("a", "x"))
	b.do(b.store.Begin(t.Context(), 1, mark("1")))
	b.do(b.store.Write(t.Context(), item, []apply.Row{row("a", "y")}))
	b.server.Kill()
	err := b.store.Write(t.Context(), item, []apply.Row{row("b", "y")})
	problem(t, err, "", "again")
	if err := b.store.Commit(t.Context(), mark("2")); err == nil {
		t.Error("Commit says nothing")
	}
	_, err = Open(t.Context(), b.config())
	problem(t, err, "connection refused", "update_db('wh'")
	b.server.Start()
	again := b.open(b.config())
	got, err := again.Progress(t.Context(), 1)
	if b.do(err); string(got) != "1" {
		t.Errorf("the progress is %q", got)
	}
	b.run(again, "1", "2", item, row("a", "y"), row("b", "y"))
	b.has("item", `{"_id":"a","id":"a","v":"y"}`, `{"_id":"b","id":"b","v":"y"}`)
}

// What a user can mend is said with the next step, and never with the password.
func TestProblems(t *testing.T) {
	t.Parallel()
	b := start(t)
	password := "s3cret%/"
	config := b.config()
	config.DB.Username, config.Password = "nobody", password
	_, err := Open(t.Context(), config)
	problem(t, err, "cannot log in", "passfile or password_env")
	if strings.Contains(fmt.Sprintf("%+v", err), password) {
		t.Errorf("the error shows the password: %v", err)
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.store.Begin(canceled, 1, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a canceled context brings %v", err)
	}
	b.do(b.store.Begin(t.Context(), 1, nil))
	item := table("item", 1, "id text", "v text", "n integer")
	if !b.server.Own { // FerretDB takes it
		err = b.store.Write(t.Context(), item, []apply.Row{row("a", strings.Repeat("x", 17<<20), nil)})
		problem(t, err, "large", "16 MB")
		b.store.Rollback(t.Context())
		b.do(b.store.Begin(t.Context(), 1, nil))
	}
	err = b.store.Write(t.Context(), item, []apply.Row{row("a", nil, "many")})
	problem(t, err, "column n", "")
	b.store.Rollback(t.Context())
	b.do(b.store.Begin(t.Context(), 1, nil))
	err = b.store.Write(t.Context(), table(strings.Repeat("x", 300), 1, "id text"), []apply.Row{row("a")})
	problem(t, err, "", "add_customname")
}

// What servers answer has a next step, with the call that does it.
func TestExplain(t *testing.T) {
	t.Parallel()
	s := &store{config: apply.StoreConfig{Password: "secret", DB: catalog.DB{Name: "it's"}}}
	for _, c := range []struct {
		err  error
		next string
	}{
		{mongo.CommandError{Code: 13, Message: "not authorized: secret"}, "update_db('it''s'"},
		{mongo.CommandError{Code: 20, Message: "Transaction numbers are only allowed on a replica set member or mongos"}, "transactions => off"},
		{mongo.CommandError{Code: 251, Message: "has been aborted"}, "transactionLifetimeLimitSeconds"},
		{mongo.BulkWriteException{WriteErrors: []mongo.BulkWriteError{{WriteError: mongo.WriteError{Code: 11000, Message: "E11000"}}}}, "unique index"},
		{mongo.BulkWriteException{WriteErrors: []mongo.BulkWriteError{{WriteError: mongo.WriteError{Code: 121, Message: "Document failed validation"}}}}, "validator"},
		{driver.ErrDocumentTooLarge, "16 MB"},
		{errors.New("else"), "again by itself"},
	} {
		err := s.explain(t.Context(), "write", fmt.Errorf("wrapped: %w", c.err))
		problem(t, err, "write: ", c.next)
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("the error shows the password: %v", err)
		}
	}
}
