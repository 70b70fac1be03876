package hook

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// The points at which custom code is called.
const (
	Conflict    = "conflict"
	Exception   = "exception"
	Transform   = "transform"
	BeforeSync  = "before_sync"
	AfterSync   = "after_sync"
	BeforeTxn   = "before_txn"
	AfterTxn    = "after_txn"
	BeforeApply = "before_apply"
)

// Failure is custom code that could not be called, failed, took too long, or answered nonsense.
type Failure struct {
	Problem node.Problem
	again   func(ctx context.Context) error
}

// Error says which code, and what went wrong.
func (f *Failure) Error() string { return f.Problem.Error() }

// Unwrap returns the Problem.
func (f *Failure) Unwrap() error { return f.Problem }

// Again repeats what failed and undoes it; nil says that it would succeed now.
func (f *Failure) Again(ctx context.Context) error {
	if f.again == nil {
		return nil
	}
	return f.again(ctx)
}

type (
	roleError      struct{ error }
	superuserError struct{ role string }
	shapeError     struct{ reason string }
	nonsense       struct{ reason string }
)

func (e roleError) Unwrap() error        { return e.error }
func (e superuserError) Error() string   { return fmt.Sprintf("it would run as %s, a superuser", e.role) }
func (e shapeError) Error() string       { return e.reason }
func (e nonsense) Error() string         { return "it has answered nonsense: " + e.reason }
func nonsensef(f string, a ...any) error { return nonsense{fmt.Sprintf(f, a...)} }

var errNoMember = errors.New("the database it is to run in is no member of the sync")

// failed makes an error of code a Failure that names it. Messages of the server come without their details, which would
// show rows.
func (r *Runner) failed(code catalog.CustomCode, err error, again func(ctx context.Context) error) error {
	var known *Failure
	if err == nil || errors.As(err, &known) {
		return err
	}
	quoted := "'" + strings.ReplaceAll(code.Name, "'", "''") + "'"
	update := fmt.Sprintf("SELECT * FROM bucardo.update_customcode(%s, ", quoted)
	problem := node.Problem{DB: r.members[r.runsAt(code)].Name, Reason: node.Cause(err), NextStep: "Mend the function, then the sidecar goes on by itself; at once with " + strings.TrimSuffix(update, ", ") + ")."}
	if code.Expression != "" {
		problem.NextStep = "Correct the expression: " + update + "expression => '...')."
	}
	var refused *pgconn.PgError
	var role roleError
	var super superuserError
	var connection node.Problem
	switch {
	case errors.As(err, &super), errors.As(err, &role) && errors.As(err, &refused):
		if refused != nil {
			problem.Reason = refused.Message
		}
		problem.NextStep = "Name a role that is no superuser and that the sidecar's role is a member of: " + update + "role => '...')."
	case errors.As(err, &connection):
		problem.DB, problem.Reason, problem.NextStep = connection.DB, connection.Reason, connection.NextStep
	case errors.Is(err, errNoMember):
		problem.NextStep = "Say where it runs: " + update + "db => '...'), or reset => 'db' for the control database."
	case errors.As(err, &refused):
		problem.SQLState = refused.Code
		problem.Reason = fmt.Sprintf("%s (SQLSTATE %s)", refused.Message, refused.Code)
		switch refused.Code {
		case "57014":
			problem.Reason = fmt.Sprintf("it took longer than its timeout of %s", code.Timeout.Duration())
			problem.NextStep = "Make it faster, or give it more time: " + update + "timeout => '...')."
		case "42501":
			problem.NextStep = fmt.Sprintf("Grant what is missing to role %s there, or name another role: %srole => '...').", code.Role, update)
		}
	}
	problem.Reason = fmt.Sprintf("customcode %s at %s: %s", quoted, code.Point, problem.Reason)
	return &Failure{Problem: problem, again: again}
}
