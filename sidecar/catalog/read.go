package catalog

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"
)

//go:embed read.sql
var readSQL string

// Querier is what Read needs of a connection or transaction.
type Querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Read returns the configuration in one statement, hence of one snapshot.
func Read(ctx context.Context, q Querier) (Config, error) {
	var document []byte
	if err := q.QueryRow(ctx, readSQL).Scan(&document); err != nil {
		return Config{}, fmt.Errorf("read configuration: %w", err)
	}
	var config Config
	if err := json.Unmarshal(document, &config); err != nil {
		return Config{}, fmt.Errorf("decode configuration: %w", err)
	}
	return config, nil
}
