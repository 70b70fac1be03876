package hook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// grace is how much longer than its timeout a call may keep the sidecar waiting, when the server does not answer.
const grace = 5 * time.Second

// Runner calls the custom code of one sync. It is safe for concurrent use; calls in one database follow each other.
type Runner struct {
	control *pgx.ConnConfig
	name    string
	members map[int64]catalog.DB
	first   int64 // the first source
	mu      sync.Mutex
	places  map[int64]*place
}

// place is a database in which code runs.
type place struct {
	mu   sync.Mutex
	conn *pgx.Conn
	made map[int64]string // by code: the wrapper that exists in this session
}

// NewRunner returns a runner for a sync. Connections are opened when they are needed.
func NewRunner(control *pgx.ConnConfig, sync catalog.Sync) *Runner {
	r := &Runner{control: control, name: sync.Name, members: map[int64]catalog.DB{}, places: map[int64]*place{}}
	for _, m := range sync.Members {
		r.members[m.DB.ID] = m.DB
		if r.first == 0 && m.Role == catalog.Source {
			r.first = m.DB.ID
		}
	}
	return r
}

// Close ends all connections.
func (r *Runner) Close(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.places {
		p.mu.Lock()
		if p.conn != nil {
			_ = p.conn.Close(ctx)
		}
		p.conn = nil
		p.mu.Unlock()
	}
}

// Check reports why code cannot be called, nil when it can. It calls nothing.
func (r *Runner) Check(ctx context.Context, code catalog.CustomCode) error {
	err := r.within(ctx, code, func(ctx context.Context, tx pgx.Tx) error { return prepare(ctx, tx, code) })
	return r.failed(code, err, func(ctx context.Context) error { return r.Check(ctx, code) })
}

// Tell calls code that is told something and answers nothing.
func (r *Runner) Tell(ctx context.Context, code catalog.CustomCode, info any) error {
	payload, err := json.Marshal(info)
	if err != nil {
		return fmt.Errorf("encode what custom code is told: %w", err)
	}
	_, err = r.call(ctx, code, payload, true)
	return r.failed(code, err, nil)
}

// TellWithin is Tell within a transaction that is open on conn, whose role and settings are as before afterwards.
func (r *Runner) TellWithin(ctx context.Context, conn *pgx.Conn, code catalog.CustomCode, info any) error {
	payload, err := json.Marshal(info)
	if err != nil {
		return fmt.Errorf("encode what custom code is told: %w", err)
	}
	var timeout string
	err = conn.QueryRow(ctx, "SELECT current_setting('statement_timeout')").Scan(&timeout)
	if err == nil {
		err = prepare(ctx, conn, code)
	}
	if err == nil {
		err = makeWrapper(ctx, conn, code)
	}
	if err == nil {
		_, err = answers(ctx, conn, code, payload)
	}
	if err == nil {
		_, err = conn.Exec(ctx, "RESET ROLE; SET LOCAL statement_timeout = '"+timeout+"'")
	}
	return r.failed(code, err, nil)
}

// Try calls code with a payload, checks what it answers, and undoes what it did.
func (r *Runner) Try(ctx context.Context, code catalog.CustomCode, payload json.RawMessage, check func([]json.RawMessage) error) ([]json.RawMessage, error) {
	result, err := r.call(ctx, code, payload, false)
	if err == nil && check != nil {
		err = check(result)
	}
	return result, r.failed(code, err, nil)
}

// ask calls code with a payload and has check make sense of its answers.
func (r *Runner) ask(ctx context.Context, code catalog.CustomCode, payload json.RawMessage, check func([]json.RawMessage) error) error {
	result, err := r.call(ctx, code, payload, true)
	if err == nil {
		err = check(result)
	}
	return r.failed(code, err, func(ctx context.Context) error {
		_, err := r.Try(ctx, code, payload, check)
		return err
	})
}

// call is one call in a transaction of its own; with keep, what the code wrote stays.
func (r *Runner) call(ctx context.Context, code catalog.CustomCode, payload json.RawMessage, keep bool) (result []json.RawMessage, err error) {
	ctx, cancel := context.WithTimeout(ctx, code.Timeout.Duration()+grace)
	defer cancel()
	err = r.within(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		if err := prepare(ctx, tx, code); err != nil {
			return err
		}
		if result, err = answers(ctx, tx, code, payload); err != nil || keep {
			return err
		}
		return errUndo
	})
	if errors.Is(err, errUndo) {
		err = nil
	}
	return result, err
}

var errUndo = errors.New("undo")

// within runs f in a transaction where the code's wrapper exists. A connection that was lost is opened anew.
func (r *Runner) within(ctx context.Context, code catalog.CustomCode, f func(ctx context.Context, tx pgx.Tx) error) error {
	r.mu.Lock()
	at := r.runsAt(code)
	p := r.places[at]
	if p == nil {
		p = &place{}
		r.places[at] = p
	}
	r.mu.Unlock()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn != nil && !p.conn.IsClosed() && p.conn.Ping(ctx) != nil {
		_ = p.conn.Close(ctx)
	}
	if p.conn == nil || p.conn.IsClosed() {
		var err error
		if p.conn, err = r.connect(ctx, at); err != nil {
			return err
		}
		p.made = map[int64]string{}
	}
	definition := wrapper{code}.definition()
	if p.made[code.ID] != definition {
		if err := pgx.BeginFunc(ctx, p.conn, func(tx pgx.Tx) error {
			if err := prepare(ctx, tx, code); err != nil {
				return err
			}
			return makeWrapper(ctx, tx, code)
		}); err != nil {
			return err
		}
		p.made[code.ID] = definition
	}
	return pgx.BeginFunc(ctx, p.conn, func(tx pgx.Tx) error { return f(ctx, tx) })
}

