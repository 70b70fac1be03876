package files

import (
	"strconv"
	"strings"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

// csv has lines that begin with what they are. As in PostgreSQL's, NULL is nothing at all and an empty text is "".
type csv struct{}

func appendField(to []byte, value string) []byte {
	if value != "" && !strings.ContainsAny(value, "\",\r\n") {
		return append(to, value...)
	}
	to = append(to, '"')
	to = append(to, strings.ReplaceAll(value, `"`, `""`)...)
	return append(to, '"')
}

func appendLine(to []byte, fields ...string) []byte {
	for i, f := range fields {
		if i > 0 {
			to = append(to, ',')
		}
		to = appendField(to, f)
	}
	return append(to, '\n')
}

func (csv) begin(to []byte) []byte { return to }

func (csv) schema(to []byte, t *apply.StoreTable) []byte {
	columns, types, key := []string{"columns", t.Name}, []string{"types", t.Name}, []string{"key", t.Name}
	for _, c := range t.Columns {
		columns, types = append(columns, c.Name), append(types, c.Type.String())
	}
	for _, k := range t.Key {
		key = append(key, t.Columns[k].Name)
	}
	return appendLine(appendLine(appendLine(to, columns...), types...), key...)
}

func (csv) clear(to []byte, t *apply.StoreTable) []byte { return appendLine(to, "truncate", t.Name) }

func (csv) rows(to []byte, t *apply.StoreTable, rows []apply.Row) ([]byte, error) {
	for _, row := range rows {
		to = appendField(append(append(to, verb(t, &row)...), ','), t.Name)
		for i, v := range row.Values {
			to = append(to, ',')
			if v != nil && (row.Present || t.InKey(i)) {
				to = appendField(to, *v)
			}
		}
		to = append(to, '\n')
	}
	return to, nil
}

func (csv) commit(to []byte, c commit) []byte {
	return appendLine(to, "commit", c.Sync, c.At.Format(time.RFC3339Nano), strconv.Itoa(c.Changes))
}
