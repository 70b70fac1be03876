package targets_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the driver
)

// sqliteFile is a database in a file. Taken down, it is out of reach.
type sqliteFile struct {
	testing.TB
	path string
}

func startSQLite(tb testing.TB) store {
	tb.Helper()
	return &sqliteFile{tb, filepath.Join(tb.TempDir(), "open", "wh.db")}
}

func (s *sqliteFile) Args() string {
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		s.Fatal(err)
	}
	return fmt.Sprintf("type => 'sqlite', dbname => '%s'", s.path)
}

func (s *sqliteFile) move(from, to string) {
	folder := filepath.Dir(filepath.Dir(s.path))
	if err := os.Rename(filepath.Join(folder, from), filepath.Join(folder, to)); err != nil {
		s.Fatal(err)
	}
}

func (s *sqliteFile) Stop()  { s.move("open", "away") }
func (s *sqliteFile) Start() { s.move("away", "open") }

func (s *sqliteFile) Rows(tb testing.TB, table string, columns ...string) []string {
	tb.Helper()
	db, err := sql.Open("sqlite", "file:"+s.path+"?mode=ro&_pragma=busy_timeout(10000)")
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var casts []string
	for _, c := range columns {
		casts = append(casts, fmt.Sprintf(`coalesce(CAST("%s" AS TEXT), '<NULL>')`, c))
	}
	rows, err := db.Query(fmt.Sprintf(`SELECT %s FROM "%s"`, strings.Join(casts, " || '|' || "), table))
	if err != nil && strings.Contains(err.Error(), "no such table") {
		return nil
	}
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var found []string
	for rows.Next() {
		var row string
		if err := rows.Scan(&row); err != nil {
			tb.Fatal(err)
		}
		found = append(found, row)
	}
	if err := rows.Err(); err != nil {
		tb.Fatal(err)
	}
	return found
}

// Load fills a table in one transaction, by statements of 100 rows, which is SQLite's fastest way in.
func (s *sqliteFile) Load(tb testing.TB, rows int) time.Duration {
	tb.Helper()
	s.Args()
	db, err := sql.Open("sqlite", "file:"+s.path+".load?_pragma=journal_mode(WAL)")
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Exec("CREATE TABLE loaded (id INTEGER PRIMARY KEY, n INTEGER, v TEXT, price TEXT)"); err != nil {
		tb.Fatal(err)
	}
	const at = 100
	began := time.Now()
	tx, err := db.Begin()
	if err != nil {
		tb.Fatal(err)
	}
	insert, err := tx.Prepare("INSERT INTO loaded VALUES (?, ?, ?, ?)" + strings.Repeat(", (?, ?, ?, ?)", at-1))
	if err != nil {
		tb.Fatal(err)
	}
	for first := 1; first <= rows; first += at {
		var args []any
		for i := range at {
			for _, value := range bulkRow(first + i) {
				args = append(args, value)
			}
		}
		if _, err := insert.Exec(args...); err != nil {
			tb.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		tb.Fatal(err)
	}
	return time.Since(began)
}

// Read shows a row by the shell of SQLite.
func (s *sqliteFile) Read() []string {
	return []string{"sqlite3", "-header", s.path, "SELECT charid, charname, speechcount FROM character WHERE charname = 'Hamlet'"}
}
