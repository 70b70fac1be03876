package redis

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// progressTable stands where rows have their table: bucardo_progress:installation:sync is a string with the progress.
const progressTable = "bucardo_progress"

// diskTimeout is how long a server that writes to its disk every second is given.
const diskTimeout = 10 * time.Second

func (s *store) keyOfProgress(syncID int64) string {
	return s.progressKey + ":" + strconv.FormatInt(syncID, 10)
}

func (s *store) Progress(ctx context.Context, syncID int64) ([]byte, error) {
	get := goredis.NewStringCmd(ctx, "get", s.keyOfProgress(syncID))
	if err := s.send(ctx, "read the progress", get); err != nil {
		return nil, err
	}
	return progressOf(get), nil
}

func progressOf(get *goredis.StringCmd) []byte {
	if errors.Is(get.Err(), goredis.Nil) {
		return nil
	}
	return []byte(get.Val())
}

// Begin watches the progress from before it is read, so that nobody can move it unseen until the commit.
func (s *store) Begin(ctx context.Context, syncID int64, expected []byte) error {
	s.Rollback(ctx)
	s.open, s.syncID, s.expected = true, syncID, expected
	if err := s.watch(ctx); err != nil {
		s.Rollback(ctx)
		return err
	}
	return nil
}

func (s *store) watch(ctx context.Context) error {
	key := s.keyOfProgress(s.syncID)
	get := goredis.NewStringCmd(ctx, "get", key)
	if err := s.send(ctx, "watch the progress", goredis.NewStatusCmd(ctx, "watch", key), get); err != nil {
		return err
	}
	if found := progressOf(get); (found == nil) != (s.expected == nil) || !bytes.Equal(found, s.expected) {
		return apply.ErrMoved
	}
	return nil
}

// enqueue adds to the queue, after sending what is there when it would get too long.
func (s *store) enqueue(ctx context.Context, g group) error {
	if s.queuedRows+g.rows > maxRows || s.queuedBytes+g.bytes > maxBytes {
		if err := s.flush(ctx); err != nil {
			return err
		}
	}
	s.queue = append(s.queue, g)
	s.queuedRows += g.rows
	s.queuedBytes += g.bytes
	return nil
}

// flush sends the queue without progress, and watches again: a transaction ends that.
func (s *store) flush(ctx context.Context) error {
	commands := s.takeQueue()
	if len(commands) == 0 {
		return nil
	}
	if err := s.transact(ctx, "write rows", commands); err != nil {
		return err
	}
	return s.watch(ctx)
}

func (s *store) takeQueue() []goredis.Cmder {
	var commands []goredis.Cmder
	for _, g := range s.queue {
		commands = append(commands, g.commands...)
	}
	s.queue, s.queuedRows, s.queuedBytes = nil, 0, 0
	return commands
}

func (s *store) Commit(ctx context.Context, progress []byte) error {
	key := s.keyOfProgress(s.syncID)
	last := goredis.Cmder(goredis.NewIntCmd(ctx, "unlink", key))
	if progress != nil {
		last = goredis.NewStatusCmd(ctx, "set", key, progress)
	}
	if err := s.transact(ctx, "commit", append(s.takeQueue(), last)); err != nil {
		return err
	}
	s.open = false
	return s.awaitDisk(ctx)
}

// awaitDisk returns when what was committed is on the server's disk, where the server can tell: Redis from 7.2, with
// appendonly. What else is promised is up to its settings.
func (s *store) awaitDisk(ctx context.Context) error {
	if !s.waits {
		return nil
	}
	wait := goredis.NewIntSliceCmd(ctx, "waitaof", 1, 0, diskTimeout.Milliseconds())
	err := s.send(ctx, "wait for the disk", wait)
	if refusal := wait.Err(); refusal != nil && (strings.Contains(refusal.Error(), "unknown command") || strings.Contains(refusal.Error(), "appendonly is disabled")) {
		s.waits = false
		return nil
	}
	if err != nil {
		return err
	}
	if synced := wait.Val(); len(synced) == 0 || synced[0] < 1 {
		return node.Problem{
			DB: s.config.DB.Name, Reason: fmt.Sprintf("what was committed is not on the server's disk after %v", diskTimeout),
			NextStep: "See the server's log and its disk; its appendfsync must be everysec or always. The sidecar tries again by itself.",
		}
	}
	return nil
}

// Rollback leaves no trace but those parts of a large batch that were sent already, which the next attempt writes again.
func (s *store) Rollback(ctx context.Context) {
	if !s.open {
		return
	}
	s.open = false
	s.takeQueue()
	_ = s.send(ctx, "roll back", goredis.NewStatusCmd(ctx, "unwatch")) // a connection that is lost watches nothing
}
