package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/apply/sqlite"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

func config(path string) apply.StoreConfig {
	return apply.StoreConfig{Installation: "house", Sync: "feed", DB: catalog.DB{Name: "file", Type: "sqlite", DBName: path}}
}

func newPath(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "it's 100% a 'file'?#x.db")
}

func open(t *testing.T, path string) apply.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), config(path))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return s
}

// reader is another program with the file open.
func reader(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func ask(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says it
	var lines []string
	for rows.Next() {
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		values, to := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			to[i] = &values[i]
		}
		if err := rows.Scan(to...); err != nil {
			t.Fatal(err)
		}
		texts := make([]string, len(values))
		for i, v := range values {
			texts[i] = fmt.Sprint(v)
		}
		lines = append(lines, strings.Join(texts, "|"))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

func same(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// table is a table with a key of its first column, or of its first two.
func table(name string, keys int, columns ...string) apply.StoreTable {
	t := apply.StoreTable{Name: name}
	for i, c := range columns {
		column, typ, _ := strings.Cut(c, ":")
		t.Columns = append(t.Columns, apply.StoreColumn{Name: column, Type: apply.ParseType(typ), Nullable: i >= keys})
		if i < keys {
			t.Key = append(t.Key, i)
		}
	}
	return t
}

const null = "\x00"

func row(present bool, values ...string) apply.Row {
	r := apply.Row{Present: present}
	for _, v := range values {
		if v == null {
			r.Values = append(r.Values, nil)
		} else {
			r.Values = append(r.Values, &v)
		}
	}
	return r
}

func there(values ...string) apply.Row { return row(true, values...) }
func gone(values ...string) apply.Row  { return row(false, values...) }

// commit makes one batch of rows.
func commit(t *testing.T, s apply.Store, expected, progress string, table *apply.StoreTable, rows ...apply.Row) {
	t.Helper()
	must(t, s.Begin(t.Context(), 1, document(expected)))
	must(t, s.Write(t.Context(), table, rows))
	must(t, s.Commit(t.Context(), document(progress)))
}

func document(progress string) []byte {
	if progress == "" {
		return nil
	}
	return []byte(progress)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused wants a problem whose reason and next step contain words.
func refused(t *testing.T, err error, words ...string) {
	t.Helper()
	var problem node.Problem
	if !errors.As(err, &problem) {
		t.Fatalf("%v is not a problem", err)
	}
	for _, w := range words {
		if !strings.Contains(problem.Reason+" "+problem.NextStep, w) {
			t.Errorf("no %q in %s %s", w, problem.Reason, problem.NextStep)
		}
	}
}

func TestRowsComeAndGo(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s, db := open(t, path), reader(t, path)
	for i, tab := range []apply.StoreTable{
		table("public.plain", 1, "id:integer", "v:text"),
		table("text key", 1, "id:text", "v:text"),
		table(`weird "table" 'ü' select`, 2, `a"b:text`, "order:bigint", "v;--:text"),
		table("only key", 2, "a:text", "b:integer", "c:text"),
	} {
		if tab.Name == "only key" {
			tab.Columns = tab.Columns[:2]
		}
		must(t, s.Create(t.Context(), []apply.StoreTable{tab}))
		must(t, s.Create(t.Context(), []apply.StoreTable{tab}))
		key := func(n int) []string {
			if len(tab.Key) == 1 {
				return []string{fmt.Sprint(n)}
			}
			return []string{fmt.Sprintf("k'\"%d", n), fmt.Sprint(n)}
		}
		full := func(n int, v string) []string { return append(key(n), v)[:len(tab.Columns)] }
		for n, rows := range [][]apply.Row{
			{there(full(1, "one")...), there(full(2, "")...), there(full(3, null)...)},
			{there(full(1, "newline\nquote'\"\\ü\U0001f600")...), gone(full(2, null)...), gone(full(9, null)...), there(full(4, "four")...)},
		} {
			must(t, s.Begin(t.Context(), int64(i), document([]string{"", "0"}[n])))
			must(t, s.Write(t.Context(), &tab, rows))
			must(t, s.Commit(t.Context(), fmt.Append(nil, n)))
		}
		quoted := `"` + strings.ReplaceAll(tab.Name, `"`, `""`) + `"`
		var want []string
		for _, n := range []int{1, 3, 4} {
			v := map[int]string{1: "newline\nquote'\"\\ü\U0001f600", 3: "<nil>", 4: "four"}[n]
			want = append(want, strings.Join(full(n, v), "|"))
		}
		same(t, ask(t, db, "SELECT * FROM "+quoted+" ORDER BY 1"), strings.Join(want, "\n"))
		must(t, s.Begin(t.Context(), int64(i), []byte("1")))
		must(t, s.Clear(t.Context(), &tab))
		empty, err := s.IsEmpty(t.Context(), &tab)
		if err != nil || !empty {
			t.Errorf("%s has rows (%v)", tab.Name, err)
		}
		s.Rollback(t.Context())
		same(t, ask(t, db, "SELECT count(*) FROM "+quoted), "3")
	}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := open(t, path)
	got, err := s.Progress(t.Context(), 1)
	if err != nil || got != nil {
		t.Fatalf("a new file has progress %q (%v)", got, err)
	}
	tab := table("t", 1, "id:integer", "v:text")
	must(t, s.Create(t.Context(), []apply.StoreTable{tab}))
	commit(t, s, "", "p1", &tab, there("1", "a"))
	for _, wrong := range [][]byte{nil, []byte("p0"), {}} {
		if err := s.Begin(t.Context(), 1, wrong); !errors.Is(err, apply.ErrMoved) {
			t.Errorf("%q is taken for the progress: %v", wrong, err)
		}
	}
	must(t, s.Begin(t.Context(), 2, nil)) // another sync
	must(t, s.Commit(t.Context(), []byte("q1")))
	elsewhere := config(path)
	elsewhere.Installation = "other"
	other, err := sqlite.Open(t.Context(), elsewhere)
	must(t, err)
	must(t, other.Begin(t.Context(), 1, nil))
	must(t, other.Commit(t.Context(), []byte("r1")))
	must(t, other.Close(t.Context()))
	again := open(t, path)
	for sync, want := range map[int64]string{1: "p1", 2: "q1"} {
		if got, err := again.Progress(t.Context(), sync); err != nil || string(got) != want {
			t.Errorf("progress of %d is %q (%v)", sync, got, err)
		}
	}
	must(t, again.Begin(t.Context(), 1, []byte("p1")))
	must(t, again.Commit(t.Context(), nil))
	if got, err := s.Progress(t.Context(), 1); err != nil || got != nil {
		t.Errorf("the progress is not forgotten: %q (%v)", got, err)
	}
}
