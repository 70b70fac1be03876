package bucardo5

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var (
	word      = `(?:[A-Za-z_\x{80}-\x{10FFFF}][A-Za-z0-9_$\x{80}-\x{10FFFF}]*|"(?:[^"]|"")+")`
	tableName = regexp.MustCompile(`^\s*(?:` + word + `\s*\.\s*)?` + word + `\s*$`)
	oneColumn = regexp.MustCompile(`^` + word + `$`)
	asColumn  = regexp.MustCompile(`(?is)^(.*\S)\s+as\s+(` + word + `)$`)
	selecting = regexp.MustCompile(`(?is)^\s*select\s+`)
	inQuotes  = regexp.MustCompile(`'(?:[^']|'')*'|"(?:[^"]|"")*"`)
	tokens    = regexp.MustCompile(`(?s)'(?:[^']|'')*'|"(?:[^"]|"")*"|[][(),]|[^][()'",]+`)
)

// customRow is a row of customname or customcols.
type customRow struct {
	id       int
	goat     int
	value    string
	db, sync string // empty: all
}

func (s *writer) indexCustoms() {
	for _, row := range s.config.CustomNames {
		s.newNames = append(s.newNames, customRow{row.ID, row.Goat, text(row.NewName), text(row.DB), text(row.Sync)})
	}
	for _, row := range s.config.CustomCols {
		s.newCols = append(s.newCols, customRow{row.ID, row.Goat, text(row.Clause), text(row.DB), text(row.Sync)})
	}
}

// customs writes other names and columns of tables.
func (s *writer) customs() {
	if len(s.newNames)+len(s.newCols) > 0 {
		s.section("Other names and columns of tables")
	}
	s.customsOf("customname", s.newNames, newName)
	s.customsOf("customcols", s.newCols, columns)
}

// heldByCustoms names the other names and columns that a sync needs and that cannot be carried over: without them rows
// would go into other tables, and columns to where they are not to be seen.
func (s *writer) heldByCustoms(sync Sync) []string {
	var reasons []string
	for _, kind := range []struct {
		name, call string
		rows       []customRow
		translate  func(string) (string, string)
	}{{"customname", "add_customname", s.newNames, newName}, {"customcols", "add_customcols", s.newCols, columns}} {
		for _, row := range kind.rows {
			goat, has := s.goatOf(sync, relation(s.goats[row.goat]))
			if !has || goat.ID != row.goat || goat.RelType != "table" || row.sync != "" && row.sync != sync.Name {
				continue
			}
			if _, problem := kind.translate(row.value); problem != "" {
				reasons = append(reasons, fmt.Sprintf("the %s of %s (%s) is left out, see below. Add it with %s", kind.name, relation(goat), row.value, kind.call))
			}
		}
	}
	return reasons
}

// customsOf writes the rows of one table, which translate makes valid or says why they are not.
func (s *writer) customsOf(kind string, rows []customRow, translate func(string) (value, problem string)) {
	slices.SortFunc(rows, func(a, b customRow) int {
		return cmp.Or(strings.Compare(relation(s.goats[a.goat]), relation(s.goats[b.goat])), cmp.Compare(a.id, b.id))
	})
	usable := map[string][]customRow{} // by relation
	var relations []string
	for _, row := range rows {
		goat := s.goats[row.goat]
		name := relation(goat)
		value, problem := translate(row.value)
		switch _, known := s.dbs[row.db]; {
		case goat.RelType != "table":
			problem = "Bucardo has none for sequences"
		case row.db != "" && !known:
			problem = "database " + row.db + " is left out"
		case row.sync != "" && !s.made[row.sync]:
			problem = "sync " + row.sync + " is left out"
		case slices.ContainsFunc(usable[name], func(r customRow) bool { return r.goat == row.goat && r.db == row.db && r.sync == row.sync }):
			problem = "there is another one before it for the same"
		}
		if problem != "" {
			s.note("%s of %s (%s) is left out: %s.", kind, name, row.value, problem)
			continue
		}
		if kind == "customname" && goat.Schema != "public" && !strings.Contains(inQuotes.ReplaceAllString(value, ""), ".") {
			s.note("customname of %s (%s) has no schema, and is in that of the table here. Bucardo looked for it along the search_path.", name, row.value)
		}
		row.value = value
		if usable[name] == nil {
			relations = append(relations, name)
		}
		usable[name] = append(usable[name], row)
	}
	for _, name := range relations {
		if s.asTheyAre(name, usable[name]) {
			for _, row := range usable[name] {
				s.custom(kind, name, row.value, row.db, row.sync)
			}
		} else {
			s.customOfEach(kind, name, usable[name])
		}
	}
}

