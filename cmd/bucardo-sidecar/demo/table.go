package demo

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgtype"
)

// table is a query's answer as the server sent it, in text. NULL is the empty string, as in psql.
type table struct {
	columns []column
	rows    [][]string
	// tag is the command's own word, such as UPDATE 1; it is all there is to show when there are no columns.
	tag string
}

type column struct {
	name  string
	right bool
	width int
}

// widest is how many characters a table may take before it is turned on its side, a column a line, as psql does with
// \x auto in a terminal of that width.
const widest = 118

// rightAligned are the types that psql sets to the right.
var rightAligned = map[uint32]bool{
	pgtype.Int2OID: true, pgtype.Int4OID: true, pgtype.Int8OID: true, pgtype.Float4OID: true, pgtype.Float8OID: true,
	pgtype.NumericOID: true, pgtype.OIDOID: true, pgtype.XIDOID: true, pgtype.CIDOID: true, moneyOID: true, pgtype.XID8OID: true,
}

const moneyOID = 790

// write prints the table as psql prints it, without the blanks at the ends of lines.
func (t *table) write(out io.Writer) {
	if t.columns == nil {
		printLine(out, t.tag)
		return
	}
	width := 0
	for i := range t.columns {
		c := &t.columns[i]
		c.width = utf8.RuneCountInString(c.name)
		for _, row := range t.rows {
			for line := range strings.SplitSeq(row[i], "\n") {
				c.width = max(c.width, utf8.RuneCountInString(line))
			}
		}
		width += c.width + 3
	}
	if width > widest && len(t.rows) > 0 {
		t.writeSideways(out)
		return
	}
	t.writeAligned(out)
}

// writeAligned is psql's ordinary format.
func (t *table) writeAligned(out io.Writer) {
	heads, rules := make([]string, len(t.columns)), make([]string, len(t.columns))
	for i, c := range t.columns {
		left := (c.width - utf8.RuneCountInString(c.name)) / 2
		heads[i] = " " + pad(strings.Repeat(" ", left)+c.name, c.width) + " "
		rules[i] = strings.Repeat("-", c.width+2)
	}
	printLine(out, strings.Join(heads, "|"))
	printLine(out, strings.Join(rules, "+"))
	for _, row := range t.rows {
		t.writeRow(out, row)
	}
	if len(t.rows) == 1 {
		printLine(out, "(1 row)")
	} else {
		printLine(out, fmt.Sprintf("(%d rows)", len(t.rows)))
	}
	printLine(out, "")
}

// writeRow prints a row on as many lines as its longest value has; "+" marks a value that goes on.
func (t *table) writeRow(out io.Writer, row []string) {
	cells, height := make([][]string, len(row)), 1
	for i, value := range row {
		cells[i] = strings.Split(value, "\n")
		height = max(height, len(cells[i]))
	}
	for n := range height {
		parts := make([]string, len(row))
		for i, lines := range cells {
			text, more := "", " "
			if n < len(lines) {
				text = lines[n]
			}
			if n+1 < len(lines) {
				more = "+"
			}
			if t.columns[i].right {
				parts[i] = " " + strings.Repeat(" ", t.columns[i].width-utf8.RuneCountInString(text)) + text + more
			} else {
				parts[i] = " " + pad(text, t.columns[i].width) + more
			}
		}
		printLine(out, strings.Join(parts, "|"))
	}
}

// writeSideways is psql's expanded format.
func (t *table) writeSideways(out io.Writer) {
	names, values := 0, 0
	for i := range t.columns {
		names = max(names, utf8.RuneCountInString(t.columns[i].name))
		for _, row := range t.rows {
			for line := range strings.SplitSeq(row[i], "\n") {
				values = max(values, utf8.RuneCountInString(line))
			}
		}
	}
	for n, row := range t.rows {
		head := fmt.Sprintf("-[ RECORD %d ]", n+1)
		if len(head) <= names {
			head = head + strings.Repeat("-", names+1-len(head)) + "+"
		} else if len(head) == names+1 {
			head += "+"
		}
		printLine(out, head+strings.Repeat("-", max(0, names+1+1+1+values-len(head))))
		for i, value := range row {
			name := t.columns[i].name
			lines := strings.Split(value, "\n")
			for k, line := range lines {
				more := ""
				if k+1 < len(lines) {
					more = strings.Repeat(" ", values-utf8.RuneCountInString(line)) + "+"
				}
				printLine(out, pad(name, names)+" | "+line+more)
				name = ""
			}
		}
	}
	printLine(out, "")
}

func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(text)))
}

// printLine leaves errors to the writer, which keeps the first one; see screen.
func printLine(out io.Writer, line string) {
	_, _ = fmt.Fprintln(out, strings.TrimRight(line, " "))
}
