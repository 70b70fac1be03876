package sqlite

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// TestFull has SQLite itself refuse a file that grows, as it does on a disk without room.
func TestFull(t *testing.T) {
	t.Parallel()
	opened, err := Open(t.Context(), apply.StoreConfig{DB: catalog.DB{Name: "file", DBName: filepath.Join(t.TempDir(), "db")}})
	if err != nil {
		t.Fatal(err)
	}
	s := opened.(*store)
	tab := apply.StoreTable{Name: "t", Columns: []apply.StoreColumn{{Name: "id", Type: apply.Type{Name: "text"}}}, Key: []int{0}}
	if err := s.Create(t.Context(), []apply.StoreTable{tab}); err != nil {
		t.Fatal(err)
	}
	write := func() error {
		if err := s.Begin(t.Context(), 1, nil); err != nil {
			return err
		}
		defer s.Rollback(t.Context())
		long := strings.Repeat("x", 100_000)
		if err := s.Write(t.Context(), &tab, []apply.Row{{Present: true, Values: []*string{&long}}}); err != nil {
			return err
		}
		return s.Commit(t.Context(), []byte("1"))
	}
	if _, err := s.conn.ExecContext(t.Context(), "PRAGMA max_page_count = 20"); err != nil {
		t.Fatal(err)
	}
	var problem node.Problem
	if err := write(); !errors.As(err, &problem) || !strings.Contains(problem.NextStep, "Make room") {
		t.Fatalf("a full disk is %v", err)
	}
	if _, err := s.conn.ExecContext(t.Context(), "PRAGMA max_page_count = 2000"); err != nil {
		t.Fatal(err)
	}
	if err := write(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}
