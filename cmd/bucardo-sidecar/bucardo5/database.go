package bucardo5

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// database is a database that can be carried over: what add_db gets.
type database struct {
	name  string // here
	kind  string // of one that is not PostgreSQL, which can only be a target
	where string // equal for two that are the same database, as add_sync sees it
	args  []string
	notes []string
}

// keywords of libpq that are taken over from a DSN.
// https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
var keywords = strings.Fields(`service servicefile user passfile channel_binding connect_timeout dbname host hostaddr port client_encoding
	options application_name fallback_application_name keepalives keepalives_idle keepalives_interval keepalives_count tcp_user_timeout
	sslmode sslnegotiation sslcompression sslcert sslkey sslcertmode sslrootcert sslcrl sslcrldir sslsni requirepeer require_auth
	ssl_min_protocol_version ssl_max_protocol_version gssencmode krbsrvname gsslib gssdelegation target_session_attrs load_balance_hosts`)

var (
	driver       = regexp.MustCompile(`(?i)^\s*dbi:pg(?:\([^)]*\))?:`)
	pair         = regexp.MustCompile(`^[\s;]*([A-Za-z_]+)\s*=\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s;]*)`)
	notVariable  = regexp.MustCompile(`[^A-Z0-9_]`)
	connectionIn = regexp.MustCompile(`(?i)^[a-z][a-z0-9+.-]*://|password\s*=`)
)

// indexDatabases finds the databases that can be carried over, in the order of their names.
func (s *writer) indexDatabases() {
	s.dbs = map[string]database{}
	for _, db := range s.config.DBs {
		if found, problem := s.carry(db); problem == "" {
			s.dbs[db.Name] = found
		}
	}
}

func (s *writer) databases() {
	s.section("Databases")
	for _, db := range s.config.DBs {
		found, problem := s.carry(db)
		if problem != "" {
			s.note("database %s is left out, here and in the groups it is in: %s.", db.Name, problem)
			continue
		}
		if found.name != db.Name {
			s.note("database %s has too long a name, and another one here.", db.Name)
		}
		for _, note := range found.notes {
			s.note("%s", note)
		}
		if found.kind != "" && s.hasSchemas() {
			s.note("database %s: a table of another schema than public has its schema before its name in a database of type %s, where Bucardo leaves it out; bucardo.add_customname('schema.table', 'public.table', db => ...) does that here.", db.Name, found.kind)
		}
		if !yes(db.Prepares) {
			s.comment("%s: server_side_prepares is off; nothing to set here.", db.Name)
		}
		s.call("add_db", slices.Concat([]string{literal(found.name)}, found.args, []string{ifNotExists})...)
	}
}

// hasSchemas reports whether Bucardo knows a table in another schema than public.
func (s *writer) hasSchemas() bool {
	return slices.ContainsFunc(s.config.Goats, func(g Goat) bool { return g.Schema != "public" && g.RelType == "table" })
}

// carry says how to add a database here, or why it cannot be.
func (s *writer) carry(db DB) (found database, problem string) {
	if db.Type != "" && db.Type != "postgres" {
		return carryStore(db, s.setting("flatfile_dir"))
	}
	return carry(db)
}

func carry(db DB) (found database, problem string) {
	found.name = shorten(db.Name)
	parts := map[string]string{}
	secret, problem := connection(db, parts)
	if problem == "" {
		problem = unusable(parts)
	}
	if problem != "" {
		return found, problem
	}

	simple := []string{"host", "port", "dbname", "user", "service"}
	extra := false
	for key := range parts {
		extra = extra || !slices.Contains(simple, key)
	}
	var where []string
	if extra || parts["host"] == "" && parts["service"] == "" {
		// Without a host, libpq and Bucardo take the local socket; the parts alone would mean the control database's host.
		conninfo := connectionString(parts)
		where, found.args = []string{conninfo}, []string{quoted("conninfo", conninfo)}
	} else {
		where = []string{"", parts["host"], parts["port"], parts["dbname"], parts["service"]}
		found.args = []string{
			quoted("host", parts["host"]), named("port", parts["port"]), quoted("dbname", parts["dbname"]),
			quoted("username", parts["user"]), quoted("service", parts["service"]),
		}
	}
	found.where = strings.Join(where, "\x00")
	found.password(db, secret, parts["passfile"] != "")

	found.setStatus(db)
	if db.MakeDelta {
		found.args = append(found.args, "makedelta => true")
	}
	return found, ""
}

func (d *database) setStatus(db DB) {
	switch db.Status {
	case "active":
	case "inactive":
		d.args = append(d.args, quoted("status", "inactive"))
	default:
		d.notes = append(d.notes, fmt.Sprintf("database %s was %s for Bucardo. It is active here: one that cannot be reached holds up nobody.", db.Name, db.Status))
	}
}

