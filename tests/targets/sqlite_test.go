package targets_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
