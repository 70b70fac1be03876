package mysql_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

func TestInsertUpdateDelete(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d *database) {
		t.Helper()
		store := d.open(t)
		one := table("items", 1, "id integer", "name text", "qty integer")
		create(t, store, one, one) // what is there stays
		begin(t, store)
		empty, err := store.IsEmpty(t.Context(), &one)
		if err != nil || !empty {
			t.Fatalf("empty: %v, %v", empty, err)
		}
		nothing := row("3", "", "0")
		nothing.Values[2] = nil
		rows := []apply.Row{row("1", "one", "1"), row("2", "two", "2"), nothing, gone(one, "99")}
		write(t, store, one, rows...)
		commit(t, store, "a")
		put(t, store, one, rows...) // once more does no harm
		d.same(t, "SELECT id, name, qty FROM items ORDER BY id", "1|one|1", "2|two|2", "3||NULL")
		put(t, store, one, gone(one, "1"), row("2", "zwei", "2"), row("0", "zero", "0"))
		d.same(t, "SELECT id, name, qty FROM items ORDER BY id", "0|zero|0", "2|zwei|2", "3||NULL")
		begin(t, store)
		if empty, err = store.IsEmpty(t.Context(), &one); err != nil || empty {
			t.Fatalf("not empty: %v, %v", empty, err)
		}
		if err := store.Clear(t.Context(), &one); err != nil {
			t.Fatal(err)
		}
		write(t, store, one, row("7", "seven", "7"))
		commit(t, store, "b")
		d.same(t, "SELECT id, name, qty FROM items", "7|seven|7")
	})
}

// Keys that look alike are different keys.
func TestKeysAreTold(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d *database) {
		t.Helper()
		store := d.open(t)
		for typ, keys := range map[string][]string{
			"text":             {"a", "A", "ä", "a\u0308", "1", "01", "1.0", "1e0", "", "\t", "ß", "ss", "NULL", "0x31", "a\n", "'", "\\", "\\'", "--", "`", "a\u200d"},
			"bigint":           {"9007199254740992", "9007199254740993", "0", "-1"},
			"numeric":          {"12345678901234567890.1", "12345678901234567890.2", "12345678901234567891", "0", "0.000000000000000000000000000001"},
			"double precision": {"0.1", "0.30000000000000004", "0.3", "1e300"},
			"bytea":            {`\x`, `\x00`, `\x0000`, `\x61`, `\x41`, `\x20`, `\x2020`},
		} {
			name := "k_" + typ[:4]
			one, two := table(name, 1, "k "+typ, "v integer"), table(name+"2", 2, "k "+typ, "l text", "v integer")
			create(t, store, one, two)
			if typ == "text" && !strings.HasPrefix(store.Version(), "MySQL 5") {
				keys = append(keys, "a ", "a  ", " ", "A ")
			}
			for _, key := range keys {
				put(t, store, one, row(key, "1"))
				put(t, store, two, row(key, key, "1"))
			}
			d.same(t, "SELECT count(*) FROM "+name, fmt.Sprint(len(keys)))
			d.same(t, "SELECT count(*) FROM "+name+"2", fmt.Sprint(len(keys)))
			for i, key := range keys {
				put(t, store, one, row(key, "2"))
				d.same(t, "SELECT sum(v) FROM "+name, fmt.Sprint(len(keys)+1-i))
				put(t, store, one, gone(one, key))
				put(t, store, two, gone(two, key, key))
				d.same(t, "SELECT count(*) FROM "+name, fmt.Sprint(len(keys)-i-1))
				d.same(t, "SELECT count(*) FROM "+name+"2", fmt.Sprint(len(keys)-i-1))
				if t.Failed() {
					t.Fatalf("%s %q", typ, key)
				}
			}
		}
	})
}

// The server would number an AUTO_INCREMENT column, or put the time into a TIMESTAMP.
func TestNullRefused(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d *database) {
		t.Helper()
		store := d.open(t)
		d.do(t, "CREATE TABLE own (id INT PRIMARY KEY, n INT NOT NULL AUTO_INCREMENT, KEY (n), at TIMESTAMP NOT NULL) ENGINE=InnoDB")
		own := table("own", 1, "id integer", "n integer", "at timestamp with time zone")
		put(t, store, own, row("1", "0", "2024-01-01 00:00:00+00"))
		begin(t, store)
		for column := 1; column <= 2; column++ {
			without := row("2", "5", "2024-01-01 00:00:00+00")
			without.Values[column] = nil
			refused(t, store.Write(t.Context(), &own, []apply.Row{without}), "takes no NULL")
		}
		store.Rollback(t.Context())
		d.same(t, "SELECT * FROM own", "1|0|2024-01-01 00:00:00")
	})
}

