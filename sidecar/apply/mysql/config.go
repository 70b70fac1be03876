package mysql

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"maps"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	driver "github.com/go-sql-driver/mysql"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

const (
	connectTimeout = 5 * time.Second
	defaultPort    = 3306
)

// sessionSettings keep the server's own settings from changing what is written.
var sessionSettings = map[string]string{
	// Strict, so that a value that does not fit is an error; 0 is a value as any other in an AUTO_INCREMENT column; a
	// backslash is a character as any other.
	"sql_mode": "'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION," +
		"NO_AUTO_VALUE_ON_ZERO,NO_BACKSLASH_ESCAPES'",
	"time_zone":          "'+00:00'",
	"foreign_key_checks": "0", // rows come table by table, not in the order of their parents
	"unique_checks":      "1",
	"autocommit":         "1",
	"completion_type":    "0",
	"sql_safe_updates":   "0",
	"sql_notes":          "1", // what is rounded or cut with a note only is found by it
	"max_error_count":    "65535",
	"lock_wait_timeout":  "50", // as innodb_lock_wait_timeout; its own default is a day or a year
}

// settings are what a database's definition comes to.
type settings struct {
	driver  *driver.Config
	relaxed bool // the server may lose what it has committed when its machine goes down
}

// options are the known ones with their values, nil: any.
var options = map[string][]string{
	"tls":        {"preferred", "required", "verify", "off"},
	"tls_ca":     nil,
	"durability": {"full", "server"},
}

func configure(config apply.StoreConfig) (settings, error) {
	db := config.DB
	if err := checkOptions(db); err != nil {
		return settings{}, err
	}
	cfg, err := address(db)
	if err != nil {
		return settings{}, unusable(db, err)
	}
	if config.Password != "" {
		cfg.Passwd = config.Password
	}
	if cfg.DBName == "" {
		return settings{}, node.Problem{DB: db.Name, Reason: "it is not said which database of the server is meant", NextStep: updateDB(db, "dbname => '...'")}
	}
	if err := setTLS(cfg, db.Options); err != nil {
		return settings{}, node.Problem{DB: db.Name, Reason: err.Error(), NextStep: updateDB(db, "options => ...")}
	}
	// utf8mb4 is all of Unicode; literals in it take the collation of the column they meet.
	if err := cfg.Apply(driver.Charset("utf8mb4", "utf8mb4_bin")); err != nil {
		return settings{}, unusable(db, err)
	}
	if cfg.Params == nil {
		cfg.Params = map[string]string{}
	}
	maps.DeleteFunc(cfg.Params, func(name, _ string) bool { return sessionSettings[strings.ToLower(name)] != "" })
	maps.Copy(cfg.Params, sessionSettings)
	cfg.ConnectionAttributes = "program_name:bucardo-sidecar,bucardo_sync:" + strings.Map(func(r rune) rune {
		if r == ',' || r == ':' {
			return '_'
		}
		return r
	}, config.Sync)
	cfg.Timeout = connectTimeout
	cfg.MaxAllowedPacket = 0 // as the server has it
	cfg.MultiStatements = false
	cfg.ParseTime = false
	cfg.Logger = &driver.NopLogger{}
	cfg.DialFunc = (&net.Dialer{
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 5 * time.Second, Count: 3},
	}).DialContext
	return settings{driver: cfg, relaxed: db.Options["durability"] == "server"}, nil
}

func checkOptions(db catalog.DB) error {
	for _, name := range slices.Sorted(maps.Keys(db.Options)) {
		values, known := options[name]
		if !known {
			return node.Problem{
				DB: db.Name, Reason: fmt.Sprintf("databases of type %s have no option %q", db.Type, name),
				NextStep: "Use only these: " + strings.Join(slices.Sorted(maps.Keys(options)), ", ") + ". " + updateDB(db, "options => ..."),
			}
		}
		if values != nil && !slices.Contains(values, db.Options[name]) {
			return node.Problem{
				DB: db.Name, Reason: fmt.Sprintf("the option %s cannot be %q", name, db.Options[name]),
				NextStep: "Use one of: " + strings.Join(values, ", ") + ". " + updateDB(db, "options => ..."),
			}
		}
	}
	if db.Service != "" {
		return node.Problem{
			DB: db.Name, Reason: fmt.Sprintf("databases of type %s have no service files", db.Type),
			NextStep: "Name host, port, dbname and username instead: " + updateDB(db, "service => '', host => ..."),
		}
	}
	return nil
}

// address is a DSN of the driver, or host (a folder or file of a socket begins with a slash), port, database and user.
func address(db catalog.DB) (*driver.Config, error) {
	if db.ConnInfo != "" {
		return driver.ParseDSN(db.ConnInfo)
	}
	cfg := driver.NewConfig()
	cfg.User, cfg.DBName = db.Username, db.DBName
	if strings.HasPrefix(db.Host, "/") {
		cfg.Net, cfg.Addr = "unix", db.Host
		return cfg, nil
	}
	host, port := db.Host, db.Port
	if host == "" {
		host = "127.0.0.1"
	}
	if port == 0 {
		port = defaultPort
	}
	cfg.Net, cfg.Addr = "tcp", net.JoinHostPort(host, strconv.Itoa(port))
	return cfg, nil
}

func setTLS(cfg *driver.Config, options map[string]string) error {
	mode, file := options["tls"], options["tls_ca"]
	if file != "" {
		if mode != "" && mode != "verify" {
			return fmt.Errorf("the option tls_ca is for tls verify, not %s", mode)
		}
		authorities, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("read the certificates of tls_ca: %w", err)
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(authorities) {
			return fmt.Errorf("there is no certificate in %s", file)
		}
		cfg.TLS = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12} // the driver fills the server's name in
		return nil
	}
	if mode == "" && cfg.TLSConfig != "" { // the DSN says it
		return nil
	}
	cfg.TLS, cfg.AllowFallbackToPlaintext = nil, false
	cfg.TLSConfig = map[string]string{"": "preferred", "preferred": "preferred", "required": "skip-verify", "verify": "true", "off": "false"}[mode]
	return nil
}

// refuseForgetful refuses a server that may lose transactions it has committed: sources would throw away changes that it
// then lacks.
func (s *Store) refuseForgetful(flush int, binlog bool, syncBinlog int) error {
	var set string
	switch {
	case flush != 1:
		set = "innodb_flush_log_at_trx_commit"
	case binlog && syncBinlog != 1:
		set = "sync_binlog"
	default:
		return nil
	}
	return node.Problem{
		DB: s.db.Name, Reason: fmt.Sprintf("the server may lose what it has committed when its machine goes down, for %s is not 1", set),
		NextStep: fmt.Sprintf("SET GLOBAL %s = 1 there, or accept that with the option durability: %s", set, updateDB(s.db, `options => '{"durability": "server"}'`)),
	}
}
