package apply

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// AppendJSON appends a value of the type as JSON: numbers, booleans, documents and arrays as such, everything else as a string.
// NaN and infinities are strings, times in UTC are as ISO 8601 has them. An array loses lower bounds other than 1.
func (t Type) AppendJSON(to []byte, value string) ([]byte, error) {
	if !t.Array {
		return t.appendScalar(to, value)
	}
	array := arrayText{element: Type{Name: t.Name, Modifiers: t.Modifiers}, rest: value, delimiter: ','}
	if t.Name == "box" {
		array.delimiter = ';'
	}
	if strings.HasPrefix(value, "[") {
		_, array.rest, _ = strings.Cut(value, "=")
	}
	to, err := array.appendJSON(to)
	if err != nil {
		return nil, fmt.Errorf("read an array of %s: %w", t.Name, err)
	}
	return to, nil
}

func (t Type) appendScalar(to []byte, value string) ([]byte, error) {
	switch t.Name {
	case "smallint", "integer", "bigint", "oid":
		return append(to, value...), nil
	case "numeric", "real", "double precision":
		if strings.HasSuffix(value, "N") || strings.HasSuffix(value, "y") { // NaN, Infinity
			return appendString(to, value), nil
		}
		return append(to, value...), nil
	case "boolean":
		if value == "t" || value == "true" {
			return append(to, "true"...), nil
		}
		return append(to, "false"...), nil
	case "json", "jsonb":
		compact := bytes.NewBuffer(to)
		if err := json.Compact(compact, []byte(value)); err != nil {
			return nil, fmt.Errorf("read %s: %w", t.Name, err)
		}
		return compact.Bytes(), nil
	case "timestamp with time zone":
		return appendString(to, ISOTime(value)), nil
	}
	return appendString(to, value), nil
}

// ISOTime gives a timestamp of PostgreSQL in UTC the offset as ISO 8601 and most programs have it, with minutes. As text such
// timestamps of the years 0001 to 9999 are in their order.
func ISOTime(value string) string {
	if at := strings.LastIndex(value, "+00"); at >= 0 {
		return value[:at+3] + ":00" + value[at+3:] // BC comes last
	}
	return value // infinity
}

// appendString appends a string as JSON, with nothing escaped that need not be.
func appendString(to []byte, s string) []byte {
	const hex = "0123456789abcdef"
	to = append(to, '"')
	start := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		to = append(to, s[start:i]...)
		start = i + 1
		switch c {
		case '"', '\\':
			to = append(to, '\\', c)
		case '\n':
			to = append(to, `\n`...)
		case '\r':
			to = append(to, `\r`...)
		case '\t':
			to = append(to, `\t`...)
		default:
			to = append(to, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	return append(append(to, s[start:]...), '"')
}

// arrayText is what is still to be read of an array as PostgreSQL writes it.
type arrayText struct {
	element   Type
	rest      string
	delimiter byte
}

var errArray = errors.New("it does not end where an array ends")

func (a *arrayText) appendJSON(to []byte) ([]byte, error) {
	if !strings.HasPrefix(a.rest, "{") {
		return nil, errArray
	}
	a.rest = a.rest[1:]
	to = append(to, '[')
	for first := true; ; first = false {
		switch {
		case a.rest == "":
			return nil, errArray
		case a.rest[0] == '}':
			a.rest = a.rest[1:]
			return append(to, ']'), nil
		case !first:
			if a.rest[0] != a.delimiter {
				return nil, errArray
			}
			a.rest = a.rest[1:]
			to = append(to, ',')
		}
		var err error
		if strings.HasPrefix(a.rest, "{") {
			to, err = a.appendJSON(to)
		} else {
			to, err = a.appendElement(to)
		}
		if err != nil {
			return nil, err
		}
	}
}

func (a *arrayText) appendElement(to []byte) ([]byte, error) {
	if !strings.HasPrefix(a.rest, `"`) {
		end := strings.IndexAny(a.rest, string(a.delimiter)+"}")
		if end < 0 {
			return nil, errArray
		}
		value := a.rest[:end]
		a.rest = a.rest[end:]
		if value == "NULL" {
			return append(to, "null"...), nil
		}
		return a.element.appendScalar(to, value)
	}
	var value strings.Builder
	for i := 1; i < len(a.rest); i++ {
		switch a.rest[i] {
		case '\\':
			i++
			if i < len(a.rest) {
				value.WriteByte(a.rest[i])
			}
		case '"':
			a.rest = a.rest[i+1:]
			return a.element.appendScalar(to, value.String())
		default:
			value.WriteByte(a.rest[i])
		}
	}
	return nil, errArray
}