func (s *writer) custom(kind, name, value, db, sync string) {
	if db != "" {
		db = s.dbs[db].name
	}
	s.call("add_"+kind, literal(name), literal(value), quoted("db", db), quoted("sync", shorten(sync)), ifNotExists)
}

// asTheyAre reports whether rows of a table mean the same here. In Bucardo a source always has the table as it is, and a
// row is for the table of one database; here a second source gets other names too, and a row is for the name.
func (s *writer) asTheyAre(name string, rows []customRow) bool {
	for _, sync := range s.config.Syncs {
		goat, has := s.goatOf(sync, name)
		if !has {
			continue
		}
		for _, row := range rows {
			if row.goat != goat.ID {
				return false
			}
			if row.sync != "" && row.sync != sync.Name {
				continue
			}
			for i, m := range s.members[text(sync.DBs)] {
				if m.role == "source" && (m.old == row.db || row.db == "" && i > 0) {
					return false
				}
			}
		}
	}
	return !slices.ContainsFunc(rows, func(row customRow) bool { return row.goat != rows[0].goat })
}

// goatOf is the table of that name in a sync.
func (s *writer) goatOf(sync Sync, name string) (Goat, bool) {
	for _, r := range s.relations[text(sync.Herd)] {
		if relation(r.Goat) == name {
			return r.Goat, true
		}
	}
	return Goat{}, false
}

// customOfEach writes what Bucardo makes of the rows for each database that is not a source, in each sync.
func (s *writer) customOfEach(kind, name string, rows []customRow) {
	s.comment("%s: for Bucardo, %s is for databases that are no source, so that there is one for each of these in each sync.", name, kind)
	calls := 0
	for _, sync := range s.config.Syncs {
		goat, has := s.goatOf(sync, name)
		if !has || !s.made[sync.Name] {
			continue
		}
		for _, m := range s.members[text(sync.DBs)] {
			if m.role == "source" {
				continue
			}
			value, best := "", -1
			for _, row := range rows {
				level := 0
				if row.sync != "" {
					level++
				}
				if row.db != "" {
					level += 2
				}
				fits := row.goat == goat.ID && (row.db == "" || row.db == m.old) && (row.sync == "" || row.sync == sync.Name)
				if fits && level > best {
					value, best = row.value, level
				}
			}
			if best >= 0 {
				s.custom(kind, name, value, m.old, sync.Name)
				calls++
			}
		}
	}
	if calls == 0 {
		s.comment("  There is no such database, so that there is nothing to carry over.")
	}
}

// newName checks the name of a table, which is written as in SQL in both.
func newName(value string) (name, problem string) {
	if !tableName.MatchString(value) {
		return "", "it is not the name of a table as SQL has it"
	}
	for _, part := range regexp.MustCompile(word).FindAllString(value, -1) {
		if len(strings.Trim(part, `"`)) > maxName {
			return "", "it is too long"
		}
	}
	return strings.TrimSpace(value), ""
}

// columns makes a list of columns of a SELECT clause.
func columns(clause string) (list, problem string) {
	if !selecting.MatchString(clause) {
		return "", "it is not a list of columns"
	}
	list = strings.TrimSpace(selecting.ReplaceAllString(clause, ""))
	bare := inQuotes.ReplaceAllString(list, " ")
	if strings.ContainsAny(bare, `'";$`) || strings.Contains(bare, "--") || strings.Contains(bare, "/*") || strings.Contains(list, `\'`) {
		return "", "it is more than a list of columns"
	}
	seen := map[string]bool{}
	for _, item := range split(list) {
		column := item
		if found := asColumn.FindStringSubmatch(item); found != nil {
			column = found[2]
			if strings.Count(inQuotes.ReplaceAllString(found[1], ""), "(") != strings.Count(inQuotes.ReplaceAllString(found[1], ""), ")") {
				return "", "a parenthesis is not closed"
			}
		}
		if !oneColumn.MatchString(column) || len(strings.Trim(column, `"`)) > maxName {
			return "", "write each column by its name, or expression AS name, and add it with add_customcols"
		}
		if column[0] != '"' {
			column = strings.ToLower(column)
		}
		column = strings.Trim(column, `"`)
		if seen[column] {
			return "", "a column is in it twice"
		}
		seen[column] = true
	}
	return list, ""
}

// split parts a list at the commas that are in no quotes and parentheses.
func split(list string) []string {
	var items []string
	item, depth := "", 0
	for _, token := range tokens.FindAllString(list, -1) {
		switch token {
		case "(", "[":
			depth++
		case ")", "]":
			depth--
		case ",":
			if depth == 0 {
				items, item = append(items, strings.TrimSpace(item)), ""
				continue
			}
		}
		item += token
	}
	return append(items, strings.TrimSpace(item))
}
