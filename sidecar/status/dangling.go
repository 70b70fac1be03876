package status

import (
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"
)

// Dangling is a row that refers by a foreign key to a row that is not there.
type Dangling struct {
	DB           string
	Schema       string
	Table        string
	Constraint   string
	Key          json.RawMessage // object of its key columns
	ParentSchema string
	ParentTable  string
	ParentKey    json.RawMessage // object of what the foreign key refers to
	FoundAt      time.Time
}

// Dangling records all rows of a sync that are known to refer to nothing, replacing what was recorded before.
func (r *Recorder) Dangling(syncID int64, rows []Dangling) {
	r.change(func() { r.dangling[syncID] = rows })
}

func (n news) queueDangling(batch *pgx.Batch) {
	for id, rows := range n.dangling {
		batch.Queue("DELETE FROM bucardo.dangling_fk WHERE sync_id = $1", id)
		for _, d := range rows {
			batch.Queue(`
				INSERT INTO bucardo.dangling_fk (sync_id, db_name, schema_name, table_name, constraint_name, key, parent_schema, parent_table, parent_key, found_at)
				SELECT id, $2, $3, $4, $5, $6, $7, $8, $9, $10 FROM bucardo.sync WHERE id = $1`,
				id, d.DB, d.Schema, d.Table, d.Constraint, d.Key, d.ParentSchema, d.ParentTable, d.ParentKey, d.FoundAt)
		}
	}
}
