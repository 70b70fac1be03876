package demo

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	// patience is how long the story waits for anything that replication should do at once.
	patience = 20 * time.Second
	// look is how often it looks meanwhile.
	look = time.Millisecond
	// longestLog is how many lines of the sidecar's log are shown at once.
	longestLog = 20
)

// story tells what bucardo does on a stage, and checks every value it shows.
//
// Its steps read as what is done, so errors do not pass through them: the first statement that fails is kept in err
// and later ones do nothing. A value that is not the expected one is printed and counted, and the story goes on.
type story struct {
	*screen
	stage                           *Stage
	bucardo, shake1, shake2, shake3 *Session
	// stay waits, before the sync is removed, until whoever watches wants to go on.
	stay func(ctx context.Context) error

	err      error
	wrong    int
	logLines int // lines of the sidecar's log already shown
}

// ErrMismatch says that the story went to its end, but a value was not the expected one.
var ErrMismatch = errors.New("not every value was the expected one")

// play tells the whole story.
func (st *story) play(ctx context.Context) error {
	for _, step := range []func(context.Context){
		st.addDatabases,
		st.addSync,
		st.changeOneRow,
		st.changeOneRowEverywhere,
		st.changeOneRowWhilePaused,
		st.lookAtStatus,
		st.waitForWatcher,
		st.removeSync,
	} {
		step(ctx)
		if err := errors.Join(st.err, st.failure()); err != nil {
			st.showLog()
			return err
		}
	}
	if st.wrong > 0 {
		return fmt.Errorf("%w: %d were different, marked MISMATCH above", ErrMismatch, st.wrong)
	}
	st.say("Every value was the expected one.")
	return nil
}

func (st *story) addDatabases(ctx context.Context) {
	st.chapter("1. Three databases")
	st.say("In the control database, give each a name. What is not said here, such as the host,\n" +
		"is as in the sidecar's own connection.")
	added := st.on(ctx, st.bucardo,
		"SELECT name, dbname\nFROM bucardo.add_dbs('s1,s2,s3', dbname => 'shake1,shake2,shake3')")
	st.expect("databases added", fmt.Sprint(added.rows), "[[s1 shake1] [s2 shake2] [s3 shake3]]")
}

func (st *story) addSync(ctx context.Context) {
	st.chapter("2. One sync")
	st.say("All three are sources: each may be written to. All tables that have a key.")
	added := st.on(ctx, st.bucardo,
		"SELECT name, dbs, tables, conflict_strategy\n"+
			"FROM bucardo.add_sync('bard', dbs => 's1:source,s2:source,s3:source', tables => 'all')")
	st.expect("sync added", added.value("name"), "bard")
	st.on(ctx, st.bucardo, "CALL bucardo.wait_until_active('bard', '30s')")
	st.expectValue(ctx, "state of the sync", st.bucardo, "SELECT state FROM bucardo.status WHERE name = 'bard'", "active")
	st.showLog()
}

func (st *story) changeOneRow(ctx context.Context) {
	st.chapter("3. A change in one database")
	st.write(ctx, st.shake1, 123)
	st.awaitEverywhere(ctx, "123")
	st.settle(ctx)
	st.showEverywhere(ctx, "123")
	st.expectLog(`Delta count for s1\.public\."?character"?: 1$`)
	st.expectLog(`Totals: deletes=0 inserts=2 conflicts=0`)
	st.showLog()
}

func (st *story) changeOneRowEverywhere(ctx context.Context) {
	st.chapter("4. The same row changed in all three at the same time")
	before := st.totalConflicts(ctx)
	for i, database := range st.sources() {
		st.on(ctx, database, "BEGIN")
		st.write(ctx, database, 111*(i+1))
	}
	st.commitTogether(ctx)
	st.say("A conflict: the latest change wins, and that is the one on shake3.")
	st.awaitEverywhere(ctx, "333")
	st.settle(ctx)
	st.showEverywhere(ctx, "333")
	switch st.totalConflicts(ctx) - before {
	case 0:
		st.say("Replication was quicker than these three commits: there was no conflict to resolve.")
	case 1:
	default:
		st.say("The first run came between the commits, and saw only some of them: the next one saw the rest.")
	}
	st.showLog()
}

