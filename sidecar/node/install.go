package node

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sqlapi"
)

// Install gives a database the bucardo_node objects, or brings them up to date, and binds it to this installation.
// It does nothing when they are current.
func Install(ctx context.Context, conn *pgx.Conn, db catalog.DB, installationID string) error {
	script, version, err := script()
	if err != nil {
		return err
	}
	owner, installed, err := installedVersion(ctx, conn)
	if err != nil {
		return Explain(db, fmt.Errorf("read the installed version: %w", err))
	}
	if owner != "" && owner != installationID {
		return Problem{
			DB: db.Name, Reason: "the database belongs to another bucardo installation",
			NextStep: "Remove it there first. If that installation is gone, run DROP SCHEMA bucardo_node CASCADE on the database.",
		}
	}
	if installed == version {
		return nil
	}
	return Explain(db, pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtext('bucardo_node.install'))"); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, script); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO bucardo_node.node AS n (installation_id, version) VALUES ($1, $2)
			ON CONFLICT (one) DO UPDATE SET version = excluded.version WHERE n.installation_id = excluded.installation_id`,
			installationID, version)
		return err
	}))
}

func installedVersion(ctx context.Context, conn *pgx.Conn) (owner, version string, err error) {
	err = conn.QueryRow(ctx, "SELECT installation_id::text, version FROM bucardo_node.node").Scan(&owner, &version)
	var missing *pgconn.PgError
	if errors.Is(err, pgx.ErrNoRows) || errors.As(err, &missing) && (missing.Code == "42P01" || missing.Code == "3F000") {
		return "", "", nil
	}
	return owner, version, err
}

func script() (text, version string, err error) {
	names, err := fs.Glob(sqlapi.FS, "node/*.sql")
	if err != nil {
		return "", "", fmt.Errorf("list node scripts: %w", err)
	}
	slices.Sort(names)
	var all strings.Builder
	for _, name := range names {
		content, err := fs.ReadFile(sqlapi.FS, name)
		if err != nil {
			return "", "", fmt.Errorf("read node script: %w", err)
		}
		all.Write(content)
		all.WriteByte('\n')
	}
	sum := sha256.Sum256([]byte(all.String()))
	return all.String(), hex.EncodeToString(sum[:8]), nil
}
