package apply

import (
	"strconv"
	"strings"
)

// Type is a type of PostgreSQL, under its domains. Values of it come as PostgreSQL writes them with DateStyle ISO, IntervalStyle
// postgres, TimeZone UTC, bytea_output hex and extra_float_digits 3; booleans as t and f or true and false.
type Type struct {
	Name      string // as format_type has it, without modifier: numeric, character varying, timestamp with time zone, mood
	Modifiers []int  // of numeric: precision and scale
	Array     bool   // of that type, with any number of dimensions
}

// ParseType reads what format_type writes.
func ParseType(text string) Type {
	var t Type
	text, t.Array = strings.CutSuffix(text, "[]")
	if open := strings.IndexByte(text, '('); open >= 0 {
		length := strings.IndexByte(text[open:], ')')
		for modifier := range strings.SplitSeq(text[open+1:open+length], ",") {
			if n, err := strconv.Atoi(strings.TrimSpace(modifier)); err == nil {
				t.Modifiers = append(t.Modifiers, n)
			}
		}
		text = text[:open] + text[open+length+1:] // timestamp(3) with time zone
	}
	t.Name = text
	return t
}

// String writes a type as format_type does.
func (t Type) String() string {
	text := t.Name
	if len(t.Modifiers) > 0 {
		parts := make([]string, len(t.Modifiers))
		for i, m := range t.Modifiers {
			parts[i] = strconv.Itoa(m)
		}
		first, rest, zoned := strings.Cut(text, " with") // with or without time zone
		text = first + "(" + strings.Join(parts, ",") + ")"
		if zoned {
			text += " with" + rest
		}
	}
	if t.Array {
		text += "[]"
	}
	return text
}
