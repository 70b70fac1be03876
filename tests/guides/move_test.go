package guides_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/sync/errgroup"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

const shop = `
	CREATE SCHEMA ware;
	CREATE TABLE ware.product (id int PRIMARY KEY, name text NOT NULL, pieces bigint NOT NULL, price numeric(8,2));
	CREATE TABLE purchase (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ref text NOT NULL UNIQUE, at timestamptz NOT NULL DEFAULT now(), note jsonb);
	CREATE TABLE item (purchase bigint REFERENCES purchase, product int REFERENCES ware.product, pieces int NOT NULL, PRIMARY KEY (purchase, product));
	CREATE TABLE visit (id bigserial, day date NOT NULL, weight float8, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
	CREATE TABLE visit_2025 PARTITION OF visit FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
	CREATE TABLE visit_rest PARTITION OF visit DEFAULT;
	CREATE FUNCTION count_item() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN UPDATE ware.product SET pieces = pieces - NEW.pieces WHERE id = NEW.product; RETURN NULL; END $$;
	CREATE TRIGGER count_item AFTER INSERT ON item FOR EACH ROW EXECUTE FUNCTION count_item();
	INSERT INTO ware.product SELECT n, 'Product ' || n, 1000000, n / 3.0 FROM generate_series(1, 200) n;
	INSERT INTO purchase (ref, note) SELECT 'before ' || n, jsonb_build_object('n', n) FROM generate_series(1, 20000) n;
	INSERT INTO item SELECT n, n % 200 + 1, 1 FROM generate_series(1, 20000) n;
	INSERT INTO visit (day, weight) SELECT date '2025-06-01' + n % 300, n / 7.0 FROM generate_series(1, 10000) n;`

// Purchases and visits that shop begins with, and pieces of all products before any is sold.
const (
	purchasesBefore = 20_000
	visitsBefore    = 10_000
	piecesBefore    = 200 * 1_000_000
)

// application sells, one purchase after another, wherever it is told that the database is. What is not acknowledged it
// tries again under the same ref.
type application struct {
	mu          sync.Mutex
	address     string
	sold        []string // acknowledged refs
	refused     int      // writes
	lastSold    time.Time
	readOnlyFor time.Duration // from the last one sold before the last move to that move
}

func (a *application) move(address string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.address = address
	a.readOnlyFor = time.Since(a.lastSold)
}

func (a *application) where() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.address
}

// sell runs until stop is closed. It ends with an error if one is none of those that a move brings.
func (a *application) sell(ctx context.Context, stop <-chan struct{}, ref func(n int) string) error {
	var conn *pgx.Conn
	connected := ""
	defer func() {
		if conn != nil {
			_ = conn.Close(context.WithoutCancel(ctx))
		}
	}()
	for n := 0; ; {
		select {
		case <-stop:
			return nil
		case <-time.After(2 * time.Millisecond): // leaves the machine some time for the sidecar
		}
		var err error
		if address := a.where(); conn == nil || conn.IsClosed() || connected != address {
			if conn != nil {
				_ = conn.Close(ctx)
			}
			if conn, err = pgx.Connect(ctx, address); err != nil {
				conn = nil
				return fmt.Errorf("connect: %w", err)
			}
			connected = address
		}
		err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return sellOne(ctx, tx, ref(n), n%200+1) })
		var refused *pgconn.PgError
		switch {
		case err == nil:
			a.acknowledge(ref(n))
			n++
		case errors.As(err, &refused) && (refused.Code == "25006" || refused.Code == "57P01"), conn.IsClosed():
			a.refuse()
		default:
			return fmt.Errorf("%s: %w", ref(n), err)
		}
	}
}

func sellOne(ctx context.Context, tx pgx.Tx, ref string, product int) error {
	tag, err := tx.Exec(ctx, `
		WITH p AS (INSERT INTO public.purchase (ref, note) VALUES ($1, '{"by": "application"}') ON CONFLICT (ref) DO NOTHING RETURNING id)
		INSERT INTO public.item SELECT id, $2, 1 FROM p`, ref, product)
	if err != nil || tag.RowsAffected() == 0 { // sold by the attempt before, whose answer was lost
		return err
	}
	_, err = tx.Exec(ctx, "INSERT INTO public.visit (day) VALUES (current_date)")
	return err
}

