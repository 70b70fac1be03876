// Package redis writes to Redis, and to servers that speak like it: a row is a hash, or a string with a JSON object, under
// the key `table:key`.
//
// There is nothing beside the rows but one key with the progress of each sync. It is what keeps two sidecars apart: it is
// watched (WATCH) from Begin on, and every MULTI fails once somebody else has touched it. A batch goes in one MULTI with its
// progress, or, when it is large, in several of which the last has the progress; before that one a crash leaves rows of a
// batch that counts as not written, which is written again and then as it should be.
package redis

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// How long a server may take to answer: a second to run the largest MULTI, the rest for one that saves, loads or swaps.
const answerTimeout = 30 * time.Second

type store struct {
	config   apply.StoreConfig
	settings settings
	client   *goredis.Client
	conn     *goredis.Conn
	line     net.Conn // under conn
	version  string
	waits    bool // for the disk, by WAITAOF

	progressKey string
	open        bool
	syncID      int64
	expected    []byte  // progress as it was at Begin
	queue       []group // not sent yet
	queuedRows  int
	queuedBytes int
}

// Open connects to a server of Redis, version 6.0 or newer.
func Open(ctx context.Context, config apply.StoreConfig) (apply.Store, error) {
	settings, err := readSettings(config)
	if err != nil {
		return nil, err
	}
	s := &store{config: config, settings: settings}
	s.progressKey = settings.prefix + progressTable + ":" + escape(config.Installation)
	if err := s.connect(ctx); err != nil {
		if s.line != nil {
			_ = s.Close(ctx) // the cause says enough
		}
		return nil, err
	}
	return s, nil
}

// greet finds out who answers.
func (s *store) greet(ctx context.Context) error {
	info := goredis.NewStringCmd(ctx, "info")
	if err := s.send(ctx, "connect", info); err != nil {
		return err
	}
	said := make(map[string]string)
	for line := range strings.Lines(info.Val()) {
		if name, value, found := strings.Cut(strings.TrimSpace(line), ":"); found {
			said[name] = value
		}
	}
	if mode := cmp.Or(said["server_mode"], said["redis_mode"]); mode != "" && mode != "standalone" {
		return node.Problem{
			DB: s.config.DB.Name, Reason: fmt.Sprintf("the server runs as a %s, where a transaction cannot span all keys", mode),
			NextStep: "Point the database to a server that stands alone, or to the primary behind a sentinel: " + updateDB(s.config.DB),
		}
	}
	s.version = "Redis " + said["redis_version"]
	if version, own := said["valkey_version"]; own {
		s.version = "Valkey " + version
	}
	s.waits = said["aof_enabled"] == "1"
	return nil
}

func (s *store) Version() string { return s.version }

// Find has nothing to look up: keys come and go with rows. It refuses tables whose rows could have no key of their own.
func (s *store) Find(_ context.Context, tables []apply.StoreTable) ([]*apply.StoreTable, error) {
	found := make([]*apply.StoreTable, len(tables))
	for i := range tables {
		if err := s.refuse(&tables[i]); err != nil {
			return nil, err
		}
		found[i] = &tables[i]
	}
	return found, nil
}

func (s *store) refuse(t *apply.StoreTable) error {
	switch {
	case t.Name == progressTable:
		return node.Problem{
			DB: s.config.DB.Name, Reason: fmt.Sprintf("keys that begin with %s: hold the progress of syncs, so no table can have that name", progressTable),
			NextStep: "Give the table another name there, with bucardo.add_customname.",
		}
	case len(t.Key) == 0:
		return node.Problem{
			DB: s.config.DB.Name, Reason: fmt.Sprintf("table %s has no key, which rows need here to be told apart", t.Name),
			NextStep: "Give the table a primary key, or leave it out of the sync.",
		}
	}
	return nil
}

// Create has nothing to make.
func (s *store) Create(context.Context, []apply.StoreTable) error { return nil }

// Loses says nothing: values are kept as PostgreSQL's text.
func (s *store) Loses(apply.StoreColumn) string { return "" }

func (s *store) Close(context.Context) error {
	err := errors.Join(s.conn.Close(), s.client.Close())
	if errors.Is(err, net.ErrClosed) {
		return nil // hung up before
	}
	return err
}

// send sends commands at once and reads their answers.
func (s *store) send(ctx context.Context, step string, commands ...goredis.Cmder) error {
	return s.exchange(ctx, step, s.conn.Pipeline(), commands)
}

// transact sends commands as one transaction. It fails with ErrMoved when somebody else has touched the progress.
func (s *store) transact(ctx context.Context, step string, commands []goredis.Cmder) error {
	return s.exchange(ctx, step, s.conn.TxPipeline(), commands)
}

func (s *store) exchange(ctx context.Context, step string, pipe goredis.Pipeliner, commands []goredis.Cmder) error {
	// The client heeds no context. Nobody would read an answer that comes after its end, so the line goes with it.
	stop := context.AfterFunc(ctx, s.hangUp)
	defer stop()
	if err := pipe.BatchProcess(ctx, commands...); err != nil {
		return s.explain(ctx, step, err)
	}
	_, err := pipe.Exec(ctx)
	// What a transaction was refused for stands at the command that was not queued.
	for _, command := range commands {
		if own := command.Err(); own != nil && !errors.Is(own, goredis.Nil) && !goredis.HasErrorPrefix(own, "EXECABORT") {
			err = own
			break
		}
	}
	if err == nil || errors.Is(err, goredis.Nil) {
		return nil
	}
	return s.explain(ctx, step, err)
}

func (s *store) hangUp() {
	_ = s.line.Close() // it is lost already
}
