package apply

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// A parent deleted on one database while a child of it is inserted on another leaves the child without a parent. It is decided
// where the child was written, as the deletion comes there: that database has both, so nobody else need decide, and nobody decides
// otherwise. The others, which get a child whose parent is gone, wait for what it decides.
//
//	own orphan:    the child is here, the parent is staged as gone    restore: the parent stays, and comes back elsewhere
//	                                                                  delete:  the child goes, and goes elsewhere
//	                                                                  park:    recorded
//	staged orphan: the child is staged, the parent is not here        recorded
//
// Where foreign keys act, what would break them is left out and owed, so that the rest of the batch can be written.

// MaxDangling is how many orphans of one foreign key are recorded at a database.
const MaxDangling = 1000

// Dangling is a row whose parent by a foreign key is missing, and what became of it.
type Dangling struct {
	Schema, Table             string
	Constraint                string
	Key                       json.RawMessage // object of its key columns
	ParentSchema, ParentTable string
	ParentKey                 json.RawMessage // object of what the foreign key refers to
	Decision                  Decision
}

// orphan is a row whose parent is missing or will be.
type orphan struct {
	key       []string
	keyObject json.RawMessage
	refers    json.RawMessage
	parent    []string // key of the parent that is to go
	leftOut   bool     // it was to change in this batch and was left out
}

func (f *ForeignKey) dangling(o orphan, decision Decision) Dangling {
	return Dangling{
		Schema: f.Child.Schema, Table: f.Child.Name, Constraint: f.Name, Key: o.keyObject,
		ParentSchema: f.ParentSchema, ParentTable: f.ParentName, ParentKey: o.refers, Decision: decision,
	}
}

// record adds orphans to those known here and returns what is new. Parameters: sync, awaited.
func (f *ForeignKey) record(orphans string) string {
	return fmt.Sprintf(`INSERT INTO bucardo_node.dangling AS d (sync_id, schema_name, table_name, constraint_name, key, key_object, parent_schema, parent_table, parent_object, awaited)
		SELECT DISTINCT ON (o.key) $1::bigint, %s, %s, %s, o.key, o.key_object, %s, %s, o.parent_object, $2::boolean FROM (%s) AS o LIMIT %d %s`,
		literal(f.Child.Schema), literal(f.Child.Name), literal(f.Name), literal(f.ParentSchema), literal(f.ParentName), orphans, MaxDangling, renewDangling)
}

const (
	renewDangling = `ON CONFLICT (sync_id, schema_name, table_name, constraint_name, key) DO UPDATE
			SET parent_object = EXCLUDED.parent_object, awaited = EXCLUDED.awaited, found_at = clock_timestamp(),
			    waits_schema = EXCLUDED.waits_schema, waits_table = EXCLUDED.waits_table, waits_key = EXCLUDED.waits_key
			WHERE d.parent_object <> EXCLUDED.parent_object OR d.awaited AND NOT EXCLUDED.awaited
		RETURNING d.key, d.key_object, d.parent_object`
	recordWaiting = `INSERT INTO bucardo_node.dangling AS d
			(sync_id, schema_name, table_name, constraint_name, key, key_object, parent_schema, parent_table, parent_object, awaited, waits_schema, waits_table, waits_key)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ` + renewDangling
	// Parameters: sync, schema, table, and as jsonb an array of origins with keys.
	parkOwed = `UPDATE bucardo_node.owed w SET parked = true
		FROM jsonb_array_elements($4::jsonb) AS k
		WHERE w.sync_id = $1 AND w.schema_name = $2 AND w.table_name = $3 AND w.origin_id = (k ->> 0)::bigint
		  AND w.key = ARRAY(SELECT e.part FROM jsonb_array_elements_text(k -> 1) WITH ORDINALITY AS e(part, n) ORDER BY e.n)`
	refuse     = "SELECT bucardo_node.refuse_if((SELECT count(*) FROM (%s) AS o) > 0)"
	makeDeltas = `SELECT bucardo_node.make_deltas($1, $2::text::"char", $3)`
)

// decides reports whether this target may bring a row back or delete one: what it does has to be known to the others.
func (f *ForeignKey) decides() bool { return f.Child.Captured != 0 && f.Parent.Captured != 0 }

// awaits reports whether another database, or a later batch, is to decide.
func (f *ForeignKey) awaits(cut bool) bool { return cut || f.Policy != "park" }

