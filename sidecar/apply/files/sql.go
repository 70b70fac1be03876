package files

import (
	"fmt"
	"strings"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

// sql has statements as PostgreSQL takes them, a batch in a transaction.
type sql struct{}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func quoteKey(t *apply.StoreTable) string {
	names := make([]string, len(t.Key))
	for i, k := range t.Key {
		names[i] = quote(t.Columns[k].Name)
	}
	return strings.Join(names, ", ")
}

func appendLiteral(to []byte, value *string) []byte {
	if value == nil {
		return append(to, "NULL"...)
	}
	to = append(to, '\'')
	to = append(to, strings.ReplaceAll(*value, "'", "''")...)
	return append(to, '\'')
}

func (sql) begin(to []byte) []byte {
	return append(to, "BEGIN;\nSET LOCAL standard_conforming_strings = on;\n"...)
}

func (sql) schema(to []byte, t *apply.StoreTable) []byte {
	lines := make([]string, 0, len(t.Columns)+1)
	for i, c := range t.Columns {
		line := quote(c.Name) + " " + c.Type.String()
		if !c.Nullable || t.InKey(i) {
			line += " NOT NULL"
		}
		lines = append(lines, line)
	}
	if len(t.Key) > 0 {
		lines = append(lines, "PRIMARY KEY ("+quoteKey(t)+")")
	}
	return append(to, "CREATE TABLE IF NOT EXISTS "+quote(t.Name)+" (\n    "+strings.Join(lines, ",\n    ")+"\n);\n"...)
}

func (sql) clear(to []byte, t *apply.StoreTable) []byte {
	return append(to, "TRUNCATE TABLE "+quote(t.Name)+";\n"...)
}

func (sql) rows(to []byte, t *apply.StoreTable, rows []apply.Row) ([]byte, error) {
	insert, conflict := insertOf(t)
	for _, row := range rows {
		if !row.Present {
			to = appendDelete(to, t, &row)
			continue
		}
		to = append(to, insert...)
		for i, v := range row.Values {
			if i > 0 {
				to = append(to, ", "...)
			}
			to = appendLiteral(to, v)
		}
		to = append(to, conflict...)
	}
	return to, nil
}

// insertOf is what goes before and after the values of a row.
func insertOf(t *apply.StoreTable) (before, after string) {
	names, sets := make([]string, len(t.Columns)), make([]string, 0, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = quote(c.Name)
		if !t.InKey(i) {
			sets = append(sets, names[i]+" = EXCLUDED."+names[i])
		}
	}
	before = "INSERT INTO " + quote(t.Name) + " (" + strings.Join(names, ", ") + ") VALUES ("
	switch {
	case len(t.Key) == 0:
		return before, ");\n"
	case len(sets) == 0:
		return before, ") ON CONFLICT (" + quoteKey(t) + ") DO NOTHING;\n"
	}
	return before, ") ON CONFLICT (" + quoteKey(t) + ") DO UPDATE SET " + strings.Join(sets, ", ") + ";\n"
}

func appendDelete(to []byte, t *apply.StoreTable, row *apply.Row) []byte {
	to = append(to, "DELETE FROM "+quote(t.Name)...)
	where := " WHERE "
	for _, k := range t.Key {
		to = append(to, where+quote(t.Columns[k].Name)+" = "...)
		to = appendLiteral(to, row.Values[k])
		where = " AND "
	}
	return append(to, ";\n"...)
}

func (sql) commit(to []byte, c commit) []byte {
	return fmt.Appendf(to, "-- %d changes of sync %q at %s\nCOMMIT;\n", c.Changes, c.Sync, c.At.Format(time.RFC3339Nano))
}
