package kid

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/conflict"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// How much is kept of a conflict, see the setting record_conflicts.
const (
	recordOff  = "off"
	recordFull = "full"
)

// fullRecords is of how many conflicts of a run the versions are kept; of the others, which rows and who won.
const fullRecords = 20_000

// record remembers the conflicts among decided keys until the run has committed.
func (k *Kid) record(t *plannedTable, keys []*contested) {
	for _, c := range keys {
		if !c.conflict || t.options.RecordConflicts == recordOff {
			continue
		}
		r := k.describe(t, c)
		if len(k.records) >= fullRecords {
			r.Versions, r.Outcome = nil, nil
		}
		k.records = append(k.records, r)
	}
}

// describe says of a conflict how it was decided.
func (k *Kid) describe(t *plannedTable, c *contested) status.Conflict {
	key := map[string]string{}
	for i, name := range t.key {
		key[name] = c.key[i]
	}
	r := status.Conflict{SyncID: k.sync.ID, Schema: t.schema, Table: t.name, Kind: kindOf(c.versions), Rule: k.ruleOf(t, c), Decision: "winner", At: time.Now()}
	r.Key, _ = json.Marshal(key)
	for _, column := range c.columns {
		r.Columns = append(r.Columns, t.columns[column])
	}
	switch {
	case c.skipped:
		r.Decision = "skipped"
	case c.code != "" && c.row != nil:
		r.Decision = "made up"
	case len(c.columns) > 0:
		r.Decision = "merged"
	}
	if !c.skipped && r.Decision != "made up" {
		r.Winner = k.members[c.winner].db.Name
	}
	if c.row != nil {
		r.Outcome = t.jsonRow(c.winner, c.row.values)
	}
	for _, v := range c.versions {
		if c.row == nil && v.Origin == c.winner && !c.skipped {
			r.Outcome = v.Row
		}
		if t.options.RecordConflicts == recordFull {
			r.Versions = append(r.Versions, t.recordVersion(v))
		}
	}
	return r
}

func (t *plannedTable) recordVersion(v conflict.Version) status.ConflictVersion {
	r := status.ConflictVersion{DB: v.DB, At: v.At, Op: opOf(v), Row: v.Row}
	for i, name := range t.columns {
		if t.policies != nil && v.Present && !slices.Contains(t.key, name) && v.HasChanged(i) {
			r.Changed = append(r.Changed, name)
		}
	}
	return r
}

// opOf is what the pending changes of a version come to.
func opOf(v conflict.Version) string {
	switch {
	case !v.Present:
		return "delete"
	case len(v.Deltas) > 0 && v.Deltas[0].Op == 'I':
		return "insert"
	case slices.ContainsFunc(v.Deltas, func(d conflict.Delta) bool { return d.Op == 'D' }) && v.Deltas[len(v.Deltas)-1].Op != 'D':
		return "delete and insert"
	}
	return "update"
}

// kindOf says which kinds of changes met, "row" when the versions were not looked at.
func kindOf(versions []conflict.Version) string {
	if len(versions) == 0 {
		return "row"
	}
	var ops []string
	for _, v := range versions {
		ops = append(ops, opOf(v))
	}
	order := []string{"insert", "update", "delete and insert", "delete"}
	slices.SortFunc(ops, func(a, b string) int { return slices.Index(order, a) - slices.Index(order, b) })
	return strings.Join(ops, "/")
}

// ruleOf says what has decided.
func (k *Kid) ruleOf(t *plannedTable, c *contested) string {
	if c.code != "" {
		return ruleOfCode(c.code)
	}
	strategy, order := k.declaredStrategy(t)
	gone := func(change conflict.Change) bool { return change.Gone }
	if policy := t.options.UpdateDelete; policy != "strategy" && slices.ContainsFunc(c.changes, gone) && slices.ContainsFunc(c.changes, func(change conflict.Change) bool { return !gone(change) }) {
		return "update_delete " + policy
	}
	switch {
	case strategy == catalog.SourceOrder:
		return strings.Join(order, ", ")
	case strategy != catalog.Merge:
		return string(strategy)
	case len(c.columns) == 0:
		return string(catalog.Latest)
	}
	rules := make([]string, len(c.columns))
	for i, column := range c.columns {
		name := t.policies[column].Name
		if name == "" {
			name = conflict.PolicyLatest
		}
		rules[i] = fmt.Sprintf("%s %s", t.columns[column], name)
	}
	return "merge: " + strings.Join(rules, ", ")
}
