package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
)

// Stage is the set-up of the demo: a throwaway cluster with the databases shake1, shake2 and shake3, equal to the last
// row, and the control database bucardo with the schema installed and a sidecar working on it. No db and no sync is
// declared yet.
type Stage struct {
	cluster *pgcluster.Cluster
	sidecar *sidecar
	program string
	screen  *screen
}

// StageOptions say what to set up.
type StageOptions struct {
	// Program is the bucardo-sidecar binary whose subcommands install and run are used.
	Program string
	// SQLFile is a dump that psql loads into shake1 in place of the demo's own data; empty for the latter.
	SQLFile string
	// Out is told about each step.
	Out io.Writer
	// SidecarEnded is called when the sidecar ends before Close, with what it said.
	SidecarEnded func(error)
}

// OpenStage sets everything up. What was begun is removed again when it returns an error.
func OpenStage(ctx context.Context, options StageOptions) (*Stage, error) {
	st := &Stage{program: options.Program, screen: &screen{out: options.Out}}
	for _, part := range []func(context.Context, StageOptions) error{
		st.startCluster, st.makeDatabases, st.install, st.startSidecar,
	} {
		if err := errors.Join(part(ctx, options), st.screen.failure()); err != nil {
			return nil, errors.Join(err, st.Close(context.WithoutCancel(ctx)))
		}
	}
	return st, nil
}

// Close ends the sidecar and the server and removes all files. It is to be given a context that is not cancelled.
func (st *Stage) Close(ctx context.Context) error {
	var err error
	if st.sidecar != nil {
		err = st.sidecar.close(ctx)
	}
	if st.cluster != nil {
		err = errors.Join(err, st.cluster.Close())
	}
	return err
}

// Conninfo is a libpq connection string for one of the databases, as its superuser over the Unix socket.
func (st *Stage) Conninfo(database string) string {
	return fmt.Sprintf("host=%s port=%d user=%s dbname=%s", st.cluster.SocketDir(), st.cluster.Port(), pgcluster.User, database)
}

// Open connects to one of the databases and shows on out what is said there.
func (st *Stage) Open(ctx context.Context, database string, out io.Writer) (*Session, error) {
	return openSession(ctx, st.Conninfo(database), out)
}

// SidecarLog is what the sidecar has said so far, in lines.
func (st *Stage) SidecarLog() []string { return st.sidecar.log() }

func (st *Stage) startCluster(ctx context.Context, _ StageOptions) error {
	return st.timed("Starting a throwaway PostgreSQL server", func() (err error) {
		// The cache would outlive the demo.
		st.cluster, err = pgcluster.Start(ctx, pgcluster.Options{NoCache: true})
		if err != nil {
			return fmt.Errorf("start a PostgreSQL server: %w", err)
		}
		return nil
	})
}

// makeDatabases makes shake1 with its data, and shake2 and shake3 as copies.
func (st *Stage) makeDatabases(ctx context.Context, options StageOptions) error {
	postgres, err := st.Open(ctx, "postgres", st.screen)
	if err != nil {
		return err
	}
	defer postgres.Close(context.WithoutCancel(ctx))
	if _, err := postgres.run(ctx, "CREATE DATABASE shake1"); err != nil {
		return err
	}
	if err := st.load(ctx, options.SQLFile); err != nil {
		return err
	}
	for _, statement := range []string{
		"CREATE DATABASE shake2 TEMPLATE shake1",
		"CREATE DATABASE shake3 TEMPLATE shake1",
		"CREATE DATABASE bucardo",
	} {
		if _, err := postgres.run(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// load fills shake1 and makes sure that it has what the story is about: one character called Hamlet.
func (st *Stage) load(ctx context.Context, sqlFile string) error {
	if sqlFile != "" {
		if err := st.timed("Loading "+sqlFile, func() error { return st.loadDump(ctx, sqlFile) }); err != nil {
			return fmt.Errorf("load %s: %w", sqlFile, err)
		}
	}
	shake1, err := st.Open(ctx, "shake1", st.screen)
	if err != nil {
		return err
	}
	defer shake1.Close(context.WithoutCancel(ctx))
	if sqlFile == "" {
		what := fmt.Sprintf("Loading %d works with %d paragraphs and %d word forms", len(works), Paragraphs, WordForms)
		err := st.timed(what, func() error { return LoadShakespeare(ctx, shake1.conn) })
		if err != nil {
			return fmt.Errorf("load the data: %w", err)
		}
	}
	hamlets, err := shake1.value(ctx, "SELECT count(speechcount) FROM character WHERE charname = 'Hamlet'")
	if err != nil {
		return fmt.Errorf("the story needs a table character with charname 'Hamlet' and speechcount: %w", err)
	}
	if hamlets != "1" {
		return fmt.Errorf("the story needs one row in table character with charname 'Hamlet' and a speechcount, there are %s", hamlets)
	}
	return nil
}

// loadDump runs a dump with psql. As in the demonstration of Bucardo 5's release its errors about missing roles and the
// like are shown and do not matter, as long as the story's table is there afterwards.
func (st *Stage) loadDump(ctx context.Context, sqlFile string) error {
	psql := filepath.Join(st.cluster.BinDir(), "psql")
	if _, err := os.Stat(psql); err != nil {
		if psql, err = exec.LookPath("psql"); err != nil {
			return fmt.Errorf("find psql: %w", err)
		}
	}
	command := exec.CommandContext(ctx, psql, "-X", "-q", "-o", os.DevNull, "-f", sqlFile, st.Conninfo("shake1"))
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	said, err := command.CombinedOutput()
	if len(said) > 0 {
		lines := strings.Split(strings.TrimSpace(string(said)), "\n")
		printLine(st.screen, fmt.Sprintf("\npsql said (%d lines):\n%s", len(lines), strings.Join(lines[:min(len(lines), 10)], "\n")))
	}
	if err != nil {
		return fmt.Errorf("psql: %w", err)
	}
	return nil
}

// install puts schema and functions into the control database, with the command that a user would give.
func (st *Stage) install(ctx context.Context, _ StageOptions) error {
	printLine(st.screen, "$ bucardo-sidecar install --control-db '"+st.Conninfo("bucardo")+"'")
	command := exec.CommandContext(ctx, st.program, "install", "--control-db", st.Conninfo("bucardo"))
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	said, err := command.CombinedOutput()
	if len(said) > 0 {
		printLine(st.screen, strings.TrimSpace(string(said)))
	}
	if err != nil {
		return fmt.Errorf("install: %w", err)
	}
	return nil
}

func (st *Stage) startSidecar(_ context.Context, options StageOptions) (err error) {
	printLine(st.screen, "$ bucardo-sidecar run --control-db '"+st.Conninfo("bucardo")+"' 2> sidecar.log &")
	// Beside the server's log, and gone with it.
	log := filepath.Join(filepath.Dir(st.cluster.LogFile()), "sidecar.log")
	st.sidecar, err = startSidecar(st.program, st.Conninfo("bucardo"), log, options.SidecarEnded)
	return err
}

// timed says what is going on, and how long it took.
func (st *Stage) timed(what string, do func() error) error {
	_, _ = fmt.Fprintf(st.screen, "%s ... ", what)
	start := time.Now()
	if err := do(); err != nil {
		printLine(st.screen, "")
		return err
	}
	printLine(st.screen, fmt.Sprintf("%.1f s", time.Since(start).Seconds()))
	return nil
}
