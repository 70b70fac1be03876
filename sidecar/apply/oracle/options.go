package oracle

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// options are those of the database.
type options struct {
	keepCase bool
	empty    string // what stands for the empty string; empty: NULL does
	schema   string // empty: the user's own
}

func parseOptions(db catalog.DB) (options, error) {
	var o options
	for _, name := range slices.Sorted(maps.Keys(db.Options)) {
		value := db.Options[name]
		switch name {
		case "identifier_case":
			if value != "upper" && value != "keep" {
				return o, optionProblem(db, fmt.Sprintf("option identifier_case is %q: it is upper or keep", value))
			}
			o.keepCase = value == "keep"
		case "empty_string":
			switch {
			case value == "":
				return o, optionProblem(db, "option empty_string is empty, which Oracle takes for NULL: it is null, or the text that stands for the empty string")
			case value != "null":
				o.empty = value
			}
		case "schema":
			o.schema = value
		default:
			return o, optionProblem(db, fmt.Sprintf("Oracle databases have no option %q: they have empty_string, identifier_case and schema", name))
		}
	}
	return o, nil
}

func optionProblem(db catalog.DB, reason string) error {
	return node.Problem{DB: db.Name, Reason: reason, NextStep: updateDB(db.Name, "options => ...")}
}

func updateDB(name, change string) string {
	return fmt.Sprintf("SELECT bucardo.update_db('%s', %s)", strings.ReplaceAll(name, "'", "''"), change)
}

// name is an identifier as the database keeps it.
func (o options) name(identifier string) string {
	if o.keepCase {
		return identifier
	}
	return strings.ToUpper(identifier)
}

// quote refuses what cannot be a name there.
func (o options) quote(identifier string) (string, error) {
	if identifier == "" || strings.ContainsAny(identifier, "\"\x00") {
		return "", node.Problem{
			Reason:   fmt.Sprintf("%q cannot be a name in Oracle, which knows no quotation marks in names", identifier),
			NextStep: "Give it another name there with bucardo.add_customname or bucardo.add_customcols.",
		}
	}
	return o.mustQuote(identifier), nil
}

// mustQuote is for names that have no quotation marks.
func (o options) mustQuote(identifier string) string { return `"` + o.name(identifier) + `"` }

// emptyIsNull reports whether NULL stands for the empty values of a type.
func (o options) emptyIsNull(t apply.Type) bool {
	return mayBeEmpty(t) && (o.empty == "" || isBytes(t))
}
