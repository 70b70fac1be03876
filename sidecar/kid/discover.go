package kid

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// Entries of a sync's list that name no table, as all, schema.* and patterns do, also mean tables created later. The kid
// looks for these every few seconds and then plans anew. A table is new when its name is, or when it has got its first
// unique index, and it is taken when all members that are up have it: it is rarely created everywhere at once. What was written
// to it by then counts as changed at the moment when its capture begins, see seed.

// lookForTables is the time between two looks for new tables.
const lookForTables = 2 * time.Second

// tableName tells a table of one database by its name.
type tableName struct{ schema, name string }

// noteTables remembers the tables of the first source, with whether they have a unique index, and which of them are new.
func (k *Kid) noteTables(first inspected) {
	known := map[tableName]bool{}
	for _, t := range first.tables {
		name := tableName{t.Schema, t.Name}
		known[name] = len(t.Keys)+len(t.Unusable) > 0
		if _, ok := k.known[name]; !ok && k.follows {
			k.fresh[name] = true
		}
	}
	k.known = known
}

// isFresh reports whether a table was created since the list, as it is, was first followed, so that rows which it has before
// its capture begins are changes. Without that a table is taken to hold the same rows everywhere.
func (k *Kid) isFresh(t *plannedTable) bool {
	return k.fresh[tableName{t.schema, t.name}] && !slices.ContainsFunc(k.sync.Relations, func(r catalog.Relation) bool {
		return r.Kind != "sequence" && !r.Excluded && isName(r) && means(r, t.schema, t.name)
	})
}

// tookPart reports whether a source was set up whole for the sync before.
func (k *Kid) tookPart(ctx context.Context, m *member) (took bool, err error) {
	const established = "SELECT EXISTS (SELECT FROM bucardo_node.consumer WHERE sync_id = $1 AND established)"
	if err := m.reader.QueryRow(ctx, established, k.sync.ID).Scan(&took); err != nil {
		return false, fmt.Errorf("ask what was set up before: %w", err)
	}
	return took, nil
}

// captureTable makes sure that a table is captured, and counts the rows that a fresh one has already as inserted.
func (k *Kid) captureTable(ctx context.Context, tx pgx.Tx, t *plannedTable, fresh bool) (id int, err error) {
	captured := false
	if fresh {
		const used = `
			SELECT EXISTS (SELECT FROM bucardo_node.capture_use u JOIN bucardo_node.captured_table c ON c.id = u.table_id
			               WHERE u.sync_id = $1 AND c.relid = to_regclass(format('%I.%I', $2::text, $3::text)))`
		if err := tx.QueryRow(ctx, used, k.sync.ID, t.schema, t.name).Scan(&captured); err != nil {
			return 0, err
		}
	}
	if err := tx.QueryRow(ctx, "SELECT bucardo_node.capture($1, $2, $3, $4)", k.sync.ID, t.schema, t.name, t.key).Scan(&id); err != nil {
		return 0, err
	}
	if fresh && !captured {
		_, err = tx.Exec(ctx, "SELECT bucardo_node.seed($1)", id)
	}
	return id, err
}

// wildcards are the entries that can mean tables created later, and what is excluded from them.
func (k *Kid) wildcards() []catalog.Relation {
	if !slices.ContainsFunc(k.sync.Relations, func(r catalog.Relation) bool { return r.Kind != "sequence" && !r.Excluded && !isName(r) }) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(k.sync.Relations), func(r catalog.Relation) bool { return !r.Excluded && isName(r) })
}

// discover finds out whether there is a table to plan anew for.
func (k *Kid) discover(ctx context.Context) {
	wildcards := k.wildcards()
	if wildcards == nil || len(k.listeners()) == 0 || time.Since(k.discovered) < lookForTables {
		return
	}
	k.discovered = time.Now()
	changed := make([]bool, len(k.members))
	if !k.housekeep(ctx, k.up(), func(m *member) error {
		fingerprint, err := node.NamesFingerprint(ctx, m.reader)
		changed[m.position] = fingerprint != m.tables
		m.tables = fingerprint
		return err
	}) || !slices.Contains(changed, true) {
		return
	}
	names := make([][]node.Name, len(k.members))
	if !k.housekeep(ctx, k.up(), func(m *member) (err error) {
		names[m.position], err = node.Names(ctx, m.reader)
		return err
	}) {
		return
	}
	first := k.listeners()[0]
	for _, n := range k.meant(wildcards, names[first.position]) {
		keyed, ok := k.known[tableName{n.Schema, n.Name}]
		if (!ok || n.Keyed && !keyed) && !slices.ContainsFunc(k.up(), func(m *member) bool { return !k.has(names[m.position], n) }) {
			k.stale = true
			return
		}
	}
}

// meant returns those of the names that the entries mean.
func (k *Kid) meant(wildcards []catalog.Relation, names []node.Name) []node.Name {
	return slices.DeleteFunc(slices.Clone(names), func(n node.Name) bool {
		return excludes(wildcards, "table", n.Schema, n.Name) ||
			!slices.ContainsFunc(wildcards, func(r catalog.Relation) bool {
				return r.Kind != "sequence" && !r.Excluded && means(r, n.Schema, n.Name)
			})
	})
}

// has reports whether a table is among the names of a member; one that may be called otherwise there is taken to be.
func (k *Kid) has(names []node.Name, table node.Name) bool {
	return slices.ContainsFunc(k.sync.CustomNames, func(c catalog.CustomName) bool { return c.Schema == table.Schema && c.Table == table.Name }) ||
		slices.ContainsFunc(names, func(n node.Name) bool { return n.Schema == table.Schema && n.Name == table.Name })
}