// related are the tables that foreign keys of the batch's tables concern.
func (b Batch) related() []*Table {
	var tables []*Table
	add := func(t *Table) {
		if !slices.Contains(tables, t) {
			tables = append(tables, t)
		}
	}
	for _, rows := range b.Tables {
		for _, f := range rows.Table.References {
			add(f.Child)
			add(f.Parent)
		}
		for _, f := range rows.Table.ReferencedBy {
			add(f.Parent)
			add(f.Child)
		}
	}
	return tables
}

// foreignKeys are those that the batch may break, in the order of its tables.
func (b Batch) foreignKeys() []*ForeignKey {
	var keys []*ForeignKey
	for _, rows := range b.Tables {
		for _, f := range slices.Concat(rows.Table.References, rows.Table.ReferencedBy) {
			if !slices.Contains(keys, f) {
				keys = append(keys, f)
			}
		}
	}
	return keys
}

func (b Batch) has(t *Table) bool {
	return slices.ContainsFunc(b.Tables, func(rows Rows) bool { return rows.Table == t })
}

// queueParents adds to a transaction in one round trip that orphans are recorded, or that it is refused with BU002 when
// something is to be decided. It comes after the rows are staged and before any is written.
func (p *Postgres) queueParents(pipeline *pgx.Batch, batch Batch, gone, present map[*Table]bool, result *Result) {
	record := func(f *ForeignKey, orphans string, wait bool) {
		pipeline.Queue(f.record(orphans), batch.SyncID, wait).Query(func(rows pgx.Rows) error {
			found, err := scanRecorded(rows)
			for _, o := range found {
				result.Dangling = append(result.Dangling, f.dangling(o, decisionOf(wait)))
			}
			return err
		})
	}
	for _, f := range batch.foreignKeys() {
		if gone[f.Parent] || present[f.Parent] && f.movable() {
			pipeline.Queue(f.lockLeaving())
			if p.mode == node.OrdinaryMode || batch.Cut || f.decides() && f.Policy != "park" {
				pipeline.Queue(fmt.Sprintf(refuse, f.ownOrphans(false)))
			} else {
				record(f, f.ownOrphans(false), f.awaits(false))
			}
		}
		if present[f.Child] {
			if p.mode == node.OrdinaryMode {
				pipeline.Queue(fmt.Sprintf(refuse, f.stagedOrphans()))
			} else {
				record(f, f.stagedOrphans(), f.awaits(batch.Cut))
			}
		}
	}
}

func decisionOf(wait bool) Decision {
	if wait {
		return Waiting
	}
	return Parked
}

func scanRecorded(rows pgx.Rows) ([]orphan, error) {
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (o orphan, err error) {
		return o, row.Scan(&o.key, &o.keyObject, &o.refers)
	})
}

// writeAll writes all that is staged, and decides what becomes of children without their parents before it does. When a row that
// foreign keys concern is then left out, since it was changed or held here, the deciding was premature: it is done again with
// such rows left out from the beginning. What cannot be locked now is left to a later run.
func (p *Postgres) writeAll(ctx context.Context, batch Batch) (Result, error) {
	if len(batch.foreignKeys()) == 0 {
		var result Result
		return result, p.writeSteps(ctx, batch, &result)
	}
	cautious, postpone := false, false
	for {
		if _, err := p.conn.Exec(ctx, "SAVEPOINT parents"); err != nil {
			return Result{}, fmt.Errorf("savepoint: %w", err)
		}
		var result Result
		m := &mending{p: p, batch: batch, keys: batch.foreignKeys(), cautious: cautious, postpone: postpone, result: &result}
		err := m.decide(ctx)
		held := retriable(err)
		if held && cautious && postpone {
			return Result{}, err
		}
		if err != nil && !held {
			return Result{}, err
		}
		if err == nil {
			decided := len(result.Owed)
			if err := p.writeSteps(ctx, batch, &result); err != nil {
				return Result{}, err
			}
			if cautious || !m.concerns(result.Owed[decided:]) {
				return result, m.finish(ctx)
			}
		}
		if _, err := p.conn.Exec(ctx, "ROLLBACK TO SAVEPOINT parents"); err != nil {
			return Result{}, fmt.Errorf("roll back to savepoint: %w", err)
		}
		postpone = held && cautious
		cautious = true
	}
}

func (p *Postgres) writeSteps(ctx context.Context, batch Batch, result *Result) error {
	for _, step := range p.steps(batch) {
		if err := p.write(ctx, batch, step, result); err != nil {
			return err
		}
	}
	return nil
}
