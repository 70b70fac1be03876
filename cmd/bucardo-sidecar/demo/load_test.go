package demo

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
)

// The foreign keys are added by the load itself, so a load that succeeds has rows that fit each other.
func TestLoadShakespeare(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	conn, err := pgx.Connect(ctx, clustertest.DB(t, clustertest.Shared(t)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(ctx)) })
	if err := LoadShakespeare(ctx, conn); err != nil {
		t.Fatal(err)
	}

	for query, want := range map[string]int{
		"SELECT count(*) FROM paragraph":                                                     Paragraphs,
		"SELECT count(*) FROM wordform":                                                      WordForms,
		"SELECT count(*) FROM pg_constraint WHERE contype = 'f'":                             6,
		"SELECT count(*) FROM character WHERE charname = 'Hamlet'":                           1,
		"SELECT sum(totalparagraphs) FROM work":                                              Paragraphs,
		"SELECT sum(speechcount) FROM character":                                             Paragraphs,
		"SELECT count(*) FROM wordform WHERE occurences < 1":                                 0,
		"SELECT (SELECT sum(totalwords) FROM work) - (SELECT sum(occurences) FROM wordform)": 0,
		"SELECT count(*) FROM paragraph WHERE charcount <> length(plaintext)":                0,
		"SELECT nextval('paragraph_paragraphid_seq')":                                        Paragraphs + 1,
	} {
		var got int
		if err := conn.QueryRow(ctx, query).Scan(&got); err != nil {
			t.Errorf("%s: %v", query, err)
		} else if got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
}
