package kid

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/conflict"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// compute puts the values of merged rows together. What has to be worked out is worked out by PostgreSQL, on the columns'
// own types, for all rows of a column at once.
func (k *Kid) compute(ctx context.Context, t *plannedTable, m *member, rows []*merging) error {
	for _, r := range rows {
		r.values = make([]*string, len(t.columns))
		for i, choice := range r.merged.Choices {
			r.values[i] = r.present[choice.From].Values[i]
		}
	}
	for i, policy := range t.policies {
		var some []*merging
		for _, r := range rows {
			if r.merged.Choices[i].Policy.Name == policy.Name && policy.Name != conflict.PolicyLatest {
				some = append(some, r)
			}
		}
		if len(some) == 0 {
			continue
		}
		if err := computeColumn(ctx, t, m, i, some); err != nil {
			return t.cannotMerge(k.sync.Name, m, i, err)
		}
	}
	return nil
}

// cannotMerge says that the policy of a column does not work out.
func (t *plannedTable) cannotMerge(sync string, m *member, column int, err error) error {
	policy := t.policies[column]
	what := policy.Name
	if policy.Expression != "" {
		what = policy.Expression
	}
	return node.Problem{
		DB:     m.db.Name,
		Reason: fmt.Sprintf("column %q of table %s cannot be merged by %s: %s", t.columns[column], t.display, what, node.AsProblem(node.Explain(m.db, err)).Reason),
		NextStep: fmt.Sprintf("Correct the policy: SELECT * FROM bucardo.update_column_policy(%s, %s, %s, ...), or the rows.",
			quote(sync), quote(t.display), quote(pgx.Identifier{t.columns[column]}.Sanitize())),
	}
}

func computeColumn(ctx context.Context, t *plannedTable, m *member, column int, rows []*merging) error {
	typ := t.at[m.position].types[column]
	policy := t.policies[column]
	switch policy.Name {
	case conflict.PolicyJSONMerge:
		for _, r := range rows {
			var err error
			if r.values[column], err = conflict.MergeJSON(r.values[column], r.merged.Choices[column].Steps); err != nil {
				return err
			}
		}
		return nil
	case conflict.PolicySum:
		return addSteps(ctx, m, column, rows, sumSQL(typ))
	case conflict.PolicyUnion:
		return addSteps(ctx, m, column, rows, unionSQL(typ))
	case conflict.PolicyExpression:
		return foldExpression(ctx, m, column, rows, expressionSQL(policy.Expression, typ))
	default:
		return pickExtreme(ctx, m, column, rows, extremeSQL(policy.Name, typ))
	}
}

// answers runs a query that returns one text for each row and puts it into the column.
func answers(ctx context.Context, m *member, column int, rows []*merging, sql string, args ...any) error {
	answer, err := m.reader.Query(ctx, sql, append([]any{pgx.QueryExecModeDescribeExec}, args...)...)
	if err != nil {
		return err
	}
	var n int
	var value *string
	_, err = pgx.ForEachRow(answer, []any{&n, &value}, func() error {
		rows[n-1].values[column] = value
		return nil
	})
	return err
}

// addSteps computes a policy that adds. The parameters of the query: the values, and of each step the number of its row,
// its own number, old and new.
func addSteps(ctx context.Context, m *member, column int, rows []*merging, sql string) error {
	values := make([]*string, len(rows))
	var ns, steps []int
	var olds, news []*string
	for i, r := range rows {
		values[i] = r.values[column]
		for j, step := range r.merged.Choices[column].Steps {
			ns, steps = append(ns, i+1), append(steps, j+1)
			olds, news = append(olds, step.Old), append(news, step.New)
		}
	}
	return answers(ctx, m, column, rows, sql, values, ns, steps, olds, news)
}

const stepsSQL = `
	WITH v AS (SELECT v.n, v.v FROM unnest($1::text[]) WITH ORDINALITY AS v(v, n)),
	     s AS (SELECT s.n, s.step, s.old, s.new FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[]) AS s(n, step, old, new))`

// sumSQL adds what the steps have added. NULL counts as nothing; whole numbers may be out of their type's range on the way.
func sumSQL(typ string) string {
	within := typ
	switch typ {
	case "smallint", "integer", "bigint":
		within = "numeric"
	}
	if strings.HasPrefix(typ, "numeric") {
		within = "numeric"
	}
	return fmt.Sprintf(`%[1]s
		SELECT v.n, (coalesce(v.v::%[2]s, '0'::%[2]s) + coalesce(t.total, '0'::%[2]s))::%[3]s::text
		FROM v LEFT JOIN (SELECT s.n, sum(coalesce(s.new::%[2]s, '0'::%[2]s) - coalesce(s.old::%[2]s, '0'::%[2]s)) AS total FROM s GROUP BY s.n) AS t USING (n)`,
		stepsSQL, within, typ)
}

