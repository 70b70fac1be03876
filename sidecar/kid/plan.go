package kid

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// plannedTable is a table of the sync and what it looks like at each member.
type plannedTable struct {
	schema, name string
	key          []string
	display      string // as the log writes it
	at           map[int]*tableAt
}

// tableAt is a planned table at the member of that position.
type tableAt struct {
	oid    int64
	shape  string
	source delta.Source // TableID is 0 until it is captured
	target apply.Table
}

// plan is what a sync replicates: its tables in foreign key order, parents first, and what became of the others.
type plan struct {
	tables  []*plannedTable
	choices []status.TableChoice
}

// inspected is a member whose tables are known.
type inspected struct {
	position int
	name     string
	role     catalog.Role
	tables   []node.Table
}

func (m inspected) find(schema, name string) *node.Table {
	for i := range m.tables {
		if m.tables[i].Schema == schema && m.tables[i].Name == name {
			return &m.tables[i]
		}
	}
	return nil
}

// makePlan decides which tables are replicated. members[0] is the first source; the tables it has are those that
// patterns mean. A table that was named and cannot be replicated is a Problem, one that only a pattern found is left
// out with the reason.
func makePlan(relations []catalog.Relation, members []inspected) (*plan, error) {
	p := &plan{}
	first := members[0]
	wanted, err := choose(relations, first)
	if err != nil {
		return nil, err
	}
	for _, w := range wanted {
		t := w.table
		reason := unusable(t)
		if reason == "" && len(t.Keys) == 0 {
			reason = noKey(t)
		}
		if reason != "" {
			if w.named {
				return nil, node.Problem{DB: first.name, Reason: fmt.Sprintf("table %s cannot be replicated: %s", t.Display, reason), NextStep: "Give the table a primary key, or take it out of the sync's tables with bucardo.update_sync."}
			}
			p.choices = append(p.choices, status.TableChoice{Schema: t.Schema, Table: t.Name, Reason: reason})
			continue
		}
		planned, err := planTable(len(p.tables)+1, t, members)
		if err != nil {
			return nil, err
		}
		p.tables = append(p.tables, planned)
		p.choices = append(p.choices, status.TableChoice{Schema: t.Schema, Table: t.Name, Included: true, KeyColumns: planned.key})
	}
	if len(p.tables) == 0 {
		return nil, node.Problem{DB: first.name, Reason: "there is no table to replicate" + leftOut(p.choices), NextStep: "Create the tables, each with a primary key or a unique index on columns that are NOT NULL; the sidecar looks again by itself."}
	}
	sortByReferences(p.tables, first)
	return p, nil
}

func leftOut(choices []status.TableChoice) string {
	if len(choices) == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d left out, the first is %s.%s: %s)", len(choices), choices[0].Schema, choices[0].Table, choices[0].Reason)
}

// unusable says why a relation can be no part of a sync at all.
func unusable(t *node.Table) string {
	switch {
	case t.Kind == "v":
		return "it is a view"
	case t.Kind == "m":
		return "it is a materialized view"
	case t.Kind == "f":
		return "it is a foreign table"
	case t.Partition:
		return "it is a partition; replicate its root"
	case t.Inherits:
		return "it is part of an inheritance tree, which only partitioning is supported for"
	}
	return ""
}

func noKey(t *node.Table) string {
	if len(t.Unusable) == 0 {
		return "no primary key and no unique index"
	}
	return "no primary key, and " + strings.Join(t.Unusable, "; ")
}

// planTable compares a table on all members and prepares it for each.
func planTable(number int, t *node.Table, members []inspected) (*plannedTable, error) {
	first := members[0]
	planned := &plannedTable{schema: t.Schema, name: t.Name, display: t.Display, at: map[int]*tableAt{}}
	for _, m := range members {
		other := m.find(t.Schema, t.Name)
		if other == nil {
			return nil, node.Problem{DB: m.name, Reason: fmt.Sprintf("table %s does not exist", t.Display), NextStep: "Create the table there, or take it out of the sync's tables with bucardo.update_sync."}
		}
		if reason := unusable(other); reason != "" {
			return nil, node.Problem{DB: m.name, Reason: fmt.Sprintf("table %s cannot be replicated: %s", t.Display, reason), NextStep: "Make it an ordinary table there, or take it out of the sync's tables with bucardo.update_sync."}
		}
		if difference := compareColumns(t, other, first.name, m.name); difference != "" {
			return nil, node.Problem{DB: m.name, Reason: fmt.Sprintf("the columns of table %s differ: %s", t.Display, difference), NextStep: "Make the columns the same with ALTER TABLE; the sidecar goes on by itself."}
		}
		if lacks := lacking(other, m.role); len(lacks) > 0 {
			return nil, node.Problem{DB: m.name, Reason: fmt.Sprintf("no permission on table %s: %s is missing", t.Display, strings.Join(lacks, ", ")), NextStep: fmt.Sprintf("GRANT %s ON %s to the role the sidecar uses there, or let that role own the table.", strings.Join(lacks, ", "), t.Quoted)}
		}
	}
	for _, key := range t.Keys {
		if keyEverywhere(key, t, members) {
			planned.key = key
			break
		}
	}
	if planned.key == nil {
		return nil, node.Problem{DB: first.name, Reason: fmt.Sprintf("table %s has no key that is unique on all databases", t.Display), NextStep: fmt.Sprintf("Create the same primary key or unique index, for example on (%s), on every database of the sync.", strings.Join(t.Keys[0], ", "))}
	}
	for _, m := range members {
		planned.at[m.position] = tableOf(number, t, m.find(t.Schema, t.Name), planned.key)
	}
	return planned, nil
}

