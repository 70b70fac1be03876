package mongodb

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// Codes of errors that are looked for.
const (
	namespaceExists = 48
	duplicateKey    = 11000
)

const again = "The sidecar tries again by itself; if it stays, see bucardo.log."

// nextSteps are for what servers answer, by its code; %s is the call that changes the database.
var nextSteps = map[int]string{
	11:    "Correct the user: %s",
	13:    "Have the server's administrator grant the user readWrite on the database, or correct the user: %s",
	18:    "Correct the user, the password (passfile or password_env) or the option authSource: %s",
	20:    "This deployment has no transactions after all; do without: %s with the option transactions => off",
	26:    again,
	73:    "Give the table another name on that database: SELECT bucardo.add_customname(...)",
	91:    "The server is shutting down; the sidecar tries again by itself.",
	112:   "Another transaction holds one of these documents, that of a sidecar that was killed for up to a minute; the sidecar tries again by itself.",
	121:   "The collection has a validator that refuses the row; change one of them, the sidecar then goes on by itself.",
	166:   "The collection is a view; give the table another name on that database: SELECT bucardo.add_customname(...)",
	251:   "The transaction was ended by the server, which gives it a minute: raise transactionLifetimeLimitSeconds there, or do without: %s with the option transactions => off",
	290:   "The transaction took longer than transactionLifetimeLimitSeconds of that server: raise it, or do without: %s with the option transactions => off",
	8000:  "Correct the user, the password (passfile or password_env) or the option authSource: %s",
	10107: "The server is no longer the primary; the sidecar tries again by itself.",
	10334: "A document of MongoDB has at most 16 MB: leave the row or the column out of the sync (where, add_customcols).",
	11000: "The collection has a unique index of its own in which two rows collide; change one of them or drop the index, the sidecar then goes on by itself.",
	17280: "A key of that size cannot be indexed by this server.",
}

func updateDB(db catalog.DB) string {
	return fmt.Sprintf("SELECT bucardo.update_db('%s', ...)", strings.ReplaceAll(db.Name, "'", "''"))
}

// explain turns what went wrong into a Problem with a next step.
func (s *store) explain(ctx context.Context, step string, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %w", step, ctx.Err())
	}
	if errors.Is(err, apply.ErrMoved) {
		return err
	}
	var known node.Problem
	if errors.As(err, &known) {
		return err
	}
	db := s.config.DB
	problem := node.Problem{DB: db.Name, Reason: step + ": " + s.withoutPassword(err.Error()), NextStep: again}
	var refused mongo.ServerError
	isServerError := errors.As(err, &refused)
	switch {
	case strings.Contains(err.Error(), "auth error"):
		problem.Reason = "cannot log in: " + s.withoutPassword(node.Cause(err))
		problem.NextStep = nextSteps[18]
	case isServerError:
		for _, code := range mongo.ErrorCodes(err) {
			if next := nextSteps[code]; next != "" {
				problem.NextStep = next
				break
			}
		}
	case strings.Contains(err.Error(), "server selection error"):
		problem.Reason = "cannot connect: " + lastCause(err)
		problem.NextStep = "Start the server, or correct the address: %s"
	case mongo.IsNetworkError(err) || mongo.IsTimeout(err):
		problem.Reason = step + ": the connection is lost: " + node.Cause(err)
	case errors.Is(err, mongo.ErrWrongClient), errors.Is(err, mongo.ErrClientDisconnected):
		problem.Reason = step + ": the connection is closed"
	case strings.Contains(err.Error(), "too large"):
		problem.NextStep = nextSteps[10334]
	}
	problem.NextStep = strings.ReplaceAll(problem.NextStep, "%s", updateDB(db))
	return problem
}

// lastCause is what the driver says of the last server that it tried: the rest describes all of them.
func lastCause(err error) string {
	text := err.Error()
	if _, last, found := strings.Cut(text, "Last error: "); found {
		last, _, _ = strings.Cut(last, " }")
		return last
	}
	return text
}

func (s *store) withoutPassword(text string) string {
	if s.config.Password == "" {
		return text
	}
	return strings.ReplaceAll(text, s.config.Password, "***")
}

func hasCode(err error, code int) bool {
	var refused mongo.ServerError
	return errors.As(err, &refused) && refused.HasErrorCode(code)
}
