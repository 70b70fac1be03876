// Package delta holds every statement that reads the delta tables, the watermarks and the owed keys of a replicated
// database. It never begins or commits.
package delta

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Key is a key column of a captured table.
type Key struct {
	Name   string // quoted
	Type   string // as format_type writes it
	Base   string // the type under a domain
	Equals string // equality operator, as SQL
}

// Canonical is an SQL expression for the key's text, the same wherever the values are equal.
func (k Key) Canonical(value string) string {
	switch {
	case strings.HasPrefix(k.Base, "numeric"):
		return "trim_scale(" + value + ")::text" // PostgreSQL's own since 13, before that bucardo_node's
	case strings.HasPrefix(k.Base, "interval"):
		return "pg_catalog.justify_interval(" + value + ")::text"
	case k.Base == "double precision" || k.Base == "real":
		return "(" + value + " + 0)::text" // -0 and 0 are equal
	case strings.HasSuffix(k.Base, "citext"):
		return "pg_catalog.lower(" + value + "::text)"
	default:
		return value + "::text"
	}
}

// CopiedAsText reports whether COPY writes every value of the key as its canonical text, but for backslashes.
func (k Key) CopiedAsText() bool {
	switch k.Base {
	case "smallint", "integer", "bigint", "text", "uuid", "date", "timestamp without time zone", "timestamp with time zone":
		return true
	}
	return strings.HasPrefix(k.Base, "character varying")
}

// Source is a captured table at its origin.
type Source struct {
	TableID int
	Table   string // schema and name, quoted
	Keys    []Key
	Columns []string // quoted: every one that a receiver gets as it is
	// Expressions over the columns that some receiver gets, and conditions on rows that some receiver has. Both are SQL.
	Expressions []string
	Filters     []string
	// Watched are the columns of which each delta says whether they were changed, nil when none does; of those in Kept it
	// has the old and the new value. Both are names, in the order of the captured table.
	Watched   []string
	Kept      []string
	DB        int64 // id of this database
	Homes     bool  // rows are sent with the database where they were changed first, because a receiver passes them on
	Deletions bool  // keys are sent with whether their newest change is a deletion, whatever came of it
}

// Group is a set of receivers with the same watermark for one origin. Mask has the bit of each receiver's position.
type Group struct {
	Watermark string
	Mask      uint64
}

// Owed is a key whose change receivers still wait for although their watermark covers it.
type Owed struct {
	Key  []string // text of each key column
	At   time.Time
	Mask uint64
	Home int64 // the database where the change was made first, 0: the origin
	// Detail are the changes themselves, where the origin keeps details of them. See kid's contested rows.
	Detail json.RawMessage
}

// Window says which deltas of an origin are pending: those outside the watermark of some group, of transactions below
// Cut when it is set, and the owed keys.
type Window struct {
	Groups []Group
	Cut    string
	Owed   []Owed
	Relay  *Relay // nil when no sync has written deltas of the table
	// Until, when set, is a snapshot: what is not visible in it is not pending yet.
	Until string

	details bool // deltas come one by one, with all that they say
}

// binder collects the values of a statement, as parameters or, for COPY, which takes none, as literals.
type binder struct {
	args    []any
	literal bool
	seen    map[string]string
}

func (b *binder) value(v, typ string) string {
	if b.literal {
		return literal(v) + "::" + typ
	}
	key := typ + ":" + v
	if place, ok := b.seen[key]; ok {
		return place
	}
	b.args = append(b.args, v)
	place := fmt.Sprintf("$%d::%s", len(b.args), typ)
	if b.seen == nil {
		b.seen = map[string]string{}
	}
	b.seen[key] = place
	return place
}

func literal(v string) string { return "'" + strings.ReplaceAll(v, "'", "''") + "'" }

// raw is a query for the pending deltas of a table, one row each: op, at, mask, where it matters local and home, k1, k2 ...
func (s Source) raw(w Window, b *binder) string {
	keys := s.deltaKeys("d.")
	var visible, masks []string
	xmin := ""
	for i, g := range w.Groups {
		watermark := b.value(g.Watermark, "pg_snapshot")
		seen := fmt.Sprintf("pg_visible_in_snapshot(d.xid, %s)", watermark)
		visible = append(visible, "NOT "+seen)
		masks = append(masks, fmt.Sprintf("CASE WHEN %s THEN 0 ELSE %d END", seen, int64(g.Mask))) //nolint:gosec // a bit pattern
		lower := fmt.Sprintf("pg_snapshot_xmin(%s)", watermark)
		if i == 0 {
			xmin = lower
		} else {
			xmin = fmt.Sprintf("CASE WHEN %s < (%s) THEN %s ELSE %s END", lower, xmin, lower, xmin)
		}
	}
	mask := fmt.Sprint(int64(w.Groups[0].Mask)) //nolint:gosec // a bit pattern
	if len(masks) > 1 {
		mask = "(" + strings.Join(masks, " | ") + ")"
	}
	where := fmt.Sprintf("d.xid >= (%s) AND (%s)", xmin, strings.Join(visible, " OR "))
	if w.Cut != "" {
		where += fmt.Sprintf(" AND d.xid < %s", b.value(w.Cut, "xid8"))
	}
	if w.Until != "" {
		where += fmt.Sprintf(" AND pg_visible_in_snapshot(d.xid, %s)", b.value(w.Until, "pg_snapshot"))
	}
	if w.Relay != nil {
		mask = w.Relay.narrow(mask)
		where += w.Relay.pending(mask)
	}
	more := s.deltaHome(w)
	if w.details {
		more = fmt.Sprintf("d.xid, coalesce(d.home, %d) AS home%s, ", s.DB, s.details("d."))
	}
	segment := func(n int) string {
		return fmt.Sprintf("SELECT d.op, d.at, %s::bigint AS mask, %s%s FROM bucardo_node.delta_%d_%d d WHERE %s", mask, more, keys, s.TableID, n, where)
	}
	query := segment(0) + " UNION ALL " + segment(1)
	if len(w.Owed) > 0 {
		query += " UNION ALL " + s.owedRows(w)
	}
	return query
}

