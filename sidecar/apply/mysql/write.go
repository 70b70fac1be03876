package mysql

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

const (
	statementBytes = 1 << 20 // longer statements are no faster
	statementRows  = 1000
	statementKeys  = 500 // MariaDB turns lists of 1000 and more into a join, without the index
)

// IsEmpty reports whether a table has no rows.
func (s *Store) IsEmpty(ctx context.Context, t *apply.StoreTable) (bool, error) {
	var found bool
	err := s.conn.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM "+identifier(t.Name)+")").Scan(&found)
	return !found, s.explain(ctx, err)
}

// Clear takes all rows out of a table. TRUNCATE would end the transaction.
func (s *Store) Clear(ctx context.Context, t *apply.StoreTable) error {
	return s.exec(ctx, "DELETE FROM "+identifier(t.Name))
}

// Write makes rows what they are given as. Where the key is the only unique index, present ones are upserted. Where there are
// others, an upsert would change the row that has the same values there, whatever its key: rows are deleted by key and
// inserted instead, and such values are an error.
func (s *Store) Write(ctx context.Context, t *apply.StoreTable, rows []apply.Row) error {
	if !s.inside {
		return errors.New("no transaction is open")
	}
	info, err := s.meet(ctx, t.Name)
	if err != nil {
		return err
	}
	if err := s.refuse(t, info, len(t.Key)); err != nil { // it may have changed
		return err
	}
	_, others := info.indexes(t)
	replace := others && len(t.Key) > 0
	var doomed, present []apply.Row
	for _, row := range rows {
		if !row.Present || replace {
			doomed = append(doomed, row)
		}
		if row.Present {
			present = append(present, row)
		}
	}
	if len(t.Key) == 0 && len(doomed) > 0 {
		return fmt.Errorf("the table %s has no key to delete rows by", identifier(t.Name))
	}
	w := newWriter(s, t, info)
	if err := s.send(ctx, w.deletion(), doomed); err != nil {
		return err
	}
	return s.send(ctx, w.insertion(!replace && len(t.Key) > 0), present)
}

// meet returns how a table is now, and keeps it so until the transaction ends: reading it holds its definition.
func (s *Store) meet(ctx context.Context, table string) (*tableInfo, error) {
	if info := s.met[table]; info != nil {
		return info, nil
	}
	if err := s.exec(ctx, "SELECT 1 FROM "+identifier(table)+" LIMIT 0"); err != nil {
		return nil, err
	}
	described, err := s.describe(ctx, []string{table})
	if err != nil {
		return nil, err
	}
	info := described[s.fold(table)]
	if info == nil {
		return nil, fmt.Errorf("the server does not describe the table %s", identifier(table))
	}
	s.met[table] = info
	return info, nil
}

// kind is a statement for any number of rows.
type kind struct {
	head, separator, tail string
	most                  int // rows in one
	encode                func(statement []byte, row apply.Row) ([]byte, error)
}

// send carries a statement out for rows, in pieces that the server takes.
func (s *Store) send(ctx context.Context, k kind, rows []apply.Row) error {
	longest := min(statementBytes, s.server.maxPacket-1)
	s.statement = append(s.statement[:0], k.head...)
	statement, count := s.statement, 0
	for _, row := range rows {
		end := len(statement)
		if count > 0 {
			statement = append(statement, k.separator...)
		}
		start := len(statement)
		var err error
		if statement, err = k.encode(statement, row); err != nil {
			return err
		}
		count++
		if count > k.most || count > 1 && len(statement)+len(k.tail) > longest {
			last := string(statement[start:])
			if err := s.execStrictly(ctx, append(statement[:end], k.tail...)); err != nil {
				return err
			}
			statement, count = append(append(statement[:0], k.head...), last...), 1
		}
	}
	s.statement = statement // its space
	if count == 0 {
		return nil
	}
	return s.execStrictly(ctx, append(statement, k.tail...))
}

// execStrictly makes an error of what the server notes only: that it has rounded or cut a value.
func (s *Store) execStrictly(ctx context.Context, statement []byte) error {
	if len(statement) >= s.server.maxPacket {
		return node.Problem{
			DB: s.db.Name, SQLState: "54000",
			Reason:   fmt.Sprintf("a row needs a statement of %d bytes, and the server takes %d", len(statement), s.server.maxPacket-1),
			NextStep: "Raise max_allowed_packet on that server.",
		}
	}
	if err := s.exec(ctx, string(statement)); err != nil {
		return err
	}
	return s.each(ctx, "SHOW WARNINGS", func(rows *sql.Rows) error {
		var level, message string
		var number uint16
		if err := rows.Scan(&level, &number, &message); err != nil {
			return err
		}
		switch number {
		case outOfRange, dataTruncated, valueTruncated, incorrectValue, dataTooLong:
			return s.explainRefusal(number, message, "22000")
		}
		return nil // that VALUES() is old-fashioned, say
	})
}