func (st *story) changeOneRowWhilePaused(ctx context.Context) {
	st.chapter("5. A pause")
	before := st.totalConflicts(ctx)
	paused := st.on(ctx, st.bucardo, "SELECT name, paused FROM bucardo.pause('bard')")
	st.expect("bard paused", paused.value("paused"), "t")
	st.awaitState(ctx, "paused")
	st.write(ctx, st.shake1, 1234)
	st.write(ctx, st.shake2, 4321)
	st.say("Nothing flows for now; both changes wait.")
	st.showHamlet(ctx, st.shake1, "1234")
	st.showHamlet(ctx, st.shake2, "4321")
	st.showHamlet(ctx, st.shake3, "333")

	resumed := st.on(ctx, st.bucardo, "SELECT name, paused FROM bucardo.resume('bard')")
	st.expect("bard paused", resumed.value("paused"), "f")
	st.awaitEverywhere(ctx, "4321")
	st.settle(ctx)
	st.showEverywhere(ctx, "4321")
	st.expectLog(`Delta count for s1\.public\."?character"?: 1$`)
	st.expectLog(`Delta count for s2\.public\."?character"?: 1$`)
	st.expectLog(`Conflicts for public\."?character"?: 1$`)
	st.expectLog(`Totals: deletes=0 inserts=2 conflicts=1`)
	st.showLog()
	st.expect("conflicts resolved", strconv.Itoa(st.totalConflicts(ctx)-before), "1")
}

func (st *story) lookAtStatus(ctx context.Context) {
	st.chapter("6. How is it?")
	status := st.on(ctx, st.bucardo, "SELECT * FROM bucardo.status")
	for column, want := range map[string]string{
		"state": "active", "reason": "", "last_bad": "", "pending": "0",
		"rows": "2", "deletes": "0", "conflicts": "1", "dbs": "{s1:source,s2:source,s3:source}",
	} {
		st.expect(column+" in status", status.value(column), want)
	}
	st.on(ctx, st.bucardo, "SELECT id, status, run_time, rows, deletes, conflicts FROM bucardo.runs ORDER BY id")
	databases := st.on(ctx, st.bucardo, "SELECT name, state, syncs, pending FROM bucardo.db_status ORDER BY name")
	for _, database := range databases.rows {
		st.expect("state of "+database[0], database[1], "good")
	}
}

func (st *story) waitForWatcher(ctx context.Context) {
	if st.stay != nil {
		st.err = st.stay(ctx)
	}
}

// leftovers counts what a sync has in a database that it works on.
const leftovers = `SELECT (SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'bucardo%') AS triggers,
       (SELECT count(*) FROM pg_class WHERE relname LIKE 'delta%' AND relkind IN ('r', 'p')) AS delta_tables`

func (st *story) removeSync(ctx context.Context) {
	st.chapter("7. The end of it")
	st.say("While there is a sync, each of its databases has triggers and delta tables:")
	during := st.on(ctx, st.shake1, leftovers)
	if during.value("triggers") == "0" {
		st.mismatch("triggers on shake1", "0", "some")
	}
	st.on(ctx, st.bucardo, "SELECT name FROM bucardo.remove_sync('bard')")
	st.on(ctx, st.bucardo, "CALL bucardo.wait_until_removed('bard', '30s')")
	st.say("They are gone with it, everywhere:")
	for _, database := range st.sources() {
		after := st.on(ctx, database, leftovers)
		st.expect("triggers and delta tables on "+database.database, fmt.Sprint(after.rows), "[[0 0]]")
	}
	st.expect("rows in status", strconv.Itoa(len(st.on(ctx, st.bucardo, "SELECT name, state FROM bucardo.status").rows)), "0")
}

// sources are the three databases that are kept the same.
func (st *story) sources() []*Session { return []*Session{st.shake1, st.shake2, st.shake3} }

// on runs and shows a statement.
func (st *story) on(ctx context.Context, s *Session, sql string) *table {
	if st.err == nil {
		answer, err := s.run(ctx, sql)
		if err == nil {
			return answer
		}
		st.err = err
	}
	return &table{}
}

// silent asks for one value without showing it.
func (st *story) silent(ctx context.Context, s *Session, sql string) string {
	if st.err != nil {
		return ""
	}
	value, err := s.value(ctx, sql)
	st.err = err
	return value
}

// write changes Hamlet's row in one database.
func (st *story) write(ctx context.Context, s *Session, speechCount int) {
	answer := st.on(ctx, s, fmt.Sprintf("UPDATE character SET speechcount = %d WHERE charname = 'Hamlet'", speechCount))
	st.expect("answer to the update", answer.tag, "UPDATE 1")
}

