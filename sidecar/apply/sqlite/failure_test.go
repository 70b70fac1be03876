package sqlite_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/apply/sqlite"
)

func TestRefusedPaths(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	letter := filepath.Join(directory, "letter.txt")
	must(t, os.WriteFile(letter, []byte(strings.Repeat("Dear reader, ", 100)), 0o600))
	for path, words := range map[string][]string{
		"relative.db":                          {"absolute path", "update_db('file'"},
		"":                                     {"absolute path"},
		filepath.Join(directory, "none", "db"): {"no directory " + filepath.Join(directory, "none"), "Create the directory"},
		directory:                              {"is not a file"},
		letter:                                 {"not a database", "another kind of file"},
	} {
		_, err := sqlite.Open(t.Context(), config(path))
		refused(t, err, words...)
	}
	optional := config(letter)
	optional.DB.Options = map[string]string{"cache": "1"}
	_, err := sqlite.Open(t.Context(), optional)
	refused(t, err, "no option cache", "update_db('file'")
}

// unprivileged lets this test's thread do with files what others than root may do.
func unprivileged(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		return
	}
	runtime.LockOSThread()
	must(t, syscall.Setfsuid(65534))
	t.Cleanup(func() {
		if syscall.Setfsuid(0) == nil {
			runtime.UnlockOSThread() // else the thread ends with the test
		}
	})
}

