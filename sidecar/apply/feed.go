package apply

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// Feed applies to a Store. It gets rows of which is settled already that they are for it. Not safe for concurrent use.
type Feed struct {
	Store    Store
	syncID   int64
	progress Progress
	saved    []byte // as the store has it
	open     bool
	written  Result // in the open transaction
}

// feedRows is how many rows a Store gets at once.
const feedRows = 1000

// Progress is what a store has received of a sync. It is kept there.
type Progress struct {
	Watermarks map[int64]string `json:"watermarks"`
	Held       []HeldTable      `json:"held,omitempty"`   // tables that were left out of runs
	Copied     int64            `json:"copied,omitempty"` // id of the database it has a first copy of
	// Copying are the tables that a first copy which has not ended yet has emptied.
	Copying []delta.TableName `json:"copying,omitempty"`
}

// HeldTable says up to where a table has everything of an origin.
type HeldTable struct {
	delta.HeldKey
	Snapshot string
}

// clone makes a Progress that can be changed.
func (p Progress) clone() Progress {
	p.Watermarks, p.Held, p.Copying = maps.Clone(p.Watermarks), slices.Clone(p.Held), slices.Clone(p.Copying)
	if p.Watermarks == nil {
		p.Watermarks = map[int64]string{}
	}
	return p
}

// Hold keeps the present watermarks for a table that the next runs leave out. One that is held already keeps its own.
func (p *Progress) Hold(name delta.TableName) {
	for _, origin := range slices.Sorted(maps.Keys(p.Watermarks)) {
		key := delta.HeldKey{OriginID: origin, Schema: name.Schema, Table: name.Table}
		if !slices.ContainsFunc(p.Held, func(h HeldTable) bool { return h.HeldKey == key }) {
			p.Held = append(p.Held, HeldTable{key, p.Watermarks[origin]})
		}
	}
}

// Drop takes all of an origin up to a snapshot for received.
func (p *Progress) Drop(origin int64, snapshot string) {
	p.Watermarks[origin] = snapshot
	for i := range p.Held {
		if p.Held[i].OriginID == origin {
			p.Held[i].Snapshot = snapshot
		}
	}
}

// NewFeed reads the progress of a sync.
func NewFeed(ctx context.Context, store Store, syncID int64) (*Feed, error) {
	f := &Feed{Store: store, syncID: syncID}
	return f, f.Load(ctx)
}

// Load reads the progress again.
func (f *Feed) Load(ctx context.Context) error {
	saved, err := f.Store.Progress(ctx, f.syncID)
	if err != nil {
		return fmt.Errorf("read progress: %w", err)
	}
	f.saved, f.progress = saved, Progress{}
	if saved != nil {
		if err := json.Unmarshal(saved, &f.progress); err != nil {
			return fmt.Errorf("read progress: %w", err)
		}
	}
	f.progress = f.progress.clone()
	return nil
}

// Progress is what the store has received; the maps and lists are the Feed's.
func (f *Feed) Progress() Progress { return f.progress }

// Save changes the progress alone.
func (f *Feed) Save(ctx context.Context, change func(p *Progress)) error {
	if err := f.Begin(ctx, nil); err != nil {
		return err
	}
	return f.Commit(ctx, change)
}

// Commit ends the transaction and changes the progress with it. An error means that its outcome is not known.
func (f *Feed) Commit(ctx context.Context, change func(p *Progress)) error {
	next := f.progress.clone()
	change(&next)
	document, err := json.Marshal(next)
	if err == nil {
		f.open = false
		err = f.Store.Commit(ctx, document)
	}
	if err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	f.saved, f.progress = document, next
	return nil
}

// Forget takes the progress of a sync off the store.
func (f *Feed) Forget(ctx context.Context) error {
	if f.saved == nil {
		return nil
	}
	if err := f.Begin(ctx, nil); err != nil {
		return err
	}
	f.open, f.saved, f.progress = false, nil, Progress{}.clone()
	return f.Store.Commit(ctx, nil)
}

// Close ends the connection.
func (f *Feed) Close(ctx context.Context) error { return f.Store.Close(ctx) }

// Mode implements Target: nothing fires.
func (f *Feed) Mode() node.ApplyMode { return node.ReplicaMode }

// Begin implements Target.
func (f *Feed) Begin(ctx context.Context, _ []*Table) error {
	if err := f.Store.Begin(ctx, f.syncID, f.saved); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	f.open, f.written = true, Result{}
	return nil
}

