package kid

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/bucardo/bucardo-sidecar/sidecar/conflict"
	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
)

// Conflicts are recorded with every version of the row. What a table's decisions need no look at is taken down as it comes
// by: from the rows in memory, or from what is streamed to the receivers. It is read only once the run has committed.

// sighting is a version of a contested row that came by. Neither row nor line: none has.
type sighting struct {
	row  *pendingRow
	line string // as COPY writes it
	tap  *tap   // that noted it
}

// maxNoted is how many bytes of versions a run notes. Conflicts beyond that are recorded without them.
const maxNoted = 24 << 20

// version is what was seen of a change.
func (s sighting) version(t *plannedTable, change conflict.Change) conflict.Version {
	v := conflict.Version{Change: change}
	switch {
	case s.row != nil:
		v.Present = s.row.present
		v.Values = s.row.values[:len(t.columns)]
	case s.line != "":
		fields := strings.Split(s.line, "\t")
		v.Present = fields[0] == "t"
		v.Values = make([]*string, len(t.columns))
		for i, output := range s.tap.to.Outputs {
			if output < len(t.columns) {
				v.Values[output] = delta.CopyValue(fields[s.tap.lead+i])
			}
		}
	default:
		return v
	}
	v.Gone = !v.Present
	if v.Present {
		v.Row = t.jsonRow(change.Origin, v.Values)
	}
	return v
}

// versionsSeen are the versions of a conflict that came by, nil when not all have.
func (c *contested) versionsSeen(t *plannedTable) []conflict.Version {
	versions := make([]conflict.Version, len(c.seen))
	for i, s := range c.seen {
		versions[i] = s.version(t, c.changes[i])
		if !versions[i].Present && !versions[i].Gone {
			return nil
		}
		c.changes[i] = versions[i].Change
	}
	return versions
}

// tap notes the versions of conflicts in what is streamed from one source.
type tap struct {
	out     io.Writer
	want    map[string]*contested
	noted   *atomic.Int64 // bytes, in the whole run
	origin  int
	to      delta.Projection
	lead    int   // this many fields come before the values
	keys    []int // which fields are the key
	partial []byte
	fields  [][]byte // of the key of the line at hand
}

// tapFor returns what notes the conflicts of a table in a stream from a source, nil where there is nothing to note: one
// stream to another source has all versions of the one it comes from.
func (k *Kid) tapFor(t *plannedTable, r *reading, c contest, receivers []*member) *tap {
	if len(c.recorded) == 0 || !receivers[0].isSource() {
		return nil
	}
	at := t.at[r.member.position]
	to := t.at[receivers[0].position].projection
	p := &tap{want: c.recorded, noted: &k.noted, origin: r.member.position, to: to, lead: 4, keys: make([]int, len(t.key)), fields: make([][]byte, len(t.key))}
	if at.source.Homes {
		p.lead++
	}
	for i, name := range t.key {
		p.keys[i] = p.lead + slices.Index(to.Outputs, slices.Index(t.columns, name))
	}
	return p
}

// before returns the writer that notes what goes to out, out itself where there is nothing to note.
func (p *tap) before(out io.Writer) io.Writer {
	if p == nil {
		return out
	}
	p.out = out
	return p
}

// Write implements io.Writer.
func (p *tap) Write(data []byte) (int, error) {
	rest := data
	if len(p.partial) > 0 {
		p.partial = append(p.partial, data...)
		rest = p.partial
	}
	for {
		end := bytes.IndexByte(rest, '\n')
		if end < 0 {
			break
		}
		p.note(rest[:end])
		rest = rest[end+1:]
	}
	p.partial = append(p.partial[:0], rest...)
	return p.out.Write(data)
}

func (p *tap) note(line []byte) {
	field, start := 0, 0
	for start <= len(line) {
		end := bytes.IndexByte(line[start:], '\t')
		if end < 0 {
			end = len(line) - start
		}
		if i := slices.Index(p.keys, field); i >= 0 {
			p.fields[i] = line[start : start+end]
		}
		field, start = field+1, start+end+1
		if field > slices.Max(p.keys) {
			break
		}
	}
	var found *contested
	if len(p.fields) == 1 && bytes.IndexByte(p.fields[0], '\\') < 0 {
		found = p.want[string(p.fields[0])]
	} else {
		key := make([]string, len(p.fields))
		for i, f := range p.fields {
			key[i] = *delta.CopyValue(string(f))
		}
		found = p.want[keyID(key)]
	}
	if found == nil {
		return
	}
	for i, change := range found.changes {
		if change.Origin == p.origin && found.seen[i].line == "" && p.noted.Add(int64(len(line))) < maxNoted {
			found.seen[i] = sighting{line: string(line), tap: p}
		}
	}
}

// mayTap reports whether contested keys of a table can be told in what is streamed.
func (t *plannedTable) mayTap() bool {
	for _, at := range t.at {
		for _, key := range at.source.Keys {
			if !key.CopiedAsText() {
				return false
			}
		}
	}
	return true
}
