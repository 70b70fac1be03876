package engine_test

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

const character = `
	CREATE TABLE character (charid text PRIMARY KEY, charname text NOT NULL, speechcount int NOT NULL);
	INSERT INTO character SELECT 'c' || n, 'Character ' || n, n FROM generate_series(1, 50) n;
	INSERT INTO character VALUES ('hamlet', 'Hamlet', 358);`

// The demonstration of Bucardo 5's release, step by step.
func TestStory(t *testing.T) {
	t.Parallel()
	all := []string{"s1", "s2", "s3"}
	b := bed.New(t, all, character)
	sidecar := b.Start()
	b.AddSync("bard", "s1:source,s2:source,s3:source", "all", "latest")

	b.Exec("s1", "UPDATE character SET speechcount = 123 WHERE charname = 'Hamlet'")
	for _, db := range all {
		b.Eventually(db, "123", "SELECT speechcount FROM character WHERE charname = 'Hamlet'")
	}

	b.Exec("control", "SELECT bucardo.pause('bard')")
	b.Eventually("control", "paused", "SELECT state FROM bucardo.status WHERE name = 'bard'")
	b.Exec("s1", "UPDATE character SET speechcount = 1234 WHERE charname = 'Hamlet'")
	b.Exec("s2", "UPDATE character SET speechcount = 4321 WHERE charname = 'Hamlet'")
	b.Eventually("control", "2", "SELECT pending FROM bucardo.status WHERE name = 'bard'")
	b.Exec("control", "SELECT bucardo.resume('bard')")
	for _, db := range all {
		b.Eventually(db, "4321", "SELECT speechcount FROM character WHERE charname = 'Hamlet'")
	}
	b.Settle("bard")
	if lines := sidecar.Log.Lines("Conflicts for public.\\\"character\\\": 1"); len(lines) != 1 {
		t.Errorf("%d conflicts were logged, want 1", len(lines))
	}
	b.Same("character", all...)
}
