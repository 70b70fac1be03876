package sqlite

import (
	"context"
	"fmt"
	"strings"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func quoteAll(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = quote(name)
	}
	return strings.Join(quoted, ", ")
}

// Find compares names to the letter: to SQLite "Order" and "order" are one, to PostgreSQL they are two.
func (s *store) Find(ctx context.Context, tables []apply.StoreTable) ([]*apply.StoreTable, error) {
	found := make([]*apply.StoreTable, len(tables))
	for i, t := range tables {
		nullable, err := s.columns(ctx, t.Name)
		if err != nil {
			return nil, s.explain(fmt.Errorf("look for table %s: %w", t.Name, err))
		}
		if len(nullable) > 0 {
			found[i] = present(t, nullable)
		}
	}
	return found, nil
}

// present is a table with those of its columns that are there, which are given with whether they may be NULL.
func present(t apply.StoreTable, nullable map[string]bool) *apply.StoreTable {
	p := &apply.StoreTable{Name: t.Name}
	moved := map[int]int{}
	for i, c := range t.Columns {
		if n, ok := nullable[c.Name]; ok {
			moved[i] = len(p.Columns)
			p.Columns = append(p.Columns, apply.StoreColumn{Name: c.Name, Type: c.Type, Nullable: n})
		}
	}
	for _, k := range t.Key {
		if to, ok := moved[k]; ok {
			p.Key = append(p.Key, to)
		}
	}
	return p
}

// columns returns the columns that can be written of a table, none when it is not there.
func (s *store) columns(ctx context.Context, table string) (map[string]bool, error) {
	rows, err := s.conn.QueryContext(ctx, `
		SELECT c.name, c."notnull" = 0
		FROM sqlite_schema t, pragma_table_info(t.name) c
		WHERE t.type = 'table' AND t.name = ?`, table)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err says it
	nullable := map[string]bool{}
	for rows.Next() {
		var name string
		var null bool
		if err := rows.Scan(&name, &null); err != nil {
			return nil, err
		}
		nullable[name] = null
	}
	return nullable, rows.Err()
}

// Create makes STRICT tables, which refuse what does not fit instead of keeping it as something else.
func (s *store) Create(ctx context.Context, tables []apply.StoreTable) error {
	for _, t := range tables {
		columns, err := s.columns(ctx, t.Name)
		if err == nil && len(columns) == 0 {
			_, err = s.conn.ExecContext(ctx, createTable(t))
		}
		if err != nil {
			return s.explain(fmt.Errorf("create table %s: %w", t.Name, err))
		}
	}
	return nil
}

func createTable(t apply.StoreTable) string {
	var lines []string
	for i, c := range t.Columns {
		line := quote(c.Name) + " " + declared(c.Type)
		if !c.Nullable || t.InKey(i) {
			line += " NOT NULL"
		}
		lines = append(lines, line)
	}
	if len(t.Key) > 0 {
		lines = append(lines, "PRIMARY KEY ("+quoteAll(keyNames(&t))+")")
	}
	return "CREATE TABLE " + quote(t.Name) + " (\n    " + strings.Join(lines, ",\n    ") + "\n) STRICT"
}

func keyNames(t *apply.StoreTable) []string {
	names := make([]string, len(t.Key))
	for i, c := range t.Key {
		names[i] = t.Columns[c].Name
	}
	return names
}

// IsEmpty reports whether a table has no rows.
func (s *store) IsEmpty(ctx context.Context, t *apply.StoreTable) (bool, error) {
	var empty bool
	if err := s.conn.QueryRowContext(ctx, "SELECT NOT EXISTS (SELECT 1 FROM "+quote(t.Name)+")").Scan(&empty); err != nil {
		return false, s.explain(fmt.Errorf("look into table %s: %w", t.Name, err))
	}
	return empty, nil
}

// Clear takes all rows out of a table.
func (s *store) Clear(ctx context.Context, t *apply.StoreTable) error {
	if _, err := s.conn.ExecContext(ctx, "DELETE FROM "+quote(t.Name)); err != nil {
		return s.explain(fmt.Errorf("clear table %s: %w", t.Name, err))
	}
	return nil
}
