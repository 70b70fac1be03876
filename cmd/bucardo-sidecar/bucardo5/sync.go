package bucardo5

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// maxPriority bounds the priority of a sync here.
const maxPriority = 1000

// longest is the longest interval that a setting takes, in seconds.
const longest = 36500 * 86400

func (s *writer) syncs() {
	s.section("Syncs")
	for i, sync := range s.config.Syncs {
		if i > 0 {
			s.write("")
		}
		s.sync(sync)
	}
}

// sync writes a sync with what is set for its tables. It is inactive where Bucardo does, for the safety of rows, what has
// no counterpart yet.
func (s *writer) sync(sync Sync) {
	group, herd := text(sync.DBs), text(sync.Herd)
	members := s.members[group]
	if ownGroup(sync, group, s.groupUses) {
		s.leftOutMembers(group)
	}
	if ownGroup(sync, herd, s.herdUses) {
		s.leftOutRelations(herd)
	}
	if shorten(sync.Name) != sync.Name {
		s.note("sync %s has too long a name, and another one here.", sync.Name)
	}

	strategy := s.strategy(sync.ConflictStrategy, members)
	status, held := s.status(sync, strategy)
	s.syncNotes(sync, strategy)
	for _, reason := range held {
		s.note("sync %s is added inactive: %s. Then: SELECT bucardo.activate(%s)", sync.Name, reason, literal(shorten(sync.Name)))
	}

	args := slices.Concat(
		[]string{literal(shorten(sync.Name)), s.dbsOf(sync, members)},
		s.tablesOf(sync),
		[]string{
			quoted("conflict_strategy", strategy.value),
			flag("autokick", yes(sync.Autokick) && !wholeTablesOnly(members), true),
			number("onetimecopy", sync.OneTimeCopy),
			quoted("status", status),
		},
		s.options(sync),
		[]string{ifNotExists})
	if problem := s.impossible(sync, members); problem != "" {
		s.note("sync %s is left out: %s. It would be:", sync.Name, problem)
		s.callOff("add_sync", args...)
		return
	}
	s.made[sync.Name] = true
	s.call("add_sync", args...)
	s.tableOptions(sync, members)
}

// dbsOf is the argument dbs.
func (s *writer) dbsOf(sync Sync, members []member) string {
	if group := text(sync.DBs); !ownGroup(sync, group, s.groupUses) {
		return named("dbs", literal(identifierOrWord(shorten(group))))
	}
	return named("dbs", memberList(members))
}

// tablesOf is the arguments tables and sequences.
func (s *writer) tablesOf(sync Sync) []string {
	herd := text(sync.Herd)
	if !ownGroup(sync, herd, s.herdUses) {
		return []string{named("tables", literal(identifier(relgroupName(herd))))}
	}
	sequences := s.relationList(herd, "sequence")
	if sequences != "" {
		sequences += "::text"
	}
	return []string{named("tables", s.relationList(herd, "table")), named("sequences", sequences)}
}

// impossible says why a sync cannot be added, or nothing.
func (s *writer) impossible(sync Sync, members []member) string {
	switch {
	case sync.DBs == nil:
		return "it has no databases"
	case sync.Herd == nil:
		return "it has no relgroup"
	case len(members) < 2:
		return fmt.Sprintf("a sync needs two databases or more, and dbgroup %s has %d", *sync.DBs, len(members))
	case len(members) > 63:
		return "a sync can have 63 databases at most"
	case !slices.ContainsFunc(members, func(m member) bool { return m.role == "source" }):
		return fmt.Sprintf("a sync needs a source, and dbgroup %s has none", *sync.DBs)
	case s.relationList(*sync.Herd, "table") == "":
		return fmt.Sprintf("a sync needs tables, and relgroup %s has none", *sync.Herd)
	}
	for i, m := range members {
		for _, other := range members[:i] {
			if m.where == other.where {
				return fmt.Sprintf("databases %s and %s are the same one", other.old, m.old)
			}
		}
	}
	return ""
}

