package oracle

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// dbColumn is a column as the database has it.
type dbColumn struct {
	kind     kind
	scale    int // digits after the point, of a NUMBER, or of the seconds; unlimited: -1
	nullable bool
}

const findColumns = `SELECT COLUMN_NAME, DATA_TYPE, TO_CHAR(DATA_SCALE), NULLABLE FROM ALL_TAB_COLUMNS WHERE OWNER = :1 AND TABLE_NAME = :2`

// look reads the columns of a table by their names there; nil when there is no such table.
func (s *store) look(ctx context.Context, table string) (map[string]dbColumn, error) {
	name := s.options.name(table)
	rows, err := s.session.query(ctx, findColumns, s.owner, name)
	if err != nil {
		return nil, s.explain(fmt.Errorf("look for table %s: %w", table, err))
	}
	delete(s.columns, name)
	if len(rows) == 0 {
		return nil, nil
	}
	columns := make(map[string]dbColumn, len(rows))
	for _, row := range rows {
		c := dbColumn{kind: kindOf(string(row[1])), scale: -1, nullable: string(row[3]) == "Y"}
		if row[2] != nil {
			if c.scale, err = strconv.Atoi(string(row[2])); err != nil {
				return nil, fmt.Errorf("scale of column %s: %w", row[0], err)
			}
		}
		columns[string(row[0])] = c
	}
	s.columns[name] = columns
	return columns, nil
}

func (s *store) Find(ctx context.Context, tables []apply.StoreTable) ([]*apply.StoreTable, error) {
	found := make([]*apply.StoreTable, len(tables))
	for i, t := range tables {
		columns, err := s.look(ctx, t.Name)
		if err != nil {
			return nil, err
		}
		if columns != nil {
			found[i] = s.present(t, columns)
		}
	}
	return found, nil
}

// present is what of a table is there.
func (s *store) present(t apply.StoreTable, columns map[string]dbColumn) *apply.StoreTable {
	found := apply.StoreTable{Name: t.Name}
	position := make(map[int]int, len(t.Columns))
	for i, c := range t.Columns {
		there, ok := columns[s.options.name(c.Name)]
		if !ok {
			continue
		}
		position[i] = len(found.Columns)
		c.Nullable = there.nullable
		found.Columns = append(found.Columns, c)
	}
	for _, c := range t.Key {
		if at, ok := position[c]; ok {
			found.Key = append(found.Key, at)
		}
	}
	return &found
}

// tableOf is a table ready to be written to.
func (s *store) tableOf(ctx context.Context, t *apply.StoreTable) (*table, error) {
	columns := s.columns[s.options.name(t.Name)]
	if columns == nil {
		var err error
		if columns, err = s.look(ctx, t.Name); err != nil {
			return nil, err
		}
	}
	if columns == nil {
		return nil, node.Problem{
			Reason:   fmt.Sprintf("there is no table %s in schema %s", s.options.name(t.Name), s.owner),
			NextStep: "Create it (bucardo.create_target_tables), or correct its name with bucardo.add_customname or the options schema and identifier_case of the database.",
		}
	}
	quoted, err := s.options.quote(t.Name)
	if err != nil {
		return nil, err
	}
	ready := table{StoreTable: t, name: quoted, options: s.options}
	for _, c := range t.Columns {
		name, err := s.options.quote(c.Name)
		if err != nil {
			return nil, err
		}
		there, ok := columns[s.options.name(c.Name)]
		if !ok {
			return nil, node.Problem{
				Reason:   fmt.Sprintf("table %s has no column %s", t.Name, s.options.name(c.Name)),
				NextStep: "Add the column there, or leave it out with bucardo.add_customcols.",
			}
		}
		ready.columns = append(ready.columns, tableColumn{dbColumn: there, name: name})
	}
	return &ready, nil
}

func (s *store) Create(ctx context.Context, tables []apply.StoreTable) error {
	for i := range tables {
		t := &tables[i]
		if s.columns[s.options.name(t.Name)] != nil {
			continue
		}
		columns, err := s.look(ctx, t.Name)
		if err != nil {
			return err
		}
		if columns != nil {
			continue
		}
		statement, err := createTable(t, s.options)
		if err != nil {
			return s.explain(err)
		}
		// Somebody else may have been quicker.
		if err := s.session.execute(ctx, statement); err != nil && !isCode(err, nameTaken) {
			return s.explain(fmt.Errorf("create table %s: %w", t.Name, err))
		}
	}
	return nil
}

// createTable is the statement that makes a table.
func createTable(t *apply.StoreTable, o options) (string, error) {
	name, err := o.quote(t.Name)
	if err != nil {
		return "", err
	}
	seen := map[string]string{}
	var parts []string
	for i, c := range t.Columns {
		quoted, err := o.quote(c.Name)
		if err != nil {
			return "", err
		}
		if other, taken := seen[quoted]; taken {
			return "", node.Problem{
				Reason:   fmt.Sprintf("table %s: the columns %s and %s would both be %s", t.Name, other, c.Name, quoted),
				NextStep: "Set the option identifier_case of the database to keep, or rename one with bucardo.add_customcols.",
			}
		}
		seen[quoted] = c.Name
		column := quoted + " " + typeIn(t, i)
		if !c.Nullable && (t.InKey(i) || !o.emptyIsNull(c.Type)) {
			column += " NOT NULL"
		}
		parts = append(parts, column)
	}
	if len(t.Key) > 0 {
		var key []string
		for _, c := range t.Key {
			key = append(key, o.mustQuote(t.Columns[c].Name))
		}
		parts = append(parts, "PRIMARY KEY ("+strings.Join(key, ", ")+")")
	}
	return fmt.Sprintf("CREATE TABLE %s (\n    %s\n)", name, strings.Join(parts, ",\n    ")), nil
}
