package mongodb

import (
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

// kind is how a type is kept.
type kind int

const (
	asString kind = iota
	asBool
	asInt
	asLong
	asDouble
	asDecimal
	asDate
	asBinary
	asUUID
	asDocument
)

const (
	exactDigits      = 34 // of a decimal128
	exactFraction    = 6176
	millisecondsOnly = 3 // digits of a second that a date has
)

var kinds = map[string]kind{
	"boolean":                     asBool,
	"smallint":                    asInt,
	"integer":                     asInt,
	"bigint":                      asLong,
	"oid":                         asLong,
	"real":                        asDouble,
	"double precision":            asDouble,
	"numeric":                     asDecimal,
	"date":                        asDate,
	"timestamp without time zone": asDate,
	"timestamp with time zone":    asDate,
	"bytea":                       asBinary,
	"uuid":                        asUUID,
	"json":                        asDocument,
	"jsonb":                       asDocument,
}

func (s settings) kind(t apply.Type) kind {
	k := kinds[t.Name]
	if k == asDecimal && !s.decimals || k == asDate && !s.dates {
		return asString
	}
	return k
}

// isFine reports whether times of a type have more digits than a date.
func isFine(t apply.Type) bool {
	return t.Name != "date" && (len(t.Modifiers) == 0 || t.Modifiers[0] > millisecondsOnly)
}

func (s settings) loses(t apply.Type) string {
	switch k := s.kind(t); {
	case k == asDate && isFine(t):
		return "microseconds (dates of MongoDB have milliseconds; the option timestamps => 'string' keeps them)"
	case t.Name == "json":
		return "white space, and how characters are escaped"
	}
	return ""
}

// value converts what PostgreSQL writes.
func (s settings) value(t apply.Type, text string) (any, error) {
	if t.Array {
		return s.array(t, text)
	}
	return s.scalar(t, text)
}

// keyValue is value for columns of a key, of which different ones have to stay different and equal ones equal: nothing is cut, and
// nothing is an array or a document with an order.
func (s settings) keyValue(t apply.Type, text string) (any, error) {
	k := s.kind(t)
	if t.Array || k == asDocument || k == asDate && isFine(t) {
		return text, nil
	}
	value, err := s.scalar(t, text)
	if number, isText := value.(string); isText && t.Name == "numeric" && strings.Contains(number, ".") {
		value = strings.TrimSuffix(strings.TrimRight(number, "0"), ".")
	}
	return value, err
}

func (s settings) scalar(t apply.Type, text string) (any, error) {
	switch s.kind(t) {
	case asBool:
		return parseBool(text)
	case asInt:
		n, err := strconv.ParseInt(text, 10, 32)
		return int32(n), err
	case asLong:
		return strconv.ParseInt(text, 10, 64)
	case asDouble:
		return parseDouble(text)
	case asDecimal:
		if number, exact := parseDecimal(text); exact {
			return number, nil
		}
		return text, nil
	case asDate:
		return parseDate(text)
	case asBinary:
		data, found := strings.CutPrefix(text, `\x`)
		if !found {
			return nil, fmt.Errorf("%.40q is no bytea in hexadecimal digits", text)
		}
		decoded, err := hex.DecodeString(data)
		return bson.Binary{Data: decoded}, err
	case asUUID:
		decoded, err := hex.DecodeString(strings.ReplaceAll(text, "-", ""))
		return bson.Binary{Subtype: bson.TypeBinaryUUID, Data: decoded}, err
	case asDocument:
		return s.document(text), nil
	case asString:
	}
	return text, nil
}

func parseBool(text string) (bool, error) {
	switch text {
	case "t", "true":
		return true, nil
	case "f", "false":
		return false, nil
	}
	return false, fmt.Errorf("%.40q is no boolean", text)
}

// parseDouble reads the shortest text of a real as well: its nearest double is the one that is written in the same way.
func parseDouble(text string) (float64, error) {
	switch text {
	case "Infinity":
		return math.Inf(1), nil
	case "-Infinity":
		return math.Inf(-1), nil
	}
	return strconv.ParseFloat(text, 64)
}

// parseDecimal reads a number as long as a decimal128 keeps all of its digits, zeros at the end included.
func parseDecimal(text string) (bson.Decimal128, bool) {
	digits, fraction, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	if len(strings.TrimLeft(digits+fraction, "0")) > exactDigits || len(fraction) > exactFraction {
		return bson.Decimal128{}, false
	}
	number, err := bson.ParseDecimal128(text)
	return number, err == nil
}