// A collation that ignores spaces at the end would take two rows for one: such a key is refused.
func TestPaddedKeys(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d *database) {
		t.Helper()
		store := d.open(t)
		d.do(t, "CREATE TABLE padded (k VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PRIMARY KEY, v VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci)")
		padded := table("padded", 1, "k text", "v text")
		put(t, store, padded, row("a", "v "))
		begin(t, store)
		refused(t, store.Write(t.Context(), &padded, []apply.Row{row("a ", "w")}), "`k`", "spaces at the end")
		refused(t, store.Write(t.Context(), &padded, []apply.Row{gone(padded, "a ")}), "spaces at the end")
		store.Rollback(t.Context())
		d.same(t, "SELECT k, v FROM padded", "a|v ")
	})
}

func TestHostileNames(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d *database) {
		t.Helper()
		store := d.open(t)
		for _, name := range []string{"select", "a`b", "it's", `quote"d`, `back\slash`, "Größe Ж 表", "x; DROP TABLE y -- ", "%s ? :a", "a.b", "Upper", "upper2"} {
			odd := apply.StoreTable{Name: name + "_", Key: []int{0, 1}, Columns: []apply.StoreColumn{
				{Name: "k" + name + "_", Type: apply.ParseType("text")},
				{Name: "order", Type: apply.ParseType("integer")},
				{Name: name + "_", Type: apply.ParseType("text"), Nullable: true},
			}}
			create(t, store, odd)
			found, err := store.Find(t.Context(), []apply.StoreTable{odd})
			if err != nil {
				t.Fatal(err)
			}
			if found[0] == nil || len(found[0].Columns) != 3 || len(found[0].Key) != 2 || found[0].Columns[0].Nullable || !found[0].Columns[2].Nullable {
				t.Fatalf("%s: found %+v", name, found[0])
			}
			name += "."
			put(t, store, *found[0], row(name, "1", name), row("other", "1", "'); DROP TABLE t; --"))
			put(t, store, *found[0], row(name, "1", name+"!"), gone(odd, "other", "1"))
			d.same(t, "SELECT * FROM "+back(odd.Name), name+"|1|"+name+"!")
		}
		for _, name := range []string{strings.Repeat("n", 65), "ends with a space ", "😀"} {
			err := store.Create(t.Context(), []apply.StoreTable{table(name, 1, "id integer")})
			refused(t, err, name, "add_customname")
		}
	})
}

// Another unique index never makes a row of another key change.
func TestOtherUniqueIndexes(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d *database) {
		t.Helper()
		store := d.open(t)
		users := table("users", 1, "id integer", "email character varying(100)", "n integer")
		create(t, store, users)
		put(t, store, users, row("1", "a@x", "1"), row("2", "b@x", "2"), row("3", "c@x", "3"))
		d.do(t, "ALTER TABLE users ADD UNIQUE (email), ADD note VARCHAR(10) DEFAULT 'new'") // seen although the store knows the table
		begin(t, store)
		err := store.Write(t.Context(), &users, []apply.Row{row("4", "a@x", "4")})
		if p := problem(t, err, "a@x"); p.SQLState != "23505" {
			t.Errorf("SQLSTATE %s", p.SQLState)
		}
		store.Rollback(t.Context())
		d.same(t, "SELECT id, email, n FROM users ORDER BY id", "1|a@x|1", "2|b@x|2", "3|c@x|3")
		d.do(t, "UPDATE users SET note = 'old'")
		put(t, store, users, row("1", "b@x", "1"), row("2", "a@x", "2"), gone(users, "3"), row("4", "c@x", "4"))
		d.same(t, "SELECT * FROM users ORDER BY id", "1|b@x|1|new", "2|a@x|2|new", "4|c@x|4|new")
	})
}

func TestWithoutKey(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d *database) {
		t.Helper()
		store := d.open(t)
		log := table("log", 0, "line text")
		create(t, store, log)
		put(t, store, log, row("x"), row("x"))
		d.same(t, "SELECT line FROM log", "x", "x")
		begin(t, store)
		if err := store.Write(t.Context(), &log, []apply.Row{gone(log)}); err == nil {
			t.Error("a row without a key was deleted")
		}
	})
}

