package readme

import (
	"regexp"
	"slices"
	"strings"
)

// block is one sql block of a Markdown file, with the answer that the file shows for its last statement.
type block struct {
	// line is where it begins, for messages.
	line       int
	database   string
	statements []string
	// shown is the text block right after it; empty when there is none.
	shown string
	// example says that the values shown are those of one run: only the names of the columns have to be right.
	example bool
}

// parse finds the sql blocks. One that begins with "-- on shake1" runs there, the others in the control database. A
// block "```text" after it holds the answer as it always is, "```text example" that of one run.
func parse(markdown string) []*block {
	var blocks []*block
	var open *block // the sql block that a text block may still belong to
	lines := strings.Split(markdown, "\n")
	for i := 0; i < len(lines); i++ {
		kind, isFence := strings.CutPrefix(lines[i], "```")
		if !isFence {
			if lines[i] != "" {
				open = nil
			}
			continue
		}
		start := i + 1
		length := slices.Index(lines[start:], "```")
		if length < 0 {
			return blocks
		}
		i = start + length
		body := strings.Join(lines[start:i], "\n")
		switch {
		case kind == "sql":
			open = newBlock(start, body)
			blocks = append(blocks, open)
		case (kind == "text" || kind == "text example") && open != nil:
			open.shown, open.example = body, kind != "text"
			open = nil
		default:
			open = nil
		}
	}
	return blocks
}

var onDatabase = regexp.MustCompile(`^-- on (\w+)\n`)

// newBlock splits the body at semicolons that end a line, a comment after them aside.
func newBlock(line int, body string) *block {
	b := &block{line: line, database: "bucardo"}
	if found := onDatabase.FindStringSubmatch(body); found != nil {
		b.database = found[1]
	}
	var statement strings.Builder
	for text := range strings.SplitSeq(body, "\n") {
		code, _, _ := strings.Cut(text, "--")
		code = strings.TrimRight(code, " ")
		if code == "" {
			continue
		}
		whole, ends := strings.CutSuffix(code, ";")
		statement.WriteString(whole + "\n")
		if ends {
			b.statements = append(b.statements, strings.TrimSpace(statement.String()))
			statement.Reset()
		}
	}
	return b
}

var callsFunction = regexp.MustCompile(`bucardo\.\w+\(`)

// isQuestion reports whether the last statement only reads, so that it may be repeated.
func (b *block) isQuestion() bool {
	last := b.statements[len(b.statements)-1]
	return strings.HasPrefix(last, "SELECT") && !callsFunction.MatchString(last)
}

// shape is what two answers to one question have in common: the names of the columns, in psql's aligned or expanded
// format.
func shape(answer string) string {
	var names []string
	if strings.HasPrefix(answer, "-[ RECORD 1 ]") {
		for line := range strings.SplitSeq(answer, "\n") {
			name, _, isColumn := strings.Cut(line, "|")
			if isColumn {
				names = append(names, strings.TrimSpace(name))
			}
		}
		return strings.Join(names, "\n")
	}
	head, _, _ := strings.Cut(answer, "\n")
	for name := range strings.SplitSeq(head, "|") {
		names = append(names, strings.TrimSpace(name))
	}
	return strings.Join(names, "\n")
}
