package kid

import (
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/conflict"
	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// planMerge prepares what a table needs whose columns are merged.
func (p *tablePlanner) planMerge(t *plannedTable) error {
	overrides := p.sync.Overrides(t.schema, t.name)
	strategy := p.sync.Strategy
	if overrides.Strategy != "" {
		strategy = overrides.Strategy
	}
	if strategy != catalog.Merge || t.whole {
		return nil
	}
	t.policies = make([]conflict.Policy, len(t.columns))
	for _, policy := range p.sync.Columns {
		if policy.Schema != t.schema || policy.Table != t.name {
			continue
		}
		i := slices.Index(t.columns, policy.Column)
		reason := ""
		switch {
		case i < 0:
			reason = "is not replicated"
		case slices.Contains(t.key, policy.Column):
			reason = "is part of the key"
		}
		if reason != "" {
			return node.Problem{
				DB: p.members[0].name, Reason: fmt.Sprintf("column %q of table %s has the policy %s and %s", policy.Column, t.display, policy.Policy, reason),
				NextStep: fmt.Sprintf("Take the policy away: SELECT * FROM bucardo.remove_column_policy(%s, %s, %s)", quote(p.sync.Name), quote(t.display), quote(pgx.Identifier{policy.Column}.Sanitize())),
			}
		}
		t.policies[i] = conflict.Policy{Name: policy.Policy, Order: policy.SourceOrder, Expression: policy.Expression}
	}
	t.watched, t.kept = []string{}, []string{}
	for i, name := range t.columns {
		if !slices.Contains(t.key, name) {
			t.watched = append(t.watched, name)
		}
		if t.policies[i].KeepsOld() {
			t.kept = append(t.kept, name)
		}
	}
	if t.adds() && t.options.MakeDelta {
		p.findings = append(p.findings, status.Finding{
			Severity: "warning", DB: p.members[0].name, Schema: t.schema, Table: t.name,
			What:     "columns are added up, which is exact only for changes made by applications: what other syncs write and makedelta passes on counts as a change of the whole row",
			NextStep: "Let one sync replicate the table between all databases that change it, or switch makedelta off.",
		})
	}
	return nil
}

// adds reports whether a column of the table is added up, so that no change of it may come on two ways.
func (t *plannedTable) adds() bool {
	return slices.ContainsFunc(t.policies, conflict.Policy.Adds)
}

// lagging returns the receivers that have less than others of a source which takes no part in the run, where there
// are columns that are added up. A row that another database sends would have changes of that source in it which the
// receiver would later get, and add, once more.
func (k *Kid) lagging(receivers []*member) map[*member]error {
	lagging := map[*member]error{}
	for _, source := range k.members {
		if !source.isSource() || slices.Contains(receivers, source) {
			continue
		}
		for _, t := range k.plan.tables {
			if !t.adds() {
				continue
			}
			newest := ""
			for _, m := range receivers {
				if w := m.watermark(source, t); newest == "" || later(w, newest) {
					newest = w
				}
			}
			for _, m := range receivers {
				if m.watermark(source, t) != newest || m.owes(source, t) {
					lagging[m] = node.Problem{
						DB:       m.db.Name,
						Reason:   fmt.Sprintf("it waits for %s: it has received less from there than others have, and columns are added up", source.db.Name),
						NextStep: fmt.Sprintf("Bring %s back, or take it out of the sync with bucardo.update_sync.", source.db.Name),
					}
				}
			}
		}
	}
	return lagging
}

// later reports whether one snapshot was taken after another of the same database.
func later(a, b string) bool {
	if x, y := snapshotXmax(a), snapshotXmax(b); x != y {
		return x > y
	}
	return snapshotXmin(a) > snapshotXmin(b)
}

// owes reports whether something of a source was left out here, which the others have.
func (m *member) owes(source *member, t *plannedTable) bool {
	return slices.ContainsFunc(m.owed, func(o delta.OwedKey) bool {
		return o.OriginID == source.db.ID && o.Schema == t.schema && o.Table == t.name
	})
}