// Columns that the sync does not know keep their values, and parents may come after their children.
func TestOtherColumnsAndParents(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d *database) {
		t.Helper()
		store := d.open(t)
		d.do(t, "CREATE TABLE parent (id INT PRIMARY KEY) ENGINE=InnoDB")
		d.do(t, "CREATE TABLE child (id INT AUTO_INCREMENT PRIMARY KEY, parent INT, note VARCHAR(20) DEFAULT 'mine', FOREIGN KEY (parent) REFERENCES parent (id) ON DELETE CASCADE) ENGINE=InnoDB")
		child, parent := table("child", 1, "id integer", "parent integer"), table("parent", 1, "id integer")
		put(t, store, child, row("0", "5"), row("1", "5"))
		put(t, store, parent, row("5"))
		d.do(t, "UPDATE child SET note = 'kept'")
		put(t, store, child, row("1", "6"))
		put(t, store, parent, gone(parent, "5")) // of what it cascades to, the source tells
		d.same(t, "SELECT * FROM child ORDER BY id", "0|5|kept", "1|6|kept")
	})
}

func TestVolume(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d *database) {
		t.Helper()
		const rows, chunk = 100_000, 1000
		store := d.open(t)
		big := table("big", 2, "region text", "id bigint", "name text", "amount numeric(12,2)", "at timestamp with time zone")
		create(t, store, big)
		each := func(of func(region, id string) apply.Row) {
			begin(t, store)
			for start := 0; start < rows; start += chunk {
				batch := make([]apply.Row, chunk)
				for i := range batch {
					batch[i] = of(fmt.Sprint("r", (start+i)%7), fmt.Sprint(start+i))
				}
				write(t, store, big, batch...)
			}
			commit(t, store, "p")
		}
		each(func(region, id string) apply.Row {
			return row(region, id, "it's number "+id, "1.25", "2024-01-01 00:00:00+00")
		})
		d.same(t, "SELECT count(*), sum(amount), count(DISTINCT name) FROM big", "100000|125000.00|100000")
		each(func(region, id string) apply.Row {
			if strings.HasSuffix(id, "7") {
				return gone(big, region, id)
			}
			return row(region, id, "changed", "2", "2024-01-01 00:00:00+00")
		})
		d.same(t, "SELECT count(*), sum(amount), count(DISTINCT name), max(id) FROM big", "90000|180000.00|1|99999")
		each(func(region, id string) apply.Row { return gone(big, region, id) })
		d.same(t, "SELECT count(*) FROM big", "0")
	})
}

// Statements stay below what the server takes; a row that cannot is a problem.
func TestLongRows(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d *database) {
		t.Helper()
		var limit int
		if err := d.pool.QueryRowContext(t.Context(), "SELECT @@max_allowed_packet").Scan(&limit); err != nil {
			t.Fatal(err)
		}
		store := d.open(t)
		long := table("long_rows", 1, "id integer", "a text", "b bytea")
		create(t, store, long)
		half := strings.Repeat("x'", limit/8)
		put(t, store, long, row("1", half, `\x`), row("2", half, `\x`), row("3", "", `\x`+strings.Repeat("ff", limit/4)), row("4", "short", `\x00`))
		d.same(t, "SELECT id, length(a), length(b) FROM long_rows ORDER BY id",
			fmt.Sprintf("1|%d|0", len(half)), fmt.Sprintf("2|%d|0", len(half)), fmt.Sprintf("3|0|%d", limit/4), "4|5|1")
		begin(t, store)
		refused(t, store.Write(t.Context(), &long, []apply.Row{row("5", strings.Repeat("x", limit), `\x`)}), "max_allowed_packet")
		store.Rollback(t.Context())
		put(t, store, long, gone(long, "1"), gone(long, "2"), gone(long, "3"))
		d.same(t, "SELECT id FROM long_rows", "4")
	})
}

// A statement that waits ends with its context, and the transaction leaves nothing.
func TestCancelled(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d *database) {
		t.Helper()
		store := d.open(t)
		one := table("items", 1, "id integer", "v integer")
		create(t, store, one)
		put(t, store, one, row("1", "1"), row("2", "1"))
		begin(t, store)
		write(t, store, one, row("2", "2"))
		d.do(t, "START TRANSACTION")
		d.do(t, "UPDATE items SET v = 5 WHERE id = 1")
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		if err := store.Write(ctx, &one, []apply.Row{row("1", "2")}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a wait that is over: %v", err)
		}
		store.Rollback(t.Context())
		if err := store.Begin(t.Context(), 1, []byte("p")); err == nil {
			t.Error("the connection is used on")
		}
		d.do(t, "COMMIT")
		put(t, d.open(t), one, row("1", "3"))
		d.same(t, "SELECT id, v FROM items ORDER BY id", "1|3", "2|1")
	})
}
