package hook

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
)

// Version is a row as one database has it.
type Version struct {
	DB      string
	At      time.Time
	Op      string    // insert, update or delete
	Changed []string  // columns, where known
	Values  []*string // text of each column, nil: the row is gone
}

// Contested is a row that was changed on several databases.
type Contested struct {
	Key      []*string // as a row that has nothing but its key
	Kind     string    // "update/update", "update/delete" ...
	Versions []Version
	Base     json.RawMessage // what is known of the row before the changes, nil: nothing
}

// Decision is what code has decided of a contested row. Without Code nobody has.
type Decision struct {
	Code   string    // its name
	Winner string    // the database whose version is to be everywhere
	Values []*string // a row that was made up
	Skip   bool      // every database keeps what it has
}

// Decide asks code about contested rows of a table, whoever has the highest priority first. Who has not answered about a row leaves it
// to the next, and in the end to the strategy.
func (r *Runner) Decide(ctx context.Context, codes []catalog.CustomCode, t Table, contested []Contested) ([]Decision, error) {
	decisions := make([]Decision, len(contested))
	for _, code := range codes {
		var open []int
		for i := range contested {
			if decisions[i].Code == "" && (code.Expression == "" || contested[i].present()) {
				open = append(open, i)
			}
		}
		for start := 0; start < len(open); start += ChunkRows {
			chunk := open[start:min(start+ChunkRows, len(open))]
			var err error
			if code.Expression != "" {
				err = r.evaluate(ctx, code, t, contested, chunk, decisions, true)
			} else {
				err = r.ask(ctx, code, conflictPayload(t, contested, chunk), func(answers []json.RawMessage) error {
					return readDecisions(code.Name, t, contested, chunk, answers, decisions)
				})
			}
			if err != nil {
				return nil, err
			}
		}
	}
	return decisions, nil
}

// present reports whether the row is there in every version.
func (c Contested) present() bool {
	return !slices.ContainsFunc(c.Versions, func(v Version) bool { return v.Values == nil })
}

// newest is the row as it was changed last, or its key when it is gone everywhere.
func (c Contested) newest() []*string {
	values := c.Key
	for _, v := range c.ordered() {
		if v.Values != nil {
			values = v.Values
		}
	}
	return values
}

// ordered are the versions from the oldest to the newest.
func (c Contested) ordered() []Version {
	versions := slices.Clone(c.Versions)
	slices.SortStableFunc(versions, func(a, b Version) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(b.DB, a.DB)) })
	return versions
}

func conflictPayload(t Table, contested []Contested, chunk []int) json.RawMessage {
	items := make([]json.RawMessage, len(chunk))
	for n, i := range chunk {
		c := contested[i]
		versions := make([]json.RawMessage, len(c.Versions))
		for j, v := range c.Versions {
			row, changed := json.RawMessage("null"), json.RawMessage("null")
			if v.Values != nil {
				row = t.row(v.Values)
			}
			if v.Changed != nil {
				names := make([]json.RawMessage, len(v.Changed))
				for k, name := range v.Changed {
					names[k] = json.RawMessage(quoted(name))
				}
				changed = array(names)
			}
			versions[j] = json.RawMessage(fmt.Sprintf(`{"db":%s,"at":%q,"op":%q,"changed":%s,"row":%s}`,
				quoted(v.DB), v.At.UTC().Format(time.RFC3339Nano), v.Op, changed, row))
		}
		base := c.Base
		if base == nil {
			base = json.RawMessage("null")
		}
		items[n] = json.RawMessage(fmt.Sprintf(`{"id":%d,"table":%s,"key":%s,"kind":%s,"versions":%s,"base":%s}`,
			i, quoted(t.name()), t.key(c.Key), quoted(c.Kind), array(versions), base))
	}
	return array(items)
}

// readDecisions makes sense of the answers of code about the contested rows of a chunk.
func readDecisions(code string, t Table, contested []Contested, chunk []int, answers []json.RawMessage, decisions []Decision) error {
	asked := map[int]bool{}
	for _, i := range chunk {
		asked[i] = true
	}
	for _, raw := range answers {
		var answer struct {
			ID     *int            `json:"id"`
			Winner *string         `json:"winner"`
			Skip   *bool           `json:"skip"`
			Row    json.RawMessage `json:"row"`
		}
		if err := readAnswer(raw, &answer); err != nil {
			return err
		}
		if answer.ID == nil || !asked[*answer.ID] {
			return nonsensef("an answer has no id of a row it was given, or there are two for one")
		}
		i := *answer.ID
		delete(asked, i)
		d := Decision{Code: code}
		made := answer.Row != nil && string(answer.Row) != "null"
		skip := answer.Skip != nil && *answer.Skip
		switch {
		case answer.Winner != nil && !made && !skip:
			if !slices.ContainsFunc(contested[i].Versions, func(v Version) bool { return v.DB == *answer.Winner }) {
				return nonsensef("winner %q has no version of the row", *answer.Winner)
			}
			d.Winner = *answer.Winner
		case answer.Winner == nil && made && !skip:
			var err error
			if d.Values, err = t.values(answer.Row, contested[i].newest()); err != nil {
				return err
			}
			if string(t.key(d.Values)) != string(t.key(contested[i].Key)) {
				return nonsensef("a row that was made up has another key")
			}
		case answer.Winner == nil && !made && skip:
			d.Skip = true
		default:
			return nonsensef("an answer needs one of winner, row, and skip")
		}
		decisions[i] = d
	}
	return nil
}

