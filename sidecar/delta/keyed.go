package delta

import (
	"fmt"
	"slices"
	"strings"
)

// WithKeys is the statement of CopyPending or CopyTable with the text of each key column, as KeyStream has it, added to every
// row behind the values of the projection.
func (s Source) WithKeys(copyOut string, to Projection) string {
	query := strings.TrimSuffix(strings.TrimPrefix(copyOut, "COPY ("), ") TO STDOUT")
	lead := 4
	if s.Homes {
		lead++
	}
	names := make([]string, lead+len(to.Outputs))
	for i := range names {
		names[i] = fmt.Sprintf("a%d", i)
	}
	keys := make([]string, len(s.Keys))
	for j, k := range s.Keys {
		at := slices.IndexFunc(to.Outputs, func(output int) bool { return output < len(s.Columns) && s.Columns[output] == k.Name })
		keys[j] = k.Canonical(fmt.Sprintf("q.a%d", lead+at))
	}
	return fmt.Sprintf("COPY (SELECT q.*, %s FROM (%s) AS q(%s)) TO STDOUT", strings.Join(keys, ", "), query, strings.Join(names, ", "))
}
