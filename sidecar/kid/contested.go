package kid

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/conflict"
	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// Most conflicts need no more than the times of the changes and who has not seen them: the winner's row goes to all. Where
// columns are merged, the rows and all their changes are loaded, for the contested keys only.

// contested is a key on which several sources have something pending.
type contested struct {
	key      []string
	changes  []conflict.Change  // one for each of these sources
	versions []conflict.Version // the same with their rows, once they are loaded
	seen     []sighting         // the same as they came by, for the record
	verdict
}

// verdict is what was decided for a contested key.
type verdict struct {
	conflict bool
	skipped  bool        // each keeps what it has
	winner   int         // position of the database whose present row all others get, unless there is a row
	row      *pendingRow // the row that all get; nil: the winner's
	columns  []int       // that were merged because several sides have changed them
	code     string      // the custom code that has decided, empty: none
}

// contestedChunk is how many contested keys are loaded at once.
const contestedChunk = 5000

// resolve decides contested keys of a table, whose versions it loads where they are needed.
func (k *Kid) resolve(ctx context.Context, t *plannedTable, readings []*reading, receivers []*member, keys []*contested) error {
	if !t.loads() {
		if err := k.decideRows(t, keys); err != nil {
			return err
		}
		k.remember(t, keys)
		return nil
	}
	for chunk := range slices.Chunk(keys, contestedChunk) {
		if err := k.loadVersions(ctx, t, readings, receivers, chunk); err != nil {
			return err
		}
		left, err := k.decideByCode(ctx, t, readings, chunk)
		if err != nil {
			return err
		}
		if err := k.merge(ctx, t, readings, left); err != nil {
			return err
		}
		k.record(t, chunk)
		for _, c := range chunk {
			c.versions = nil
		}
	}
	return nil
}

// decideRows finds the winner of each key.
func (k *Kid) decideRows(t *plannedTable, keys []*contested) error {
	strategy := k.strategyOf(t)
	var stopped *contested
	for _, c := range keys {
		decision := conflict.Decide(strategy, c.changes)
		c.verdict = verdict{conflict: decision.Conflict, skipped: decision.Outcome == conflict.Skipped, winner: decision.Winner}
		if decision.Outcome == conflict.Aborted && (stopped == nil || slices.Compare(c.key, stopped.key) < 0) {
			stopped = c
		}
	}
	if stopped != nil {
		return k.stopped(t, stopped.key, stopped.changes)
	}
	return nil
}

// loads reports whether decisions need more than the times of the changes.
func (t *plannedTable) loads() bool {
	return t.policies != nil || len(t.deciding) > 0 || t.options.RecordConflicts == recordFull && !t.mayTap()
}

// loadVersions fetches what each source has of contested keys.
func (k *Kid) loadVersions(ctx context.Context, t *plannedTable, readings []*reading, receivers []*member, keys []*contested) error {
	wanted := make([][]string, len(keys))
	for i, c := range keys {
		wanted[i] = c.key
	}
	versions := make([][]conflict.Version, len(readings)) // of each reading, by key
	var sources []*member
	byMember := map[*member]int{}
	for i, r := range readings {
		if r.tables[t] != nil {
			sources = append(sources, r.member)
			byMember[r.member] = i
		}
	}
	failed := each(sources, func(m *member) error {
		i := byMember[m]
		var err error
		versions[i], err = readings[i].loadVersions(ctx, t, receivers, wanted)
		return err
	})
	if err := k.sourceFailed(ctx, readings, failed); err != nil {
		return err
	}
	for n, c := range keys {
		c.versions = make([]conflict.Version, len(c.changes))
		for i, change := range c.changes {
			r := slices.IndexFunc(readings, func(r *reading) bool { return r.member.position == change.Origin })
			v := versions[r][n]
			c.changes[i].Gone = change.Gone || !v.Present
			v.Change = c.changes[i]
			c.versions[i] = v
		}
	}
	return nil
}