func keyEverywhere(key []string, t *node.Table, members []inspected) bool {
	for _, m := range members {
		same := func(other []string) bool {
			a, b := slices.Clone(key), slices.Clone(other)
			slices.Sort(a)
			slices.Sort(b)
			return slices.Equal(a, b)
		}
		if !slices.ContainsFunc(m.find(t.Schema, t.Name).Keys, same) {
			return false
		}
	}
	return true
}

func lacking(t *node.Table, role catalog.Role) []string {
	if role == catalog.Source {
		return t.Lacks
	}
	return slices.DeleteFunc(slices.Clone(t.Lacks), func(privilege string) bool { return privilege == "TRIGGER" })
}

func compareColumns(a, b *node.Table, nameA, nameB string) string {
	for _, c := range a.Columns {
		other, ok := b.Column(c.Name)
		switch {
		case !ok:
			return fmt.Sprintf("column %s is on %s and not on %s", c.Quoted, nameA, nameB)
		case other.Type != c.Type:
			return fmt.Sprintf("column %s is %s on %s and %s on %s", c.Quoted, c.Type, nameA, other.Type, nameB)
		case other.Generated != c.Generated:
			return fmt.Sprintf("column %s is generated on one of %s and %s only", c.Quoted, nameA, nameB)
		}
	}
	for _, c := range b.Columns {
		if _, ok := a.Column(c.Name); !ok {
			return fmt.Sprintf("column %s is on %s and not on %s", c.Quoted, nameB, nameA)
		}
	}
	return ""
}

// tableOf describes a table at one member, with the columns in the order of the first source's.
func tableOf(number int, first, here *node.Table, key []string) *tableAt {
	t := &tableAt{
		oid: here.OID, shape: here.Shape,
		source: delta.Source{Table: here.Quoted},
		target: apply.Table{Number: number, Quoted: here.Quoted, Schema: here.Schema, Name: here.Name, Cascades: here.CascadesFrom},
	}
	position := map[string]int{}
	for _, name := range first.Columns {
		c, _ := here.Column(name.Name)
		if c.Generated {
			continue
		}
		inKey := slices.Contains(key, c.Name)
		position[c.Name] = len(t.target.Columns)
		t.source.Columns = append(t.source.Columns, c.Quoted)
		t.target.Columns = append(t.target.Columns, apply.Column{
			Quoted: c.Quoted, Stage: strings.TrimSpace(c.BaseType + " " + c.Collate), Equals: c.Equals,
			InKey: inKey, Settable: !c.AlwaysIdentity, Exact: exact(c.BaseType),
		})
		// UPDATE cannot set such a column, and the origin's value may have been overridden.
		t.target.Replace = t.target.Replace || c.AlwaysIdentity && !inKey
	}
	for _, name := range key {
		c, _ := here.Column(name)
		t.source.Keys = append(t.source.Keys, delta.Key{Name: c.Quoted, Type: strings.TrimSpace(c.BaseType + " " + c.Collate), Base: c.BaseType, Equals: c.Equals})
		t.target.KeyOrder = append(t.target.KeyOrder, position[name])
	}
	return t
}

// exact reports whether equal values of a type are always written the same, as 1.0 and 1.00 are not.
func exact(baseType string) bool {
	switch baseType, _, _ = strings.Cut(baseType, "("); baseType {
	case "smallint", "integer", "bigint", "text", "character varying", "uuid", "date", "timestamp with time zone", "timestamp without time zone", "bytea", "boolean", "oid", "inet", "cidr":
		return true
	}
	return false
}

// sortByReferences puts tables after those that their foreign keys point to, as far as there is no circle.
func sortByReferences(tables []*plannedTable, first inspected) {
	byOID := map[int64]*plannedTable{}
	for _, t := range tables {
		byOID[first.find(t.schema, t.name).OID] = t
	}
	var sorted []*plannedTable
	visited := map[*plannedTable]bool{}
	var visit func(t *plannedTable)
	visit = func(t *plannedTable) {
		if visited[t] {
			return
		}
		visited[t] = true
		for _, oid := range first.find(t.schema, t.name).References {
			if parent := byOID[oid]; parent != nil {
				visit(parent)
			}
		}
		sorted = append(sorted, t)
	}
	for _, t := range tables {
		visit(t)
	}
	copy(tables, sorted)
}
