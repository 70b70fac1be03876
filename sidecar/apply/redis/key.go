package redis

import (
	"strings"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

// A colon ends the name of a table and each part of a composite key, so within them it is written as in a URL. A key of one
// column stands as it is: all after the first colon is the key.
var escaper = strings.NewReplacer("%", "%25", ":", "%3A")

func escape(text string) string { return escaper.Replace(text) }

// rowKeys names the rows of one table.
type rowKeys struct {
	prefix string // with the table and its colon
	table  *apply.StoreTable
}

func (s *store) rowKeys(t *apply.StoreTable) rowKeys {
	return rowKeys{prefix: s.settings.prefix + escape(t.Name) + ":", table: t}
}

func (k rowKeys) of(row apply.Row) string {
	parts := k.table.KeyOf(row)
	for i, c := range k.table.Key {
		parts[i] = canonical(k.table.Columns[c].Type, parts[i])
		if len(parts) > 1 {
			parts[i] = escape(parts[i])
		}
	}
	return k.prefix + strings.Join(parts, ":")
}

// pattern matches the keys of the table's rows and no others, as SCAN has it.
func (k rowKeys) pattern() string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`, `]`, `\]`).Replace(k.prefix) + "*"
}

// plain is a value's text, the same whichever way it came here: booleans are t and f.
func plain(t apply.Type, text string) string {
	if t.Name == "boolean" && !t.Array {
		return text[:1]
	}
	return text
}

// canonical is the one text of a key's value that PostgreSQL takes for the same however it is written: 1.0 and 1.00.
func canonical(t apply.Type, text string) string {
	if t.Name == "numeric" && !t.Array && len(t.Modifiers) == 0 && strings.Contains(text, ".") {
		return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	return plain(t, text)
}
