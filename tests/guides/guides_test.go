package guides_test

import (
	"fmt"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

func TestTwoWay(t *testing.T) {
	t.Parallel()
	play(t, "two-way-between-two-servers.md", map[string]int{"east": 0, "west": 0}, nil)
}

func TestOneToMany(t *testing.T) {
	t.Parallel()
	play(t, "one-to-many.md", map[string]int{"hub": 0, "paris": 0, "rome": 0, "oslo": 0}, nil)
}

func TestAddingADatabase(t *testing.T) {
	t.Parallel()
	stop := make(chan struct{})
	var group errgroup.Group
	written := make([]int, 2)
	play(t, "adding-a-database-to-a-live-sync.md", map[string]int{"east": 0, "west": 0, "north": 0}, map[string]func(*bed.Bed){
		"writers start": func(b *bed.Bed) {
			for i, db := range []string{"east", "west"} {
				conn := b.Connect(db)
				group.Go(func() error {
					for ; ; written[i]++ {
						select {
						case <-stop:
							return nil
						default:
						}
						_, err := conn.Exec(t.Context(), "INSERT INTO entry SELECT $1, $2, 1 FROM pg_sleep(0.003)", fmt.Sprint(db, " ", written[i]), written[i]%20000+1)
						if err != nil {
							return fmt.Errorf("%s: %w", db, err)
						}
					}
				})
			}
		},
		"writers stop": func(b *bed.Bed) {
			close(stop)
			if err := group.Wait(); err != nil {
				t.Fatal(err)
			}
			b.Settle("bank")
			for _, db := range []string{"east", "west", "north"} {
				if got := b.Value(db, "SELECT count(*) FROM entry"); got != fmt.Sprint(written[0]+written[1]+1) {
					t.Errorf("%s has %s entries, %d were written", db, got, written)
				}
			}
		},
	})
}

func TestChain(t *testing.T) {
	t.Parallel()
	play(t, "chain.md", map[string]int{"london": 0, "paris": 0, "rome": 0}, nil)
}

func TestConflicts(t *testing.T) {
	t.Parallel()
	play(t, "../conflicts.md#Worked examples", map[string]int{"east": 0, "west": 0}, nil)
}
