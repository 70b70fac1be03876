package delta

import (
	"context"
	"fmt"
	"strings"
)

// Relay is what to leave out of the deltas of a table into which syncs write what they apply, for others to pass it on.
//
// Such a delta has the sync that wrote it (via) and the database where the change was made first (home, NULL: at this
// origin). What a sync has written itself all its members have, and a change that has come round to its home ends there.
type Relay struct {
	Via   int64  // the sync that reads
	Homes []Home // its receivers
}

// Home is a receiver: a change that was made there first is no news to it.
type Home struct {
	DBID int64
	Mask uint64
}

// narrow takes the bit of the receiver where a delta was made first out of a mask.
func (r *Relay) narrow(mask string) string {
	if len(r.Homes) == 0 {
		return mask
	}
	var cases strings.Builder
	for _, h := range r.Homes {
		fmt.Fprintf(&cases, " WHEN %d THEN %d", h.DBID, ^int64(h.Mask)) //nolint:gosec // a bit pattern
	}
	return fmt.Sprintf("(%s & CASE d.home%s ELSE -1 END)", mask, cases.String())
}

// pending is the condition that a delta is another's and that somebody waits for it.
func (r *Relay) pending(mask string) string {
	return fmt.Sprintf(" AND d.via IS DISTINCT FROM %d AND %s <> 0", r.Via, mask)
}

// home is a column to send, where homes are sent.
func (s Source) home(column string) string {
	if !s.Homes {
		return ""
	}
	return column + ", "
}

// stamped reports whether it matters who made a delta and where.
func (s Source) stamped(w Window) bool { return s.Homes || w.Relay != nil }

// deltaHome says whether a delta is of an application here, and where it was made first.
func (s Source) deltaHome(w Window) string {
	switch {
	case !s.stamped(w):
		return ""
	case w.Relay == nil:
		return fmt.Sprintf("true AS local, %d::bigint AS home, ", s.DB)
	default:
		return fmt.Sprintf("d.via IS NULL AS local, coalesce(d.home, %d) AS home, ", s.DB)
	}
}

func (s Source) owedHome(w Window, o Owed) []string {
	if !s.stamped(w) {
		return nil
	}
	home := o.Home
	if home == 0 {
		home = s.DB
	}
	return []string{"false", fmt.Sprintf("%d::bigint", home)}
}

// keyStamp is the time of the newest change of a key, and where it was made. When an application here has changed a row that
// a sync has written too, its change is the newer one, whatever the clock of the other database said.
func (s Source) keyStamp(w Window) string {
	switch {
	case !s.stamped(w):
		return "max(r.at) AS at"
	case w.Relay == nil && len(w.Owed) == 0:
		return "max(r.at) AS at, min(r.home) AS home"
	default:
		return fmt.Sprintf(`max(r.at) + CASE WHEN bool_or(r.local) AND NOT bool_and(r.local) THEN interval '1 microsecond' ELSE interval '0' END AS at,
			CASE WHEN bool_or(r.local) THEN %d ELSE (array_agg(r.home ORDER BY r.at DESC))[1] END AS home`, s.DB)
	}
}

// copyTableHome is CopyTable with homes. Who passes the rows on needs the time of each change after the TRUNCATE.
func (s Source) copyTableHome(w Window, origin int64, since, values, where string) string {
	return fmt.Sprintf("COPY (SELECT true, %d, -1, coalesce(p.at, %s), coalesce(p.home, %d), %s FROM %s t LEFT JOIN (%s) p ON %s%s) TO STDOUT",
		origin, since, s.DB, values, s.relation(), s.distinct(w, s.raw(w, &binder{literal: true})), s.onKey(), where)
}

// PassesOver reports, at an origin, whether deltas of a table are kept for a sync that leaves them out.
func PassesOver(ctx context.Context, q Querier, syncID int64, tableID int) (bool, error) {
	var found bool
	if err := q.QueryRow(ctx, "SELECT bucardo_node.passes_over($1, $2)", syncID, tableID).Scan(&found); err != nil {
		return false, fmt.Errorf("look for deltas to pass over: %w", err)
	}
	return found, nil
}
