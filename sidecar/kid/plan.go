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

// plan is what a sync replicates: its tables in foreign key order, parents first, and what became of the others.
type plan struct {
	tables   []*plannedTable
	held     []heldTable
	choices  []status.TableChoice
	findings []status.Finding
}

// heldTable is a table that cannot be replicated for now: its changes are kept until that is mended.
type heldTable struct {
	schema, name string
	key          string // its columns, joined: by which the sources can capture it meanwhile; empty: they cannot
	problem      node.Problem
}

// hold takes a table out of the runs. key is by what the sources can capture it, if they can.
func (p *plan) hold(schema, name string, key []string, err error) {
	problem := node.AsProblem(err)
	p.held = append(p.held, heldTable{schema, name, joinKey(key), problem})
	p.tables = slices.DeleteFunc(p.tables, func(t *plannedTable) bool { return t.schema == schema && t.name == name })
	p.choices = slices.DeleteFunc(p.choices, func(c status.TableChoice) bool { return c.Schema == schema && c.Table == name })
	p.choices = append(p.choices, status.TableChoice{Schema: schema, Table: name, Held: true, Reason: problem.Error(), NextStep: problem.NextStep})
	p.findings = append(p.findings, status.Finding{
		Severity: "error", DB: problem.DB, Schema: schema, Table: name, What: problem.Reason, NextStep: problem.NextStep,
	})
}

// find returns a planned table by its name in the sync's list, nil when there is none.
func (p *plan) find(schema, name string) *plannedTable {
	for _, t := range p.tables {
		if t.schema == schema && t.name == name {
			return t
		}
	}
	return nil
}

// heldNames are the tables that runs leave out, by their names in the sync's list.
func (p *plan) heldNames() []delta.TableName {
	var names []delta.TableName
	for _, h := range p.held {
		names = append(names, delta.TableName{Schema: h.schema, Table: h.name})
	}
	return names
}

// usable returns a problem when no table is left to replicate.
func (p *plan) usable(first string) error {
	switch {
	case len(p.tables) > 0:
		return nil
	case len(p.held) > 0:
		return p.held[0].problem
	default:
		return node.Problem{DB: first, Reason: "there is no table to replicate" + leftOut(p.choices), NextStep: "Create the tables, each with a primary key or a unique index on columns that are NOT NULL; the sidecar looks again by itself."}
	}
}

// inspected is a member whose tables are known.
type inspected struct {
	position int
	dbID     int64
	name     string
	role     catalog.Role
	first    bool        // the first source, whose names the sync's list has
	store    apply.Store // where it is not PostgreSQL
	tables   []node.Table
}

// rank puts the sources first.
func (m inspected) rank() int {
	if m.role == catalog.Source {
		return 0
	}
	return 1
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
// patterns mean. A table that was named and cannot be replicated is held, one that only a pattern found and that has no
// key is left out with the reason.
func makePlan(sync catalog.Sync, members []inspected) (*plan, error) {
	p := &plan{}
	first := members[0]
	wanted, missing := choose(sync.Relations, first)
	for _, m := range missing {
		p.hold(m.schema, m.name, nil, m.problem)
	}
	for _, w := range wanted {
		t := w.table
		reason := unusable(t)
		whole := ""
		if reason == "" && len(t.Keys) == 0 {
			reason, whole = withoutKey(sync, t)
		}
		if reason != "" && !w.named {
			p.choices = append(p.choices, status.TableChoice{Schema: t.Schema, Table: t.Name, Reason: reason})
			p.findings = append(p.findings, status.Finding{
				Severity: "warning", DB: first.name, Schema: t.Schema, Table: t.Name, What: "left out: " + reason,
				NextStep: "Give the table a primary key, or name it among those left out.",
			})
			continue
		}
		if reason != "" {
			p.hold(t.Schema, t.Name, nil, node.Problem{DB: first.name, Reason: fmt.Sprintf("table %s cannot be replicated: %s", t.Display, reason), NextStep: "Give the table a primary key, or take it out of the sync's tables with bucardo.update_sync."})
			continue
		}
		planned, findings, err := planTable(sync, len(p.tables)+1, t, members)
		if err != nil {
			p.hold(t.Schema, t.Name, captureKey(t, members), err)
			continue
		}
		p.findings = append(p.findings, findings...)
		if whole != "" {
			p.findings = append(p.findings, status.Finding{
				Severity: "notice", DB: first.name, Schema: t.Schema, Table: t.Name, What: whole,
				NextStep: "Give the table a primary key, if it is large or changes often.",
			})
		}
		p.tables = append(p.tables, planned)
		p.choices = append(p.choices, status.TableChoice{Schema: t.Schema, Table: t.Name, Included: true, KeyColumns: planned.key, Reason: whole})
	}
	p.findings = append(p.findings, p.unused(sync, first)...)
	sortByReferences(p.tables, first)
	return p, p.usable(first.name)
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

// withoutKey says why a table without a key is left out, or that it is replicated whole: that needs a single source.
func withoutKey(sync catalog.Sync, t *node.Table) (reason, whole string) {
	sources := 0
	for _, m := range sync.Members {
		if m.Role == catalog.Source {
			sources++
		}
	}
	if sources > 1 {
		return noKey(t), ""
	}
	return "", "copied whole whenever it has changed: " + noKey(t)
}

func noKey(t *node.Table) string {
	if len(t.Unusable) == 0 {
		return "no primary key and no unique index"
	}
	return "no primary key, and " + strings.Join(t.Unusable, "; ")
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