// status is the argument of this name, and why the sync is not to be active where Bucardo has it so.
func (s *writer) status(sync Sync, strategy strategy) (status string, held []string) {
	switch sync.Status {
	case "active":
	case "stalled":
		s.note("sync %s was stalled for Bucardo. It is active here: what is wrong is in bucardo.status.", sync.Name)
	case "inactive":
		return "inactive", nil
	default:
		s.note("sync %s has the status %s, which makes it inactive here.", sync.Name, sync.Status)
		return "inactive", nil
	}
	if strategy.hold != "" {
		held = append(held, strategy.hold)
	}
	held = slices.Concat(held, s.heldByTriggers(sync), s.heldByCode(sync), s.heldByCustoms(sync))
	if len(held) > 0 {
		return "inactive", held
	}
	return "", nil
}

// syncNotes tells of columns that set nothing here.
func (s *writer) syncNotes(sync Sync, strategy strategy) {
	for _, note := range strategy.notes {
		s.note("sync %s: %s", sync.Name, note)
	}
	if wholeTablesOnly(s.members[text(sync.DBs)]) && yes(sync.Autokick) {
		s.comment("%s: Bucardo runs a sync with fullcopy databases alone when it is kicked, or by checktime: so here it is without autokick.", sync.Name)
	}
	if sync.CopyExtra != "" {
		s.note("sync %s: copyextra (%s) is not needed, since PostgreSQL has OIDs no more.", sync.Name, sync.CopyExtra)
	}
	if !yes(sync.StayAlive) || !yes(sync.KidsAlive) {
		s.comment("%s: stayalive and kidsalive set nothing here: connections stay open while the sync is active.", sync.Name)
	}
	if sync.DeleteMethod == "truncate_cascade" {
		s.note("sync %s: deletemethod truncate_cascade is truncate here, which empties tables of the sync only.", sync.Name)
	}
	if sync.OneTimeCopy != 0 {
		s.note("sync %s: onetimecopy %d copies to all targets when the sync starts here. Leave it out if Bucardo has done so already.", sync.Name, sync.OneTimeCopy)
	}
	if sync.Priority > maxPriority || sync.Priority < -maxPriority {
		s.note("sync %s: priority %d is beyond what there is here, %d to %d.", sync.Name, sync.Priority, -maxPriority, maxPriority)
	}
	s.codesOf(sync)
}

// options are the arguments that set settings for the sync.
func (s *writer) options(sync Sync) []string {
	deletemethod := strings.TrimSuffix(sync.DeleteMethod, "_cascade")
	if deletemethod == "delete" {
		deletemethod = ""
	}
	return []string{
		flag("analyze_after_copy", yes(sync.AnalyzeAfterCopy), true),
		s.interval(sync, "checktime", sync.CheckTime, sync.CheckSeconds),
		quoted("deletemethod", deletemethod),
		s.interval(sync, "expired", sync.Expired, sync.ExpiredSeconds),
		quoted("isolation_level", strings.ToLower(text(sync.IsolationLevel))),
		s.interval(sync, "lifetime", sync.Lifetime, sync.LifetimeSeconds),
		number("max_runs", max(sync.MaxKicks, 0)),
		s.interval(sync, "overdue", sync.Overdue, sync.OverdueSeconds),
		number("priority", min(max(sync.Priority, -maxPriority), maxPriority)),
		flag("rebuild_index", sync.RebuildIndex != 0, false),
		flag("strict_checking", yes(sync.StrictChecking), true),
		flag("track_rates", sync.TrackRates, false),
		flag("vacuum_after_copy", sync.VacuumAfterCopy, false),
	}
}

// interval is an argument that is one; here they have whole milliseconds and are not negative.
func (s *writer) interval(sync Sync, name string, value *string, seconds *float64) string {
	switch {
	case value == nil || seconds == nil || *seconds == 0:
		return ""
	case *seconds < 0 || *seconds > longest:
		s.note("sync %s: %s of %s is left out: it has to be from 0 to 100 years here.", sync.Name, name, *value)
		return ""
	case math.Abs(*seconds*1000-math.Round(*seconds*1000)) > 1e-6:
		return named(name, literal(fmt.Sprintf("%d ms", int64(math.Ceil(*seconds*1000)))))
	default:
		return named(name, literal(*value))
	}
}

func number(name string, value int) string {
	if value == 0 {
		return ""
	}
	return named(name, strconv.Itoa(value))
}

// wholeTablesOnly reports whether Bucardo would call it a fullcopy sync.
func wholeTablesOnly(members []member) bool {
	count := map[string]int{}
	for _, m := range members {
		count[m.role]++
	}
	return count["source"] == 1 && count["target"] == 0 && count["fullcopy"] > 0
}
