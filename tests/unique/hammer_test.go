package unique_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// Applications on three databases take values from a small pool at random, for a few seconds. Whatever happens, the databases
// end up equal, and nothing stays parked.
func TestHammer(t *testing.T) {
	t.Parallel()
	for _, policy := range [][3]string{
		{"older", "null", "'email', NULL"},
		{"newer", "delete", ""},
		{"newer", "expression", "'email', $$email || '+' || id$$"},
	} {
		t.Run(policy[0]+" "+policy[1], func(t *testing.T) {
			t.Parallel()
			all := []string{"a", "b", "c", "t"}
			b := setUp(t, all, person, "email", policy[0], policy[1], policy[2])
			var writers sync.WaitGroup
			until := time.Now().Add(4 * time.Second)
			for i, db := range all[:3] {
				conn := b.Connect(db)
				random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), uint64(i))) //nolint:gosec // not for secrets
				writers.Go(func() {
					for time.Now().Before(until) {
						id, email := random.IntN(60), fmt.Sprintf("e%d", random.IntN(40))
						sql := []string{
							"INSERT INTO person VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET email = EXCLUDED.email",
							"UPDATE person SET email = $2 WHERE id = $1",
							"UPDATE person SET name = $2 WHERE id = $1",
							"DELETE FROM person WHERE id = $1 AND $2::text IS NOT NULL",
						}[random.IntN(4)]
						var refused *pgconn.PgError
						if _, err := conn.Exec(t.Context(), sql, id, email); err != nil && (!errors.As(err, &refused) || refused.Code != "23505") {
							t.Errorf("on %s: %v", db, err)
							return
						}
					}
				})
			}
			writers.Wait()
			b.Everywhere(all, "0", "SELECT count(*) FROM bucardo_node.owed")
			b.Settle("s")
			b.Everywhere(all, "0", "SELECT count(*) FROM bucardo_node.owed")
			b.Same("person", all...)
			b.State("s", "active")
			if got := b.Value("control", "SELECT string_agg(DISTINCT error, '; ') FROM bucardo.run"); got != "" {
				t.Errorf("a run failed: %s", got)
			}
			if got := b.Value("control", "SELECT sum(conflicts) > 0 FROM bucardo.run"); got != "true" {
				t.Error("no rows have collided")
			}
		})
	}
}
