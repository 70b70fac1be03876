package mysql

import (
	"bytes"
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"

	driver "github.com/go-sql-driver/mysql"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

// createProgress fits into the indexes of any server, 767 bytes.
const createProgress = `
	CREATE TABLE IF NOT EXISTS bucardo_progress (
		installation VARCHAR(180) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
		sync_id BIGINT NOT NULL,
		progress LONGBLOB NOT NULL,
		PRIMARY KEY (installation, sync_id)
	) ENGINE=InnoDB`

func (s *Store) whereSync(syncID int64) string {
	return " WHERE installation = " + quote(s.installation) + " AND sync_id = " + strconv.FormatInt(syncID, 10)
}

// readProgress returns nil when there is none, or no table for it yet.
func (s *Store) readProgress(ctx context.Context, syncID int64, lock string) (progress []byte, noTable bool, err error) {
	err = s.conn.QueryRowContext(ctx, "SELECT progress FROM bucardo_progress"+s.whereSync(syncID)+lock).Scan(&progress)
	var refused *driver.MySQLError
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, false, nil
	case errors.As(err, &refused) && refused.Number == noSuchTable:
		return nil, true, nil
	case err != nil:
		return nil, false, s.explain(ctx, err)
	case progress == nil:
		progress = []byte{}
	}
	return progress, false, nil
}

// Progress returns what was committed last for a sync, nil when nothing was.
func (s *Store) Progress(ctx context.Context, syncID int64) ([]byte, error) {
	progress, _, err := s.readProgress(ctx, syncID, "")
	return progress, err
}

// Begin opens a transaction and locks the sync's progress in it. A sync without one gets an empty one, so that of two
// sidecars that both begin with it only one goes on.
func (s *Store) Begin(ctx context.Context, syncID int64, expected []byte) error {
	if s.inside {
		return errors.New("a transaction is open already")
	}
	found, err := s.beginLocked(ctx, syncID)
	if err == nil && found == nil && expected == nil {
		return s.firstProgress(ctx, syncID)
	}
	if err == nil && (found == nil || expected == nil || !bytes.Equal(found, expected)) {
		err = apply.ErrMoved
	}
	if err != nil {
		s.Rollback(ctx)
	}
	return err
}

func (s *Store) beginLocked(ctx context.Context, syncID int64) ([]byte, error) {
	if err := s.exec(ctx, "START TRANSACTION"); err != nil {
		return nil, err
	}
	s.inside, s.syncID = true, syncID
	clear(s.met)
	found, noTable, err := s.readProgress(ctx, syncID, " FOR UPDATE")
	if err != nil || !noTable {
		return found, err
	}
	for _, statement := range []string{createProgress, "START TRANSACTION"} { // CREATE TABLE ends the transaction
		if err := s.exec(ctx, statement); err != nil {
			return nil, err
		}
	}
	found, _, err = s.readProgress(ctx, syncID, " FOR UPDATE")
	return found, err
}

func (s *Store) firstProgress(ctx context.Context, syncID int64) error {
	_, err := s.conn.ExecContext(ctx, fmt.Sprintf("INSERT INTO bucardo_progress (installation, sync_id, progress) VALUES (%s, %d, '')",
		quote(s.installation), syncID))
	if err == nil {
		return nil
	}
	s.Rollback(ctx)
	var refused *driver.MySQLError
	if errors.As(err, &refused) && refused.Number == duplicateKey {
		return apply.ErrMoved
	}
	return s.explain(ctx, err)
}

// Commit ends the transaction together with the sync's progress; nil forgets it.
func (s *Store) Commit(ctx context.Context, progress []byte) error {
	if !s.inside {
		return errors.New("no transaction is open")
	}
	statement := "DELETE FROM bucardo_progress"
	if progress != nil {
		statement = "UPDATE bucardo_progress SET progress = x'" + hex.EncodeToString(progress) + "'"
	}
	if err := s.exec(ctx, statement+s.whereSync(s.syncID)); err != nil {
		return err
	}
	err := s.exec(ctx, "COMMIT")
	if err == nil {
		s.inside = false
	}
	return err
}

// Rollback ends the transaction without a trace. When the connection is gone, the server has done it.
func (s *Store) Rollback(ctx context.Context) {
	if !s.inside {
		return
	}
	s.inside = false
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), connectTimeout)
	defer cancel()
	if _, err := s.conn.ExecContext(ctx, "ROLLBACK"); err != nil {
		// The next transaction would commit what is left of this one: the connection is not to be used again.
		_ = s.conn.Raw(func(any) error { return sqldriver.ErrBadConn })
	}
}
