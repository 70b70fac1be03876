package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
)

// newProgressCommand shows the view bucardo.progress as a bar. It reads that view and nothing else.
func newProgressCommand() *cobra.Command {
	var controlDB, sync string
	command := &cobra.Command{
		Use:   "progress",
		Short: "Show how far first copies are, until they are done",
		Example: `  bucardo-sidecar progress --control-db 'host=db1 dbname=shop'
  bucardo-sidecar progress --sync feed`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			config, err := controlConfig(controlDB)
			if err != nil {
				return err
			}
			conn, err := pgx.ConnectConfig(command.Context(), config)
			if err != nil {
				return fmt.Errorf("connect to the control database: %w", err)
			}
			defer func() { _ = conn.Close(context.WithoutCancel(command.Context())) }()
			return showProgress(command.Context(), conn, sync, command.OutOrStdout())
		},
	}
	addControlDBFlag(command, &controlDB)
	command.Flags().StringVar(&sync, "sync", "", "show one sync only")
	return command
}

// copyTotals sums the tables of the view.
type copyTotals struct {
	tables, finished int
	done, expected   int64
	current          string
}

func readProgress(ctx context.Context, conn *pgx.Conn, sync string) (copyTotals, error) {
	var t copyTotals
	err := conn.QueryRow(ctx, `
		SELECT count(*), count(*) FILTER (WHERE phase IN ('done', 'left as it is')), coalesce(sum(rows_done), 0)::bigint,
			coalesce(sum(greatest(rows_done, rows_expected)), 0)::bigint,
			coalesce((array_agg(format('%s.%s to %s', "schema", "table", db) ORDER BY updated_at DESC) FILTER (WHERE phase NOT IN ('done', 'left as it is')))[1], '')
		FROM bucardo.progress WHERE $1 = '' OR sync = $1`, sync).Scan(&t.tables, &t.finished, &t.done, &t.expected, &t.current)
	if err != nil {
		return t, fmt.Errorf("read bucardo.progress: %w", err)
	}
	return t, nil
}

// showProgress draws until every table that the view knows is finished.
func showProgress(ctx context.Context, conn *pgx.Conn, sync string, w io.Writer) error {
	const refresh = 250 * time.Millisecond
	bar := progressbar.NewOptions64(-1, progressbar.OptionSetWriter(w), progressbar.OptionShowCount(), progressbar.OptionShowIts(),
		progressbar.OptionSetItsString("rows"), progressbar.OptionSetPredictTime(true), progressbar.OptionFullWidth(), progressbar.OptionThrottle(refresh))
	for {
		t, err := readProgress(ctx, conn, sync)
		if err != nil {
			return err
		}
		if t.tables == t.finished {
			_, err := fmt.Fprintf(w, "\n%d tables, %d rows: done\n", t.tables, t.done)
			return err
		}
		bar.ChangeMax64(max(t.expected, 1))
		bar.Describe(fmt.Sprintf("%d of %d tables, %s", t.finished, t.tables, t.current))
		if err := bar.Set64(t.done); err != nil {
			return fmt.Errorf("draw: %w", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(refresh):
		}
	}
}
