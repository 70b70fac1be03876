// Command bucardo-sidecar keeps PostgreSQL databases the same, as the SQL functions of its control database say.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal asks to stop in order; a second one is not caught any more.
	context.AfterFunc(ctx, stop)

	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "bucardo-sidecar: %s\n", oneLine(err))
		os.Exit(1)
	}
}

// run executes the command line in args, without the program's name.
func run(ctx context.Context, args []string) error {
	root := newRootCommand()
	root.SetArgs(args)
	return root.ExecuteContext(ctx)
}

func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "bucardo-sidecar",
		Short: "Keep PostgreSQL databases the same, controlled by SQL",
		Long: `Keeps PostgreSQL databases the same, all of them written to. Install it into a database, run it beside, and
control it from there with SQL functions in the schema bucardo: see bucardo.add_db and bucardo.add_sync.`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.PersistentFlags().String(logFormatFlag, "text", "format of the log on stderr: text or json")
	root.AddCommand(
		newInstallCommand(),
		newRunCommand(),
		newProgressCommand(),
		newGrantsCommand(),
		newImportBucardo5Command(),
		newDemoCommand(),
		newVersionCommand(),
	)
	return root
}

// oneLine is the error as a line of a log wants it; pgx lists the hosts it tried on lines of their own.
func oneLine(err error) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(err.Error(), "\n", " ")), " ")
}
