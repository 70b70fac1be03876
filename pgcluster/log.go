package pgcluster

import (
	"os"
	"path/filepath"
	"strings"
)

// LogFile holds what the server said since the cluster was made.
func (c *Cluster) LogFile() string { return filepath.Join(c.dir, "server.log") }

// LogTail is the end of the server's log, at most the given number of lines. It
// is empty when there is no log, so that it can go into a message as it is.
func (c *Cluster) LogTail(lines int) string { return tail(c.LogFile(), lines) }

func tail(path string, lines int) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	all := strings.SplitAfter(strings.TrimRight(string(text), "\n"), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "")
}
