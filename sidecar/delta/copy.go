package delta

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// PagesPerPart is how many pages of a table make a part of its first copy: 16 MB.
const PagesPerPart = 2048

// CopyPart streams a range of a table's pages in COPY's text format. A table without pages of its own, a partitioned one, is
// a single part.
func (s Source) CopyPart(part int, partitioned bool, to Projection) string {
	values, where := s.present(to)
	if partitioned {
		return fmt.Sprintf("COPY (SELECT %s FROM %s t%s) TO STDOUT", values, s.relation(), where)
	}
	return s.copyPages(fmt.Sprintf("t.ctid >= '(%d,0)' AND t.ctid < '(%d,0)'", part*PagesPerPart, (part+1)*PagesPerPart), values, where)
}

// CopyListedPart is CopyPart for servers before PostgreSQL 14, which look at the whole table for a range of pages: it lists
// every place that a row can have there. 24 bytes are the least header of a page, 28 the least that a row takes.
func (s Source) CopyListedPart(part int, to Projection) string {
	values, where := s.present(to)
	return s.copyPages(fmt.Sprintf(`t.ctid = ANY (ARRAY(
		SELECT ('(' || page || ',' || place || ')')::tid
		FROM generate_series(%d, %d) page, generate_series(1, (current_setting('block_size')::int - 24) / 28) place))`,
		part*PagesPerPart, (part+1)*PagesPerPart-1), values, where)
}

func (s Source) copyPages(pages, values, where string) string {
	if where == "" {
		where = " WHERE " + pages
	} else {
		where += " AND " + pages
	}
	return fmt.Sprintf("COPY (SELECT %s FROM %s t%s) TO STDOUT", values, s.relationOf("ONLY "+s.Table), where)
}

// CopyStart is what a first copy is a copy of.
type CopyStart struct {
	Reference  int64
	Snapshot   string           // of the reference
	Watermarks map[int64]string // what the reference had received of other origins, in that snapshot
	Owed       []OwedKey        // what its watermarks cover and it had not got; set when the copy begins
	Finished   bool
}

// ReadCopyStart returns, at a receiver, the first copy of a sync, or nil when there was none.
func ReadCopyStart(ctx context.Context, q Querier, syncID int64) (*CopyStart, error) {
	start := &CopyStart{Watermarks: map[int64]string{}}
	var origins []int64
	var watermarks []string
	err := q.QueryRow(ctx, "SELECT reference_id, snapshot::text, origin_ids, watermarks::text[], finished FROM bucardo_node.copy WHERE sync_id = $1", syncID).
		Scan(&start.Reference, &start.Snapshot, &origins, &watermarks, &start.Finished)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read first copy: %w", err)
	}
	for i, origin := range origins {
		start.Watermarks[origin] = watermarks[i]
	}
	return start, nil
}

// RecordCopyStart records, at a receiver, that its first copy has begun, and that what the reference waits for the copy will
// wait for too.
func RecordCopyStart(ctx context.Context, q Querier, syncID int64, start *CopyStart) error {
	origins, watermarks := []int64{}, []string{}
	for origin, watermark := range start.Watermarks {
		origins = append(origins, origin)
		watermarks = append(watermarks, watermark)
	}
	_, err := q.Exec(ctx, `
		INSERT INTO bucardo_node.copy (sync_id, reference_id, snapshot, origin_ids, watermarks)
		VALUES ($1, $2, $3::pg_snapshot, $4, $5::text[]::pg_snapshot[])`, syncID, start.Reference, start.Snapshot, origins, watermarks)
	if err != nil {
		return fmt.Errorf("record first copy: %w", err)
	}
	for _, o := range start.Owed {
		_, err := q.Exec(ctx, `
			INSERT INTO bucardo_node.owed (sync_id, origin_id, schema_name, table_name, key, at, home, detail) VALUES ($1, $2, $3, $4, $5, $6, nullif($7, 0), $8)
			ON CONFLICT DO NOTHING`, syncID, o.OriginID, o.Schema, o.Table, o.Key, o.At, o.Home, o.Detail)
		if err != nil {
			return fmt.Errorf("record owed keys of the copy: %w", err)
		}
	}
	return nil
}

// FinishCopy turns, at a receiver, what the copy is a copy of into its watermarks.
func FinishCopy(ctx context.Context, q Querier, syncID int64, start *CopyStart) error {
	if err := Establish(ctx, q, syncID, start.Reference, start.Snapshot); err != nil {
		return err
	}
	for origin, watermark := range start.Watermarks {
		if err := Establish(ctx, q, syncID, origin, watermark); err != nil {
			return err
		}
	}
	if _, err := q.Exec(ctx, "UPDATE bucardo_node.copy SET finished = true WHERE sync_id = $1", syncID); err != nil {
		return fmt.Errorf("finish first copy: %w", err)
	}
	return nil
}
