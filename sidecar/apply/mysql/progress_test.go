package mysql_test

import (
	"errors"
	"testing"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/apply/mysql"
	"github.com/bucardo/bucardo-sidecar/tests/stores"
)

func mustProgress(t *testing.T, store apply.Store, syncID int64, want string) {
	t.Helper()
	got, err := store.Progress(t.Context(), syncID)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want || (got == nil) != (want == "") {
		t.Errorf("progress of sync %d: %q, not %q", syncID, got, want)
	}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d *database) {
		t.Helper()
		config := d.config()
		store := openStore(t, config)
		config.Installation = "it's \\ another"
		other := openStore(t, config)
		mustProgress(t, store, 1, "")
		one := table("items", 1, "id integer", "v integer")
		create(t, store, one)

		step := func(store apply.Store, syncID int64, expected, progress string) {
			t.Helper()
			var was, is []byte
			if expected != "" {
				was = []byte(expected)
			}
			if progress != "" {
				is = []byte(progress)
			}
			if err := store.Begin(t.Context(), syncID, was); err != nil {
				t.Fatal(err)
			}
			if err := store.Commit(t.Context(), is); err != nil {
				t.Fatal(err)
			}
			mustProgress(t, store, syncID, progress)
		}
		step(store, 1, "", `{"a": 'x\'}`+"\x00\xff")
		step(store, 1, `{"a": 'x\'}`+"\x00\xff", "second")
		step(store, 2, "", "of two")
		step(other, 1, "", "other's")
		mustProgress(t, store, 1, "second")
		mustProgress(t, other, 2, "")

		for _, wrong := range [][]byte{nil, {}, []byte("Second"), []byte("second ")} {
			if err := store.Begin(t.Context(), 1, wrong); !errors.Is(err, apply.ErrMoved) {
				t.Errorf("begin with %q: %v", wrong, err)
			}
		}
		if err := store.Begin(t.Context(), 9, []byte("x")); !errors.Is(err, apply.ErrMoved) {
			t.Errorf("begin with progress where there is none: %v", err)
		}

		if err := store.Begin(t.Context(), 1, []byte("second")); err != nil {
			t.Fatal(err)
		}
		write(t, store, one, row("1", "1"))
		store.Rollback(t.Context())
		store.Rollback(t.Context())
		mustProgress(t, store, 1, "second")
		d.same(t, "SELECT count(*) FROM items", "0")
		if err := store.Begin(t.Context(), 3, nil); err != nil {
			t.Fatal(err)
		}
		store.Rollback(t.Context())
		mustProgress(t, store, 3, "")

		step(store, 1, "second", "")
		step(store, 1, "", "anew")
		mustProgress(t, store, 2, "of two")
		mustProgress(t, other, 1, "other's")
	})
}

// Of two sidecars that begin where a sync stands, or where it never was, the second waits for the first and then sees that
// it is too late.
func TestTwoSidecars(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d *database) {
		t.Helper()
		first, second := d.open(t), d.open(t)
		put(t, first, func() apply.StoreTable {
			one := table("items", 1, "id integer")
			create(t, first, one)
			return one
		}(), row("1"))
		for syncID, expected := range map[int64][]byte{1: []byte("p"), 2: nil} {
			if err := first.Begin(t.Context(), syncID, expected); err != nil {
				t.Fatal(err)
			}
			began := make(chan error)
			go func() { began <- second.Begin(t.Context(), syncID, expected) }()
			// Whether it waits already makes no difference.
			commit(t, first, "q")
			if err := <-began; !errors.Is(err, apply.ErrMoved) {
				t.Errorf("sync %d: %v", syncID, err)
			}
		}
	})
}

// A server that is killed in the middle of a transaction has none of it when it is back, and all of those before.
func TestServerKilled(t *testing.T) {
	t.Parallel()
	server := stores.StartMySQL(t)
	d := newDatabase(t, server.DSN(""))
	one := table("items", 1, "id integer", "v text")
	store, err := mysql.Open(t.Context(), d.config())
	if err != nil {
		t.Fatal(err)
	}
	create(t, store, one)
	put(t, store, one, row("1", "a"))
	if err := store.Begin(t.Context(), 1, []byte("p")); err != nil {
		t.Fatal(err)
	}
	write(t, store, one, row("1", "b"), row("2", "b"))
	server.Stop()
	refused(t, store.Write(t.Context(), &one, []apply.Row{row("3", "b")}), "connection was lost")
	if err := store.Commit(t.Context(), []byte("q")); err == nil {
		t.Error("committed without a server")
	}
	store.Rollback(t.Context())
	if err := store.Close(t.Context()); err != nil {
		t.Error(err)
	}
	_, err = mysql.Open(t.Context(), d.config())
	refused(t, err, "cannot connect", "update_db")

	if err := server.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	store = d.open(t)
	mustProgress(t, store, 1, "p")
	d.same(t, "SELECT id, v FROM items", "1|a")
	put(t, store, one, row("1", "b"), row("2", "b"))
	d.same(t, "SELECT id, v FROM items", "1|b", "2|b")
}

// A server that may lose what it has committed is refused, unless that is accepted; so is one whose binary log cannot have it.
func TestForgetfulServers(t *testing.T) {
	t.Parallel()
	server := stores.StartMySQL(t, "--log-bin", "--binlog-format=STATEMENT")
	d := newDatabase(t, server.DSN(""))
	_, err := mysql.Open(t.Context(), d.config())
	refused(t, err, "sync_binlog", `{"durability": "server"}`)
	d.do(t, "SET GLOBAL sync_binlog = 1, GLOBAL innodb_flush_log_at_trx_commit = 2")
	_, err = mysql.Open(t.Context(), d.config())
	refused(t, err, "innodb_flush_log_at_trx_commit")
	config := d.config()
	config.DB.Options = map[string]string{"durability": "server"}
	openStore(t, config)

	d.do(t, "SET GLOBAL innodb_flush_log_at_trx_commit = 1")
	store := d.open(t)
	one := table("items", 1, "id integer")
	create(t, store, one)
	refused(t, store.Begin(t.Context(), 1, nil), "BINLOG_FORMAT", "SET GLOBAL binlog_format")
	d.do(t, "SET GLOBAL binlog_format = ROW")
	put(t, d.open(t), one, row("1"))
	d.same(t, "SELECT id FROM items", "1")
}
