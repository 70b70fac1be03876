package kid

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/conflict"
	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
)

// decideSmall finds the winner of every pending key of a table that is held in memory and returns what each receiver
// gets, and the number of conflicts.
func (k *Kid) decideSmall(ctx context.Context, t *plannedTable, readings []*reading, receivers []*member) (map[*member][]apply.Row, int64, error) {
	type version struct {
		change conflict.Change
		row    pendingRow
	}
	versions := map[string][]version{}
	var order []string
	for _, r := range readings {
		table := r.tables[t]
		if table == nil {
			continue
		}
		for _, row := range table.rows {
			id := keyID(row.key)
			if versions[id] == nil {
				order = append(order, id)
			}
			change := k.changeOf(r.member, row.at, row.owed, row.home)
			change.Key, change.Gone, change.Made = id, !row.present || row.deleted, row.made
			if k.comparesRows(t) {
				change.Image = row.image()
			}
			versions[id] = append(versions[id], version{change, row})
		}
	}
	result := map[*member][]apply.Row{}
	send := func(row *pendingRow, origin int, to func(*member) bool) {
		for _, receiver := range receivers {
			if !to(receiver) {
				continue
			}
			present, values := row.projected(t.at[receiver.position].projection)
			result[receiver] = append(result[receiver], apply.Row{Present: present, OriginID: k.members[origin].db.ID, At: row.at, Home: row.home, Values: values})
		}
	}
	var keys []*contested
	for _, id := range order {
		candidates := versions[id]
		if len(candidates) == 1 {
			change := candidates[0].change
			if k.skippedBefore(t, candidates[0].row.key, change) {
				continue
			}
			send(&candidates[0].row, change.Origin, func(m *member) bool { return m.position != change.Origin && change.Owed&m.bit() != 0 })
			continue
		}
		c := &contested{key: candidates[0].row.key}
		for _, candidate := range candidates {
			c.changes = append(c.changes, candidate.change)
			c.seen = append(c.seen, sighting{row: &candidate.row})
		}
		if k.skippedBefore(t, c.key, c.changes...) {
			continue
		}
		keys = append(keys, c)
	}
	if err := k.resolve(ctx, t, readings, receivers, keys); err != nil {
		return nil, 0, err
	}
	var conflicts int64
	for _, c := range keys {
		if c.conflict {
			conflicts++
		}
		if c.skipped {
			k.keepSkipped(t, c.key, c.changes)
			continue
		}
		if c.row != nil {
			send(c.row, c.winner, func(*member) bool { return true })
			continue
		}
		candidates := versions[keyID(c.key)]
		winner := slices.IndexFunc(candidates, func(v version) bool { return v.change.Origin == c.winner })
		send(&candidates[winner].row, c.winner, func(m *member) bool { return m.position != c.winner })
	}
	return result, conflicts, nil
}

func (k *Kid) changeOf(m *member, at time.Time, owed uint64, home int64) conflict.Change {
	return conflict.Change{Origin: m.position, DB: m.db.Name, At: at, Owed: owed, Home: home}
}

// keyID joins the columns of a key so that no two keys look the same.
func keyID(key []string) string {
	if len(key) == 1 {
		return key[0]
	}
	var id strings.Builder
	for _, column := range key {
		fmt.Fprintf(&id, "%d:%s", len(column), column)
	}
	return id.String()
}

// contest is the outcome for a table that is streamed: the keys on which more than one source has something pending,
// with their winners, and the source whose whole table is mirrored because it was truncated there.
type contest struct {
	winners   []apply.Winner
	rows      map[*member][]apply.Row // what they get instead of any version, under keys that nobody has won
	recorded  map[string]*contested   // whose versions are noted as they are streamed, by keyID
	conflicts int64
	mirror    *reading
	mirrorAt  time.Time
	mirrorOwe uint64 // who waits for the TRUNCATE or for any other change of that source
}