// commitTogether ends the open transactions of the three sources at once, and shows the commits when all are done.
func (st *story) commitTogether(ctx context.Context) {
	if st.err != nil {
		return
	}
	prompts := make([]string, len(st.sources()))
	errs := make([]error, len(st.sources()))
	var commits sync.WaitGroup
	for i, database := range st.sources() {
		prompts[i] = database.prompt("COMMIT")
		commits.Go(func() { _, errs[i] = database.ask(ctx, "COMMIT") })
	}
	commits.Wait()
	if st.err = errors.Join(errs...); st.err != nil {
		return
	}
	for _, prompt := range prompts {
		printLine(st, prompt+"\nCOMMIT")
	}
}

const hamletHere = "SELECT current_database(), speechcount FROM character WHERE charname = 'Hamlet'"

// showEverywhere shows Hamlet's row in all three databases.
func (st *story) showEverywhere(ctx context.Context, want string) {
	for _, database := range st.sources() {
		st.showHamlet(ctx, database, want)
	}
}

// showHamlet shows Hamlet's row in one database.
func (st *story) showHamlet(ctx context.Context, s *Session, want string) {
	st.expect("speechcount on "+s.database, st.on(ctx, s, hamletHere).value("speechcount"), want)
}

// awaitEverywhere waits until the three databases have a value, and says how long that took. What they have when
// patience ends is left to be shown.
func (st *story) awaitEverywhere(ctx context.Context, want string) {
	start := time.Now()
	all := st.await(ctx, func() bool {
		return !slices.ContainsFunc(st.sources(), func(s *Session) bool {
			return st.silent(ctx, s, "SELECT speechcount FROM character WHERE charname = 'Hamlet'") != want
		})
	})
	took := time.Since(start).Round(100 * time.Microsecond)
	if all {
		st.say("%s on all three, %s after the answer to the last statement.", want, took)
	} else if st.err == nil {
		st.say("Not %s on all three after %s.", want, took.Round(time.Second))
	}
}

// awaitState waits until the sidecar has put the sync into a state.
func (st *story) awaitState(ctx context.Context, want string) {
	st.await(ctx, func() bool {
		return st.silent(ctx, st.bucardo, "SELECT state FROM bucardo.status WHERE name = 'bard'") == want
	})
	st.expectValue(ctx, "state of the sync", st.bucardo, "SELECT state FROM bucardo.status WHERE name = 'bard'", want)
}

// settle waits until all that was written before is replicated, logged and in the status tables: those are written a
// moment after the rows, and in the order in which things happened.
func (st *story) settle(ctx context.Context) {
	if st.err == nil {
		_, st.err = st.bucardo.ask(ctx, "CALL bucardo.kick_and_wait('bard', '30s')")
	}
}

// totalConflicts is how many conflicts the sync has had.
func (st *story) totalConflicts(ctx context.Context) int {
	text := st.silent(ctx, st.bucardo, "SELECT total_conflicts FROM bucardo.status WHERE name = 'bard'")
	count, err := strconv.Atoi(text)
	if st.err == nil && err != nil {
		st.err = fmt.Errorf("read total_conflicts: %w", err)
	}
	return count
}

// expectLog looks for a line among those that were not shown yet.
func (st *story) expectLog(pattern string) {
	if st.err == nil && !slices.ContainsFunc(st.newLog(), regexp.MustCompile(pattern).MatchString) {
		st.mismatch("line in the sidecar's log", "none", "one that matches "+pattern)
	}
}

// showLog shows what the sidecar has said since the last time.
func (st *story) showLog() {
	lines := st.newLog()
	st.logLines += len(lines)
	if len(lines) > 0 {
		st.say("The sidecar's log:")
		printLine(st, strings.Join(lines[max(0, len(lines)-longestLog):], "\n"))
	}
}

func (st *story) newLog() []string { return st.stage.SidecarLog()[st.logLines:] }

// await looks until it is so, and reports whether it became so in time.
func (st *story) await(ctx context.Context, isSo func() bool) bool {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	ticker := time.NewTicker(look)
	defer ticker.Stop()
	for st.err == nil {
		if isSo() {
			return st.err == nil
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return false
		}
	}
	return false
}

// expectValue asks silently and compares.
func (st *story) expectValue(ctx context.Context, what string, s *Session, sql, want string) {
	st.expect(what, st.silent(ctx, s, sql), want)
}

// expect compares what was seen with what should be.
func (st *story) expect(what, got, want string) {
	if st.err == nil && got != want {
		st.mismatch(what, got, want)
	}
}

func (st *story) mismatch(what, got, want string) {
	st.wrong++
	printLine(st, fmt.Sprintf("MISMATCH: %s: %s, expected %s", what, got, want))
}
