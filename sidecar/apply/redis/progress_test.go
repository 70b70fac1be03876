package redis_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	servers "github.com/bucardo/bucardo-sidecar/tests/stores"
)

func TestRollbackLeavesNothing(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t)
	client, store := look(t, server), open(t, config(server, nil))
	people := table("people", 1, "id integer")
	ok(t, store.Begin(t.Context(), 1, nil))
	ok(t, store.Write(t.Context(), people, []apply.Row{row("1")}))
	store.Rollback(t.Context())
	store.Rollback(t.Context())
	same(t, "keys", client.DBSize(t.Context()).Val(), int64(0))
	write(t, store, people, row("2"))
	same(t, "keys of the next transaction", keys(t, client), []string{"people:2"})
}

func TestProgressStandsSideBySide(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t)
	here, there := config(server, nil), config(server, nil)
	there.Installation = "here:1" // with a sync 1 this would be the other's, were it not told apart
	document := "{\"any\": \"\x00\r\n☃\"}"
	commit := func(c apply.StoreConfig, sync int64, expected, progress []byte) {
		t.Helper()
		store := open(t, c)
		ok(t, store.Begin(t.Context(), sync, expected))
		ok(t, store.Commit(t.Context(), progress))
	}
	commit(here, 1, nil, []byte("a"))
	commit(here, 2, nil, []byte(document))
	commit(there, 1, nil, []byte("c"))
	commit(here, 1, []byte("a"), []byte("b"))
	commit(there, 1, []byte("c"), nil)
	for sync, want := range map[int64]string{1: "b", 2: document} {
		progress, err := open(t, here).Progress(t.Context(), sync)
		ok(t, err)
		same(t, "progress", string(progress), want)
	}
	progress, err := open(t, there).Progress(t.Context(), 1)
	ok(t, err)
	same(t, "progress that was forgotten", progress, []byte(nil))
}

func TestMovedBeforeBegin(t *testing.T) {
	t.Parallel()
	store := open(t, config(servers.StartRedis(t), nil))
	moved(t, store.Begin(t.Context(), 1, []byte("a")))
	moved(t, store.Begin(t.Context(), 1, []byte{}))
	ok(t, store.Begin(t.Context(), 1, nil))
	ok(t, store.Commit(t.Context(), []byte("a")))
	moved(t, store.Begin(t.Context(), 1, nil))
	moved(t, store.Begin(t.Context(), 1, []byte("b")))
	ok(t, store.Begin(t.Context(), 1, []byte("a")))
}

func TestStalledSidecarIsFenced(t *testing.T) {
	t.Parallel()
	for name, rows := range map[string]int{"at the commit": 1, "in a large batch": 25000} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := servers.StartRedis(t)
			client, stalled, other := look(t, server), open(t, config(server, nil)), open(t, config(server, nil))
			people := table("people", 1, "id integer", "by text")
			ok(t, stalled.Begin(t.Context(), 1, nil))
			write(t, other, people, row("0", "other"))
			late := make([]apply.Row, rows)
			for i := range late {
				late[i] = row(strconv.Itoa(i), "stalled")
			}
			err := stalled.Write(t.Context(), people, late)
			if err == nil {
				err = stalled.Commit(t.Context(), []byte("stalled"))
			}
			moved(t, err)
			stalled.Rollback(t.Context())
			same(t, "keys", keys(t, client), []string{"people:0"})
			same(t, "row", client.HGet(t.Context(), "people:0", "by").Val(), "other")
			write(t, stalled, people, row("0", "no longer stalled"))
		})
	}
}

// The progress is the same again when the stalled one wakes up.
func TestStalledSidecarIsFencedBySameProgress(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t)
	stalled, other := open(t, config(server, nil)), open(t, config(server, nil))
	people := table("people", 1, "id integer")
	write(t, other, people, row("1"))
	ok(t, stalled.Begin(t.Context(), 1, []byte("x")))
	ok(t, stalled.Write(t.Context(), people, []apply.Row{row("1")}))
	ok(t, other.Begin(t.Context(), 1, []byte("x")))
	ok(t, other.Write(t.Context(), people, []apply.Row{gone(0, "1")}))
	ok(t, other.Commit(t.Context(), []byte("x")))
	moved(t, stalled.Commit(t.Context(), []byte("y")))
	same(t, "keys", keys(t, look(t, server)), []string{})
}

