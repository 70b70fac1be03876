package kid

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/conflict"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// How much is kept of a conflict, see the setting record_conflicts.
const (
	recordOff  = "off"
	recordFull = "full"
)

// record remembers the conflicts among decided keys, whose versions are loaded, until the run has committed.
func (k *Kid) record(t *plannedTable, keys []*contested) {
	for _, c := range keys {
		if c.conflict && t.options.RecordConflicts != recordOff {
			r := k.describe(t, c)
			if k.noted.Add(int64(r.VersionBytes())) > maxNoted {
				r.Versions, r.Outcome = nil, nil
			}
			k.records = append(k.records, r)
		}
	}
}

// remembered is a conflict that is described when the run has committed.
type remembered struct {
	table *plannedTable
	*contested
}

// remember is record for keys whose versions are seen at most.
func (k *Kid) remember(t *plannedTable, keys []*contested) {
	for _, c := range keys {
		if c.conflict && t.options.RecordConflicts != recordOff {
			k.remembered = append(k.remembered, remembered{t, c})
		}
	}
}

// recordRun hands over what a run that has committed has decided. What is described is let go at once.
func (k *Kid) recordRun(started time.Time) {
	handOver := func() {
		for i := range k.records {
			k.records[i].Run = started
		}
		k.recorder.Conflicts(k.records)
		k.records = nil
	}
	handOver()
	for _, r := range k.remembered {
		r.versions = r.versionsSeen(r.table)
		k.records = append(k.records, k.describe(r.table, r.contested))
		r.changes, r.versions, r.seen = nil, nil, nil
		if len(k.records) == contestedChunk {
			handOver()
		}
	}
	handOver()
	k.forgetRecords()
}

// forgetRecords lets go of what was decided: a run that did not commit has decided nothing.
func (k *Kid) forgetRecords() {
	k.records, k.remembered = nil, nil
	k.noted.Store(0)
}

// describe says of a conflict how it was decided.
func (k *Kid) describe(t *plannedTable, c *contested) status.Conflict {
	r := status.Conflict{SyncID: k.sync.ID, Schema: t.schema, Table: t.name, Key: t.keyObject(c.key), Kind: kindOf(c), Rule: k.ruleOf(t, c), Decision: "winner", At: time.Now()}
	for _, column := range c.columns {
		r.Columns = append(r.Columns, t.columns[column])
	}
	switch {
	case c.skipped:
		r.Decision = "skipped"
	case c.code != "" && c.row != nil:
		r.Decision = "made up"
	case len(c.columns) > 0 && c.row != nil: // else one version has it all
		r.Decision = "merged"
	}
	if r.Decision == "winner" {
		r.Winner = k.members[c.winner].db.Name
	}
	if c.row != nil {
		r.Outcome = t.jsonRow(c.winner, c.row.values)
	}
	for _, v := range c.versions {
		if c.row == nil && v.Origin == c.winner && !c.skipped {
			r.Outcome = v.Row
		}
		r.Versions = append(r.Versions, t.recordVersion(v))
	}
	if t.options.RecordConflicts != recordFull {
		r.Versions, r.Outcome = nil, nil
	}
	return r
}

// keyObject is a key as to_jsonb would write it.
func (t *plannedTable) keyObject(key []string) json.RawMessage {
	object := map[string]any{}
	for i, name := range t.key {
		object[name] = key[i]
		if literalJSON(t.at[0].types[slices.Index(t.columns, name)]) && json.Valid([]byte(key[i])) {
			object[name] = json.RawMessage(key[i])
		}
	}
	document, _ := json.Marshal(object)
	return document
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
		return made["D"]
	case len(v.Deltas) == 0 && v.Made != "D":
		return made[v.Made]
	case len(v.Deltas) > 0 && v.Deltas[0].Op == 'I':
		return made["I"]
	case slices.ContainsFunc(v.Deltas, func(d conflict.Delta) bool { return d.Op == 'D' }) && v.Deltas[len(v.Deltas)-1].Op != 'D':
		return made["R"]
	}
	return made["U"]
}

// made says in words what the changes of a key come to, see delta.Source.Rows.
var made = map[string]string{"I": "insert", "U": "update", "R": "delete and insert", "D": "delete", "": "update"}

// kindOf says which kinds of changes met.
func kindOf(c *contested) string {
	var ops []string
	for i, change := range c.changes {
		switch {
		case len(c.versions) > 0 && (c.versions[i].Present || c.versions[i].Gone):
			ops = append(ops, opOf(c.versions[i]))
		case change.Gone:
			ops = append(ops, made["D"])
		default:
			ops = append(ops, made[change.Made])
		}
	}
	order := []string{made["I"], made["U"], made["R"], made["D"]}
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

// recordCollision remembers a row that gave way to another one in a unique index.
func (k *Kid) recordCollision(c apply.Collision) {
	t := k.plan.find(c.Table.Schema, c.Table.Name)
	if t == nil || t.options.RecordConflicts == recordOff {
		return
	}
	r := status.Conflict{
		SyncID: k.sync.ID, Schema: t.schema, Table: t.name, Key: t.keyObject(c.Row.Key), Kind: "unique", Columns: c.Columns,
		Decision: string(c.Decision), Winner: k.nameOf(c.Other.DBID), At: time.Now(),
		Rule: fmt.Sprintf("%s: %s wins, %s", c.Index, c.Policy.Winner, c.Policy.Loser),
	}
	if t.options.RecordConflicts == recordFull {
		for _, row := range []apply.CollidingRow{c.Row, c.Other} {
			r.Versions = append(r.Versions, status.ConflictVersion{DB: k.nameOf(row.DBID), At: row.At, Row: row.Image})
		}
	}
	k.records = append(k.records, r)
}

// recordDangling remembers a row whose parent is missing.
func (k *Kid) recordDangling(d apply.Dangling) {
	t := k.plan.find(d.Schema, d.Table)
	if t == nil || t.options.RecordConflicts == recordOff {
		return
	}
	k.records = append(k.records, status.Conflict{
		SyncID: k.sync.ID, Schema: t.schema, Table: t.name, Key: d.Key, Kind: "foreign key", Decision: string(d.Decision),
		Rule: fmt.Sprintf("%s: dangling_fk %s", d.Constraint, t.options.DanglingFK), At: time.Now(),
	})
}
