package apply

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// Row is the version of a row that a target gets.
type Row struct {
	Present  bool // false: the row is gone
	OriginID int64
	At       time.Time
	Home     int64     // the database where the change was made first, for tables with Homes
	Values   []*string // text of each column, nil for NULL
}

// Rows are the rows of one table that are held in memory.
type Rows struct {
	Table *Table
	Rows  []Row
	Mend  Mend // nil: nobody is asked about rows that are refused
}

// Advance moves the watermark of one origin.
type Advance struct {
	OriginID int64
	From, To string
}

// Batch is what one target gets in one transaction.
type Batch struct {
	SyncID   int64
	Tables   []Rows // in foreign key order, parents first
	Advances []Advance
	// Newest is the time of the newest change that the batch brings: what is changed at the target afterwards is later.
	Newest time.Time
	// Seen is the snapshot the run has seen of the target, empty when it is no source. A row changed outside it is left out.
	Seen string
	// Skipped are changes that the run keeps from everybody. ForgetSkipped says that those of earlier runs are done with.
	Skipped       []delta.Skipped
	ForgetSkipped bool
	// Own returns, for a table of a target that is a source too, a query for the keys that it has changed and others wait
	// for: k1, k2 ..., and at.
	Own func(*Table) string
	// Owed says that owed keys of these origins were part of the run, those of the tables Held apart.
	Owed []int64
	Held []delta.TableName
	// Owing returns what is to be owed of each origin for keys of a Detailed table that are left out.
	Owing func(t *Table, keys [][]string) ([]delta.OwedKey, error)
	// CaughtUp are the tables that were held and that the run brings up to date.
	CaughtUp []delta.HeldKey
	// Before is called in the transaction before anything is written, nil: nothing is.
	Before func(ctx context.Context, conn *pgx.Conn) error
	// Cut says that more of the backlog follows: what it holds together may come in parts.
	Cut bool
}

// Result counts what was written.
type Result struct {
	Written int64
	Deleted int64
	Owed    []delta.OwedKey
	// Dangling are the rows whose parents are missing that were not known before, and those on which was decided.
	Dangling []Dangling
	// Collisions are the rows that gave way to others in unique indexes.
	Collisions []Collision

	Committed time.Time
}

// Postgres applies to one PostgreSQL database over its own connection. Not safe for concurrent use.
type Postgres struct {
	conn   *pgx.Conn
	mode   node.ApplyMode
	begin  string
	staged map[*Table]bool // tables whose staging table exists in this session
	parked map[*Table]bool // tables of which rows were left out that collide
}

// NewPostgres sets the session of conn up for applying. It waits at most lockWait for a row that others hold.
func NewPostgres(ctx context.Context, conn *pgx.Conn, lockWait time.Duration) (*Postgres, error) {
	mode, begin, err := node.PrepareToApply(ctx, conn)
	if err != nil {
		return nil, err
	}
	// Nothing waits for the disk: a commit that a crash takes back takes its watermark back too, and is repeated.
	if _, err := conn.Exec(ctx, fmt.Sprintf("SET lock_timeout = %d; SET synchronous_commit = off", lockWait.Milliseconds())); err != nil {
		return nil, fmt.Errorf("prepare session: %w", err)
	}
	return &Postgres{conn: conn, mode: mode, begin: begin, staged: map[*Table]bool{}, parked: map[*Table]bool{}}, nil
}

// Reset forgets the staging tables, for a new plan.
func (p *Postgres) Reset(ctx context.Context) error {
	if _, err := p.conn.Exec(ctx, "DISCARD TEMP"); err != nil {
		return fmt.Errorf("discard staging tables: %w", err)
	}
	clear(p.staged)
	clear(p.parked)
	return nil
}

// Flush makes all that was committed here durable.
func (p *Postgres) Flush(ctx context.Context) error { return node.Flush(ctx, p.conn) }