// writer makes the statements for a table.
type writer struct {
	store    *Store
	table    *apply.StoreTable
	columns  []string // identifiers
	encoders []encoder
	required []bool // where the server would put something of its own for a NULL, or refuse it
}

func newWriter(s *Store, t *apply.StoreTable, info *tableInfo) *writer {
	w := &writer{store: s, table: t, columns: make([]string, len(t.Columns)), encoders: make([]encoder, len(t.Columns)), required: make([]bool, len(t.Columns))}
	for i, c := range t.Columns {
		there, known := info.columns[strings.ToLower(c.Name)]
		w.columns[i], w.required[i] = identifier(c.Name), known && !there.nullable
		w.encoders[i] = encoderFor(c.Type, there, t.InKey(i))
	}
	return w
}

func (w *writer) insertion(upsert bool) kind {
	k := kind{
		head:      "INSERT INTO " + identifier(w.table.Name) + " (" + strings.Join(w.columns, ", ") + ") VALUES ",
		separator: ", ", most: statementRows, encode: w.tuple,
	}
	if upsert {
		k.tail = w.onDuplicate()
	}
	return k
}

// onDuplicate leaves key columns as they are: they are equal, byte by byte. VALUES() is what MariaDB and MySQL have in common.
func (w *writer) onDuplicate() string {
	var changes []string
	for i, name := range w.columns {
		if !w.table.InKey(i) {
			changes = append(changes, name+" = VALUES("+name+")")
		}
	}
	if len(changes) == 0 {
		key := w.columns[w.table.Key[0]]
		changes = append(changes, key+" = "+key)
	}
	return " ON DUPLICATE KEY UPDATE " + strings.Join(changes, ", ")
}

func (w *writer) tuple(statement []byte, row apply.Row) ([]byte, error) {
	opening := byte('(')
	for i := range w.columns {
		var err error
		if statement, err = w.encode(append(statement, opening), i, row.Values[i]); err != nil {
			return statement, err
		}
		opening = ','
	}
	return append(statement, ')'), nil
}

// deletion spells a key of several columns out: not all servers find lists of tuples by the index.
func (w *writer) deletion() kind {
	head := "DELETE FROM " + identifier(w.table.Name) + " WHERE "
	if len(w.table.Key) != 1 {
		return kind{head: head, separator: " OR ", most: statementKeys, encode: w.condition}
	}
	key := w.table.Key[0]
	return kind{
		head: head + w.columns[key] + " IN (", separator: ",", tail: ")", most: statementKeys,
		encode: func(statement []byte, row apply.Row) ([]byte, error) {
			return w.encode(statement, key, row.Values[key])
		},
	}
}

func (w *writer) condition(statement []byte, row apply.Row) ([]byte, error) {
	opening := "("
	for _, c := range w.table.Key {
		statement = append(append(append(statement, opening...), w.columns[c]...), " = "...)
		var err error
		if statement, err = w.encode(statement, c, row.Values[c]); err != nil {
			return statement, err
		}
		opening = " AND "
	}
	return append(statement, ')'), nil
}

const shownBytes = 60 // of a value that is refused

func (w *writer) encode(statement []byte, column int, value *string) ([]byte, error) {
	if value == nil && w.required[column] {
		return statement, node.Problem{
			DB: w.store.db.Name, SQLState: "23502",
			Reason:   fmt.Sprintf("the column %s of %s takes no NULL", w.columns[column], identifier(w.table.Name)),
			NextStep: "Allow NULL in it there, or change the value at its source.",
		}
	}
	if value == nil {
		return append(statement, "NULL"...), nil
	}
	statement, err := w.encoders[column](statement, *value)
	if err == nil {
		return statement, nil
	}
	shown := *value
	if len(shown) > shownBytes {
		shown = strings.ToValidUTF8(shown[:shownBytes], "") + "..."
	}
	return statement, node.Problem{
		DB: w.store.db.Name, SQLState: "22000",
		Reason:   fmt.Sprintf("the column %s of %s %v: %q does not fit", w.columns[column], identifier(w.table.Name), err, shown),
		NextStep: "Change the column there, or the value at its source.",
	}
}
