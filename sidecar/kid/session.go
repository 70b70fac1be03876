package kid

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// bound gives the statements of both connections of a member the time they may take.
func (k *Kid) bound(ctx context.Context, connections ...*pgx.Conn) error {
	if k.sync.Options.StatementTimeout == 0 {
		return nil
	}
	for _, conn := range connections {
		if _, err := conn.Exec(ctx, fmt.Sprintf("SET statement_timeout = %d", k.sync.Options.StatementTimeout)); err != nil {
			return fmt.Errorf("set statement_timeout: %w", err)
		}
	}
	return nil
}

const serializable = "serializable"

// beginSQL opens the snapshot of a source.
func (k *Kid) beginSQL() string {
	if k.sync.Options.IsolationLevel == serializable {
		return "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY"
	}
	return "BEGIN ISOLATION LEVEL REPEATABLE READ"
}

// commitReadings ends serializable readings before a receiver may commit what was read: only then it is certain that it fits into an
// order of the transactions, and only a reading that has committed counts for those it has to fit with.
func (k *Kid) commitReadings(ctx context.Context, readings []*reading) error {
	if k.sync.Options.IsolationLevel != serializable {
		return nil
	}
	failed := map[*member]error{}
	for _, r := range readings {
		if _, err := r.member.reader.Exec(ctx, "COMMIT"); err != nil {
			failed[r.member] = fmt.Errorf("end reading: %w", err)
		}
	}
	return k.sourceFailed(ctx, readings, failed)
}