// truncation is a TRUNCATE pending at a source.
type truncation struct {
	reading *reading
	owed    uint64 // who waits for any change of the table
	change  conflict.Change
}

// decideLarge merges the sorted keys of all sources that have something pending in a table, so that only contested keys
// are held in memory.
func (k *Kid) decideLarge(ctx context.Context, t *plannedTable, readings []*reading, receivers []*member) (contest, error) {
	var c contest
	var truncations []truncation
	pending := 0
	for _, r := range readings {
		table := r.tables[t]
		if table == nil {
			continue
		}
		summary, err := r.summarize(ctx, t, receivers)
		if err != nil {
			return c, err
		}
		if table.deltas = summary.Deltas; table.deltas > 0 {
			pending++
			table.newest = *summary.Newest
		}
		if summary.Truncated != nil {
			change := k.changeOf(r.member, *summary.Truncated, uint64(summary.TruncatedMask), 0) //nolint:gosec // a bit pattern
			change.Gone = true
			truncations = append(truncations, truncation{r, uint64(summary.Mask), change}) //nolint:gosec // a bit pattern
		}
	}
	if len(truncations) > 0 {
		changes := make([]conflict.Change, len(truncations))
		for i, tr := range truncations {
			changes[i] = tr.change
		}
		winner := conflict.Decide(k.strategyOf(t), changes).Winner // there is one: all rows are gone
		for _, tr := range truncations {
			if tr.change.Origin == winner {
				c.mirror, c.mirrorAt, c.mirrorOwe = tr.reading, tr.change.At, tr.owed
			}
		}
	}
	if pending < 2 && k.skippedOf(t) == nil {
		return c, nil
	}
	return c, k.mergeKeys(ctx, t, readings, receivers, truncations, &c)
}

// mergeKeys walks the key streams of all sources side by side.
func (k *Kid) mergeKeys(ctx context.Context, t *plannedTable, readings []*reading, receivers []*member, truncations []truncation, c *contest) error {
	var streams []*keyStream
	var keys []*contested
	skipped, walked := k.skippedOf(t), map[string]bool{}
	defer func() {
		for _, s := range streams {
			s.rows.Close()
		}
	}()
	for _, r := range readings {
		if r.tables[t] == nil || r.tables[t].deltas == 0 {
			continue
		}
		source := t.at[r.member.position].source
		rows, err := r.member.reader.Query(ctx, source.KeyStream(r.window(t, receivers), k.comparesRows(t)).SQL, pgx.QueryExecModeExec)
		if err != nil {
			return fmt.Errorf("read keys of %s: %w", t.display, err)
		}
		s := &keyStream{member: r.member, rows: rows, key: make([]string, len(source.Keys)), source: source, images: k.comparesRows(t)}
		streams = append(streams, s)
		if err := s.next(); err != nil {
			return fmt.Errorf("read keys of %s: %w", t.display, err)
		}
	}
	for {
		var least []string
		for _, s := range streams {
			if !s.done && (least == nil || slices.Compare(s.key, least) < 0) {
				least = slices.Clone(s.key)
			}
		}
		if least == nil {
			break
		}
		var changes []conflict.Change
		for _, s := range streams {
			if s.done || slices.Compare(s.key, least) != 0 {
				continue
			}
			change := k.changeOf(s.member, s.at, uint64(s.owed), s.home) //nolint:gosec // a bit pattern
			change.Key, change.Image, change.Gone, change.Made = keyID(least), s.image, s.deleted || s.images && s.image == "", s.made
			changes = append(changes, change)
			if err := s.next(); err != nil {
				return fmt.Errorf("read keys of %s: %w", t.display, err)
			}
		}
		changes = withTruncations(changes, truncations)
		if skipped != nil && skipped[keyID(least)] != nil {
			walked[keyID(least)] = true
			if k.skippedBefore(t, least, changes...) {
				c.winners = append(c.winners, apply.Winner{Key: least})
				continue
			}
		}
		if len(changes) < 2 {
			continue
		}
		found := &contested{key: least, changes: changes, seen: make([]sighting, len(changes))}
		if t.loads() {
			keys = append(keys, found) // when the streams have ended
			continue
		}
		if err := k.resolve(ctx, t, readings, receivers, []*contested{found}); err != nil {
			return err
		}
		c.take(k, t, found, receivers)
	}
	for _, s := range streams {
		s.rows.Close()
	}
	k.spareSkipped(t, truncations, walked, c)
	if err := k.resolve(ctx, t, readings, receivers, keys); err != nil {
		return err
	}
	for _, found := range keys {
		c.take(k, t, found, receivers)
	}
	return nil
}