func (a *application) acknowledge(ref string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.sold = append(a.sold, ref)
	a.lastSold = time.Now()
}

func (a *application) refuse() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.refused++
}

// The guide is played with an application that writes to the old server from the beginning, moves, and writes to the new
// one: every acknowledged purchase is on both, once, with its item and its pieces.
func TestMove(t *testing.T) {
	t.Parallel()
	for _, version := range []int{12, 13} {
		t.Run(fmt.Sprintf("from %d", version), func(t *testing.T) {
			t.Parallel()
			app := &application{}
			stop := make(chan struct{})
			group, ctx := errgroup.WithContext(t.Context())
			const first = "the first one on the new server"
			play(t, "moving-to-a-new-postgresql-version.md", map[string]int{"old": version, "new": 18}, map[string]func(*bed.Bed){
				"the shop is open": func(b *bed.Bed) {
					b.Exec("old", shop)
					b.Forget("old")
					app.move(b.ConnStrings["old"])
					for seller := range 2 {
						group.Go(func() error {
							return app.sell(ctx, stop, func(n int) string { return fmt.Sprintf("seller %d, purchase %d", seller, n) })
						})
					}
				},
				"some rows are copied": func(b *bed.Bed) {
					b.Eventually("control", "true", "SELECT coalesce(sum(rows_done), 0) > 15000 FROM bucardo.progress")
				},
				"the application moves": func(b *bed.Bed) {
					b.Forget("old") // its session was ended
					app.mu.Lock()
					before := len(app.sold)
					app.mu.Unlock()
					if got := b.Value("new", "SELECT count(*) FROM purchase"); got != fmt.Sprint(purchasesBefore+before) {
						t.Errorf("the new server has %s purchases before the application moves, %d were acknowledged", got, purchasesBefore+before)
					}
					app.move(b.ConnStrings["new"])
					if err := pgx.BeginFunc(t.Context(), b.Conn("new"), func(tx pgx.Tx) error { return sellOne(t.Context(), tx, first, 1) }); err != nil {
						t.Fatal(err)
					}
					app.acknowledge(first)
					b.Eventually("new", "true", "SELECT count(*) > $1::int FROM purchase", purchasesBefore+before+100)
					close(stop)
					if err := group.Wait(); err != nil {
						t.Fatal(err)
					}
					t.Logf("%d purchases before the switch and %d after it; the old database was read-only for %v", before, len(app.sold)-before, app.readOnlyFor.Round(time.Millisecond))
					if app.refused == 0 || app.readOnlyFor > bed.Patience {
						t.Errorf("%d writes were refused", app.refused)
					}
					b.Settle("move")
					for _, db := range []string{"old", "new"} {
						check(t, b, db, app.sold)
					}
				},
			})
		})
	}
}

func check(t *testing.T, b *bed.Bed, db string, sold []string) {
	t.Helper()
	for what, wanted := range map[string][2]string{
		"missing purchases": {"SELECT count(*) FROM unnest($1::text[]) AS s(ref) WHERE NOT EXISTS (SELECT FROM purchase p JOIN item i ON i.purchase = p.id WHERE p.ref = s.ref)", "0"},
		"purchases":         {"SELECT count(*) - cardinality($1::text[]) FROM purchase", fmt.Sprint(purchasesBefore)},
		"visits":            {"SELECT count(*) - cardinality($1::text[]) FROM visit", fmt.Sprint(visitsBefore)},
		"pieces":            {"SELECT sum(pieces) + cardinality($1::text[]) FROM ware.product", fmt.Sprint(piecesBefore - purchasesBefore)},
	} {
		if got := b.Value(db, wanted[0], sold); got != wanted[1] {
			t.Errorf("%s has %s %s, want %s", db, got, what, wanted[1])
		}
	}
}
