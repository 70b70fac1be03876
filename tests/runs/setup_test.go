package runs_test

import (
	"fmt"
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

const items = "CREATE TABLE item (id int PRIMARY KEY, v text)"

// setOptions sets what the sync s sets itself, and waits until that holds.
func setOptions(b *bed.Bed, options string) {
	b.Exec("control", "SELECT bucardo.update_sync('s', "+options+")")
	b.WaitActive("s")
}

// backlog writes rows in transactions of 500.
func backlog(b *bed.Bed, db, table string, transactions int) {
	b.Exec(db, fmt.Sprintf(`
		DO $$
		BEGIN
			FOR n IN 1..%d LOOP
				INSERT INTO %s SELECT n * 500 + i, 'row' FROM generate_series(0, 499) i;
				COMMIT;
			END LOOP;
		END $$`, transactions, table))
}

// backends are the connections of the sync s to a database.
func backends(b *bed.Bed, db string) string {
	return b.Value(db, "SELECT coalesce(string_agg(pid::text, ' ' ORDER BY pid), '') FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'bucardo s'")
}

// seen fails the test unless a log line contains a text.
func seen(t *testing.T, s *bed.Sidecar, text string) {
	t.Helper()
	if len(s.Log.Lines(text)) == 0 {
		t.Errorf("no log line has %q", text)
	}
}