// Warm makes the staging tables and plans the statements for tables of which a change has not come yet, so that the
// first change does not wait for that. It writes nothing.
func (p *Postgres) Warm(ctx context.Context, tables []*Table, seen string) error {
	var pipeline pgx.Batch
	for _, statement := range splitBegin(p.begin) {
		pipeline.Queue(statement)
	}
	all, some := Batch{}, map[*Table]bool{}
	for _, t := range tables {
		all.Tables, some[t] = append(all.Tables, Rows{Table: t}), true
	}
	if err := p.createStages(ctx, all); err != nil {
		return err
	}
	p.queueParents(&pipeline, all, some, some, &Result{})
	for _, t := range tables {
		pipeline.Queue(t.stageRows(), stageArgs(Rows{Table: t})...)
		pipeline.Queue(t.deleteGone())
		if !t.Replace {
			pipeline.Queue(t.upsert())
		}
		if seen != "" && t.Captured != 0 {
			pipeline.Queue(t.refuseChanged(), seen)
		}
		if t.Relay != nil {
			pipeline.Queue(relay, t.relayArgs()...)
		}
	}
	pipeline.Queue("ROLLBACK")
	if err := p.conn.SendBatch(ctx, &pipeline).Close(); err != nil {
		p.Abort(ctx)
		return fmt.Errorf("plan statements: %w", err)
	}
	return nil
}

// Mode says whether triggers and foreign keys are off while rows are applied.
func (p *Postgres) Mode() node.ApplyMode { return p.mode }

// Conn is the connection, for work between transactions.
func (p *Postgres) Conn() *pgx.Conn { return p.conn }

