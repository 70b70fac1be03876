package redis

import (
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	goredis "github.com/redis/go-redis/v9"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

const (
	// One MULTI holds no more than this, since the server serves nobody else while it runs one, and keeps its text in memory.
	maxRows  = 10000
	maxBytes = 16 << 20
	// groupRows are looked at and sent together.
	groupRows = 1000
	// scanCount is how many keys the server looks at before it serves others again.
	scanCount = 5000
	// maxValue is what a server takes unless its proto-max-bulk-len says otherwise.
	maxValue = 512 << 20
)

// group is what belongs together in the queue: rows of a table, or keys of it that go.
type group struct {
	table    string
	commands []goredis.Cmder
	rows     int
	bytes    int
}

// Write queues rows. Nothing of them is on the server before Commit unless the batch is large.
func (s *store) Write(ctx context.Context, t *apply.StoreTable, rows []apply.Row) error {
	if err := s.refuse(t); err != nil {
		return err
	}
	for rows := range slices.Chunk(rows, groupRows) {
		if err := s.write(ctx, t, rows); err != nil {
			return err
		}
	}
	return nil
}

// write takes away the keys of rows that are gone, and those of hashes before they are written again, so that a row has no fields
// and no time to live but those it is given. Then no command of the transaction can fail for what is under a key, which would not
// keep the others from being carried out.
func (s *store) write(ctx context.Context, t *apply.StoreTable, rows []apply.Row) error {
	naming, names := s.rowKeys(t), s.columnNames(t)
	keys, away := make([]string, len(rows)), make([]string, 0, len(rows))
	for i, row := range rows {
		keys[i] = naming.of(row)
		if !row.Present || !s.settings.json {
			away = append(away, keys[i])
		}
	}
	if err := s.checkTypes(ctx, keys); err != nil {
		return err
	}
	g := group{table: t.Name}
	if len(away) > 0 {
		g.commands = append(g.commands, unlink(ctx, away))
	}
	for i, row := range rows {
		g.rows++
		g.bytes += len(keys[i])
		if !row.Present {
			continue
		}
		commands, size, err := s.put(ctx, t, names, keys[i], row)
		if err != nil {
			return err
		}
		if g.bytes+size > maxBytes {
			if err := s.enqueue(ctx, g); err != nil {
				return err
			}
			g = group{table: t.Name}
		}
		g.commands = append(g.commands, commands...)
		g.bytes += size
	}
	return s.enqueue(ctx, g)
}

// columnNames are the columns as each row repeats them.
func (s *store) columnNames(t *apply.StoreTable) []string {
	names := make([]string, len(t.Columns))
	for i, column := range t.Columns {
		names[i] = column.Name
		if s.settings.json {
			names[i] = string(appendString(nil, column.Name))
		}
	}
	return names
}

// put returns the commands that write a row under a key that is not there, and how long they are.
func (s *store) put(ctx context.Context, t *apply.StoreTable, names []string, key string, row apply.Row) (commands []goredis.Cmder, size int, err error) {
	ttl := int64(s.settings.ttl.Seconds())
	if s.settings.json {
		object := appendJSON(nil, t, names, row)
		if !utf8.Valid(object) {
			return nil, 0, s.refuseRow(key, "has bytes that are not UTF-8, which JSON cannot hold", "Mend the row at its source, or use value => hash.")
		}
		if len(object) > maxValue {
			return nil, 0, s.tooLong(key, "the row", len(object))
		}
		set := []any{"set", key, object}
		if ttl > 0 {
			set = append(set, "ex", ttl)
		}
		return []goredis.Cmder{goredis.NewStatusCmd(ctx, set...)}, len(key) + len(object), nil
	}

	hset := make([]any, 0, 2+2*len(t.Columns))
	hset = append(hset, "hset", key)
	for i, column := range t.Columns {
		value := row.Values[i]
		if value == nil {
			continue
		}
		if len(*value) > maxValue {
			return nil, 0, s.tooLong(key, "column "+column.Name, len(*value))
		}
		hset = append(hset, names[i], plain(column.Type, *value))
		size += len(names[i]) + len(*value)
	}
	commands = append(commands, goredis.NewIntCmd(ctx, hset...))
	if ttl > 0 {
		commands = append(commands, goredis.NewIntCmd(ctx, "expire", key, ttl))
	}
	return commands, len(key) + size, nil
}

// checkTypes fails when something else is under one of the keys. An application that puts it there between this and the commit
// loses it.
func (s *store) checkTypes(ctx context.Context, keys []string) error {
	exists := goredis.NewIntCmd(ctx, onKeys("exists", keys)...)
	if err := s.send(ctx, "look for rows", exists); err != nil || exists.Val() == 0 {
		return err
	}
	commands := make([]goredis.Cmder, len(keys))
	for i, key := range keys {
		commands[i] = goredis.NewStatusCmd(ctx, "type", key)
	}
	if err := s.send(ctx, "look for rows", commands...); err != nil {
		return err
	}
	for i, command := range commands {
		if kind := command.(*goredis.StatusCmd).Val(); kind != "none" && kind != s.rowType() {
			return s.refuseRow(keys[i], fmt.Sprintf("is a %s already, and rows are a %s each", kind, s.rowType()),
				"Remove that key if nobody needs it, or keep rows apart with the option prefix: "+updateDB(s.config.DB))
		}
	}
	return nil
}

// rowType is what the server calls what a row is kept as.
func (s *store) rowType() string {
	if s.settings.json {
		return "string"
	}
	return "hash"
}

func (s *store) refuseRow(key, reason, nextStep string) error {
	return node.Problem{DB: s.config.DB.Name, Reason: fmt.Sprintf("key %q %s", key, reason), NextStep: nextStep}
}

func (s *store) tooLong(key, what string, size int) error {
	return s.refuseRow(key, fmt.Sprintf("cannot be written: %s has %d bytes, more than the %d that Redis takes", what, size, maxValue),
		"Leave the column out with bucardo.add_customcols, or shorten the value.")
}

// IsEmpty looks at all keys of the database until it finds a row of the table: there is no list of a table's rows that could
// differ from the rows, as with those that have expired or that an application removed.
func (s *store) IsEmpty(ctx context.Context, t *apply.StoreTable) (bool, error) {
	queued := func(g group) bool { return g.table == t.Name }
	if slices.ContainsFunc(s.queue, queued) {
		if err := s.flush(ctx); err != nil {
			return false, err
		}
	}
	empty := true
	err := s.scan(ctx, t, func([]string) (bool, error) {
		empty = false
		return false, nil
	})
	return empty, err
}

// Clear queues the removal of all rows that are there now.
func (s *store) Clear(ctx context.Context, t *apply.StoreTable) error {
	if err := s.refuse(t); err != nil {
		return err
	}
	s.queue = slices.DeleteFunc(s.queue, func(g group) bool {
		if g.table != t.Name {
			return false
		}
		s.queuedRows -= g.rows
		s.queuedBytes -= g.bytes
		return true
	})
	return s.scan(ctx, t, func(keys []string) (bool, error) {
		g := group{table: t.Name, commands: []goredis.Cmder{unlink(ctx, keys)}, rows: len(keys)}
		for _, key := range keys {
			g.bytes += len(key)
		}
		return true, s.enqueue(ctx, g)
	})
}

// scan calls a function with the keys of the table's rows, some at a time, until it returns false.
func (s *store) scan(ctx context.Context, t *apply.StoreTable, found func(keys []string) (more bool, err error)) error {
	pattern := s.rowKeys(t).pattern()
	var cursor uint64
	for {
		page := goredis.NewScanCmd(ctx, nil, "scan", cursor, "match", pattern, "count", scanCount, "type", s.rowType())
		if err := s.send(ctx, "list rows", page); err != nil {
			return err
		}
		keys, next := page.Val()
		if len(keys) > 0 {
			if more, err := found(keys); err != nil || !more {
				return err
			}
		}
		if next == 0 {
			return nil
		}
		cursor = next
	}
}

func unlink(ctx context.Context, keys []string) goredis.Cmder {
	return goredis.NewIntCmd(ctx, onKeys("unlink", keys)...)
}

func onKeys(command string, keys []string) []any {
	args := make([]any, 1, 1+len(keys))
	args[0] = command
	for _, key := range keys {
		args = append(args, key)
	}
	return args
}
