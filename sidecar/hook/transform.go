package hook

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
)

// ChunkRows is up to how many rows one call gets.
const ChunkRows = 1000

// Change is a row that a receiver is to get, or with Gone the key of one that is to go.
type Change struct {
	From   int // which of the changes given it was made of
	Gone   bool
	Values []*string // text of each column, nil for NULL
}

// Transform has code make other changes of those for one receiver: the first answers to the changes, the next to its answers.
func (r *Runner) Transform(ctx context.Context, codes []catalog.CustomCode, t Table, db string, changes []Change) ([]Change, error) {
	for i := range changes {
		changes[i].From = i
	}
	for _, code := range codes {
		var made []Change
		for start := 0; start < len(changes); start += ChunkRows {
			chunk := changes[start:min(start+ChunkRows, len(changes))]
			err := r.ask(ctx, code, transformPayload(t, db, chunk), func(answers []json.RawMessage) error {
				answered, err := readTransformed(t, chunk, answers)
				made = append(made, answered...)
				return err
			})
			if err != nil {
				return nil, err
			}
		}
		changes = made
	}
	return changes, nil
}

func operation(gone bool) string {
	if gone {
		return "delete"
	}
	return "upsert"
}

func transformPayload(t Table, db string, changes []Change) json.RawMessage {
	rows := make([]json.RawMessage, len(changes))
	for i, c := range changes {
		row := json.RawMessage("null")
		if !c.Gone {
			row = t.row(c.Values)
		}
		rows[i] = json.RawMessage(fmt.Sprintf(`{"id":%d,"table":%s,"db":%s,"op":%q,"key":%s,"row":%s}`,
			i, quoted(t.name()), quoted(db), operation(c.Gone), t.key(c.Values), row))
	}
	return array(rows)
}

func array(items []json.RawMessage) json.RawMessage {
	payload := []byte{'['}
	for i, item := range items {
		if i > 0 {
			payload = append(payload, ',')
		}
		payload = append(payload, item...)
	}
	return append(payload, ']')
}

// readTransformed makes sense of the answers to changes.
func readTransformed(t Table, changes []Change, answers []json.RawMessage) ([]Change, error) {
	made := make([]Change, 0, len(answers))
	taken := map[string]bool{}
	for _, raw := range answers {
		var answer struct {
			ID  *int            `json:"id"`
			Op  *string         `json:"op"`
			Row json.RawMessage `json:"row"`
		}
		if err := readAnswer(raw, &answer); err != nil {
			return nil, err
		}
		if answer.ID == nil || *answer.ID < 0 || *answer.ID >= len(changes) {
			return nil, nonsensef("an answer has no id of a row it was given")
		}
		from := changes[*answer.ID]
		c := Change{From: from.From, Gone: from.Gone, Values: from.Values}
		if answer.Op != nil {
			if *answer.Op != operation(true) && *answer.Op != operation(false) {
				return nil, nonsensef("op %q is neither upsert nor delete", *answer.Op)
			}
			c.Gone = *answer.Op == operation(true)
		}
		if answer.Row != nil && string(answer.Row) != "null" {
			var err error
			if c.Values, err = t.values(answer.Row, from.Values); err != nil {
				return nil, err
			}
		} else if from.Gone && !c.Gone {
			return nil, nonsensef("a row that is gone is to be written, and there is none in the answer")
		}
		id := operation(c.Gone) + string(t.key(c.Values))
		if len(t.Key) > 0 && taken[id] {
			return nil, nonsensef("two answers are for one key")
		}
		taken[id] = true
		made = append(made, c)
	}
	return made, nil
}