// take takes over what was decided for a key.
func (c *contest) take(k *Kid, t *plannedTable, decided *contested, receivers []*member) {
	if decided.conflict {
		c.conflicts++
		if t.options.RecordConflicts == recordFull && !t.loads() {
			if c.recorded == nil {
				c.recorded = map[string]*contested{}
			}
			c.recorded[keyID(decided.key)] = decided
		}
	}
	if decided.skipped {
		k.keepSkipped(t, decided.key, decided.changes)
		c.winners = append(c.winners, apply.Winner{Key: decided.key})
		return
	}
	origin := k.members[decided.winner].db.ID
	if decided.row == nil {
		c.winners = append(c.winners, apply.Winner{OriginID: origin, Key: decided.key})
		return
	}
	c.winners = append(c.winners, apply.Winner{Key: decided.key}) // every version goes
	for _, receiver := range receivers {
		present, values := decided.row.projected(t.at[receiver.position].projection)
		if c.rows == nil {
			c.rows = map[*member][]apply.Row{}
		}
		c.rows[receiver] = append(c.rows[receiver], apply.Row{Present: present, OriginID: origin, At: decided.row.at, Home: decided.row.home, Values: values})
	}
}

// withTruncations adds to the changes of a key that its whole table was emptied elsewhere.
func withTruncations(changes []conflict.Change, truncations []truncation) []conflict.Change {
	for _, tr := range truncations {
		i := slices.IndexFunc(changes, func(c conflict.Change) bool { return c.Origin == tr.change.Origin })
		if i < 0 {
			changes = append(changes, tr.change)
			continue
		}
		changes[i].Owed |= tr.change.Owed
		if tr.change.At.After(changes[i].At) {
			changes[i].At = tr.change.At
		}
	}
	return changes
}

// keyStream is the sorted pending keys of one source.
type keyStream struct {
	member *member
	rows   pgx.Rows
	key    []string
	at     time.Time
	owed   int64
	made   string
	home   int64 // the database where it was changed first
	source delta.Source
	images bool   // image is sent
	image  string // equal for equal rows, empty: it is gone
	// deleted says that the newest change is a deletion, where deletions are sent.
	deleted bool
	begun   bool
	done    bool
}

// errOrder would mean that contested keys go unseen; it is better to stop.
var errOrder = errors.New("keys did not arrive in order")

func (s *keyStream) next() error {
	before := slices.Clone(s.key)
	if !s.rows.Next() {
		s.done = true
		return s.rows.Err()
	}
	if err := s.scan(); err != nil {
		return err
	}
	if s.begun && slices.Compare(before, s.key) >= 0 {
		return errOrder
	}
	s.begun = true
	return nil
}

func (s *keyStream) scan() error {
	into := make([]any, 0, len(s.key)+5)
	if s.source.Homes {
		into = append(into, &s.home)
	}
	if s.source.Deletions {
		into = append(into, &s.deleted)
	}
	for i := range s.key {
		into = append(into, &s.key[i])
	}
	into = append(into, &s.at, &s.owed, &s.made)
	if s.images {
		into = append(into, &s.image)
	}
	return s.rows.Scan(into...)
}
