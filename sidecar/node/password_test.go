package node_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

func TestStorePassword(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "passfile")
	lines := []string{
		"db1:3306:shop:app:by parts", "db2:3307:shop:app:with\\:port", "localhost:6379:1:*:local", "db3:27017:shop:app:of a URI",
		"db4:1521:sales:app:of Oracle", "db5:3310:shop:app:of a DSN", "localhost:3306:shop:app:of a socket",
	}
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		db   catalog.DB
		want string
	}{
		{catalog.DB{Type: "mysql", Host: "db1", DBName: "shop", Username: "app"}, "by parts"},
		{catalog.DB{Type: "mariadb", Host: "db2", Port: 3307, DBName: "shop", Username: "app"}, "with:port"},
		{catalog.DB{Type: "redis", DBName: "1"}, "local"},
		{catalog.DB{Type: "redis", Host: "/run/redis.sock", DBName: "1"}, "local"},
		{catalog.DB{Type: "mongodb", ConnInfo: "mongodb://app@db3/shop?tls=true"}, "of a URI"},
		{catalog.DB{Type: "oracle", ConnInfo: "oracle://app@db4:1521/sales"}, "of Oracle"},
		{catalog.DB{Type: "mysql", ConnInfo: "app@tcp(db5:3310)/shop?tls=true"}, "of a DSN"},
		{catalog.DB{Type: "mysql", ConnInfo: "app@unix(/run/mysqld.sock)/shop"}, "of a socket"},
		{catalog.DB{Type: "mysql", ConnInfo: "app@/shop"}, "of a socket"},
	} {
		test.db.Passfile = file
		got, err := node.StorePassword(test.db)
		if err != nil || got != test.want {
			t.Errorf("%+v: %q and %v, not %q", test.db, got, err, test.want)
		}
	}
	if got, err := node.StorePassword(catalog.DB{Type: "redis"}); got != "" || err != nil {
		t.Errorf("without a source: %q and %v", got, err)
	}
}

func TestStorePasswordMissing(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "passfile")
	if err := os.WriteFile(file, []byte("db1:3306:shop:app:sesame\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for reason, db := range map[string]catalog.DB{
		"the environment variable NO_SUCH_VARIABLE is not set for the sidecar": {PasswordEnv: "NO_SUCH_VARIABLE"},
		"has no line for db1:3306:shop:other":                                  {Type: "mysql", Host: "db1", DBName: "shop", Username: "other", Passfile: file},
		"the password file cannot be read":                                     {Passfile: file + "s"},
	} {
		db.Name = "wh"
		_, err := node.StorePassword(db)
		var problem node.Problem
		if !errors.As(err, &problem) || !strings.Contains(problem.Reason, reason) || !strings.Contains(problem.NextStep, "bucardo.update_db('wh', ...)") {
			t.Errorf("%s: %v", reason, err)
		} else if strings.Contains(problem.Error()+problem.NextStep, "sesame") {
			t.Errorf("%s: the problem repeats a password: %v", reason, err)
		}
	}
}

func TestStorePasswordOfEnvironment(t *testing.T) {
	t.Setenv("SHOP_PASSWORD", "sesame")
	if got, err := node.StorePassword(catalog.DB{PasswordEnv: "SHOP_PASSWORD"}); got != "sesame" || err != nil {
		t.Errorf("%q and %v", got, err)
	}
}
