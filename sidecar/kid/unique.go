package kid

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// Rows that collide in a unique index are decided at the receivers, see apply.Collision. The kid keeps what was left out of
// runs for that: it tries such rows again whenever something else is to be done, and now and then, because a target's own
// rows, or its indexes, may have changed. It says what is parked in the findings and in the state.

// retryParked is how often parked rows are tried again when nothing else is pending.
const retryParked = 2 * time.Second

// maxParkedFindings bounds the findings about parked rows.
const maxParkedFindings = 20

// parkedRow is a row that is left out at a member.
type parkedRow struct {
	apply.Collision
	since time.Time
}

// pairID names the pair of rows, the same at every member where they meet.
func pairID(c apply.Collision) string {
	keys := []string{fmt.Sprintf("%q", c.Row.Key), fmt.Sprintf("%q", c.Other.Key)}
	slices.Sort(keys)
	return c.Table.Schema + "." + c.Table.Name + " " + strings.Join(keys, " ")
}

// planUniques tells the members of each table what was declared for its unique indexes.
func (k *Kid) planUniques() {
	for _, t := range k.plan.tables {
		for _, at := range t.at {
			at.target.Uniques = nil
			for _, p := range k.sync.Uniques {
				if p.Schema == t.schema && p.Table == t.name {
					at.target.Uniques = append(at.target.Uniques, p)
				}
			}
		}
	}
}

// ownTimes lets a receiver that is a source too know which keys of a table it has changed that others wait for.
func (r *reading) ownTimes(d *decided, receivers []*member) func(*apply.Table) string {
	return func(target *apply.Table) string {
		for _, t := range d.tables {
			if at := t.at[r.member.position]; &at.target == target {
				return at.source.Times(r.window(t, receivers))
			}
		}
		return ""
	}
}

// parkedIn counts the pending keys of a table that are there only because they are parked at some receivers.
func (r *reading) parkedIn(t *plannedTable, receivers []*member) int64 {
	keys := map[string]bool{}
	for _, receiver := range receivers {
		for _, o := range receiver.owed {
			if o.OriginID == r.member.db.ID && o.Schema == t.schema && o.Table == t.name {
				if !o.Parked {
					return 0
				}
				keys[fmt.Sprintf("%q", o.Key)] = true
			}
		}
	}
	return int64(len(keys))
}

// leaveParked ends a run in which there is nothing but parked rows, unless it is time to try them again.
func (k *Kid) leaveParked(d *decided, readings []*reading, receivers []*member) {
	for _, r := range readings {
		for _, t := range d.tables {
			if table := r.tables[t]; table != nil && table.deltas > r.parkedIn(t, receivers) {
				return
			}
		}
	}
	// A run that moves watermarks takes over what is owed.
	d.parkedOnly = true
	d.worked = k.parkedDue() || len(k.open) > 0 || k.moveAll || slices.ContainsFunc(readings, func(r *reading) bool { return r.token || r.member.skips })
}

// parkedDue reports whether it is time to try parked rows again.
func (k *Kid) parkedDue() bool {
	return time.Since(k.parkedTried) >= retryParked && slices.ContainsFunc(k.up(), func(m *member) bool {
		for _, o := range m.owed {
			if o.Parked {
				return true
			}
		}
		return false
	})
}

// recordCollisions takes note of rows that gave way to others and returns how many pairs were decided.
func (k *Kid) recordCollisions(d *decided, applied map[*member]apply.Result) (conflicts int64) {
	k.parkedTried = time.Now()
	acted := map[string]bool{}
	for m, result := range applied {
		for _, c := range result.Collisions {
			if c.Decision == apply.Deleted || c.Decision == apply.Changed {
				acted[pairID(c)] = true
				k.logCollision(m, c)
				k.recordCollision(c)
				conflicts++
			}
		}
	}
	known := map[string]bool{}
	for _, m := range k.members {
		result, took := applied[m]
		if took {
			k.keepParked(m, d, result.Collisions)
		}
		for _, row := range m.parked {
			id := pairID(row.Collision)
			if row.Decision == apply.Parked && !k.parkedPairs[id] && !acted[id] && !known[id] {
				k.logCollision(m, row.Collision)
				k.recordCollision(row.Collision)
				conflicts++
			}
			known[id] = known[id] || row.Decision == apply.Parked
		}
	}
	maps.DeleteFunc(known, func(_ string, parked bool) bool { return !parked })
	k.parkedPairs = known
	k.showParked()
	return conflicts
}

