package sqlapi_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
)

// TestNotify has a listener see a hint for each call, at commit and not before, and none for what changed nothing.
func TestNotify(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	listener, marker := b.connect(t), b.connect(t)
	if _, err := listener.Exec(t.Context(), `LISTEN bucardo`); err != nil {
		t.Fatal(err)
	}

	for _, test := range []struct {
		call string
		want []string
	}{
		{`add_db('s4', dbname => 'x')`, []string{""}},
		{`add_db('s4', dbname => 'x', if_not_exists => true)`, nil},
		{`add_sync('bard', 's1,s2')`, []string{"bard"}},
		{`add_sync('bard', 's1,s2', if_not_exists => true)`, nil},
		{`update_sync('bard', autokick => false)`, []string{"bard"}},
		{`update_sync('bard', autokick => false)`, nil},
		{`update_db('s1', port => 5433)`, []string{"bard", ""}},
		{`update_db('s1', port => 5433)`, nil},
		{`pause('bard')`, []string{"bard"}},
		{`pause('bard')`, nil},
		{`resume('bard')`, []string{"bard"}},
		{`kick('bard')`, []string{"bard"}},
		{`validate('bard')`, []string{"bard"}},
		{`deactivate('bard')`, []string{"bard"}},
		{`activate('bard')`, []string{"bard"}},
		{`rename_sync('bard', 'poet')`, []string{"poet"}},
		{`rename_sync('poet', 'bard')`, []string{"bard"}},
		{`rename_db('s1', 's0')`, []string{"bard", ""}},
		{`rename_db('s0', 's1')`, []string{"bard", ""}},
		{`add_table('bard', 'public.work')`, []string{"bard"}},
		{`add_table('bard', 'public.work', if_not_exists => true)`, nil},
		{`update_table('bard', 'public.work', row_filter => 'true', db => 's2')`, []string{"bard"}},
		{`update_table('bard', 'public.work', row_filter => 'true', db => 's2')`, nil},
		{`add_sequence('bard', 'public.work_id_seq')`, []string{"bard"}},
		{`update_sync('bard', row_filter => 'true', priority => 2)`, []string{"bard"}},
		{`update_sync('bard', row_filter => 'true', priority => 2)`, nil},
		{`update_table('bard', 'public.work', conflict_strategy => 'merge')`, []string{"bard"}},
		{`add_column_policy('bard', 'public.work', 'stock', 'sum')`, []string{"bard"}},
		{`add_column_policy('bard', 'public.work', 'stock', 'sum', if_not_exists => true)`, nil},
		{`update_column_policy('bard', 'public.work', 'stock', 'sum')`, nil},
		{`remove_column_policy('bard', 'public.work', 'stock')`, []string{"bard"}},
		{`add_unique_policy('bard', 'public.work', 'isbn')`, []string{"bard"}},
		{`add_unique_policy('bard', 'public.work', 'isbn', if_not_exists => true)`, nil},
		{`update_unique_policy('bard', 'public.work', 'isbn', loser => 'park')`, nil},
		{`remove_unique_policy('bard', 'public.work', 'isbn')`, []string{"bard"}},
		{`remove_table('bard', 'public.work')`, []string{"bard"}},
		{`update_config('keep_rows', 500)`, []string{""}},
		{`update_config('keep_rows', 500)`, nil},
		{`update_config('track_rates', true)`, []string{"bard", ""}},
		{`reset_config('track_rates')`, []string{"bard", ""}},
		{`message('hello')`, nil},
		{`purge('1 day')`, nil},
		{`remove_sync('bard')`, []string{"bard"}},
		{`remove_db('s4')`, []string{""}},
	} {
		b.must(t, `BEGIN; SELECT bucardo.`+test.call)
		if early := heard(t, marker, listener); early != nil {
			t.Errorf("%s: heard %q before its commit", test.call, early)
		}
		b.must(t, `COMMIT`)
		if diff := cmp.Diff(test.want, heard(t, marker, listener)); diff != "" {
			t.Errorf("%s (-want +heard):\n%s", test.call, diff)
		}
	}

	b.must(t, `BEGIN; SELECT bucardo.add_sync('bard', 's1,s2'); ROLLBACK`)
	if got := heard(t, marker, listener); got != nil {
		t.Errorf("after a rollback: heard %q", got)
	}
}

// heard returns the payloads on the channel so far: those before a mark that another session sends.
func heard(t *testing.T, marker, listener *pgx.Conn) []string {
	t.Helper()
	if _, err := marker.Exec(t.Context(), `NOTIFY bucardo, 'the mark'`); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var payloads []string
	for {
		notification, err := listener.WaitForNotification(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if notification.Payload == "the mark" {
			return payloads
		}
		payloads = append(payloads, notification.Payload)
	}
}
