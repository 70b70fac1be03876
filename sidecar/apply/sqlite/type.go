package sqlite

import (
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

// declared is what a column of a type of PostgreSQL is in a STRICT table.
func declared(t apply.Type) string {
	if t.Array {
		return "TEXT"
	}
	switch t.Name {
	case "smallint", "integer", "bigint", "oid", "boolean":
		return "INTEGER"
	case "real", "double precision":
		return "REAL"
	case "bytea":
		return "BLOB"
	}
	return "TEXT"
}

// Loses says what of a type SQLite does not have.
func (s *store) Loses(column apply.StoreColumn) string {
	switch {
	case column.Type.Array:
		return "lower bounds of arrays other than 1"
	case declared(column.Type) == "REAL":
		return "NaN, which is refused by columns of the type REAL, and the sign of zero"
	}
	return ""
}

// bound is a value as SQLite gets it. NaN, which it would make NULL of, goes as text: a column takes or refuses it.
func bound(t apply.Type, value *string) (any, error) {
	if value == nil {
		return nil, nil
	}
	if t.Array {
		array, err := t.AppendJSON(nil, *value)
		return string(array), err
	}
	switch t.Name {
	case "smallint", "integer", "bigint", "oid":
		n, err := strconv.ParseInt(*value, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("read a value of type %s: %w", t.Name, err)
		}
		return n, nil
	case "boolean":
		if *value == "t" || *value == "true" {
			return int64(1), nil
		}
		return int64(0), nil
	case "real", "double precision":
		f, err := strconv.ParseFloat(*value, 64)
		if err != nil {
			return nil, fmt.Errorf("read a value of type %s: %w", t.Name, err)
		}
		if math.IsNaN(f) {
			return *value, nil
		}
		return f, nil
	case "bytea":
		blob, err := hex.DecodeString(strings.TrimPrefix(*value, `\x`))
		if err != nil {
			return nil, fmt.Errorf("read a value of type %s: %w", t.Name, err)
		}
		return blob, nil
	case "timestamp with time zone":
		return apply.ISOTime(*value), nil
	}
	return *value, nil
}

// key is a value of the key as it is kept. To PostgreSQL 1.0 and 1.00 are one; a numeric with a scale always has the same.
func key(t apply.Type, value string) string {
	if t.Name == "numeric" && !t.Array && len(t.Modifiers) == 0 && strings.Contains(value, ".") {
		return strings.TrimSuffix(strings.TrimRight(value, "0"), ".")
	}
	return value
}
