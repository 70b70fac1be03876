package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/bucardo/bucardo-sidecar/sidecar/schema"
)

// version is set by the linker: -ldflags "-X main.version=1.2.3".
var version string

func newVersionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of the binary, and the stamp of the functions it installs",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(command.OutOrStdout(), "bucardo-sidecar %s (schema %s)\n", binaryVersion(), schema.Stamp())
			return err
		},
	}
}

// binaryVersion is what the linker set, else what Go knows of the build.
func binaryVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "development"
}
