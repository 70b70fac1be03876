package oracle

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/sijms/go-ora/v2/network"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

const (
	connectTimeout = 5 * time.Second
	defaultPort    = 1521
)

// pinned settings keep those of the server and of its environment from changing what is written.
var pinned = []string{
	`ALTER SESSION SET NLS_LANGUAGE = 'AMERICAN' NLS_TERRITORY = 'AMERICA'`,
	`ALTER SESSION SET NLS_NUMERIC_CHARACTERS = '.,' NLS_CALENDAR = 'GREGORIAN' NLS_DATE_LANGUAGE = 'AMERICAN' NLS_SORT = 'BINARY' NLS_COMP = 'BINARY'` +
		` NLS_LENGTH_SEMANTICS = 'BYTE' NLS_NCHAR_CONV_EXCP = TRUE`,
	`ALTER SESSION SET NLS_DATE_FORMAT = 'YYYY-MM-DD HH24:MI:SS' NLS_TIMESTAMP_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF6'` +
		` NLS_TIMESTAMP_TZ_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF6 TZH:TZM'`,
	`ALTER SESSION SET TIME_ZONE = '+00:00'`,
}

// Open connects to an Oracle database.
func Open(ctx context.Context, config apply.StoreConfig) (apply.Store, error) {
	o, err := parseOptions(config.DB)
	if err != nil {
		return nil, err
	}
	dsn, err := address(config.DB, config.Password)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	session, err := connect(ctx, dsn)
	if err != nil {
		return nil, cannotConnect(ctx, config, err)
	}
	version, owner, err := prepare(ctx, session, config, o)
	if err != nil {
		return nil, errors.Join(explain(config.DB.Name, err), session.close(ctx))
	}
	return newStore(config, o, session, version, owner), nil
}

// address is go-ora's URL of a database, with the password.
func address(db catalog.DB, password string) (string, error) {
	wrong := func(reason string) error {
		return node.Problem{DB: db.Name, Reason: reason, NextStep: updateDB(db.Name, "host => ..., port => ..., dbname => ..., username => ..., password_env => ...")}
	}
	if db.ConnInfo == "" {
		switch {
		case db.DBName == "":
			return "", wrong("it has no dbname: that is the service name of an Oracle database")
		case strings.ContainsAny(db.DBName, "()"):
			return "", wrong("its dbname is no service name; a connect descriptor goes into conninfo: oracle://username@:1521?connStr=(DESCRIPTION=...)")
		case db.Username == "" || password == "":
			return "", wrong("it has no username or no password")
		}
		host, port := db.Host, db.Port
		if host == "" {
			host = "localhost"
		}
		if port == 0 {
			port = defaultPort
		}
		return (&url.URL{
			Scheme: "oracle", User: url.UserPassword(db.Username, password),
			Host: net.JoinHostPort(host, strconv.Itoa(port)), Path: "/" + db.DBName,
		}).String(), nil
	}
	target, err := url.Parse(db.ConnInfo)
	if err != nil || target.Scheme != "oracle" {
		return "", wrong("its conninfo is not oracle://username@host:port/service")
	}
	if _, found := target.User.Password(); found {
		return "", wrong("its conninfo holds a password: name a source of it instead")
	}
	if target.Port() == "" {
		target.Host = net.JoinHostPort(target.Hostname(), strconv.Itoa(defaultPort))
	}
	username := db.Username
	if username == "" {
		username = target.User.Username()
	}
	if username != "" || password != "" {
		target.User = url.UserPassword(username, password)
	}
	return target.String(), nil
}

// cannotConnect says why, without the password, which a driver may repeat with its address.
func cannotConnect(ctx context.Context, config apply.StoreConfig, err error) error {
	db := config.DB
	var refused *network.OracleError
	switch {
	case errors.As(err, &refused):
		return explain(db.Name, fmt.Errorf("cannot connect: %w", err))
	case ctx.Err() != nil && errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	}
	reason := "cannot connect: " + node.Cause(err)
	if ctx.Err() != nil {
		reason = fmt.Sprintf("cannot connect: no answer within %s", connectTimeout)
	}
	if config.Password != "" {
		for _, secret := range []string{config.Password, url.QueryEscape(config.Password), url.PathEscape(config.Password), url.UserPassword("", config.Password).String()} {
			reason = strings.ReplaceAll(reason, secret, "...")
		}
	}
	return node.Problem{DB: db.Name, Reason: reason, NextStep: "Start the server and its listener, or correct the address: " + updateDB(db.Name, "host => ..., port => ...")}
}

// prepare pins the session's settings and reads what the server is and which schema is meant.
func prepare(ctx context.Context, s session, config apply.StoreConfig, o options) (version, owner string, err error) {
	for _, statement := range pinned {
		if err := s.execute(ctx, statement); err != nil {
			return "", "", fmt.Errorf("pin settings: %w", err)
		}
	}
	value := func(statement string) string {
		if err != nil {
			return ""
		}
		var rows [][][]byte
		if rows, err = s.query(ctx, statement); err != nil || len(rows) == 0 {
			return ""
		}
		return string(rows[0][0])
	}
	charset := value("SELECT VALUE FROM NLS_DATABASE_PARAMETERS WHERE PARAMETER = 'NLS_CHARACTERSET'")
	if err == nil && charset != "AL32UTF8" {
		return "", "", node.Problem{
			Reason:   fmt.Sprintf("the character set of the database is %s, which has not all characters of PostgreSQL's", charset),
			NextStep: "Use a database with the character set AL32UTF8.",
		}
	}
	if o.schema != "" {
		name, quoteErr := o.quote(o.schema)
		if quoteErr != nil {
			return "", "", quoteErr
		}
		if err == nil {
			err = s.execute(ctx, "ALTER SESSION SET CURRENT_SCHEMA = "+name)
		}
	}
	owner = value("SELECT SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') FROM DUAL")
	version = value("SELECT BANNER FROM V$VERSION WHERE ROWNUM <= 1")
	if err == nil {
		const actionLength = 32
		err = s.execute(ctx, fmt.Sprintf("BEGIN DBMS_APPLICATION_INFO.SET_MODULE('bucardo-sidecar', '%s'); END;",
			strings.ReplaceAll(truncate(config.Sync, actionLength), "'", "''")))
	}
	if err != nil {
		return "", "", fmt.Errorf("prepare the session: %w", err)
	}
	return version, owner, nil
}

func truncate(text string, bytes int) string {
	if len(text) > bytes {
		text = strings.ToValidUTF8(text[:bytes], "")
	}
	return text
}
