package kid

import (
	"context"
	"slices"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// Entries of a sync's list that name no table, as all, schema.* and patterns do, also mean tables created later. The kid
// looks for these at the first source every few seconds, and then plans anew. A table is new when its name is, or when it has
// got its first unique index. What was written to a new table before its capture begins counts as changed at that moment: the
// sync was active, and nobody could have told that these rows would not be replicated.

// lookForTables is the time between two looks for new tables.
const lookForTables = 2 * time.Second

// tableName is how a sync's list calls a table.
type tableName struct{ schema, name string }

// wildcards returns the entries that mean more than what they name, nil when there are none.
func (k *Kid) wildcards() []catalog.Relation {
	return slices.DeleteFunc(slices.Clone(k.sync.Relations), func(r catalog.Relation) bool {
		return r.Kind == "sequence" || r.Excluded || isName(r)
	})
}

// namesAt returns the tables of a source that wildcards mean, with whether they have a unique index.
func (k *Kid) namesAt(ctx context.Context, m *member) (map[tableName]bool, error) {
	names, err := node.Names(ctx, m.reader)
	if err != nil {
		return nil, node.Explain(m.db, err)
	}
	tables := make([]node.Table, len(names))
	for i, n := range names {
		tables[i] = node.Table{Schema: n.Schema, Name: n.Name}
	}
	k.rename(tables, m.db.ID, k.isFirst(m))
	wildcards := k.wildcards()
	found := map[tableName]bool{}
	for i, t := range tables {
		meant := slices.ContainsFunc(wildcards, func(r catalog.Relation) bool { return means(r, t.Schema, t.Name) })
		if meant && t.Name != "" && !excludes(k.sync.Relations, "table", t.Schema, t.Name) {
			found[tableName{t.Schema, t.Name}] = names[i].Keyed
		}
	}
	return found, nil
}

// noteTables remembers which tables the first source has that wildcards mean, and which of them are new. It comes before
// the plan is made: a table that is created in between is planned, and found once more.
func (k *Kid) noteTables(ctx context.Context) error {
	if len(k.wildcards()) == 0 || len(k.listeners()) == 0 || k.firstIsAway() {
		return nil
	}
	known, err := k.namesAt(ctx, k.listeners()[0])
	if err != nil {
		return err
	}
	for name := range known {
		if _, ok := k.known[name]; !ok && k.follows {
			k.created[name] = true
		}
	}
	k.known, k.follows = known, true // also when what comes next fails: tables that are created meanwhile are new
	return nil
}

// discover finds out whether there is a new table to plan for.
func (k *Kid) discover(ctx context.Context) {
	if len(k.wildcards()) == 0 || len(k.listeners()) == 0 || k.firstIsAway() || time.Since(k.discovered) < lookForTables {
		return
	}
	k.discovered = time.Now()
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	first := k.listeners()[:1]
	var fingerprint string
	if !k.housekeep(ctx, first, func(m *member) (err error) {
		fingerprint, err = node.NamesFingerprint(ctx, m.reader)
		return err
	}) || fingerprint == k.names {
		return
	}
	var found map[tableName]bool
	if !k.housekeep(ctx, first, func(m *member) (err error) {
		found, err = k.namesAt(ctx, m)
		return err
	}) {
		return
	}
	k.names = fingerprint
	for name, keyed := range found {
		had, ok := k.known[name]
		k.stale = k.stale || !ok || keyed && !had
	}
}

// isFresh reports whether a table was created since the list, as it is, was first followed, so that the rows which it has
// before its capture begins are changes. Any other table is taken to hold the same rows everywhere.
func (k *Kid) isFresh(schema, name string) bool {
	return k.created[tableName{schema, name}] && !slices.ContainsFunc(k.sync.Relations, func(r catalog.Relation) bool {
		return r.Kind != "sequence" && !r.Excluded && isName(r) && means(r, schema, name)
	})
}

// tookPart reports whether a source was set up whole for the sync before.
func (k *Kid) tookPart(ctx context.Context, m *member) (bool, error) {
	consumers, err := delta.Consumers(ctx, m.reader, k.sync.ID)
	for _, c := range consumers {
		if c.Established {
			return true, err
		}
	}
	return false, err
}
