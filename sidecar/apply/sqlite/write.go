package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

const (
	statementRows = 100   // more make it no faster
	maxParameters = 32766 // of a statement
	maxPrepared   = 200   // statements kept
)

// Write deletes what is gone and then writes what is there, so that a unique value can move from the one to the other.
func (s *store) Write(ctx context.Context, t *apply.StoreTable, rows []apply.Row) error {
	all := make([]int, len(t.Columns))
	for i := range all {
		all[i] = i
	}
	var err error
	if len(t.Key) > 0 {
		err = s.each(ctx, t, rows, false, t.Key, deleteRows)
	}
	if err == nil {
		err = s.each(ctx, t, rows, true, all, upsertRows)
	}
	if err != nil {
		return s.explain(fmt.Errorf("write table %s: %w", t.Name, err))
	}
	return nil
}

// each executes a statement with the columns of those rows that are present, or of those that are not, many at a time.
func (s *store) each(ctx context.Context, t *apply.StoreTable, rows []apply.Row, present bool, columns []int, statement func(t *apply.StoreTable, rows int) string) error {
	wanted := make([]apply.Row, 0, len(rows))
	for _, row := range rows {
		if row.Present == present {
			wanted = append(wanted, row)
		}
	}
	size := max(1, min(statementRows, maxParameters/max(1, len(columns))))
	for chunk := range slices.Chunk(wanted, size) {
		args := make([]any, 0, len(chunk)*len(columns))
		for _, row := range chunk {
			for _, c := range columns {
				text := row.Values[c]
				if text != nil && t.InKey(c) {
					kept := key(t.Columns[c].Type, *text)
					text = &kept
				}
				value, err := bound(t.Columns[c].Type, text)
				if err != nil {
					return fmt.Errorf("column %s: %w", t.Columns[c].Name, err)
				}
				args = append(args, value)
			}
		}
		prepared, err := s.prepare(ctx, statement(t, len(chunk)))
		if err != nil {
			return err
		}
		if _, err := prepared.ExecContext(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

func (s *store) prepare(ctx context.Context, text string) (*sql.Stmt, error) {
	if prepared := s.prepared[text]; prepared != nil {
		return prepared, nil
	}
	if len(s.prepared) >= maxPrepared {
		for _, statement := range s.prepared {
			_ = statement.Close()
		}
		clear(s.prepared)
	}
	prepared, err := s.conn.PrepareContext(ctx, text)
	if err == nil {
		s.prepared[text] = prepared
	}
	return prepared, err
}

// tuples writes places for the values of some rows.
func tuples(rows, columns int) string {
	tuple := "(?" + strings.Repeat(", ?", columns-1) + ")"
	return tuple + strings.Repeat(", "+tuple, rows-1)
}

// deleteRows takes rows out by their keys.
func deleteRows(t *apply.StoreTable, rows int) string {
	from := "DELETE FROM " + quote(t.Name) + " WHERE "
	if len(t.Key) == 1 {
		return from + quoteAll(keyNames(t)) + " IN (?" + strings.Repeat(", ?", rows-1) + ")"
	}
	return from + "(" + quoteAll(keyNames(t)) + ") IN (VALUES " + tuples(rows, len(t.Key)) + ")"
}

// upsertRows inserts rows, and updates those whose keys are there. Rows of a table without a key are only inserted.
func upsertRows(t *apply.StoreTable, rows int) string {
	names := make([]string, len(t.Columns))
	var sets []string
	for i, c := range t.Columns {
		names[i] = c.Name
		if !t.InKey(i) {
			sets = append(sets, quote(c.Name)+" = excluded."+quote(c.Name))
		}
	}
	text := "INSERT INTO " + quote(t.Name) + " (" + quoteAll(names) + ") VALUES " + tuples(rows, len(names))
	switch {
	case len(t.Key) == 0:
		return text
	case len(sets) == 0:
		return text + " ON CONFLICT (" + quoteAll(keyNames(t)) + ") DO NOTHING"
	}
	return text + " ON CONFLICT (" + quoteAll(keyNames(t)) + ") DO UPDATE SET " + strings.Join(sets, ", ")
}
