package delta

import (
	"fmt"
	"strings"
)

// wanted is a relation of the keys asked for: n, counted from 1, and k1, k2 ... The keys are bound as one text[] a column.
func (s Source) wanted(keys [][]string, b *binder) string {
	params, names, casts := make([]string, len(s.Keys)), make([]string, len(s.Keys)), make([]string, len(s.Keys))
	for i, k := range s.Keys {
		column := make([]string, len(keys))
		for n, key := range keys {
			column[n] = key[i]
		}
		b.args = append(b.args, column)
		params[i] = fmt.Sprintf("$%d::text[]", len(b.args))
		names[i] = fmt.Sprintf("k%d", i+1)
		casts[i] = fmt.Sprintf("u.k%d::%s AS k%d", i+1, k.Type, i+1)
	}
	return fmt.Sprintf("(SELECT u.n, %s FROM unnest(%s) WITH ORDINALITY AS u(%s, n))",
		strings.Join(casts, ", "), strings.Join(params, ", "), strings.Join(names, ", "))
}

// Images returns the present image of the rows with some keys. Its columns: the number of the key, whether the row exists,
// whether it passes each filter, the row as JSON, the text of each column and expression.
func (s Source) Images(keys [][]string) Statement {
	b := &binder{}
	found := "t.tableoid IS NOT NULL"
	for i := range s.Filters {
		found += ", coalesce(" + s.passes(i) + ", false)"
	}
	columns := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		columns[i] = "t." + c
	}
	return Statement{fmt.Sprintf("SELECT p.n, %s, CASE WHEN t.tableoid IS NOT NULL THEN (SELECT to_jsonb(r.*) FROM (SELECT %s) AS r) END, %s FROM %s p LEFT JOIN %s t ON %s",
		found, strings.Join(columns, ", "), s.image(s.Whole(), "::text"), s.wanted(keys, b), s.relation(), s.onKey()), b.args}
}

// Changes returns the pending deltas of some keys one by one, the owed ones apart, as they were made; a TRUNCATE is one of
// every key. Its columns: the number of the key, op, at, mask, home, and where details are kept which columns were changed (a bit for each of Watched,
// NULL: all), and the old and the new value of each of Kept.
func (s Source) Changes(w Window, keys [][]string) Statement {
	b := &binder{}
	w.Owed, w.details = nil, true
	wanted := s.wanted(keys, b)
	on := make([]string, len(s.Keys))
	for i, k := range s.Keys {
		on[i] = fmt.Sprintf("p.k%d %s d.k%d", i+1, k.Equals, i+1)
	}
	return Statement{fmt.Sprintf(`WITH p AS MATERIALIZED %[1]s, d AS MATERIALIZED (%[2]s),
		     c AS (SELECT p.n, d.* FROM p JOIN d ON %[3]s UNION ALL SELECT p.n, d.* FROM p JOIN d ON d.op = 'T')
		SELECT d.n, d.op::text, d.at, d.mask, d.home%[4]s FROM c AS d ORDER BY d.n, d.at, d.xid`,
		wanted, s.raw(w, b), strings.Join(on, " AND "), s.details("d.")), b.args}
}

// details are the columns of a delta that say more than that its row has changed.
func (s Source) details(prefix string) string {
	if s.Watched == nil {
		return ""
	}
	columns := []string{", " + prefix + "changed::text AS changed"}
	for i := range s.Kept {
		columns = append(columns, fmt.Sprintf("%[1]so%[2]d, %[1]sn%[2]d", prefix, i+1))
	}
	return strings.Join(columns, ", ")
}

// Evaluate returns, for rows given as JSON, whether they pass each filter, and the text of each expression. Its first column
// is the number of the row, counted from 1.
func (s Source) Evaluate(rows []string) Statement {
	outputs := []string{"j.n"}
	for i := range s.Filters {
		outputs = append(outputs, s.passes(i))
	}
	for i := range s.Expressions {
		outputs = append(outputs, s.output(len(s.Columns)+i)+"::text")
	}
	extra := ""
	for i, expression := range s.Expressions {
		extra += fmt.Sprintf(", (%s) AS bucardo_x%d", expression, i)
	}
	for i, filter := range s.Filters {
		extra += fmt.Sprintf(", coalesce((%s), false) AS bucardo_f%d", filter, i)
	}
	// The names in the expressions can mean nothing but columns of the table.
	return Statement{fmt.Sprintf(`SELECT %s FROM unnest($1::text[]) WITH ORDINALITY AS j(document, n)
		CROSS JOIN LATERAL (SELECT *%s FROM jsonb_populate_record(NULL::%s, j.document::jsonb)) AS t`,
		strings.Join(outputs, ", "), extra, s.Table), []any{rows}}
}
