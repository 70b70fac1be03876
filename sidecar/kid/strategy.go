package kid

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/conflict"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// declaredStrategy is the strategy of a table, or that of the sync, and its order of sources.
func (k *Kid) declaredStrategy(t *plannedTable) (catalog.Strategy, []string) {
	if t.strategy != "" {
		return t.strategy, t.order
	}
	return k.sync.Strategy, k.sync.SourceOrder
}

// strategyOf is how the conflicts of a table are decided in this run.
func (k *Kid) strategyOf(t *plannedTable) conflict.Strategy {
	name, order := k.declaredStrategy(t)
	return conflict.UpdateDelete(t.options.UpdateDelete, conflict.Of(name, order, k.firstSource().db.Name, k.newest))
}

func (k *Kid) firstSource() *member {
	return k.members[slices.IndexFunc(k.members, (*member).isSource)]
}

// comparesRows reports whether it matters for a decision if a row is there, and if two are the same.
func (k *Kid) comparesRows(t *plannedTable) bool {
	name, _ := k.declaredStrategy(t)
	return name == catalog.Skip || name == catalog.AbortSync || t.updateDelete()
}

// updateDelete reports whether there is a policy for updates against deletes.
func (t *plannedTable) updateDelete() bool {
	return t.options.UpdateDelete == "update" || t.options.UpdateDelete == "delete"
}

// findNewest finds the newest change of each source in any table, where the conflicts of one are decided by that.
func (k *Kid) findNewest(ctx context.Context, readings []*reading, tables []*plannedTable, receivers []*member) error {
	k.newest = map[int]time.Time{}
	if !slices.ContainsFunc(tables, func(t *plannedTable) bool {
		name, _ := k.declaredStrategy(t)
		return name == catalog.LatestAllTables
	}) {
		return nil
	}
	for _, r := range readings {
		for _, t := range tables {
			table := r.tables[t]
			if table == nil {
				continue
			}
			newest := table.newest
			if table.large {
				summary, err := r.summarize(ctx, t, receivers)
				if err != nil {
					return err
				}
				if summary.Newest != nil {
					newest = *summary.Newest
				}
			}
			if newest.After(k.newest[r.member.position]) {
				k.newest[r.member.position] = newest
			}
		}
	}
	return nil
}

// stopped is why the strategy abort ends a run.
func (k *Kid) stopped(t *plannedTable, key []string, changes []conflict.Change) error {
	names := make([]string, len(changes))
	for i, c := range changes {
		names[i] = c.DB
	}
	slices.Sort(names)
	last := len(names) - 1
	next := fmt.Sprintf("SELECT bucardo.update_sync(%s, conflict_strategy => 'latest')", quote(k.sync.Name))
	if t.strategy != "" {
		next = fmt.Sprintf("SELECT bucardo.update_table(%s, %s, conflict_strategy => 'latest')", quote(k.sync.Name), quote(t.at[k.firstSource().position].target.Quoted))
	}
	return node.Problem{
		Reason:   fmt.Sprintf("conflict on %s, key (%s): changed on %s and %s", t.display, strings.Join(key, ", "), strings.Join(names[:last], ", "), names[last]),
		NextStep: "Make the rows the same, or: " + next,
	}
}

// image is equal for equal rows, empty where the row is gone.
func (row *pendingRow) image() string {
	if !row.present {
		return ""
	}
	var image strings.Builder
	for _, value := range row.values {
		if value == nil {
			image.WriteString("-:")
			continue
		}
		fmt.Fprintf(&image, "%d:%s", len(*value), *value)
	}
	return image.String() + "."
}
