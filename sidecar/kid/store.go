package kid

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/apply/stores"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// Members that are not PostgreSQL: they receive, and nothing is ever read from them but their progress. What they look like is
// taken from the first source, as far as they have it.

// openStore connects to a database that is not PostgreSQL.
func openStore(ctx context.Context, db catalog.DB, installation, purpose string) (apply.Store, error) {
	password, err := node.StorePassword(db)
	if err != nil {
		return nil, err
	}
	store, err := stores.Open(ctx, apply.StoreConfig{Installation: installation, Sync: purpose, DB: db, Password: password})
	return store, node.Explain(db, err)
}

// dialFeed opens a connection for writing what a sync has for a database.
func dialFeed(ctx context.Context, db catalog.DB, installation, purpose string, syncID int64) (*apply.Feed, error) {
	store, err := openStore(ctx, db, installation, purpose)
	if err != nil {
		return nil, err
	}
	feed, err := apply.NewFeed(ctx, store, syncID)
	if err != nil {
		_ = store.Close(context.WithoutCancel(ctx))
		return nil, node.Explain(db, err)
	}
	return feed, nil
}

func (k *Kid) openFeed(ctx context.Context, m *member) (err error) {
	m.feed, err = dialFeed(ctx, m.db, k.installation, k.sync.Name, k.sync.ID)
	address, _ := json.Marshal([]any{m.db.Type, m.db.ConnInfo, m.db.Host, m.db.Port, m.db.DBName, m.db.Service, m.db.Options})
	m.identity = string(address)
	return err
}

func (k *Kid) tryStore(ctx context.Context, db catalog.DB) error {
	store, err := openStore(ctx, db, k.installation, "probe")
	if err != nil {
		return err
	}
	return store.Close(ctx)
}

// loadFeed takes over what the store has received.
func (m *member) loadFeed(ctx context.Context) error {
	if err := m.feed.Load(ctx); err != nil {
		return err
	}
	p := m.feed.Progress()
	m.watermarks, m.owed, m.skipped, m.copy = p.Watermarks, nil, nil, nil
	if p.Copied != 0 {
		m.copy = &delta.CopyStart{Reference: p.Copied, Finished: true}
	}
	m.takeHeld()
	return nil
}

func (m *member) takeHeld() {
	m.held = map[delta.HeldKey]string{}
	for _, h := range m.feed.Progress().Held {
		m.held[h.HeldKey] = h.Snapshot
	}
}

// goodState is what the status says of a member that is there.
func (m *member) goodState() status.DBState {
	if m.isStore() {
		return status.DBState{DBID: m.db.ID, Good: true, ServerVersion: m.feed.Store.Version()}
	}
	return status.DBState{DBID: m.db.ID, Good: true, ApplyMode: string(m.target.Mode()), ServerVersion: m.reader.PgConn().ParameterStatus("server_version")}
}

// establishAt gives a receiver its first watermark of an origin.
func (k *Kid) establishAt(ctx context.Context, receiver *member, origin int64, snapshot string) error {
	if receiver.isStore() {
		return receiver.feed.Save(ctx, func(p *apply.Progress) { p.Watermarks[origin] = snapshot })
	}
	return delta.Establish(ctx, receiver.reader, k.sync.ID, origin, snapshot)
}

// holdAt is hold for a store.
func (k *Kid) holdAt(ctx context.Context, m *member) error {
	known := map[delta.TableName]bool{}
	for _, t := range k.plan.tables {
		known[t.fullName()] = true
	}
	held := k.plan.heldNames()
	for _, name := range held {
		known[name] = true
	}
	p := m.feed.Progress()
	missing := slices.ContainsFunc(held, func(name delta.TableName) bool {
		for origin := range p.Watermarks {
			if _, ok := m.held[delta.HeldKey{OriginID: origin, Schema: name.Schema, Table: name.Table}]; !ok {
				return true
			}
		}
		return false
	})
	former := func(h apply.HeldTable) bool {
		return !k.firstIsAway() && !known[delta.TableName{Schema: h.Schema, Table: h.Table}]
	}
	if !missing && !slices.ContainsFunc(p.Held, former) {
		return nil
	}
	err := m.feed.Save(ctx, func(p *apply.Progress) {
		p.Held = slices.DeleteFunc(p.Held, former)
		for _, name := range held {
			p.Hold(name)
		}
	})
	m.takeHeld()
	return err
}