// keepParked replaces what is known to be left out at a member of the tables of a run.
func (k *Kid) keepParked(m *member, d *decided, collisions []apply.Collision) {
	since := map[string]time.Time{}
	for _, row := range m.parked {
		since[fmt.Sprintf("%s.%s %q", row.Table.Schema, row.Table.Name, row.Row.Key)] = row.since
	}
	m.parked = slices.DeleteFunc(m.parked, func(row parkedRow) bool {
		return slices.ContainsFunc(d.tables, func(t *plannedTable) bool { return t.schema == row.Table.Schema && t.name == row.Table.Name })
	})
	for _, c := range collisions {
		if c.Decision != apply.Parked && c.Decision != apply.Waiting {
			continue
		}
		row := parkedRow{Collision: c, since: since[fmt.Sprintf("%s.%s %q", c.Table.Schema, c.Table.Name, c.Row.Key)]}
		if row.since.IsZero() {
			row.since = time.Now()
		}
		m.parked = append(m.parked, row)
	}
}

func (k *Kid) logCollision(m *member, c apply.Collision) {
	table := c.Table.Schema + "." + c.Table.Name
	k.log.Info(fmt.Sprintf("KID (%s) Conflict in unique index %s of %s on %s: row %s %s, row %s has its values", k.sync.Name, c.Index, table, m.db.Name,
		keyText(c.Row.Key), c.Decision, keyText(c.Other.Key)), "sync", k.sync.Name, "db", m.db.Name, "table", table)
}

func keyText(key []string) string { return "(" + strings.Join(key, ", ") + ")" }

// parkedFindings says which rows are parked. What waits for another database to decide is worth saying only when that takes
// long.
func (k *Kid) parkedFindings() []status.Finding {
	var findings []status.Finding
	more := 0
	for _, m := range k.members {
		for _, row := range m.parked {
			if row.Decision == apply.Waiting && time.Since(row.since) < k.poll {
				continue
			}
			if len(findings) == maxParkedFindings {
				more++
				continue
			}
			findings = append(findings, k.parkedFinding(m, row))
		}
	}
	if more > 0 {
		findings = append(findings, status.Finding{Severity: "warning", What: fmt.Sprintf("%d more rows are parked", more), NextStep: "Mend those that are listed; the others follow."})
	}
	return findings
}

func (k *Kid) parkedFinding(m *member, row parkedRow) status.Finding {
	f := status.Finding{
		Severity: "warning", DB: m.db.Name, Schema: row.Table.Schema, Table: row.Table.Name,
		What: fmt.Sprintf("row %s of %s is parked: row %s has its values in unique index %s", keyText(row.Row.Key), k.nameOf(row.Row.DBID), keyText(row.Other.Key), row.Index),
		NextStep: fmt.Sprintf("Change one of the two rows, or declare what is to become of such rows: SELECT bucardo.add_unique_policy(%s, %s, %s, ...)",
			quote(k.sync.Name), quote(row.Table.Schema+"."+row.Table.Name), quote(strings.Join(row.Columns, ", "))),
	}
	switch {
	case row.Refused != "":
		f.What += ", and what its policy wants was refused: " + row.Refused
		f.NextStep = "Change one of the two rows, or the policy."
	case row.Decision == apply.Waiting:
		f.What += ", and the database that one of them is from has not decided yet"
		f.NextStep = "Bring all databases of the sync back. If they are there, not all of them have the index, or get the row: change one of the two rows."
	}
	return f
}

func (k *Kid) nameOf(dbID int64) string {
	for _, m := range k.members {
		if m.db.ID == dbID {
			return m.db.Name
		}
	}
	return "another database"
}

// showParked puts the parked rows into the findings when they have changed.
func (k *Kid) showParked() {
	if findings := k.parkedFindings(); !reflect.DeepEqual(findings, k.parkedShown) {
		k.parkedShown = findings
		k.showPlan(k.plan)
	}
}