// runsAt is the database where code runs, 0 for the control database. An expression needs the row type of its table.
func (r *Runner) runsAt(code catalog.CustomCode) int64 {
	if code.DBID == 0 && code.Expression != "" {
		return r.first
	}
	return code.DBID
}

func (r *Runner) connect(ctx context.Context, dbID int64) (*pgx.Conn, error) {
	var db catalog.DB
	if dbID != 0 {
		var ok bool
		if db, ok = r.members[dbID]; !ok {
			return nil, errNoMember
		}
	}
	config, err := node.Config(db, r.control, "bucardo code "+r.name)
	if err != nil {
		return nil, err
	}
	config.RuntimeParams["row_security"] = "on" // the code sees what its role may see
	return node.Connect(ctx, db, config)
}

// querier is a connection or a transaction.
type querier interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// prepare makes the transaction that of the role, for as long as the code may run.
func prepare(ctx context.Context, q querier, code catalog.CustomCode) error {
	role := "NONE"
	if code.Role != "" {
		role = pgx.Identifier{code.Role}.Sanitize()
	}
	if _, err := q.Exec(ctx, fmt.Sprintf("SET LOCAL ROLE %s; SET LOCAL statement_timeout = %d", role, code.Timeout)); err != nil {
		return roleError{err}
	}
	var name string
	var super bool
	if err := q.QueryRow(ctx, "SELECT rolname::text, rolsuper FROM pg_roles WHERE rolname = current_user").Scan(&name, &super); err != nil {
		return fmt.Errorf("look at the role: %w", err)
	}
	if super {
		return superuserError{name}
	}
	return nil
}

func (w wrapper) name() string { return fmt.Sprintf("pg_temp.bucardo_code_%d", w.ID) }

// wrapper is what is called in place of code.
type wrapper struct{ catalog.CustomCode }

// definition calls the function as its role, who cannot leave it; constraints and triggers that were deferred act within.
func (w wrapper) definition() string {
	function := pgx.Identifier{w.FunctionSchema, w.Function}.Sanitize()
	call := fmt.Sprintf("RETURN QUERY SELECT f FROM %s($1) AS f", function)
	switch {
	case w.Expression != "":
		call = evaluation(w.CustomCode)
	case !w.answers():
		call = fmt.Sprintf("PERFORM %s($1)", function)
	}
	body := fmt.Sprintf("BEGIN %s; SET CONSTRAINTS ALL IMMEDIATE; END", call)
	return fmt.Sprintf(`CREATE OR REPLACE FUNCTION %s(jsonb) RETURNS SETOF jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = "$user", public AS '%s'`,
		w.name(), strings.ReplaceAll(body, "'", "''"))
}

// answers reports whether something is asked of the code, and not only told.
func (w wrapper) answers() bool {
	switch w.Point {
	case Conflict, Exception, Transform:
		return true
	}
	return false
}

func makeWrapper(ctx context.Context, q querier, code catalog.CustomCode) error {
	if err := checkFunction(ctx, q, code); err != nil {
		return err
	}
	if _, err := q.Exec(ctx, wrapper{code}.definition()); err != nil {
		return fmt.Errorf("make its wrapper: %w", err)
	}
	return nil
}

// checkFunction returns an error when the function is not as it has to be. The wrapper would find out, in other words.
func checkFunction(ctx context.Context, q querier, code catalog.CustomCode) error {
	if code.Expression != "" {
		return nil
	}
	signature := pgx.Identifier{code.FunctionSchema, code.Function}.Sanitize() + "(jsonb)"
	var fits bool
	err := q.QueryRow(ctx, `
		SELECT p.prokind = 'f' AND (NOT $2 OR p.proretset AND p.prorettype = 'jsonb'::regtype)
		FROM pg_proc p WHERE p.oid = to_regprocedure($1)`, signature, wrapper{code}.answers()).Scan(&fits)
	if errors.Is(err, pgx.ErrNoRows) {
		return shapeError{"function " + signature + " does not exist there"}
	}
	if err == nil && !fits {
		return shapeError{"function " + signature + " does not return SETOF jsonb"}
	}
	return err
}

// answers is the call itself.
func answers(ctx context.Context, q querier, code catalog.CustomCode, payload json.RawMessage) ([]json.RawMessage, error) {
	rows, err := q.Query(ctx, "SELECT a::text FROM "+wrapper{code}.name()+"($1::text::jsonb) AS a WHERE a IS NOT NULL", string(payload))
	if err != nil {
		return nil, err
	}
	texts, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, err
	}
	result := make([]json.RawMessage, len(texts))
	for i, text := range texts {
		result[i] = json.RawMessage(text)
	}
	return result, nil
}