// evaluation is the statement that evaluates an expression over many pairs of versions, with a function's rights.
func evaluation(code catalog.CustomCode) string {
	table := pgx.Identifier{code.Schema, code.Table}.Sanitize()
	return fmt.Sprintf(`RETURN QUERY
		SELECT pg_catalog.jsonb_build_object('id', bucardo_p.id, 'row', pg_catalog.to_jsonb(bucardo_r.r), 'pick',
		       CASE WHEN bucardo_r.r::record OPERATOR(pg_catalog.*=) bucardo_r.a::record THEN 'a' WHEN bucardo_r.r::record OPERATOR(pg_catalog.*=) bucardo_r.b::record THEN 'b' END)
		FROM pg_catalog.jsonb_to_recordset($1) AS bucardo_p(id integer, bucardo_a jsonb, bucardo_b jsonb)
		CROSS JOIN LATERAL (
		    SELECT a, b, (SELECT (%[2]s))::%[1]s AS r
		    FROM pg_catalog.jsonb_populate_record(NULL::%[1]s, bucardo_p.bucardo_a) AS a, pg_catalog.jsonb_populate_record(NULL::%[1]s, bucardo_p.bucardo_b) AS b) AS bucardo_r`,
		table, code.Expression)
}

// known leaves out the columns of a row that code is not told of.
func (t Table) known(raw json.RawMessage) json.RawMessage {
	var fields map[string]json.RawMessage
	_ = json.Unmarshal(raw, &fields) // PostgreSQL has written it
	known := map[string]json.RawMessage{}
	for _, c := range t.Columns {
		if field, ok := fields[c.Name]; ok {
			known[c.Name] = field
		}
	}
	row, _ := json.Marshal(known)
	return row
}

// side is one of the versions that an expression compares: that of a database, or a row that it made before.
type side struct {
	db     string
	values []*string
}

// evaluate has an expression decide of contested rows: of the two oldest versions first, then of the outcome and the next. With
// keep, what it has done besides stays.
func (r *Runner) evaluate(ctx context.Context, code catalog.CustomCode, t Table, contested []Contested, chunk []int, decisions []Decision, keep bool) error {
	ask := r.ask
	if !keep {
		ask = func(ctx context.Context, code catalog.CustomCode, payload json.RawMessage, check func([]json.RawMessage) error) error {
			_, err := r.Try(ctx, code, payload, check)
			return err
		}
	}
	best := map[int]*side{}
	versions := map[int][]Version{}
	rounds := 0
	for _, i := range chunk {
		versions[i] = contested[i].ordered()
		best[i] = &side{versions[i][0].DB, versions[i][0].Values}
		rounds = max(rounds, len(versions[i]))
	}
	for round := 1; round < rounds; round++ {
		var pairs []json.RawMessage
		for _, i := range chunk {
			if best[i] != nil && round < len(versions[i]) {
				pairs = append(pairs, json.RawMessage(fmt.Sprintf(`{"id":%d,"bucardo_a":%s,"bucardo_b":%s}`, i, t.row(best[i].values), t.row(versions[i][round].Values))))
			}
		}
		former := make(map[int]*side, len(best))
		for i, s := range best {
			former[i] = s
		}
		err := ask(ctx, code, array(pairs), func(answers []json.RawMessage) error {
			for _, raw := range answers {
				var answer struct {
					ID   int             `json:"id"`
					Row  json.RawMessage `json:"row"`
					Pick *string         `json:"pick"`
				}
				if err := readAnswer(raw, &answer); err != nil {
					return err
				}
				next := versions[answer.ID][round]
				switch {
				case string(answer.Row) == "null":
					best[answer.ID] = nil
				case answer.Pick != nil && *answer.Pick == "a":
					best[answer.ID] = former[answer.ID]
				case answer.Pick != nil:
					best[answer.ID] = &side{next.DB, next.Values}
				default:
					values, err := t.values(t.known(answer.Row), next.Values)
					if err != nil {
						return err
					}
					if string(t.key(values)) != string(t.key(next.Values)) {
						return nonsensef("a row that was made up has another key")
					}
					best[answer.ID] = &side{"", values}
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, i := range chunk {
		decisions[i] = Decision{Code: code.Name, Skip: best[i] == nil}
		if best[i] != nil && best[i].db != "" {
			decisions[i].Winner = best[i].db
		} else if best[i] != nil {
			decisions[i].Values = best[i].values
		}
	}
	return nil
}
