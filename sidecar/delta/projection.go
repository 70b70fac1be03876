package delta

import (
	"fmt"
	"slices"
	"strings"
)

// Projection is what a receiver gets of a table.
type Projection struct {
	Outputs []int // which of the source's columns and, after these, expressions, in the receiver's order
	Filter  int   // which of the source's filters a row has to pass, -1: none
}

// Equal reports whether two receivers get the same.
func (p Projection) Equal(other Projection) bool {
	return p.Filter == other.Filter && slices.Equal(p.Outputs, other.Outputs)
}

// Whole is the projection of every column and expression, without a filter.
func (s Source) Whole() Projection {
	p := Projection{Filter: -1, Outputs: make([]int, s.Outputs())}
	for i := range p.Outputs {
		p.Outputs[i] = i
	}
	return p
}

// Outputs is how many values a row has.
func (s Source) Outputs() int { return len(s.Columns) + len(s.Expressions) }

// relation is the table as a query's FROM has it. Expressions and filters are evaluated inside of a query of their own,
// where the names in them can mean nothing but columns of the table.
func (s Source) relation() string { return s.relationOf(s.Table) }

func (s Source) relationOf(table string) string {
	if len(s.Expressions)+len(s.Filters) == 0 {
		return table
	}
	extra := ""
	for i, expression := range s.Expressions {
		extra += fmt.Sprintf(", (%s) AS bucardo_x%d", expression, i)
	}
	for i, filter := range s.Filters {
		extra += fmt.Sprintf(", coalesce((%s), false) AS bucardo_f%d", filter, i)
	}
	return fmt.Sprintf("(SELECT *, tableoid, ctid%s FROM %s)", extra, table)
}

// output is the value of a row at a position of a projection, NULL where the row is gone.
func (s Source) output(i int) string {
	if i < len(s.Columns) {
		return "t." + s.Columns[i]
	}
	return fmt.Sprintf("t.bucardo_x%d", i-len(s.Columns))
}

func (s Source) passes(filter int) string { return fmt.Sprintf("t.bucardo_f%d", filter) }

// image is the list of values of a row that may be gone: the key survives from the delta.
func (s Source) image(p Projection, cast string) string {
	values := make([]string, len(p.Outputs))
	for i, output := range p.Outputs {
		values[i] = s.output(output)
		for j, k := range s.Keys {
			if output < len(s.Columns) && k.Name == s.Columns[output] {
				values[i] = fmt.Sprintf("coalesce(%s, p.k%d)", values[i], j+1)
			}
		}
		values[i] += cast
	}
	return strings.Join(values, ", ")
}

// digest is the same text for the same row on every database, empty where it is gone.
func (s Source) digest() string {
	values := make([]string, s.Outputs())
	for i := range values {
		values[i] = s.output(i) + "::text"
	}
	return fmt.Sprintf("CASE WHEN t.tableoid IS NULL THEN '' ELSE md5(convert_to(ROW(%s)::text, 'UTF8')) END", strings.Join(values, ", "))
}

// present is the list of values of a row that is there, of those that a projection lets through.
func (s Source) present(p Projection) (values, where string) {
	outputs := make([]string, len(p.Outputs))
	for i, output := range p.Outputs {
		outputs[i] = s.output(output)
	}
	if p.Filter >= 0 {
		where = " WHERE " + s.passes(p.Filter)
	}
	return strings.Join(outputs, ", "), where
}

// join is the condition under which a row belongs to a pending key; one that a filter keeps back counts as gone.
func (s Source) join(p Projection) string {
	if p.Filter >= 0 {
		return s.onKey() + " AND " + s.passes(p.Filter)
	}
	return s.onKey()
}

// Probe is a query that fails when an expression or a filter cannot be evaluated.
func (s Source) Probe() string {
	values, _ := s.present(s.Whole())
	for i := range s.Filters {
		values += ", " + s.passes(i)
	}
	return fmt.Sprintf("SELECT %s FROM %s t LIMIT 0", values, s.relation())
}
