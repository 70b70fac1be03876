package schema

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/bucardo/bucardo-sidecar/sqlapi"
)

// grantsFile is run after all functions are there.
const grantsFile = "grants.sql"

// installFunctions makes the functions of the schema those of this binary, in one transaction. CREATE OR REPLACE keeps
// what was granted to other roles; where it cannot change a signature the function is dropped first, in a new try.
func installFunctions(ctx context.Context, conn *pgx.Conn, log *slog.Logger) (count int, dropped []string, err error) {
	files, err := functionFiles()
	if err != nil {
		return 0, nil, err
	}
	var inTheWay []string
	for {
		dropped, err = replaceFunctions(ctx, conn, files, inTheWay)
		var refused *signatureError
		if !errors.As(err, &refused) || slices.Contains(inTheWay, refused.function) {
			break
		}
		log.InfoContext(ctx, "dropping a function whose signature changed", "function", refused.function)
		inTheWay = append(inTheWay, refused.function)
	}
	return len(files), dropped, err
}

// signatureError says that CREATE OR REPLACE could not change a function.
type signatureError struct {
	function string
	err      error
}

func (e *signatureError) Error() string { return fmt.Sprintf("install %s: %v", e.function, e.err) }
func (e *signatureError) Unwrap() error { return e.err }

func replaceFunctions(ctx context.Context, conn *pgx.Conn, files, inTheWay []string) (dropped []string, err error) {
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		for _, function := range inTheWay {
			if err := dropRoutines(ctx, tx, "p.proname = $1", function); err != nil {
				return err
			}
		}
		for _, file := range files {
			if err := runFile(ctx, tx, file); err != nil {
				return err
			}
		}
		dropped, err = dropStale(ctx, tx)
		if err != nil {
			return err
		}
		if err := runFile(ctx, tx, grantsFile); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "UPDATE bucardo.installation SET version = $1", Stamp()); err != nil {
			return fmt.Errorf("stamp version: %w", err)
		}
		return nil
	})
	return dropped, err
}

// functionFiles are the files with functions, grants left out, sorted by name.
func functionFiles() ([]string, error) {
	files, err := fs.Glob(sqlapi.FS, "*.sql")
	if err != nil {
		return nil, fmt.Errorf("list functions: %w", err)
	}
	return slices.DeleteFunc(files, func(file string) bool { return file == grantsFile }), nil
}

func runFile(ctx context.Context, tx pgx.Tx, file string) error {
	text, err := fs.ReadFile(sqlapi.FS, file)
	if err != nil {
		return fmt.Errorf("read %s: %w", file, err)
	}
	_, err = tx.Exec(ctx, string(text))
	var refused *pgconn.PgError
	// invalid_function_definition: another return type or parameter name; wrong_object_type: a procedure it was before.
	if errors.As(err, &refused) && (refused.Code == "42P13" || refused.Code == "42809") {
		return &signatureError{function: strings.TrimSuffix(path.Base(file), ".sql"), err: err}
	}
	if err != nil {
		return fmt.Errorf("install %s: %w", file, err)
	}
	return nil
}

// dropStale drops the functions of the schema that this transaction did not write: those of an earlier version, and the
// overload that CREATE OR REPLACE leaves behind when parameters change. What belongs to an extension stays.
func dropStale(ctx context.Context, tx pgx.Tx) ([]string, error) {
	const stale = "p.xmin <> pg_catalog.pg_current_xact_id()::xid"
	names, err := listRoutines(ctx, tx, stale)
	if err != nil {
		return nil, err
	}
	return names, dropRoutines(ctx, tx, stale)
}

func listRoutines(ctx context.Context, tx pgx.Tx, condition string, args ...any) ([]string, error) {
	rows, err := tx.Query(ctx, `
SELECT p.oid::pg_catalog.regprocedure::text
FROM pg_catalog.pg_proc p
WHERE p.pronamespace = 'bucardo'::pg_catalog.regnamespace
AND NOT EXISTS (
    SELECT
    FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
    AND d.objid = p.oid
    AND d.deptype = 'e')
AND `+condition+`
ORDER BY 1`, args...)
	if err != nil {
		return nil, fmt.Errorf("list functions: %w", err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list functions: %w", err)
	}
	return names, nil
}

func dropRoutines(ctx context.Context, tx pgx.Tx, condition string, args ...any) error {
	names, err := listRoutines(ctx, tx, condition, args...)
	if err != nil {
		return err
	}
	for _, name := range names {
		// The name is regprocedure's own output, quoted as needed.
		if _, err := tx.Exec(ctx, "DROP ROUTINE "+name); err != nil {
			return fmt.Errorf("drop function %s of an earlier version: %w", name, err)
		}
	}
	return nil
}
