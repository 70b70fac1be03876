// Package sqlapi holds the SQL functions users call (one per file) and, in node, what a replicated database gets.
package sqlapi

import "embed"

// FS holds *.sql for the control database and node/*.sql for replicated ones.
//
//go:embed *.sql node/*.sql
var FS embed.FS
