package mysql

import (
	"context"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	driver "github.com/go-sql-driver/mysql"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// Errors of the servers, by their numbers: https://mariadb.com/kb/en/mariadb-error-code-reference/
const (
	tooManyConnections  = 1040
	noAccessToDatabase  = 1044
	badCredentials      = 1045
	noSuchDatabase      = 1049
	noSuchColumn        = 1054
	nameTooLong         = 1059
	duplicateKey        = 1062
	keyTooLong          = 1071
	badTableName        = 1103
	noAccessToTable     = 1142
	noAccessToColumn    = 1143
	noSuchTable         = 1146
	packetTooLarge      = 1153
	badColumnName       = 1166
	userConnections     = 1203
	lockWaitTimeout     = 1205
	deadlock            = 1213
	accessDenied        = 1227
	outOfRange          = 1264
	dataTruncated       = 1265
	readOnly            = 1290
	valueTruncated      = 1292
	interrupted         = 1317
	noDefault           = 1364
	incorrectValue      = 1366
	dataTooLong         = 1406
	statementBinlog     = 1665
	badSocketUser       = 1698
	readOnlyTransaction = 1792
	readOnlyMode        = 1836
	statementTimeout    = 1969 // MariaDB
	executionTimeout    = 3024 // MySQL
)

const otherName = "Give it another name there with bucardo.add_customname or bucardo.add_customcols."

func updateDB(db catalog.DB, change string) string {
	return fmt.Sprintf("SELECT bucardo.update_db(%s, %s)", quote(db.Name), change)
}

func unusable(db catalog.DB, err error) error {
	return node.Problem{DB: db.Name, Reason: fmt.Sprintf("the connection settings are not usable: %v", err), NextStep: updateDB(db, "...")}
}

func (s *Store) explainConnect(ctx context.Context, err error, address string) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var known node.Problem
	var refused *driver.MySQLError
	if errors.As(err, &known) || errors.As(err, &refused) {
		return s.explain(ctx, err)
	}
	reason := node.Cause(err)
	if errors.Is(err, context.DeadlineExceeded) {
		reason = fmt.Sprintf("no answer within %s", connectTimeout)
	}
	return node.Problem{
		DB: s.db.Name, Reason: fmt.Sprintf("cannot connect to %s: %s", address, reason),
		NextStep: "Start the server, or correct the address: " + updateDB(s.db, "host => ..., port => ..."),
	}
}

// explain turns an error into a problem with a next step. Its SQLSTATE is PostgreSQL's where that has one of the same meaning.
func (s *Store) explain(ctx context.Context, err error) error {
	var known node.Problem
	if err == nil || errors.As(err, &known) {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var refused *driver.MySQLError
	if errors.As(err, &refused) {
		return s.explainRefusal(refused.Number, refused.Message, string(refused.SQLState[:]))
	}
	var network net.Error
	if errors.Is(err, sqldriver.ErrBadConn) || errors.Is(err, driver.ErrInvalidConn) || errors.Is(err, io.EOF) || errors.As(err, &network) {
		return node.Problem{DB: s.db.Name, Reason: "the connection was lost", NextStep: "The sidecar connects again by itself; if it stays, see the server's error log."}
	}
	return err
}

func (s *Store) explainRefusal(number uint16, message, sqlState string) error {
	problem := node.Problem{DB: s.db.Name, Reason: fmt.Sprintf("%s (error %d)", strings.TrimSpace(message), number), SQLState: sqlState}
	switch number {
	case badCredentials, badSocketUser:
		problem.SQLState = "28P01"
		problem.NextStep = "Correct the password (passfile or password_env) or the user: " + updateDB(s.db, "username => ...")
	case noSuchDatabase:
		problem.SQLState = "3D000"
		problem.NextStep = "Create the database, or correct its name: " + updateDB(s.db, "dbname => ...")
	case noAccessToDatabase, noAccessToTable, noAccessToColumn, accessDenied:
		problem.SQLState = "42501"
		problem.NextStep = fmt.Sprintf("On that server: GRANT SELECT, INSERT, UPDATE, DELETE, CREATE ON %s.* TO the user.", identifier(s.database))
	case tooManyConnections, userConnections:
		problem.SQLState = "53300"
		problem.NextStep = "Free connections on that server or raise max_connections."
	case noSuchTable:
		problem.SQLState = "42P01"
		problem.NextStep = "Create the table there (bucardo.create_target_tables does), or take it out of the sync."
	case noSuchColumn:
		problem.SQLState = "42703"
		problem.NextStep = "Add the column there, or choose the columns with bucardo.add_customcols."
	case nameTooLong, badTableName, badColumnName:
		problem.NextStep = otherName
	case noDefault:
		problem.SQLState = "23502"
		problem.NextStep = "Give the column a default there, or allow NULL in it."
	case duplicateKey:
		problem.SQLState = "23505"
		problem.NextStep = "Another row there has the same unique values: change one of them, the sidecar then goes on by itself."
	case keyTooLong:
		problem.NextStep = "Create the table by hand, with a shorter key."
	case statementBinlog:
		problem.NextStep = "SET GLOBAL binlog_format = 'ROW' (or MIXED) there, in its configuration too."
	case packetTooLarge:
		problem.NextStep = "Raise max_allowed_packet on that server."
	case lockWaitTimeout:
		problem.SQLState = "55P03"
		problem.NextStep = "A long transaction there holds a lock on the table; end it, or wait: the sidecar tries again by itself."
	case deadlock:
		problem.SQLState = "40001"
		problem.NextStep = "The sidecar tries again by itself."
	case interrupted, statementTimeout, executionTimeout:
		problem.SQLState = "57014"
		problem.NextStep = "Find out what ends statements there; the sidecar tries again by itself."
	case outOfRange, dataTruncated, valueTruncated, incorrectValue, dataTooLong:
		problem.NextStep = "Make the column wide enough for the value, or change the value at its source."
	case readOnly, readOnlyTransaction, readOnlyMode:
		problem.SQLState = "25006"
		problem.NextStep = "The server is read-only (a replica?). Point the database to the primary: " + updateDB(s.db, "host => ...")
	default:
		problem.NextStep = "Mend the cause on that database; the sidecar tries again by itself."
	}
	return problem
}
