package strategies_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"pgregory.net/rapid"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// Histories are random: what applications write on all sources, while the sidecar is paused, kicked, killed, and cut off
// from databases. When all is quiet again, the databases have to be equal, and equal to what models say.
//
// BUCARDO_TEST_HISTORIES is how many there are, BUCARDO_TEST_SEED the seed of the first.

// deed is one thing that happens, at a database where that matters.
type deed struct {
	what   string
	db     int
	key    int
	other  int // another key
	amount int
}

// How often each thing happens: to rows that win whole, to columns that are merged, and beside them.
var (
	rowDeeds    = map[string]int{"write": 24, "remove": 10}
	columnDeeds = map[string]int{"transfer": 12, "raise": 4, "tag": 8, "untag": 4, "set": 8, "rename": 6}
	otherDeeds  = map[string]int{"begin": 4, "commit": 6, "rollback": 1, "pause": 2, "resume": 4, "kick": 3, "wait": 12, "cut": 3, "mend": 4, "kill": 1}
)

const (
	historyKeys  = 4
	historyDeeds = 80
)

// history draws deeds.
func history(sources int, deeds map[string]int) *rapid.Generator[[]deed] {
	var whats []string
	for _, often := range []map[string]int{deeds, otherDeeds} {
		for _, what := range slices.Sorted(maps.Keys(often)) {
			whats = append(whats, slices.Repeat([]string{what}, often[what])...)
		}
	}
	one := rapid.Custom(func(t *rapid.T) deed {
		return deed{
			what: rapid.SampledFrom(whats).Draw(t, "what"), db: rapid.IntRange(0, sources-1).Draw(t, "db"),
			key: rapid.IntRange(1, historyKeys).Draw(t, "key"), other: rapid.IntRange(1, historyKeys).Draw(t, "other"),
			amount: rapid.IntRange(1, 9999).Draw(t, "amount"),
		}
	})
	return rapid.SliceOfN(one, historyDeeds, historyDeeds)
}

// everywhere are the strategies under which all databases become equal.
var everywhere = map[string]string{
	"latest": "latest", "latest_all_tables": "latest_all_tables", "source_order": "source order", "source": "source",
	"target": "target", "first": "first", "random": "random",
}

func strategyTables() string {
	ddl := ""
	for table := range everywhere {
		ddl += fmt.Sprintf("CREATE TABLE %s (id int PRIMARY KEY, v text NOT NULL);", table)
	}
	return ddl
}

var mergedTable = fmt.Sprintf(`
	CREATE TABLE merged (
		id int PRIMARY KEY, balance numeric(12,2) NOT NULL DEFAULT 1000, high int NOT NULL DEFAULT 0, low int NOT NULL DEFAULT 0,
		tags text[] NOT NULL DEFAULT '{}', doc jsonb NOT NULL DEFAULT '{}', name text, note text);
	INSERT INTO merged (id) SELECT generate_series(1, %d);`, historyKeys)

// written is a value with its place in the order of time.
type written struct {
	turn  int
	value string
}

// account is what a row of merged has to become, whoever has seen what of the others.
type account struct {
	cents     int
	high, low int
	tags      map[string]bool
	doc       map[string]map[string]string // by field, what each source has written there last
	name      written
	note      written
}

// teller carries histories out and keeps the models.
type teller struct {
	*bed.Bed
	t         *testing.T
	sources   []string
	process   *bed.Process
	turn      int
	conns     map[string]*pgx.Conn
	open      map[string]bool     // databases with a transaction that is open
	uncertain map[string][]func() // what it will add to the models
	mend      map[string]func()   // databases that are cut off
	paused    bool
	latest    map[int]written
	accounts  map[int]*account
}

