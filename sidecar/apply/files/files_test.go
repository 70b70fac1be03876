package files_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/apply/files"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

func config(directory string, options ...string) apply.StoreConfig {
	c := apply.StoreConfig{Installation: "house", Sync: "feed", DB: catalog.DB{Name: "trail", Type: "files", DBName: directory, Options: map[string]string{}}}
	for _, o := range options {
		name, value, _ := strings.Cut(o, "=")
		c.DB.Options[name] = value
	}
	return c
}

func open(t *testing.T, c apply.StoreConfig) apply.Store {
	t.Helper()
	s, err := files.Open(t.Context(), c)
	must(t, err)
	t.Cleanup(func() {
		if err := s.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
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

var times = regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:.]+Z`)

// read lists the files that are complete and what is in them, with TIME for the times of commits.
func read(t *testing.T, directory string) string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(directory, "[^.]*"))
	must(t, err)
	var all strings.Builder
	for _, path := range paths {
		text, err := os.ReadFile(path)
		must(t, err)
		all.WriteString(filepath.Base(path) + "\n" + times.ReplaceAllString(string(text), "TIME"))
	}
	return all.String()
}

var orders = apply.StoreTable{Name: "or'd\"ers", Key: []int{0, 1}, Columns: []apply.StoreColumn{
	{Name: "id", Type: apply.ParseType("bigint")},
	{Name: `a"b`, Type: apply.ParseType("text")},
	{Name: "tags", Type: apply.ParseType("text[]"), Nullable: true},
	{Name: "at", Type: apply.ParseType("timestamp(3) with time zone"), Nullable: true},
}}

var notes = apply.StoreTable{Name: "notes", Columns: []apply.StoreColumn{{Name: "note", Type: apply.ParseType("character varying(20)"), Nullable: true}}}

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

func document(progress string) []byte {
	if progress == "" {
		return nil
	}
	return []byte(progress)
}

func commit(t *testing.T, s apply.Store, expected, progress string, rows ...apply.Row) {
	t.Helper()
	must(t, s.Begin(t.Context(), 1, document(expected)))
	if len(rows) > 0 {
		must(t, s.Write(t.Context(), &orders, rows))
	}
	must(t, s.Commit(t.Context(), document(progress)))
}

// play writes two batches with all that there is.
func play(t *testing.T, s apply.Store) {
	t.Helper()
	must(t, s.Begin(t.Context(), 1, nil))
	must(t, s.Clear(t.Context(), &orders))
	must(t, s.Write(t.Context(), &orders, []apply.Row{
		row(true, "-9223372036854775808", "it's \"x\",\n\\ü", `{a,NULL,"b\"c"}`, "2024-02-29 10:00:00.5+00"),
		row(true, "2", "", null, "infinity"),
	}))
	must(t, s.Write(t.Context(), &notes, []apply.Row{row(true, "x"), row(true, "x"), row(true, null)}))
	must(t, s.Commit(t.Context(), []byte("p1")))
	commit(t, s, "p1", "p2", row(true, "2", "", "{}", null), row(false, "-9223372036854775808", "it's \"x\",\n\\ü", null, null))
}

func TestJSONLines(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	s := open(t, config(directory))
	play(t, s)
	got := read(t, directory)
	same(t, got, `house-1-000000000001.jsonl
{"op":"schema","table":"or'd\"ers","columns":[{"name":"id","type":"bigint","nullable":false},{"name":"a\"b","type":"text","nullable":false},`+
		`{"name":"tags","type":"text[]","nullable":true},{"name":"at","type":"timestamp(3) with time zone","nullable":true}],"key":["id","a\"b"]}
{"op":"truncate","table":"or'd\"ers"}
{"op":"upsert","table":"or'd\"ers","row":{"id":-9223372036854775808,"a\"b":"it's \"x\",\n\\ü","tags":["a",null,"b\"c"],"at":"2024-02-29 10:00:00.5+00:00"}}
{"op":"upsert","table":"or'd\"ers","row":{"id":2,"a\"b":"","tags":null,"at":"infinity"}}
{"op":"schema","table":"notes","columns":[{"name":"note","type":"character varying(20)","nullable":true}],"key":[]}
{"op":"insert","table":"notes","row":{"note":"x"}}
{"op":"insert","table":"notes","row":{"note":"x"}}
{"op":"insert","table":"notes","row":{"note":null}}
{"op":"commit","sync":"feed","at":"TIME","changes":6}
house-1-000000000002.jsonl
{"op":"schema","table":"or'd\"ers","columns":[{"name":"id","type":"bigint","nullable":false},{"name":"a\"b","type":"text","nullable":false},`+
		`{"name":"tags","type":"text[]","nullable":true},{"name":"at","type":"timestamp(3) with time zone","nullable":true}],"key":["id","a\"b"]}
{"op":"upsert","table":"or'd\"ers","row":{"id":2,"a\"b":"","tags":[],"at":null}}
{"op":"delete","table":"or'd\"ers","key":{"id":-9223372036854775808,"a\"b":"it's \"x\",\n\\ü"}}
{"op":"commit","sync":"feed","at":"TIME","changes":2}
`)
	for line := range strings.SplitSeq(got, "\n") {
		if strings.HasPrefix(line, "{") && !json.Valid([]byte(line)) {
			t.Errorf("not JSON: %s", line)
		}
	}
}

