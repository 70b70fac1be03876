package mysql_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/apply/mysql"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/tests/stores"
)

// feed is how the user of that name gets to a server's database.
func feed(d *database, server *stores.MySQL, password string, options map[string]string) apply.StoreConfig {
	return apply.StoreConfig{Installation: "here", Sync: "feed", Password: password, DB: catalog.DB{
		Name: "wh", Type: "mariadb", Host: "127.0.0.1", Port: server.Port, DBName: d.DBName, Username: "feed", Options: options,
	}}
}

// The rights that the documentation grants are enough, and what lacks is said.
func TestRights(t *testing.T) {
	t.Parallel()
	server := stores.StartMySQL(t)
	d := newDatabase(t, server.DSN(""))
	d.do(t, "CREATE USER feed IDENTIFIED BY 'it''s \\\\ secret'")
	_, err := mysql.Open(t.Context(), feed(d, server, `it's \ secret`, nil))
	refused(t, err, "denied", "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE ON "+back(d.DBName)+".*")
	d.do(t, "GRANT SELECT, INSERT, UPDATE, DELETE ON "+back(d.DBName)+".* TO feed")
	store := openStore(t, feed(d, server, `it's \ secret`, nil))
	mustProgress(t, store, 1, "")
	refused(t, store.Begin(t.Context(), 1, nil), "denied", "GRANT")
	d.do(t, "GRANT CREATE ON "+back(d.DBName)+".* TO feed")
	store = openStore(t, feed(d, server, `it's \ secret`, nil))
	one := table("items", 1, "id integer", "v text")
	create(t, store, one)
	put(t, store, one, row("1", "a"), row("2", "a"))
	put(t, store, one, row("1", "b"), gone(one, "2"))
	begin(t, store)
	if err := store.Clear(t.Context(), &one); err != nil {
		t.Fatal(err)
	}
	commit(t, store, "q")
	d.same(t, "SELECT count(*) FROM items", "0")
	_, err = mysql.Open(t.Context(), feed(d, server, "wrong", nil))
	refused(t, err, "denied", "password_env")
	d.do(t, "SET GLOBAL read_only = 1")
	begin := store.Begin(t.Context(), 1, []byte("q"))
	if begin == nil {
		begin = store.Write(t.Context(), &one, []apply.Row{row("1", "c")})
	}
	refused(t, begin, "read-only", "primary")
}

func TestTLS(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, open := range []string{folder, filepath.Dir(folder)} { // the server is another user
		if err := os.Chmod(open, 0o755); err != nil { //nolint:gosec // see above
			t.Fatal(err)
		}
	}
	authority := certify(t, folder)
	server := stores.StartMySQL(t, "--ssl-cert="+authority, "--ssl-key="+filepath.Join(folder, "key.pem"))
	d := newDatabase(t, server.DSN(""))
	d.do(t, "CREATE USER feed REQUIRE SSL")
	d.do(t, "GRANT ALL ON "+back(d.DBName)+".* TO feed")
	for _, options := range []map[string]string{nil, {"tls": "preferred"}, {"tls": "required"}, {"tls": "verify", "tls_ca": authority}, {"tls_ca": authority}} {
		openStore(t, feed(d, server, "", options))
	}
	_, err := mysql.Open(t.Context(), feed(d, server, "", map[string]string{"tls": "off"}))
	refused(t, err, "denied")
	_, err = mysql.Open(t.Context(), feed(d, server, "", map[string]string{"tls": "verify"}))
	refused(t, err, "cannot connect", "certificate")
	config := feed(d, server, "", map[string]string{"tls": "verify", "tls_ca": authority})
	config.DB.Host = "localhost"
	_, err = mysql.Open(t.Context(), config)
	refused(t, err, "cannot connect", "localhost")
}

// certify writes a key and a certificate for 127.0.0.1 that vouches for itself, and returns the latter's path.
func certify(t *testing.T, folder string) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: certificate}, "key.pem": {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(filepath.Join(folder, name), pem.EncodeToMemory(block), 0o644); err != nil { //nolint:gosec // the server is another user
			t.Fatal(err)
		}
	}
	return filepath.Join(folder, "cert.pem")
}
