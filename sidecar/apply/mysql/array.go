package mysql

import (
	"encoding/json"
	"errors"
	"strings"
)

// arrayToJSON writes an array of PostgreSQL as one of JSON: numbers and booleans as such, all else as the text it is.
func arrayToJSON(element, text string) (string, error) {
	if strings.HasPrefix(text, "[") {
		return "", errors.New("takes arrays only whose lower bounds are 1")
	}
	r := arrayReader{text: text, delimiter: ',', element: element}
	if element == "box" {
		r.delimiter = ';'
	}
	r.array()
	if r.bad || r.at != len(text) {
		return "", errors.New("takes arrays only")
	}
	return r.out.String(), nil
}

// arrayReader reads the text of an array: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
type arrayReader struct {
	text      string
	at        int
	delimiter byte
	element   string
	out       strings.Builder
	bad       bool
}

func (r *arrayReader) next() byte {
	if r.at >= len(r.text) {
		r.bad = true
		return 0
	}
	c := r.text[r.at]
	r.at++
	return c
}

func (r *arrayReader) array() {
	if r.next() != '{' {
		r.bad = true
		return
	}
	r.out.WriteByte('[')
	if r.at < len(r.text) && r.text[r.at] == '}' {
		r.at++
		r.out.WriteByte(']')
		return
	}
	for !r.bad {
		r.item()
		switch r.next() {
		case r.delimiter:
			r.out.WriteByte(',')
		case '}':
			r.out.WriteByte(']')
			return
		default:
			r.bad = true
		}
	}
}

func (r *arrayReader) item() {
	switch {
	case r.at >= len(r.text):
		r.bad = true
	case r.text[r.at] == '{':
		r.array()
	case r.text[r.at] == '"':
		r.at++
		r.write(r.quoted())
	default:
		length := strings.IndexAny(r.text[r.at:], string(r.delimiter)+"}")
		if length < 0 {
			r.bad = true
			return
		}
		bare := r.text[r.at : r.at+length]
		r.at += length
		if strings.EqualFold(bare, "NULL") {
			r.out.WriteString("null")
			return
		}
		r.write(bare)
	}
}

func (r *arrayReader) quoted() string {
	var text strings.Builder
	for {
		switch c := r.next(); {
		case r.bad || c == '"':
			return text.String()
		case c == '\\':
			text.WriteByte(r.next())
		default:
			text.WriteByte(c)
		}
	}
}

func (r *arrayReader) write(value string) {
	switch r.element {
	case "boolean":
		r.out.WriteString(map[bool]string{true: "true", false: "false"}[value == "t" || value == "true"])
		return
	case "smallint", "integer", "bigint", "oid", "numeric", "real", "double precision":
		if json.Valid([]byte(value)) { // not NaN, not infinity
			r.out.WriteString(value)
			return
		}
	}
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		r.bad = true
	}
	r.out.WriteString(strings.TrimSuffix(text.String(), "\n"))
}
