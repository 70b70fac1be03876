package kid

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/conflict"
	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
	"github.com/bucardo/bucardo-sidecar/sidecar/hook"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// plannedTable is a table of the sync and what it looks like at each member.
type plannedTable struct {
	schema, name string
	key          []string
	whole        bool             // it has no key and is replicated whole
	display      string           // as the log writes it
	strategy     catalog.Strategy // empty: that of the sync
	order        []string         // of sources, where the strategy has one
	options      catalog.Options
	columns      []string             // that are replicated as they are
	policies     []conflict.Policy    // of each of the columns, where they are merged; nil: rows win whole
	watched      []string             // columns of which capture notes whether they were changed
	kept         []string             // columns of which it keeps the old and the new value
	deciding     []catalog.CustomCode // what is asked about conflicts, in this order
	rows         hook.Table           // what that sees of the columns
	at           map[int]*tableAt
}

// tableAt is a planned table at the member of that position.
type tableAt struct {
	oid        int64
	shape      string
	schema     string // what it is called there
	name       string
	types      []string     // of the columns
	source     delta.Source // TableID is 0 until it is captured
	target     apply.Table
	projection delta.Projection // what the member gets of any source
	rows       hook.Table       // what custom code sees of that

	references  []node.ForeignKey // as inspected
	foreignKeys []*apply.ForeignKey
}

// tablePlanner compares a table on all members.
type tablePlanner struct {
	sync     catalog.Sync
	table    *node.Table // as the first member has it
	members  []inspected
	options  catalog.Options
	findings []status.Finding
}

// received is what a member gets of a table: its own columns, and the expressions that make them at a source, empty for the
// column of the same name.
type received struct {
	columns     []string
	expressions []string
	filter      string
}

// planTable prepares a table for each member. A Problem says why it cannot be replicated.
func planTable(sync catalog.Sync, number int, t *node.Table, members []inspected) (*plannedTable, []status.Finding, error) {
	p := &tablePlanner{sync: sync, table: t, members: members, options: sync.TableOptions(t.Schema, t.Name)}
	if err := p.checkMembers(); err != nil {
		return nil, nil, err
	}
	key, err := p.chooseKey()
	if err != nil {
		return nil, nil, err
	}
	gets := make([]received, len(members))
	for i, m := range members {
		if gets[i], err = p.receivedBy(m, key); err != nil {
			return nil, nil, err
		}
	}
	if err := p.reconcile(gets); err != nil {
		return nil, nil, err
	}
	planned := &plannedTable{schema: t.Schema, name: t.Name, display: t.Display, key: key, whole: len(key) == 0, options: p.options, at: map[int]*tableAt{}}
	if o := sync.Overrides(t.Schema, t.Name); o.Strategy != "" {
		planned.strategy, planned.order = o.Strategy, o.SourceOrder
	}
	columns, expressions, filters := union(gets)
	planned.columns = columns
	if err := p.planMerge(planned); err != nil {
		return nil, nil, err
	}
	p.planCode(planned)
	p.unusedUniques()
	for i, m := range members {
		here := m.find(t.Schema, t.Name)
		at := &tableAt{oid: here.OID, shape: here.Shape, schema: here.RealSchema, name: here.RealName, references: here.ForeignKeys}
		for _, name := range columns {
			c, _ := here.Column(name)
			at.types = append(at.types, strings.TrimSpace(c.BaseType+" "+c.Collate))
		}
		at.source = sourceOf(here, key, columns, expressions, filters)
		at.source.Deletions = planned.updateDelete()
		at.target = targetOf(number, t, here, key, gets[i].columns)
		at.target.Detailed = planned.watched != nil
		if m.store != nil {
			at.target.Store = storeTable(here, key, gets[i].columns)
			p.findings = append(p.findings, losses(m, t, at.target.Store)...)
		}
		at.projection = projectionOf(gets[i], columns, expressions, filters)
		at.rows = rowsAt(t, here, key, gets[i].columns)
		planned.at[m.position] = at
	}
	return planned, p.findings, nil
}

// others are the sources that a member receives from.
func (p *tablePlanner) others(m inspected) []inspected {
	return slices.DeleteFunc(slices.Clone(p.members), func(other inspected) bool {
		return other.position == m.position || other.role != catalog.Source
	})
}