// unionSQL adds the elements that steps have added and takes away those that they have taken away; the last step that
// says something of an element decides.
func unionSQL(typ string) string {
	return fmt.Sprintf(`%[1]s,
		     e AS (SELECT v.n, 0 AS step, true AS there, u.e, u.e::text AS id, u.position FROM v, unnest(v.v::%[2]s) WITH ORDINALITY AS u(e, position)
		           UNION ALL
		           SELECT s.n, s.step, true, u.e, u.e::text, u.position FROM s, unnest(s.new::%[2]s) WITH ORDINALITY AS u(e, position)
		           WHERE NOT EXISTS (SELECT FROM unnest(s.old::%[2]s) AS o(e) WHERE o.e::text IS NOT DISTINCT FROM u.e::text)
		           UNION ALL
		           SELECT s.n, s.step, false, u.e, u.e::text, u.position FROM s, unnest(s.old::%[2]s) WITH ORDINALITY AS u(e, position)
		           WHERE NOT EXISTS (SELECT FROM unnest(s.new::%[2]s) AS o(e) WHERE o.e::text IS NOT DISTINCT FROM u.e::text)),
		     l AS (SELECT DISTINCT ON (e.n, e.id) e.n, e.e, e.there,
		                  first_value(e.step) OVER w AS first_step, first_value(e.position) OVER w AS first_position
		           FROM e WINDOW w AS (PARTITION BY e.n, e.id ORDER BY e.step, e.position)
		           ORDER BY e.n, e.id, e.step DESC)
		SELECT v.n, CASE WHEN v.v IS NULL AND NOT EXISTS (SELECT FROM s WHERE s.n = v.n AND s.new IS NOT NULL) THEN NULL
		                 ELSE coalesce((SELECT array_agg(l.e ORDER BY l.first_step, l.first_position)::%[2]s FROM l WHERE l.n = v.n AND l.there), '{}')::text END
		FROM v`, stepsSQL, typ)
}

// pickExtreme computes max and min. The parameters of the query: the number of the row, and the value.
func pickExtreme(ctx context.Context, m *member, column int, rows []*merging, sql string) error {
	var ns []int
	var values []*string
	for i, r := range rows {
		for _, value := range r.merged.Choices[column].Values {
			ns, values = append(ns, i+1), append(values, value)
		}
	}
	return answers(ctx, m, column, rows, sql, ns, values)
}

func extremeSQL(policy, typ string) string {
	direction := map[string]string{conflict.PolicyMax: "DESC", conflict.PolicyMin: "ASC"}[policy]
	return fmt.Sprintf(`SELECT u.n, (array_agg((u.v::%[1]s)::text ORDER BY u.v::%[1]s %[2]s NULLS LAST))[1]
		FROM unnest($1::bigint[], $2::text[]) AS u(n, v) GROUP BY u.n`, typ, direction)
}

// foldExpression computes an expression over two sides, from the oldest change to the newest. The parameters of the
// query: a, b and base.
func foldExpression(ctx context.Context, m *member, column int, rows []*merging, sql string) error {
	for _, r := range rows {
		r.values[column] = r.merged.Choices[column].Values[0]
	}
	for side := 1; ; side++ {
		var some []*merging
		var a, b, base []*string
		for _, r := range rows {
			if choice := r.merged.Choices[column]; side < len(choice.Values) {
				some = append(some, r)
				a, b, base = append(a, r.values[column]), append(b, choice.Values[side]), append(base, choice.Base)
			}
		}
		if len(some) == 0 {
			return nil
		}
		if err := answers(ctx, m, column, some, sql, a, b, base); err != nil {
			return err
		}
	}
}

func expressionSQL(expression, typ string) string {
	return fmt.Sprintf(`SELECT u.n, (u.x)::%[2]s::text
		FROM (SELECT i.n, (SELECT (%[1]s) FROM (SELECT i.a::%[2]s AS a, i.b::%[2]s AS b, i.base::%[2]s AS base) AS v) AS x
		      FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS i(a, b, base, n)) AS u`, expression, typ)
}

// probeMerge finds out whether the policies of a table can be worked out, on no rows.
func probeMerge(ctx context.Context, sync string, t *plannedTable, m *member) error {
	for column, policy := range t.policies {
		if policy.Name == "" || policy.Name == conflict.PolicyLatest {
			continue
		}
		if err := probeColumn(ctx, t, m, column); err != nil {
			return t.cannotMerge(sync, m, column, err)
		}
	}
	return nil
}

func probeColumn(ctx context.Context, t *plannedTable, m *member, column int) error {
	typ := t.at[m.position].types[column]
	policy := t.policies[column]
	var sql string
	args := []any{[]int{}, []string{}}
	switch policy.Name {
	case conflict.PolicyJSONMerge:
		if typ != "json" && typ != "jsonb" {
			return fmt.Errorf("it is of type %s", typ)
		}
		return nil
	case conflict.PolicySum:
		sql, args = sumSQL(typ), []any{[]string{}, []int{}, []int{}, []string{}, []string{}}
	case conflict.PolicyUnion:
		sql, args = unionSQL(typ), []any{[]string{}, []int{}, []int{}, []string{}, []string{}}
	case conflict.PolicyExpression:
		sql, args = expressionSQL(policy.Expression, typ), []any{[]string{}, []string{}, []string{}}
	case conflict.PolicyMax, conflict.PolicyMin:
		sql = extremeSQL(policy.Name, typ)
	default:
		return nil
	}
	_, err := m.reader.Exec(ctx, sql, append([]any{pgx.QueryExecModeDescribeExec}, args...)...)
	return err
}
