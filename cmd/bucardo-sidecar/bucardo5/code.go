package bucardo5

import (
	"fmt"
	"slices"
)

// runsIn reports whether code is attached to a sync, or to a table of it.
func (s *writer) runsIn(code CustomCode, sync Sync) bool {
	return slices.ContainsFunc(s.config.CodeMaps, func(m CodeMap) bool {
		if m.Code != code.ID || !m.Active {
			return false
		}
		return m.Sync != nil && *m.Sync == sync.Name || m.Goat != nil && slices.ContainsFunc(s.relations[text(sync.Herd)], func(r placed) bool { return r.ID == *m.Goat })
	})
}

// codesOf tells of the code that runs in a sync; that for conflicts holds the sync up and says so itself.
func (s *writer) codesOf(sync Sync) {
	for _, code := range s.config.CustomCodes {
		switch {
		case !s.runsIn(code, sync):
		case code.Status != "active":
			s.comment("%s: the customcode %s (%s) is %s, so that there is nothing to carry over.", sync.Name, code.Name, code.WhenRun, code.Status)
		case code.WhenRun == "conflict" && len(sourcesOf(s.members[text(sync.DBs)])) < 2:
			s.comment("%s: the customcode %s decides conflicts, which there are none of with one source.", sync.Name, code.Name)
		case code.WhenRun == "conflict" && sync.Status == "active":
		default:
			s.note("sync %s: the customcode %s (%s) is Perl, which does not run here. %s.", sync.Name, code.Name, code.WhenRun, instead(code, sync))
		}
	}
}

// heldByCode names the code that decides conflicts, without which a sync is not to run.
func (s *writer) heldByCode(sync Sync) []string {
	var reasons []string
	for _, code := range s.config.CustomCodes {
		if code.WhenRun == "conflict" && code.Status == "active" && s.runsIn(code, sync) && len(sourcesOf(s.members[text(sync.DBs)])) > 1 {
			reasons = append(reasons, fmt.Sprintf("the customcode %s decides conflicts, and is Perl, which does not run here. %s, or choose a conflict_strategy with update_sync", code.Name, instead(code, sync)))
		}
	}
	return reasons
}

// points are those that are called the same here.
var points = []string{"conflict", "exception", "before_sync", "after_sync", "before_txn", "after_txn"}

// instead says what to write for code that does not run here.
func instead(code CustomCode, sync Sync) string {
	if !slices.Contains(points, code.WhenRun) {
		return "There is no such point here: docs/conflicts.md names those there are"
	}
	return fmt.Sprintf("Write it as a function in SQL, docs/conflicts.md says how, and declare it: SELECT bucardo.add_customcode(%s, %s, %s, '...')",
		literal(shorten(code.Name)), literal(shorten(sync.Name)), literal(code.WhenRun))
}

// codes names the code that runs nowhere.
func (s *writer) codes() {
	var unused []CustomCode
	for _, code := range s.config.CustomCodes {
		if !slices.ContainsFunc(s.config.Syncs, func(sync Sync) bool { return s.runsIn(code, sync) }) {
			unused = append(unused, code)
		}
	}
	if len(unused) > 0 {
		s.section("Code of one's own")
	}
	for _, code := range unused {
		s.comment("The customcode %s (%s) runs in no sync, so that there is nothing to carry over.", code.Name, code.WhenRun)
	}
}
