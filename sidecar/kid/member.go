package kid

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// member is a database of the sync and its two connections. All fields belong to the kid's goroutine; within a run, each
// member is used by one goroutine at a time.
type member struct {
	position int
	db       catalog.DB
	role     catalog.Role

	onetimecopy int // what it gets when it joins

	identity string          // of the database behind the connections
	reader   *pgx.Conn       // reads deltas and rows in one snapshot, and listens for wake-ups
	target   *apply.Postgres // applies
	feed     *apply.Feed     // applies where the database is not PostgreSQL; reader and target are nil then

	problem error // why it takes no part in runs, nil when it does
	probing bool  // a probe waits for it to be reachable
	failure error // why the last run failed there, nil again when one succeeds
	failed  int   // how often in a row

	copying bool             // its tables are being copied; it counts as suspended
	copy    *delta.CopyStart // its first copy, nil when it never had one

	whole wholes // tables that it gets whole

	unflushed  bool             // it may hold commits that a crash would take back
	watermarks map[int64]string // by origin id: what is committed here
	owed       []delta.OwedKey
	skipped    []delta.Skipped
	parked     []parkedRow              // of owed, what collides with rows here
	held       map[delta.HeldKey]string // tables that were left out of runs: what they have
	heldDeltas map[int64][]int          // at a source: captured tables whose deltas are kept for a receiver
	skips      bool                     // it keeps deltas that this sync leaves out: the next look moves the watermarks past them
	silent     bool                     // prepared transactions are possible there, so its writers do not notify
	armedUntil uint64                   // transactions below this may have written before the wake-up was armed; 0: all have ended
	clock      clock
}

func (m *member) bit() uint64    { return 1 << m.position }
func (m *member) isSource() bool { return m.role == catalog.Source }
func (m *member) up() bool       { return m.problem == nil && (m.reader != nil || m.feed != nil) }

// isStore reports whether the database is not PostgreSQL. It can be a target only.
func (m *member) isStore() bool { return !m.db.IsPostgres() }

// receives is what a run writes to.
func (m *member) receives() apply.Target {
	if m.isStore() {
		return m.feed
	}
	return m.target
}

// How long an apply waits for a row that somebody holds. At a source the row is then left to the next run.
const (
	lockWaitSource = 200 * time.Millisecond
	lockWaitTarget = time.Second
)

// connected reports whether both connections are alive.
func (m *member) connected() bool {
	if m.isStore() {
		return m.feed != nil
	}
	return m.reader != nil && m.target != nil && !m.reader.IsClosed() && !m.target.Conn().IsClosed()
}

// reach opens the reading connection, where it is not open yet, and finds out which database it leads to.
func (k *Kid) reach(ctx context.Context, m *member) error {
	if m.connected() {
		return nil
	}
	m.close(ctx)
	if m.isStore() {
		return k.openFeed(ctx, m)
	}
	var err error
	if m.reader, err = dial(ctx, k.control, m.db, k.sync.Name); err != nil {
		return err
	}
	if m.identity, err = node.Identity(ctx, m.reader); err != nil {
		return node.Explain(m.db, err)
	}
	return nil
}

// equip brings the bucardo_node objects up to date and opens the applying connection.
func (k *Kid) equip(ctx context.Context, m *member) error {
	if m.connected() {
		return nil
	}
	if err := node.Install(ctx, m.reader, m.db, k.installation); err != nil {
		return err
	}
	if _, err := m.reader.Exec(ctx, "LISTEN bucardo_delta"); err != nil {
		return node.Explain(m.db, fmt.Errorf("listen: %w", err))
	}
	if err := m.reader.QueryRow(ctx, "SELECT current_setting('max_prepared_transactions') <> '0'").Scan(&m.silent); err != nil {
		return node.Explain(m.db, fmt.Errorf("ask for prepared transactions: %w", err))
	}
	writer, err := node.Connect(ctx, m.db, m.reader.Config())
	if err != nil {
		return err
	}
	if err := k.bound(ctx, m.reader, writer); err != nil {
		return errors.Join(node.Explain(m.db, err), writer.Close(ctx))
	}
	wait := lockWaitTarget
	if m.isSource() {
		wait = lockWaitSource
	}
	if own := k.sync.Options.LockTimeout; own != 0 {
		wait = own.Duration()
	}
	if m.target, err = apply.NewPostgres(ctx, writer, wait); err != nil {
		return errors.Join(node.Explain(m.db, err), writer.Close(ctx))
	}
	return nil
}

