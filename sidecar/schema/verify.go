package schema

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/bucardo/bucardo-sidecar/migrations"
	"github.com/bucardo/bucardo-sidecar/sqlapi"
)

// stampLength is how many hexadecimal digits of the hash make a stamp.
const stampLength = 16

// Stamp identifies what Install installs: a hash over the migrations, functions and grants of this binary.
func Stamp() string {
	hash := sha256.New()
	for _, files := range []fs.FS{migrations.FS, sqlapi.FS} {
		names, err := fs.Glob(files, "*.sql")
		if err != nil {
			panic(err) // the pattern is a constant
		}
		for _, name := range names {
			text, err := fs.ReadFile(files, name)
			if err != nil {
				panic(err) // the files are part of the binary
			}
			// Lengths keep the end of one file apart from the start of the next.
			hash.Write(fmt.Appendf(nil, "%s %d\n%s", name, len(text), text))
		}
	}
	return hex.EncodeToString(hash.Sum(nil))[:stampLength]
}

// Querier is the part of a connection, pool or transaction that Verify needs.
type Querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Verify returns nil when the database holds exactly what this binary would install, else ErrNotInstalled, ErrNewer or
// ErrOtherVersion, or what the server said.
func Verify(ctx context.Context, db Querier) error {
	files, err := newMigrationFiles()
	if err != nil {
		return err
	}
	latest, err := latestMigration(files)
	if err != nil {
		return err
	}

	var migration uint
	var stamp string
	err = db.QueryRow(ctx, `
SELECT (SELECT m.version FROM bucardo.schema_migrations m), i.version
FROM bucardo.installation i`).Scan(&migration, &stamp)
	var refused *pgconn.PgError
	switch {
	// invalid_schema_name and undefined_table
	case errors.As(err, &refused) && (refused.Code == "3F000" || refused.Code == "42P01"):
		return ErrNotInstalled
	case errors.Is(err, pgx.ErrNoRows):
		return ErrNotInstalled
	case err != nil:
		return fmt.Errorf("verify control database: %w", err)
	case migration > latest:
		return fmt.Errorf("%w (it is at migration %d, this binary knows %d)", ErrNewer, migration, latest)
	case migration < latest || stamp != Stamp():
		return ErrOtherVersion
	}
	return nil
}
