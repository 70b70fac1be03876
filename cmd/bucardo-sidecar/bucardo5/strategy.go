package bucardo5

import (
	"fmt"
	"slices"
	"strings"
)

// strategy is what becomes of a conflict strategy.
type strategy struct {
	value string   // argument of add_sync, empty for latest
	notes []string // what is different
	hold  string   // why the sync is not to run before somebody has decided
}

// strategy translates a conflict strategy of Bucardo for a sync with these members.
func (s *writer) strategy(name string, members []member) strategy {
	sources := sourcesOf(members)
	if strings.TrimSpace(name) == "" {
		name = s.setting("default_conflict_strategy")
	}
	if len(sources) < 2 {
		return strategy{} // there are no conflicts
	}
	switch word := strings.ToLower(strings.TrimSpace(name)); word {
	case "", "bucardo_latest", "latest", "default":
		return strategy{}
	case "bucardo_latest_all_tables", "bucardo_source", "bucardo_target", "bucardo_skip", "bucardo_abort", "bucardo_random":
		return strategy{value: strings.TrimPrefix(word, "bucardo_")}
	case "bucardo_custom":
		return strategy{hold: "conflict_strategy bucardo_custom is not there, and with latest, which it has here, one of two changes to a row would be lost. " +
			"Choose another one with update_sync, declare code in SQL with add_customcode, or leave it at latest"}
	}
	return listed(name, sources)
}

// sourcesOf are the sources in the order in which add_sync will have them.
func sourcesOf(members []member) []member {
	sources := slices.DeleteFunc(slices.Clone(members), func(m member) bool { return m.role != "source" })
	slices.SortStableFunc(sources, func(a, b member) int { return b.priority - a.priority })
	return sources
}

// listed translates a list of databases, which here names each source once.
func listed(name string, sources []member) strategy {
	var order []member
	var strangers []string
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' }) {
		at := slices.IndexFunc(sources, func(m member) bool { return m.old == word })
		switch {
		case at < 0:
			strangers = append(strangers, word)
		case !slices.ContainsFunc(order, func(m member) bool { return m.old == word }):
			order = append(order, sources[at])
		}
	}
	if len(order) == 0 {
		return strategy{hold: fmt.Sprintf("conflict_strategy %s is neither a strategy nor names a source. It has latest here; choose another one with update_sync, or leave it so", name)}
	}
	var result strategy
	for _, stranger := range strangers {
		result.notes = append(result.notes, fmt.Sprintf("%s of its conflict_strategy is not a source, and is left out.", stranger))
	}
	if len(order) < len(sources) {
		for _, m := range sources {
			if !slices.ContainsFunc(order, func(o member) bool { return o.old == m.old }) {
				order = append(order, m)
			}
		}
		result.notes = append(result.notes, fmt.Sprintf("conflict_strategy %s leaves sources out, which come last here: %s.", name, names(order)))
	}
	result.value = strategyList(order)
	return result
}

func strategyList(sources []member) string {
	items := make([]string, len(sources))
	for i, m := range sources {
		items[i] = identifierOrWord(m.name)
	}
	return strings.Join(items, ",")
}

func names(members []member) string {
	all := make([]string, len(members))
	for i, m := range members {
		all[i] = m.name
	}
	return strings.Join(all, ", ")
}