func TestServerKilledInATransaction(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t)
	store := open(t, config(server, nil))
	people := table("people", 1, "id integer")
	write(t, store, people, row("1"))
	rows := make([]apply.Row, 15000)
	for i := range rows {
		rows[i] = row(strconv.Itoa(i))
	}
	ok(t, store.Begin(t.Context(), 1, []byte("x")))
	ok(t, store.Write(t.Context(), people, rows))
	server.Kill()
	problem(t, store.Commit(t.Context(), []byte("y")), "connection", "again")
	store.Rollback(t.Context())
	_, err := store.Progress(t.Context(), 1)
	problem(t, err, "connection", "again")
	_, err = reopen(t, server)
	problem(t, err, "cannot connect", "update_db('cache', ...)")

	server.Start()
	// What was watched is not any more, so the connection does not come back by itself.
	problem(t, store.Begin(t.Context(), 1, []byte("x")), "connection", "again")
	store, err = reopen(t, server)
	ok(t, err)
	progress, err := store.Progress(t.Context(), 1)
	ok(t, err)
	same(t, "progress", string(progress), "x")
	write(t, store, people, rows...)
	same(t, "keys", look(t, server).DBSize(t.Context()).Val(), int64(len(rows)+1))
}

func TestCommittedIsThereAfterACrash(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t)
	write(t, open(t, config(server, nil)), table("people", 1, "id integer"), row("1"))
	server.Kill()
	server.Start()
	same(t, "keys", keys(t, look(t, server)), []string{"people:1"})
	progress, err := open(t, config(server, nil)).Progress(t.Context(), 1)
	ok(t, err)
	same(t, "progress", string(progress), "x")
}

func reopen(t *testing.T, server *servers.Redis) (apply.Store, error) {
	t.Helper()
	return tryOpen(t, config(server, nil))
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t)
	client, store := look(t, server), open(t, config(server, nil))
	ctx, cancel := context.WithCancel(t.Context())
	ok(t, store.Begin(ctx, 1, nil))
	ok(t, store.Write(ctx, table("people", 1, "id integer"), []apply.Row{row("1")}))
	ok(t, client.Do(t.Context(), "client", "pause", 600000, "write").Err())
	ended := make(chan error)
	go func() { ended <- store.Commit(ctx, []byte("x")) }()
	for client.InfoMap(t.Context(), "clients").Val()["Clients"]["blocked_clients"] != "1" {
		ok(t, t.Context().Err())
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
	store.Rollback(t.Context())
	ok(t, client.Do(t.Context(), "client", "unpause").Err())

	// Whether a command that was on its way is carried out, the progress tells.
	again := open(t, config(server, nil))
	progress, err := again.Progress(t.Context(), 1)
	ok(t, err)
	if want := progress != nil; want != slices.Contains(keys(t, client), "people:1") {
		t.Errorf("progress %q, keys %v", progress, keys(t, client))
	}
}

func TestDeadline(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t)
	client, store := look(t, server), open(t, config(server, nil))
	ok(t, store.Begin(t.Context(), 1, nil))
	ok(t, client.Do(t.Context(), "client", "pause", 600000, "write").Err())
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := store.Commit(ctx, []byte("x")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want that of the context", err)
	}
}

func TestWaitsForTheDisk(t *testing.T) {
	t.Parallel()
	never, at := "appendfsync no", "appendfsync always"
	if look(t, servers.StartRedis(t)).Do(t.Context(), "waitaof", 0, 0, 0).Err() != nil {
		// Before 7.2 there is no WAITAOF. SMISMEMBER answers as that does when it goes by its name: WAITAOF 1 0 10000 asks whether 0
		// and 10000 are in the set 1.
		never = "rename-command SMISMEMBER WAITAOF"
		at = never
	}
	commit := func(server *servers.Redis) error {
		t.Helper()
		store := open(t, config(server, nil))
		ok(t, store.Begin(t.Context(), 1, nil))
		return store.Commit(t.Context(), []byte("a"))
	}
	problem(t, commit(servers.StartRedis(t, never)), "not on the server's disk", "appendfsync")
	server := servers.StartRedis(t, at)
	ok(t, look(t, server).SAdd(t.Context(), "1", "0").Err())
	ok(t, commit(server))
	// Without a file to append to there is nothing to wait for.
	ok(t, commit(servers.StartRedis(t, never, "appendonly no")))
}

func moved(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, apply.ErrMoved) {
		t.Errorf("error %v, want ErrMoved", err)
	}
}
