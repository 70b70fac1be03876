package kid

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// chosen is a table that an entry of the sync's table list means; named when an entry is its name.
type chosen struct {
	table *node.Table
	named bool

	priority int
	rank     int // of the entry that the priority is from
}

// choose returns the tables of the first source that a list means, those of the highest priority first, else in the order
// of the list. Of several entries that mean a table, the most specific one gives the priority. What an excluding entry
// means is left out, whatever else names it. missing are the names that mean no table there, or several.
func choose(relations []catalog.Relation, first inspected) (result []chosen, missing []heldTable) {
	seen := map[int64]int{}
	for _, r := range relations {
		if r.Kind == "sequence" || r.Excluded {
			continue
		}
		named := isName(r)
		found, left := 0, 0
		for i := range first.tables {
			t := &first.tables[i]
			switch {
			case !means(r, t.Schema, t.Name) || !named && (t.Partition || t.Kind != "r" && t.Kind != "p"):
				continue
			case excludes(relations, "table", t.Schema, t.Name):
				left++
				continue
			}
			found++
			at, ok := seen[t.OID]
			if !ok {
				at = len(result)
				seen[t.OID] = at
				result = append(result, chosen{table: t, rank: -1})
			}
			result[at].named = result[at].named || named
			if rank := rankOf(r); rank > result[at].rank || rank == result[at].rank && r.Priority > result[at].priority {
				result[at].priority, result[at].rank = r.Priority, rank
			}
		}
		if named && found+left != 1 {
			missing = append(missing, notOne(r, first)...)
		}
	}
	// What may be meant, and what stands elsewhere in the list too, is held as well.
	result = slices.DeleteFunc(result, func(c chosen) bool {
		return slices.ContainsFunc(missing, func(m heldTable) bool { return m.schema == c.table.Schema && m.name == c.table.Name })
	})
	slices.SortStableFunc(result, func(a, b chosen) int { return cmp.Compare(b.priority, a.priority) })
	return result, missing
}

// notOne holds what a name may mean that means no table, or several.
func notOne(r catalog.Relation, first inspected) []heldTable {
	name := r.Table
	if r.Schema != "" {
		name = r.Schema + "." + r.Table
	}
	var held []heldTable
	for _, t := range first.tables {
		if means(r, t.Schema, t.Name) {
			held = append(held, heldTable{schema: t.Schema, name: t.Name})
		}
	}
	if len(held) == 0 {
		return []heldTable{{schema: r.Schema, name: r.Table, problem: node.Problem{
			DB: first.name, Reason: fmt.Sprintf("table %s does not exist", name), NextStep: "Create the table there, or correct the sync's tables with bucardo.update_sync.",
		}}}
	}
	for i := range held {
		held[i].problem = node.Problem{
			DB: first.name, Reason: fmt.Sprintf("table %s exists in %d schemas", name, len(held)),
			NextStep: "Write it with its schema in bucardo.update_sync, for example '" + held[0].schema + "." + name + "'.",
		}
	}
	return held
}

// isName reports whether an entry names one relation; others mean all that fit, also those created later.
func isName(r catalog.Relation) bool { return r.Table != "" && !r.Patterns }

// rankOf orders entries by how specific they are.
func rankOf(r catalog.Relation) int {
	switch {
	case isName(r):
		return 3
	case r.Patterns:
		return 2
	case r.Schema != "":
		return 1
	}
	return 0
}

// means reports whether an entry means a relation of that name, whatever its kind.
func means(r catalog.Relation, schema, name string) bool {
	return meansName(r.Schema, schema, r.Patterns) && meansName(r.Table, name, r.Patterns)
}

// excludes reports whether a list leaves out the table or sequence (kind) of that name.
func excludes(relations []catalog.Relation, kind, schema, name string) bool {
	return slices.ContainsFunc(relations, func(r catalog.Relation) bool {
		return r.Excluded && (r.Kind == kind || r.Kind == "" && kind == "table") && means(r, schema, name)
	})
}

func meansName(wanted, name string, pattern bool) bool {
	switch {
	case wanted == "":
		return true
	case pattern:
		return fitsPattern(wanted, name)
	}
	return wanted == name
}

// fitsPattern reports whether a name fits a pattern, in which * stands for any characters, and what follows a backslash for
// itself.
func fitsPattern(pattern, name string) bool {
	var parts []string
	var part strings.Builder
	for i := 0; i < len(pattern); i++ {
		switch {
		case pattern[i] == '*':
			parts = append(parts, part.String())
			part.Reset()
			continue
		case pattern[i] == '\\' && i+1 < len(pattern):
			i++
		}
		part.WriteByte(pattern[i])
	}
	last := part.String()
	if len(parts) == 0 {
		return name == last
	}
	rest, ok := strings.CutPrefix(name, parts[0])
	if !ok {
		return false
	}
	for _, p := range parts[1:] {
		if _, rest, ok = strings.Cut(rest, p); !ok {
			return false
		}
	}
	return strings.HasSuffix(rest, last)
}
