// Package sqlite writes into files of SQLite. A file has its tables, and the progress of the syncs that write there, in one
// transaction each time: what is committed is there exactly once.
package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

const (
	connectTimeout = 5 * time.Second
	// lockWait is how long Begin waits for others that write, which may be another sync's first copy.
	lockWait = 30 * time.Second
	// lockPoll is how long SQLite waits by itself: a context is not noticed meanwhile.
	lockPoll = 500 * time.Millisecond
	// rollbackTimeout bounds giving up.
	rollbackTimeout = 5 * time.Second
)

// store is one connection to a file.
type store struct {
	config   apply.StoreConfig
	path     string
	opened   os.FileInfo
	pool     *sql.DB // of one connection
	conn     *sql.Conn
	version  string
	prepared map[string]*sql.Stmt
	syncID   int64
	begun    bool
}

// Open opens the file that the database's name is the path of, and makes it when it is not there.
func Open(ctx context.Context, config apply.StoreConfig) (apply.Store, error) {
	if err := check(config.DB); err != nil {
		return nil, err
	}
	path := config.DB.DBName
	if err := checkPath(config.DB); err != nil {
		return nil, err
	}
	pool, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath())
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	pool.SetMaxOpenConns(1)
	s := &store{config: config, path: path, pool: pool, prepared: map[string]*sql.Stmt{}}
	if err := s.connect(ctx); err != nil {
		return nil, errors.Join(s.explain(err), s.Close(ctx))
	}
	return s, nil
}

// check refuses what a file does not have.
func check(db catalog.DB) error {
	for name := range db.Options {
		return node.Problem{
			DB: db.Name, Reason: fmt.Sprintf("a database of type sqlite has no option %s", name),
			NextStep: "Take the option out: " + updateDB(db),
		}
	}
	if !filepath.IsAbs(db.DBName) {
		return node.Problem{
			DB: db.Name, Reason: fmt.Sprintf("dbname is %q, which is not the absolute path of a file", db.DBName),
			NextStep: "Give the path of the file as the sidecar sees it: " + updateDB(db),
		}
	}
	return nil
}

// checkPath says of a path what SQLite says of none: why it cannot be opened.
func checkPath(db catalog.DB) error {
	directory, err := os.Stat(filepath.Dir(db.DBName))
	if errors.Is(err, fs.ErrNotExist) || err == nil && !directory.IsDir() {
		return node.Problem{
			DB: db.Name, Reason: fmt.Sprintf("there is no directory %s", filepath.Dir(db.DBName)),
			NextStep: "Create the directory, for the user that the sidecar runs as, or correct the path: " + updateDB(db),
		}
	}
	if file, err := os.Stat(db.DBName); err == nil && !file.Mode().IsRegular() {
		return node.Problem{
			DB: db.Name, Reason: db.DBName + " is not a file",
			NextStep: "Correct the path: " + updateDB(db),
		}
	}
	return nil
}

func (s *store) connect(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	var err error
	if s.conn, err = s.pool.Conn(ctx); err != nil {
		return fmt.Errorf("open %s: %w", s.path, err)
	}
	// What is in the file is as its owner made it; what is committed outlives a crash of the machine.
	for _, pragma := range []string{
		fmt.Sprintf("busy_timeout = %d", connectTimeout.Milliseconds()), "journal_mode = WAL", "synchronous = FULL",
		"foreign_keys = OFF", "cache_size = -16384", fmt.Sprintf("busy_timeout = %d", lockPoll.Milliseconds()),
	} {
		if _, err := s.conn.ExecContext(ctx, "PRAGMA "+pragma); err != nil {
			return fmt.Errorf("open %s: %w", s.path, err)
		}
	}
	if err := s.conn.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&s.version); err != nil {
		return fmt.Errorf("ask for the version: %w", err)
	}
	if s.opened, err = os.Stat(s.path); err != nil {
		return fmt.Errorf("open %s: %w", s.path, err)
	}
	return nil
}

// Version names SQLite, which is part of the sidecar.
func (s *store) Version() string { return "SQLite " + s.version }

