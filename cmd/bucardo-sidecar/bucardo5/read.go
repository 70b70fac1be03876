// Package bucardo5 reads the configuration of a Bucardo 5 control database and writes it as calls of this product's
// functions. It changes nothing there, and what it writes holds no password.
package bucardo5

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// ErrNotBucardo5 says that a database is no control database of Bucardo 5.
var ErrNotBucardo5 = errors.New("not a control database of Bucardo 5")

// intervals are added in seconds to the rows of sync.
const intervals = `, extract(epoch FROM t.checktime)::float8 AS checktime_seconds, extract(epoch FROM t.overdue)::float8 AS overdue_seconds,
	extract(epoch FROM t.expired)::float8 AS expired_seconds, extract(epoch FROM t.lifetime)::float8 AS lifetime_seconds`

// Read reads the configuration in one snapshot. The error wraps [ErrNotBucardo5] when there is none.
func Read(ctx context.Context, conn *pgx.Conn) (*Config, error) {
	config := &Config{Database: conn.Config().Database}
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, conn, options, func(tx pgx.Tx) error { return config.read(ctx, tx) })
	if err != nil {
		return nil, err
	}
	return config, nil
}

func (c *Config) read(ctx context.Context, tx pgx.Tx) error {
	present, err := tables(ctx, tx)
	if err != nil {
		return err
	}
	switch {
	case present["goat"] && present["dbmap"] && present["bucardo_config"]:
	case present["sync_relation"]:
		return fmt.Errorf("database %s: %w: it is one of bucardo-sidecar already", c.Database, ErrNotBucardo5)
	case present["goat"]:
		return fmt.Errorf("database %s: %w: it is of an older version; upgrade it to 5.6 first", c.Database, ErrNotBucardo5)
	default:
		return fmt.Errorf("database %s: %w: it has no table bucardo.goat", c.Database, ErrNotBucardo5)
	}
	if _, err := tx.Exec(ctx, "SET LOCAL intervalstyle = 'postgres'"); err != nil {
		return fmt.Errorf("set the style of intervals: %w", err)
	}

	for _, source := range []struct {
		table, more string
		rows        any
	}{
		{"bucardo_config", "", &c.Settings},
		{"db", "", &c.DBs},
		{"dbgroup", "", &c.DBGroups},
		{"dbmap", "", &c.DBMaps},
		{"goat", "", &c.Goats},
		{"bucardo_custom_trigger", "", &c.CustomTriggers},
		{"herd", "", &c.Herds},
		{"herdmap", "", &c.HerdMaps},
		{"sync", intervals, &c.Syncs},
		{"customname", "", &c.CustomNames},
		{"customcols", "", &c.CustomCols},
		{"customcode", "", &c.CustomCodes},
		{"customcode_map", "", &c.CodeMaps},
	} {
		if !present[source.table] {
			continue // newer than this Bucardo
		}
		var document []byte
		// Whole rows as JSON, since versions of Bucardo differ in columns.
		query := fmt.Sprintf(`SELECT coalesce(json_agg(row_to_json(r)), '[]')::text FROM (SELECT t.*%s FROM bucardo.%s t ORDER BY 1) r`, source.more, source.table)
		if err := tx.QueryRow(ctx, query).Scan(&document); err != nil {
			return fmt.Errorf("read bucardo.%s: %w", source.table, err)
		}
		if err := json.Unmarshal(document, source.rows); err != nil {
			return fmt.Errorf("read bucardo.%s: %w", source.table, err)
		}
	}
	return c.readVersion()
}

// readVersion refuses what is not of version 5.
func (c *Config) readVersion() error {
	for _, setting := range c.Settings {
		if setting.Name == "bucardo_version" {
			c.Version = setting.Setting
		}
	}
	if !strings.HasPrefix(c.Version, "5.") {
		return fmt.Errorf("database %s: %w: it is of version %q", c.Database, ErrNotBucardo5, c.Version)
	}
	return nil
}

// tables are the names of those in the schema bucardo.
func tables(ctx context.Context, tx pgx.Tx) (map[string]bool, error) {
	rows, err := tx.Query(ctx, `SELECT c.relname::text FROM pg_catalog.pg_class c
		JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'bucardo' AND c.relkind IN ('r', 'p')`)
	if err != nil {
		return nil, fmt.Errorf("look for the tables of Bucardo: %w", err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("look for the tables of Bucardo: %w", err)
	}
	present := map[string]bool{}
	for _, name := range names {
		present[name] = true
	}
	return present, nil
}
