package mongodb

import (
	"errors"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

var errArray = errors.New("this is no array as PostgreSQL writes it")

// array converts an array with all of its dimensions. One that does not begin at 1 stays a text, and so does one of JSON with several
// dimensions, which would look like one of JSON's own arrays.
func (s settings) array(t apply.Type, text string) (any, error) {
	if !strings.HasPrefix(text, "{") || t.Name == "json" && nested(text) || t.Name == "jsonb" && nested(text) {
		return text, nil
	}
	element := t
	element.Array = false
	delimiter := byte(',')
	if t.Name == "box" {
		delimiter = ';'
	}
	p := arrayParser{text: text, delimiter: delimiter, element: func(text string) (any, error) { return s.scalar(element, text) }}
	array, err := p.array()
	if err == nil && p.at != len(text) {
		err = errArray
	}
	return array, err
}

func nested(text string) bool { return strings.HasPrefix(text, "{{") }

// arrayParser reads {1,NULL,"a \"quoted\" one",{2}}.
type arrayParser struct {
	text      string
	at        int
	delimiter byte
	element   func(text string) (any, error)
}

func (p *arrayParser) next() byte {
	if p.at == len(p.text) {
		return 0
	}
	return p.text[p.at]
}

func (p *arrayParser) array() (bson.A, error) {
	p.at++ // {
	array := bson.A{}
	if p.next() == '}' {
		p.at++
		return array, nil
	}
	for {
		value, err := p.value()
		if err != nil {
			return nil, err
		}
		array = append(array, value)
		switch p.next() {
		case p.delimiter:
			p.at++
		case '}':
			p.at++
			return array, nil
		default:
			return nil, errArray
		}
	}
}

func (p *arrayParser) value() (any, error) {
	switch p.next() {
	case '{':
		return p.array()
	case '"':
		text, err := p.quoted()
		if err != nil {
			return nil, err
		}
		return p.element(text)
	}
	start := p.at
	for p.next() != 0 && p.next() != p.delimiter && p.next() != '}' {
		p.at++
	}
	if text := p.text[start:p.at]; text != "NULL" {
		return p.element(text)
	}
	return nil, nil
}

func (p *arrayParser) quoted() (string, error) {
	var text strings.Builder
	for p.at++; p.at < len(p.text); p.at++ {
		switch c := p.text[p.at]; c {
		case '"':
			p.at++
			return text.String(), nil
		case '\\':
			p.at++
			if p.at == len(p.text) {
				return "", errArray
			}
			text.WriteByte(p.text[p.at])
		default:
			text.WriteByte(c)
		}
	}
	return "", errArray
}
