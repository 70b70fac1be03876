package kid

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/bucardo/bucardo-sidecar/sidecar/conflict"
	"github.com/bucardo/bucardo-sidecar/sidecar/hook"
)

// planCode prepares what a table needs whose conflicts custom code decides.
func (p *tablePlanner) planCode(t *plannedTable) {
	t.rows = rowsAt(p.table, p.table, t.key, t.columns)
	functions := false
	for _, c := range p.sync.CustomCode {
		if c.Point != hook.Conflict || t.whole || c.Table != "" && (c.Schema != t.schema || c.Table != t.name) {
			continue
		}
		if c.Expression == "" {
			functions = true
		} else { // the row type is called as it is where the expression is evaluated
			if c.DBID == 0 {
				c.DBID = p.members[0].dbID
			}
			c.Schema, c.Table = p.sync.NameAt(t.schema, t.name, c.DBID, c.DBID == p.members[0].dbID)
		}
		t.deciding = append(t.deciding, c)
	}
	if !functions {
		return
	}
	// Functions are told which columns were changed, and from what.
	t.watched, t.kept = []string{}, []string{}
	for _, name := range t.columns {
		if !slices.Contains(t.key, name) {
			t.watched, t.kept = append(t.watched, name), append(t.kept, name)
		}
	}
}

// decideByCode asks custom code about the keys that are in conflict, and returns those that are left to the strategy.
func (k *Kid) decideByCode(ctx context.Context, t *plannedTable, readings []*reading, keys []*contested) ([]*contested, error) {
	if len(t.deciding) == 0 {
		return keys, nil
	}
	var asked, left []*contested
	var payload []hook.Contested
	for _, c := range keys {
		if decision := conflict.Decide(conflict.Latest(), c.changes); !decision.Conflict {
			left = append(left, c)
			continue
		}
		asked = append(asked, c)
		payload = append(payload, t.describeContested(c))
	}
	decisions, err := k.code.runner.Decide(ctx, t.deciding, t.rows, payload)
	if err != nil {
		return nil, k.breakOff(t, err)
	}
	var made []*merging
	for i, d := range decisions {
		c := asked[i]
		if d.Code == "" {
			left = append(left, c)
			continue
		}
		newest := newestOf(conflict.Live(c.changes))
		c.verdict = verdict{conflict: true, skipped: d.Skip, winner: newest.Origin, code: d.Code}
		switch {
		case d.Winner != "":
			c.winner = c.changes[slices.IndexFunc(c.changes, func(change conflict.Change) bool { return change.DB == d.Winner })].Origin
		case d.Values != nil:
			// It goes to all, whatever they have.
			first := conflict.Version{Change: newest, Values: make([]*string, len(d.Values)), Passes: make([]bool, len(t.at[readings[0].member.position].source.Filters))}
			made = append(made, &merging{contested: c, present: []conflict.Version{first}, values: d.Values})
		}
	}
	return left, k.finishRows(ctx, t, readings[0].member, made)
}

func newestOf(changes []conflict.Change) conflict.Change {
	return changes[conflict.Latest().Pick(changes)]
}

// describeContested is what code is told of a conflict: the versions that nobody has built on.
func (t *plannedTable) describeContested(c *contested) hook.Contested {
	h := hook.Contested{Key: make([]*string, len(t.columns)), Kind: kindOf(c), Base: t.baseOf(c.versions)}
	for i, name := range t.key {
		h.Key[slices.Index(t.columns, name)] = &c.key[i]
	}
	live := conflict.Live(c.changes)
	for _, v := range c.versions {
		if !slices.ContainsFunc(live, func(change conflict.Change) bool { return change.Origin == v.Origin }) {
			continue
		}
		version := hook.Version{DB: v.DB, At: v.At, Op: opOf(v)}
		if v.Present {
			version.Values = v.Values[:len(t.columns)]
		}
		if details(v) {
			version.Changed = []string{}
			for i, name := range t.columns {
				if v.HasChanged(i) && !slices.Contains(t.key, name) {
					version.Changed = append(version.Changed, name)
				}
			}
		}
		h.Versions = append(h.Versions, version)
	}
	return h
}

// details reports whether it is known which columns the changes of a version were of.
func details(v conflict.Version) bool {
	return !slices.ContainsFunc(v.Deltas, func(d conflict.Delta) bool { return d.Op == 'U' && d.Changed == nil })
}

// baseOf is the row before all the changes, where that is known of every column.
func (t *plannedTable) baseOf(versions []conflict.Version) json.RawMessage {
	object := map[string]json.RawMessage{}
	for i, name := range t.columns {
		var base *string
		var first *conflict.Delta
		known := false
		for _, v := range versions {
			if v.Deltas[0].Op == 'I' {
				return nil
			}
			if v.Present && !known {
				base, known = v.Values[i], true
			}
		}
		for _, v := range versions {
			for n := range v.Deltas {
				d := &v.Deltas[n]
				if slices.Contains(t.key, name) || d.Changed != nil && !d.Changed[i] {
					continue
				}
				step, kept := d.Kept[i]
				if !kept {
					return nil
				}
				if first == nil || d.At.Before(first.At) {
					base, known, first = step.Old, true, d
				}
			}
		}
		if !known && !slices.Contains(t.key, name) {
			return nil
		}
		object[name] = t.rows.Value(i, base)
	}
	base, _ := json.Marshal(object)
	return base
}

// ruleOfCode says which code has decided.
func ruleOfCode(name string) string { return fmt.Sprintf("customcode %s", name) }