// refuseTwins returns a problem when two members are one database.
func refuseTwins(members []*member) error {
	seen := map[string]*member{}
	for _, m := range members {
		if twin := seen[m.identity]; twin != nil {
			return node.Problem{
				Reason:   fmt.Sprintf("databases %s and %s are the same database", twin.db.Name, m.db.Name),
				NextStep: "Correct the connection settings of one of them: " + fmt.Sprintf("SELECT bucardo.update_db(%s, ...)", quote(m.db.Name)),
			}
		}
		seen[m.identity] = m
	}
	return nil
}

// close ends both connections; what was open in them is rolled back by the server.
func (m *member) close(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if m.reader != nil {
		_ = m.reader.Close(ctx)
	}
	if m.target != nil {
		_ = m.target.Conn().Close(ctx)
	}
	if m.feed != nil {
		_ = m.feed.Close(ctx)
	}
	m.reader, m.target, m.feed, m.armedUntil = nil, nil, nil, 0
}

// suspend takes a member out of the runs. A probe, apart from the runs of the others, tells when it can be reached.
func (k *Kid) suspend(ctx context.Context, m *member, err error) {
	if ctx.Err() != nil {
		return // not its fault: the kid is being stopped
	}
	m.close(ctx)
	k.showProblem(m, err)
	if !m.probing && k.activated {
		m.probing = true
		wait := min(k.retryAfter<<m.failed, maxRetryAfter)
		k.probing.Go(func() { k.probe(m, wait) })
	}
}

// applyFailed suspends a member at which a run failed. The reason stands in the status until a run has succeeded there,
// although it can be reached all the time.
func (k *Kid) applyFailed(ctx context.Context, m *member, err error) {
	m.failure = node.AsProblem(node.Explain(m.db, err))
	m.failed++
	k.suspend(ctx, m, err)
}

// trouble is why a member does not take part, or did not succeed when it last did.
func (m *member) trouble() error {
	if m.problem != nil {
		return m.problem
	}
	if m.failure != nil {
		return m.failure
	}
	return m.wholeTrouble()
}

func (k *Kid) showProblem(m *member, err error) {
	problem := node.AsProblem(node.Explain(m.db, err))
	if (m.problem == nil || m.problem.Error() != problem.Error()) && m.failed < 2 {
		k.log.Warn(fmt.Sprintf("KID (%s) Database %s is out: %s", k.sync.Name, m.db.Name, problem.Reason), "sync", k.sync.Name, "db", m.db.Name)
	}
	m.problem = problem
	k.recorder.DB(status.DBState{DBID: m.db.ID, Reason: problem.Reason, NextStep: problem.NextStep})
}

// probe is the outcome of an attempt to reach a suspended member.
type probe struct {
	member *member
	err    error
}

// probe tries to connect until it succeeds. It reads nothing of the member that changes.
func (k *Kid) probe(m *member, wait time.Duration) {
	for {
		pause(k.stop, wait)
		wait = k.retryAfter
		if k.stop.Err() != nil {
			return
		}
		err := k.tryConnect(k.stop, m)
		select {
		case k.probes <- probe{m, err}:
		case <-k.stop.Done():
		}
		if err == nil {
			return
		}
	}
}

func (k *Kid) tryConnect(ctx context.Context, m *member) error {
	if m.isStore() {
		return k.tryStore(ctx, m.db)
	}
	conn, err := dial(ctx, k.control, m.db, "probe")
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// takeProbes takes over what the probes found and reports whether a member can be reached again.
func (k *Kid) takeProbes() (back bool) {
	for {
		select {
		case p := <-k.probes:
			k.probed = append(k.probed, p)
			continue
		default:
		}
		break
	}
	for _, p := range k.probed {
		if p.err != nil {
			k.showProblem(p.member, p.err)
			continue
		}
		p.member.probing, p.member.copying = false, false
		back = true
	}
	k.probed = nil
	return back
}

// up returns the members that take part in runs.
func (k *Kid) up() []*member {
	var up []*member
	for _, m := range k.members {
		if m.up() {
			up = append(up, m)
		}
	}
	return up
}

// nodes returns those of them that are PostgreSQL databases.
func (k *Kid) nodes() []*member { return slices.DeleteFunc(k.up(), (*member).isStore) }

// each runs f for every member at once and returns the error of each.
func each(members []*member, f func(m *member) error) map[*member]error {
	results := make([]error, len(members))
	var group errgroup.Group
	for i, m := range members {
		group.Go(func() error {
			results[i] = f(m)
			return nil
		})
	}
	_ = group.Wait()
	failed := map[*member]error{}
	for i, m := range members {
		if results[i] != nil {
			failed[m] = results[i]
		}
	}
	return failed
}
