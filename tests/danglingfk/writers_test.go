package danglingfk_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/sync/errgroup"
)

// Applications of three sources delete parents and write children of the same few parents at once.
func TestUnderWriters(t *testing.T) {
	t.Parallel()
	const tables = `
		CREATE TABLE parent (id int PRIMARY KEY, v text);
		CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent, v text);
		CREATE TABLE grandchild (id int PRIMARY KEY, child int REFERENCES child);
		INSERT INTO parent SELECT n, 'p' FROM generate_series(1, 20) n;`
	names := []string{"a", "b", "c", "t"}
	for _, policy := range []string{"restore", "delete"} {
		t.Run(policy, func(t *testing.T) {
			t.Parallel()
			b := start(t, names, tables, policy)
			seed := rand.Uint64()
			t.Logf("seed %d", seed)
			var writers errgroup.Group
			for i, name := range []string{"a", "b", "c"} {
				conn := b.Connect(name)
				random := rand.New(rand.NewPCG(seed, uint64(i))) //nolint:gosec // a test
				writers.Go(func() error { return write(t.Context(), conn, random, i) })
			}
			if err := writers.Wait(); err != nil {
				t.Fatal(err)
			}
			settle(b)
			settle(b)
			for _, table := range []string{"parent", "child", "grandchild"} {
				b.Same(table, names...)
			}
			b.Everywhere(names, "0", orphans)
			b.Everywhere(names, "0", "SELECT count(*) FROM grandchild g WHERE NOT EXISTS (SELECT FROM child c WHERE c.id = g.child)")
			b.Eventually("control", "0", "SELECT count(*) FROM bucardo.dangling_fks('f')")
			if n := b.Value("control", "SELECT count(*) FROM bucardo.log_line WHERE message LIKE '%that is gone%'"); n == "0" {
				t.Error("nothing was to be decided")
			}
		})
	}
}

// write carries out small transactions that an application might, refusals by foreign keys left aside.
func write(ctx context.Context, conn *pgx.Conn, random *rand.Rand, source int) error {
	for i := range 250 {
		parent, child := 1+random.IntN(20), 1+random.IntN(60)
		var sql string
		switch random.IntN(6) {
		case 0:
			sql = fmt.Sprintf("DELETE FROM grandchild WHERE child IN (SELECT id FROM child WHERE parent = %[1]d); DELETE FROM child WHERE parent = %[1]d; DELETE FROM parent WHERE id = %[1]d", parent)
		case 1:
			sql = fmt.Sprintf("INSERT INTO parent VALUES (%d, 's%d') ON CONFLICT (id) DO UPDATE SET v = EXCLUDED.v", parent, source)
		case 2:
			sql = fmt.Sprintf("INSERT INTO grandchild VALUES (%d, %d)", 1000*source+i, child)
		case 3:
			sql = fmt.Sprintf("DELETE FROM grandchild WHERE child = %[1]d; DELETE FROM child WHERE id = %[1]d", child)
		default:
			sql = fmt.Sprintf("INSERT INTO child VALUES (%d, %d, 's%d') ON CONFLICT (id) DO UPDATE SET parent = EXCLUDED.parent, v = EXCLUDED.v", child, parent, source)
		}
		_, err := conn.Exec(ctx, sql)
		var refused *pgconn.PgError
		if errors.As(err, &refused) && (refused.Code == "23503" || refused.Code == "40P01" || refused.Code == "40001" || refused.Code == "23505") {
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}
