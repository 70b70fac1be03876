package redis

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

const defaultPort = 6379

// settings are what a database says of itself.
type settings struct {
	client *goredis.Options
	json   bool
	tls    bool
	prefix string
	ttl    time.Duration // 0: for ever
}

var optionNames = []string{"prefix", "tls", "tls_ca", "tls_cert", "tls_key", "ttl", "value"}

func readSettings(config apply.StoreConfig) (settings, error) {
	db := config.DB
	settings := settings{prefix: db.Options["prefix"]}
	err := settings.readOptions(db.Options)
	if err == nil {
		settings.client, err = address(db)
	}
	if err == nil && (settings.client.TLSConfig != nil || settings.tls) {
		settings.client.TLSConfig, err = tlsConfig(db.Options, settings.client.Addr)
	}
	if err != nil {
		return settings, node.Problem{DB: db.Name, Reason: fmt.Sprintf("the connection settings are not usable: %v", err), NextStep: updateDB(db)}
	}
	client := settings.client
	client.Password = config.Password
	if client.Username != "" && client.Password == "" {
		client.Password = "none" // the client would not log in without; users without a password take any
	}
	client.ClientName = clientName(config.Sync)
	client.Protocol = 2
	client.MaxRetries = -1 // a second connection would watch nothing
	client.DialerRetries = 1
	client.PoolSize = 1
	client.DialTimeout = node.DefaultConnectTimeout
	client.ReadTimeout, client.WriteTimeout = answerTimeout, answerTimeout
	client.DisableIdentity = true
	client.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return settings, nil
}

func (s *settings) readOptions(options map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(options)) {
		if !slices.Contains(optionNames, name) {
			return fmt.Errorf("there is no option %q, only %s", name, strings.Join(optionNames, ", "))
		}
	}
	switch value := options["value"]; value {
	case "", "hash":
	case "json":
		s.json = true
	default:
		return fmt.Errorf("the option value is hash or json, not %q", value)
	}
	switch tls := options["tls"]; tls {
	case "", "off", "false":
	case "on", "true":
		s.tls = true
	default:
		return fmt.Errorf("the option tls is on or off, not %q", tls)
	}
	for _, name := range []string{"tls_ca", "tls_cert", "tls_key"} {
		if options[name] != "" && !s.tls {
			return fmt.Errorf("the option %s is of no use without the option tls", name)
		}
	}
	if ttl, given := options["ttl"]; given {
		var err error
		if s.ttl, err = parseTTL(ttl); err != nil {
			return fmt.Errorf("the option ttl: %w", err)
		}
	}
	return nil
}

func address(db catalog.DB) (*goredis.Options, error) {
	if db.ConnInfo != "" {
		return addressOfURI(strings.TrimSpace(db.ConnInfo))
	}
	if db.Service != "" {
		return nil, errors.New("service files are PostgreSQL's: name host and port")
	}
	options := &goredis.Options{Network: "tcp", Username: db.Username}
	port := db.Port
	if port == 0 {
		port = defaultPort
	}
	switch {
	case strings.HasPrefix(db.Host, "/"):
		options.Network, options.Addr = "unix", db.Host
	case db.Host == "":
		options.Addr = net.JoinHostPort("localhost", strconv.Itoa(port))
	default:
		options.Addr = net.JoinHostPort(db.Host, strconv.Itoa(port))
	}
	if db.DBName != "" {
		number, err := strconv.Atoi(db.DBName)
		if err != nil || number < 0 {
			return nil, fmt.Errorf("dbname is the number of the database, such as 0, not %q", db.DBName)
		}
		options.DB = number
	}
	return options, nil
}

func addressOfURI(uri string) (*goredis.Options, error) {
	parsed, err := url.Parse(uri)
	var malformed *url.Error
	if errors.As(err, &malformed) {
		return nil, malformed.Err // without the URI, which may hold a password
	}
	if err != nil {
		return nil, err
	}
	if _, given := parsed.User.Password(); given {
		return nil, errors.New("the password does not belong in the connection string: use passfile or password_env")
	}
	if parsed.RawQuery != "" && parsed.Scheme != "unix" {
		return nil, errors.New("the connection string has the form redis://user@host:port/number, without more: there are options for the rest")
	}
	options, err := goredis.ParseURL(uri)
	if err != nil {
		return nil, err
	}
	return options, nil
}

func tlsConfig(options map[string]string, address string) (*tls.Config, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = "localhost" // a socket's name says nothing
	}
	config := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if file := options["tls_ca"]; file != "" {
		authorities, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("tls_ca: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(authorities) {
			return nil, fmt.Errorf("tls_ca: %s holds no certificate", file)
		}
	}
	if options["tls_cert"] != "" || options["tls_key"] != "" {
		own, err := tls.LoadX509KeyPair(options["tls_cert"], options["tls_key"])
		if err != nil {
			return nil, fmt.Errorf("tls_cert and tls_key: %w", err)
		}
		config.Certificates = []tls.Certificate{own}
	}
	return config, nil
}

// clientName shows the sync in CLIENT LIST, which takes visible ASCII alone.
func clientName(sync string) string {
	return "bucardo:" + strings.Map(func(r rune) rune {
		if r <= ' ' || r > '~' {
			return '_'
		}
		return r
	}, sync)
}
