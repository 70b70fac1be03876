package redis

import (
	"slices"
	"strings"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

// appendJSON writes a row as an object with its columns in their order: numbers with the digits that PostgreSQL has, booleans,
// json and jsonb as such, all else as a string. The names are quoted already.
func appendJSON(to []byte, t *apply.StoreTable, names []string, row apply.Row) []byte {
	size := 2
	for i, name := range names {
		size += len(name) + 6 // quotes, colon and comma, or null
		if value := row.Values[i]; value != nil {
			size += len(*value) + len(*value)/16 // some of it needs a backslash
		}
	}
	to = slices.Grow(to, size)
	for i, column := range t.Columns {
		separator := byte(',')
		if i == 0 {
			separator = '{'
		}
		to = append(to, separator)
		to = append(append(to, names[i]...), ':')
		to = appendValue(to, column.Type, row.Values[i])
	}
	return append(to, '}')
}

func appendValue(to []byte, t apply.Type, value *string) []byte {
	if value == nil {
		return append(to, "null"...)
	}
	if t.Array {
		return appendString(to, *value)
	}
	switch t.Name {
	case "boolean":
		if plain(t, *value) == "t" {
			return append(to, "true"...)
		}
		return append(to, "false"...)
	case "smallint", "integer", "bigint", "numeric", "real", "double precision":
		if strings.ContainsAny(*value, "NI") { // NaN and Infinity are no numbers to JSON
			return appendString(to, *value)
		}
		return append(to, *value...)
	case "json", "jsonb":
		return append(to, *value...)
	}
	return appendString(to, *value)
}

// appendString quotes. Unlike encoding/json it leaves alone what is special to HTML.
func appendString(to []byte, text string) []byte {
	const hex = "0123456789abcdef"
	to = append(to, '"')
	start := 0
	for i := range len(text) {
		c := text[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		to = append(to, text[start:i]...)
		start = i + 1
		switch c {
		case '"', '\\':
			to = append(to, '\\', c)
		case '\n':
			to = append(to, '\\', 'n')
		case '\t':
			to = append(to, '\\', 't')
		default:
			to = append(to, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	return append(append(to, text[start:]...), '"')
}
