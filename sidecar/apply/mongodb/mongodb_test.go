package mongodb_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/apply/stores"
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
		DB: catalog.DB{Name: "wh", Type: "mongodb", ConnInfo: b.server.ConnInfo, DBName: b.server.DBName, Options: options},
	}
}

func (b *bench) open(config apply.StoreConfig) apply.Store {
	b.Helper()
	store, err := stores.Open(b.Context(), config)
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
	b.do(store.Begin(b.Context(), 1, progress(from)))
	b.do(store.Write(b.Context(), t, rows))
	b.do(store.Commit(b.Context(), progress(to)))
}

func progress(text string) []byte {
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
