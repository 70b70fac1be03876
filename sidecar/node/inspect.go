package node

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"
)

//go:embed inspect.sql
var inspectSQL string

// Column of a table.
type Column struct {
	Name           string
	Quoted         string
	Type           string
	BaseType       string // the type under a domain
	Collate        string // COLLATE clause where it is not the type's own, as SQL
	Equals         string // the equality operator of its type, as SQL
	Generated      bool
	AlwaysIdentity bool
	Optional       bool // an INSERT may leave it out
}

// Table is a relation as one database has it.
type Table struct {
	OID         int64
	Schema      string
	Name        string
	RealSchema  string // of the table there, where a sync calls it by another name
	RealName    string
	Quoted      string // schema and name, quoted for SQL
	Display     string // the same as Bucardo writes it in its log
	Kind        string // pg_class.relkind
	Shape       string // changes whenever a column does
	Partition   bool
	Inherits    bool
	Columns     []Column
	Keys        [][]string // usable unique keys, the primary key first
	Unusable    []string   // what keeps each unique index from being usable, one line each
	References  []int64    // tables its foreign keys point to
	ForeignKeys []ForeignKey
	// Uniques are the columns of each unique index, sorted; of one on expressions those that these are computed from.
	Uniques [][]string
	// DeferrableUnique says that a unique constraint is deferrable: PostgreSQL checks it by a trigger.
	DeferrableUnique bool
	CascadesFrom     bool     // another table's foreign key acts when a row here is deleted
	Lacks            []string // privileges the role does not have
}

// ForeignKey of a table. It holds where no column is NULL, with MATCH SIMPLE as with MATCH FULL.
type ForeignKey struct {
	Name          string
	Parent        int64 // id of the table it points to
	ParentSchema  string
	ParentName    string
	ParentQuoted  string   // schema and name, quoted for SQL
	Columns       []string // quoted, like ParentColumns
	ParentColumns []string
	Equals        []string // equality operators, the parent's column on the left, as SQL
}

// Column returns the column of that name.
func (t *Table) Column(name string) (Column, bool) {
	for _, c := range t.Columns {
		if c.Name == name {
			return c, true
		}
	}
	return Column{}, false
}

// Querier is what inspection needs of a connection.
type Querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Shapes returns the id and the shape of tables that exist. Parameter: bigint[] of their ids.
const Shapes = `
	SELECT a.attrelid::bigint,
	       pg_catalog.string_agg(pg_catalog.concat_ws(' ', a.attnum, a.attname, a.atttypid, a.atttypmod, a.attcollation), ',' ORDER BY a.attnum)
	FROM pg_catalog.pg_attribute a
	WHERE a.attrelid = ANY ($1::bigint[]::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
	GROUP BY a.attrelid`

// Inspect returns the tables of a database that are not PostgreSQL's, an extension's or bucardo's own.
func Inspect(ctx context.Context, q Querier) ([]Table, error) {
	var document []byte
	if err := q.QueryRow(ctx, inspectSQL).Scan(&document); err != nil {
		return nil, fmt.Errorf("inspect tables: %w", err)
	}
	var tables []Table
	if err := json.Unmarshal(document, &tables); err != nil {
		return nil, fmt.Errorf("decode tables: %w", err)
	}
	for i := range tables {
		tables[i].RealSchema, tables[i].RealName = tables[i].Schema, tables[i].Name
	}
	return tables, nil
}
