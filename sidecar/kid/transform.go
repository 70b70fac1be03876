package kid

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
	"github.com/bucardo/bucardo-sidecar/sidecar/hook"
)

// transformBytes is how much of a stream is transformed at once, when that is less than hook.ChunkRows rows.
const transformBytes = 4 << 20

// transformer transforms rows on their way from one COPY to another, a chunk at a time. As a writer it never fails: that would
// end the source's connection.
type transformer struct {
	kid   *Kid
	ctx   context.Context //nolint:containedctx // that of the stream it is part of
	codes []catalog.CustomCode
	table *plannedTable
	to    *member
	lead  int // columns before the values: whether the row is there, origin, mask ...
	// settle says of a row that several receivers may get whether this one does. keys are what stands behind the values.
	settle func(lead, keys []string) bool
	keys   int // how many
	out    io.Writer

	partial []byte
	changes []hook.Change
	leads   [][]string
	size    int
	err     error
}

// transformer returns what transforms the rows of a stream to a receiver, nil when nothing does.
func (k *Kid) transformer(ctx context.Context, t *plannedTable, m *member, lead int) *transformer {
	codes := k.transforming(t, m)
	if len(codes) == 0 {
		return nil
	}
	return &transformer{kid: k, ctx: ctx, codes: codes, table: t, to: m, lead: lead}
}

// Write implements io.Writer.
func (f *transformer) Write(p []byte) (int, error) {
	f.partial = append(f.partial, p...)
	rest := f.partial
	for f.err == nil {
		line, after, found := bytes.Cut(rest, []byte{'\n'})
		if !found {
			break
		}
		rest = after
		if len(f.codes) == 0 {
			f.pass(line)
			continue
		}
		f.take(string(line))
		if len(f.changes) == hook.ChunkRows || f.size >= transformBytes {
			f.flush()
		}
	}
	if f.err != nil {
		rest = nil
	}
	f.partial = append(f.partial[:0], rest...)
	return len(p), nil
}

// before returns the writer for what is transformed on its way to out: out itself where nothing is.
func (f *transformer) before(out io.Writer) io.Writer {
	if f == nil {
		return out
	}
	f.out = out
	return f
}

// finish transforms what is left and returns what went wrong.
func (f *transformer) finish() error {
	if f == nil {
		return nil
	}
	if f.err == nil {
		f.flush()
	}
	return f.err
}

// pass sends a line on as it is, if it is settled that the receiver gets it.
func (f *transformer) pass(line []byte) {
	lead := make([]string, f.lead)
	rest := line
	for i := range lead {
		field, after, _ := bytes.Cut(rest, []byte{'\t'})
		lead[i], rest = string(field), after
	}
	keys := make([]string, f.keys)
	for i := range keys {
		cut := bytes.LastIndexByte(line, '\t')
		keys[len(keys)-1-i] = *delta.CopyValue(string(line[cut+1:]))
		line = line[:cut]
	}
	if f.settle(lead, keys) {
		_, f.err = f.out.Write(append(line, '\n'))
	}
}

func (f *transformer) take(line string) {
	fields := strings.Split(line, "\t")
	width := f.lead + len(f.table.at[f.to.position].rows.Columns)
	lead := fields[:f.lead]
	if f.settle != nil {
		keys := make([]string, f.keys)
		for i, field := range fields[width:] {
			keys[i] = *delta.CopyValue(field)
		}
		if !f.settle(lead, keys) {
			return
		}
	}
	values := make([]*string, width-f.lead)
	for i, field := range fields[f.lead:width] {
		values[i] = delta.CopyValue(field)
	}
	f.changes = append(f.changes, hook.Change{Gone: f.lead > 0 && lead[0] == "f", Values: values})
	f.leads = append(f.leads, lead)
	f.size += len(line)
}

func (f *transformer) flush() {
	if len(f.changes) == 0 {
		return
	}
	made, err := f.kid.code.runner.Transform(f.ctx, f.codes, f.table.at[f.to.position].rows, f.to.db.Name, f.changes)
	if err != nil {
		f.err = err
		return
	}
	var lines bytes.Buffer
	for _, c := range made {
		if f.lead == 0 && c.Gone {
			continue // there is nothing yet that could go
		}
		fields := make([]string, 0, f.lead+len(c.Values))
		fields = append(fields, f.leads[c.From]...)
		if f.lead > 0 {
			fields[0] = fmt.Sprint(!c.Gone)[:1]
		}
		for _, value := range c.Values {
			fields = append(fields, delta.CopyText(value))
		}
		lines.WriteString(strings.Join(fields, "\t"))
		lines.WriteByte('\n')
	}
	f.changes, f.leads, f.size = nil, nil, 0
	_, f.err = f.out.Write(lines.Bytes())
}

// send streams the pending rows of a table from one source to receivers that get the same of it.
func (k *Kid) send(ctx context.Context, t *plannedTable, r *reading, sql string, c contest, receivers []*member) (map[*member]error, error) {
	if k.getsSettled(t, receivers[0]) {
		return k.streamSettled(ctx, t, r, sql, c, receivers[0])
	}
	return k.stream(ctx, t, r, sql, receivers, nil, k.tapFor(t, r, c, receivers))
}

// getsSettled reports whether it is settled on the way which of contested rows a receiver gets: rows that are transformed may have
// other keys, and a store has no place to settle it.
func (k *Kid) getsSettled(t *plannedTable, m *member) bool {
	return m.isStore() || k.transforming(t, m) != nil
}

// streamSettled streams to a receiver the rows of one source that it gets.
func (k *Kid) streamSettled(ctx context.Context, t *plannedTable, r *reading, sql string, c contest, receiver *member) (map[*member]error, error) {
	source := t.at[r.member.position].source
	lead := 4
	if source.Homes {
		lead++
	}
	via := &transformer{kid: k, ctx: ctx, codes: k.transforming(t, receiver), table: t, to: receiver, lead: lead}
	winners := make(map[string]int64, len(c.winners))
	for _, w := range c.winners {
		winners[keyID(w.Key)] = w.OriginID
	}
	if len(winners) > 0 {
		via.keys = len(t.key)
		sql = source.WithKeys(sql, t.at[receiver.position].projection)
	}
	via.settle = func(lead, keys []string) bool {
		winner, contested := winners[keyID(keys)]
		if contested && winner != r.member.db.ID {
			return false
		}
		var mask int64
		_, _ = fmt.Sscan(lead[2], &mask)
		if !contested && uint64(mask)&receiver.bit() == 0 { //nolint:gosec // a bit pattern
			return false
		}
		lead[2] = "-1"
		return true
	}
	failed, err := k.stream(ctx, t, r, sql, []*member{receiver}, via, nil)
	if err != nil {
		return nil, k.breakOff(t, err)
	}
	return failed, nil
}
