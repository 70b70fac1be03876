// Package sqlapi holds the SQL functions users call (one per file) and, in node, what a replicated database gets.
package sqlapi

import "embed"

// FS holds *.sql for the control database and node/*.sql for replicated ones, after node/before_13/*.sql where the server is
// that old.
//
//go:embed *.sql node/*.sql node/before_13/*.sql
var FS embed.FS
