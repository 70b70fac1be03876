package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/bucardo/bucardo-sidecar/cmd/bucardo-sidecar/demo"
)

// newDemoCommand plays the demo; see package demo.
func newDemoCommand() *cobra.Command {
	var sqlFile string
	command := &cobra.Command{
		Use:   "demo",
		Short: "Play the story of three databases kept the same, on a throwaway PostgreSQL server",
		Long: `Starts a throwaway PostgreSQL server and a sidecar, plays a change, a conflict and a pause on three
databases, and checks every value it shows. In a terminal it then stays up until you press Enter, unless DEMO_EXIT=1
is set. It leaves nothing behind. The exit status is 0 only when every value was the expected one.`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return runDemo(command.Context(), sqlFile)
		},
	}
	command.Flags().StringVar(&sqlFile, "sql", "", "load this dump with psql in place of the demo's own data")
	return command
}

func runDemo(ctx context.Context, sqlFile string) error {
	// A closed terminal and a closed pipe are to be cleaned up after like Ctrl-C.
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	defer stop()
	if err := forgetLibpqEnvironment(); err != nil {
		return err
	}
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	options := demo.Options{Program: program, SQLFile: sqlFile, Out: os.Stdout}
	if watched() {
		options.Watcher = os.Stdin
	}
	return demo.Run(ctx, options)
}

// forgetLibpqEnvironment keeps PGSERVICE, PGOPTIONS and the like, meant for the user's own servers, off the demo's.
func forgetLibpqEnvironment() error {
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "PG") && !strings.HasPrefix(name, "PG_") {
			if err := os.Unsetenv(name); err != nil {
				return fmt.Errorf("unset %s: %w", name, err)
			}
		}
	}
	return nil
}

// watched reports whether somebody sits at a terminal and wants to look around.
func watched() bool {
	if exit := os.Getenv("DEMO_EXIT"); exit != "" && exit != "0" {
		return false
	}
	return isTerminal(os.Stdin) && isTerminal(os.Stdout)
}

// isTerminal also says yes to /dev/null, where stdin is at its end at once, so that nothing waits.
func isTerminal(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
