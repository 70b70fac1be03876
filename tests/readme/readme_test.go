// Package readme runs what README.md shows.
package readme

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bucardo/bucardo-sidecar/cmd/bucardo-sidecar/demo"
	// The program is built from these, which is what makes a cached result of this test stale when they change.
	_ "github.com/bucardo/bucardo-sidecar/sidecar/schema"
	_ "github.com/bucardo/bucardo-sidecar/sidecar/supervisor"
)

// patience is how long an answer may take to become the one shown, since replication takes its milliseconds.
const patience = 20 * time.Second

// root is the project's directory, where README.md is.
const root = "../.."

// TestReadme runs the sql blocks in order on the demo's databases, with a sidecar at work, and compares their answers
// with the text blocks that follow them.
func TestReadme(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := parse(string(readme))
	if len(blocks) < 8 {
		t.Fatalf("README.md has %d sql blocks, its story is longer", len(blocks))
	}
	sessions := newSessions(t)
	for _, b := range blocks {
		if err := b.run(t.Context(), sessions[b.database]); err != nil {
			t.Fatalf("README.md:%d: %v", b.line, err)
		}
	}
}

// newSessions sets the demo's stage and connects to all its databases.
func newSessions(t *testing.T) map[string]*demo.Session {
	t.Helper()
	program := filepath.Join(t.TempDir(), "bucardo-sidecar")
	build := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", program, "./cmd/bucardo-sidecar")
	build.Dir = root
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, said)
	}
	stage, err := demo.OpenStage(t.Context(), demo.StageOptions{
		Program:      program,
		Out:          t.Output(),
		SidecarEnded: func(err error) { t.Error(err) },
	})
	if err != nil {
		t.Fatal(err)
	}
	// The test's own context has ended when its clean-up runs.
	ctx := context.WithoutCancel(t.Context())
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the sidecar's log:\n%s", strings.Join(stage.SidecarLog(), "\n"))
		}
		if err := stage.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	sessions := map[string]*demo.Session{}
	for _, database := range []string{"bucardo", "shake1", "shake2", "shake3"} {
		session, err := stage.Open(t.Context(), database, t.Output())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { session.Close(ctx) })
		sessions[database] = session
	}
	return sessions
}

// run runs the block's statements; the answer of the last one is to be the one shown. A question is repeated until it
// is, or patience ends; a statement that changes something runs once.
func (b *block) run(ctx context.Context, session *demo.Session) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for _, statement := range b.statements[:len(b.statements)-1] {
		if _, err := session.Answer(ctx, statement); err != nil {
			return err
		}
	}
	last := b.statements[len(b.statements)-1]
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for {
		answer, err := session.Answer(ctx, last)
		if err != nil {
			return err
		}
		diff := b.compare(answer)
		if diff == "" {
			return nil
		}
		if !b.isQuestion() {
			return errors.New(diff)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return fmt.Errorf("still after %s: %s", patience, diff)
		}
	}
}

// compare is empty when the answer is as shown, else it says how it differs.
func (b *block) compare(answer string) string {
	if b.shown == "" {
		return ""
	}
	shown, got := strings.TrimSpace(b.shown), strings.TrimSpace(answer)
	if b.example {
		shown, got = shape(shown), shape(got)
	}
	if diff := cmp.Diff(shown, got); diff != "" {
		return fmt.Sprintf("%s\n(-README +server):\n%s", b.statements[len(b.statements)-1], diff)
	}
	return ""
}
