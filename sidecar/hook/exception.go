package hook

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
)

// Rejected is a row that a receiver has refused, with its error.
type Rejected struct {
	Gone       bool
	Values     []*string
	SQLState   string
	Message    string
	Detail     string
	Constraint string
}

// Verdict is what becomes of a row that was refused. The zero value is that nobody has answered.
type Verdict struct {
	Retry  bool
	Skip   bool
	Values []*string // the row as it is to be tried, nil: as it was
}

// Mend asks code about rows that a receiver has refused. Who has not answered about a row leaves it to the next.
func (r *Runner) Mend(ctx context.Context, codes []catalog.CustomCode, t Table, db string, rejected []Rejected) ([]Verdict, error) {
	verdicts := make([]Verdict, len(rejected))
	open := make([]int, len(rejected))
	for i := range open {
		open[i] = i
	}
	for _, code := range codes {
		var left []int
		for start := 0; start < len(open); start += ChunkRows {
			chunk := open[start:min(start+ChunkRows, len(open))]
			err := r.ask(ctx, code, exceptionPayload(t, db, rejected, chunk), func(answers []json.RawMessage) error {
				return readMended(t, rejected, chunk, answers, verdicts)
			})
			if err != nil {
				return nil, err
			}
			for _, i := range chunk {
				if v := verdicts[i]; !v.Retry && !v.Skip {
					left = append(left, i)
				}
			}
		}
		open = left
	}
	return verdicts, nil
}

func exceptionPayload(t Table, db string, rejected []Rejected, chunk []int) json.RawMessage {
	items := make([]json.RawMessage, len(chunk))
	for n, i := range chunk {
		f := rejected[i]
		row := json.RawMessage("null")
		if !f.Gone {
			row = t.row(f.Values)
		}
		items[n] = json.RawMessage(fmt.Sprintf(`{"id":%d,"table":%s,"db":%s,"op":%q,"key":%s,"row":%s,"error":{"sqlstate":%s,"message":%s,"detail":%s,"constraint":%s}}`,
			i, quoted(t.name()), quoted(db), operation(f.Gone), t.key(f.Values), row,
			quoted(f.SQLState), quoted(f.Message), quoted(f.Detail), quoted(f.Constraint)))
	}
	return array(items)
}

func readMended(t Table, rejected []Rejected, chunk []int, answers []json.RawMessage, verdicts []Verdict) error {
	asked := map[int]bool{}
	for _, i := range chunk {
		asked[i] = true
	}
	for _, raw := range answers {
		var answer struct {
			ID     *int            `json:"id"`
			Action *string         `json:"action"`
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
		mended := answer.Row != nil && string(answer.Row) != "null"
		switch {
		case mended && answer.Action == nil && !rejected[i].Gone:
			values, err := t.values(answer.Row, rejected[i].Values)
			if err != nil {
				return err
			}
			if string(t.key(values)) != string(t.key(rejected[i].Values)) {
				return nonsensef("a row that was mended has another key")
			}
			verdicts[i] = Verdict{Retry: true, Values: values}
		case mended || answer.Action == nil:
			return nonsensef("an answer needs an action, or the row mended, where there is one")
		case *answer.Action == "retry":
			verdicts[i] = Verdict{Retry: true}
		case *answer.Action == "skip":
			verdicts[i] = Verdict{Skip: true}
		default:
			return nonsensef("action %q is neither retry nor skip", *answer.Action)
		}
	}
	return nil
}