func TestCSV(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	play(t, open(t, config(directory, "format=csv")))
	same(t, read(t, directory), `house-1-000000000001.csv
columns,"or'd""ers",id,"a""b",tags,at
types,"or'd""ers",bigint,text,text[],timestamp(3) with time zone
key,"or'd""ers",id,"a""b"
truncate,"or'd""ers"
upsert,"or'd""ers",-9223372036854775808,"it's ""x"",
\ü","{a,NULL,""b\""c""}",2024-02-29 10:00:00.5+00
upsert,"or'd""ers",2,"",,infinity
columns,notes,note
types,notes,character varying(20)
key,notes
insert,notes,x
insert,notes,x
insert,notes,
commit,feed,TIME,6
house-1-000000000002.csv
columns,"or'd""ers",id,"a""b",tags,at
types,"or'd""ers",bigint,text,text[],timestamp(3) with time zone
key,"or'd""ers",id,"a""b"
upsert,"or'd""ers",2,"",{},
delete,"or'd""ers",-9223372036854775808,"it's ""x"",
\ü",,
commit,feed,TIME,2
`)
}

// TestSQL has PostgreSQL play the files.
func TestSQL(t *testing.T) {
	t.Parallel()
	conn, err := pgx.Connect(t.Context(), clustertest.DB(t, clustertest.Shared(t)))
	must(t, err)
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	directory := t.TempDir()
	s := open(t, config(directory, "format=sql"))
	must(t, s.Create(t.Context(), []apply.StoreTable{{Name: "key only", Columns: orders.Columns[:1], Key: []int{0}}}))
	play(t, s)
	only := apply.StoreTable{Name: "key only", Columns: orders.Columns[:1], Key: []int{0}}
	must(t, s.Begin(t.Context(), 1, []byte("p2")))
	must(t, s.Write(t.Context(), &only, []apply.Row{row(true, "1"), row(true, "2"), row(false, "3")}))
	must(t, s.Commit(t.Context(), []byte("p3")))
	paths, err := filepath.Glob(filepath.Join(directory, "*.sql"))
	must(t, err)
	if len(paths) != 4 {
		t.Errorf("the files are %v", paths)
	}
	for range 2 { // a second time changes nothing but what has no key
		for _, path := range append([]string{paths[3]}, paths[:3]...) {
			text, err := os.ReadFile(path)
			must(t, err)
			if _, err := conn.PgConn().Exec(t.Context(), string(text)).ReadAll(); err != nil {
				t.Fatalf("%s: %v\n%s", path, err, text)
			}
		}
		for query, want := range map[string]string{
			`SELECT string_agg(o::text, ';') FROM "or'd""ers" o`: `(2,"",{},)`,
			`SELECT string_agg(k::text, ';') FROM "key only" k`:  "(1);(2)",
		} {
			var got string
			must(t, conn.QueryRow(t.Context(), query).Scan(&got))
			same(t, got, want)
		}
	}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	s := open(t, config(directory))
	if got, err := s.Progress(t.Context(), 1); err != nil || got != nil {
		t.Fatalf("a new directory has progress %q (%v)", got, err)
	}
	commit(t, s, "", "p1", row(true, "1", "a", null, null))
	commit(t, s, "p1", "p2") // without changes, without a file
	for _, wrong := range [][]byte{nil, []byte("p1"), {}} {
		if err := s.Begin(t.Context(), 1, wrong); !errors.Is(err, apply.ErrMoved) {
			t.Errorf("%q is taken for the progress: %v", wrong, err)
		}
	}
	must(t, s.Begin(t.Context(), 2, nil)) // another sync
	other := config(directory)
	other.Installation = "other/place"
	elsewhere := open(t, other)
	must(t, elsewhere.Begin(t.Context(), 1, nil)) // another installation, at once
	must(t, elsewhere.Write(t.Context(), &notes, []apply.Row{row(true, "x")}))
	must(t, elsewhere.Commit(t.Context(), []byte("r1")))
	must(t, s.Commit(t.Context(), []byte("q1")))
	again := open(t, config(directory))
	for sync, want := range map[int64]string{1: "p2", 2: "q1"} {
		if got, err := again.Progress(t.Context(), sync); err != nil || string(got) != want {
			t.Errorf("progress of %d is %q (%v)", sync, got, err)
		}
	}
	commit(t, again, "p2", "")
	if got, err := s.Progress(t.Context(), 1); err != nil || got != nil {
		t.Errorf("the progress is not forgotten: %q (%v)", got, err)
	}
	// What a reader has taken away does not come again, nor does its number.
	must(t, os.Remove(filepath.Join(directory, "house-1-000000000001.jsonl")))
	commit(t, s, "", "p3", row(true, "1", "a", null, null))
	must(t, os.Remove(filepath.Join(directory, ".house-1.progress")))
	commit(t, s, "", "p4", row(true, "1", "a", null, null))
	names, err := filepath.Glob(filepath.Join(directory, "[^.]*"))
	must(t, err)
	for i := range names {
		names[i] = filepath.Base(names[i])
	}
	same(t, strings.Join(names, " "), "house-1-000000000002.jsonl house-1-000000000003.jsonl other%2Fplace-1-000000000001.jsonl")
}

