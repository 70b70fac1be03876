package redis

import (
	"context"
	"errors"
	"fmt"
	"strings"

	goredis "github.com/redis/go-redis/v9"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// commands are what a user of the server must be allowed.
const commands = "+select +client|setname +info +@transaction +exists +type +scan +get +set +hset +expire +unlink, and +waitaof from Redis 7.2 on"

func updateDB(db catalog.DB) string {
	return fmt.Sprintf("SELECT bucardo.update_db('%s', ...)", strings.ReplaceAll(db.Name, "'", "''"))
}

// refusals are the next steps for what a server answers, by how the answer begins.
var refusals = []struct{ prefix, nextStep string }{
	{"WRONGPASS", "Correct the user or the password (passfile or password_env): %s"},
	{"NOAUTH", "The server wants a password: name passfile or password_env with %s"},
	{"ERR AUTH", "The server has no password: take it away with %s"},
	{"NOPERM", "Have the server's administrator allow the user what the sidecar does: ACL SETUSER ... ~* " + commands},
	{"ERR DB index", "Correct dbname, the number of the database, or raise `databases` of the server: %s"},
	{"OOM", "Raise maxmemory of the server, or free some; the sidecar tries again by itself."},
	{"MISCONF", "Mend the server's disk, which it cannot save to; the sidecar tries again by itself."},
	{"READONLY", "The server is a replica. Point the database to the primary: %s"},
	{"NOREPLICAS", "The server wants more replicas than it has (min-replicas-to-write); the sidecar tries again by itself."},
	{"MOVED", "The server is part of a cluster, where a transaction cannot span all keys. Point the database to one that stands alone: %s"},
	{"CROSSSLOT", "The server is part of a cluster, where a transaction cannot span all keys. Point the database to one that stands alone: %s"},
	{"ERR max number of clients", "Free connections on that server or raise its maxclients."},
}

// explain turns what went wrong into a Problem with a next step.
func (s *store) explain(ctx context.Context, step string, err error) error {
	switch {
	case errors.Is(err, goredis.TxFailedErr):
		return apply.ErrMoved
	case ctx.Err() != nil:
		return fmt.Errorf("%s: %w", step, ctx.Err())
	}
	db := s.config.DB
	problem := node.Problem{DB: db.Name, NextStep: "The sidecar tries again by itself; if it stays, see bucardo.log."}
	var refused goredis.Error
	cause := node.Cause(err)
	if !errors.As(err, &refused) {
		problem.Reason = step + ": the connection is lost: " + cause
		return problem
	}
	problem.Reason = step + ": " + s.withoutPassword(cause)
	for _, r := range refusals {
		if strings.HasPrefix(cause, r.prefix) {
			problem.NextStep = strings.ReplaceAll(r.nextStep, "%s", updateDB(db))
		}
	}
	return problem
}

// withoutPassword takes the password out of an answer: servers repeat the beginning of commands that they do not know.
func (s *store) withoutPassword(answer string) string {
	if s.config.Password == "" {
		return answer
	}
	return strings.ReplaceAll(answer, s.config.Password, "***")
}