// storeName is what a table is called in a store, which knows no schemas.
func storeName(schema, table string) string {
	if schema == "public" {
		return table
	}
	return schema + "_" + table
}

// storeTable describes a table for a store: these columns, of which the key's are there.
func storeTable(t *node.Table, key, columns []string) *apply.StoreTable {
	s := &apply.StoreTable{Name: storeName(t.RealSchema, t.RealName)}
	for _, name := range columns {
		c, _ := t.Column(name)
		s.Columns = append(s.Columns, apply.StoreColumn{Name: name, Type: apply.ParseType(c.BaseType), Nullable: !slices.Contains(key, name)})
	}
	for _, name := range key {
		if i := slices.Index(columns, name); i >= 0 {
			s.Key = append(s.Key, i)
		}
	}
	return s
}

// inspectStore returns what a member that is not PostgreSQL has of the tables of the first source, or could have.
func (k *Kid) inspectStore(ctx context.Context, m *member, first inspected, whatever bool) (inspected, error) {
	found := inspected{position: m.position, dbID: m.db.ID, name: m.db.Name, role: m.role, store: m.feed.Store, tables: k.mirrored(m, first)}
	if whatever {
		return found, nil
	}
	asked := make([]apply.StoreTable, len(found.tables))
	for i := range found.tables {
		t := &found.tables[i]
		var names []string
		for _, c := range t.Columns {
			names = append(names, c.Name)
		}
		var key []string
		if len(t.Keys) > 0 {
			key = t.Keys[0]
		}
		asked[i] = *storeTable(t, key, names)
	}
	have, err := m.feed.Store.Find(ctx, asked)
	if err != nil {
		return found, fmt.Errorf("look at the tables: %w", err)
	}
	var tables []node.Table
	for i, t := range found.tables {
		if have[i] == nil {
			continue
		}
		t.Columns = slices.DeleteFunc(t.Columns, func(c node.Column) bool {
			return !slices.ContainsFunc(have[i].Columns, func(there apply.StoreColumn) bool { return there.Name == c.Name })
		})
		tables = append(tables, t)
	}
	found.tables = tables
	return found, nil
}

// mirrored are the tables of the first source as a store would have them.
func (k *Kid) mirrored(m *member, first inspected) []node.Table {
	var tables []node.Table
	for _, t := range first.tables {
		if t.Name == "" || unusable(&t) != "" {
			continue
		}
		t.RealSchema, t.RealName = k.sync.NameAt(t.Schema, t.Name, m.db.ID, false)
		t.Lacks, t.ForeignKeys, t.References, t.CascadesFrom, t.DeferrableUnique = nil, nil, nil, false, false
		t.Columns = slices.Clone(t.Columns)
		for i := range t.Columns {
			t.Columns[i].Optional, t.Columns[i].AlwaysIdentity = true, false
		}
		if custom := k.sync.ColumnsAt(t.Schema, t.Name, m.db.ID); custom != nil {
			for _, name := range custom.Columns {
				if _, ok := t.Column(name); !ok {
					t.Columns = append(t.Columns, node.Column{Name: name, Quoted: pgx.Identifier{name}.Sanitize(), Type: "text", BaseType: "text", Optional: true})
				}
			}
		}
		tables = append(tables, t)
	}
	return tables
}

// losses says what a store cannot keep of the columns it gets.
func losses(m inspected, t *node.Table, table *apply.StoreTable) []status.Finding {
	var findings []status.Finding
	for _, c := range table.Columns {
		if lost := m.store.Loses(c); lost != "" {
			findings = append(findings, status.Finding{
				Severity: "warning", DB: m.name, Schema: t.Schema, Table: t.Name,
				What:     fmt.Sprintf("column %q (%s) may lose something at %s: %s", c.Name, c.Type, m.name, lost),
				NextStep: "Leave the column out or send another value with bucardo.add_customcols, or accept it: docs/targets.md has the types.",
			})
		}
	}
	return findings
}
