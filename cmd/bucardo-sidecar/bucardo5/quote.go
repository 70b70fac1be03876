package bucardo5

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxName is how many bytes a name may have.
const maxName = 63

var plainName = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// literal is a string in SQL, whatever standard_conforming_strings is.
func literal(value string) string {
	quoted := "'" + strings.ReplaceAll(value, "'", "''") + "'"
	if strings.Contains(value, `\`) {
		return "E" + strings.ReplaceAll(quoted, `\`, `\\`)
	}
	return quoted
}

// identifier is a name as an item of a list has it: in double quotes if it needs them.
func identifier(name string) string {
	if plainName.MatchString(name) {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// relation is the name of a table or sequence with its schema.
func relation(goat Goat) string { return identifier(goat.Schema) + "." + identifier(goat.Table) }

// array is a list of texts in SQL, over several lines when it is long.
func array(items []string) string {
	literals := make([]string, len(items))
	for i, item := range items {
		literals[i] = literal(item)
	}
	line := "ARRAY[" + strings.Join(literals, ", ") + "]"
	if len(line) <= lineWidth-30 {
		return line
	}
	return "ARRAY[\n        " + strings.Join(literals, ",\n        ") + "]"
}

// visible makes one line of a text that may hold anything, for a comment.
func visible(value string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == utf8.RuneError {
			return '␤'
		}
		return r
	}, value)
}

// shorten makes a name fit; names that differ stay different.
func shorten(name string) string {
	if len(name) <= maxName {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	end := maxName - 9
	for !utf8.RuneStart(name[end]) {
		end--
	}
	return name[:end] + "_" + hex.EncodeToString(sum[:4])
}
