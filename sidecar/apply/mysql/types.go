package mysql

import (
	"context"
	"fmt"
	"strings"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

const (
	shortText = 255   // characters of the longest VARCHAR that is not in a key
	shortKey  = 127   // characters of the longest VARCHAR that has room in any index
	maxRow    = 60000 // bytes of all VARCHARs of a table; the server allows 65535 for all columns
	maxDigits = 65    // of a DECIMAL
	maxScale  = 30
)

// plainTypes are columns for types that need no thought.
var plainTypes = map[string]string{
	"smallint":                    "SMALLINT",
	"integer":                     "INT",
	"bigint":                      "BIGINT",
	"oid":                         "BIGINT",
	"boolean":                     "TINYINT(1)",
	"real":                        "DOUBLE", // FLOAT shows six digits only
	"double precision":            "DOUBLE",
	"date":                        "DATE",
	"time without time zone":      "TIME(6)",
	"timestamp without time zone": "DATETIME(6)",
	"timestamp with time zone":    "DATETIME(6)", // TIMESTAMP ends in 2038
	"uuid":                        "CHAR(36) CHARACTER SET ascii COLLATE ascii_bin",
}

// shortTypes have no text longer than this.
var shortTypes = map[string]int{
	"time with time zone": 32,
	"interval":            100,
	"inet":                50,
	"cidr":                50,
	"macaddr":             17,
	"macaddr8":            23,
	"money":               32,
	"name":                64,
}

// Create makes the tables that are not there.
func (s *Store) Create(ctx context.Context, tables []apply.StoreTable) error {
	for _, t := range tables {
		if err := s.checkNames(t); err != nil {
			return err
		}
		if err := s.exec(ctx, s.createTable(t)); err != nil {
			return err
		}
	}
	return nil
}

// checkNames refuses names with characters that old servers replace by question marks, and newer ones refuse.
func (s *Store) checkNames(t apply.StoreTable) error {
	names := []string{t.Name}
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	for _, name := range names {
		if strings.ContainsFunc(name, func(r rune) bool { return r > 0xffff }) {
			return node.Problem{DB: s.db.Name, Reason: fmt.Sprintf("the name %s has characters that names cannot have there", identifier(name)), NextStep: otherName}
		}
	}
	return nil
}

func (s *Store) createTable(t apply.StoreTable) string {
	var lines, key []string
	room := maxRow
	for i, c := range t.Columns {
		var definition string
		if t.InKey(i) {
			definition = s.keyType(c.Type, s.keyRoom(t)) + " NOT NULL"
		} else {
			definition = columnType(c.Type, &room)
			if !c.Nullable {
				definition += " NOT NULL"
			}
		}
		lines = append(lines, "    "+identifier(c.Name)+" "+definition)
	}
	for _, i := range t.Key {
		key = append(key, t.Columns[i].Name)
	}
	if len(key) > 0 {
		lines = append(lines, "    PRIMARY KEY ("+identifiers(key)+")")
	}
	return fmt.Sprintf("CREATE TABLE IF NOT EXISTS %s (\n%s\n) ENGINE=InnoDB%s DEFAULT CHARACTER SET utf8mb4 COLLATE %s",
		identifier(t.Name), strings.Join(lines, ",\n"), s.server.rowFormat, s.server.collation)
}

// columnType is the type of a column that is not in the key. Text is kept as PostgreSQL writes it; JSON too, because
// MySQL's own type reorders objects and rounds numbers.
func columnType(t apply.Type, room *int) string {
	plain := plainType(t)
	length := textLength(t)
	switch {
	case plain != "":
		return plain
	case !t.Array && t.Name == "bytea":
		return "LONGBLOB"
	case length > 0 && length <= shortText && *room >= 4*length:
		*room -= 4 * length
		return fmt.Sprintf("VARCHAR(%d)", length)
	}
	return "LONGTEXT"
}

// keyType is the type of a column of the key, which may take room bytes of the index.
func (s *Store) keyType(t apply.Type, room int) string {
	plain := plainType(t)
	switch {
	case plain != "":
		return plain
	case !t.Array && t.Name == "bytea":
		return fmt.Sprintf("VARBINARY(%d)", room)
	}
	length := textLength(t)
	if length == 0 || length > shortKey {
		length = room / 4
	}
	return fmt.Sprintf("VARCHAR(%d)", length)
}

// keyRoom is how many bytes of the index each column of unknown length can have.
func (s *Store) keyRoom(t apply.StoreTable) int {
	room, sharers := s.server.maxIndex, 0
	for _, i := range t.Key {
		length := textLength(t.Columns[i].Type)
		switch {
		case plainType(t.Columns[i].Type) != "":
			room -= 36 // a uuid; nothing is longer
		case length > 0 && length <= shortKey:
			room -= 4 * length
		default:
			sharers++
		}
	}
	return min(max(room, 0)/max(sharers, 1), s.server.maxIndexColumn)
}

func plainType(t apply.Type) string {
	switch {
	case t.Array:
		return ""
	case t.Name == "numeric":
		digits, scale := decimalOf(t)
		return fmt.Sprintf("DECIMAL(%d,%d)", digits, scale)
	}
	return plainTypes[t.Name]
}

// decimalOf is the DECIMAL that has all values of a numeric, or the longest there is.
func decimalOf(t apply.Type) (digits, scale int) {
	if len(t.Modifiers) == 0 {
		return maxDigits, maxScale
	}
	digits = t.Modifiers[0]
	if len(t.Modifiers) > 1 {
		scale = t.Modifiers[1]
	}
	switch {
	case scale < 0: // PostgreSQL 15: rounded left of the point
		digits, scale = digits-scale, 0
	case scale > digits:
		digits = scale
	}
	if digits > maxDigits || scale > maxScale {
		return maxDigits, maxScale
	}
	return digits, scale
}

// textLength is the number of characters that values of a type can have, 0: any.
func textLength(t apply.Type) int {
	if t.Array {
		return 0
	}
	if (t.Name == "character varying" || t.Name == "character") && len(t.Modifiers) > 0 {
		return t.Modifiers[0]
	}
	if strings.HasPrefix(t.Name, "interval ") { // year to month
		return shortTypes["interval"]
	}
	return shortTypes[t.Name]
}

// Loses says what of a column's values the store cannot keep.
func (s *Store) Loses(column apply.StoreColumn) string {
	t := column.Type
	switch {
	case t.Array:
		return "arrays whose lower bounds are not 1"
	case t.Name == "numeric":
		digits, scale := decimalOf(t)
		if digits == maxDigits && scale == maxScale {
			return fmt.Sprintf("NaN, infinity, more than %d digits before the decimal point or %d after it", maxDigits-maxScale, maxScale)
		}
		return "NaN"
	case t.Name == "real" || t.Name == "double precision":
		return "NaN and infinity"
	case t.Name == "date" || strings.HasPrefix(t.Name, "timestamp "):
		return "infinity, and years before 1 and after 9999"
	}
	return ""
}