// loadVersions fetches what a source has of some keys: the present image of each, and its pending changes one by one.
func (r *reading) loadVersions(ctx context.Context, t *plannedTable, receivers []*member, keys [][]string) ([]conflict.Version, error) {
	source := t.at[r.member.position].source
	versions := make([]conflict.Version, len(keys))
	images := func(rows pgx.Rows) error {
		for rows.Next() {
			var n int
			v := conflict.Version{Passes: make([]bool, len(source.Filters)), Values: make([]*string, source.Outputs())}
			into := []any{&n, &v.Present}
			for i := range v.Passes {
				into = append(into, &v.Passes[i])
			}
			into = append(into, &v.Row)
			for i := range v.Values {
				into = append(into, &v.Values[i])
			}
			if err := rows.Scan(into...); err != nil {
				return err
			}
			v.Deltas = versions[n-1].Deltas
			versions[n-1] = v
		}
		return rows.Err()
	}
	changes := func(rows pgx.Rows) error {
		return eachChange(rows, source, func(n int, c change) {
			versions[n].Deltas = append(versions[n].Deltas, c.delta(t))
		})
	}
	if err := r.ask(ctx, len(keys), source.Images(keys), images, source.Changes(r.window(t, receivers), keys), changes); err != nil {
		return nil, fmt.Errorf("read versions of %s: %w", t.display, err)
	}
	r.addOwed(t, receivers, keys, versions)
	return versions, nil
}

// ask runs two queries about some keys: for a few in one round trip, with plans that are kept; for many with plans made for
// so many, since one made for a few would be quadratic.
func (r *reading) ask(ctx context.Context, keys int, one delta.Statement, takeOne func(pgx.Rows) error, other delta.Statement, takeOther func(pgx.Rows) error) error {
	if keys <= smallDeltas {
		batch := &pgx.Batch{}
		batch.Queue(one.SQL, one.Args...).Query(takeOne)
		batch.Queue(other.SQL, other.Args...).Query(takeOther)
		return r.member.reader.SendBatch(ctx, batch).Close()
	}
	rows, err := r.member.reader.Query(ctx, one.SQL, append([]any{pgx.QueryExecModeDescribeExec}, one.Args...)...)
	if err == nil {
		err = takeOne(rows)
	}
	if err != nil {
		return err
	}
	rows, err = r.member.reader.Query(ctx, other.SQL, append([]any{pgx.QueryExecModeDescribeExec}, other.Args...)...)
	if err != nil {
		return err
	}
	return takeOther(rows)
}

// addOwed adds the changes that earlier runs have left out at a receiver.
func (r *reading) addOwed(t *plannedTable, receivers []*member, keys [][]string, versions []conflict.Version) {
	var numbers map[string]int
	for _, receiver := range receivers {
		for _, o := range receiver.owed {
			if receiver == r.member || o.OriginID != r.member.db.ID || o.Schema != t.schema || o.Table != t.name {
				continue
			}
			if numbers == nil {
				numbers = map[string]int{}
				for n, key := range keys {
					numbers[keyID(key)] = n
				}
			}
			n, ok := numbers[keyID(o.Key)]
			if !ok {
				continue
			}
			for _, c := range owedChanges(o.Owed) {
				c.Mask = int64(receiver.bit()) //nolint:gosec // a bit pattern
				versions[n].Deltas = append(versions[n].Deltas, c.delta(t))
			}
		}
	}
	for i := range versions {
		slices.SortStableFunc(versions[i].Deltas, func(a, b conflict.Delta) int { return a.At.Compare(b.At) })
	}
}

// change is one delta with its details, as it is also kept with an owed key.
type change struct {
	Op      string                `json:"op"`
	At      time.Time             `json:"at"`
	Mask    int64                 `json:"-"` // who waits for it
	Home    int64                 `json:"-"`
	Changed *[]string             `json:"changed"` // columns, nil: all
	Kept    map[string][2]*string `json:"kept,omitempty"`
}

// truncate is the change of a key whose whole table was emptied. It deletes a row of which nothing is known.
const truncate = "T"