// checkFile makes sure that the path still leads to the file that is open: a file that is deleted or replaced can be written to
// without an error.
func (s *store) checkFile() error {
	file, err := os.Stat(s.path)
	if err != nil || !os.SameFile(file, s.opened) {
		return node.Problem{
			DB: s.config.DB.Name, Reason: s.path + " was deleted or replaced while it was open",
			NextStep: "The sidecar opens what is there now; where it lacks rows, have them copied: SELECT bucardo.reload(...)",
		}
	}
	return nil
}

const (
	createProgress = `
		CREATE TABLE IF NOT EXISTS bucardo_progress (
			installation TEXT NOT NULL,
			sync INTEGER NOT NULL,
			progress BLOB NOT NULL,
			PRIMARY KEY (installation, sync)
		) STRICT`
	readProgress  = "SELECT progress FROM bucardo_progress WHERE installation = ? AND sync = ?"
	writeProgress = `
		INSERT INTO bucardo_progress (installation, sync, progress)
		VALUES (?, ?, ?)
		ON CONFLICT (installation, sync) DO UPDATE SET progress = excluded.progress`
	forgetProgress = "DELETE FROM bucardo_progress WHERE installation = ? AND sync = ?"
)

// Progress returns what was committed last for a sync.
func (s *store) Progress(ctx context.Context, syncID int64) ([]byte, error) {
	if err := s.checkFile(); err != nil {
		return nil, err
	}
	var kept bool
	err := s.conn.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'bucardo_progress')").Scan(&kept)
	if err != nil || !kept {
		return nil, s.explain(err)
	}
	return s.progress(ctx, syncID)
}

func (s *store) progress(ctx context.Context, syncID int64) ([]byte, error) {
	var progress []byte
	err := s.conn.QueryRowContext(ctx, readProgress, s.config.Installation, syncID).Scan(&progress)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, s.explain(fmt.Errorf("read the progress: %w", err))
	}
	return progress, nil
}

// Begin takes the lock of the file, of which there is one for all that write.
func (s *store) Begin(ctx context.Context, syncID int64, expected []byte) error {
	if err := s.checkFile(); err != nil {
		return err
	}
	if err := s.begin(ctx); err != nil {
		return s.explain(fmt.Errorf("begin: %w", err))
	}
	s.begun, s.syncID = true, syncID
	if _, err := s.conn.ExecContext(ctx, createProgress); err != nil {
		s.Rollback(ctx)
		return s.explain(fmt.Errorf("create the table of the progress: %w", err))
	}
	found, err := s.progress(ctx, syncID)
	if err == nil && ((found == nil) != (expected == nil) || !bytes.Equal(found, expected)) {
		err = apply.ErrMoved
	}
	if err != nil {
		s.Rollback(ctx)
	}
	return err
}

func (s *store) begin(ctx context.Context) error {
	until := time.Now().Add(lockWait)
	for {
		_, err := s.conn.ExecContext(ctx, "BEGIN IMMEDIATE")
		if !isBusy(err) || time.Now().After(until) || ctx.Err() != nil {
			return err
		}
	}
}

// Commit writes the progress, and commits.
func (s *store) Commit(ctx context.Context, progress []byte) error {
	var err error
	if progress == nil {
		_, err = s.conn.ExecContext(ctx, forgetProgress, s.config.Installation, s.syncID)
	} else {
		_, err = s.conn.ExecContext(ctx, writeProgress, s.config.Installation, s.syncID, progress)
	}
	if err != nil {
		return s.explain(fmt.Errorf("write the progress: %w", err))
	}
	if _, err := s.conn.ExecContext(ctx, "COMMIT"); err != nil {
		return s.explain(fmt.Errorf("commit: %w", err))
	}
	s.begun = false
	return s.checkFile()
}

// Rollback undoes what was written since Begin. SQLite may have done so already.
func (s *store) Rollback(ctx context.Context) {
	if !s.begun {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTimeout)
	defer cancel()
	_, _ = s.conn.ExecContext(ctx, "ROLLBACK")
	s.begun = false
}

// Close closes the file.
func (s *store) Close(ctx context.Context) error {
	s.Rollback(ctx)
	for _, statement := range s.prepared {
		_ = statement.Close()
	}
	var err error
	if s.conn != nil {
		err = s.conn.Close()
	}
	return errors.Join(err, s.pool.Close())
}
