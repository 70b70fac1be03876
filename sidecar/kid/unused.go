package kid

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/hook"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// unused finds what was declared for tables and databases that the sync does not have: a name written wrong would
// otherwise be accepted and do nothing.
func (p *plan) unused(sync catalog.Sync, first inspected) []status.Finding {
	var findings []status.Finding
	warn := func(severity, what, schema, table, nextStep string) {
		findings = append(findings, status.Finding{
			Severity: severity, Schema: schema, Table: table, NextStep: nextStep,
			What: fmt.Sprintf("%s is declared for table %s.%s, which the sync does not replicate", what, schema, table),
		})
	}
	for _, t := range sync.Tables {
		if !p.has(t.Schema, t.Table) {
			warn("warning", "an option", t.Schema, t.Table, "Correct the name, or add the table: bucardo.remove_table, bucardo.add_table.")
		}
	}
	for _, f := range sync.Filters {
		if f.Table != "" && !p.has(f.Schema, f.Table) {
			warn("warning", "a row filter", f.Schema, f.Table, "Correct the name, or add the table: bucardo.remove_table, bucardo.add_table.")
		}
		if f.DBID != 0 && !slices.ContainsFunc(sync.Members, func(m catalog.Member) bool { return m.DB.ID == f.DBID }) {
			findings = append(findings, status.Finding{
				Severity: "notice", Schema: f.Schema, Table: f.Table, What: "a row filter is for a database that is no member of the sync",
				NextStep: "Nothing, if the database is to join; else take the filter away with bucardo.update_table.",
			})
		}
	}
	// What is for all syncs may be for another one, unless no table bears the name.
	custom := func(what, schema, table string, syncID int64, nextStep string) {
		if p.has(schema, table) {
			return
		}
		if syncID != 0 {
			warn("warning", what, schema, table, nextStep)
		} else if first.find(schema, table) == nil {
			warn("notice", what, schema, table, nextStep)
		}
	}
	for _, c := range sync.CustomNames {
		custom("a customname", c.Schema, c.Table, c.SyncID, "Correct the name: bucardo.remove_customname, bucardo.add_customname.")
	}
	for _, c := range sync.CustomCols {
		custom("a choice of columns", c.Schema, c.Table, c.SyncID, "Correct the name: bucardo.remove_customcols, bucardo.add_customcols.")
	}
	for _, c := range sync.Columns {
		if !p.has(c.Schema, c.Table) {
			warn("warning", fmt.Sprintf("a policy of column %q", c.Column), c.Schema, c.Table, fmt.Sprintf("Correct the name: SELECT * FROM bucardo.remove_column_policy(%s, %s, %s)",
				quote(sync.Name), quote(pgx.Identifier{c.Schema, c.Table}.Sanitize()), quote(pgx.Identifier{c.Column}.Sanitize())))
		}
	}
	for _, u := range sync.Uniques {
		if !p.has(u.Schema, u.Table) {
			warn("warning", "the policy of a unique index", u.Schema, u.Table, "Correct the name: "+removeUniquePolicy(sync, u))
		}
	}
	for _, c := range sync.CustomCode {
		if c.Table != "" && !p.has(c.Schema, c.Table) {
			warn("warning", "customcode "+quote(c.Name), c.Schema, c.Table, fmt.Sprintf("Correct the name: SELECT * FROM bucardo.update_customcode(%s, relation => '...')", quote(c.Name)))
		}
		if c.Point == hook.Transform && !slices.ContainsFunc(sync.Members, func(m catalog.Member) bool { return m.Role != catalog.Source }) {
			findings = append(findings, status.Finding{
				Severity: "warning", Schema: c.Schema, Table: c.Table, What: "customcode " + quote(c.Name) + " transforms what targets get, and the sync has none",
				NextStep: "Take a target in with bucardo.update_sync, or remove the code with bucardo.remove_customcode.",
			})
		}
	}
	return findings
}

// unusedUniques finds what was declared for unique indexes that no member has.
func (p *tablePlanner) unusedUniques() {
	for _, u := range p.sync.Uniques {
		if u.Schema != p.table.Schema || u.Table != p.table.Name || slices.ContainsFunc(p.members, func(m inspected) bool {
			return slices.ContainsFunc(p.at(m).Uniques, func(columns []string) bool { return sameColumns(columns, u.Columns) })
		}) {
			continue
		}
		p.findings = append(p.findings, status.Finding{
			Severity: "warning", Schema: u.Schema, Table: u.Table,
			What:     fmt.Sprintf("a policy is declared for a unique index on (%s), which no database has", strings.Join(u.Columns, ", ")),
			NextStep: "Make the index, or take the policy away: " + removeUniquePolicy(p.sync, u),
		})
	}
}

func sameColumns(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// removeUniquePolicy is the call that takes a policy away.
func removeUniquePolicy(sync catalog.Sync, u catalog.UniquePolicy) string {
	columns := make([]string, len(u.Columns))
	for i, column := range u.Columns {
		columns[i] = pgx.Identifier{column}.Sanitize()
	}
	return fmt.Sprintf("SELECT * FROM bucardo.remove_unique_policy(%s, %s, %s)",
		quote(sync.Name), quote(pgx.Identifier{u.Schema, u.Table}.Sanitize()), quote(strings.Join(columns, ",")))
}

// has reports whether a table is replicated, held, or left out with a reason.
func (p *plan) has(schema, table string) bool {
	return slices.ContainsFunc(p.choices, func(c status.TableChoice) bool { return c.Schema == schema && c.Table == table })
}