func (p *tablePlanner) at(m inspected) *node.Table { return m.find(p.table.Schema, p.table.Name) }

// checkMembers returns a problem when a member does not have the table, or cannot use it.
func (p *tablePlanner) checkMembers() error {
	for _, m := range p.members {
		other := p.at(m)
		if other == nil {
			schema, name := p.sync.NameAt(p.table.Schema, p.table.Name, m.dbID, m.first)
			what := p.table.Display
			if schema != p.table.Schema || name != p.table.Name {
				what = fmt.Sprintf("%s.%s, which stands for %s,", schema, name, p.table.Display)
			}
			next := "Create the table there, or take it out of the sync's tables with bucardo.update_sync."
			if m.store != nil {
				next = fmt.Sprintf("CALL bucardo.create_target_tables_and_wait(%s, %s), or take the table out of the sync with bucardo.update_sync.", quote(p.sync.Name), quote(m.name))
			}
			return node.Problem{DB: m.name, Reason: fmt.Sprintf("table %s does not exist", what), NextStep: next}
		}
		if reason := unusable(other); reason != "" {
			return node.Problem{DB: m.name, Reason: fmt.Sprintf("table %s cannot be replicated: %s", p.table.Display, reason), NextStep: "Make it an ordinary table there, or take it out of the sync's tables with bucardo.update_sync."}
		}
		if lacks := lacking(other, m.role); len(lacks) > 0 {
			return node.Problem{DB: m.name, Reason: fmt.Sprintf("no permission on table %s: %s is missing", p.table.Display, strings.Join(lacks, ", ")), NextStep: fmt.Sprintf("GRANT %s ON %s to the role the sidecar uses there, or let that role own the table.", strings.Join(lacks, ", "), other.Quoted)}
		}
	}
	return nil
}

func lacking(t *node.Table, role catalog.Role) []string {
	if role == catalog.Source {
		return t.Lacks
	}
	return slices.DeleteFunc(slices.Clone(t.Lacks), func(privilege string) bool {
		return privilege == "TRIGGER" || privilege == "UPDATE" && role == catalog.FullCopy
	})
}

// chooseKey returns the key that all have who get changes, an empty one for a table that is replicated whole.
func (p *tablePlanner) chooseKey() ([]string, error) {
	if len(p.table.Keys) == 0 {
		for _, m := range p.members {
			if m.store != nil {
				return nil, node.Problem{DB: m.name, Reason: fmt.Sprintf("table %s has no key, and %s gets only tables that have one", p.table.Display, m.name), NextStep: "Give the table a primary key, or take it out of the sync's tables with bucardo.update_sync."}
			}
		}
		return []string{}, nil
	}
	for _, key := range p.table.Keys {
		if p.keyEverywhere(key) {
			return key, nil
		}
	}
	return nil, node.Problem{DB: p.members[0].name, Reason: fmt.Sprintf("table %s has no key that is unique on all databases", p.table.Display), NextStep: fmt.Sprintf("Create the same primary key or unique index, for example on (%s), on every database of the sync.", strings.Join(p.table.Keys[0], ", "))}
}

func (p *tablePlanner) keyEverywhere(key []string) bool {
	for _, m := range p.members {
		if m.role == catalog.FullCopy {
			continue
		}
		same := func(other []string) bool {
			a, b := slices.Clone(key), slices.Clone(other)
			slices.Sort(a)
			slices.Sort(b)
			return slices.Equal(a, b)
		}
		if !slices.ContainsFunc(p.at(m).Keys, same) {
			return false
		}
	}
	return true
}

// receivedBy decides which columns a member gets, and of which rows.
func (p *tablePlanner) receivedBy(m inspected, key []string) (received, error) {
	gets := received{filter: p.sync.FilterAt(p.table.Schema, p.table.Name, m.dbID)}
	var err error
	if custom := p.sync.ColumnsAt(p.table.Schema, p.table.Name, m.dbID); custom != nil {
		gets.columns, gets.expressions = custom.Columns, custom.Expressions
		err = p.checkChosen(m, gets, key)
	} else {
		gets.columns, err = p.commonColumns(m, key)
		gets.expressions = make([]string, len(gets.columns))
	}
	if err != nil {
		return gets, err
	}
	for _, c := range p.at(m).Columns {
		if !c.Generated && !c.Optional && !slices.Contains(gets.columns, c.Name) {
			return gets, p.differ(m, fmt.Sprintf("column %s of %s gets no value, may not be NULL and has no default", c.Quoted, m.name), "Give the column a default there, or let it be NULL.")
		}
	}
	return gets, nil
}