// Abort rolls an open transaction back. It is a no-op without one.
func (p *Postgres) Abort(ctx context.Context) {
	if p.conn.IsClosed() || p.conn.PgConn().TxStatus() == 'I' {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if _, err := p.conn.Exec(ctx, "ROLLBACK"); err != nil {
		_ = p.conn.Close(ctx)
	}
}

// Apply carries out a batch that is wholly in memory, in its own transaction: at first all in one round trip; when a row
// turns out to be contested, once more step by step.
func (p *Postgres) Apply(ctx context.Context, batch Batch) (Result, error) {
	if err := p.createStages(ctx, batch); err != nil {
		return Result{}, err
	}
	if batch.Before == nil && !slices.ContainsFunc(batch.Tables, func(rows Rows) bool { return p.collides(rows.Table) }) {
		result, err := p.applyAtOnce(ctx, batch)
		if err == nil || !retriable(err) && !batch.mends() {
			return result, err
		}
		p.Abort(ctx)
	}
	if err := p.Begin(ctx, nil); err != nil {
		return Result{}, err
	}
	return p.Finish(ctx, batch)
}

// Begin opens a transaction for a batch of which these tables are streamed: then come CopyIn, Mirror and Settle for each
// of them, then Finish.
func (p *Postgres) Begin(ctx context.Context, streamed []*Table) error {
	for _, t := range streamed {
		if err := p.createStage(ctx, t); err != nil {
			return err
		}
	}
	if _, err := p.conn.Exec(ctx, p.begin); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	return nil
}

// Replace implements Target: Mirror takes what is not streamed for gone.
func (p *Postgres) Replace(context.Context, *Table) error { return nil }

// CopyIn streams rows into the staging table of a table, in the format of delta.Source.CopyPending.
func (p *Postgres) CopyIn(ctx context.Context, t *Table, r io.Reader) error {
	if _, err := p.conn.PgConn().CopyFrom(ctx, r, t.copyStage()); err != nil {
		return fmt.Errorf("stage rows of %s: %w", t.Quoted, err)
	}
	return nil
}

// Mirror stages as gone every row that is here and not among those staged, which are the whole table of the origin.
func (p *Postgres) Mirror(ctx context.Context, t *Table, origin int64, at time.Time) error {
	if _, err := p.conn.Exec(ctx, t.addSurplus(), fresh([]any{origin, at})...); err != nil {
		return fmt.Errorf("stage surplus rows of %s: %w", t.Quoted, err)
	}
	return nil
}

// Winner is the outcome for one contested key.
type Winner struct {
	OriginID int64 // 0: none, nobody gets anything of it
	Key      []string
}

// Settle leaves in the staging table what this target is to get: of contested keys only the winner's version, of the
// others what this target, whose bit is given, still waits for.
func (p *Postgres) Settle(ctx context.Context, t *Table, winners []Winner, bit uint64) error {
	if len(winners) > 0 {
		args := make([]any, 1+len(t.KeyOrder))
		ids := make([]int64, len(winners))
		keys := make([][]string, len(t.KeyOrder))
		for i, w := range winners {
			ids[i] = w.OriginID
			for j, k := range w.Key {
				keys[j] = append(keys[j], k)
			}
		}
		args[0] = ids
		for j := range keys {
			args[j+1] = keys[j]
		}
		for _, sql := range []string{t.dropLosers(), t.spreadWinners()} {
			if _, err := p.conn.Exec(ctx, sql, fresh(args)...); err != nil {
				return fmt.Errorf("settle contested rows of %s: %w", t.Quoted, err)
			}
		}
	}
	if _, err := p.conn.Exec(ctx, t.dropOthers(), int64(bit)); err != nil { //nolint:gosec // a bit pattern
		return fmt.Errorf("settle rows of %s: %w", t.Quoted, err)
	}
	return nil
}

// Finish stages the rows in memory, writes all that is staged and commits. Tables that were only streamed stand in
// the batch without rows.
func (p *Postgres) Finish(ctx context.Context, batch Batch) (Result, error) {
	if err := p.createStages(ctx, batch); err != nil {
		return Result{}, err
	}
	if err := p.before(ctx, batch); err != nil {
		return Result{}, err
	}
	for _, rows := range batch.Tables {
		if len(rows.Rows) > 0 {
			if _, err := p.conn.Exec(ctx, rows.Table.stageRows(), stageArgs(rows)...); err != nil {
				return Result{}, fmt.Errorf("stage rows of %s: %w", rows.Table.Quoted, err)
			}
		}
	}
	if len(batch.Owed) > 0 {
		if _, err := p.conn.Exec(ctx, forgetOwed, batch.owedArgs()...); err != nil {
			return Result{}, fmt.Errorf("take over owed keys: %w", err)
		}
	}
	for _, h := range batch.CaughtUp {
		if _, err := p.conn.Exec(ctx, forgetHeld, batch.SyncID, h.OriginID, h.Schema, h.Table); err != nil {
			return Result{}, fmt.Errorf("take over held tables: %w", err)
		}
	}
	if batch.ForgetSkipped || len(batch.Skipped) > 0 {
		if _, err := p.conn.Exec(ctx, keepSkipped, batch.skippedArgs()...); err != nil {
			return Result{}, fmt.Errorf("keep skipped changes: %w", err)
		}
	}
	if relations := batch.relaying(); relations != nil {
		if _, err := p.conn.Exec(ctx, takeTurns, relations); err != nil {
			return Result{}, fmt.Errorf("wait for other syncs: %w", err)
		}
	}
	result, err := p.writeAll(ctx, batch)
	if err != nil {
		return Result{}, err
	}
	for _, rows := range batch.Tables {
		if rows.Table.Relay != nil {
			if _, err := p.conn.Exec(ctx, relay, rows.Table.relayArgs()...); err != nil {
				return Result{}, fmt.Errorf("pass changes of %s on: %w", rows.Table.Quoted, err)
			}
		}
	}
	args := advanceArgs(batch)
	if _, err := p.conn.Exec(ctx, advance, args...); err != nil {
		return Result{}, fmt.Errorf("advance watermarks: %w", err)
	}
	if _, err := p.conn.Exec(ctx, "COMMIT"); err != nil {
		return Result{}, fmt.Errorf("commit: %w", err)
	}
	return result, nil
}

// before calls what goes before the writes, and leaves constraints as the transaction has them.
func (p *Postgres) before(ctx context.Context, batch Batch) error {
	if batch.Before == nil {
		return nil
	}
	if err := batch.Before(ctx, p.conn); err != nil {
		return err
	}
	if p.mode == node.OrdinaryMode {
		if _, err := p.conn.Exec(ctx, "SET CONSTRAINTS ALL DEFERRED"); err != nil {
			return fmt.Errorf("defer constraints: %w", err)
		}
	}
	return nil
}

const (
	forgetHeld = "DELETE FROM bucardo_node.held WHERE sync_id = $1 AND origin_id = $2 AND schema_name = $3 AND table_name = $4"
	forgetOwed = `
		DELETE FROM bucardo_node.owed o
		WHERE o.sync_id = $1 AND o.origin_id = ANY ($2)
		  AND NOT EXISTS (SELECT FROM unnest($3::text[], $4::text[]) AS h(s, t) WHERE h.s = o.schema_name AND h.t = o.table_name)`
	// A row that is deleted and inserted again in one statement would be there twice: what comes again is left as it is.
	keepSkipped = `
		WITH skipped AS (
			SELECT s.* FROM jsonb_to_recordset($2::jsonb) AS s(origin bigint, "schema" text, "table" text, key text[], at timestamptz)
		), forgotten AS (
			DELETE FROM bucardo_node.skipped k
			WHERE k.sync_id = $1 AND $3
			  AND NOT EXISTS (SELECT FROM skipped s WHERE (s.origin, s.schema, s.table, s.key) = (k.origin_id, k.schema_name, k.table_name, k.key))
		)
		INSERT INTO bucardo_node.skipped AS k (sync_id, origin_id, schema_name, table_name, key, at)
		SELECT $1, s.origin, s.schema, s.table, s.key, s.at FROM skipped s
		ON CONFLICT (sync_id, origin_id, schema_name, table_name, key) DO UPDATE SET at = EXCLUDED.at`
	advance = "SELECT bucardo_node.advance($1, $2, $3::text[]::pg_snapshot[], $4::text[]::pg_snapshot[], $5)"
)

func (b Batch) owedArgs() []any {
	schemas, tables := make([]string, len(b.Held)), make([]string, len(b.Held))
	for i, h := range b.Held {
		schemas[i], tables[i] = h.Schema, h.Table
	}
	return []any{b.SyncID, b.Owed, schemas, tables}
}

func (b Batch) skippedArgs() []any {
	skipped := b.Skipped
	if skipped == nil {
		skipped = []delta.Skipped{}
	}
	return []any{b.SyncID, skipped, b.ForgetSkipped}
}

func advanceArgs(batch Batch) []any {
	ids, from, to := make([]int64, len(batch.Advances)), make([]string, len(batch.Advances)), make([]string, len(batch.Advances))
	for i, a := range batch.Advances {
		ids[i], from[i], to[i] = a.OriginID, a.From, a.To
	}
	var newest *time.Time
	if !batch.Newest.IsZero() {
		newest = &batch.Newest
	}
	return []any{batch.SyncID, ids, from, to, newest}
}

func stageArgs(rows Rows) []any {
	n := len(rows.Rows)
	present, origin, at := make([]bool, n), make([]int64, n), make([]time.Time, n)
	columns := make([][]*string, len(rows.Table.Columns))
	for i := range columns {
		columns[i] = make([]*string, n)
	}
	for i, r := range rows.Rows {
		present[i], origin[i], at[i] = r.Present, r.OriginID, r.At
		for c, v := range r.Values {
			columns[c][i] = v
		}
	}
	args := []any{present, origin, at}
	for _, c := range columns {
		args = append(args, c)
	}
	if rows.Table.Homes {
		args = append(args, stageHomes(rows.Rows))
	}
	return args
}

// fresh asks for a plan made for this execution alone: one kept from a staging table of a few rows would be quadratic
// for a million.
func fresh(args []any) []any { return append([]any{pgx.QueryExecModeDescribeExec}, args...) }

// step is one set-wise write of one table.
type step struct {
	table  *Table
	delete bool
	upsert bool
}

// steps orders the writes. With triggers off, deletes come first, so that a unique value can move from a deleted row to
// a new one. With foreign keys on, rows are written parents first and deleted children first.
func (p *Postgres) steps(batch Batch) []step {
	var steps []step
	if p.mode == node.ReplicaMode {
		for _, rows := range batch.Tables {
			steps = append(steps, step{rows.Table, true, true})
		}
		return steps
	}
	for _, rows := range batch.Tables {
		steps = append(steps, step{table: rows.Table, upsert: true})
	}
	for _, rows := range slices.Backward(batch.Tables) {
		steps = append(steps, step{table: rows.Table, delete: true})
	}
	return steps
}

// createStages makes the staging tables of a batch, and of the tables that its foreign keys concern.
func (p *Postgres) createStages(ctx context.Context, batch Batch) error {
	for _, rows := range batch.Tables {
		if err := p.createStage(ctx, rows.Table); err != nil {
			return err
		}
	}
	for _, t := range batch.related() {
		if err := p.createStage(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

func (p *Postgres) createStage(ctx context.Context, t *Table) error {
	if p.staged[t] {
		return nil
	}
	statements := []string{t.createStage(), t.createLeft()}
	if t.Relay != nil {
		statements = append(statements, t.createChanged())
	}
	for _, sql := range statements {
		if _, err := p.conn.Exec(ctx, sql); err != nil {
			return fmt.Errorf("create staging table for %s: %w", t.Quoted, err)
		}
	}
	// Inside a transaction the tables go again with a rollback; IF NOT EXISTS makes a repeat harmless.
	p.staged[t] = p.conn.PgConn().TxStatus() == 'I'
	return nil
}

// applyAtOnce sends the whole transaction in one round trip.
func (p *Postgres) applyAtOnce(ctx context.Context, batch Batch) (Result, error) {
	var result Result
	var pipeline pgx.Batch
	count := func(to *int64) func(pgconn.CommandTag) error {
		return func(tag pgconn.CommandTag) error {
			*to += tag.RowsAffected()
			return nil
		}
	}
	for _, statement := range splitBegin(p.begin) {
		pipeline.Queue(statement)
	}
	if relations := batch.relaying(); relations != nil {
		pipeline.Queue(takeTurns, relations)
	}
	gone, present := map[*Table]bool{}, map[*Table]bool{}
	for _, rows := range batch.Tables {
		pipeline.Queue(rows.Table.stageRows(), stageArgs(rows)...)
		for _, r := range rows.Rows {
			gone[rows.Table] = gone[rows.Table] || !r.Present
			present[rows.Table] = present[rows.Table] || r.Present
		}
	}
	p.queueParents(&pipeline, batch, gone, present, &result)
	for _, s := range p.steps(batch) {
		if s.delete && gone[s.table] {
			pipeline.Queue(s.table.deleteGone()).Exec(count(&result.Deleted))
		}
		if s.upsert && present[s.table] {
			if s.table.Replace {
				pipeline.Queue(s.table.deleteStaged())
				pipeline.Queue(s.table.insert()).Exec(count(&result.Written))
			} else {
				pipeline.Queue(s.table.upsert()).Exec(count(&result.Written))
			}
		}
	}
	for _, rows := range batch.Tables {
		if batch.Seen != "" && rows.Table.Captured != 0 {
			pipeline.Queue(rows.Table.refuseChanged(), batch.Seen)
		}
		if rows.Table.Relay != nil {
			pipeline.Queue(relay, rows.Table.relayArgs()...)
		}
	}
	if len(batch.Owed) > 0 {
		pipeline.Queue(forgetOwed, batch.owedArgs()...)
	}
	for _, h := range batch.CaughtUp {
		pipeline.Queue(forgetHeld, batch.SyncID, h.OriginID, h.Schema, h.Table)
	}
	if batch.ForgetSkipped || len(batch.Skipped) > 0 {
		pipeline.Queue(keepSkipped, batch.skippedArgs()...)
	}
	pipeline.Queue(advance, advanceArgs(batch)...)
	pipeline.Queue("COMMIT")
	if err := p.conn.SendBatch(ctx, &pipeline).Close(); err != nil {
		return Result{}, fmt.Errorf("apply: %w", err)
	}
	return result, nil
}

// splitBegin returns the statements that open a transaction one by one, as a pipeline needs them.
func splitBegin(begin string) []string {
	var statements []string
	for len(begin) > 0 {
		end := len(begin)
		for i := range len(begin) - 1 {
			if begin[i] == ';' {
				end = i
				break
			}
		}
		statements = append(statements, begin[:end])
		begin = begin[min(end+1, len(begin)):]
	}
	return statements
}

// retriable reports whether a refused write may succeed step by step, with the contested rows left out or replaced.
func retriable(err error) bool {
	switch sqlState(err) {
	case "BU002", "55P03", "40P01", "40001", "23505":
		return true
	}
	return false
}

func sqlState(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// maxAttempts bounds how often the writes of one table are tried in one transaction.
const maxAttempts = 8

// write does one step. When a row was changed here during the run, or is held by somebody, the contested rows are found
// under lock, left out, and owed. When a unique value moves between rows, they are deleted before they are inserted; rows
// that collide even then are separated.
func (p *Postgres) write(ctx context.Context, batch Batch, s step, result *Result) error {
	replace, careful, probing := s.table.Replace, false, false
	unique := separation{wanted: s.upsert && p.collides(s.table)}
	mended := 0
	mend := func(refused error) error {
		mended++
		return p.mendRows(ctx, batch, s, replace, mended, refused)
	}
	for attempt := 1; ; attempt++ {
		if _, err := p.conn.Exec(ctx, "SAVEPOINT step"); err != nil {
			return fmt.Errorf("savepoint: %w", err)
		}
		deleted, written, owed, err := p.writeOnce(ctx, batch, s, replace, careful, probing, &unique)
		if err == nil {
			if _, err := p.conn.Exec(ctx, "RELEASE SAVEPOINT step"); err != nil {
				return fmt.Errorf("release savepoint: %w", err)
			}
			result.Deleted += deleted
			result.Written += written
			result.Owed = append(result.Owed, owed...)
			p.separated(s, unique, result)
			return nil
		}
		state := sqlState(err)
		if !retriable(err) && !unique.refuses(err) || attempt >= maxAttempts && !unique.mayLeave() {
			if err := mend(err); err != nil {
				return err
			}
			continue
		}
		unique.leave = attempt >= maxAttempts
		switch {
		case state == "23505" && !replace && (p.mode != node.OrdinaryMode || !s.table.Cascades):
			replace = true
		case state == "23505" || unique.refuses(err):
			if !s.upsert || !unique.next(err) {
				if err := mend(err); err != nil {
					return err
				}
				continue
			}
		default:
			if state == "BU002" && s.table.Captured == 0 {
				return err
			}
			// Still held although nobody has the rows themselves: a row of the same key, or a unique value, is being
			// inserted by somebody.
			probing = probing || careful && state == "55P03"
			careful = true
		}
		if _, err := p.conn.Exec(ctx, "ROLLBACK TO SAVEPOINT step"); err != nil {
			return fmt.Errorf("roll back to savepoint: %w", err)
		}
	}
}

func (p *Postgres) writeOnce(ctx context.Context, batch Batch, s step, replace, careful, probing bool, unique *separation) (deleted, written int64, owed []delta.OwedKey, err error) {
	t := s.table
	exec := func(into *int64, sql string, args ...any) {
		if err != nil {
			return
		}
		var tag pgconn.CommandTag
		tag, err = p.conn.Exec(ctx, sql, fresh(args)...)
		if err != nil {
			err = fmt.Errorf("write %s: %w", t.Quoted, err)
		} else if into != nil {
			*into += tag.RowsAffected()
		}
	}
	if careful {
		for _, sql := range t.lockRows(replace) {
			exec(nil, sql)
		}
		exec(nil, t.leaveHeld())
		if batch.Seen != "" && t.Captured != 0 {
			exec(nil, t.leaveChanged(), batch.Seen)
		}
		if err == nil && probing && s.upsert {
			err = p.leaveBlocked(ctx, t, replace)
		}
		if err == nil {
			owed, err = p.owe(ctx, batch, t)
		}
		exec(nil, t.dropLeft())
	}
	if err == nil && unique.wanted {
		var left []delta.OwedKey
		left, err = p.separate(ctx, batch, t, unique)
		owed = append(owed, left...)
	}
	if s.delete {
		exec(&deleted, t.deleteGone())
	}
	if s.upsert {
		if replace {
			exec(nil, t.deleteStaged())
			exec(&written, t.insert())
		} else {
			exec(&written, t.upsert())
		}
	}
	if batch.Seen != "" && t.Captured != 0 {
		exec(nil, t.refuseChanged(), batch.Seen)
	}
	return deleted, written, owed, err
}

func (p *Postgres) owe(ctx context.Context, batch Batch, t *Table) ([]delta.OwedKey, error) {
	if t.Detailed {
		return p.oweDetails(ctx, batch, t)
	}
	rows, err := p.conn.Query(ctx, t.oweLeft(), fresh([]any{batch.SyncID, t.Schema, t.Name})...)
	if err != nil {
		return nil, fmt.Errorf("record owed keys: %w", err)
	}
	owed, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (delta.OwedKey, error) {
		o := delta.OwedKey{Schema: t.Schema, Table: t.Name}
		return o, row.Scan(&o.OriginID, &o.Key, &o.At, &o.Home)
	})
	if err != nil {
		return nil, fmt.Errorf("record owed keys: %w", err)
	}
	return owed, nil
}