func (s Source) owedRows(w Window) string {
	rows := make([]string, len(w.Owed))
	for i, o := range w.Owed {
		values := []string{`'U'::"char"`, literal(o.At.UTC().Format("2006-01-02 15:04:05.999999+00")) + "::timestamptz", fmt.Sprintf("%d::bigint", int64(o.Mask))} //nolint:gosec // a bit pattern
		values = append(values, s.owedHome(w, o)...)
		for j, k := range o.Key {
			values = append(values, fmt.Sprintf("%s::%s", literal(k), s.Keys[j].Type))
		}
		rows[i] = "(" + strings.Join(values, ", ") + ")"
	}
	return fmt.Sprintf("SELECT * FROM (VALUES %s) AS owed", strings.Join(rows, ", "))
}

func (s Source) deltaKeys(prefix string) string {
	names := make([]string, len(s.Keys))
	for i := range s.Keys {
		names[i] = fmt.Sprintf("%sk%d", prefix, i+1)
	}
	return strings.Join(names, ", ")
}

func (s Source) onKey() string {
	terms := make([]string, len(s.Keys))
	for i, k := range s.Keys {
		terms[i] = fmt.Sprintf("t.%s %s p.k%d", k.Name, k.Equals, i+1)
	}
	return strings.Join(terms, " AND ")
}

func (s Source) canonicalKeys(prefix string) []string {
	texts := make([]string, len(s.Keys))
	for i, k := range s.Keys {
		texts[i] = k.Canonical(fmt.Sprintf("%sk%d", prefix, i+1))
	}
	return texts
}

// distinct is a query for the pending keys of a table with the time of their newest change and who waits for them.
func (s Source) distinct(w Window, raw string) string {
	keys := s.deltaKeys("")
	deleted := ""
	if s.Deletions {
		deleted = ", coalesce(max(r.at) FILTER (WHERE r.op = 'D') > max(r.at) FILTER (WHERE r.op <> 'D'), bool_and(r.op = 'D')) AS deleted"
	}
	return fmt.Sprintf("SELECT %s, %s, bit_or(r.mask) AS mask, count(*) AS deltas, %s AS made%s FROM (%s) r GROUP BY %s", keys, s.keyStamp(w), made, deleted, raw, keys)
}

// made is what the changes of a key come to: I inserted, D deleted, R deleted and inserted, U anything else.
const made = `(CASE WHEN max(r.at) FILTER (WHERE r.op <> 'D') > max(r.at) FILTER (WHERE r.op = 'D') THEN CASE WHEN bool_or(r.op = 'I') THEN 'R' ELSE 'U' END
	WHEN bool_or(r.op = 'D') THEN 'D' WHEN bool_or(r.op = 'I') THEN 'I' ELSE 'U' END)`

// deleted is a column to send, where deletions are.
func (s Source) deleted() string {
	if !s.Deletions {
		return ""
	}
	return "p.deleted, "
}

// Statement is SQL with its parameters.
type Statement struct {
	SQL  string
	Args []any
}

// Rows returns the pending keys with the present image of their rows, as long as there are at most limit deltas. Its
// columns: deltas, at, mask, made, home and deleted where they are sent, the text of each key column (NULL for a TRUNCATE), whether the row exists,
// whether it passes each filter, the text of each column and expression. More than limit deltas in all means that the
// answer is incomplete.
func (s Source) Rows(w Window, limit int) Statement {
	b := &binder{}
	raw := fmt.Sprintf("SELECT * FROM (%s) AS few LIMIT %d", s.raw(w, b), limit+1)
	found := "t.tableoid IS NOT NULL"
	for i := range s.Filters {
		found += ", coalesce(" + s.passes(i) + ", false)"
	}
	return Statement{fmt.Sprintf("SELECT p.deltas, p.at, p.mask, p.made, %s%s%s, %s, %s FROM (%s) p LEFT JOIN %s t ON %s",
		s.home("p.home"), s.deleted(), strings.Join(s.canonicalKeys("p."), ", "), found, s.image(s.Whole(), "::text"), s.distinct(w, raw), s.relation(), s.onKey()), b.args}
}

