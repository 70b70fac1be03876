package node

import (
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strconv"

	"github.com/jackc/pgpassfile"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
)

// StorePassword returns the password for a database that is not PostgreSQL: that in the variable or in the file that it names, "" when
// it names neither. The file is one of PostgreSQL's: lines of host:port:dbname:user:password, of which the first that fits counts.
func StorePassword(db catalog.DB) (string, error) {
	switch {
	case db.PasswordEnv != "":
		password, found := os.LookupEnv(db.PasswordEnv)
		if !found {
			return "", noPassword(db, fmt.Sprintf("the environment variable %s is not set for the sidecar", db.PasswordEnv))
		}
		return password, nil
	case db.Passfile != "":
		passfile, err := pgpassfile.ReadPassfile(db.Passfile)
		if err != nil {
			return "", noPassword(db, fmt.Sprintf("the password file cannot be read: %v", err))
		}
		host, port, name, user := storeAddress(db)
		password := passfile.FindPassword(host, port, name, user)
		if password == "" {
			return "", noPassword(db, fmt.Sprintf("the password file %s has no line for %s:%s:%s:%s", db.Passfile, host, port, name, user))
		}
		return password, nil
	}
	return "", nil
}

func noPassword(db catalog.DB, reason string) Problem {
	return Problem{DB: db.Name, Reason: reason, NextStep: "Make the password available to the sidecar's process, or name another source with " + updateDB(db)}
}

var (
	usualPorts = map[string]string{"mysql": "3306", "mariadb": "3306", "oracle": "1521", "mongodb": "27017", "redis": "6379"}
	mysqlDSN   = regexp.MustCompile(`^(?:([^@]*)@)?(?:\w+\(([^)]*?)(?::(\d+))?\))?/([^?]*)`)
)

// storeAddress is where a password file has the password of a database, as far as that is known: localhost is also what has no host or
// is reached by a socket.
func storeAddress(db catalog.DB) (host, port, name, user string) {
	host, name, user = db.Host, db.DBName, db.Username
	if db.Port != 0 {
		port = strconv.Itoa(db.Port)
	}
	if parsed, err := url.Parse(db.ConnInfo); err == nil && parsed.Host != "" {
		host, port, user = parsed.Hostname(), parsed.Port(), parsed.User.Username()
		if len(parsed.Path) > 1 {
			name = parsed.Path[1:]
		}
	} else if parts := mysqlDSN.FindStringSubmatch(db.ConnInfo); parts != nil {
		user, host, port, name = parts[1], parts[2], parts[3], parts[4]
	}
	if host == "" || host[0] == '/' {
		host = "localhost"
	}
	if port == "" {
		port = usualPorts[db.Type]
	}
	return host, port, name, user
}