// eachChange reads the answer of delta.Source.Changes.
func eachChange(rows pgx.Rows, source delta.Source, f func(n int, c change)) error {
	defer rows.Close()
	var n int
	var bits *string
	kept := make([][2]*string, len(source.Kept))
	for rows.Next() {
		var c change
		into := []any{&n, &c.Op, &c.At, &c.Mask, &c.Home}
		if source.Watched != nil {
			into = append(into, &bits)
			for i := range kept {
				kept[i] = [2]*string{}
				into = append(into, &kept[i][0], &kept[i][1])
			}
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if bits != nil {
			c.Changed = changedColumns(*bits, source.Watched)
		}
		if c.Op != truncate && (c.Op != "U" || bits != nil) {
			c.Kept = map[string][2]*string{}
			for i, name := range source.Kept {
				c.Kept[name] = kept[i]
			}
		}
		f(n-1, c)
	}
	return rows.Err()
}

// changedColumns names the columns of a bitmap. Those after its end were not watched yet.
func changedColumns(bits string, watched []string) *[]string {
	changed := []string{}
	for i, name := range watched {
		if i >= len(bits) || bits[i] == '1' {
			changed = append(changed, name)
		}
	}
	return &changed
}

// delta translates a change into the columns of a table.
func (c change) delta(t *plannedTable) conflict.Delta {
	d := conflict.Delta{Op: c.Op[0], At: c.At, Owed: uint64(c.Mask)} //nolint:gosec // a bit pattern
	if c.Op == truncate {
		d.Op = 'D'
	}
	if c.Changed != nil {
		d.Changed = make([]bool, len(t.columns))
		for i, name := range t.columns {
			d.Changed[i] = slices.Contains(*c.Changed, name)
		}
	}
	for name, step := range c.Kept {
		if i := slices.Index(t.columns, name); i >= 0 {
			if d.Kept == nil {
				d.Kept = map[int]conflict.Step{}
			}
			d.Kept[i] = conflict.Step{Old: step[0], New: step[1]}
		}
	}
	return d
}

// owedChanges are the changes of an owed key. One of which no details are known counts as a change of all columns.
func owedChanges(o delta.Owed) []change {
	var changes []change
	if o.Detail == nil || json.Unmarshal(o.Detail, &changes) != nil {
		return []change{{Op: "U", At: o.At}}
	}
	return changes
}

// owing returns, for keys of a table that a receiver leaves out, what it will still have to get of each origin: nothing of
// a change may be lost that is added up. It is called when the sources' snapshots have ended.
func (k *Kid) owing(ctx context.Context, t *plannedTable, receiver *member, readings []*reading, d *decided, keys [][]string) ([]delta.OwedKey, error) {
	k.owingTurn.Lock()
	defer k.owingTurn.Unlock()
	var owed []delta.OwedKey
	for _, r := range readings {
		if r.member == receiver || !d.origins[r.member] || !r.advances(receiver) {
			continue
		}
		source := t.at[r.member.position].source
		window := r.window(t, []*member{receiver})
		window.Until = r.reached
		statement := source.Changes(window, keys)
		changes := make([][]change, len(keys))
		homes := make([]int64, len(keys))
		rows, err := r.member.reader.Query(ctx, statement.SQL, append([]any{pgx.QueryExecModeDescribeExec}, statement.Args...)...)
		if err == nil {
			err = eachChange(rows, source, func(n int, c change) {
				changes[n] = append(changes[n], c)
				homes[n] = c.Home
			})
		}
		if err != nil {
			return nil, node.Explain(r.member.db, fmt.Errorf("read changes of %s: %w", t.display, err))
		}
		for n, key := range keys {
			for _, o := range receiver.owed {
				if o.OriginID == r.member.db.ID && o.Schema == t.schema && o.Table == t.name && slices.Equal(o.Key, key) {
					changes[n] = append(owedChanges(o.Owed), changes[n]...)
				}
			}
			if len(changes[n]) == 0 {
				continue
			}
			o := delta.OwedKey{OriginID: r.member.db.ID, Schema: t.schema, Table: t.name, Owed: delta.Owed{Key: key, Home: homes[n]}}
			for _, c := range changes[n] {
				if c.At.After(o.At) {
					o.At = c.At
				}
			}
			if o.Detail, err = json.Marshal(changes[n]); err != nil {
				return nil, fmt.Errorf("keep changes of %s: %w", t.display, err)
			}
			owed = append(owed, o)
		}
	}
	return owed, nil
}

// merge decides keys whose versions are loaded.
func (k *Kid) merge(ctx context.Context, t *plannedTable, readings []*reading, keys []*contested) error {
	if err := k.decideRows(t, keys); err != nil {
		return err
	}
	var computing []*merging
	for _, c := range keys {
		winner := slices.IndexFunc(c.versions, func(v conflict.Version) bool { return v.Origin == c.winner })
		if t.policies == nil || c.skipped || !c.versions[winner].Present {
			continue
		}
		m := &merging{contested: c}
		for _, v := range c.versions {
			if v.Present {
				if v.Origin == c.winner {
					winner = len(m.present)
				}
				m.present = append(m.present, v)
			}
		}
		m.merged = conflict.Merge(t.policies, m.present, winner)
		if c.columns = m.merged.Columns; len(m.present) == len(c.versions) {
			c.conflict = m.merged.Conflict
		}
		computing = append(computing, m)
	}
	if err := k.compute(ctx, t, readings[0].member, computing); err != nil {
		return err
	}
	return k.finishRows(ctx, t, readings[0].member, computing)
}

// merging is a contested row that is put together.
type merging struct {
	*contested
	present []conflict.Version
	merged  conflict.Merged
	values  []*string
}

// finishRows makes the rows of what was put together, where they are not the winner's.
func (k *Kid) finishRows(ctx context.Context, t *plannedTable, m *member, rows []*merging) error {
	made := slices.DeleteFunc(slices.Clone(rows), func(r *merging) bool {
		winner := r.present[r.merged.Winner]
		return slices.EqualFunc(r.values, winner.Values[:len(r.values)], conflict.SameText)
	})
	for _, r := range made {
		winner := r.present[r.merged.Winner]
		r.row = &pendingRow{key: r.key, home: winner.Home, present: true, values: r.values, passes: winner.Passes}
		for _, v := range r.versions {
			if v.At.After(r.row.at) {
				r.row.at = v.At
			}
		}
	}
	if source := t.at[m.position].source; len(source.Expressions)+len(source.Filters) > 0 {
		return evaluate(ctx, t, m, made)
	}
	return nil
}

// jsonRow writes a row as JSON from which PostgreSQL can make it again.
func (t *plannedTable) jsonRow(position int, values []*string) json.RawMessage {
	at := t.at[position]
	object := map[string]json.RawMessage{}
	for i, name := range t.columns {
		switch {
		case values[i] == nil:
			object[name] = json.RawMessage("null")
		case literalJSON(at.types[i]) && json.Valid([]byte(*values[i])):
			object[name] = json.RawMessage(*values[i])
		default:
			object[name], _ = json.Marshal(*values[i])
		}
	}
	document, _ := json.Marshal(object)
	return document
}

// literalJSON reports whether values of a type are written in JSON as they are, as far as JSON has them: NaN is none.
func literalJSON(typ string) bool {
	switch typ {
	case "json", "jsonb", "boolean", "smallint", "integer", "bigint", "real", "double precision":
		return true
	}
	return strings.HasPrefix(typ, "numeric")
}

// evaluate works out the expressions and filters of rows that no database has yet.
func evaluate(ctx context.Context, t *plannedTable, m *member, rows []*merging) error {
	source := t.at[m.position].source
	documents := make([]string, len(rows))
	for i, r := range rows {
		documents[i] = string(t.jsonRow(m.position, r.values))
	}
	statement := source.Evaluate(documents)
	answer, err := m.reader.Query(ctx, statement.SQL, append([]any{pgx.QueryExecModeDescribeExec}, statement.Args...)...)
	if err != nil {
		return fmt.Errorf("evaluate rows of %s: %w", t.display, err)
	}
	defer answer.Close()
	for answer.Next() {
		var n int
		passes, extra := make([]bool, len(source.Filters)), make([]*string, len(source.Expressions))
		into := []any{&n}
		for i := range passes {
			into = append(into, &passes[i])
		}
		for i := range extra {
			into = append(into, &extra[i])
		}
		if err := answer.Scan(into...); err != nil {
			return fmt.Errorf("evaluate rows of %s: %w", t.display, err)
		}
		row := rows[n-1].row
		row.passes, row.values = passes, append(slices.Clone(row.values), extra...)
	}
	if err := answer.Err(); err != nil {
		return fmt.Errorf("evaluate rows of %s: %w", t.display, err)
	}
	return nil
}
