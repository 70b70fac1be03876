package hook

import (
	"bytes"
	"encoding/json"
	"strings"
)

// readAnswer reads an object with the fields of into, and no others.
func readAnswer(raw json.RawMessage, into any) error {
	if len(raw) == 0 || bytes.TrimSpace(raw)[0] != '{' {
		return nonsensef("an answer is not an object")
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	if err != nil {
		return nonsensef("an answer has %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	return nil
}
