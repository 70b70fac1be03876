package redis_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/apply/stores"
	servers "github.com/bucardo/bucardo-sidecar/tests/stores"
)

func tryOpen(t *testing.T, c apply.StoreConfig) (apply.Store, error) {
	t.Helper()
	store, err := stores.Open(t.Context(), c)
	if err == nil {
		t.Cleanup(func() { _ = store.Close(context.WithoutCancel(t.Context())) })
	}
	return store, err
}

func TestCredentials(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t, "requirepass s3cret",
		"user ann on >ann-s ~* +select +client|setname +info +@transaction +exists +type +scan +get +set +hset +expire +unlink",
		"user ben on nopass ~* +@all", "user cid on >cid ~* +@all -hset", "user dan on >dan ~mine:* +@all")
	admin := goredis.NewClient(&goredis.Options{Addr: "127.0.0.1:" + strconv.Itoa(server.Port), Password: "s3cret"})
	t.Cleanup(func() { _ = admin.Close() })
	if admin.Do(t.Context(), "waitaof", 0, 0, 0).Err() == nil { // from Redis 7.2 on
		ok(t, admin.Do(t.Context(), "acl", "setuser", "ann", "+waitaof").Err())
	}
	people := table("people", 1, "id integer")
	for _, c := range []struct{ username, password, reason, nextStep string }{
		{"", "s3cret", "", ""},
		{"default", "s3cret", "", ""},
		{"ann", "ann-s", "", ""},
		{"ben", "", "", ""},
		{"", "", "NOAUTH", "passfile"},
		{"", "wr0ng", "WRONGPASS", "passfile"},
		{"ann", "wr0ng", "WRONGPASS", "passfile"},
		{"ann", "", "WRONGPASS", "passfile"},
		{"zoe", "s3cret", "WRONGPASS", "passfile"},
	} {
		t.Run(c.username+" "+c.password, func(t *testing.T) {
			t.Parallel()
			config := config(server, map[string]string{"prefix": t.Name(), "ttl": "3600"})
			config.DB.Username, config.Password, config.DB.DBName = c.username, c.password, "1"
			store, err := tryOpen(t, config)
			if c.reason != "" {
				problem(t, err, c.reason, c.nextStep)
				if c.password != "" && strings.Contains(err.Error(), c.password) {
					t.Errorf("the password is in %q", err)
				}
				return
			}
			ok(t, err)
			write(t, store, people, row("1"))
			within(t, store, func() error { return store.Clear(t.Context(), people) })
		})
	}
	for user, reason := range map[string]string{"cid": "hset", "dan": "key"} {
		config := config(server, nil)
		config.DB.Username, config.Password = user, user
		store := open(t, config)
		err := store.Begin(t.Context(), 1, nil)
		if err == nil {
			ok(t, store.Write(t.Context(), people, []apply.Row{row("1")}))
			err = store.Commit(t.Context(), []byte("x"))
		}
		problem(t, err, reason, "ACL SETUSER")
	}
	own := config(server, map[string]string{"prefix": "mine:"})
	own.DB.Username, own.Password = "dan", "dan"
	write(t, open(t, own), people, row("1"))
}

func TestPasswordIsNotRepeated(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t, `rename-command AUTH ""`, `rename-command HELLO ""`)
	c := config(server, nil)
	c.Password = "s3cret"
	_, err := tryOpen(t, c)
	problem(t, err, "unknown command", "")
	if strings.Contains(err.Error(), "s3cret") {
		t.Errorf("the password is in %q", err)
	}
}

func TestSettingsThatAreRefused(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t)
	missing := filepath.Join(t.TempDir(), "missing")
	for name, c := range map[string]struct {
		change func(c *apply.StoreConfig)
		reason string
	}{
		"unknown option":    {option("valeu", "json"), `no option "valeu", only prefix, tls,`},
		"unknown value":     {option("value", "xml"), "hash or json"},
		"tls":               {option("tls", "yes"), "on or off"},
		"tls_ca alone":      {option("tls_ca", missing), "without the option tls"},
		"tls_ca missing":    {options(map[string]string{"tls": "on", "tls_ca": missing}), "no such file"},
		"tls_cert alone":    {options(map[string]string{"tls": "on", "tls_cert": missing}), "tls_cert and tls_key"},
		"ttl of nothing":    {option("ttl", "0"), "whole seconds"},
		"ttl of a month":    {option("ttl", "1 mon"), "interval"},
		"dbname":            {func(c *apply.StoreConfig) { c.DB.DBName = "sales" }, "number of the database"},
		"dbname too high":   {func(c *apply.StoreConfig) { c.DB.DBName = "16" }, "out of range"},
		"service":           {func(c *apply.StoreConfig) { c.DB.Service = "cache" }, "service files"},
		"other scheme":      {func(c *apply.StoreConfig) { c.DB.ConnInfo = "postgres://host/db" }, "scheme"},
		"password in URI":   {func(c *apply.StoreConfig) { c.DB.ConnInfo = "redis://u:s3cret@host/0" }, "does not belong"},
		"malformed URI":     {func(c *apply.StoreConfig) { c.DB.ConnInfo = "redis://u:s3cret@ho st/0" }, "invalid character"},
		"parameters in URI": {func(c *apply.StoreConfig) { c.DB.ConnInfo = "redis://host/0?max_retries=3" }, "redis://user@host:port/number"},
		"not TLS":           {option("tls", "on"), "no answer within 5s"},
		"no such host":      {func(c *apply.StoreConfig) { c.DB.Host = "nowhere.invalid" }, "cannot connect"},
		"nobody there":      {func(c *apply.StoreConfig) { c.DB.Port = 1 }, "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := config(server, nil)
			c.change(&config)
			_, err := tryOpen(t, config)
			problem(t, err, c.reason, "update_db('cache', ...)")
			if err != nil && strings.Contains(err.Error(), "s3cret") {
				t.Errorf("the password is in %q", err)
			}
		})
	}
}

