package kid

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// CreateTables carries out a command to make the tables of a sync in a database of it that is not PostgreSQL. It works beside
// the kid, over connections of its own: without the tables the sync may not run at all.
func CreateTables(ctx context.Context, o Options, c catalog.Command) error {
	var arguments struct{ DBID int64 }
	if err := json.Unmarshal(c.Arguments, &arguments); err != nil {
		return fmt.Errorf("decode arguments: %w", err)
	}
	k := New(o)
	k.stop = ctx
	defer k.disconnect(ctx)
	at := slices.IndexFunc(k.members, func(m *member) bool { return m.db.ID == arguments.DBID })
	if at < 0 {
		return node.Problem{Reason: "the database is no longer in the sync", NextStep: "SELECT * FROM bucardo.list_dbs(sync => " + quote(k.sync.Name) + ")"}
	}
	target := k.members[at]
	if target.db.Inactive {
		return inactiveProblem(target.db)
	}
	if err := k.atRest(); err != nil {
		return err
	}
	wanted := slices.DeleteFunc(k.active(), func(m *member) bool { return m != target && !m.isSource() })
	if err := k.firstProblem(each(wanted, func(m *member) error { return k.look(ctx, m) })); err != nil {
		return err
	}
	members, err := k.inspectAs(ctx, target)
	if err != nil {
		return err
	}
	p, err := makePlan(k.sync, members)
	if err != nil {
		return err
	}
	var tables []apply.StoreTable
	for _, t := range p.tables {
		tables = append(tables, *t.at[target.position].target.Store)
	}
	return node.Explain(target.db, target.feed.Store.Create(ctx, tables))
}

// look opens what is needed to look at a member.
func (k *Kid) look(ctx context.Context, m *member) (err error) {
	if m.isStore() {
		return k.openFeed(ctx, m)
	}
	m.reader, err = dial(ctx, k.control, m.db, "validate")
	return err
}

// disconnect ends all that a kid has open which did not run.
func (k *Kid) disconnect(ctx context.Context) {
	k.code.runner.Close(ctx)
	for _, m := range k.members {
		m.close(ctx)
	}
}
