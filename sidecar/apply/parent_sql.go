package apply

import (
	"fmt"
	"strings"
)

// ForeignKey of a table at a target. It holds for rows that have no NULL in its columns.
type ForeignKey struct {
	Name   string
	Child  *Table
	Parent *Table // nil: it is not among those that are replicated here row by row, with all columns of the foreign key
	// ParentSchema and ParentName are what the sync's list calls it, where it is in there; ParentQuoted is its name here.
	ParentSchema  string
	ParentName    string
	ParentQuoted  string
	Columns       []string // quoted, like ParentColumns
	ParentColumns []string
	Equals        []string // equality operators, the parent's column on the left, as SQL
	// At and ParentAt are the positions of the columns in Child.Columns and Parent.Columns, where Parent is not nil.
	At       []int
	ParentAt []int
	Policy   string // what becomes of a child without its parent: park, restore or delete
}

// In the statements of a foreign key, t is the parent table, c the child table, and s, g, n and l are staging tables.

// childKey names column i of the key of a child.
func (f *ForeignKey) childKey(alias string, i int) string {
	if alias == "c" {
		return "c." + f.Child.Columns[f.Child.KeyOrder[i]].Quoted
	}
	return f.Child.side(alias, i)
}

func (f *ForeignKey) sameChild(a, b string) string {
	terms := make([]string, len(f.Child.KeyOrder))
	for i, c := range f.Child.KeyOrder {
		terms[i] = fmt.Sprintf("%s %s %s", f.childKey(a, i), f.Child.Columns[c].Equals, f.childKey(b, i))
	}
	return strings.Join(terms, " AND ")
}

// childColumn names column i of the foreign key of a child, parentColumn what it refers to.
func (f *ForeignKey) childColumn(alias string, i int) string {
	if alias == "c" {
		return "c." + f.Columns[i]
	}
	return fmt.Sprintf("%s.c%d", alias, f.At[i]+1)
}

func (f *ForeignKey) parentColumn(alias string, i int) string {
	switch alias {
	case "t":
		return "t." + f.ParentColumns[i]
	case "r":
		return fmt.Sprintf("r.r%d", i+1)
	default:
		return fmt.Sprintf("%s.c%d", alias, f.ParentAt[i]+1)
	}
}

// refers is the condition that a child refers to a parent.
func (f *ForeignKey) refers(parent, child string) string {
	terms := make([]string, len(f.Columns))
	for i := range f.Columns {
		terms[i] = fmt.Sprintf("%s %s %s", f.parentColumn(parent, i), f.Equals[i], f.childColumn(child, i))
	}
	return strings.Join(terms, " AND ")
}

// filled is the condition that a child refers to anything.
func (f *ForeignKey) filled(child string) string {
	terms := make([]string, len(f.Columns))
	for i := range f.Columns {
		terms[i] = f.childColumn(child, i) + " IS NOT NULL"
	}
	return strings.Join(terms, " AND ")
}

// movable says that a parent can get other values to be referred to while it stays the same row.
func (f *ForeignKey) movable() bool {
	for _, at := range f.ParentAt {
		if !f.Parent.Columns[at].InKey {
			return true
		}
	}
	return false
}

// leaving is the condition on a staged parent s of t that what its children refer to will not be there any more.
func (f *ForeignKey) leaving() string {
	if !f.movable() {
		return "NOT s.s_present"
	}
	terms := make([]string, len(f.ParentAt))
	for i, at := range f.ParentAt {
		terms[i] = fmt.Sprintf("%s %s %s", f.parentColumn("t", i), f.Parent.Columns[at].Equals, f.parentColumn("s", i))
	}
	return fmt.Sprintf("(NOT s.s_present OR (%s) IS NOT TRUE)", strings.Join(terms, " AND "))
}

// lockLeaving locks the parents that will leave: whoever inserts a child of theirs has committed by the next statement, or
// waits for this transaction.
func (f *ForeignKey) lockLeaving() string {
	return fmt.Sprintf("SELECT count(*) FROM (SELECT FROM %s s JOIN %s t ON %s WHERE %s FOR UPDATE OF t) AS locked",
		f.Parent.stage(), f.Parent.Quoted, f.Parent.match("t", "s"), f.leaving())
}

// describe are the outputs of a query for orphans: key, key_object and parent_object.
func (f *ForeignKey) describe(child string) string {
	keys, named, parents := make([]string, len(f.Child.KeyOrder)), make([]string, len(f.Child.KeyOrder)), make([]string, len(f.Columns))
	for i, c := range f.Child.KeyOrder {
		keys[i] = f.Child.Columns[c].text(f.childKey(child, i))
		named[i] = label(f.Child.Columns[c].Quoted) + ", " + f.childKey(child, i)
	}
	for i, column := range f.ParentColumns {
		parents[i] = label(column) + ", " + f.childColumn(child, i)
	}
	return fmt.Sprintf("ARRAY[%s] AS key, jsonb_build_object(%s) AS key_object, jsonb_build_object(%s) AS parent_object",
		strings.Join(keys, ", "), strings.Join(named, ", "), strings.Join(parents, ", "))
}

// label is the name of a quoted column as a string constant.
func label(quoted string) string {
	if strings.HasPrefix(quoted, `"`) {
		quoted = strings.ReplaceAll(quoted[1:len(quoted)-1], `""`, `"`)
	}
	return literal(quoted)
}

