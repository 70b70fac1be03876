package bucardo5

import (
	"fmt"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// storeTypes are the types of Bucardo's other databases by what they are called here. Drizzle and Firebird are none.
var storeTypes = map[string]string{
	"mysql": "mysql", "mariadb": "mariadb", "oracle": "oracle", "mongo": "mongodb", "redis": "redis", "sqlite": "sqlite",
	"flatfile": "files", "flatpg": "files", "flatsql": "files",
}

var dbi = regexp.MustCompile(`(?i)^\s*dbi:\w+(?:\([^)]*\))?:`)

// carryStore says how to add a database that is not PostgreSQL, or why it cannot be. Flat files are in a directory of all.
func carryStore(db DB, flatDirectory string) (found database, problem string) {
	kind, known := storeTypes[db.Type]
	if !known {
		return found, fmt.Sprintf("it is of type %s, and such databases take no part", db.Type)
	}
	found.name, found.kind = shorten(db.Name), kind
	parts := map[string]string{}
	secret, problem := storeParts(db, parts)
	if problem == "" {
		problem = completeStore(kind, parts, flatDirectory)
	}
	if problem == "" {
		problem = unusable(parts)
	}
	if problem != "" {
		return found, problem
	}
	found.where = strings.Join([]string{kind, parts["host"], parts["port"], parts["dbname"]}, "\x00")
	found.args = []string{
		quoted("type", kind), quoted("host", parts["host"]), named("port", parts["port"]), quoted("dbname", parts["dbname"]), quoted("username", parts["user"]),
	}
	found.password(DB{Name: db.Name}, secret && !inFiles(kind), false)
	found.setStatus(db)
	if db.MakeDelta {
		found.notes = append(found.notes, fmt.Sprintf("makedelta of database %s sets nothing: nothing is captured in databases of type %s.", db.Name, kind))
	}
	return found, ""
}

func inFiles(kind string) bool { return kind == "sqlite" || kind == "files" }

// storeParts collects the parts of an address, and whether there is a password, which is not among them.
func storeParts(db DB, parts map[string]string) (secret bool, problem string) {
	secret = text(db.Pass) != ""
	for key, value := range map[string]*string{"host": db.Host, "port": db.Port, "dbname": db.DBName, "user": db.User} {
		if trimmed := strings.TrimSpace(text(value)); trimmed != "" {
			parts[key] = trimmed
		}
	}
	dsn := strings.TrimPrefix(strings.TrimSpace(db.DSN), "DSN:")
	if db.Type == "mongo" && dsn != "" {
		more, problem := addMongo(parts, dsn)
		return secret || more, problem
	}
	column, rest := "dbconn", db.Conn
	if dsn != "" {
		column, rest = "dbdsn", dbi.ReplaceAllString(dsn, "")
	}
	more, problem := addStorePairs(parts, rest, column)
	return secret || more, problem
}

// addMongo reads a URI, with or without its scheme. The database is that in dbname.
func addMongo(parts map[string]string, dsn string) (secret bool, problem string) {
	if !strings.Contains(dsn, "://") {
		dsn = "mongodb://" + dsn
	}
	uri, err := url.Parse(dsn)
	if err != nil || uri.Scheme != "mongodb" || uri.RawQuery != "" || strings.Contains(uri.Host, ",") {
		return false, "its dbdsn is more than mongodb://user@host:port"
	}
	parts["host"], parts["port"] = uri.Hostname(), uri.Port()
	if user := uri.User.Username(); user != "" {
		parts["user"] = user
	}
	_, secret = uri.User.Password()
	return secret, ""
}

// addStorePairs reads what follows the driver in a DSN of DBI.
func addStorePairs(parts map[string]string, dsn, column string) (secret bool, problem string) {
	for rest := strings.Trim(dsn, "; \t\r\n"); rest != ""; rest = strings.Trim(rest, "; \t\r\n") {
		found := pair.FindStringSubmatch(rest)
		if found == nil {
			return false, "its " + column + " cannot be read"
		}
		rest = rest[len(found[0]):]
		value := strings.Trim(found[2], `'"`)
		switch strings.ToLower(found[1]) {
		case "db", "database", "dbname", "sid", "service_name":
			parts["dbname"] = value
		case "host", "hostname":
			parts["host"] = value
		case "port":
			parts["port"] = value
		case "user":
			parts["user"] = value
		case "password", "pass":
			secret = secret || value != ""
		default:
			return false, "its " + column + " has a keyword that has no counterpart"
		}
	}
	return secret, ""
}

// completeStore gives an address what Bucardo takes for granted, or says what is missing.
func completeStore(kind string, parts map[string]string, flatDirectory string) (problem string) {
	switch kind {
	case "files":
		clear(parts)
		parts["dbname"] = flatDirectory
	case "sqlite":
		parts["host"], parts["port"], parts["user"] = "", "", ""
	case "redis":
		if _, err := strconv.ParseUint(parts["dbname"], 10, 16); err != nil {
			parts["dbname"] = "" // Bucardo takes it for the number 0
		}
	case "oracle":
		if parts["host"] == "" {
			return "it has no host, but a name that Oracle's own client knows"
		}
	default:
		if parts["host"] == "" {
			parts["host"] = "localhost"
		}
	}
	switch {
	case inFiles(kind) && !filepath.IsAbs(parts["dbname"]):
		return fmt.Sprintf("its place is %q, and not an absolute path", parts["dbname"])
	case kind != "redis" && parts["dbname"] == "":
		return "it has no dbname"
	}
	return ""
}
