package main

import (
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/spf13/cobra"

	"github.com/bucardo/bucardo-sidecar/sidecar/schema"
)

// newInstallCommand makes or upgrades a control database; see package schema.
func newInstallCommand() *cobra.Command {
	var controlDB string
	command := &cobra.Command{
		Use:   "install",
		Short: "Install the schema bucardo into the control database, or upgrade it in place",
		Long: `Installs the tables, views and functions of the schema bucardo. The role needs CREATE on the database and nothing
more. Safe to repeat: what is current stays, what is older is upgraded, what is newer is refused.`,
		Example: `  bucardo-sidecar install --control-db 'host=db1 dbname=shop'
  bucardo-sidecar install --control-db postgresql://db1/shop
  PGHOST=db1 PGDATABASE=shop bucardo-sidecar install`,
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
			result, err := schema.Install(command.Context(), config, log)
			if err != nil {
				return fmt.Errorf("install: %w", err)
			}
			_, err = fmt.Fprintln(command.OutOrStdout(), describeInstall(result, config.Database))
			return err
		},
	}
	addControlDBFlag(command, &controlDB)
	return command
}

// addControlDBFlag gives a command the flag that names the control database.
func addControlDBFlag(command *cobra.Command, value *string) {
	command.Flags().StringVar(value, "control-db", "",
		"control database, as a libpq connection string or URI; what it leaves out comes from PGHOST, PGDATABASE, PGSERVICE ...")
}

// controlConfig reads the flag and the libpq environment.
func controlConfig(controlDB string) (*pgx.ConnConfig, error) {
	config, err := pgx.ParseConfig(controlDB)
	if err != nil {
		return nil, fmt.Errorf("read --control-db: %w", err)
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "bucardo-sidecar"
	}
	return config, nil
}

func describeInstall(result schema.Result, database string) string {
	switch {
	case result.From == 0:
		return fmt.Sprintf("Installed bucardo in database %s. Next: bucardo-sidecar run, and SELECT * FROM bucardo.add_db(...)", database)
	case result.From < result.To:
		return fmt.Sprintf("Upgraded bucardo in database %s from migration %d to %d", database, result.From, result.To)
	default:
		return fmt.Sprintf("Bucardo in database %s is current; its functions were installed again", database)
	}
}
