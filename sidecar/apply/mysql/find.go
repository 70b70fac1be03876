package mysql

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// tableInfo is a table as the server describes it.
type tableInfo struct {
	kind, engine string
	columns      map[string]columnInfo // by name in lower case, as the server compares them
	unique       map[string][]string   // columns of unique indexes, in lower case; an empty name: not a whole column
}

type columnInfo struct {
	dataType  string // int, varchar, longtext
	nullable  bool
	generated bool
	length    int    // of text and bytes
	digits    int    // of a decimal
	scale     int    // of a decimal; digits of a second's fraction
	collation string // of text
}

// Find returns the tables as the server has them.
func (s *Store) Find(ctx context.Context, tables []apply.StoreTable) ([]*apply.StoreTable, error) {
	names := make([]string, len(tables))
	for i, t := range tables {
		names[i] = t.Name
	}
	described, err := s.describe(ctx, names)
	if err != nil {
		return nil, err
	}
	found := make([]*apply.StoreTable, len(tables))
	for i, t := range tables {
		info := described[s.fold(t.Name)]
		if info == nil {
			continue
		}
		found[i] = info.shape(t)
		if err := s.refuse(found[i], info, len(t.Key)); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// shape is what of a table is there. The key keeps the columns that are.
func (info *tableInfo) shape(asked apply.StoreTable) *apply.StoreTable {
	t := &apply.StoreTable{Name: asked.Name}
	places := make([]int, len(asked.Columns))
	for i, c := range asked.Columns {
		places[i] = -1
		if there, ok := info.columns[strings.ToLower(c.Name)]; ok {
			places[i] = len(t.Columns)
			t.Columns = append(t.Columns, apply.StoreColumn{Name: c.Name, Type: c.Type, Nullable: there.nullable})
		}
	}
	for _, c := range asked.Key {
		if places[c] >= 0 {
			t.Key = append(t.Key, places[c])
		}
	}
	return t
}

// refuse says why rows cannot be written to a table exactly.
func (s *Store) refuse(t *apply.StoreTable, info *tableInfo, keyLength int) error {
	problem := node.Problem{DB: s.db.Name}
	name := identifier(t.Name)
	switch {
	case info.kind != "BASE TABLE" && info.kind != "SYSTEM VERSIONED":
		problem.Reason = fmt.Sprintf("%s is not a table but a %s", name, strings.ToLower(info.kind))
		problem.NextStep = "Give the table another name there with bucardo.add_customname, or remove what is there."
		return problem
	case !strings.EqualFold(info.engine, "InnoDB"):
		problem.Reason = fmt.Sprintf("the table %s has the engine %s, which knows no transactions", name, info.engine)
		problem.NextStep = "ALTER TABLE " + name + " ENGINE=InnoDB;"
		return problem
	}
	for i, c := range t.Columns {
		there := info.columns[strings.ToLower(c.Name)]
		if there.generated {
			problem.Reason = fmt.Sprintf("the column %s of %s is computed there", identifier(c.Name), name)
			problem.NextStep = "Leave the column out with bucardo.add_customcols, or make it an ordinary one there."
			return problem
		}
		if t.InKey(i) && !comparesExactly(c.Type, there) {
			problem.Reason = fmt.Sprintf("the key column %s of %s takes different values for one (%s)", identifier(c.Name), name, strings.TrimSpace(there.dataType+" "+there.collation))
			problem.NextStep = fmt.Sprintf("Change it there: ALTER TABLE %s MODIFY %s %s NOT NULL;", name, identifier(c.Name), s.keyType(c.Type, s.keyRoom(*t)))
			if there.collation != "" {
				problem.NextStep = fmt.Sprintf("Change it there: ALTER TABLE %s MODIFY %s %s(%d) CHARACTER SET utf8mb4 COLLATE %s NOT NULL;",
					name, identifier(c.Name), there.dataType, there.length, s.server.collation)
			}
			return problem
		}
	}
	if len(t.Key) < keyLength || keyLength == 0 {
		return nil // what is missing is seen by the caller
	}
	if hasKey, _ := info.indexes(t); !hasKey {
		problem.Reason = fmt.Sprintf("the table %s has no primary key or unique index on (%s)", name, identifiers(keyNames(t)))
		index := "PRIMARY KEY"
		if len(info.unique["PRIMARY"]) > 0 {
			index = "UNIQUE"
		}
		problem.NextStep = fmt.Sprintf("ALTER TABLE %s ADD %s (%s);", name, index, identifiers(keyNames(t)))
		return problem
	}
	return nil
}

// comparesExactly reports whether the server keeps apart all values of a key column that PostgreSQL does. Spaces at the end
// are seen to when values are written.
func comparesExactly(t apply.Type, there columnInfo) bool {
	if there.dataType == "float" {
		return false
	}
	if there.collation == "" || strings.HasSuffix(there.collation, "_bin") {
		return true
	}
	// Texts of these types have one form each.
	return !t.Array && (plainType(t) != "" || t.Name == "inet" || t.Name == "cidr" || t.Name == "macaddr" || t.Name == "macaddr8" || t.Name == "bytea")
}

func keyNames(t *apply.StoreTable) []string {
	names := make([]string, len(t.Key))
	for i, c := range t.Key {
		names[i] = t.Columns[c].Name
	}
	return names
}

// indexes reports whether the table has a unique index on just the key, and whether it has others.
func (info *tableInfo) indexes(t *apply.StoreTable) (key, others bool) {
	want := keyNames(t)
	for i := range want {
		want[i] = strings.ToLower(want[i])
	}
	slices.Sort(want)
	for _, columns := range info.unique {
		if slices.Equal(slices.Sorted(slices.Values(columns)), want) {
			key = true
		} else {
			others = true
		}
	}
	return key, others
}

// fold is a name as the server compares those of tables.
func (s *Store) fold(table string) string {
	if s.server.foldsNames {
		return strings.ToLower(table)
	}
	return table
}

// describe reads what the server says of tables; those that are not there are left out.
func (s *Store) describe(ctx context.Context, names []string) (map[string]*tableInfo, error) {
	described := map[string]*tableInfo{}
	if len(names) == 0 {
		return described, nil
	}
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = quote(name)
	}
	// The catalogue ignores the case of names, so this may bring others too.
	where := " WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (" + strings.Join(quoted, ", ") + ")"
	err := s.each(ctx, "SELECT TABLE_NAME, TABLE_TYPE, COALESCE(ENGINE, '') FROM information_schema.TABLES"+where, func(rows *sql.Rows) error {
		var name string
		info := &tableInfo{columns: map[string]columnInfo{}, unique: map[string][]string{}}
		err := rows.Scan(&name, &info.kind, &info.engine)
		described[s.fold(name)] = info
		return err
	})
	if err != nil || len(described) == 0 {
		return described, err
	}
	err = s.each(ctx, `
		SELECT TABLE_NAME, COLUMN_NAME, LOWER(DATA_TYPE), IS_NULLABLE = 'YES', EXTRA LIKE '%GENERATED%' AND EXTRA NOT LIKE '%DEFAULT_GENERATED%',
		       LEAST(COALESCE(CHARACTER_MAXIMUM_LENGTH, 0), 4294967295), COALESCE(NUMERIC_PRECISION, 0),
		       COALESCE(DATETIME_PRECISION, NUMERIC_SCALE, 0), COALESCE(COLLATION_NAME, '')
		FROM information_schema.COLUMNS`+where, func(rows *sql.Rows) error {
		var table, name string
		var c columnInfo
		err := rows.Scan(&table, &name, &c.dataType, &c.nullable, &c.generated, &c.length, &c.digits, &c.scale, &c.collation)
		if info := described[s.fold(table)]; info != nil {
			info.columns[strings.ToLower(name)] = c
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return described, s.each(ctx, `
		SELECT TABLE_NAME, INDEX_NAME, CASE WHEN SUB_PART IS NULL THEN COALESCE(COLUMN_NAME, '') ELSE '' END
		FROM information_schema.STATISTICS`+where+" AND NON_UNIQUE = 0", func(rows *sql.Rows) error {
		var table, index, column string
		err := rows.Scan(&table, &index, &column)
		if info := described[s.fold(table)]; info != nil {
			info.unique[index] = append(info.unique[index], strings.ToLower(column))
		}
		return err
	})
}

// each calls scan for each row of a query.
func (s *Store) each(ctx context.Context, query string, scan func(*sql.Rows) error) error {
	rows, err := s.conn.QueryContext(ctx, query)
	if err != nil {
		return s.explain(ctx, err)
	}
	defer func() { _ = rows.Close() }() // rows.Err says what went wrong
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return s.explain(ctx, rows.Err())
}