// Replace implements Target: what is streamed afterwards is all there is.
func (f *Feed) Replace(ctx context.Context, t *Table) error {
	if err := f.Store.Clear(ctx, t.Store); err != nil {
		return fmt.Errorf("clear %s: %w", t.Store.Name, err)
	}
	return nil
}

// CopyIn implements Target. The rows are settled.
func (f *Feed) CopyIn(ctx context.Context, t *Table, r io.Reader) error {
	lead := 4 // whether it is there, origin, mask, at
	if t.Homes {
		lead++
	}
	_, err := f.CopyRows(ctx, t, r, lead, nil)
	return err
}

// CopyRows writes rows in COPY's text format, before the values of which so many fields come: none, or first whether the
// row is there. counted is told of what was written.
func (f *Feed) CopyRows(ctx context.Context, t *Table, r io.Reader, lead int, counted func(rows int) error) (int64, error) {
	var total int64
	rows := make([]Row, 0, feedRows)
	send := func() error {
		if err := f.write(ctx, t, rows); err != nil {
			return err
		}
		total += int64(len(rows))
		n := len(rows)
		rows = rows[:0]
		if counted != nil {
			return counted(n)
		}
		return nil
	}
	lines := bufio.NewReaderSize(r, 1<<16)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return total, err
		}
		if rows = append(rows, rowOf(string(line[:len(line)-1]), lead, len(t.Columns))); len(rows) == feedRows {
			if err := send(); err != nil {
				return total, err
			}
		}
	}
	return total, send()
}

// rowOf reads a line of COPY's text format, which has so many fields before the values.
func rowOf(line string, lead, columns int) Row {
	row := Row{Present: lead == 0 || line[0] == 't', Values: make([]*string, columns)}
	values := make([]string, columns) // at once for all
	for i := range lead + columns {
		field, rest, _ := strings.Cut(line, "\t")
		line = rest
		switch at := i - lead; {
		case at < 0:
		case strings.IndexByte(field, '\\') < 0:
			values[at] = field
			row.Values[at] = &values[at]
		default:
			row.Values[at] = delta.CopyValue(field)
		}
	}
	return row
}

func (f *Feed) write(ctx context.Context, t *Table, rows []Row) error {
	if len(rows) == 0 {
		return nil
	}
	if err := f.Store.Write(ctx, t.Store, lastOfEach(t.Store, rows)); err != nil {
		return fmt.Errorf("write rows of %s: %w", t.Store.Name, err)
	}
	for _, row := range rows {
		if row.Present {
			f.written.Written++
		} else {
			f.written.Deleted++
		}
	}
	return nil
}

// lastOfEach leaves out rows whose key comes again: code may have made several of one.
func lastOfEach(t *StoreTable, rows []Row) []Row {
	last := make(map[string]int, len(rows))
	id := func(row Row) string {
		if len(t.Key) == 1 {
			return *row.Values[t.Key[0]]
		}
		return fmt.Sprintf("%q", t.KeyOf(row))
	}
	for i, row := range rows {
		last[id(row)] = i
	}
	if len(last) == len(rows) {
		return rows
	}
	var left []Row
	for i, row := range rows {
		if last[id(row)] == i {
			left = append(left, row)
		}
	}
	return left
}

// Mirror implements Target: Replace has done it.
func (f *Feed) Mirror(context.Context, *Table, int64, time.Time) error { return nil }

// Settle implements Target: rows come settled.
func (f *Feed) Settle(context.Context, *Table, []Winner, uint64) error { return nil }

// Finish implements Target.
func (f *Feed) Finish(ctx context.Context, batch Batch) (Result, error) {
	for _, rows := range batch.Tables {
		for chunk := range slices.Chunk(rows.Rows, feedRows) {
			if err := f.write(ctx, rows.Table, chunk); err != nil {
				return Result{}, err
			}
		}
	}
	result := f.written
	err := f.Commit(ctx, func(p *Progress) {
		for _, a := range batch.Advances {
			p.Watermarks[a.OriginID] = a.To
		}
		p.Held = slices.DeleteFunc(p.Held, func(h HeldTable) bool { return slices.Contains(batch.CaughtUp, h.HeldKey) })
	})
	return result, err
}

// Apply implements Target.
func (f *Feed) Apply(ctx context.Context, batch Batch) (Result, error) {
	if err := f.Begin(ctx, nil); err != nil {
		return Result{}, err
	}
	return f.Finish(ctx, batch)
}

// Abort implements Target.
func (f *Feed) Abort(ctx context.Context) {
	if !f.open {
		return
	}
	f.open = false
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	f.Store.Rollback(ctx)
}

// Flush implements Target: a commit is durable.
func (f *Feed) Flush(context.Context) error { return nil }
