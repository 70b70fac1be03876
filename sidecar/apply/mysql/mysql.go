// Package mysql writes rows to MySQL and MariaDB.
//
// Rows and the progress of their sync stand in the same database and are committed together, so each batch is there exactly
// once, whatever ends in between. That needs InnoDB tables, and a server that keeps what it has committed. The session is
// pinned (see sessionSettings): the server refuses values that it would otherwise change, and whatever it still rounds or cuts
// with a note only is refused here.
package mysql

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	driver "github.com/go-sql-driver/mysql"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
)

// Store is a connection to a database of a MySQL or MariaDB server.
type Store struct {
	db           catalog.DB
	database     string // its name there
	installation string
	pool         *sql.DB // of the one connection
	conn         *sql.Conn
	server       server
	inside       bool                  // of a transaction
	syncID       int64                 // whose transaction it is
	met          map[string]*tableInfo // tables written to in the transaction, which holds their definition still
	statement    []byte                // space for the next one
}

// server is what differs between servers.
type server struct {
	version        string // MariaDB 10.11.14
	maxPacket      int    // longest statement in bytes
	collation      string // binary; keeps spaces at the end apart where the server can
	rowFormat      string // clause of CREATE TABLE, for indexes of maxIndexColumn bytes
	maxIndexColumn int    // bytes of one column in an index
	maxIndex       int    // bytes of all of them
	foldsNames     bool   // takes names of tables that differ in case for one
}

// Open connects to the database, and refuses a server that may forget what it has committed.
func Open(ctx context.Context, config apply.StoreConfig) (apply.Store, error) {
	settings, err := configure(config)
	if err != nil {
		return nil, err
	}
	connector, err := driver.NewConnector(settings.driver)
	if err != nil {
		return nil, unusable(config.DB, err)
	}
	s := &Store{db: config.DB, database: settings.driver.DBName, installation: config.Installation, pool: sql.OpenDB(connector), met: map[string]*tableInfo{}}
	s.pool.SetMaxOpenConns(1)
	attempt, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	if s.conn, err = s.pool.Conn(attempt); err == nil {
		err = s.greet(attempt, settings.relaxed)
	}
	if err != nil {
		_ = s.pool.Close() // nothing was written
		return nil, s.explainConnect(ctx, err, settings.driver.Addr)
	}
	return s, nil
}

// greet completes the session and asks the server what it is.
func (s *Store) greet(ctx context.Context, relaxed bool) error {
	// READ COMMITTED: keys that are not there are not locked, so syncs and applications stay out of each other's way.
	if _, err := s.conn.ExecContext(ctx, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"); err != nil {
		return err
	}
	var version string
	var pageSize, lowerCase, flush, syncBinlog int
	var binlog bool
	err := s.conn.QueryRowContext(ctx, `
		SELECT VERSION(), @@max_allowed_packet, @@innodb_page_size, @@lower_case_table_names,
		       @@GLOBAL.innodb_flush_log_at_trx_commit, @@GLOBAL.log_bin, @@GLOBAL.sync_binlog`).
		Scan(&version, &s.server.maxPacket, &pageSize, &lowerCase, &flush, &binlog, &syncBinlog)
	if err != nil {
		return err
	}
	if !relaxed {
		if err := s.refuseForgetful(flush, binlog, syncBinlog); err != nil {
			return err
		}
	}
	s.server.foldsNames = lowerCase != 0
	s.server.know(version, pageSize)
	return s.pickCollation(ctx)
}

func (r *server) know(version string, pageSize int) {
	number, _, maria := strings.Cut(version, "-MariaDB")
	number = strings.TrimPrefix(number, "5.5.5-") // how MariaDB 10 used to call itself
	r.version = "MySQL " + version
	if maria {
		r.version = "MariaDB " + number
	}
	var major, minor int
	parts := strings.SplitN(number, ".", 3)
	major, _ = strconv.Atoi(parts[0]) // else it is old
	if len(parts) > 1 {
		minor, _ = strconv.Atoi(parts[1])
	}
	r.maxIndex = min(3072, pageSize*3072/16384)
	r.maxIndexColumn = min(767, r.maxIndex)
	if major > 5 || major == 5 && minor >= 7 {
		r.maxIndexColumn = r.maxIndex
		r.rowFormat = " ROW_FORMAT=DYNAMIC"
	}
}

// pickCollation takes one that compares byte by byte, and where there is one, one that does not ignore spaces at the end.
func (s *Store) pickCollation(ctx context.Context) error {
	return s.conn.QueryRowContext(ctx, `
		SELECT COLLATION_NAME FROM information_schema.COLLATIONS
		WHERE COLLATION_NAME IN ('utf8mb4_nopad_bin', 'utf8mb4_0900_bin', 'utf8mb4_bin')
		ORDER BY COLLATION_NAME = 'utf8mb4_bin' LIMIT 1`).Scan(&s.server.collation)
}

// Version names the server as it calls itself, with its version.
func (s *Store) Version() string { return s.server.version }

// Close ends the connection and what is open in it.
func (s *Store) Close(ctx context.Context) error {
	s.Rollback(ctx)
	_ = s.conn.Close() // gives it back to the pool, which says the rest
	if err := s.pool.Close(); err != nil {
		return fmt.Errorf("close the connection: %w", err)
	}
	return nil
}

func (s *Store) exec(ctx context.Context, statement string) error {
	_, err := s.conn.ExecContext(ctx, statement)
	return s.explain(ctx, err)
}

// quote writes text as a literal. In a session with NO_BACKSLASH_ESCAPES, nothing but the quote has a meaning.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

func identifier(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }

func identifiers(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = identifier(name)
	}
	return strings.Join(quoted, ", ")
}
