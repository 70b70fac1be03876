package engine_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

const accounts = `
	CREATE TABLE debit (id int PRIMARY KEY, amount int NOT NULL);
	CREATE TABLE credit (id int PRIMARY KEY, amount int NOT NULL);
	INSERT INTO debit SELECT n, 0 FROM generate_series(1, 20) n;
	INSERT INTO credit SELECT n, 0 FROM generate_series(1, 20) n;`

// A transaction that writes two tables is never seen in part at a receiver.
func TestTransactionsArriveWhole(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, accounts)
	b.Start()
	b.AddSync("bank", "a:source,b:target", "all", "latest")
	const transfers = 300
	done := make(chan error, 1)
	writer := b.Connect("a")
	go func() {
		for n := range transfers {
			_, err := writer.Exec(t.Context(), fmt.Sprintf(`
				BEGIN; UPDATE debit SET amount = amount - %[1]d WHERE id = %[2]d;
				UPDATE credit SET amount = amount + %[1]d WHERE id = %[2]d; COMMIT`, n, n%20+1))
			if err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for writing := true; writing; {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			writing = false
		default:
		}
		if sum := b.Value("b", "SELECT (SELECT sum(amount) FROM debit) + (SELECT sum(amount) FROM credit)"); sum != "0" {
			t.Fatalf("a transfer was seen in part: the sum is %s", sum)
		}
	}
	b.Settle("bank")
	b.Same("debit", "a", "b")
	b.Same("credit", "a", "b")
}

// One database under two names is refused.
func TestTwins(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a"}, accounts)
	b.Start()
	b.Exec("control", "SELECT bucardo.add_db('twin', conninfo => $1)", b.ConnStrings["a"]+"&application_name=twin")
	b.Exec("control", "SELECT bucardo.add_sync('bank', dbs => 'a:source,twin:source')")
	b.Eventually("control", "databases a and twin are the same database", "SELECT reason FROM bucardo.status WHERE name = 'bank'")
	if next := b.Value("control", "SELECT next_step FROM bucardo.status WHERE name = 'bank'"); !strings.Contains(next, "update_db('twin'") {
		t.Errorf("next step is %q", next)
	}
}

// A receiver that has lost what it knew of its progress is named and fenced, not started anew in silence.
func TestLostWatermark(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, accounts)
	sidecar := b.Start()
	b.AddSync("bank", "a:source,b:target", "all", "latest")
	b.Exec("a", "UPDATE debit SET amount = 1")
	b.Settle("bank")
	sidecar.Stop(t)
	b.Exec("b", "DELETE FROM bucardo_node.watermark")
	b.Exec("a", "UPDATE debit SET amount = 2")
	b.Start()
	b.Eventually("control", "failed", "SELECT state FROM bucardo.status WHERE name = 'bank'")
	if reason := b.Value("control", "SELECT reason FROM bucardo.status WHERE name = 'bank'"); !strings.Contains(reason, "lost its record of what it received from a") {
		t.Errorf("reason is %q", reason)
	}
	if got := b.Value("b", "SELECT max(amount) FROM debit"); got != "1" {
		t.Errorf("the receiver was written to: %s", got)
	}
}

// Thousands of transactions while the kid is busy or asleep cost a few notifications, not one each.
func TestNotifyIsDebounced(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, accounts)
	sidecar := b.Start()
	b.AddSync("bank", "a:source,b:target", "all", "latest")
	b.Settle("bank")
	sidecar.Stop(t) // the wake-up stays armed: the first writer finds it so
	listener := b.Connect("a")
	if _, err := listener.Exec(t.Context(), "LISTEN bucardo_delta"); err != nil {
		t.Fatal(err)
	}
	const transactions = 500
	for n := range transactions {
		b.Exec("a", "UPDATE debit SET amount = $1 WHERE id = 1", n)
	}
	b.Exec("a", "NOTIFY bucardo_delta, 'end'")
	notifications := 0
	for {
		ctx, cancel := context.WithTimeout(t.Context(), bed.Patience)
		n, err := listener.WaitForNotification(ctx)
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		if n.Payload == "end" {
			break
		}
		notifications++
	}
	if notifications != 1 {
		t.Errorf("%d transactions sent %d notifications, want 1", transactions, notifications)
	}
}

// The guarantees name their tests; each of these exists.
func TestGuaranteesNameTheirTests(t *testing.T) {
	t.Parallel()
	guarantees, err := os.ReadFile("../../docs/guarantees.md")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	files, err := filepath.Glob("../../*/*/*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		code.Write(content)
	}
	names := regexp.MustCompile("`(Test[A-Z][A-Za-z]*)`").FindAllStringSubmatch(string(guarantees), -1)
	if len(names) < 10 {
		t.Fatalf("only %d tests are named", len(names))
	}
	for _, name := range names {
		if !strings.Contains(code.String(), "func "+name[1]+"(t *testing.T)") {
			t.Errorf("docs/guarantees.md names %s, which does not exist", name[1])
		}
	}
}

// A sidecar that was stopped has left no connection behind.
func TestStopLeavesNoConnection(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, accounts)
	sidecar := b.Start()
	b.AddSync("bank", "a:source,b:source", "all", "latest")
	started := time.Now()
	sidecar.Stop(t)
	if took := time.Since(started); took > bed.Patience/2 {
		t.Errorf("stopping took %s", took)
	}
	left := "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'bucardo%' AND datname = current_database()"
	b.Eventually("a", "0", left)
	b.Eventually("control", "0", left)
}