// exec returns how many rows were changed. A transaction that is chosen to end a deadlock, with a run that is applied, is undone.
func (h *teller) exec(db, sql string, args ...any) int64 {
	h.t.Helper()
	tag, err := h.conns[db].Exec(h.t.Context(), sql, args...)
	var refused *pgconn.PgError
	if h.open[db] && errors.As(err, &refused) && refused.Code == "40P01" {
		h.end(db, "ROLLBACK")
		return 0
	}
	if err != nil {
		h.t.Fatalf("on %s: %s: %v", db, sql, err)
	}
	return tag.RowsAffected()
}

// note adds to the models what is written, as soon as it is committed.
func (h *teller) note(db string, f func()) {
	if h.open[db] {
		h.uncertain[db] = append(h.uncertain[db], f)
		return
	}
	f()
}

func (h *teller) end(db, how string) {
	if !h.open[db] {
		return
	}
	h.exec(db, how)
	if how == "COMMIT" {
		for _, f := range h.uncertain[db] {
			f()
		}
	}
	h.open[db], h.uncertain[db] = false, nil
}

func newer(into *written, w written) {
	if w.turn > into.turn {
		*into = w
	}
}

func (h *teller) do(d deed) {
	h.t.Helper()
	h.turn++
	db := h.sources[d.db]
	w := written{h.turn, fmt.Sprintf("%s/%d", db, h.turn)}
	a := h.accounts[d.key]
	switch d.what {
	case "write", "remove":
		for _, table := range slices.Sorted(maps.Keys(everywhere)) {
			sql := fmt.Sprintf("INSERT INTO %s VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET v = EXCLUDED.v", table)
			args := []any{d.key, w.value}
			if d.what == "remove" {
				sql, args, w.value = fmt.Sprintf("DELETE FROM %s WHERE id = $1", table), args[:1], "-"
			}
			if n := h.exec(db, sql, args...); n > 0 && table == "latest" {
				h.note(db, func() {
					last := h.latest[d.key]
					newer(&last, w)
					h.latest[d.key] = last
				})
			}
		}
	case "transfer":
		if d.key == d.other {
			return
		}
		const move = "UPDATE merged SET balance = balance + $2::numeric / 100 WHERE id = $1"
		cents := map[int]int{d.key: -d.amount, d.other: d.amount}
		opened := h.open[db]
		if !opened {
			h.exec(db, "BEGIN")
			h.open[db] = true
		}
		for _, key := range slices.Sorted(maps.Keys(cents)) {
			if h.open[db] && h.exec(db, move, key, cents[key]) > 0 {
				h.note(db, func() { h.accounts[key].cents += cents[key] })
			}
		}
		if !opened {
			h.end(db, "COMMIT")
		}
	case "raise":
		if h.exec(db, "UPDATE merged SET high = greatest(high, $2), low = least(low, -$2::int) WHERE id = $1", d.key, d.amount) > 0 {
			h.note(db, func() { a.high, a.low = max(a.high, d.amount), min(a.low, -d.amount) })
		}
	case "tag":
		if h.exec(db, "UPDATE merged SET tags = tags || $2::text WHERE id = $1", d.key, w.value) > 0 {
			h.note(db, func() { a.tags[w.value] = true })
		}
	case "untag":
		h.untag(db, d.key)
	case "set":
		field := db // nobody else writes there
		if d.other > 2 {
			field = "shared"
		}
		if h.exec(db, "UPDATE merged SET doc = doc || jsonb_build_object($2::text, $3::text) WHERE id = $1", d.key, field, w.value) > 0 {
			h.note(db, func() {
				if a.doc[field] == nil {
					a.doc[field] = map[string]string{}
				}
				a.doc[field][db] = w.value
			})
		}
	case "rename":
		column, into := "name", &a.name
		if d.amount%2 == 0 {
			column, into = "note", &a.note
		}
		if h.exec(db, fmt.Sprintf("UPDATE merged SET %s = $2 WHERE id = $1", column), d.key, w.value) > 0 {
			h.note(db, func() { newer(into, w) })
		}
	case "begin":
		if !h.open[db] {
			h.exec(db, "BEGIN")
			h.open[db] = true
		}
	case "commit", "rollback":
		h.end(db, strings.ToUpper(d.what))
	case "pause", "resume":
		h.paused = d.what == "pause"
		h.Exec("control", fmt.Sprintf("SELECT bucardo.%s('bard')", d.what))
	case "kick":
		if !h.paused {
			h.Exec("control", "SELECT bucardo.kick('bard')")
		}
	case "wait":
		h.Exec("control", "SELECT pg_sleep($1)", float64(d.amount)/100_000)
	case "cut":
		if h.mend[db] == nil {
			h.mend[db] = h.CutOff(db)
		}
	case "mend":
		h.reconnect(db)
	case "kill":
		h.process.Signal(syscall.SIGKILL)
		h.process.Wait()
		h.process = h.StartProcess()
	}
}

