package bucardo5

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// The roles of a database, in the order in which they are listed.
var roles = []string{"source", "target", "fullcopy"}

// member is a usable database in a dbgroup.
type member struct {
	database
	old      string // its name in Bucardo
	role     string
	priority int
}

// indexMembers finds the usable members of each dbgroup: sources first, and the first source that which Bucardo copies from.
func (s *writer) indexMembers() {
	s.members = map[string][]member{}
	for _, m := range s.config.DBMaps {
		db, usable := s.dbs[m.DB]
		if usable && canBe(db, m.Role) {
			s.members[m.DBGroup] = append(s.members[m.DBGroup], member{db, m.DB, m.Role, m.Priority})
		}
	}
	for _, members := range s.members {
		slices.SortFunc(members, func(a, b member) int {
			return cmp.Or(cmp.Compare(slices.Index(roles, a.role), slices.Index(roles, b.role)), cmp.Compare(a.old, b.old))
		})
	}
}

// canBe reports whether a database can have a role here.
func canBe(db database, role string) bool {
	return role == "target" || db.kind == "" && slices.Contains(roles, role)
}

// memberList is an argument dbs.
func memberList(members []member) string {
	items := make([]string, len(members))
	for i, m := range members {
		items[i] = identifierOrWord(m.name) + ":" + m.role
		if m.priority != 0 {
			items[i] += fmt.Sprintf(":%d", m.priority)
		}
	}
	if len(items) == 0 {
		return ""
	}
	return literal(strings.Join(items, ","))
}

// identifierOrWord quotes a name in a list of databases only if it has to be: there case counts without quotes.
func identifierOrWord(name string) string {
	if strings.ContainsAny(name, "\",:{ \t\r\n") {
		return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
	}
	return name
}

// ownGroup reports whether a group is best written as the list of the only sync that uses it, which has its name.
func ownGroup(sync Sync, group string, uses map[string]int) bool {
	return group == sync.Name && uses[group] == 1 && len(group) <= maxName
}

func (s *writer) isOwn(group string, uses map[string]int, of func(Sync) string) bool {
	return slices.ContainsFunc(s.config.Syncs, func(sync Sync) bool { return of(sync) == group && ownGroup(sync, group, uses) })
}

func (s *writer) dbgroups() {
	s.section("Groups of databases")
	for _, group := range s.config.DBGroups {
		if s.isOwn(group.Name, s.groupUses, func(sync Sync) string { return text(sync.DBs) }) {
			s.about("dbgroup", group)
			continue // with its sync
		}
		s.about("dbgroup", group)
		s.leftOutMembers(group.Name)
		if shorten(group.Name) != group.Name {
			s.note("dbgroup %s has too long a name, and another one here.", group.Name)
		}
		s.call("add_dbgroup", literal(shorten(group.Name)), named("dbs", memberList(s.members[group.Name])), ifNotExists)
	}
}

// leftOutMembers names the databases of a group that cannot take part.
func (s *writer) leftOutMembers(group string) {
	for _, m := range s.config.DBMaps {
		switch db, usable := s.dbs[m.DB]; {
		case m.DBGroup != group:
		case !usable:
			s.note("database %s (%s) of dbgroup %s is left out.", m.DB, m.Role, group)
		case !slices.Contains(roles, m.Role):
			s.note("database %s of dbgroup %s is left out: there is no role %s.", m.DB, group, m.Role)
		case !canBe(db, m.Role):
			s.note("database %s (%s) of dbgroup %s is left out: of type %s it can only be a target.", m.DB, m.Role, group, db.kind)
		}
	}
}

func (s *writer) about(what string, group Group) {
	if text(group.About) != "" {
		s.comment("%s %s: %s", what, group.Name, *group.About)
	}
}

func (s *writer) relgroups() {
	s.section("Groups of tables and sequences")
	for _, herd := range s.config.Herds {
		s.about("relgroup", herd)
		if s.isOwn(herd.Name, s.herdUses, func(sync Sync) string { return text(sync.Herd) }) {
			continue // with its sync
		}
		s.leftOutRelations(herd.Name)
		if relgroupName(herd.Name) != herd.Name {
			s.note("relgroup %s cannot be called so, and is called %s here.", herd.Name, literal(relgroupName(herd.Name)))
		}
		s.call("add_relgroup", literal(relgroupName(herd.Name)),
			named("tables", s.relationList(herd.Name, "table")), named("sequences", s.relationList(herd.Name, "sequence")), ifNotExists)
	}
	s.unusedRelations()
}

// relgroupName is what a herd is called here: in a list of tables, all and * mean all tables.
func relgroupName(herd string) string {
	if lower := strings.ToLower(herd); lower == "all" || lower == "*" {
		return "relgroup " + herd
	}
	return shorten(herd)
}

// leftOutRelations names the ghosts of a herd.
func (s *writer) leftOutRelations(herd string) {
	for _, r := range s.relations[herd] {
		if r.Ghost {
			s.note("%s of relgroup %s is left out: it is a ghost, which is not to be replicated. Bucardo 5.6 leaves ghosts out of full copies only.", relation(r.Goat), herd)
		}
	}
}

// relationList is an argument tables or sequences: those of the highest priority first.
func (s *writer) relationList(herd, kind string) string {
	relations := slices.Clone(s.relations[herd])
	slices.SortFunc(relations, func(a, b placed) int {
		return cmp.Or(cmp.Compare(b.priority, a.priority), cmp.Compare(a.Schema, b.Schema), cmp.Compare(a.Table, b.Table))
	})
	var items []string
	seen := map[string]bool{} // known to Bucardo from two databases
	for _, r := range relations {
		name := relation(r.Goat)
		if r.RelType != kind || r.Ghost || seen[name] {
			continue
		}
		seen[name] = true
		if r.priority != 0 {
			name += fmt.Sprintf(":%d", r.priority)
		}
		items = append(items, name)
	}
	if len(items) == 0 {
		return ""
	}
	return array(items)
}

// unusedRelations names what Bucardo knows and replicates nowhere.
func (s *writer) unusedRelations() {
	used := map[int]bool{}
	for _, m := range s.config.HerdMaps {
		used[m.Goat] = true
	}
	var names []string
	for _, goat := range s.config.Goats {
		if !used[goat.ID] {
			names = append(names, fmt.Sprintf("%s (of %s)", relation(goat), goat.DB))
		}
	}
	if len(names) > 0 {
		s.comment("Known to Bucardo, but in no relgroup, so that there is nothing to carry over: %s.", strings.Join(names, ", "))
	}
}