func TestRollback(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	s := open(t, config(directory, "rotate_size=1MB"))
	commit(t, s, "", "p1", row(true, "1", "a", null, null))
	for range 2 {
		must(t, s.Begin(t.Context(), 1, []byte("p1")))
		must(t, s.Write(t.Context(), &notes, []apply.Row{row(true, strings.Repeat("x", 10_000))}))
		s.Rollback(t.Context())
		s.Rollback(t.Context())
	}
	ctx, cancel := context.WithCancel(t.Context())
	must(t, s.Begin(ctx, 1, []byte("p1")))
	cancel()
	if err := s.Write(ctx, &notes, []apply.Row{row(true, "late")}); err == nil {
		t.Error("nobody noticed that the run is over")
	}
	must(t, s.Close(ctx))
	s = open(t, config(directory)) // without a rule the file is complete
	commit(t, s, "p1", "p2", row(true, "2", "b", null, null))
	got := read(t, directory)
	if strings.Contains(got, "notes") || strings.Count(got, `"commit"`) != 2 || strings.Count(got, ".jsonl\n") != 2 {
		t.Errorf("left is %s", got)
	}
}

func TestRotation(t *testing.T) {
	t.Parallel()
	long := row(true, "1", strings.Repeat("x", 600), null, null)
	for option, want := range map[string]int{"rotate_size=1500": 2, "rotate_size=2 kB": 1, "rotate_time=1 hour": 0, "format=jsonl": 5} {
		t.Run(option, func(t *testing.T) {
			t.Parallel()
			directory := t.TempDir()
			s := open(t, config(directory, option))
			for i := range 5 {
				commit(t, s, map[bool]string{false: "p"}[i == 0], "p", long)
			}
			got := read(t, directory)
			if n := strings.Count(got, ".jsonl\n"); n != want {
				t.Errorf("%d files and not %d:\n%s", n, want, got)
			}
			if n := strings.Count(got, `"schema"`); n != want {
				t.Errorf("%d descriptions in %d files:\n%s", n, want, got)
			}
			// Another format ends what is open.
			s = open(t, config(directory, "format=csv"))
			commit(t, s, "p", "p", long)
			got = read(t, directory)
			if n := strings.Count(got, `"op":"upsert"`); n != 5 {
				t.Errorf("%d of 5 changes are left:\n%s", n, got)
			}
		})
	}
}

func TestRefusedOptions(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	for _, c := range []struct{ directory, option, word string }{
		{"relative", "format=csv", "absolute path of a directory"},
		{directory, "format=xml", "jsonl, csv or sql"},
		{directory, "rotate_size=big", "like 64MB"},
		{directory, "rotate_size=0", "like 64MB"},
		{directory, "rotate_size=9999999TB", "like 64MB"},
		{directory, "rotate_time=1h", "like 15 minutes"},
		{directory, "rotate_time=0 days", "like 15 minutes"},
		{directory, "compress=gzip", "no option compress"},
		{filepath.Join(directory, "none"), "format=csv", "Create the directory"},
	} {
		_, err := files.Open(t.Context(), config(c.directory, c.option))
		refused(t, err, c.word, "update_db('trail'")
	}
	file := filepath.Join(directory, "file")
	must(t, os.WriteFile(file, nil, 0o600))
	_, err := files.Open(t.Context(), config(file))
	refused(t, err, "is not a directory")
}

