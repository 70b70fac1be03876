package node

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// The names that sessions and functions use are found in pg_catalog. Servers before 13 lack some of them; there the schema
// bucardo_node has them (sqlapi/node/before_13), and comes first.
const (
	searchPath        = "pg_catalog, pg_temp"
	formerSearchPath  = "bucardo_node, pg_catalog, pg_temp"
	formerNamesScript = "node/before_13/names.sql"
	firstWithNames    = 130000
)

// hasFormerNames is an SQL expression for whether the database is, or was before its server was upgraded in place, set up
// by a server before 13: the columns in bucardo_node keep their types.
const hasFormerNames = `EXISTS (
	SELECT FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname = 'bucardo_node' AND t.typname = 'xid8')`

func useFormerNames(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.Exec(ctx, "SET search_path = "+formerSearchPath); err != nil {
		return fmt.Errorf("set the search path: %w", err)
	}
	return nil
}

// usesFormerNames reports whether Connect has set the session up for the former names.
func usesFormerNames(ctx context.Context, conn *pgx.Conn) (former bool, err error) {
	if err := conn.QueryRow(ctx, "SELECT current_setting('search_path') = '"+formerSearchPath+"'").Scan(&former); err != nil {
		return false, fmt.Errorf("read the search path: %w", err)
	}
	return former, nil
}
