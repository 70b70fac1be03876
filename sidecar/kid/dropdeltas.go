package kid

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// dropDeltas carries out and answers the commands to drop what is pending, once all members are there that should be: what
// one has not dropped it would get after all.
func (k *Kid) dropDeltas(ctx context.Context) {
	if slices.ContainsFunc(k.members, func(m *member) bool { return !m.up() && !m.db.Inactive }) {
		return
	}
	k.open = slices.DeleteFunc(k.open, func(c catalog.Command) bool {
		if c.Verb == "drop_deltas" {
			k.recorder.CommandDone(c.ID, k.drop(ctx, c))
		}
		return c.Verb == "drop_deltas"
	})
}

func (k *Kid) drop(ctx context.Context, c catalog.Command) error {
	var arguments struct{ DBID int64 }
	if err := json.Unmarshal(c.Arguments, &arguments); err != nil {
		return fmt.Errorf("decode arguments: %w", err)
	}
	var problems error
	for _, origin := range k.up() {
		if origin.isSource() && (arguments.DBID == 0 || arguments.DBID == origin.db.ID) {
			problems = errors.Join(problems, k.dropOf(ctx, origin))
		}
	}
	k.counted = time.Time{}
	return problems
}

// dropOf moves the watermarks of a source to the present at all receivers. They must not know more of it than its disk does.
func (k *Kid) dropOf(ctx context.Context, origin *member) error {
	pending, err := k.countAt(ctx, origin)
	if err != nil {
		return node.Explain(origin.db, err)
	}
	present, err := delta.Present(ctx, origin.reader)
	if err != nil {
		return node.Explain(origin.db, err)
	}
	if err := origin.target.Flush(ctx); err != nil {
		return node.Explain(origin.db, err)
	}
	for m, err := range each(slices.DeleteFunc(k.up(), func(m *member) bool { return m == origin }), func(m *member) error {
		if m.isStore() {
			return m.feed.Save(ctx, func(p *apply.Progress) { p.Drop(origin.db.ID, present) })
		}
		return pgx.BeginFunc(ctx, m.reader, func(tx pgx.Tx) error { return delta.Drop(ctx, tx, k.sync.ID, origin.db.ID, present) })
	}) {
		return node.Explain(m.db, err)
	}
	for _, m := range k.up() {
		if m == origin {
			continue
		}
		m.watermarks[origin.db.ID] = present
		m.owed = slices.DeleteFunc(m.owed, func(o delta.OwedKey) bool { return o.OriginID == origin.db.ID })
		for key := range m.held {
			if key.OriginID == origin.db.ID {
				m.held[key] = present
			}
		}
		m.unflushed = true
	}
	var dropped []string
	for _, p := range pending {
		dropped = append(dropped, fmt.Sprintf("%s.%s: %d", p.Schema, p.Table, p.Deltas))
	}
	k.log.Warn(fmt.Sprintf("KID (%s) Dropped by hand what was pending of %s: %s", k.sync.Name, origin.db.Name, strings.Join(dropped, ", ")), "sync", k.sync.Name, "db", origin.db.Name)
	return nil
}
