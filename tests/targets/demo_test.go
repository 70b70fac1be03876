package targets_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/cmd/bucardo-sidecar/demo"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// reader is a store that has a client of its own.
type reader interface {
	// Read is the command of that client which shows the row of Hamlet.
	Read() []string
}

// TestDemo feeds all kinds of stores at once and lets their own clients show what they have: make demo-targets.
func TestDemo(t *testing.T) { //nolint:paralleltest // it is looked at
	if os.Getenv("BUCARDO_DEMO_TARGETS") == "" {
		t.Skip("only by make demo-targets")
	}
	b := bed.New(t, []string{"shakespeare"}, "")
	if err := demo.LoadShakespeare(t.Context(), b.Conn("shakespeare")); err != nil {
		t.Fatal(err)
	}
	b.Start()
	members, started := "shakespeare:source", map[string]store{}
	for _, k := range kinds {
		started[k.name] = k.start(t)
		b.Exec("control", "SELECT bucardo.add_db('"+k.name+"', "+started[k.name].Args()+")")
		members += "," + k.name + ":target"
	}
	b.Exec("control", "SELECT bucardo.add_sync('bard', dbs => $1::text, tables => 'all', onetimecopy => 1)", members)
	for _, k := range kinds {
		b.Exec("control", "CALL bucardo.create_target_tables_and_wait('bard', '"+k.name+"', timeout => '180s')")
	}
	b.WaitActive("bard")
	b.Eventually("control", "active", "SELECT state FROM bucardo.status")
	b.Exec("shakespeare", "UPDATE character SET speechcount = 4321 WHERE charname = 'Hamlet'")
	b.Settle("bard")
	t.Logf("%s rows were copied to each", b.Value("control", "SELECT sum(rows_done) / count(DISTINCT db) FROM bucardo.progress"))
	for _, k := range kinds {
		r, ok := started[k.name].(reader)
		if !ok {
			for _, row := range started[k.name].Rows(t, "character", "charid", "charname", "speechcount") {
				if strings.Contains(row, "|Hamlet|") {
					t.Logf("%s (its driver shows it):\n%s", k.name, row)
				}
			}
			continue
		}
		command := r.Read()
		shown, err := exec.CommandContext(t.Context(), command[0], command[1:]...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %s", err, shown)
		}
		if !strings.Contains(string(shown), "4321") {
			t.Errorf("%s has not got it", k.name)
		}
		t.Logf("$ %s\n%s", strings.Join(command, " "), shown)
	}
}
