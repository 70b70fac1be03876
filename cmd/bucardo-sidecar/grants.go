package main

import (
	_ "embed"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// grantsSQL reads the role from the setting that grantsFor puts before it, so that no name is pasted into code.
//
//go:embed grants.sql
var grantsSQL string

// maxIdentifier is how many bytes PostgreSQL keeps of a name.
const maxIdentifier = 63

func newGrantsCommand() *cobra.Command {
	var role string
	command := &cobra.Command{
		Use:   "grants",
		Short: "Print the SQL that a DBA runs once in each replicated database for a role without superuser",
		Long: `Prints what a plain role needs, beside owning the tables, to replicate a database: the right to create its own
schema, and the right to apply rows without firing the application's triggers. A superuser runs it once in each replicated
database, and in the control database. It is safe to repeat.`,
		Example: `  bucardo-sidecar grants --role app | psql -d shop`,
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			text, err := grantsFor(role)
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(command.OutOrStdout(), text)
			return err
		},
	}
	command.Flags().StringVar(&role, "role", "", "role that the sidecar connects as")
	return command
}

func grantsFor(role string) (string, error) {
	switch {
	case role == "":
		return "", errors.New("--role is missing: name the role that the sidecar connects as")
	case len(role) > maxIdentifier:
		return "", fmt.Errorf("--role is too long: %d bytes, a name has %d at most", len(role), maxIdentifier)
	case strings.ContainsAny(role, "\x00\r\n"):
		return "", errors.New("--role must be one line")
	}
	literal := "'" + strings.ReplaceAll(role, "'", "''") + "'"
	return strings.Replace(grantsSQL, ":role", literal, 1), nil
}