func (p *tablePlanner) differ(m inspected, difference, nextStep string) error {
	return node.Problem{DB: m.name, Reason: fmt.Sprintf("the columns of table %s differ: %s", p.table.Display, difference), NextStep: nextStep}
}

// checkChosen checks the columns that were chosen for a member.
func (p *tablePlanner) checkChosen(m inspected, gets received, key []string) error {
	const mend = "Correct the choice with bucardo.update_customcols, or the table."
	for i, name := range gets.columns {
		if gets.expressions[i] != "" {
			if c, ok := p.at(m).Column(name); !ok || c.Generated {
				return p.differ(m, fmt.Sprintf("column %q was chosen for %s, which has no such column to be written", name, m.name), mend)
			}
			continue
		}
		for _, source := range p.others(m) {
			if difference := compareColumn(name, source, m, p.at(source), p.at(m)); difference != "" {
				return p.differ(m, difference, mend)
			}
		}
	}
	for _, name := range key {
		if i := slices.Index(gets.columns, name); i < 0 || gets.expressions[i] != "" {
			return p.differ(m, fmt.Sprintf("%s is to get other columns than the key column %q as it is", m.name, name), mend)
		}
	}
	return nil
}

// commonColumns returns the columns that all have in common. With strict checking, it is a problem when a source has one
// that this member cannot take.
func (p *tablePlanner) commonColumns(m inspected, key []string) ([]string, error) {
	var columns []string
	leftOut := func(name, difference string) error {
		if p.options.StrictChecking || slices.Contains(key, name) {
			return p.differ(m, difference, "Make the columns the same with ALTER TABLE; the sidecar goes on by itself.")
		}
		p.findings = append(p.findings, status.Finding{
			Severity: "warning", DB: m.name, Schema: p.table.Schema, Table: p.table.Name,
			What: "not replicated: " + difference, NextStep: "Make the columns the same with ALTER TABLE, if the column is to be replicated.",
		})
		return nil
	}
	for _, c := range p.table.Columns {
		difference := ""
		for _, source := range p.others(m) {
			if difference = compareColumn(c.Name, source, m, p.at(source), p.at(m)); difference != "" {
				break
			}
		}
		here, ok := p.at(m).Column(c.Name)
		switch {
		case difference != "":
			if err := leftOut(c.Name, difference); err != nil {
				return nil, err
			}
		case ok && !here.Generated:
			columns = append(columns, c.Name)
		}
	}
	for _, source := range p.others(m) {
		for _, c := range p.at(source).Columns {
			if _, ok := p.table.Column(c.Name); !ok && !c.Generated {
				if err := leftOut(c.Name, fmt.Sprintf("column %s is on %s and not on %s", c.Quoted, source.name, p.members[0].name)); err != nil {
					return nil, err
				}
			}
		}
	}
	return columns, nil
}

// reconcile sees to it that no source sends a column that it does not get as it is: it would send a stale value back. What
// does not fit all sources is left out everywhere.
func (p *tablePlanner) reconcile(gets []received) error {
	var sources []int
	for i, m := range p.members {
		if m.role == catalog.Source {
			sources = append(sources, i)
		}
	}
	if len(sources) < 2 {
		return nil
	}
	chosen := func(i int) bool {
		return p.sync.ColumnsAt(p.table.Schema, p.table.Name, p.members[i].dbID) != nil
	}
	for i := range gets {
		if chosen(i) {
			continue
		}
		gets[i].columns = slices.DeleteFunc(gets[i].columns, func(name string) bool {
			return slices.ContainsFunc(sources, func(s int) bool { return !chosen(s) && !gets[s].asItIs(name) })
		})
		gets[i].expressions = make([]string, len(gets[i].columns))
	}
	for i, m := range p.members {
		for n, name := range gets[i].columns {
			for _, s := range sources {
				if s != i && gets[i].expressions[n] == "" && !gets[s].asItIs(name) {
					return p.differ(m, fmt.Sprintf("%s is a source and is not to get column %q as it is, which %s gets from it", p.members[s].name, name, m.name),
						"Choose columns for targets only, or the same for all databases, with bucardo.update_customcols.")
				}
			}
		}
	}
	return nil
}

