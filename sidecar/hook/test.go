package hook

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
)

// sample is a row, or a conflict, that code is tested with.
type sample struct {
	ID       int                        `json:"id"`
	Op       string                     `json:"op"`
	Key      map[string]json.RawMessage `json:"key"`
	Row      map[string]json.RawMessage `json:"row"`
	DB       string                     `json:"db"`
	At       time.Time                  `json:"at"`
	Changed  []string                   `json:"changed"`
	Kind     string                     `json:"kind"`
	Versions []sample                   `json:"versions"`
	Base     json.RawMessage            `json:"base"`
}

// Test calls code with samples, checks what it answers, undoes what it did, and returns the answers. t is its table, as far as that is
// known; columns of the samples that it does not have are added. For conflicts, samples are the versions of one row, or conflicts with
// versions each.
func (r *Runner) Test(ctx context.Context, code catalog.CustomCode, t Table, payload json.RawMessage) (json.RawMessage, error) {
	if !(wrapper{code}).answers() {
		answers, err := r.Try(ctx, code, payload, nil)
		return array(answers), err
	}
	samples, err := readSamples(code, payload)
	if err != nil {
		return nil, err
	}
	t = t.with(samples)
	if code.Point == Conflict {
		return r.testConflicts(ctx, code, t, samples)
	}
	changes, rejected, chunk := make([]Change, len(samples)), make([]Rejected, len(samples)), make([]int, len(samples))
	for i, s := range samples {
		values, err := t.sampled(s)
		if err != nil {
			return nil, err
		}
		changes[i] = Change{From: i, Gone: s.gone(), Values: values}
		rejected[i], chunk[i] = Rejected{Gone: s.gone(), Values: values}, i
	}
	numbered, err := number(payload)
	if err != nil {
		return nil, err
	}
	answers, err := r.Try(ctx, code, numbered, func(answers []json.RawMessage) error {
		if code.Point == Transform {
			_, err := readTransformed(t, changes, answers)
			return err
		}
		return readMended(t, rejected, chunk, answers, make([]Verdict, len(samples)))
	})
	return array(answers), err
}

func (s sample) gone() bool { return s.Row == nil }

// readSamples reads what code is tested with.
func readSamples(code catalog.CustomCode, payload json.RawMessage) ([]sample, error) {
	var samples []sample
	if err := json.Unmarshal(payload, &samples); err != nil {
		return nil, fmt.Errorf("what custom code is tested with has to be an array of objects: %w", err)
	}
	if code.Point == Conflict && len(samples) > 0 && samples[0].Versions == nil {
		samples = []sample{{Kind: "update/update", Versions: samples}}
	}
	return samples, nil
}

// number gives each sample its place as its id, as rows of a batch have it.
func number(payload json.RawMessage) (json.RawMessage, error) {
	var items []map[string]json.RawMessage
	if err := json.Unmarshal(payload, &items); err != nil {
		return nil, fmt.Errorf("what custom code is tested with has to be an array of objects: %w", err)
	}
	for i := range items {
		items[i]["id"] = json.RawMessage(fmt.Sprint(i))
	}
	numbered, err := json.Marshal(items)
	if err != nil {
		return nil, fmt.Errorf("number samples: %w", err)
	}
	return numbered, nil
}

// with is the table with the columns that only samples have. Nothing is known of their types.
func (t Table) with(samples []sample) Table {
	t.Columns = slices.Clone(t.Columns)
	add := func(object map[string]json.RawMessage) {
		for _, name := range slices.Sorted(maps.Keys(object)) {
			if !slices.ContainsFunc(t.Columns, func(c Column) bool { return c.Name == name }) {
				t.Columns = append(t.Columns, Column{Name: name, Type: "jsonb"})
			}
		}
	}
	for _, s := range samples {
		add(s.Key)
		add(s.Row)
		for _, v := range s.Versions {
			add(v.Row)
		}
	}
	return t
}

// sampled is the row of a sample, or its key when it is gone.
func (t Table) sampled(s sample) ([]*string, error) {
	values := make([]*string, len(t.Columns))
	for _, object := range []map[string]json.RawMessage{s.Key, s.Row} {
		for name, field := range object {
			i := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name })
			var err error
			if values[i], err = decode(t.Columns[i].Type, field); err != nil {
				return nil, fmt.Errorf("column %q: %w", name, err)
			}
		}
	}
	return values, nil
}

// testConflicts has code decide, and says what it has decided.
func (r *Runner) testConflicts(ctx context.Context, code catalog.CustomCode, t Table, samples []sample) (json.RawMessage, error) {
	contested := make([]Contested, len(samples))
	chunk := make([]int, len(samples))
	for i, s := range samples {
		c := Contested{Kind: s.Kind, Base: s.Base}
		chunk[i] = i
		key, err := t.sampled(sample{Key: s.Key})
		if err != nil {
			return nil, err
		}
		c.Key = key
		for n, v := range s.Versions {
			version := Version{DB: v.DB, At: v.At, Op: v.Op, Changed: v.Changed}
			if version.At.IsZero() {
				version.At = time.Unix(int64(n), 0) // in the order in which they are given
			}
			if !v.gone() {
				if version.Values, err = t.sampled(v); err != nil {
					return nil, err
				}
				c.Key = t.keyOf(version.Values)
			}
			if version.Op == "" {
				version.Op = map[bool]string{true: "delete", false: "update"}[v.gone()]
			}
			c.Versions = append(c.Versions, version)
		}
		contested[i] = c
	}
	decisions := make([]Decision, len(contested))
	if code.Expression != "" {
		if i := slices.IndexFunc(contested, func(c Contested) bool { return !c.present() || len(c.Versions) == 0 }); i >= 0 {
			return nil, fmt.Errorf("an expression decides between rows, and conflict %d has a version that is gone", i)
		}
		if err := r.evaluate(ctx, code, t, contested, chunk, decisions, false); err != nil {
			return nil, err
		}
	} else if _, err := r.Try(ctx, code, conflictPayload(t, contested, chunk), func(answers []json.RawMessage) error {
		return readDecisions(code.Name, t, contested, chunk, answers, decisions)
	}); err != nil {
		return nil, err
	}
	var answers []json.RawMessage
	for i, d := range decisions {
		switch {
		case d.Skip:
			answers = append(answers, json.RawMessage(fmt.Sprintf(`{"id":%d,"skip":true}`, i)))
		case d.Winner != "":
			answers = append(answers, json.RawMessage(fmt.Sprintf(`{"id":%d,"winner":%s}`, i, quoted(d.Winner))))
		case d.Values != nil:
			answers = append(answers, json.RawMessage(fmt.Sprintf(`{"id":%d,"row":%s}`, i, t.row(d.Values))))
		}
	}
	return array(answers), nil
}

// keyOf is a row with nothing but its key.
func (t Table) keyOf(values []*string) []*string {
	key := make([]*string, len(values))
	for _, i := range t.Key {
		key[i] = values[i]
	}
	return key
}
