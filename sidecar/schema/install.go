package schema

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
)

var (
	// ErrNotInstalled says that the database has no control schema.
	ErrNotInstalled = errors.New("bucardo is not installed in this database; run: bucardo-sidecar install")
	// ErrNewer says that a newer binary installed the schema.
	ErrNewer = errors.New("the control database was installed by a newer bucardo-sidecar; use that version")
	// ErrOtherVersion says that the functions in the database are not those of this binary.
	ErrOtherVersion = errors.New("the control database holds the functions of another version; run: bucardo-sidecar install")
	// ErrServerTooOld says that the server cannot be a control database.
	ErrServerTooOld = errors.New("the control database needs PostgreSQL 13 or newer")
	// ErrBucardo5 says that the schema belongs to a Bucardo 5, which has it in its control database and on its sources.
	ErrBucardo5 = errors.New("the schema bucardo of this database is that of a Bucardo 5; choose another control database, and see bucardo-sidecar import-bucardo5")
)

// oldestServer is the first major version with gen_random_uuid() and anycompatible, as server_version_num.
const oldestServer = 130000

// installLock is the session advisory lock that installers of one database wait for: "bucardoi" in ASCII.
const installLock int64 = 0x6275636172646f69

// closeTimeout bounds the good-bye to a server that does not answer.
const closeTimeout = 5 * time.Second

// Result says what Install did.
type Result struct {
	// From and To are the numbers of the newest migration before and after; From is 0 in a new database.
	From, To uint
	// Functions is how many files of functions were installed.
	Functions int
	// Dropped are the functions of an earlier version that this one no longer has, with their argument types.
	Dropped []string
	// Stamp identifies the functions; it is in bucardo.installation too.
	Stamp string
}

// Install makes the database that cfg leads to a control database of this version, or upgrades it in place. The role
// needs no more than CREATE on the database. Errors: ErrNewer, ErrServerTooOld, ErrBucardo5, or what the server said, wrapped by
// the step.
func Install(ctx context.Context, cfg *pgx.ConnConfig, log *slog.Logger) (Result, error) {
	var result Result
	err := locked(ctx, cfg, func(conn *pgx.Conn) error {
		if err := createSchema(ctx, conn); err != nil {
			return err
		}
		var err error
		result.From, result.To, err = migrateUp(ctx, cfg, log)
		if err != nil {
			return err
		}
		result.Functions, result.Dropped, err = installFunctions(ctx, conn, log)
		result.Stamp = Stamp()
		return err
	})
	if err != nil {
		return Result{}, err
	}
	return result, nil
}

// Down takes everything out again: functions, migrations and the schema. It loses all syncs and is meant for tests.
func Down(ctx context.Context, cfg *pgx.ConnConfig) error {
	return locked(ctx, cfg, func(conn *pgx.Conn) error {
		if err := migrateDown(ctx, cfg); err != nil {
			return err
		}
		if _, err := conn.Exec(ctx, "DROP TABLE bucardo.schema_migrations; DROP SCHEMA bucardo"); err != nil {
			return fmt.Errorf("drop schema: %w", err)
		}
		return nil
	})
}

// locked runs work on a connection that holds the install lock, and gives both back.
func locked(ctx context.Context, cfg *pgx.ConnConfig, work func(*pgx.Conn) error) (err error) {
	conn, err := pgx.ConnectConfig(ctx, cfg.Copy())
	if err != nil {
		return fmt.Errorf("connect to control database: %w", err)
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
		defer cancel()
		err = errors.Join(err, conn.Close(closing))
	}()
	if err := prepareSession(ctx, conn); err != nil {
		return err
	}

	var version int
	if err := conn.QueryRow(ctx, "SELECT pg_catalog.current_setting('server_version_num')::integer").Scan(&version); err != nil {
		return fmt.Errorf("read server version: %w", err)
	}
	if version < oldestServer {
		return fmt.Errorf("%w; this is version %d", ErrServerTooOld, version/10000)
	}

	if _, err := conn.Exec(ctx, "SELECT pg_catalog.pg_advisory_lock($1)", installLock); err != nil {
		return fmt.Errorf("wait for other installers: %w", err)
	}
	return work(conn)
}

// prepareSession frees a connection from what a role or database may have set: our names are all qualified, and an
// installer waits for the others as long as it takes.
func prepareSession(ctx context.Context, conn *pgx.Conn) error {
	const settings = `
SET search_path = pg_catalog, pg_temp;
SET statement_timeout = 0;
SET lock_timeout = 0;
SET default_transaction_isolation = 'read committed';
SET default_transaction_read_only = off;
SET client_min_messages = warning`
	if _, err := conn.Exec(ctx, settings); err != nil {
		return fmt.Errorf("prepare session: %w", err)
	}
	return nil
}

// createSchema makes the schema that golang-migrate's table lives in. It looks first, since CREATE SCHEMA IF NOT EXISTS
// needs CREATE on the database even where there is nothing to do.
func createSchema(ctx context.Context, conn *pgx.Conn) error {
	var exists, foreign bool
	const look = `SELECT pg_catalog.to_regnamespace('bucardo') IS NOT NULL,
		pg_catalog.to_regclass('bucardo.goat') IS NOT NULL OR pg_catalog.to_regclass('bucardo.bucardo_delta_names') IS NOT NULL`
	if err := conn.QueryRow(ctx, look).Scan(&exists, &foreign); err != nil {
		return fmt.Errorf("look for schema: %w", err)
	}
	if foreign {
		return ErrBucardo5
	}
	if exists {
		return nil
	}
	const create = `
CREATE SCHEMA bucardo;
COMMENT ON SCHEMA bucardo IS 'Control of replication by bucardo-sidecar: functions to call, views to read. Its tables are private.'`
	if _, err := conn.Exec(ctx, create); err != nil {
		return fmt.Errorf("create schema: %w", err)
	}
	return nil
}
