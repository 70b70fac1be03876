package mysql

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

// An encoder appends a value of PostgreSQL's text as a literal that its column takes and compares exactly. It refuses what the
// server would round, cut or pad, with half a sentence.
type encoder func(statement []byte, value string) ([]byte, error)

// encoderFor chooses by the type of the value and that of the column.
func encoderFor(t apply.Type, c columnInfo, inKey bool) encoder {
	encode := encoderOf(t, c, inKey)
	switch {
	case t.Array:
		return func(statement []byte, value string) ([]byte, error) {
			list, err := arrayToJSON(t.Name, value)
			if err != nil {
				return statement, err
			}
			return encode(statement, list)
		}
	case t.Name == "boolean":
		return func(statement []byte, value string) ([]byte, error) {
			return encode(statement, truth(c.dataType, value == "t" || value == "true"))
		}
	}
	return encode
}

func encoderOf(t apply.Type, c columnInfo, inKey bool) encoder {
	switch c.dataType {
	case "tinyint", "smallint", "mediumint", "int", "bigint":
		return decimalEncoder(maxDigits, 0)
	case "decimal":
		return decimalEncoder(c.digits, c.scale)
	case "double":
		return floatEncoder(64)
	case "float":
		return floatEncoder(32)
	case "date", "time", "datetime", "timestamp":
		return temporalEncoder(t, c)
	case "bit":
		return encodeBits
	case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob":
		return bytesEncoder(t, c)
	}
	return textEncoder(t, c, inKey)
}

func truth(dataType string, is bool) string {
	switch dataType {
	case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "double", "float", "bit":
		if is {
			return "1"
		}
		return "0"
	}
	return strconv.FormatBool(is)
}

var errNoNumber = errors.New("takes numbers only")

// decimalEncoder writes a number without quotes: the server compares those exactly, and text as floating point.
func decimalEncoder(digits, scale int) encoder {
	return func(statement []byte, value string) ([]byte, error) {
		if strings.ContainsAny(value, "eE") {
			f, err := strconv.ParseFloat(value, 64)
			if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
				return statement, errNoNumber
			}
			value = strconv.FormatFloat(f, 'f', -1, 64)
		}
		unsigned := strings.TrimPrefix(value, "-")
		whole, fraction, _ := strings.Cut(unsigned, ".")
		if whole == "" || strings.Trim(whole, "0123456789") != "" || strings.Trim(fraction, "0123456789") != "" {
			return statement, errNoNumber
		}
		whole, fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
		if len(whole) > digits-scale {
			return statement, fmt.Errorf("has room for %d digits before the decimal point", digits-scale)
		}
		if len(fraction) > scale {
			return statement, fmt.Errorf("has room for %d digits after the decimal point", scale)
		}
		if len(unsigned) < len(value) {
			statement = append(statement, '-')
		}
		if whole == "" {
			whole = "0"
		}
		statement = append(statement, whole...)
		if fraction != "" {
			statement = append(append(statement, '.'), fraction...)
		}
		return statement, nil
	}
}

// floatEncoder quotes the number: the server then reads it as C does, and not by way of a DECIMAL.
func floatEncoder(bits int) encoder {
	return func(statement []byte, value string) ([]byte, error) {
		f, err := strconv.ParseFloat(value, 64)
		if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
			return statement, errNoNumber
		}
		if shortest := strconv.FormatFloat(f, 'e', -1, bits); digitsOf(shortest) != digitsOf(value) {
			return statement, errors.New("has not that many digits")
		}
		return appendQuoted(statement, value), nil
	}
}

// digitsOf are the significant digits of a number.
func digitsOf(number string) string {
	if exponent := strings.IndexAny(number, "eE"); exponent >= 0 {
		number = number[:exponent]
	}
	return strings.Trim(strings.ReplaceAll(strings.TrimLeft(number, "-+"), ".", ""), "0")
}

// temporalEncoder takes the years and fractions that the column has.
func temporalEncoder(t apply.Type, c columnInfo) encoder {
	zoned := t.Name == "timestamp with time zone"
	return func(statement []byte, value string) ([]byte, error) {
		text := value
		if zoned {
			text = strings.TrimSuffix(value, "+00") // sessions are in UTC
		}
		date, clock, both := strings.Cut(text, " ")
		if !both && strings.Contains(text, ":") {
			date, clock = "", text
		}
		if date != "" && !fits(date, "0000-00-00") {
			return statement, errors.New("takes dates of the years 1 to 9999 only")
		}
		clock, fraction, _ := strings.Cut(clock, ".")
		if clock != "" && !fits(clock, "00:00:00") || strings.Trim(fraction, "0123456789") != "" {
			return statement, errors.New("takes times of a day only")
		}
		if len(fraction) > c.scale {
			return statement, fmt.Errorf("has room for %d digits of a second's fraction", c.scale)
		}
		return appendQuoted(statement, text), nil
	}
}

// fits reports whether text has digits where the form has zeros, and else the same characters.
func fits(text, form string) bool {
	if len(text) != len(form) {
		return false
	}
	for i := range len(form) {
		if form[i] == '0' && (text[i] < '0' || text[i] > '9') || form[i] != '0' && text[i] != form[i] {
			return false
		}
	}
	return true
}

func encodeBits(statement []byte, value string) ([]byte, error) {
	if value == "" || strings.Trim(value, "01") != "" {
		return statement, errors.New("takes bits only")
	}
	return append(append(append(statement, "b'"...), value...), '\''), nil
}

// bytesEncoder writes bytea as the hexadecimal literal that it comes as nearly.
func bytesEncoder(t apply.Type, c columnInfo) encoder {
	isBytes := !t.Array && t.Name == "bytea"
	return func(statement []byte, value string) ([]byte, error) {
		digits, hex := strings.CutPrefix(value, `\x`)
		length := len(value)
		if isBytes && hex {
			length = len(digits) / 2
		}
		if c.dataType == "binary" && length != c.length {
			return statement, fmt.Errorf("takes %d bytes only", c.length)
		}
		if !isBytes {
			return appendQuoted(statement, value), nil
		}
		if !hex || strings.Trim(digits, "0123456789abcdef") != "" {
			return statement, errors.New("takes bytea in hexadecimal only")
		}
		return append(append(append(statement, "x'"...), digits...), '\''), nil
	}
}

// textEncoder refuses spaces at the end where the column drops them, or, in a key, takes texts with and without them for one.
func textEncoder(t apply.Type, c columnInfo, inKey bool) encoder {
	padded := !t.Array && t.Name == "character" // whose spaces at the end mean nothing
	ignoresSpaces := c.dataType == "char" || inKey && c.collation != "" && !strings.Contains(c.collation, "nopad") && !strings.Contains(c.collation, "0900")
	return func(statement []byte, value string) ([]byte, error) {
		if ignoresSpaces && strings.HasSuffix(value, " ") {
			if !padded {
				return statement, errors.New("ignores spaces at the end")
			}
			value = strings.TrimRight(value, " ")
		} else if c.length > 0 && len(value) > c.length && strings.HasSuffix(value, " ") {
			// The server cuts spaces off that are too many, even in its strict mode.
			if utf8.RuneCountInString(value) > c.length {
				return statement, fmt.Errorf("has room for %d characters", c.length)
			}
		}
		return appendQuoted(statement, value), nil
	}
}

func appendQuoted(statement []byte, text string) []byte {
	statement = append(statement, '\'')
	for {
		i := strings.IndexByte(text, '\'')
		if i < 0 {
			return append(append(statement, text...), '\'')
		}
		statement = append(append(statement, text[:i]...), "''"...)
		text = text[i+1:]
	}
}