func TestFilePermissions(t *testing.T) {
	t.Parallel()
	for mode, words := range map[os.FileMode][]string{
		0o444: {"readonly", "Let the user that the sidecar runs as write"},
		0:     {"unable to open", "Let the user that the sidecar runs as read and write"},
	} {
		t.Run(mode.String(), func(t *testing.T) {
			t.Parallel()
			path := newPath(t)
			ask(t, reader(t, path), "CREATE TABLE t (id INTEGER PRIMARY KEY)")
			must(t, os.Chmod(path, mode))
			must(t, os.Chmod(filepath.Dir(filepath.Dir(path)), 0o755)) //nolint:gosec // for others to see the file
			unprivileged(t)
			_, err := sqlite.Open(t.Context(), config(path))
			refused(t, err, words...)
		})
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s, db := open(t, path), reader(t, path)
	ask(t, db, "CREATE TABLE t (v TEXT, id INTEGER NOT NULL, more TEXT, made TEXT AS (v || 'x'), PRIMARY KEY (id))")
	ask(t, db, "CREATE VIEW seen AS SELECT * FROM t")
	asked := table("t", 1, "absent:integer", "id:integer", "v:text", "made:text")
	asked.Key = []int{1}
	found, err := s.Find(t.Context(), []apply.StoreTable{table("none", 1, "id:integer"), asked, table("T", 1, "id:integer"), table("seen", 1, "id:integer")})
	must(t, err)
	if len(found) != 4 || found[0] != nil || found[2] != nil || found[3] != nil {
		t.Fatalf("found %v", found)
	}
	same(t, fmt.Sprintf("%+v", *found[1]), "{Name:t Columns:[{Name:id Type:integer Nullable:false} {Name:v Type:text Nullable:true}] Key:[0]}")
	refused(t, s.Create(t.Context(), []apply.StoreTable{table("T", 1, "id:integer")}), "already exists")
	refused(t, s.Create(t.Context(), []apply.StoreTable{table("two", 1, "id:integer", "Id:text")}), "duplicate column")
}

func TestRowsThatDoNotFit(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s, db := open(t, path), reader(t, path)
	ask(t, db, "CREATE TABLE t (id INTEGER PRIMARY KEY, v REAL, u TEXT NOT NULL UNIQUE CHECK (u <> 'x')) STRICT")
	ask(t, db, "INSERT INTO t VALUES (100, 0, 'own')")
	tab := table("t", 1, "id:integer", "v:double precision", "u:text")
	for _, c := range []struct {
		row   apply.Row
		words []string
	}{
		{there("1", "NaN", "a"), []string{"cannot store TEXT value in REAL column t.v", "ANY"}},
		{there("1", "1", null), []string{"NOT NULL", "Let the column be NULL"}},
		{there("1", "1", "own"), []string{"UNIQUE", "Two rows claim one unique value"}},
		{there("1", "1", "x"), []string{"CHECK", "Change the row or the constraint"}},
	} {
		must(t, s.Begin(t.Context(), 1, nil))
		refused(t, s.Write(t.Context(), &tab, []apply.Row{there("2", "1", "other"), c.row}), c.words...)
		s.Rollback(t.Context())
		same(t, ask(t, db, "SELECT id, v, u FROM t"), "100|0|own")
	}
	// A unique value moves from a row that goes to one that comes.
	commit(t, s, "", "1", &tab, there("1", "1", "own"), gone("100", null, null))
	same(t, ask(t, db, "SELECT id, v, u FROM t"), "1|1|own")

	keyless := table("t", 0, "v:double precision", "u:text")
	commit(t, s, "1", "2", &keyless, there("2", "b"), there("2", "c"))
	same(t, ask(t, db, "SELECT id, v, u FROM t"), "1|1|own\n2|2|b\n3|2|c")
	other := table("t", 1, "v:double precision", "u:text")
	must(t, s.Begin(t.Context(), 1, []byte("2")))
	refused(t, s.Write(t.Context(), &other, []apply.Row{there("2", "b")}), "ON CONFLICT")
	s.Rollback(t.Context())
}

func TestOthersHoldTheLock(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s, db := open(t, path), reader(t, path)
	tab := table("t", 1, "id:integer")
	must(t, s.Create(t.Context(), []apply.StoreTable{tab}))
	other, err := db.Conn(t.Context())
	must(t, err)
	_, err = other.ExecContext(t.Context(), "BEGIN IMMEDIATE")
	must(t, err)
	short, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := s.Begin(short, 1, nil); err == nil {
		t.Fatal("two transactions write at once")
	}
	begun := make(chan error)
	go func() { begun <- s.Begin(t.Context(), 1, nil) }()
	select {
	case err := <-begun:
		t.Fatalf("it does not wait: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	_, err = other.ExecContext(t.Context(), "COMMIT")
	must(t, err)
	must(t, <-begun)
	must(t, s.Write(t.Context(), &tab, []apply.Row{there("1")}))
	_, err = other.ExecContext(t.Context(), "INSERT INTO t VALUES (2)")
	if err == nil || !strings.Contains(err.Error(), "locked") {
		t.Errorf("another writes in the middle: %v", err)
	}
	same(t, ask(t, db, "SELECT count(*) FROM t"), "0") // who reads waits for nobody
	must(t, s.Commit(t.Context(), []byte("1")))
	same(t, ask(t, db, "SELECT count(*) FROM t"), "1")
}

func TestFileIsReplaced(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := open(t, path)
	tab := table("t", 1, "id:integer")
	must(t, s.Create(t.Context(), []apply.StoreTable{tab}))
	must(t, s.Begin(t.Context(), 1, nil))
	must(t, s.Write(t.Context(), &tab, []apply.Row{there("1")}))
	must(t, os.Rename(path, path+".old"))
	refused(t, s.Commit(t.Context(), []byte("1")), "deleted or replaced")
	refused(t, s.Begin(t.Context(), 1, nil), "deleted or replaced")
	_, err := s.Progress(t.Context(), 1)
	refused(t, err, "deleted or replaced")
}

// TestMain is also the sidecar that TestKilled kills.
func TestMain(m *testing.M) {
	if path := os.Getenv("SQLITE_TEST_KILL"); path != "" {
		die(context.Background(), path) //nolint:forbidigo // a process begins here
	}
	os.Exit(m.Run())
}

const killedRows = 50_000

// die writes more than memory keeps of a transaction, and is killed in it.
func die(ctx context.Context, path string) {
	check := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	s, err := sqlite.Open(ctx, config(path))
	check(err)
	check(s.Begin(ctx, 1, []byte("1")))
	tab := table("t", 1, "id:integer", "v:text")
	for first := range killedRows / 1000 {
		check(s.Write(ctx, &tab, someRows(first*1000, 1000, strings.Repeat("long", 200))))
	}
	check(syscall.Kill(os.Getpid(), syscall.SIGKILL))
}

func someRows(first, n int, v string) []apply.Row {
	rows := make([]apply.Row, n)
	for i := range rows {
		rows[i] = there(fmt.Sprint(first+i), v)
	}
	return rows
}

func TestKilled(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s, err := sqlite.Open(t.Context(), config(path))
	must(t, err)
	tab := table("t", 1, "id:integer", "v:text")
	must(t, s.Create(t.Context(), []apply.StoreTable{tab}))
	commit(t, s, "", "1", &tab, someRows(0, 10, "short")...)
	must(t, s.Close(t.Context()))

	killed := exec.CommandContext(t.Context(), os.Args[0]) //nolint:gosec // this program
	killed.Env = append(os.Environ(), "SQLITE_TEST_KILL="+path)
	out, err := killed.CombinedOutput()
	if err == nil || err.Error() != "signal: killed" {
		t.Fatalf("%v: %s", err, out)
	}
	if wal, err := os.Stat(path + "-wal"); err != nil || wal.Size() < 1<<20 {
		t.Fatalf("nothing was on disk when it was killed: %v", err)
	}
	s = open(t, path)
	if got, err := s.Progress(t.Context(), 1); err != nil || string(got) != "1" {
		t.Fatalf("the progress is %q (%v)", got, err)
	}
	same(t, ask(t, reader(t, path), "SELECT count(*), max(v) FROM t"), "10|short")
	commit(t, s, "1", "2", &tab, someRows(5, 10, "again")...)
	same(t, ask(t, reader(t, path), "SELECT count(*), max(v), min(v) FROM t"), "15|short|again")
}

func TestManyRows(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s, db := open(t, path), reader(t, path)
	tab := table("t", 2, "a:text", "b:integer", "v:text", "w:double precision")
	must(t, s.Create(t.Context(), []apply.StoreTable{tab}))
	const rows, chunk = 100_000, 997
	for round, v := range []string{"first", "second"} {
		must(t, s.Begin(t.Context(), 1, document([]string{"", "1"}[round])))
		for first := 0; first < rows; first += chunk {
			var some []apply.Row
			for i := first; i < min(first+chunk, rows); i++ {
				if round == 1 && i%10 == 0 {
					some = append(some, gone(fmt.Sprint("key ", i%1000), fmt.Sprint(i), null, null))
				} else {
					some = append(some, there(fmt.Sprint("key ", i%1000), fmt.Sprint(i), v, "0.5"))
				}
			}
			must(t, s.Write(t.Context(), &tab, some))
		}
		must(t, s.Commit(t.Context(), []byte("1")))
	}
	same(t, ask(t, db, "SELECT count(*), count(DISTINCT b), min(v), max(v), sum(w), min(b % 10) FROM t"), "90000|90000|second|second|45000|1")
}

func TestGivenUp(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := open(t, path)
	tab := table("t", 1, "id:integer", "v:text")
	must(t, s.Create(t.Context(), []apply.StoreTable{tab}))
	must(t, s.Begin(t.Context(), 1, nil))
	must(t, s.Write(t.Context(), &tab, someRows(0, 10, "first")))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Write(ctx, &tab, someRows(10, 10, "late")); err == nil {
		t.Error("nobody noticed that the run is over")
	}
	s.Rollback(ctx)
	s.Rollback(ctx)
	commit(t, s, "", "1", &tab, someRows(20, 1, "again")...)
	same(t, ask(t, reader(t, path), "SELECT id, v FROM t"), "20|again")
}
