package mongodb

import (
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// deepest is how deep documents may be. MongoDB refuses them beyond a hundred, and the row is one.
const deepest = 90

var errJSON = errors.New("this JSON is none of BSON")

// document converts JSON. What BSON cannot hold stays the text that it is: keys that occur twice, are empty, begin with $ or have a dot;
// numbers of more digits than a decimal128; halves of characters; depths. So does null, which is not NULL, and a string that would be
// taken for such a text. Hence a string that is JSON is that JSON, and any other is a JSON string.
func (s settings) document(text string) any {
	if halfCharacter(text) {
		return text
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	value, err := s.jsonValue(decoder, 0)
	if err != nil || value == nil {
		return text
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return text
	}
	if inner, isString := value.(string); isString && json.Valid([]byte(inner)) {
		return text
	}
	return value
}

func (s settings) jsonValue(decoder *json.Decoder, depth int) (any, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case json.Delim:
		if depth == deepest {
			return nil, errJSON
		}
		if token == '{' {
			return s.jsonObject(decoder, depth+1)
		}
		return s.jsonArray(decoder, depth+1)
	case json.Number:
		return s.jsonNumber(token.String())
	}
	return token, nil // a string, a boolean or null
}

func (s settings) jsonObject(decoder *json.Decoder, depth int) (any, error) {
	object := bson.D{}
	seen := map[string]bool{}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		key := token.(string)
		if seen[key] || key == "" || key[0] == '$' || strings.ContainsAny(key, ".\x00") {
			return nil, errJSON
		}
		seen[key] = true
		value, err := s.jsonValue(decoder, depth)
		if err != nil {
			return nil, err
		}
		object = append(object, bson.E{Key: key, Value: value})
	}
	_, err := decoder.Token() // }
	return object, err
}

func (s settings) jsonArray(decoder *json.Decoder, depth int) (any, error) {
	array := bson.A{}
	for decoder.More() {
		value, err := s.jsonValue(decoder, depth)
		if err != nil {
			return nil, err
		}
		array = append(array, value)
	}
	_, err := decoder.Token() // ]
	return array, err
}

// jsonNumber is the smallest type that writes the number in the same way; a decimal128 keeps zeros at its end.
func (s settings) jsonNumber(text string) (any, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && strconv.FormatInt(n, 10) == text {
		if int64(int32(n)) == n {
			return int32(n), nil
		}
		return n, nil
	}
	if f, err := strconv.ParseFloat(text, 64); err == nil && strings.ContainsAny(text, ".eE") && sameNumber(f, text) {
		return f, nil
	}
	if number, exact := parseDecimal(text); exact && s.decimals && !strings.ContainsAny(text, "eE") {
		return number, nil
	}
	return nil, errJSON
}

func sameNumber(f float64, text string) bool {
	return strconv.FormatFloat(f, 'f', -1, 64) == text
}

var (
	wholeCharacters = regexp.MustCompile(`\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`)
	halfCharacters  = regexp.MustCompile(`\\u[dD][89a-fA-F]`)
)

// halfCharacter reports whether there is half of a surrogate pair among the escapes.
func halfCharacter(text string) bool {
	if !strings.Contains(text, `\u`) {
		return false
	}
	escapes := strings.ReplaceAll(text, `\\`, "_")
	return halfCharacters.MatchString(wholeCharacters.ReplaceAllString(escapes, ""))
}
