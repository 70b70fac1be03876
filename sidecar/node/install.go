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

// Install gives a database the bucardo_node objects, or brings them up to date, and binds it to this installation and
// to this db. It does nothing when they are current. A database that is in use as another db, or by another
// installation, is refused: it is a copy, or known under two names, and its progress would be taken for somebody else's.
func Install(ctx context.Context, conn *pgx.Conn, db catalog.DB, installationID string) error {
	former, err := usesFormerNames(ctx, conn)
	if err != nil {
		return Explain(db, err)
	}
	script, version, err := script(former)
	if err != nil {
		return err
	}
	bound, err := readBinding(ctx, conn)
	if err != nil {
		return Explain(db, fmt.Errorf("read whom the database belongs to: %w", err))
	}
	wanted := binding{installationID: installationID, dbID: db.ID, version: version}
	if bound == wanted {
		return nil
	}
	others, err := inUseByOthers(ctx, conn, bound, wanted)
	if err != nil {
		return Explain(db, fmt.Errorf("read whether the database is in use: %w", err))
	}
	if others {
		return Problem{
			DB: db.Name, Reason: "the database is in use under another name or by another bucardo installation, or it is a copy of one that is",
			NextStep: "Use one name for it, and remove it elsewhere first. If it is a copy, or the other installation is gone, run DROP SCHEMA bucardo_node CASCADE on it.",
		}
	}
	return Explain(db, pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtext('bucardo_node.install'))"); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, script); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO bucardo_node.node AS n (installation_id, db_id, version) VALUES ($1, $2, $3)
			ON CONFLICT (one) DO UPDATE SET installation_id = excluded.installation_id, db_id = excluded.db_id, version = excluded.version`,
			installationID, db.ID, version)
		return err
	}))
}

// binding says whom the bucardo_node objects of a database belong to.
type binding struct {
	installationID string
	dbID           int64
	version        string
}

func inUseByOthers(ctx context.Context, conn *pgx.Conn, bound, wanted binding) (inUse bool, err error) {
	if bound.version == "" || bound.installationID == wanted.installationID && bound.dbID == wanted.dbID {
		return false, nil
	}
	err = conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM bucardo_node.capture_use) OR EXISTS (SELECT FROM bucardo_node.watermark)").Scan(&inUse)
	return inUse, err
}

func readBinding(ctx context.Context, conn *pgx.Conn) (binding, error) {
	var b binding
	err := conn.QueryRow(ctx, "SELECT installation_id::text, db_id, version FROM bucardo_node.node").Scan(&b.installationID, &b.dbID, &b.version)
	var missing *pgconn.PgError
	if errors.Is(err, pgx.ErrNoRows) || errors.As(err, &missing) && (missing.Code == "42P01" || missing.Code == "3F000") {
		return binding{}, nil
	}
	return b, err
}

func script(former bool) (text, version string, err error) {
	names, err := fs.Glob(sqlapi.FS, "node/*.sql")
	if err != nil {
		return "", "", fmt.Errorf("list node scripts: %w", err)
	}
	slices.Sort(names)
	if former {
		names = slices.Insert(names, 0, formerNamesScript)
	}
	var all strings.Builder
	for _, name := range names {
		content, err := fs.ReadFile(sqlapi.FS, name)
		if err != nil {
			return "", "", fmt.Errorf("read node script: %w", err)
		}
		all.Write(content)
		all.WriteByte('\n')
	}
	text = all.String()
	if former {
		text = strings.ReplaceAll(text, searchPath, formerSearchPath)
	}
	sum := sha256.Sum256([]byte(text))
	return text, hex.EncodeToString(sum[:8]), nil
}