// untag takes one tag away that the database knows of.
func (h *teller) untag(db string, key int) {
	h.t.Helper()
	for tag := range strings.SplitSeq(h.tags(db, key), ",") {
		if tag != "" && h.exec(db, "UPDATE merged SET tags = array_remove(tags, $2) WHERE id = $1 AND $2 = ANY (tags)", key, tag) > 0 {
			h.note(db, func() { h.accounts[key].tags[tag] = false })
			return
		}
	}
}

func (h *teller) tags(db string, key int) string {
	h.t.Helper()
	var tags string
	if err := h.conns[db].QueryRow(h.t.Context(), "SELECT array_to_string(tags, ',') FROM merged WHERE id = $1", key).Scan(&tags); err != nil {
		h.t.Fatalf("on %s: %v", db, err)
	}
	return tags
}

func (h *teller) reconnect(db string) {
	if h.mend[db] != nil {
		h.mend[db]()
		delete(h.mend, db)
	}
}

// quiesce ends what is open and waits until everything has arrived.
func (h *teller) quiesce() {
	h.t.Helper()
	for _, db := range h.sources {
		h.end(db, "COMMIT")
		h.reconnect(db)
	}
	h.Exec("control", "SELECT bucardo.resume('bard')")
	h.paused = false
	// The first kick finds out which connections were cut; it may fail.
	_, _ = h.Conn("control").Exec(h.t.Context(), fmt.Sprintf("CALL bucardo.kick_and_wait('bard', '%d seconds')", int(bed.Patience.Seconds())))
	h.State("bard", "active")
	h.Settle("bard")
}

// compareRows compares all databases with each other, and with what was written last.
func (h *teller) compareRows() {
	h.t.Helper()
	for table := range everywhere {
		h.Same(table, append(slices.Clone(h.sources), "t1")...)
	}
	var want []string
	for key := 1; key <= historyKeys; key++ {
		if last := h.latest[key]; last.turn > 0 && last.value != "-" {
			want = append(want, fmt.Sprintf("%d %s", key, last.value))
		}
	}
	if got := h.Value("t1", "SELECT string_agg(id || ' ' || v, ',' ORDER BY id) FROM latest"); got != strings.Join(want, ",") {
		h.t.Errorf("latest has %s, want %s", got, strings.Join(want, ","))
	}
}

// compareColumns compares all databases with each other, and with what became of each account.
func (h *teller) compareColumns() {
	h.t.Helper()
	h.Same("merged", append(slices.Clone(h.sources), "t1")...)
	for key, a := range h.accounts {
		want := a.String()
		got := h.Value("t1", `SELECT concat_ws(' ', (balance * 100)::int, high, low,
			(SELECT string_agg(tag, ',' ORDER BY tag COLLATE "C") FROM unnest(tags) AS tag),
			coalesce(name, '-'), coalesce(note, '-')) FROM merged WHERE id = $1`, key)
		if got != want {
			h.t.Errorf("row %d is\n%s, want\n%s", key, got, want)
		}
		var doc map[string]string
		if err := json.Unmarshal([]byte(h.Value("t1", "SELECT doc FROM merged WHERE id = $1", key)), &doc); err != nil {
			h.t.Fatal(err)
		}
		if len(doc) != len(a.doc) {
			h.t.Errorf("the document of row %d has %v, want fields of %v", key, doc, a.doc)
		}
		for field, values := range a.doc {
			if !slices.Contains(slices.Collect(maps.Values(values)), doc[field]) {
				h.t.Errorf("field %s of row %d is %q, want one of %v", field, key, doc[field], values)
			}
		}
	}
}