func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// ownOrphans is a query for the children that are here, and stay as they are, whose parent will leave. Beside what describes
// them come the key of the parent and whether the child was to change but was left out. doomed says that the parents
// listed in the parameters will leave too.
func (f *ForeignKey) ownOrphans(doomed bool) string {
	keys, named, referred := make([]string, len(f.Parent.KeyOrder)), make([]string, len(f.Parent.KeyOrder)), make([]string, len(f.ParentColumns))
	for i, c := range f.Parent.KeyOrder {
		named[i] = fmt.Sprintf("%s AS c%d", f.Parent.side("t", i), c+1)
		keys[i] = f.Parent.Columns[c].text(fmt.Sprintf("r.c%d", c+1))
	}
	for i := range f.ParentColumns {
		referred[i] = fmt.Sprintf("%s AS r%d", f.parentColumn("t", i), i+1)
	}
	outputs := strings.Join(append(named, referred...), ", ")
	parents := fmt.Sprintf("SELECT %s FROM %s s JOIN %s t ON %s WHERE %s", outputs, f.Parent.stage(), f.Parent.Quoted, f.Parent.match("t", "s"), f.leaving())
	if doomed {
		parents += fmt.Sprintf(" UNION ALL SELECT %s FROM %s JOIN %s t ON %s", outputs, f.Parent.listed(), f.Parent.Quoted, f.Parent.match("t", "l"))
	}
	return fmt.Sprintf(`SELECT %s, ARRAY[%s] AS parent, EXISTS (SELECT FROM %s l WHERE NOT l.locked AND %s) AS left_out
		FROM (%s) AS r JOIN %s c ON %s
		WHERE NOT EXISTS (SELECT FROM %s n WHERE n.s_present AND %s)
		  AND NOT EXISTS (SELECT FROM %s g WHERE %s AND (g.s_present AND %s) IS NOT TRUE)`,
		f.describe("c"), strings.Join(keys, ", "), f.Child.left(), f.sameChild("c", "l"),
		parents, f.Child.Quoted, f.refers("r", "c"),
		f.Parent.stage(), f.refers("n", "c"),
		f.Child.stage(), f.sameChild("c", "g"), f.refers("r", "g"))
}

// stagedOrphans is a query for the staged children whose parent will not be here. Those that are here already and refer to the
// same are none: either they were orphans before, or ownOrphans finds them.
func (f *ForeignKey) stagedOrphans() string {
	return fmt.Sprintf(`WITH g AS MATERIALIZED (
			SELECT g.* FROM %[1]s g
			WHERE g.s_present AND %[2]s
			  AND NOT EXISTS (SELECT FROM %[3]s t WHERE %[4]s AND NOT EXISTS (SELECT FROM %[5]s s WHERE %[6]s AND %[7]s))
			  AND NOT EXISTS (SELECT FROM %[5]s n WHERE n.s_present AND %[8]s))
		SELECT %[9]s FROM g WHERE NOT EXISTS (SELECT FROM %[10]s c WHERE %[11]s AND %[12]s)`,
		f.Child.stage(), f.filled("g"),
		f.Parent.Quoted, f.refers("t", "g"), f.Parent.stage(), f.Parent.match("t", "s"), f.leaving(),
		f.refers("n", "g"), f.describe("g"), f.Child.Quoted, f.sameChild("c", "g"), f.sameReference())
}

// sameReference is the condition that c and g refer to the same.
func (f *ForeignKey) sameReference() string {
	terms := make([]string, len(f.At))
	for i, at := range f.At {
		terms[i] = fmt.Sprintf("%s %s %s", f.childColumn("c", i), f.Child.Columns[at].Equals, f.childColumn("g", i))
	}
	return strings.Join(terms, " AND ")
}

// listed are keys given in the parameters, one text[] for each key column.
func (t *Table) listed() string {
	params, names, casts := make([]string, len(t.KeyOrder)), make([]string, len(t.KeyOrder)), make([]string, len(t.KeyOrder))
	for i, c := range t.KeyOrder {
		params[i] = fmt.Sprintf("$%d::text[]", i+1)
		names[i] = fmt.Sprintf("c%d", c+1)
		casts[i] = fmt.Sprintf("c%[1]d::%[2]s AS c%[1]d", c+1, t.Columns[c].Stage)
	}
	return fmt.Sprintf("(SELECT %s FROM unnest(%s) AS w(%s)) AS l", strings.Join(casts, ", "), strings.Join(params, ", "), strings.Join(names, ", "))
}

// keyArgs are the parameters of listed.
func (t *Table) keyArgs(keys [][]string) []any {
	args := make([]any, len(t.KeyOrder))
	for i := range args {
		column := make([]string, len(keys))
		for j, key := range keys {
			column[j] = key[i]
		}
		args[i] = column
	}
	return args
}

func (t *Table) unstageListed() string {
	return fmt.Sprintf("DELETE FROM %s s USING %s WHERE %s", t.stage(), t.listed(), t.match("s", "l"))
}

func (t *Table) leaveKeys() string {
	return fmt.Sprintf("INSERT INTO %s SELECT false, %s FROM %s", t.left(), t.keyColumns("l."), t.listed())
}

func (t *Table) lockListed() string {
	return fmt.Sprintf("SELECT count(*) FROM (SELECT FROM %s t JOIN %s ON %s FOR UPDATE OF t) AS locked", t.Quoted, t.listed(), t.match("t", "l"))
}

func (t *Table) deleteListed() string {
	return fmt.Sprintf("DELETE FROM %s t USING %s WHERE %s", t.Quoted, t.listed(), t.match("t", "l"))
}