// Times is a query for the pending keys, k1, k2 ..., with at, as others get it. It can be run beside the snapshot.
func (s Source) Times(w Window) string { return s.distinct(w, s.raw(w, &binder{literal: true})) }

// KeyStream returns the pending keys in the byte order of their text in UTF-8: home and deleted where they are sent, the text
// of each key column, at, mask, made, and with images a digest of the row, empty where it is gone.
func (s Source) KeyStream(w Window, images bool) Statement {
	b := &binder{literal: true}
	texts := s.canonicalKeys("p.")
	image, join := "", ""
	if images {
		image, join = ", "+s.digest(), fmt.Sprintf(" LEFT JOIN %s t ON %s", s.relation(), s.onKey())
	}
	order := make([]string, len(texts))
	for i, text := range texts {
		order[i] = "pg_catalog.convert_to(" + text + ", 'UTF8')" // whatever the server's own encoding is
	}
	return Statement{SQL: fmt.Sprintf("SELECT %s%s%s, p.at, p.mask, p.made%s FROM (%s) p%s WHERE p.k1 IS NOT NULL ORDER BY %s",
		s.home("p.home"), s.deleted(), strings.Join(texts, ", "), image, s.distinct(w, s.raw(w, b)), join, strings.Join(order, ", "))}
}

// Summary is what is pending in a table. The times are nil where there is nothing.
type Summary struct {
	Deltas         int64
	Oldest, Newest *time.Time
	Truncated      *time.Time // of a pending TRUNCATE
	TruncatedMask  int64      // who waits for it
	Mask           int64      // who waits for anything
}

// Summary returns the one row of a Summary, in the order of its fields.
func (s Source) Summary(w Window) Statement {
	b := &binder{literal: true}
	return Statement{SQL: fmt.Sprintf(`SELECT count(*), min(r.at), max(r.at), max(r.at) FILTER (WHERE r.op = 'T'),
		coalesce(bit_or(r.mask) FILTER (WHERE r.op = 'T'), 0), coalesce(bit_or(r.mask), 0) FROM (%s) r`, s.raw(w, b))}
}

// CopyPending streams the pending keys with the present image of their rows in COPY's text format: whether the row
// exists, origin, mask, at, home where it is sent, the values of the projection.
func (s Source) CopyPending(w Window, origin int64, to Projection) string {
	b := &binder{literal: true}
	// In the order of the key, which is that of the indexes here and there.
	return fmt.Sprintf("COPY (SELECT t.tableoid IS NOT NULL, %d, p.mask, p.at, %s%s FROM (%s ORDER BY %s) p LEFT JOIN %s t ON %s WHERE p.k1 IS NOT NULL) TO STDOUT",
		origin, s.home("p.home"), s.image(to, ""), s.distinct(w, s.raw(w, b)), s.deltaKeys(""), s.relation(), s.join(to))
}

// CopyTable streams the whole table in the format of CopyPending, to all receivers: who waits for a single row of it is
// served as well.
func (s Source) CopyTable(w Window, origin int64, at time.Time, to Projection) string {
	values, where := s.present(to)
	since := literal(at.UTC().Format("2006-01-02 15:04:05.999999+00")) + "::timestamptz"
	if s.Homes {
		return s.copyTableHome(w, origin, since, values, where)
	}
	return fmt.Sprintf("COPY (SELECT true, %d, -1, %s, %s FROM %s t%s) TO STDOUT", origin, since, values, s.relation(), where)
}

// CutAfter returns the lowest transaction id above the one that made the delta number rows of all pending ones, NULL
// when there is none. Everything below it is a batch that ends on a transaction boundary.
func CutAfter(sources []Source, windows []Window, rows int) Statement {
	parts := make([]string, len(sources))
	for i, s := range sources {
		w := windows[i]
		var visible, masks []string
		for _, g := range w.Groups {
			seen := fmt.Sprintf("pg_visible_in_snapshot(d.xid, %s::pg_snapshot)", literal(g.Watermark))
			visible = append(visible, "NOT "+seen)
			masks = append(masks, fmt.Sprintf("CASE WHEN %s THEN 0 ELSE %d END", seen, int64(g.Mask))) //nolint:gosec // a bit pattern
		}
		where := strings.Join(visible, " OR ")
		if w.Relay != nil {
			where = "(" + where + ")" + w.Relay.pending(w.Relay.narrow("("+strings.Join(masks, " | ")+")"))
		}
		parts[i] = fmt.Sprintf("SELECT d.xid FROM (TABLE bucardo_node.delta_%[1]d_0 UNION ALL TABLE bucardo_node.delta_%[1]d_1) d WHERE %[2]s", s.TableID, where)
	}
	return Statement{SQL: fmt.Sprintf(`WITH pending AS MATERIALIZED (%s)
		SELECT p.xid::text FROM pending p WHERE p.xid > (SELECT xid FROM pending ORDER BY xid OFFSET %d LIMIT 1) ORDER BY p.xid LIMIT 1`,
		strings.Join(parts, " UNION ALL "), rows-1)}
}
