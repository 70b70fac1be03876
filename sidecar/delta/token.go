package delta

import (
	"context"
	"fmt"
)

// TokensWait returns whether a token was given, at an origin, that some of the watermarks given do not cover. It is a statement for a
// pipeline. Parameters: the id of the sync, text[] of snapshots.
const TokensWait = `
	SELECT EXISTS (SELECT FROM bucardo_node.token t, unnest($2::text[]::pg_snapshot[]) AS w(seen)
	               WHERE t.sync_id = $1 AND NOT pg_visible_in_snapshot(t.xid, w.seen))`

// ForgetTokens deletes, at an origin, the tokens that all the watermarks given cover.
func ForgetTokens(ctx context.Context, q Querier, syncID int64, watermarks []string) error {
	_, err := q.Exec(ctx, `
		DELETE FROM bucardo_node.token t
		WHERE t.sync_id = $1
		AND NOT EXISTS (SELECT FROM unnest($2::text[]::pg_snapshot[]) AS w(seen) WHERE NOT pg_visible_in_snapshot(t.xid, w.seen))`,
		syncID, watermarks)
	if err != nil {
		return fmt.Errorf("forget tokens: %w", err)
	}
	return nil
}

// Ages returns when the pending changes of a table were made, a row for each set of receivers that wait for them: the set, how many
// changes, the time of the oldest, and the mean time.
func (s Source) Ages(w Window) Statement {
	b := &binder{literal: true}
	return Statement{SQL: fmt.Sprintf(`SELECT r.mask, count(*), min(r.at), to_timestamp(avg(date_part('epoch', r.at))) FROM (%s) r GROUP BY r.mask`, s.raw(w, b))}
}
