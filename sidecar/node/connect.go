// Package node is the sidecar's view of a database that takes part in a sync: connecting to it, giving it the
// bucardo_node objects, and finding out what its tables look like.
package node

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgpassfile"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
)

// DefaultConnectTimeout bounds one attempt to connect when the connection string sets no bound of its own.
const DefaultConnectTimeout = 5 * time.Second

// MinServerVersion is the oldest PostgreSQL that can take part: the first with generated columns, pg_partition_tree and
// foreign keys to partitioned tables.
const MinServerVersion = 120000

// sessionSettings make the text form of every value the same on all databases and keep settings of the database or
// role from changing what the sidecar reads and writes. row_security off turns silent filtering into an error.
var sessionSettings = map[string]string{
	"client_encoding":                     "UTF8",
	"DateStyle":                           "ISO, MDY",
	"IntervalStyle":                       "postgres",
	"TimeZone":                            "UTC",
	"extra_float_digits":                  "3",
	"bytea_output":                        "hex",
	"xmloption":                           "content",
	"lc_monetary":                         "C",
	"search_path":                         searchPath,
	"row_security":                        "off",
	"statement_timeout":                   "0",
	"lock_timeout":                        "0",
	"idle_in_transaction_session_timeout": "0",
	"default_transaction_read_only":       "off", // that of a database is for its applications
	"jit":                                 "off",
	"work_mem":                            "32MB",
}

// Config returns how to connect to a database. What the database leaves out is taken from the control connection when
// it names neither connection string, host nor service, else from libpq's defaults and environment.
func Config(db catalog.DB, control *pgx.ConnConfig, application string) (*pgx.ConnConfig, error) {
	config, err := address(db, control)
	if err != nil {
		return nil, Problem{DB: db.Name, Reason: fmt.Sprintf("the connection settings are not usable: %v", err), NextStep: updateDB(db)}
	}
	if err := setPassword(config, db, control); err != nil {
		return nil, Problem{DB: db.Name, Reason: err.Error(), NextStep: "Make the password available to the sidecar's process, or name another source with " + updateDB(db)}
	}
	for name, value := range sessionSettings {
		config.RuntimeParams[name] = value
	}
	config.RuntimeParams["application_name"] = application
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = DefaultConnectTimeout
	}
	return config, nil
}

func address(db catalog.DB, control *pgx.ConnConfig) (*pgx.ConnConfig, error) {
	if db.ConnInfo != "" {
		return pgx.ParseConfig(db.ConnInfo)
	}
	if db.Host == "" && db.Service == "" {
		config := control.Copy()
		if db.Port != 0 {
			config.Port = uint16(db.Port) //nolint:gosec // the control database checks the range
			for _, fallback := range config.Fallbacks {
				fallback.Port = config.Port
			}
		}
		if db.DBName != "" {
			config.Database = db.DBName
		}
		if db.Username != "" {
			config.User = db.Username
		}
		return config, nil
	}
	var parts []string
	add := func(keyword, value string) {
		if value != "" {
			value = strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(value)
			parts = append(parts, fmt.Sprintf("%s='%s'", keyword, value))
		}
	}
	add("service", db.Service)
	add("host", db.Host)
	if db.Port != 0 {
		add("port", strconv.Itoa(db.Port))
	}
	add("dbname", db.DBName)
	add("user", db.Username)
	add("passfile", db.Passfile)
	return pgx.ParseConfig(strings.Join(parts, " "))
}

func setPassword(config *pgx.ConnConfig, db catalog.DB, control *pgx.ConnConfig) error {
	switch {
	case db.PasswordEnv != "":
		password, found := os.LookupEnv(db.PasswordEnv)
		if !found {
			return fmt.Errorf("the environment variable %s is not set for the sidecar", db.PasswordEnv)
		}
		config.Password = password
	case db.Passfile != "":
		passfile, err := pgpassfile.ReadPassfile(db.Passfile)
		if err != nil {
			return fmt.Errorf("the password file cannot be read: %w", err)
		}
		config.Password = findPassword(passfile, config)
	case config.User != control.User && db.ConnInfo == "" && db.Host == "" && db.Service == "":
		// The control connection's password belongs to its own user.
		config.Password = ""
		if passfile, err := pgpassfile.ReadPassfile(defaultPassfile()); err == nil {
			config.Password = findPassword(passfile, config)
		}
	}
	return nil
}

