package schema

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"strings"

	"github.com/golang-migrate/migrate/v4"
	"github.com/golang-migrate/migrate/v4/database"
	migratepgx "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/golang-migrate/migrate/v4/source"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/bucardo/bucardo-sidecar/migrations"
)

// migrateUp applies the migrations that are missing and returns the newest number before and after.
func migrateUp(ctx context.Context, cfg *pgx.ConnConfig, log *slog.Logger) (from, to uint, err error) {
	migrator, files, err := newMigrator(ctx, cfg)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, closeMigrator(migrator)) }()

	latest, err := latestMigration(files)
	if err != nil {
		return 0, 0, err
	}
	from, err = currentMigration(migrator, files, log)
	if err != nil {
		return 0, 0, err
	}
	if from > latest {
		return 0, 0, fmt.Errorf("%w (it is at migration %d, this binary knows %d)", ErrNewer, from, latest)
	}
	if err := migrator.Up(); err != nil && !errors.Is(err, migrate.ErrNoChange) {
		return 0, 0, fmt.Errorf("migrate: %w", err)
	}
	return from, latest, ctx.Err()
}

// migrateDown takes all migrations back.
func migrateDown(ctx context.Context, cfg *pgx.ConnConfig) (err error) {
	migrator, _, err := newMigrator(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeMigrator(migrator)) }()
	if err := migrator.Down(); err != nil && !errors.Is(err, migrate.ErrNoChange) {
		return fmt.Errorf("migrate down: %w", err)
	}
	return nil
}

// newMigrator joins our files with the database. The connection is built from cfg and not from a URL, so that a password
// stays where it is.
func newMigrator(ctx context.Context, cfg *pgx.ConnConfig) (*migrate.Migrate, source.Driver, error) {
	files, err := newMigrationFiles()
	if err != nil {
		return nil, nil, err
	}
	db := stdlib.OpenDB(*cfg.Copy(), stdlib.OptionAfterConnect(prepareSession))
	driver, err := migratepgx.WithInstance(db, &migratepgx.Config{
		SchemaName:      "bucardo",
		MigrationsTable: "schema_migrations",
	})
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("prepare migrations: %w", err), db.Close())
	}
	migrator, err := migrate.NewWithInstance("iofs", files, "pgx5", driver)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("prepare migrations: %w", err), driver.Close())
	}
	context.AfterFunc(ctx, func() { migrator.GracefulStop <- true })
	return migrator, files, nil
}

func closeMigrator(migrator *migrate.Migrate) error {
	sourceErr, databaseErr := migrator.Close()
	return errors.Join(sourceErr, databaseErr)
}

// currentMigration is the newest migration the database has, 0 when it has none. A dirty number is that of a migration
// whose installer was killed before its commit: see migrationFiles.
func currentMigration(migrator *migrate.Migrate, files source.Driver, log *slog.Logger) (uint, error) {
	version, dirty, err := migrator.Version()
	switch {
	case errors.Is(err, migrate.ErrNilVersion):
		return 0, nil
	case err != nil:
		return 0, fmt.Errorf("read migration number: %w", err)
	case !dirty:
		return version, nil
	}

	log.Warn("an installer was interrupted; going on from there", "migration", version)
	previous, err := files.Prev(version)
	if errors.Is(err, fs.ErrNotExist) {
		previous = 0
	} else if err != nil {
		return 0, fmt.Errorf("find migration before %d: %w", version, err)
	}
	forced := int(previous) // numbers of files, far below the limit
	if previous == 0 {
		forced = database.NilVersion
	}
	if err := migrator.Force(forced); err != nil {
		return 0, fmt.Errorf("reset migration number: %w", err)
	}
	return previous, nil
}

// latestMigration is the newest number among the files.
func latestMigration(files source.Driver) (uint, error) {
	latest, err := files.First()
	for err == nil {
		var next uint
		if next, err = files.Next(latest); err == nil {
			latest = next
		}
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return 0, fmt.Errorf("list migrations: %w", err)
	}
	return latest, nil
}

// migrationFiles are the embedded migrations, each of which also says that it is done. golang-migrate marks the database
// dirty, runs the file, and marks it clean, in three transactions: a process killed in between would leave a mark that
// only a person could judge. Since the file clears the mark in its own transaction, dirty always means not applied.
type migrationFiles struct {
	source.Driver
}

func newMigrationFiles() (source.Driver, error) {
	files, err := iofs.New(migrations.FS, ".")
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return migrationFiles{files}, nil
}

// ReadUp returns the file with the statement that says it is done.
func (f migrationFiles) ReadUp(version uint) (io.ReadCloser, string, error) {
	file, identifier, err := f.Driver.ReadUp(version)
	if err != nil {
		return nil, "", err
	}
	done := strings.NewReader("\nUPDATE bucardo.schema_migrations SET dirty = false;\n")
	return struct {
		io.Reader
		io.Closer
	}{io.MultiReader(file, done), file}, identifier, nil
}
