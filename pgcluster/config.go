package pgcluster

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// settings are the options' own over this package's defaults.
func settings(opts Options) map[string]string {
	all := map[string]string{
		"jit":                 "off",
		"log_line_prefix":     "%m [%p] %q%u@%d ",
		"log_timezone":        "UTC",
		"max_connections":     "200",
		"password_encryption": "scram-sha-256",
		"shared_buffers":      "64MB",
		"timezone":            "UTC",
	}
	if !opts.Durable {
		all["fsync"] = "off"
		all["full_page_writes"] = "off"
	}
	maps.Copy(all, opts.Settings)
	return all
}

// configure writes postgresql.auto.conf, which wins over what initdb wrote, and
// pg_hba.conf. The address is the cluster's own and no option changes it.
func (c *Cluster) configure() error {
	all := maps.Clone(c.settings)
	all["listen_addresses"] = Host
	all["port"] = strconv.Itoa(c.port)
	all["unix_socket_directories"] = c.SocketDir()

	var conf strings.Builder
	for _, name := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(&conf, "%s = '%s'\n", name, strings.ReplaceAll(all[name], "'", "''"))
	}
	if err := c.writeFile("postgresql.auto.conf", conf.String()); err != nil {
		return err
	}

	trusting := []string{
		"local all,replication all trust",
		"host all,replication all 127.0.0.1/32 trust",
	}
	hba := strings.Join(append(slices.Clone(c.hba), trusting...), "\n") + "\n"
	return c.writeFile("pg_hba.conf", hba)
}

// writeFile replaces a file that initdb made; its owner and mode stay.
func (c *Cluster) writeFile(name, text string) error {
	return os.WriteFile(filepath.Join(c.DataDir(), name), []byte(text), 0o600)
}
