// Package stores opens targets that are not PostgreSQL, each of which has a package of its own beside this one.
package stores

import (
	"context"
	"fmt"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/apply/files"
	"github.com/bucardo/bucardo-sidecar/sidecar/apply/mongodb"
	"github.com/bucardo/bucardo-sidecar/sidecar/apply/mysql"
	"github.com/bucardo/bucardo-sidecar/sidecar/apply/oracle"
	"github.com/bucardo/bucardo-sidecar/sidecar/apply/redis"
	"github.com/bucardo/bucardo-sidecar/sidecar/apply/sqlite"
)

var openers = map[string]func(ctx context.Context, config apply.StoreConfig) (apply.Store, error){
	"files":   files.Open,
	"mariadb": mysql.Open,
	"mongodb": mongodb.Open,
	"mysql":   mysql.Open,
	"oracle":  oracle.Open,
	"redis":   redis.Open,
	"sqlite":  sqlite.Open,
}

// Open connects to a store by the type of its database.
func Open(ctx context.Context, config apply.StoreConfig) (apply.Store, error) {
	open := openers[config.DB.Type]
	if open == nil {
		return nil, fmt.Errorf("this sidecar knows no databases of type %q", config.DB.Type)
	}
	return open(ctx, config)
}
