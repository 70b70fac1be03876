package kid

import (
	"slices"
	"strconv"
	"strings"

	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// exact reports whether equal values of a type are always written the same, as 1.0 and 1.00 are not.
func exact(baseType string) bool {
	switch baseType, _, _ = strings.Cut(baseType, "("); baseType {
	case "smallint", "integer", "bigint", "text", "character varying", "uuid", "date", "timestamp with time zone", "timestamp without time zone", "bytea", "boolean", "oid", "inet", "cidr":
		return true
	}
	return false
}

// widenings are the types that hold every value of another one, written the same.
var widenings = map[string][]string{
	"smallint":          {"integer", "bigint", "numeric"},
	"integer":           {"bigint", "numeric"},
	"bigint":            {"numeric"},
	"character varying": {"text"},
	"text":              {"character varying"},
}

// fits reports whether every value of a column can be written into another one and reads the same there.
func fits(from, to node.Column) bool {
	if from.Type == to.Type {
		return true
	}
	name, modifiers := splitType(from.BaseType)
	wider, widerModifiers := splitType(to.BaseType)
	if to.BaseType != to.Type {
		return false // a domain may refuse the value
	}
	if name != wider && !slices.Contains(widenings[name], wider) {
		return false
	}
	if len(widerModifiers) == 0 {
		return true
	}
	if name != wider || len(modifiers) != len(widerModifiers) {
		return false
	}
	switch name {
	case "character varying", "bit varying":
		return modifiers[0] <= widerModifiers[0]
	case "numeric":
		return modifiers[1] == widerModifiers[1] && modifiers[0] <= widerModifiers[0]
	}
	return false
}

// splitType takes a type as format_type writes it into its name and its modifiers.
func splitType(baseType string) (name string, modifiers []int) {
	name, rest, found := strings.Cut(baseType, "(")
	if !found {
		return name, nil
	}
	inside, after, _ := strings.Cut(rest, ")")
	for part := range strings.SplitSeq(inside, ",") {
		n, _ := strconv.Atoi(part)
		modifiers = append(modifiers, n)
	}
	return name + after, modifiers
}
