package sqlite

import (
	"errors"
	"fmt"
	"strings"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

func updateDB(db catalog.DB) string {
	return fmt.Sprintf("SELECT bucardo.update_db('%s', ...)", strings.ReplaceAll(db.Name, "'", "''"))
}

func code(err error) int {
	var refused *sqlite.Error
	if errors.As(err, &refused) {
		return refused.Code()
	}
	return 0
}

func isBusy(err error) bool { return code(err)&0xff == lib.SQLITE_BUSY }

// explain says what to do about what SQLite refuses.
func (s *store) explain(err error) error {
	refused := code(err)
	if refused == 0 {
		return err
	}
	problem := node.Problem{DB: s.config.DB.Name, Reason: err.Error()}
	switch refused & 0xff {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		problem.SQLState = "55P03" // it passes, as a lock does
		problem.NextStep = "Another program has a transaction open in " + s.path + "; end it, or wait: the sidecar tries again by itself."
	case lib.SQLITE_READONLY, lib.SQLITE_PERM, lib.SQLITE_AUTH:
		problem.NextStep = "Let the user that the sidecar runs as write " + s.path + " and its directory; the sidecar tries again by itself."
	case lib.SQLITE_CANTOPEN:
		problem.NextStep = "Let the user that the sidecar runs as read and write " + s.path + " and its directory, or correct the path: " + updateDB(s.config.DB)
	case lib.SQLITE_NOTADB:
		problem.NextStep = s.path + " is another kind of file: move it away, or correct the path: " + updateDB(s.config.DB)
	case lib.SQLITE_CORRUPT:
		problem.NextStep = "Mend the file (.recover of the sqlite3 shell), or move it away and have its rows copied: SELECT bucardo.reload(...)"
	case lib.SQLITE_FULL:
		problem.NextStep = "Make room on the disk of " + s.path + "; the sidecar tries again by itself."
	case lib.SQLITE_IOERR:
		problem.NextStep = "See to the disk of " + s.path + ", and to its room; the sidecar tries again by itself."
	case lib.SQLITE_TOOBIG:
		problem.NextStep = "SQLite takes values of up to a billion bytes; leave the column out (bucardo.add_customcols) or shorten it."
	case lib.SQLITE_CONSTRAINT, lib.SQLITE_MISMATCH:
		problem.NextStep = s.mend(refused)
	default:
		problem.NextStep = "Mend the cause in " + s.path + "; the sidecar tries again by itself."
	}
	return problem
}

// mend is what to do about a row that does not fit its table.
func (s *store) mend(refused int) string {
	switch refused {
	case lib.SQLITE_CONSTRAINT_UNIQUE, lib.SQLITE_CONSTRAINT_PRIMARYKEY, lib.SQLITE_CONSTRAINT_ROWID:
		return "Two rows claim one unique value; change one of them, or drop the unique index in " + s.path + ": the sidecar then goes on by itself."
	case lib.SQLITE_CONSTRAINT_NOTNULL:
		return "Let the column be NULL in " + s.path + ", or give it a default where the sync does not write it."
	case lib.SQLITE_CONSTRAINT_DATATYPE, lib.SQLITE_MISMATCH:
		return "Declare the column as ANY or TEXT in " + s.path + ", or send another value: SELECT bucardo.add_customcols(...)"
	}
	return "Change the row or the constraint in " + s.path + "; the sidecar then goes on by itself."
}
