package kid

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// replacement is which tables of a member are emptied and filled anew in one transaction, and how they are emptied.
type replacement struct {
	tables   []*plannedTable // parents first
	truncate map[*plannedTable]bool
}

// reference is a foreign key at a member that points to a table.
type foreignKey struct {
	parent, child int64
	childName     string
	acts          bool // something happens to the child's rows when a row of the parent is deleted
}

// foreignKeys returns those that point to the given tables from others.
func foreignKeys(ctx context.Context, conn *pgx.Conn, oids []int64) ([]foreignKey, error) {
	rows, err := conn.Query(ctx, `
		SELECT f.confrelid::bigint, f.conrelid::bigint, f.conrelid::regclass::text, f.confdeltype NOT IN ('a', 'r')
		FROM pg_constraint f
		WHERE f.contype = 'f' AND f.conparentid = 0 AND f.conrelid <> f.confrelid AND f.confrelid = ANY ($1::bigint[]::oid[])`, oids)
	if err != nil {
		return nil, fmt.Errorf("read foreign keys: %w", err)
	}
	keys, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (foreignKey, error) {
		var f foreignKey
		return f, row.Scan(&f.parent, &f.child, &f.childName, &f.acts)
	})
	if err != nil {
		return nil, fmt.Errorf("read foreign keys: %w", err)
	}
	return keys, nil
}

// truncatable returns those of the tables that one TRUNCATE can empty: it refuses a table that foreign keys of others point to,
// unless it empties these as well.
func truncatable(oids []int64, keys []foreignKey) []int64 {
	for {
		left := slices.DeleteFunc(slices.Clone(oids), func(oid int64) bool {
			return slices.ContainsFunc(keys, func(f foreignKey) bool { return f.parent == oid && !slices.Contains(oids, f.child) })
		})
		if len(left) == len(oids) {
			return left
		}
		oids = left
	}
}

// findReferences decides which tables can be truncated. Where foreign keys fire, the tables that point to one that is replaced
// are replaced with it: deleting its rows would be refused, or delete theirs.
func (r *replacement) findReferences(ctx context.Context, target *pgx.Conn, c *wholeRound, mode node.ApplyMode) error {
	byOID := map[int64]*plannedTable{}
	var oids []int64
	for _, t := range c.tables {
		oid := t.at[c.member.position].oid
		byOID[oid] = t
		oids = append(oids, oid)
	}
	keys, err := foreignKeys(ctx, target, oids)
	if err != nil {
		return err
	}
	if mode == node.OrdinaryMode {
		chosen := map[*plannedTable]bool{}
		for _, t := range r.tables {
			chosen[t] = true
		}
		for grown := true; grown; {
			grown = false
			for _, f := range keys {
				child := byOID[f.child]
				if !chosen[byOID[f.parent]] || chosen[child] {
					continue
				}
				if child != nil {
					chosen[child], grown = true, true
				} else if f.acts {
					return node.Problem{
						DB:       c.member.db.Name,
						Reason:   fmt.Sprintf("table %s cannot be replaced: the foreign key of %s would act on the rows of that one", byOID[f.parent].display, f.childName),
						NextStep: "Have a DBA run the output of `bucardo-sidecar grants --role ROLE` on that database, so that foreign keys do not fire.",
					}
				}
			}
		}
		r.tables = c.sorted(chosen)
	}
	var wanted []int64
	for _, t := range r.tables {
		if c.sync.TableOptions(t.schema, t.name).DeleteMethod == "truncate" {
			wanted = append(wanted, t.at[c.member.position].oid)
		}
	}
	r.truncate = map[*plannedTable]bool{}
	for _, oid := range truncatable(wanted, keys) {
		r.truncate[byOID[oid]] = true
	}
	return nil
}

// empty takes all rows out of the tables. Nobody else can write to them until the transaction ends; those that are not truncated
// can be read meanwhile.
func (r *replacement) empty(ctx context.Context, target *pgx.Conn, position int) (deleted int64, err error) {
	var truncated, locked []string
	shapes := map[int64]string{}
	for _, t := range r.tables {
		here := t.at[position]
		shapes[here.oid] = here.shape
		if r.truncate[t] {
			truncated = append(truncated, here.target.Quoted)
		} else {
			locked = append(locked, here.target.Quoted)
		}
	}
	if len(locked) > 0 {
		if _, err := target.Exec(ctx, "LOCK TABLE "+strings.Join(locked, ", ")+" IN SHARE ROW EXCLUSIVE MODE"); err != nil {
			return 0, fmt.Errorf("lock tables: %w", err)
		}
	}
	if len(truncated) > 0 {
		if _, err := target.Exec(ctx, "TRUNCATE "+strings.Join(truncated, ", ")); err != nil {
			return 0, fmt.Errorf("empty tables: %w", err)
		}
	}
	if err := checkShapes(ctx, target, shapes); err != nil {
		return 0, err
	}
	for _, t := range slices.Backward(r.tables) {
		if r.truncate[t] {
			continue
		}
		tag, err := target.Exec(ctx, "DELETE FROM "+t.at[position].target.Quoted)
		if err != nil {
			return 0, fmt.Errorf("empty %s: %w", t.display, err)
		}
		deleted += tag.RowsAffected()
	}
	return deleted, nil
}
