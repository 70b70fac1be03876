package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
)

// database is the name of the measured database in every cluster.
const database = "bench"

// stage is everything that runs: the clusters of all peers and the sidecar.
type stage struct {
	dir   string // of the program, its log
	peers []*peer
}

// openStage starts all peers. The stage is to be closed even after an error.
func openStage(ctx context.Context, o options) (*stage, error) {
	dir, err := os.MkdirTemp("", "bucardo-bench")
	if err != nil {
		return &stage{}, err
	}
	s := &stage{dir: dir, peers: []*peer{{name: "none"}, {name: "native"}, {name: "ours"}}}
	for _, p := range s.peers {
		p.rows = o.rows
		if err := p.start(ctx, o); err != nil {
			return s, fmt.Errorf("start %s: %w", p.name, err)
		}
	}
	none, native, ours := s.peers[0], s.peers[1], s.peers[2]
	if err := native.subscribe(ctx); err != nil {
		return s, fmt.Errorf("set up native replication: %w", err)
	}
	if err := ours.synchronise(ctx, dir); err != nil {
		return s, fmt.Errorf("set up ours: %w", err)
	}
	for _, p := range []*peer{none, native, ours} {
		if err := p.settle(ctx); err != nil {
			return s, fmt.Errorf("settle %s: %w", p.name, err)
		}
	}
	return s, nil
}

func (s *stage) close() error {
	var errs []error
	for _, p := range s.peers {
		errs = append(errs, p.close())
	}
	if s.dir != "" {
		errs = append(errs, os.RemoveAll(s.dir))
	}
	return errors.Join(errs...)
}

// settings are those of a server that has the machine's memory and is not disturbed by its own upkeep: vacuum and
// checkpoints happen between the measurements, in all peers alike.
func settings(o options) map[string]string {
	s := map[string]string{
		"autovacuum":         "off",
		"checkpoint_timeout": "1h",
		"max_wal_size":       "8GB",
		"shared_buffers":     "256MB",
		"wal_level":          "replica",
	}
	if o.profile {
		s["shared_preload_libraries"] = "pg_stat_statements"
		s["pg_stat_statements.track"] = "all"
	}
	return s
}

// start makes the peer's clusters, with the table in those of its source and target.
func (p *peer) start(ctx context.Context, o options) error {
	var group errgroup.Group
	open := func(into **server, filled bool) {
		group.Go(func() error {
			config := settings(o)
			if p.name == "native" {
				config["wal_level"] = "logical"
			}
			cluster, err := pgcluster.Start(ctx, pgcluster.Options{Durable: true, Settings: config})
			if err != nil {
				return err
			}
			*into = &server{cluster: cluster}
			return (*into).prepare(ctx, o, filled)
		})
	}
	open(&p.source, true)
	if p.name != "none" {
		open(&p.target, true)
	}
	if p.name == "ours" {
		open(&p.control, false)
	}
	return group.Wait()
}

// prepare makes the database, opens the connection the measurements use, and fills the table.
func (s *server) prepare(ctx context.Context, o options, filled bool) error {
	if err := s.cluster.CreateDatabase(ctx, database, ""); err != nil {
		return err
	}
	var err error
	if s.conn, err = s.connect(ctx); err != nil {
		return err
	}
	var statements []string
	if filled {
		statements = append(statements,
			"CREATE TABLE item (id bigint PRIMARY KEY, quantity int NOT NULL, note text NOT NULL)",
			fmt.Sprintf("INSERT INTO item SELECT n, n, rpad(md5(n::text), 60, 'x') FROM generate_series(1, %d) AS n", o.rows),
			"CREATE INDEX item_quantity ON item (quantity)",
			"VACUUM ANALYZE item",
			"CHECKPOINT")
	}
	if o.profile {
		statements = append(statements, "CREATE EXTENSION pg_stat_statements")
	}
	for _, sql := range statements {
		if _, err := s.conn.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}

func (s *server) connect(ctx context.Context) (*pgx.Conn, error) {
	return pgx.Connect(ctx, s.cluster.ConnString(database))
}

// subscribe sets up native replication between the peer's clusters, which hold the same rows already.
func (p *peer) subscribe(ctx context.Context) error {
	if _, err := p.source.conn.Exec(ctx, "CREATE PUBLICATION bench FOR TABLE item"); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	sql := fmt.Sprintf("CREATE SUBSCRIPTION bench CONNECTION '%s' PUBLICATION bench WITH (copy_data = false)", p.source.cluster.ConnString(database))
	if _, err := p.target.conn.Exec(ctx, sql); err != nil {
		return fmt.Errorf("subscribe: %w", err)
	}
	return nil
}

// synchronise installs the control database, declares a sync of two sources, and starts the sidecar.
func (p *peer) synchronise(ctx context.Context, dir string) error {
	program, err := buildSidecar(ctx, dir)
	if err != nil {
		return err
	}
	control := p.control.cluster.ConnString(database)
	if err := installSchema(ctx, program, control); err != nil {
		return err
	}
	if p.sidecar, err = startSidecar(program, control, dir); err != nil {
		return fmt.Errorf("start the sidecar: %w", err)
	}
	conn := p.control.conn
	for name, s := range map[string]*server{"source": p.source, "target": p.target} {
		if _, err := conn.Exec(ctx, "SELECT bucardo.add_db($1, conninfo => $2)", name, s.cluster.ConnString(database)); err != nil {
			return fmt.Errorf("add db %s: %w", name, err)
		}
	}
	for _, sql := range []string{
		"SELECT bucardo.add_sync('bench', dbs => 'source:source,target:source', tables => 'public.item')",
		"CALL bucardo.wait_until_active('bench', '60s')",
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%s: %w\n%s", sql, err, p.sidecar.lastWords())
		}
	}
	return nil
}