func option(name, value string) func(*apply.StoreConfig) {
	return options(map[string]string{name: value})
}

func options(o map[string]string) func(*apply.StoreConfig) {
	return func(c *apply.StoreConfig) { c.DB.Options = o }
}

func TestNobodyAnswers(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ok(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	_, err = tryOpen(t, config(&servers.Redis{Port: listener.Addr().(*net.TCPAddr).Port}, nil))
	problem(t, err, "no answer within 5s", "update_db('cache', ...)")
}

func TestServersThatCannotTakeRows(t *testing.T) {
	t.Parallel()
	people := table("people", 1, "id integer", "name text")
	attempt := func(t *testing.T, rows []apply.Row, settings ...string) error {
		t.Helper()
		server := servers.StartRedis(t, settings...)
		store := open(t, config(server, nil))
		ok(t, store.Begin(t.Context(), 1, nil))
		err := store.Write(t.Context(), people, rows)
		if err == nil {
			err = store.Commit(t.Context(), []byte("x"))
		}
		store.Rollback(t.Context())
		same(t, "keys", keys(t, look(t, server)), []string{})
		return err
	}
	t.Run("replica", func(t *testing.T) {
		t.Parallel()
		problem(t, attempt(t, []apply.Row{row("1", "Ada")}, "replicaof 127.0.0.1 1"), "READONLY", "primary")
	})
	t.Run("full", func(t *testing.T) {
		t.Parallel()
		problem(t, attempt(t, []apply.Row{row("1", "Ada")}, "maxmemory 1kb", "maxmemory-policy noeviction"), "OOM", "maxmemory")
	})
	t.Run("too few replicas", func(t *testing.T) {
		t.Parallel()
		problem(t, attempt(t, []apply.Row{row("1", "Ada")}, "min-replicas-to-write 1"), "NOREPLICAS", "replicas")
	})
	t.Run("long value", func(t *testing.T) {
		t.Parallel()
		long := strings.Repeat("x", 2<<20)
		problem(t, attempt(t, []apply.Row{row("1", long)}, "proto-max-bulk-len 1mb"), "the connection is lost", "again")
	})
	t.Run("cluster", func(t *testing.T) {
		t.Parallel()
		_, err := tryOpen(t, config(servers.StartRedis(t, "cluster-enabled yes"), nil))
		problem(t, err, "cluster", "stands alone")
	})
}

func TestTLS(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cert, key := certificate(t, dir)
	plain := servers.StartRedis(t) // for a free port that nobody else gets
	plain.Stop()
	port := plain.Port
	servers.StartRedis(t, "tls-port "+strconv.Itoa(port), "tls-cert-file "+cert, "tls-key-file "+key, "tls-ca-cert-file "+cert)
	c := config(plain, map[string]string{"tls": "on", "tls_ca": cert, "tls_cert": cert, "tls_key": key})
	write(t, open(t, c), table("people", 1, "id integer"), row("1"))
	c.DB.Options["tls"] = "true"
	c.DB.ConnInfo = " rediss://127.0.0.1:" + strconv.Itoa(port)
	progress, err := open(t, c).Progress(t.Context(), 1)
	ok(t, err)
	same(t, "progress", string(progress), "x")

	c.DB.Options = map[string]string{"tls": "on"}
	_, err = tryOpen(t, c)
	problem(t, err, "unknown authority", "tls_ca")
	c.DB.ConnInfo, c.DB.Options = "", nil
	_, err = tryOpen(t, c)
	problem(t, err, "connection", "")
}

// certificate makes a key and a certificate of its own for 127.0.0.1.
func certificate(t *testing.T, dir string) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	ok(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	ok(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	ok(t, err)
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	ok(t, os.WriteFile(certFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}), 0o600))
	ok(t, os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600))
	return certFile, keyFile
}
