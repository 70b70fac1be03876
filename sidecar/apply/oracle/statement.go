package oracle

import (
	"errors"
	"fmt"
	"strings"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// One statement takes at most so many rows, and about so many bytes of them.
const (
	maxRows  = 1000
	maxBytes = 4 << 20
)

// table is one that is written to.
type table struct {
	*apply.StoreTable
	name    string // quoted
	options options
	columns []tableColumn // as those of the StoreTable
}

// tableColumn is a column of it.
type tableColumn struct {
	dbColumn
	name string // quoted
}

// batch is a statement with the rows that it is executed for.
type batch struct {
	statement string
	binds     []bind
	bytes     int
}

// batches are the statements that make rows what they are given as. Those that are gone come first: they may stand in the way of
// others in a unique index.
func (t *table) batches(rows []apply.Row) ([]*batch, error) {
	var gone, present []*batch
	open := map[string]*batch{} // with room, by what they are alike in
	for _, row := range rows {
		columns := t.Key
		if row.Present {
			columns = t.all()
		}
		values, kinds, size, err := t.encode(row, columns)
		if err != nil {
			return nil, err
		}
		alike := fmt.Sprintf("%t %s", row.Present, kinds)
		b := open[alike]
		if b == nil || len(b.binds[0].values) == maxRows || b.bytes+size > maxBytes {
			b = &batch{binds: make([]bind, len(columns))}
			for i := range columns {
				b.binds[i].kind = kinds[i]
			}
			open[alike] = b
			if row.Present {
				b.statement = t.upsert(kinds)
				present = append(present, b)
			} else {
				b.statement = t.remove()
				gone = append(gone, b)
			}
		}
		b.bytes += size
		for i, value := range values {
			b.binds[i].values = append(b.binds[i].values, value)
		}
	}
	return append(gone, present...), nil
}

// all are the positions of all columns.
func (t *table) all() []int {
	all := make([]int, len(t.columns))
	for i := range all {
		all[i] = i
	}
	return all
}

// encode returns the values of some columns of a row as the statement takes them.
func (t *table) encode(row apply.Row, columns []int) (values []*string, kinds []bindKind, size int, err error) {
	values, kinds = make([]*string, len(columns)), make([]bindKind, len(columns))
	for i, c := range columns {
		column := t.columns[c]
		kinds[i] = bindText
		if row.Values[c] != nil {
			values[i], err = t.options.encode(column, t.Columns[c].Type, *row.Values[c])
		}
		if err == nil && values[i] == nil && row.Values[c] != nil && (t.InKey(c) || !column.nullable) {
			err = refusal{"it is empty, which Oracle takes for NULL, and the column is NOT NULL there", t.options.mendEmpty()}
		}
		if err == nil && values[i] != nil {
			size += len(*values[i])
			if len(*values[i]) > maxText {
				kinds[i], err = t.longKind(c)
			}
		}
		if err != nil {
			return nil, nil, 0, t.refuse(c, err)
		}
	}
	return values, kinds, size, nil
}

// longKind is how a value is bound that is too long for a text.
func (t *table) longKind(column int) (bindKind, error) {
	bytes := t.columns[column].kind == rawKind || t.columns[column].kind == blobKind
	switch {
	case t.InKey(column) && bytes:
		return 0, refusal{fmt.Sprintf("a key of bytes has at most %d there", maxRaw), "Shorten the key."}
	case t.InKey(column):
		return 0, refusal{fmt.Sprintf("a key has at most %d bytes there", maxText), "Shorten the key."}
	case bytes:
		return bindBLOB, nil
	}
	return bindCLOB, nil
}

func (o options) mendEmpty() string {
	if o.empty == "" {
		return "Make the column nullable there where it is no key, or set the option empty_string of the database to a text that stands for the empty string."
	}
	return "Make the column nullable there."
}

// refuse says which column a value was meant for.
func (t *table) refuse(column int, err error) error {
	var refused refusal
	if !errors.As(err, &refused) {
		return fmt.Errorf("column %s: %w", t.Columns[column].Name, err)
	}
	return node.Problem{
		Reason:   fmt.Sprintf("a value of column %s of table %s cannot be kept: %s", t.Columns[column].Name, t.Name, refused.reason),
		NextStep: refused.nextStep,
	}
}

// value is a bind as a value of its column.
func (c tableColumn) value(position int, as bindKind) string {
	b := fmt.Sprintf(":%d", position)
	if as != bindText {
		return b
	}
	const format = "YYYY-MM-DD HH24:MI:SS"
	switch c.kind {
	case numberKind:
		return "CAST(" + b + " AS NUMBER)"
	case floatKind:
		return "TO_BINARY_FLOAT(" + b + ")"
	case doubleKind:
		return "TO_BINARY_DOUBLE(" + b + ")"
	case rawKind, blobKind:
		return "HEXTORAW(" + b + ")"
	case dateKind:
		return "TO_DATE(" + b + ", '" + format + "')"
	case timestampKind:
		return "TO_TIMESTAMP(" + b + ", '" + format + ".FF6')"
	case zonedKind:
		return "TO_TIMESTAMP_TZ(" + b + ", '" + format + ".FF6 TZH:TZM')"
	case otherKind, textKind, clobKind:
	}
	return fmt.Sprintf("CAST(%s AS VARCHAR2(%d BYTE))", b, maxText)
}

// upsert writes a whole row; without a key it can only be a new one.
func (t *table) upsert(kinds []bindKind) string {
	var names, values, from, set, on []string
	for i, c := range t.columns {
		names = append(names, c.name)
		values = append(values, c.value(i+1, kinds[i]))
		from = append(from, "s."+c.name)
		if !t.InKey(i) {
			set = append(set, fmt.Sprintf("t.%s = s.%[1]s", c.name))
		}
	}
	if len(t.Key) == 0 {
		return fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", t.name, strings.Join(names, ", "), strings.Join(values, ", "))
	}
	for _, c := range t.Key {
		on = append(on, fmt.Sprintf("t.%s = s.%[1]s", t.columns[c].name))
	}
	for i := range values {
		values[i] += " AS " + names[i]
	}
	update := ""
	if len(set) > 0 {
		update = " WHEN MATCHED THEN UPDATE SET " + strings.Join(set, ", ")
	}
	return fmt.Sprintf("MERGE INTO %s t USING (SELECT %s FROM DUAL) s ON (%s)%s WHEN NOT MATCHED THEN INSERT (%s) VALUES (%s)",
		t.name, strings.Join(values, ", "), strings.Join(on, " AND "), update, strings.Join(names, ", "), strings.Join(from, ", "))
}

// remove deletes a row by its key.
func (t *table) remove() string {
	var where []string
	for i, c := range t.Key {
		where = append(where, t.columns[c].name+" = "+t.columns[c].value(i+1, bindText))
	}
	return fmt.Sprintf("DELETE FROM %s WHERE %s", t.name, strings.Join(where, " AND "))
}
