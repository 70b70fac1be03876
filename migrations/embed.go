// Package migrations holds the numbered changes of the control database's tables, types and views, in the order they
// are applied: NNNNNN_title.up.sql, and .down.sql to take one back.
package migrations

import "embed"

// FS holds the files. A file runs as one implicit transaction, so none of them says BEGIN.
//
//go:embed *.sql
var FS embed.FS
