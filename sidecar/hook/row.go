package hook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Column of the rows that code gets. Type is what format_type writes, without a domain around it.
type Column struct {
	Name string
	Type string
}

// Table is what code is told about rows: their table as the first source calls it, their columns, and which of them
// are the key.
type Table struct {
	Schema, Name string
	Columns      []Column
	Key          []int
}

func (t Table) name() string { return t.Schema + "." + t.Name }

// object writes the columns of a row that keep lets through, each value as to_jsonb would.
func (t Table) object(values []*string, keep func(i int) bool) json.RawMessage {
	var b bytes.Buffer
	for i, c := range t.Columns {
		if !keep(i) {
			continue
		}
		b.WriteByte(',')
		b.WriteString(quoted(c.Name))
		b.WriteByte(':')
		b.Write(encode(c.Type, values[i]))
	}
	if b.Len() == 0 {
		return json.RawMessage("{}")
	}
	return json.RawMessage("{" + b.String()[1:] + "}")
}

func (t Table) row(values []*string) json.RawMessage {
	return t.object(values, func(int) bool { return true })
}

func (t Table) key(values []*string) json.RawMessage {
	return t.object(values, func(i int) bool { return slices.Contains(t.Key, i) })
}

// values reads a row that code has answered. What it leaves out is as in former.
func (t Table) values(raw json.RawMessage, former []*string) ([]*string, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil || fields == nil {
		return nil, nonsensef("row is not an object")
	}
	values := slices.Clone(former)
	for name, field := range fields {
		i := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name })
		if i < 0 {
			return nil, nonsensef("table %s has no column %q for it", t.name(), name)
		}
		value, err := decode(t.Columns[i].Type, field)
		if err != nil {
			return nil, nonsensef("column %q: %s", name, err)
		}
		// JSON's null in a column of JSON looks like NULL.
		if value != nil || former[i] == nil || *former[i] != "null" || !strings.HasPrefix(t.Columns[i].Type, "json") {
			values[i] = value
		}
	}
	for _, i := range t.Key {
		if values[i] == nil {
			return nil, nonsensef("key column %q is NULL", t.Columns[i].Name)
		}
	}
	return values, nil
}

// Value writes the value of a column as it is in the rows that code gets.
func (t Table) Value(i int, text *string) json.RawMessage { return encode(t.Columns[i].Type, text) }

func quoted(text string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a string can always be encoded
	return strings.TrimSuffix(b.String(), "\n")
}

// baseType is a type without what is in parentheses.
func baseType(typ string) string {
	before, rest, found := strings.Cut(typ, "(")
	if !found {
		return typ
	}
	_, after, _ := strings.Cut(rest, ")")
	return strings.TrimSpace(before) + after
}

// encode writes a value, as PostgreSQL's output function or COPY has it, the way to_jsonb does. Composite values stay text.
func encode(typ string, text *string) json.RawMessage {
	if text == nil {
		return json.RawMessage("null")
	}
	value := *text
	switch typ = baseType(typ); typ {
	case "smallint", "integer", "bigint", "numeric", "real", "double precision":
		if json.Valid([]byte(value)) {
			return json.RawMessage(value)
		}
	case "boolean":
		return json.RawMessage(map[bool]string{true: "true", false: "false"}[strings.HasPrefix(value, "t")])
	case "json", "jsonb":
		return json.RawMessage(value)
	case "timestamp without time zone", "timestamp with time zone":
		value = strings.Replace(value, " ", "T", 1)
		if strings.HasSuffix(value, "+00") {
			value += ":00"
		}
	}
	if element, ok := strings.CutSuffix(typ, "[]"); ok {
		if array, ok := encodeArray(element, value); ok {
			return array
		}
	}
	return json.RawMessage(quoted(value))
}

// encodeArray writes the text of an array as a JSON array; not one that counts from elsewhere than 1.
func encodeArray(element, text string) (json.RawMessage, bool) {
	if !strings.HasPrefix(text, "{") {
		return nil, false
	}
	var b bytes.Buffer
	for i := 0; i < len(text); {
		switch c := text[i]; c {
		case '{', '}', ',':
			b.WriteByte(map[byte]byte{'{': '[', '}': ']', ',': ','}[c])
			i++
		case '"':
			var item strings.Builder
			for i++; i < len(text) && text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
				item.WriteByte(text[i])
			}
			i++
			value := item.String()
			b.Write(encode(element, &value))
		default:
			end := i + strings.IndexAny(text[i:], ",}")
			item := text[i:end]
			if i = end; item == "NULL" {
				b.WriteString("null")
			} else {
				b.Write(encode(element, &item))
			}
		}
	}
	return b.Bytes(), true
}

// decode reads a value that code has answered as text for PostgreSQL's input function.
func decode(typ string, raw json.RawMessage) (*string, error) {
	raw = bytes.TrimSpace(raw)
	if string(raw) == "null" {
		return nil, nil
	}
	value := string(raw)
	typ = baseType(typ)
	switch {
	case typ == "json" || typ == "jsonb":
	case raw[0] == '"':
		if err := json.Unmarshal(raw, &value); err != nil {
			return nil, fmt.Errorf("%w", err)
		}
	case raw[0] == '{':
		return nil, fmt.Errorf("an object is no %s", typ)
	case raw[0] == '[':
		element, ok := strings.CutSuffix(typ, "[]")
		if !ok {
			return nil, fmt.Errorf("an array is no %s", typ)
		}
		return decodeArray(element, raw)
	}
	if strings.ContainsRune(value, 0) {
		return nil, fmt.Errorf("it has a NUL")
	}
	return &value, nil
}

func decodeArray(element string, raw json.RawMessage) (*string, error) {
	var items []json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil {
		return nil, fmt.Errorf("%w", err)
	}
	texts := make([]string, len(items))
	for i, item := range items {
		typ := element
		nested := item[0] == '[' && element != "json" && element != "jsonb"
		if nested {
			typ += "[]"
		}
		value, err := decode(typ, item)
		switch {
		case err != nil:
			return nil, err
		case value == nil:
			texts[i] = "NULL"
		case nested:
			texts[i] = *value
		default:
			texts[i] = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(*value) + `"`
		}
	}
	result := "{" + strings.Join(texts, ",") + "}"
	return &result, nil
}
