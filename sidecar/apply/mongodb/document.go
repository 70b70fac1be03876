package mongodb

import (
	"fmt"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

// document is a row as it is kept.
type document struct {
	id     any
	fields bson.D // without _id; nil: the row is gone
}

// documents converts rows.
func (s *store) documents(t *apply.StoreTable, rows []apply.Row) ([]document, error) {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = fieldName(c.Name)
	}
	soleID := len(t.Key) == 1 && t.Columns[t.Key[0]].Name == "_id"
	documents := make([]document, len(rows))
	for i, row := range rows {
		id, err := s.id(t, names, row)
		if err != nil {
			return nil, err
		}
		documents[i].id = id
		if !row.Present {
			continue
		}
		fields := make(bson.D, 0, len(names))
		for c, column := range t.Columns {
			if soleID && c == t.Key[0] {
				continue
			}
			var value any
			if text := row.Values[c]; text != nil {
				if value, err = s.settings.value(column.Type, *text); err != nil {
					return nil, fmt.Errorf("column %s: %w", column.Name, err)
				}
			}
			fields = append(fields, bson.E{Key: names[c], Value: value})
		}
		documents[i].fields = fields
	}
	return documents, nil
}

// id is the key of a row: the value, or the values as a document in the key's order.
func (s *store) id(t *apply.StoreTable, names []string, row apply.Row) (any, error) {
	id := make(bson.D, len(t.Key))
	for i, c := range t.Key {
		value, err := s.settings.keyValue(t.Columns[c].Type, *row.Values[c])
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", t.Columns[c].Name, err)
		}
		id[i] = bson.E{Key: names[c], Value: value}
	}
	if len(id) == 1 {
		return id[0].Value, nil
	}
	return id, nil
}

// fieldName is the name of a column's field. What MongoDB reads otherwise is written like in an address, %2E for a dot, and so is a percent
// sign that would be read as such.
func fieldName(column string) string {
	var name strings.Builder
	for i, r := range column {
		switch {
		case r == '.', r == '$' && i == 0, r == '%' && escapedAt(column[i:]):
			fmt.Fprintf(&name, "%%%02X", r)
		default:
			name.WriteRune(r)
		}
	}
	if column == "_id" {
		return "%5Fid"
	}
	return name.String()
}

// collectionName is the name of a table's collection. A few beginnings are MongoDB's or the sidecar's own.
func collectionName(table string) string {
	var name strings.Builder
	for i, r := range table {
		switch {
		case r == '$', r == '.' && i == 0, r == '%' && escapedAt(table[i:]),
			i == 0 && (strings.HasPrefix(table, "system.") || table == progressName):
			fmt.Fprintf(&name, "%%%02X", r)
		default:
			name.WriteRune(r)
		}
	}
	return name.String()
}

// escapedAt reports whether a text begins as an escaped character would.
func escapedAt(text string) bool {
	if len(text) < len("%2E") {
		return false
	}
	switch text[1:3] {
	case "24", "25", "2E", "5F", "62", "73": // $ % . _ b s
		return true
	}
	return false
}