func TestDirectoryGoes(t *testing.T) {
	t.Parallel()
	directory := filepath.Join(t.TempDir(), "d")
	must(t, os.Mkdir(directory, 0o750))
	s := open(t, config(directory))
	must(t, s.Begin(t.Context(), 1, nil))
	must(t, s.Write(t.Context(), &notes, []apply.Row{row(true, "x")}))
	must(t, os.Rename(directory, directory+".old"))
	refused(t, s.Commit(t.Context(), []byte("p1")), "no such file or directory")
	s.Rollback(t.Context())
	refused(t, s.Begin(t.Context(), 1, nil), "Create the directory")
	must(t, os.Rename(directory+".old", directory))
	must(t, s.Begin(t.Context(), 1, nil))
	must(t, s.Commit(t.Context(), []byte("p1")))
	same(t, read(t, directory), "")
}

func TestTwoWriters(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	s, other := open(t, config(directory)), open(t, config(directory))
	must(t, s.Begin(t.Context(), 1, nil))
	if got, err := other.Progress(t.Context(), 1); err != nil || got != nil {
		t.Errorf("the progress is %q (%v) while another writes", got, err)
	}
	begun := make(chan error)
	go func() { begun <- other.Begin(t.Context(), 1, nil) }()
	must(t, s.Commit(t.Context(), []byte("p1")))
	if err := <-begun; !errors.Is(err, apply.ErrMoved) {
		t.Errorf("a sidecar that was late may write: %v", err)
	}
	must(t, s.Begin(t.Context(), 1, []byte("p1")))
	short, cancel := context.WithTimeout(t.Context(), 1)
	defer cancel()
	refused(t, other.Begin(short, 1, []byte("p1")), "another sidecar writes")
}

func TestLoses(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	array := apply.StoreColumn{Type: apply.ParseType("integer[]")}
	if got := open(t, config(directory)).Loses(array); !strings.Contains(got, "lower bounds") {
		t.Errorf("JSON loses %q of arrays", got)
	}
	if got := open(t, config(directory, "format=csv")).Loses(array); got != "" {
		t.Errorf("CSV loses %q of arrays", got)
	}
}

// TestMain is also the sidecar that TestKilled kills.
func TestMain(m *testing.M) {
	if directory := os.Getenv("FILES_TEST_KILL"); directory != "" {
		die(context.Background(), directory) //nolint:forbidigo // a process begins here
	}
	os.Exit(m.Run())
}

func die(ctx context.Context, directory string) {
	s, err := files.Open(ctx, config(directory, "rotate_size=1GB"))
	if err == nil {
		err = s.Begin(ctx, 1, []byte("p1"))
	}
	for range 100 {
		rows := make([]apply.Row, 1000)
		for i := range rows {
			rows[i] = row(true, fmt.Sprint(i), "late", null, null)
		}
		if err == nil {
			err = s.Write(ctx, &orders, rows)
		}
	}
	if err == nil {
		err = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
	panic(err)
}

func TestKilled(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	s := open(t, config(directory, "rotate_size=1GB"))
	commit(t, s, "", "p1", row(true, "1", "early", null, null))
	killed := exec.CommandContext(t.Context(), os.Args[0]) //nolint:gosec // this program
	killed.Env = append(os.Environ(), "FILES_TEST_KILL="+directory)
	out, err := killed.CombinedOutput()
	if err == nil || err.Error() != "signal: killed" {
		t.Fatalf("%v: %s", err, out)
	}
	if part, err := os.Stat(filepath.Join(directory, ".house-1-000000000001.part")); err != nil || part.Size() < 1<<20 {
		t.Fatalf("nothing was on disk when it was killed: %v", err)
	}
	if got, err := s.Progress(t.Context(), 1); err != nil || string(got) != "p1" {
		t.Fatalf("the progress is %q (%v)", got, err)
	}
	commit(t, s, "p1", "p2", row(true, "2", "again", null, null))
	must(t, s.Close(t.Context()))
	_ = open(t, config(directory)).Begin(t.Context(), 1, nil)
	got := read(t, directory)
	if strings.Contains(got, "late") || !strings.Contains(got, "early") || strings.Count(got, "again") != 1 || strings.Count(got, `"commit"`) != 2 {
		t.Errorf("left is %.2000s", got)
	}
}