// String is the row as compare reads it.
func (a *account) String() string {
	var tags []string
	for tag, there := range a.tags {
		if there {
			tags = append(tags, tag)
		}
	}
	slices.Sort(tags)
	parts := []string{fmt.Sprint(100_000 + a.cents), fmt.Sprint(a.high), fmt.Sprint(a.low)}
	if len(tags) > 0 {
		parts = append(parts, strings.Join(tags, ","))
	}
	for _, w := range []written{a.name, a.note} {
		if w.turn == 0 {
			w.value = "-"
		}
		parts = append(parts, w.value)
	}
	return strings.Join(parts, " ")
}

func environment(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

func TestRandomHistoriesOfRows(t *testing.T) {
	t.Parallel()
	tell(t, strategyTables(), rowDeeds, (*teller).compareRows, func(h *teller) {
		for table, strategy := range everywhere {
			h.Exec("control", "SELECT bucardo.update_table('bard', 'public.' || $1::text, conflict_strategy => $2::text)", table, strategy)
		}
	})
}

// Counters, and the money in all accounts, stay exact; no tag, and no field of a document gets lost.
func TestRandomHistoriesOfColumns(t *testing.T) {
	t.Parallel()
	tell(t, mergedTable, columnDeeds, (*teller).compareColumns, func(h *teller) {
		h.Exec("control", "SELECT bucardo.update_sync('bard', conflict_strategy => 'merge')")
		for column, policy := range map[string]string{"balance": "sum", "high": "max", "low": "min", "tags": "union", "doc": "jsonb_merge"} {
			h.Exec("control", "SELECT bucardo.add_column_policy('bard', 'public.merged', $1, $2)", column, policy)
		}
	})
}

// tell carries histories out one after the other, on two and on three sources with a target.
func tell(t *testing.T, ddl string, deeds map[string]int, compare func(*teller), declare func(*teller)) {
	t.Helper()
	for _, sources := range [][]string{{"s1", "s2"}, {"s1", "s2", "s3"}} {
		t.Run(fmt.Sprintf("%d sources", len(sources)), func(t *testing.T) {
			t.Parallel()
			count := environment(t, "BUCARDO_TEST_HISTORIES", 3)
			seed := environment(t, "BUCARDO_TEST_SEED", int(time.Now().UnixNano()%1_000_000))
			h := &teller{
				Bed: bed.New(t, append(slices.Clone(sources), "t1"), ddl), t: t, sources: sources, conns: map[string]*pgx.Conn{},
				open: map[string]bool{}, uncertain: map[string][]func(){}, mend: map[string]func(){}, latest: map[int]written{}, accounts: map[int]*account{},
			}
			for key := 1; key <= historyKeys; key++ {
				h.accounts[key] = &account{tags: map[string]bool{}, doc: map[string]map[string]string{}}
			}
			for _, db := range sources {
				h.conns[db] = h.Connect(db)
			}
			h.Exec("control", "SELECT bucardo.add_sync('bard', dbs => $1::text, tables => 'all')", strings.Join(sources, ":source,")+":source,t1")
			declare(h)
			h.process = h.StartProcess()
			h.WaitActive("bard")
			for i := range count {
				all := history(len(sources), deeds).Example(seed + i)
				for _, d := range all {
					h.do(d)
				}
				h.quiesce()
				compare(h)
				if t.Failed() {
					t.Fatalf("history %d of BUCARDO_TEST_SEED=%d: %v", i+1, seed, all)
				}
			}
		})
	}
}
