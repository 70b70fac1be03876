package files

import (
	"fmt"
	"strconv"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

// jsonLines has an object a line.
type jsonLines struct{}

func appendText(to []byte, s string) []byte {
	to, _ = apply.Type{Name: "text"}.AppendJSON(to, s) // any text can be JSON
	return to
}

func head(to []byte, op string, t *apply.StoreTable) []byte {
	to = append(to, `{"op":"`+op+`","table":`...)
	return appendText(to, t.Name)
}

func (jsonLines) begin(to []byte) []byte { return to }

func (jsonLines) schema(to []byte, t *apply.StoreTable) []byte {
	to = append(head(to, "schema", t), `,"columns":[`...)
	for i, c := range t.Columns {
		if i > 0 {
			to = append(to, ',')
		}
		to = appendText(append(to, `{"name":`...), c.Name)
		to = appendText(append(to, `,"type":`...), c.Type.String())
		to = strconv.AppendBool(append(to, `,"nullable":`...), c.Nullable)
		to = append(to, '}')
	}
	to = append(to, `],"key":[`...)
	for i, k := range t.Key {
		if i > 0 {
			to = append(to, ',')
		}
		to = appendText(to, t.Columns[k].Name)
	}
	return append(to, "]}\n"...)
}

func (jsonLines) clear(to []byte, t *apply.StoreTable) []byte {
	return append(head(to, "truncate", t), "}\n"...)
}

func (jsonLines) rows(to []byte, t *apply.StoreTable, rows []apply.Row) ([]byte, error) {
	names := make([][]byte, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = append(appendText(nil, c.Name), ':')
	}
	for _, row := range rows {
		to = head(to, verb(t, &row), t)
		if row.Present {
			to = append(to, `,"row":`...)
		} else {
			to = append(to, `,"key":`...)
		}
		separator := byte('{')
		for i, c := range t.Columns {
			if !row.Present && !t.InKey(i) {
				continue
			}
			to = append(append(to, separator), names[i]...)
			separator = ','
			if row.Values[i] == nil {
				to = append(to, "null"...)
				continue
			}
			var err error
			if to, err = c.Type.AppendJSON(to, *row.Values[i]); err != nil {
				return nil, fmt.Errorf("column %s: %w", c.Name, err)
			}
		}
		to = append(to, "}}\n"...)
	}
	return to, nil
}

func (jsonLines) commit(to []byte, c commit) []byte {
	to = appendText(append(to, `{"op":"commit","sync":`...), c.Sync)
	to = appendText(append(to, `,"at":`...), c.At.Format(time.RFC3339Nano))
	to = strconv.AppendInt(append(to, `,"changes":`...), int64(c.Changes), 10)
	return append(to, "}\n"...)
}
