package kid

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
)

// maintain does to a table what its options want after a copy. Each step can be repeated, and none leaves anything behind when
// it is cut off: indexes are rebuilt in place and not dropped before the copy. phase is told what is being done.
func maintain(ctx context.Context, conn *pgx.Conn, quoted string, o catalog.Options, phase func(string)) error {
	if o.VacuumAfterCopy {
		phase("vacuuming")
		if _, err := conn.Exec(ctx, "VACUUM "+quoted); err != nil {
			return fmt.Errorf("vacuum %s: %w", quoted, err)
		}
	}
	if o.RebuildIndex {
		phase("rebuilding indexes")
		if err := rebuildIndexes(ctx, conn, quoted); err != nil {
			return err
		}
	}
	if o.AnalyzeAfterCopy {
		phase("analyzing")
		if _, err := conn.Exec(ctx, "ANALYZE "+quoted); err != nil {
			return fmt.Errorf("analyze %s: %w", quoted, err)
		}
	}
	return nil
}

// rebuildIndexes goes through the leaves of a partitioned table: PostgreSQL 13 cannot rebuild it as one.
func rebuildIndexes(ctx context.Context, conn *pgx.Conn, quoted string) error {
	var leaves []string
	err := conn.QueryRow(ctx, `
		SELECT coalesce((SELECT array_agg(p.relid::regclass::text) FROM pg_partition_tree($1::text::regclass) p WHERE p.isleaf), ARRAY[$1::text])`, quoted).Scan(&leaves)
	if err != nil {
		return fmt.Errorf("read partitions of %s: %w", quoted, err)
	}
	for _, leaf := range leaves {
		if _, err := conn.Exec(ctx, "REINDEX TABLE "+leaf); err != nil {
			return fmt.Errorf("rebuild the indexes of %s: %w", leaf, err)
		}
	}
	return nil
}
