package delta

import "strings"

var (
	copyEscapes   = map[byte]byte{'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v'}
	copyUnescapes = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`)
)

// CopyValue reads a value of COPY's text format, nil for NULL.
func CopyValue(field string) *string {
	if field == `\N` {
		return nil
	}
	if !strings.Contains(field, `\`) {
		return &field
	}
	var b strings.Builder
	for i := 0; i < len(field); i++ {
		c := field[i]
		if c == '\\' && i+1 < len(field) {
			i++
			if c = field[i]; copyEscapes[c] != 0 {
				c = copyEscapes[c]
			}
		}
		b.WriteByte(c)
	}
	value := b.String()
	return &value
}

// CopyText writes a value in COPY's text format.
func CopyText(value *string) string {
	if value == nil {
		return `\N`
	}
	return copyUnescapes.Replace(*value)
}
