package main

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/spf13/cobra"

	"github.com/bucardo/bucardo-sidecar/cmd/bucardo-sidecar/bucardo5"
)

// newImportBucardo5Command prints the configuration of a Bucardo 5; see package bucardo5.
func newImportBucardo5Command() *cobra.Command {
	var from string
	command := &cobra.Command{
		Use:   "import-bucardo5",
		Short: "Print the configuration of a Bucardo 5 as the SQL that makes it here",
		Long: `Reads the control database of a Bucardo 5 and prints the SQL that makes the same configuration in a control database
of bucardo-sidecar. It changes nothing there. What has no counterpart is in the script as a comment that begins with
NOTE, and tells what to do. Passwords are not printed.`,
		Example: `  bucardo-sidecar import-bucardo5 --from 'host=db1 dbname=bucardo user=bucardo' > config.sql
  psql -v ON_ERROR_STOP=1 -d shop -f config.sql`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			script, notes, err := importBucardo5(command.Context(), from)
			if err != nil {
				return err
			}
			if _, err := fmt.Fprint(command.OutOrStdout(), script); err != nil {
				return err
			}
			if notes > 0 {
				_, err = fmt.Fprintf(command.ErrOrStderr(), "bucardo-sidecar: things to look at in the script, marked with NOTE: %d\n", notes)
			}
			return err
		},
	}
	command.Flags().StringVar(&from, "from", "",
		"control database of Bucardo 5, as a libpq connection string or URI; what it leaves out comes from PGHOST, PGDATABASE, PGSERVICE ...")
	return command
}

func importBucardo5(ctx context.Context, from string) (script string, notes int, err error) {
	config, err := pgx.ParseConfig(from)
	if err != nil {
		return "", 0, fmt.Errorf("read --from: %w", err)
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return "", 0, fmt.Errorf("connect to the control database of Bucardo: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	read, err := bucardo5.Read(ctx, conn)
	if err != nil {
		return "", 0, fmt.Errorf("import: %w", err)
	}
	script, notes = bucardo5.Script(read)
	return script, notes, nil
}
