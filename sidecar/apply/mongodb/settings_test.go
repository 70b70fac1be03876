package mongodb

import (
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
)

func TestSettings(t *testing.T) {
	t.Parallel()
	type options = map[string]string
	for _, c := range []struct {
		db   catalog.DB
		want string // hosts, user, source of the user, database
	}{
		{catalog.DB{DBName: "shop"}, "localhost:27017 admin shop"},
		{catalog.DB{Host: "::1", Port: 7, DBName: "shop", Username: "ü"}, "[::1]:7 ü admin shop"},
		{catalog.DB{ConnInfo: "mongodb://a:1,b:2/shop?replicaSet=rs0", Username: "u"}, "a:1,b:2 u shop shop"},
		{catalog.DB{ConnInfo: " mongodb://u%40x@a/shop?authSource=admin\n", DBName: "other"}, "a u@x admin other"},
		{catalog.DB{ConnInfo: "mongodb://u@a", DBName: "other", Options: options{"authSource": "users", "tls": "true"}}, "a u users other"},
	} {
		s, err := readSettings(apply.StoreConfig{Sync: strings.Repeat("ü", 100), DB: c.db, Password: "p:w@/%"})
		if err != nil {
			t.Errorf("%+v: %v", c.db, err)
			continue
		}
		got := []string{strings.Join(s.client.Hosts, ",")}
		if s.client.Auth != nil {
			if s.client.Auth.Password != "p:w@/%" {
				t.Errorf("%+v: the password is %q", c.db, s.client.Auth.Password)
			}
			got = append(got, s.client.Auth.Username, s.client.Auth.AuthSource)
		} else {
			got = append(got, "admin")
		}
		if got := strings.Join(append(got, s.dbName), " "); got != c.want {
			t.Errorf("%+v is read as %s, want %s", c.db, got, c.want)
		}
	}
	for _, c := range []struct {
		db   catalog.DB
		want string
	}{
		{catalog.DB{Host: "h"}, "dbname is missing"},
		{catalog.DB{ConnInfo: "http://h/shop"}, "has the form"},
		{catalog.DB{ConnInfo: "mongodb://u:secret@h/shop"}, "does not belong in conninfo"},
		{catalog.DB{ConnInfo: "mongodb://h/%zz"}, "cannot be read"},
		{catalog.DB{ConnInfo: "mongodb://h/shop?tls=%zz"}, "cannot be read"},
		{catalog.DB{Service: "s", DBName: "shop"}, "service files"},
		{catalog.DB{Host: "h", DBName: "shop", Options: options{"colour": "red"}}, `no option "colour", only authMechanism,`},
		{catalog.DB{Host: "h", DBName: "shop", Options: options{"numeric": "float"}}, `decimal128 or string, not "float"`},
		{catalog.DB{Host: "h", DBName: "shop", Options: options{"tls": "perhaps"}}, "tls"},
	} {
		_, err := readSettings(apply.StoreConfig{DB: c.db})
		problem(t, err, c.want, "update_db")
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the error shows the password: %v", err)
		}
	}
}
