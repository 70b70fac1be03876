package node

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
)

// Problem is an error that a user can mend: what is wrong, where, and the next thing to do. It clears by itself when
// the cause is gone.
type Problem struct {
	DB       string
	Reason   string
	NextStep string
	SQLState string // of the error behind it, if it came from a server
}

// Error returns the reason with the database it was seen on.
func (p Problem) Error() string {
	if p.DB == "" {
		return p.Reason
	}
	return fmt.Sprintf("database %s: %s", p.DB, p.Reason)
}

// AsProblem returns the problem inside an error; any other error becomes one with a general next step.
func AsProblem(err error) Problem {
	var problem Problem
	if errors.As(err, &problem) {
		return problem
	}
	return Problem{Reason: err.Error(), NextStep: "See bucardo.log for what came before; the sidecar tries again by itself."}
}

// LockHeld reports whether a problem is that somebody held a lock for too long.
func LockHeld(err error) bool { return AsProblem(err).SQLState == "55P03" }

// Passing reports whether a problem is that of a statement and not of the connection: a lock was held, a timeout has passed, or
// transactions could not be put into an order.
func Passing(err error) bool {
	switch AsProblem(err).SQLState {
	case "55P03", "57014", "40001":
		return true
	}
	return false
}

func updateDB(db catalog.DB) string {
	return fmt.Sprintf("SELECT bucardo.update_db('%s', ...)", strings.ReplaceAll(db.Name, "'", "''"))
}

// Explain turns an error from a database into a Problem with a next step.
func Explain(db catalog.DB, err error) error {
	var known Problem
	if err == nil || errors.As(err, &known) {
		return err
	}
	problem := Problem{DB: db.Name, Reason: err.Error(), NextStep: "The sidecar tries again by itself; if it stays, see bucardo.log."}
	var connectError *pgconn.ConnectError
	var refused *pgconn.PgError
	isServerError := errors.As(err, &refused)
	if isServerError {
		problem.SQLState = refused.Code
		problem.Reason = refused.Message
		if refused.Detail != "" {
			problem.Reason += " (" + refused.Detail + ")"
		}
	}
	switch {
	case isServerError && (refused.Code == "28P01" || refused.Code == "28000"):
		problem.NextStep = "Correct the password (passfile, password_env or service) or the role: " + updateDB(db) + "; see also pg_hba.conf of that server."
	case isServerError && refused.Code == "3D000":
		problem.NextStep = "Create the database, or correct its name: " + updateDB(db)
	case isServerError && refused.Code == "42501":
		problem.NextStep = "Have a DBA run the output of `bucardo-sidecar grants --role ROLE` on that database, or let the role own the tables."
	case isServerError && refused.Code == "53300":
		problem.NextStep = "Free connections on that server or raise max_connections."
	case isServerError && refused.Code == "55P03":
		problem.NextStep = "A long transaction holds a lock on the table; end it, or wait: the sidecar tries again by itself."
	case isServerError && refused.Code == "57014":
		problem.NextStep = "Find out what makes the statement slow, or raise the setting statement_timeout of the sync; the sidecar tries again by itself."
	case isServerError && refused.Code == "25006":
		problem.NextStep = "The server is read-only (a standby?). Point the database to the primary: " + updateDB(db)
	case isServerError && refused.Code == "23505":
		problem.NextStep = "Two rows claim one unique value; change one of them, the sidecar then goes on by itself."
	case isServerError:
		problem.NextStep = fmt.Sprintf("SQLSTATE %s; mend the cause on that database, the sidecar tries again by itself.", refused.Code)
	case errors.As(err, &connectError):
		problem.Reason = "cannot connect: " + Cause(err)
		problem.NextStep = "Start the server, or correct the address: " + updateDB(db)
	}
	return problem
}

// Cause is the innermost message of an error: the outer ones repeat host, user and database, on several lines.
func Cause(err error) string {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			lines := strings.Split(strings.TrimSpace(err.Error()), "\n")
			return strings.TrimSpace(lines[len(lines)-1])
		}
		err = next
	}
}
