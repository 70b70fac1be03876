package mongodb

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

const (
	defaultPort = 27017
	keepAlive   = 15 * time.Second
)

// settings are what a database says of itself.
type settings struct {
	client       *options.ClientOptions
	dbName       string
	transactions bool // used where the deployment has them
	decimals     bool // numeric is kept as decimal128 and not as text
	dates        bool // times are kept as dates and not as text
}

// choices are the options of the store's own, with their values, the first of which is the default.
var choices = map[string][]string{
	"numeric":      {"decimal128", "string"},
	"timestamps":   {"date", "string"},
	"transactions": {"auto", "off"},
}

// passed are the options that are the driver's, named as in a connection string.
var passed = []string{"authMechanism", "authSource", "directConnection", "replicaSet", "tls", "tlsCAFile", "tlsCertificateKeyFile"}

func readSettings(config apply.StoreConfig) (settings, error) {
	s, err := parseSettings(config)
	if err != nil {
		return s, node.Problem{DB: config.DB.Name, Reason: fmt.Sprintf("the connection settings are not usable: %v", err), NextStep: updateDB(config.DB)}
	}
	return s, nil
}

func parseSettings(config apply.StoreConfig) (settings, error) {
	db := config.DB
	if err := checkOptions(db.Options); err != nil {
		return settings{}, err
	}
	address, err := parseAddress(db)
	if err != nil {
		return settings{}, err
	}
	for _, name := range passed {
		if value, given := db.Options[name]; given {
			address.query.Set(name, value)
		}
	}
	s := settings{
		dbName:       db.DBName,
		transactions: db.Options["transactions"] != "off",
		decimals:     db.Options["numeric"] != "string",
		dates:        db.Options["timestamps"] != "string",
	}
	if s.dbName == "" {
		s.dbName = address.dbName
	}
	if s.dbName == "" {
		return s, errors.New("dbname is missing")
	}
	s.client, err = address.client(config.Password)
	if err != nil {
		return s, err
	}
	s.client.SetAppName(appName(config.Sync))
	return s, nil
}

func checkOptions(options map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(options)) {
		values, known := choices[name]
		switch {
		case known && !slices.Contains(values, options[name]):
			return fmt.Errorf("the option %s is %s, not %q", name, strings.Join(values, " or "), options[name])
		case !known && !slices.Contains(passed, name):
			all := slices.Sorted(slices.Values(slices.AppendSeq(slices.Clone(passed), maps.Keys(choices))))
			return fmt.Errorf("there is no option %q, only %s", name, strings.Join(all, ", "))
		}
	}
	return nil
}

// address is a connection string in parts. Several hosts may stand in it, which net/url does not read.
type address struct {
	scheme     string
	user       string
	hosts      string
	dbName     string
	authSource string
	query      url.Values
}

func parseAddress(db catalog.DB) (address, error) {
	if db.ConnInfo != "" {
		return parseURI(db.ConnInfo, db.Username)
	}
	a := address{scheme: "mongodb", user: db.Username, authSource: "admin", query: url.Values{}}
	if db.Service != "" {
		return a, errors.New("service files are PostgreSQL's: name host and port")
	}
	host, port := db.Host, db.Port
	if host == "" {
		host = "localhost"
	}
	if port == 0 {
		port = defaultPort
	}
	a.hosts = net.JoinHostPort(host, strconv.Itoa(port))
	if strings.HasPrefix(host, "/") {
		a.hosts = url.QueryEscape(host) // a socket
	}
	return a, nil
}

func parseURI(uri, user string) (address, error) {
	a := address{user: user, authSource: "admin"}
	scheme, rest, found := strings.Cut(strings.TrimSpace(uri), "://")
	if !found || scheme != "mongodb" && scheme != "mongodb+srv" {
		return a, errors.New("conninfo has the form mongodb://user@host:port/dbname?option=value, or the same with mongodb+srv")
	}
	a.scheme = scheme
	rest, query, _ := strings.Cut(rest, "?")
	authority, path, _ := strings.Cut(rest, "/")
	var err error
	if a.query, err = url.ParseQuery(query); err != nil {
		return a, errors.New("the part of conninfo after ? cannot be read")
	}
	if a.dbName, err = url.PathUnescape(path); err != nil {
		return a, errors.New("the name of the database in conninfo cannot be read")
	}
	if a.dbName != "" {
		a.authSource = a.dbName
	}
	a.hosts = authority
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		name, _, withPassword := strings.Cut(authority[:at], ":")
		if withPassword {
			return a, errors.New("the password does not belong in conninfo: use passfile or password_env")
		}
		if a.user, err = url.PathUnescape(name); err != nil {
			return a, errors.New("the user in conninfo cannot be read")
		}
		a.hosts = authority[at+1:]
	}
	return a, nil
}

// client is what the driver needs. The password is in no string that an error could repeat.
func (a address) client(password string) (*options.ClientOptions, error) {
	credential := options.Credential{
		Username: a.user, Password: password, PasswordSet: password != "",
		AuthMechanism: a.query.Get("authMechanism"), AuthSource: a.authSource,
	}
	if source := a.query.Get("authSource"); source != "" {
		credential.AuthSource = source
	} else if mechanism := credential.AuthMechanism; mechanism != "" && !strings.HasPrefix(mechanism, "SCRAM") {
		credential.AuthSource = "" // the mechanism knows
	}
	query := maps.Clone(a.query)
	query.Del("authMechanism")
	query.Del("authSource")
	client := options.Client().ApplyURI(a.scheme + "://" + a.hosts + "/?" + query.Encode())
	if credential.Username != "" || credential.AuthMechanism != "" {
		client.SetAuth(credential)
	}
	client.SetConnectTimeout(node.DefaultConnectTimeout)
	client.SetServerSelectionTimeout(node.DefaultConnectTimeout)
	client.SetDialer(&net.Dialer{Timeout: node.DefaultConnectTimeout, KeepAlive: keepAlive})
	client.SetMaxPoolSize(2) // one for the sync, one for what the driver does besides
	return client, client.Validate()
}

// appName is cut to what a server takes.
func appName(sync string) string {
	const longest = 128
	name := "bucardo " + sync
	if len(name) > longest {
		name = strings.ToValidUTF8(name[:longest], "")
	}
	return name
}
