package conflict

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
)

// MergeJSON applies to a JSON document, key by key, what each step has changed in another copy of it. A key that was
// changed in both keeps its value; objects in it are merged in turn. A nil document is SQL's NULL.
func MergeJSON(value *string, steps []Step) (*string, error) {
	merged, err := decodeJSON(value)
	if err != nil {
		return nil, err
	}
	for _, step := range steps {
		before, err := decodeJSON(step.Old)
		if err != nil {
			return nil, err
		}
		after, err := decodeJSON(step.New)
		if err != nil {
			return nil, err
		}
		merged = mergeValue(merged, before, after)
	}
	return encodeJSON(merged)
}

// absent stands for SQL's NULL and for a key that is not there, which JSON's null is not.
type absent struct{}

func mergeValue(mine, before, after any) any {
	switch {
	case reflect.DeepEqual(before, after):
		return mine
	case reflect.DeepEqual(mine, before):
		return after
	}
	mineObject, ok1 := mine.(map[string]any)
	afterObject, ok2 := after.(map[string]any)
	if !ok1 || !ok2 {
		return mine
	}
	beforeObject, _ := before.(map[string]any)
	result := map[string]any{}
	for _, object := range []map[string]any{mineObject, afterObject} {
		for key := range object {
			if merged := mergeValue(member(mineObject, key), member(beforeObject, key), member(afterObject, key)); merged != (absent{}) {
				result[key] = merged
			}
		}
	}
	return result
}

func member(object map[string]any, key string) any {
	if value, ok := object[key]; ok {
		return value
	}
	return absent{}
}

func decodeJSON(text *string) (any, error) {
	if text == nil {
		return absent{}, nil
	}
	decoder := json.NewDecoder(bytes.NewReader([]byte(*text)))
	decoder.UseNumber() // a number keeps all its digits
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("merge JSON: %w", err)
	}
	return value, nil
}

func encodeJSON(value any) (*string, error) {
	if value == (absent{}) {
		return nil, nil //nolint:nilnil // SQL's NULL
	}
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, fmt.Errorf("merge JSON: %w", err)
	}
	text := string(bytes.TrimRight(buffer.Bytes(), "\n"))
	return &text, nil
}
