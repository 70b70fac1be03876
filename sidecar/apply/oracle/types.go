package oracle

import (
	"fmt"
	"strings"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

// Oracle's limits, with MAX_STRING_SIZE STANDARD and blocks of 8 kB.
const (
	maxText    = 4000 // bytes of a VARCHAR2
	maxRaw     = 2000
	maxKey     = 6000 // bytes of all columns of an index, nearly
	maxDigits  = 38   // of a NUMBER
	maxScale   = 127
	maxSeconds = 6 // digits after the point that PostgreSQL's times have
)

// kind is how values of a column are written.
type kind byte

const (
	otherKind kind = iota // as text, which the database turns into what the column is
	numberKind
	floatKind
	doubleKind
	textKind
	clobKind
	rawKind
	blobKind
	dateKind
	timestampKind
	zonedKind
)

// kindOf reads a DATA_TYPE of ALL_TAB_COLUMNS.
func kindOf(dataType string) kind {
	switch dataType {
	case "NUMBER", "FLOAT":
		return numberKind
	case "BINARY_FLOAT":
		return floatKind
	case "BINARY_DOUBLE":
		return doubleKind
	case "VARCHAR2", "NVARCHAR2", "CHAR", "NCHAR":
		return textKind
	case "CLOB", "NCLOB":
		return clobKind
	case "RAW":
		return rawKind
	case "BLOB":
		return blobKind
	case "DATE":
		return dateKind
	}
	switch {
	case strings.HasPrefix(dataType, "TIMESTAMP") && strings.HasSuffix(dataType, "TIME ZONE"):
		return zonedKind
	case strings.HasPrefix(dataType, "TIMESTAMP"):
		return timestampKind
	}
	return otherKind
}

// fixedTypes are those of PostgreSQL that have one equivalent.
var fixedTypes = map[string]string{
	"boolean":          "NUMBER(1)",
	"smallint":         "NUMBER(5)",
	"integer":          "NUMBER(10)",
	"bigint":           "NUMBER(19)",
	"oid":              "NUMBER(10)",
	"xid8":             "NUMBER(20)",
	"real":             "BINARY_FLOAT",
	"double precision": "BINARY_DOUBLE",
	"date":             "DATE",
}

// shortTypes are kept as text, in so many characters.
var shortTypes = map[string]int{
	"uuid":                   36,
	"time without time zone": 15,
	"time with time zone":    24,
	"interval":               100,
	"money":                  40,
	"inet":                   50,
	"cidr":                   50,
	"macaddr":                17,
	"macaddr8":               23,
	"pg_lsn":                 20,
	"name":                   63,
	`"char"`:                 4,
}

// typeIn is the type of a column of a table.
func typeIn(t *apply.StoreTable, column int) string {
	c := t.Columns[column]
	if !t.InKey(column) {
		return typeOf(c.Type, false, 0)
	}
	wide := 0
	for _, k := range t.Key {
		if isWide(t.Columns[k].Type) {
			wide++
		}
	}
	return typeOf(c.Type, true, min(maxText, maxKey/max(1, wide)))
}

// isWide reports whether values of a type can be long.
func isWide(t apply.Type) bool {
	if t.Array {
		return true
	}
	_, fixed := fixedTypes[t.Name]
	_, short := shortTypes[t.Name]
	return !fixed && !short && t.Name != "numeric" && !strings.HasPrefix(t.Name, "timestamp ")
}

// typeOf is the type for one of PostgreSQL's. In a key, which knows no LOBs, values have at most width bytes.
func typeOf(t apply.Type, inKey bool, width int) string {
	long := func(lob string) string {
		switch {
		case !inKey:
			return lob
		case lob == "BLOB":
			return fmt.Sprintf("RAW(%d)", min(maxRaw, width))
		}
		return fmt.Sprintf("VARCHAR2(%d BYTE)", width)
	}
	if t.Array {
		return long("CLOB")
	}
	if fixed := fixedTypes[t.Name]; fixed != "" {
		return fixed
	}
	if n := shortTypes[t.Name]; n != 0 {
		return fmt.Sprintf("VARCHAR2(%d CHAR)", n)
	}
	switch t.Name {
	case "numeric":
		if fits(t) {
			return fmt.Sprintf("NUMBER(%d,%d)", t.Modifiers[0], t.Modifiers[1])
		}
		return "NUMBER"
	case "timestamp without time zone":
		return fmt.Sprintf("TIMESTAMP(%d)", seconds(t))
	case "timestamp with time zone":
		if inKey {
			return fmt.Sprintf("TIMESTAMP(%d) WITH LOCAL TIME ZONE", seconds(t)) // the other one cannot be in a key
		}
		return fmt.Sprintf("TIMESTAMP(%d) WITH TIME ZONE", seconds(t))
	case "bytea":
		return long("BLOB")
	case "character varying", "character", "bit", "bit varying":
		const bytesOfCharacter = 4
		if limit := maxText; len(t.Modifiers) > 0 {
			if inKey {
				limit = width
			}
			if n := t.Modifiers[0]; n*bytesOfCharacter <= limit {
				return fmt.Sprintf("VARCHAR2(%d CHAR)", n)
			}
		}
	}
	return long("CLOB")
}

// fits reports whether NUMBER has the digits that a numeric declares.
func fits(t apply.Type) bool {
	return len(t.Modifiers) == 2 && t.Modifiers[0] <= maxDigits && t.Modifiers[1] >= -84 && t.Modifiers[1] <= maxScale
}

func seconds(t apply.Type) int {
	if len(t.Modifiers) > 0 {
		return t.Modifiers[0]
	}
	return maxSeconds
}

func isBytes(t apply.Type) bool { return t.Name == "bytea" && !t.Array }

// mayBeEmpty reports whether the empty string, or no bytes at all, is among the values of a type.
func mayBeEmpty(t apply.Type) bool {
	switch t.Name {
	case "character": // is padded
		return t.Array
	case "name", `"char"`:
		return !t.Array
	case "bit", "json", "jsonb":
		return false
	}
	return !t.Array && isWide(t)
}

// loses is Store.Loses.
func loses(c apply.StoreColumn, o options) string {
	var lost []string
	switch {
	case !mayBeEmpty(c.Type):
	case !o.emptyIsNull(c.Type):
		lost = append(lost, fmt.Sprintf("the text %q, which stands for the empty string", o.empty))
	case c.Nullable && isBytes(c.Type):
		lost = append(lost, "values of no bytes, which become NULL")
	case c.Nullable:
		lost = append(lost, "the empty string, which becomes NULL")
	default:
		lost = append(lost, "in a key, empty values, which are NULL there")
	}
	if !c.Nullable && isWide(c.Type) && len(c.Type.Modifiers) == 0 {
		limit := maxText
		if isBytes(c.Type) {
			limit = maxRaw
		}
		lost = append(lost, fmt.Sprintf("in a key, values of more than %d bytes", limit))
	}
	if !c.Type.Array {
		switch c.Type.Name {
		case "numeric":
			if !fits(c.Type) {
				lost = append(lost, fmt.Sprintf("numbers of more than %d digits, infinity", maxDigits))
			}
			lost = append(lost, "NaN")
		case "real", "double precision":
			lost = append(lost, "negative zero, which becomes zero")
		case "date", "timestamp without time zone", "timestamp with time zone":
			lost = append(lost, "infinity, years before 1 and after 9999")
		}
	}
	return strings.Join(lost, "; ")
}