// password says where the password is to come from.
func (d *database) password(db DB, secret, passfileGiven bool) {
	passfile := strings.TrimSpace(text(db.PgPass))
	switch {
	case passfileGiven && secret:
		d.notes = append(d.notes, fmt.Sprintf("the password of database %s is in the tables of Bucardo and is not shown: put it into the passfile, on the host of the sidecar.", db.Name))
	case passfileGiven:
	case passfile != "" && secret:
		d.args = append(d.args, quoted("passfile", passfile))
		d.notes = append(d.notes, fmt.Sprintf("the password of database %s is in the tables of Bucardo and is not shown: put it into the file %s, on the host of the sidecar.", db.Name, passfile))
	case passfile != "":
		d.args = append(d.args, quoted("passfile", passfile))
		d.notes = append(d.notes, fmt.Sprintf("the password of database %s is read from the file %s, on the host of the sidecar.", db.Name, passfile))
	case secret:
		variable := "BUCARDO_" + notVariable.ReplaceAllString(strings.ToUpper(db.Name), "_") + "_PASSWORD"
		d.args = append(d.args, quoted("password_env", variable))
		d.notes = append(d.notes, fmt.Sprintf("the password of database %s is in the tables of Bucardo and is not shown: start the sidecar with it in the environment variable %s, or write passfile => '...' in place of password_env.", db.Name, variable))
	}
}

// connection collects libpq's keywords, and whether there is a password, which is not among them.
func connection(db DB, parts map[string]string) (secret bool, problem string) {
	if strings.TrimSpace(db.DSN) != "" {
		if !driver.MatchString(db.DSN) {
			return false, "its dbdsn is not one of DBD::Pg"
		}
		return addPairs(parts, driver.ReplaceAllString(db.DSN, ""), "dbdsn")
	}
	secret = text(db.Pass) != ""
	for key, value := range map[string]*string{"host": db.Host, "port": db.Port, "dbname": db.DBName, "user": db.User, "service": db.Service} {
		if trimmed := strings.TrimSpace(text(value)); trimmed != "" {
			parts[key] = text(value)
		}
	}
	if strings.TrimSpace(db.Conn) != "" {
		more, problem := addPairs(parts, db.Conn, "dbconn")
		if problem != "" {
			return false, problem
		}
		secret = secret || more
	}
	return secret, ""
}

// unusable says what add_db would refuse, or what may hold a password.
func unusable(parts map[string]string) (problem string) {
	if port, err := strconv.Atoi(parts["port"]); parts["port"] != "" && (err != nil || port < 1 || port > 65535) {
		return "its port is not a number from 1 to 65535"
	}
	for _, key := range []string{"host", "dbname", "user", "service"} {
		if connectionIn.MatchString(parts[key]) {
			return "its " + key + " looks like a connection string"
		}
	}
	return ""
}

// addPairs reads what follows the driver in a DSN: keywords and values as libpq has them, parted by semicolons too.
func addPairs(parts map[string]string, dsn, column string) (secret bool, problem string) {
	for rest := strings.Trim(dsn, "; \t\r\n"); rest != ""; rest = strings.Trim(rest, "; \t\r\n") {
		found := pair.FindStringSubmatch(rest)
		if found == nil {
			return false, "its " + column + " cannot be read"
		}
		rest = rest[len(found[0]):]
		key, value := strings.ToLower(found[1]), found[2]
		if value != "" && (value[0] == '\'' || value[0] == '"') {
			value = regexp.MustCompile(`\\(.)`).ReplaceAllString(value[1:len(value)-1], "$1")
		}
		switch key {
		case "db", "database":
			key = "dbname"
		case "password", "sslpassword", "pass":
			secret = secret || value != ""
			continue
		}
		if !slices.Contains(keywords, key) {
			return false, "its " + column + " has a keyword that libpq does not know"
		}
		if value != "" {
			parts[key] = value
		}
	}
	return secret, ""
}

// connectionString is what libpq reads.
func connectionString(parts map[string]string) string {
	var pairs []string
	for _, key := range append([]string{"host", "port", "dbname", "user", "service"}, keywords...) {
		value, given := parts[key]
		if !given || slices.ContainsFunc(pairs, func(p string) bool { return strings.HasPrefix(p, key+"=") }) {
			continue
		}
		if strings.ContainsAny(value, " \t\r\n'\\") {
			value = "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(value) + "'"
		}
		pairs = append(pairs, key+"="+value)
	}
	return strings.Join(pairs, " ")
}
