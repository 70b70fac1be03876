package main

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/spf13/cobra"
)

// logFormatFlag is the flag that all commands share.
const logFormatFlag = "log-format"

// newLogger writes to w in the format that the command was given.
func newLogger(command *cobra.Command, w io.Writer) (*slog.Logger, error) {
	format, err := command.Flags().GetString(logFormatFlag)
	if err != nil {
		return nil, fmt.Errorf("read --%s: %w", logFormatFlag, err)
	}
	switch format {
	case "text":
		return slog.New(newTextHandler(w)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, nil)), nil
	default:
		return nil, fmt.Errorf("--%s is %q: write text or json", logFormatFlag, format)
	}
}
