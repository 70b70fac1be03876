package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/jackc/pgx/v5"
)

// resetProfile forgets what was counted so far.
func (s *stage) resetProfile(ctx context.Context) error {
	for _, p := range s.peers {
		for _, server := range p.servers() {
			if _, err := server.conn.Exec(ctx, "SELECT pg_stat_statements_reset()"); err != nil {
				return err
			}
		}
	}
	return nil
}

// printProfile prints the statements in which the servers of ours have spent most time since the reset. Statements
// inside functions and triggers are counted by themselves and in the one that called them.
func (s *stage) printProfile(ctx context.Context, section string) error {
	ours := s.peers[2]
	for i, name := range []string{"source", "target", "control database"} {
		fmt.Printf("\n%s: statements at our %s\n", section, name)
		if err := ours.servers()[i].printStatements(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (s *server) printStatements(ctx context.Context) error {
	rows, err := s.conn.Query(ctx, `
		SELECT calls, total_exec_time, rows, wal_bytes::bigint, toplevel, regexp_replace(query, '\s+', ' ', 'g')
		FROM pg_stat_statements
		ORDER BY total_exec_time DESC
		LIMIT 20`)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(table, "calls\ttotal ms\tms each\trows\tWAL bytes\t\t  statement")
	var calls, affected, wal int64
	var total float64
	var toplevel bool
	var query string
	_, err = pgx.ForEachRow(rows, []any{&calls, &total, &affected, &wal, &toplevel, &query}, func() error {
		inside := ""
		if !toplevel {
			inside = "inside"
		}
		query = strings.ReplaceAll(query, "\t", " ")
		_, _ = fmt.Fprintf(table, "%d\t%.1f\t%.3f\t%d\t%d\t%s\t  %.200s\n", calls, total, total/float64(calls), affected, wal, inside, query)
		return nil
	})
	if err != nil {
		return err
	}
	return table.Flush()
}
