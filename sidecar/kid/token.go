package kid

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
)

// Reading one's own writes. A token is the id of a transaction that began when what it stands for had been committed, or of the
// one that wrote. It has arrived where a watermark of its origin shows it as ended. Watermarks move when something is pending;
// a token asks for more, by a row in bucardo_node.token: that they move although nothing is. After an activation
// they always do once: of tokens given meanwhile a member that was away knows nothing.

// watermarksOf are the watermarks that the receivers have of an origin, each once.
func (k *Kid) watermarksOf(origin *member) []string {
	var watermarks []string
	for _, m := range k.up() {
		if w, ok := m.watermarks[origin.db.ID]; ok && m != origin && m.role != catalog.FullCopy && !slices.Contains(watermarks, w) {
			watermarks = append(watermarks, w)
		}
	}
	return watermarks
}

// takeIdle lets the watermarks of sources move that have nothing pending, where somebody waits for it, or space does.
func (d *decided) takeIdle(readings []*reading) {
	for _, r := range readings {
		if r.token || r.member.skips {
			d.origins[r.member] = true
		}
	}
}

// advanceOnly moves watermarks when nothing is pending.
func (k *Kid) advanceOnly(ctx context.Context, readings []*reading, receivers []*member) error {
	d := &decided{origins: map[*member]bool{}}
	var sources []*member
	for _, r := range readings {
		if r.token || r.member.skips || k.moveAll {
			d.origins[r.member] = true
			sources = append(sources, r.member)
		}
	}
	if len(sources) == 0 {
		return nil
	}
	if err := k.sourceFailed(ctx, readings, each(sources, func(m *member) error {
		return readings[slices.IndexFunc(readings, func(r *reading) bool { return r.member == m })].makeDurable(ctx)
	})); err != nil {
		return err
	}
	applied, failed, err := k.applyAll(ctx, d, readings, receivers)
	if err != nil {
		return err
	}
	k.settleReceivers(d, readings, applied)
	for m, err := range failed {
		k.applyFailed(ctx, m, err)
	}
	if len(failed) > 0 {
		return k.firstProblem(failed)
	}
	k.settleTokens(ctx, readings, nil)
	k.moveAll = false
	return nil
}

// settleTokens forgets tokens that all receivers have that take part. Those that are away get their watermarks moved when they are back.
func (k *Kid) settleTokens(ctx context.Context, readings []*reading, failed map[*member]error) {
	if len(failed) > 0 {
		return
	}
	for _, r := range readings {
		if !r.token || !r.member.up() {
			continue
		}
		if err := delta.ForgetTokens(ctx, r.member.reader, k.sync.ID, k.watermarksOf(r.member)); err != nil {
			k.suspend(ctx, r.member, err)
		}
	}
}

// wantsLook reports whether a command that waits has not had a look yet. A sync without autokick waits until something else runs it.
func (k *Kid) wantsLook(c catalog.Command) bool {
	return c.Verb == "wait" && k.sync.Autokick && c.ID > k.waited
}

// answerWaits answers those who wait for what has arrived everywhere by now.
func (k *Kid) answerWaits(result outcome) {
	k.open = slices.DeleteFunc(k.open, func(c catalog.Command) bool {
		if c.Verb != "wait" {
			return false
		}
		k.waited = max(k.waited, c.ID)
		arrived := !result.more && !result.leftOut && k.firstMemberProblem() == nil && !k.copyingWhole()
		var err error
		if c.Token != "" {
			arrived, err = k.covers(c.Token)
		}
		if arrived || err != nil {
			k.recorder.CommandDone(c.ID, err)
		}
		return arrived || err != nil
	})
}

var errForeignToken = errors.New("the token is not of a source of the sync")

// covers reports whether every member has received what a token stands for.
func (k *Kid) covers(token string) (bool, error) {
	parts := strings.Split(token, ":") // installation, db, transaction
	if len(parts) != 3 {
		return false, errForeignToken
	}
	origin, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return false, fmt.Errorf("read token: %w", err)
	}
	if !slices.ContainsFunc(k.members, func(m *member) bool { return m.isSource() && m.db.ID == origin }) {
		return false, errForeignToken
	}
	for _, m := range k.active() {
		if m.db.ID == origin || m.role == catalog.FullCopy { // which gets tables, not changes
			continue
		}
		owed := slices.ContainsFunc(m.owed, func(o delta.OwedKey) bool { return o.OriginID == origin && !o.Parked })
		watermark, _ := m.confirmable(origin)
		if owed || !snapshotHas(watermark, parseXID(parts[2])) {
			return false, nil
		}
	}
	return true, nil
}

// snapshotHas reports whether a transaction had ended in a snapshot.
func snapshotHas(snapshot string, xid uint64) bool {
	if xid >= snapshotXmax(snapshot) {
		return false
	}
	open := strings.Split(snapshot[strings.LastIndexByte(snapshot, ':')+1:], ",")
	return !slices.Contains(open, strconv.FormatUint(xid, 10))
}
