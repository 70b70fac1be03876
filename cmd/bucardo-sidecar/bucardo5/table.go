package bucardo5

import (
	"fmt"
	"slices"
	"strings"
)

// tableOptions writes what is set for single tables of a sync.
func (s *writer) tableOptions(sync Sync, members []member) {
	relations := slices.Clone(s.relations[text(sync.Herd)])
	slices.SortFunc(relations, func(a, b placed) int { return strings.Compare(relation(a.Goat), relation(b.Goat)) })
	for _, r := range relations {
		if r.Ghost {
			continue
		}
		s.tableNotes(sync, r.Goat, members)
		if r.RelType != "table" {
			continue
		}
		args := []string{
			flag("analyze_after_copy", yes(sync.AnalyzeAfterCopy) && yes(r.AnalyzeAfterCopy), yes(sync.AnalyzeAfterCopy)),
			s.tableMakeDelta(sync, r.Goat, members),
			s.tableRebuild(sync, r.Goat),
			// Bucardo is strict where both are.
			flag("strict_checking", yes(sync.StrictChecking) && yes(r.StrictChecking), yes(sync.StrictChecking)),
			flag("vacuum_after_copy", sync.VacuumAfterCopy && yes(r.VacuumAfterCopy), sync.VacuumAfterCopy),
		}
		if strings.Join(args, "") != "" {
			s.call("update_table", append([]string{literal(shorten(sync.Name)), literal(relation(r.Goat))}, args...)...)
		}
	}
}

func (s *writer) tableRebuild(sync Sync, goat Goat) string {
	if goat.RebuildIndex == nil {
		return ""
	}
	return flag("rebuild_index", *goat.RebuildIndex != 0, sync.RebuildIndex != 0)
}

// tableMakeDelta is makedelta of a table. Bucardo has there the databases that need it, or on for all.
func (s *writer) tableMakeDelta(sync Sync, goat Goat, members []member) string {
	value := strings.TrimSpace(text(goat.MakeDelta))
	switch value {
	case "", "off":
		return ""
	case "on":
		return "makedelta => true"
	}
	listed := strings.FieldsFunc(value, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' })
	for _, m := range members {
		if !slices.Contains(listed, m.old) && s.sourceElsewhere(m, sync, goat) {
			s.note("%s of sync %s has makedelta for some of its databases (%s), which is for all of them or for a database here. It is not set; "+
				"to pass on what the sync writes there: SELECT bucardo.update_db('...', makedelta => true)", relation(goat), sync.Name, value)
			return ""
		}
	}
	// From the databases that it does not name, there is no sync that would pass anything on.
	return "makedelta => true"
}

// sourceElsewhere reports whether another sync takes changes of the table from a database.
func (s *writer) sourceElsewhere(m member, sync Sync, goat Goat) bool {
	return slices.ContainsFunc(s.config.Syncs, func(other Sync) bool {
		return other.Name != sync.Name &&
			slices.ContainsFunc(s.members[text(other.DBs)], func(o member) bool { return o.old == m.old && o.role == "source" }) &&
			slices.ContainsFunc(s.relations[text(other.Herd)], func(r placed) bool { return relation(r.Goat) == relation(goat) })
	})
}

// tableNotes tells of columns of a table that set nothing here.
func (s *writer) tableNotes(sync Sync, goat Goat, members []member) {
	name := relation(goat)
	if goat.Autokick != nil && *goat.Autokick != yes(sync.Autokick) {
		s.note("%s has autokick %t, other than sync %s. Here it is of the sync only.", name, *goat.Autokick, sync.Name)
	}
	if goat.DeltaBypass {
		s.comment("%s: delta_bypass sets nothing here: large batches are streamed.", name)
	}
	if own := text(goat.ConflictStrategy); own != "" && len(sourcesOf(members)) < 2 {
		s.comment("%s: conflict_strategy %s sets nothing in sync %s: with one source there are no conflicts.", name, own, sync.Name)
	} else if own != "" {
		found := s.strategy(own, members)
		if found.hold != "" {
			s.note("%s has conflict_strategy %s, which Bucardo 5.6 does not look at, and which is not there.", name, own)
		} else {
			value := found.value
			if value == "" {
				value = "latest"
			}
			s.note("%s has conflict_strategy %s, which Bucardo 5.6 does not look at. To have it here:", name, own)
			s.callOff("update_table", literal(shorten(sync.Name)), literal(name), quoted("conflict_strategy", value))
		}
	}
	for _, trigger := range s.config.CustomTriggers {
		if trigger.Goat == goat.ID && trigger.Type != "delta" {
			s.note("%s has the custom trigger %s (%s, %s), which has no counterpart: it said when to kick.", name, trigger.Name, trigger.Type, trigger.Status)
		}
	}
}

// heldByTriggers names the custom triggers that decide which rows are captured, without which a sync is not to run.
func (s *writer) heldByTriggers(sync Sync) []string {
	var reasons []string
	for _, r := range s.relations[text(sync.Herd)] {
		for _, trigger := range s.config.CustomTriggers {
			if trigger.Goat == r.ID && trigger.Type == "delta" && trigger.Status == "active" && !r.Ghost {
				reasons = append(reasons, fmt.Sprintf("the custom trigger %s says what is captured of %s. If it leaves rows out, say so with a filter, "+
					"SELECT bucardo.update_table(%s, %s, row_filter => '...')", trigger.Name, relation(r.Goat), literal(shorten(sync.Name)), literal(relation(r.Goat))))
			}
		}
	}
	return reasons
}