// asItIs reports whether a member gets a column unchanged.
func (r received) asItIs(name string) bool {
	i := slices.Index(r.columns, name)
	return i >= 0 && r.expressions[i] == ""
}

// compareColumn says why a column of a source cannot be written into the one of that name at a receiver.
func compareColumn(name string, source, receiver inspected, there, here *node.Table) string {
	a, okA := there.Column(name)
	b, okB := here.Column(name)
	quoted := a.Quoted + b.Quoted
	if okA {
		quoted = a.Quoted
	}
	switch {
	case !okA && !okB:
		return fmt.Sprintf("column %q is neither on %s nor on %s", name, source.name, receiver.name)
	case !okB:
		return fmt.Sprintf("column %s is on %s and not on %s", quoted, source.name, receiver.name)
	case !okA:
		return fmt.Sprintf("column %s is on %s and not on %s", quoted, receiver.name, source.name)
	case !fits(a, b):
		return fmt.Sprintf("column %s is %s on %s and %s on %s", quoted, a.Type, source.name, b.Type, receiver.name)
	case a.Generated != b.Generated:
		return fmt.Sprintf("column %s is generated on one of %s and %s only", quoted, source.name, receiver.name)
	}
	return ""
}

// union lists what the receivers get, each column, expression and filter once.
func union(gets []received) (columns, expressions, filters []string) {
	add := func(list *[]string, item string) {
		if !slices.Contains(*list, item) {
			*list = append(*list, item)
		}
	}
	for _, r := range gets {
		for i, column := range r.columns {
			if r.expressions[i] == "" {
				add(&columns, column)
			} else {
				add(&expressions, r.expressions[i])
			}
		}
		if r.filter != "" {
			add(&filters, r.filter)
		}
	}
	return columns, expressions, filters
}

func projectionOf(gets received, columns, expressions, filters []string) delta.Projection {
	projection := delta.Projection{Filter: slices.Index(filters, gets.filter)}
	for i, column := range gets.columns {
		output := slices.Index(columns, column)
		if gets.expressions[i] != "" {
			output = len(columns) + slices.Index(expressions, gets.expressions[i])
		}
		projection.Outputs = append(projection.Outputs, output)
	}
	return projection
}

// sourceOf describes a table where it is read.
func sourceOf(here *node.Table, key, columns, expressions, filters []string) delta.Source {
	source := delta.Source{Table: here.Quoted, Expressions: expressions, Filters: filters}
	for _, name := range columns {
		c, _ := here.Column(name)
		source.Columns = append(source.Columns, c.Quoted)
	}
	for _, name := range key {
		c, _ := here.Column(name)
		source.Keys = append(source.Keys, delta.Key{Name: c.Quoted, Type: strings.TrimSpace(c.BaseType + " " + c.Collate), Base: c.BaseType, Equals: c.Equals})
	}
	return source
}

// targetOf describes a table where it is written. Its name for the progress kept there is that of the sync's list.
func targetOf(number int, first, here *node.Table, key, columns []string) apply.Table {
	target := apply.Table{Number: number, Quoted: here.Quoted, Schema: first.Schema, Name: first.Name, Cascades: here.CascadesFrom, Deferrable: here.DeferrableUnique}
	for _, name := range columns {
		c, _ := here.Column(name)
		inKey := slices.Contains(key, name)
		target.Columns = append(target.Columns, apply.Column{
			Name: name, Quoted: c.Quoted, Stage: strings.TrimSpace(c.BaseType + " " + c.Collate), Base: c.BaseType, Equals: c.Equals,
			InKey: inKey, Settable: !c.AlwaysIdentity, Exact: exact(c.BaseType),
		})
		// UPDATE cannot set such a column, and the origin's value may have been overridden.
		target.Replace = target.Replace || c.AlwaysIdentity && !inKey
	}
	for _, name := range key {
		target.KeyOrder = append(target.KeyOrder, slices.Index(columns, name))
	}
	return target
}