func findPassword(passfile *pgpassfile.Passfile, config *pgx.ConnConfig) string {
	host := config.Host
	if strings.HasPrefix(host, "/") {
		host = "localhost"
	}
	return passfile.FindPassword(host, strconv.Itoa(int(config.Port)), config.Database, config.User)
}

func defaultPassfile() string {
	if path := os.Getenv("PGPASSFILE"); path != "" {
		return path
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".pgpass")
}

// Connect opens a connection and checks that the server is new enough.
func Connect(ctx context.Context, db catalog.DB, config *pgx.ConnConfig) (*pgx.Conn, error) {
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, Explain(db, err)
	}
	var version int
	var name string
	var former bool
	err = conn.QueryRow(ctx, "SELECT current_setting('server_version_num')::int, current_setting('server_version'), "+hasFormerNames).Scan(&version, &name, &former)
	if err == nil {
		err = refuseTooOld(db, version, name)
	}
	if err == nil && (former || version < firstWithNames) {
		err = useFormerNames(ctx, conn)
	}
	if err != nil {
		return nil, errors.Join(Explain(db, err), conn.Close(context.WithoutCancel(ctx)))
	}
	return conn, nil
}

func refuseTooOld(db catalog.DB, version int, name string) error {
	if version >= MinServerVersion {
		return nil
	}
	return Problem{
		DB: db.Name, Reason: fmt.Sprintf("PostgreSQL %s is too old: %d or newer is needed", name, MinServerVersion/10000),
		NextStep: "Upgrade the server of this database, or take it out of the sync.",
	}
}

// Identity is the same for two connections if and only if they lead to the same database, whatever its name. The start
// time tells a cluster from its clones (a promoted standby, a copied directory).
func Identity(ctx context.Context, conn *pgx.Conn) (string, error) {
	var identity string
	err := conn.QueryRow(ctx, `
		SELECT (SELECT system_identifier FROM pg_control_system()) || '/' || extract(epoch FROM pg_postmaster_start_time()) || '/' || oid FROM pg_database WHERE datname = current_database()`).Scan(&identity)
	if err != nil {
		return "", fmt.Errorf("read the identity of the database: %w", err)
	}
	return identity, nil
}

// ApplyMode says how triggers and foreign keys of the application are kept from acting on replicated rows.
type ApplyMode string

// In ReplicaMode they do not fire; in OrdinaryMode the role may not switch them off and they do.
const (
	ReplicaMode  ApplyMode = "replica"
	OrdinaryMode ApplyMode = "ordinary"
)

// PrepareToApply sets a session up for applying changes: its writes are not captured, and triggers and foreign keys
// are off where the role may do that. begin is the statement that opens a transaction in this mode.
func PrepareToApply(ctx context.Context, conn *pgx.Conn) (mode ApplyMode, begin string, err error) {
	if _, err := conn.Exec(ctx, "SET bucardo.applying = 'on'"); err != nil {
		return "", "", fmt.Errorf("mark session as applying: %w", err)
	}
	const open = "BEGIN ISOLATION LEVEL READ COMMITTED"
	_, err = conn.Exec(ctx, "SET session_replication_role = replica")
	if err == nil {
		return ReplicaMode, open, nil
	}
	var refused *pgconn.PgError
	if !errors.As(err, &refused) || refused.Code != "42501" {
		return "", "", fmt.Errorf("switch triggers off: %w", err)
	}
	var helper bool
	err = conn.QueryRow(ctx, `SELECT coalesce(has_function_privilege(to_regprocedure('bucardo_node.enter_replica()'), 'EXECUTE'), false)`).Scan(&helper)
	if err != nil {
		return "", "", fmt.Errorf("look for bucardo_node.enter_replica: %w", err)
	}
	if helper {
		return ReplicaMode, open + "; SELECT bucardo_node.enter_replica()", nil
	}
	return OrdinaryMode, open + "; SET CONSTRAINTS ALL DEFERRED", nil
}
