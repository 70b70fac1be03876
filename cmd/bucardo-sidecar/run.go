package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/jackc/pgx/v5"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/bucardo/bucardo-sidecar/sidecar/schema"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
	"github.com/bucardo/bucardo-sidecar/sidecar/supervisor"
)

// newRunCommand runs the sidecar; see package supervisor.
func newRunCommand() *cobra.Command {
	var controlDB string
	command := &cobra.Command{
		Use:   "run",
		Short: "Run the syncs of a control database until told to stop",
		Long: `Listens on the control database and replicates what is declared there. SIGTERM or Ctrl-C lets the runs at hand
finish, a second one ends them at once; nothing is lost either way. Several may be started: one works, the others
stand by.`,
		Example: `  bucardo-sidecar run --control-db 'host=db1 dbname=shop'
  PGSERVICE=control bucardo-sidecar run --log-format json`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			log, err := newLogger(command, command.ErrOrStderr())
			if err != nil {
				return err
			}
			config, err := controlConfig(controlDB)
			if err != nil {
				return err
			}
			if err := verifyControl(command.Context(), config); err != nil {
				return err
			}
			return runSidecar(command.Context(), config, log)
		},
	}
	addControlDBFlag(command, &controlDB)
	return command
}

// verifyControl refuses a control database that this binary does not fit. One that cannot be reached is no reason to
// refuse: the sidecar waits for it.
func verifyControl(ctx context.Context, config *pgx.ConnConfig) error {
	conn, err := pgx.ConnectConfig(ctx, config.Copy())
	if err != nil {
		return nil // said by the supervisor, again and again until it is mended
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if err := schema.Verify(ctx, conn); err != nil {
		return fmt.Errorf("run: %w", err)
	}
	return nil
}

// garbageShare is how much garbage the sidecar lets gather, in percent of what it holds. Rows stream through it, so that
// collecting more often than Go would by itself costs next to nothing and halves its memory. GOGC overrides it.
const garbageShare = 40

// runSidecar works until ctx is done. A second signal ends the runs at hand as well.
func runSidecar(ctx context.Context, config *pgx.ConnConfig, log *slog.Logger) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbageShare)
	}
	hard, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	context.AfterFunc(ctx, func() {
		second := make(chan os.Signal, 1)
		signal.Notify(second, os.Interrupt, syscall.SIGTERM)
		go func() {
			select {
			case <-second:
				cancel()
			case <-hard.Done():
			}
			signal.Stop(second)
		}()
	})
	recorder := status.NewRecorder(func(ctx context.Context) (*pgx.Conn, error) {
		status := config.Copy()
		status.RuntimeParams["application_name"] = "bucardo status"
		return pgx.ConnectConfig(ctx, status)
	}, log)
	logged := slog.New(status.NewHandler(log.Handler(), recorder))
	logged.Info("MCP Started: bucardo-sidecar " + binaryVersion())

	recording, stopRecording := context.WithCancel(hard)
	var group errgroup.Group
	group.Go(func() error { return recorder.Work(recording) })
	group.Go(func() error {
		defer stopRecording()
		err := supervisor.New(supervisor.Options{Control: config, Log: logged, Recorder: recorder}).Run(ctx, hard)
		logged.Info("MCP Stopped")
		return err
	})
	if err := group.Wait(); err != nil {
		return fmt.Errorf("run: %w", err)
	}
	return nil
}
