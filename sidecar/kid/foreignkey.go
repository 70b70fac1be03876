package kid

import (
	"slices"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// planForeignKeys tells the targets which foreign keys there are between tables that they get changes of, and notes for each
// table all that it has, to be checked.
func (k *Kid) planForeignKeys() {
	for _, m := range k.members {
		byOID := map[int64]*plannedTable{}
		for _, t := range k.plan.tables {
			if here, ok := t.at[m.position]; ok {
				byOID[here.oid] = t
			}
		}
		for _, t := range k.plan.tables {
			here, ok := t.at[m.position]
			if !ok || t.whole {
				continue // a row without a key could not be named
			}
			for _, inspected := range here.references {
				f := foreignKeyOf(t, here, inspected, byOID[inspected.Parent], m)
				here.foreignKeys = append(here.foreignKeys, f)
				if f.Parent != nil {
					here.target.References = append(here.target.References, f)
					f.Parent.ReferencedBy = append(f.Parent.ReferencedBy, f)
				}
			}
		}
	}
}

// foreignKeyOf describes a foreign key of a table at a member. parent is the table it points to where that is one of the sync.
func foreignKeyOf(t *plannedTable, here *tableAt, inspected node.ForeignKey, parent *plannedTable, m *member) *apply.ForeignKey {
	f := &apply.ForeignKey{
		Name: inspected.Name, Child: &here.target, ParentSchema: inspected.ParentSchema, ParentName: inspected.ParentName,
		ParentQuoted: inspected.ParentQuoted, Columns: inspected.Columns, ParentColumns: inspected.ParentColumns, Equals: inspected.Equals, Policy: t.options.DanglingFK,
	}
	if parent == nil {
		return f
	}
	f.ParentSchema, f.ParentName = parent.schema, parent.name
	target := &parent.at[m.position].target
	f.At, f.ParentAt = positions(&here.target, inspected.Columns), positions(target, inspected.ParentColumns)
	if !parent.whole && m.role != catalog.FullCopy && f.At != nil && f.ParentAt != nil {
		f.Parent = target
	}
	return f
}

// positions finds columns among those that a target gets, nil unless it gets all.
func positions(target *apply.Table, names []string) []int {
	found := make([]int, len(names))
	for i, name := range names {
		found[i] = slices.IndexFunc(target.Columns, func(c apply.Column) bool { return c.Quoted == name })
		if found[i] < 0 {
			return nil
		}
	}
	return found
}
