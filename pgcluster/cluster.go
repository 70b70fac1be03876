// Package pgcluster starts throwaway PostgreSQL servers: each has its own data
// directory, port and socket directory, listens on 127.0.0.1 only, and is gone
// after [Cluster.Close]. Tests, the demo and the benchmarks use it; nothing that
// replicates data does.
//
// A server never outlives its process: on Linux it gets a signal when the process
// that started it dies, whatever the cause, and directories left by a killed
// process are removed by the next Start. Started as root, the server runs as the
// user postgres, or nobody where there is none, since PostgreSQL refuses root.
package pgcluster

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// Host is the only address a cluster listens on, beside its socket.
const Host = "127.0.0.1"

// User is the name of a cluster's superuser, which needs no password.
const User = "postgres"

// closeTimeout is how long Close waits for a server to end before it is killed.
const closeTimeout = 10 * time.Second

// ErrNoServer says that no PostgreSQL server programs of the wanted version
// were found. The error that wraps it names where to get them.
var ErrNoServer = errors.New("no PostgreSQL server found")

// Options shape a cluster. The zero value is a server of the machine's own
// version, fast and not durable.
type Options struct {
	// Version is a major version such as 13 or 18; 0 is the machine's own server.
	Version int
	// Settings go to postgresql.conf and override the defaults of this package.
	Settings map[string]string
	// Durable keeps fsync and full-page writes on, as a real server has them.
	// Without it, what was committed survives a crash of the server but not
	// one of the machine.
	Durable bool
	// HBA lines are put before the ones that trust everybody on the socket and on
	// 127.0.0.1, so that "host all alice 127.0.0.1/32 scram-sha-256" asks alice
	// for a password.
	HBA []string
	// WorkDir is where the cluster's directory is made; it must have a short name
	// and be open to the server's user. Empty is a directory below [os.TempDir].
	WorkDir string
	// NoCache runs initdb for this cluster alone. Otherwise the first cluster of
	// a version leaves a template in the temporary directory, which makes the
	// later ones quick.
	NoCache bool
}

// Cluster is one server with its data. Its methods are not for concurrent use,
// save for those that only return a value, CreateDatabase and DropDatabase.
type Cluster struct {
	home     *home
	programs build
	settings map[string]string
	hba      []string
	dir      string
	dirLock  *fileLock
	port     int
	portLock *fileLock
	server   *server // nil while stopped
}

// Start makes a cluster and waits until it accepts connections. The context
// bounds the start alone, not the life of the server. The error wraps
// [ErrNoServer] when the programs of the version are missing.
func Start(ctx context.Context, opts Options) (*Cluster, error) {
	programs, err := findBuild(ctx, opts.Version)
	if err != nil {
		return nil, err
	}
	owner, err := serverAccount()
	if err != nil {
		return nil, fmt.Errorf("find the server's user: %w", err)
	}
	home, err := openHome(owner, opts.WorkDir)
	if err != nil {
		return nil, fmt.Errorf("prepare the directory of clusters: %w", err)
	}
	if programs, err = home.reachable(ctx, programs); err != nil {
		return nil, fmt.Errorf("make the server programs reachable: %w", err)
	}

	c := &Cluster{home: home, programs: programs, settings: settings(opts), hba: opts.HBA}
	if c.dir, c.dirLock, err = home.newClusterDir(); err != nil {
		return nil, fmt.Errorf("make the cluster's directory: %w", err)
	}
	if err := c.create(ctx, opts.NoCache); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// create fills the cluster's new directory and starts the server on a free port.
func (c *Cluster) create(ctx context.Context, noCache bool) error {
	if err := c.home.owner.mkdir(c.SocketDir()); err != nil {
		return fmt.Errorf("make the socket directory: %w", err)
	}
	if err := initData(ctx, c.home, c.programs, c.DataDir(), noCache); err != nil {
		return err
	}
	const attempts = 20
	for attempt := 1; ; attempt++ {
		var err error
		if c.port, c.portLock, err = c.home.reservePort(); err != nil {
			return fmt.Errorf("find a free port: %w", err)
		}
		if err = c.configure(); err != nil {
			return fmt.Errorf("write the configuration: %w", err)
		}
		err = c.StartAgain(ctx)
		if !errors.Is(err, errPortTaken) || attempt == attempts {
			return err
		}
		// Somebody who does not know our reservations was quicker.
		if err := c.portLock.release(); err != nil {
			return fmt.Errorf("give the port back: %w", err)
		}
	}
}

// StartAgain starts a stopped server on the same port and data, and waits until
// it accepts connections.
func (c *Cluster) StartAgain(ctx context.Context) error {
	if c.server != nil {
		return errors.New("start the server: it runs already")
	}
	s, err := launch(ctx, c.home.owner, c.programs.binDir, c.DataDir(), c.LogFile())
	if err != nil {
		return fmt.Errorf("start the server on port %d: %w", c.port, err)
	}
	c.server = s
	return nil
}

// Stop ends the server and waits for its end. It does nothing when the server
// does not run. When the context ends first, the server is killed.
func (c *Cluster) Stop(ctx context.Context, mode StopMode) error {
	if c.server == nil {
		return nil
	}
	s := c.server
	c.server = nil
	if err := s.stop(ctx, mode); err != nil {
		return fmt.Errorf("stop the server on port %d: %w", c.port, err)
	}
	return nil
}

// Restart stops the server in the given mode and starts it again.
func (c *Cluster) Restart(ctx context.Context, mode StopMode) error {
	if err := c.Stop(ctx, mode); err != nil {
		return err
	}
	return c.StartAgain(ctx)
}

// Close ends the server at once and removes all that belongs to it. It may be
// called again.
func (c *Cluster) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout) //nolint:forbidigo // what was started ends, whatever was cancelled
	defer cancel()
	err := c.Stop(ctx, Immediate)
	if removeErr := os.RemoveAll(c.dir); removeErr != nil {
		err = errors.Join(err, fmt.Errorf("remove the cluster's directory: %w", removeErr))
	}
	return errors.Join(err, c.portLock.release(), c.dirLock.release(), c.home.leave())
}

// Port is the TCP port on [Host], and the number in the socket's name.
func (c *Cluster) Port() int { return c.port }

// Version is the server's major version.
func (c *Cluster) Version() int { return c.programs.major }

// BinDir holds the server's programs: initdb and postgres always, the clients
// (psql, pg_dump, pgbench) only where the machine's own packages brought them.
func (c *Cluster) BinDir() string { return c.programs.binDir }

// DataDir is the server's data directory.
func (c *Cluster) DataDir() string { return filepath.Join(c.dir, "data") }

// SocketDir is the directory of the server's Unix socket.
func (c *Cluster) SocketDir() string { return filepath.Join(c.dir, "s") }

// Pid is the process id of the running server, 0 when it is stopped.
func (c *Cluster) Pid() int {
	if c.server == nil {
		return 0
	}
	return c.server.cmd.Process.Pid
}

// ConnString is a connection string for the superuser over TCP.
func (c *Cluster) ConnString(database string) string {
	return c.ConnStringFor(User, "", database)
}

// ConnStringFor is a connection string for any role over TCP. An empty password
// is left out.
func (c *Cluster) ConnStringFor(user, password, database string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.User(user),
		Host:     Host + ":" + strconv.Itoa(c.port),
		Path:     "/" + database,
		RawQuery: "sslmode=disable",
	}
	if password != "" {
		u.User = url.UserPassword(user, password)
	}
	return u.String()
}

// SocketConnString is a connection string for the superuser over the Unix socket.
func (c *Cluster) SocketConnString(database string) string {
	query := url.Values{"host": {c.SocketDir()}, "port": {strconv.Itoa(c.port)}, "user": {User}}
	u := url.URL{Scheme: "postgres", Path: "/" + database, RawQuery: query.Encode()}
	return u.String()
}

// CreateDatabase makes a database; an empty template means template1.
func (c *Cluster) CreateDatabase(ctx context.Context, name, template string) error {
	if template == "" {
		template = "template1"
	}
	return c.maintain(ctx, "CREATE DATABASE "+quote(name)+" TEMPLATE "+quote(template))
}

// DropDatabase removes a database and ends the connections to it. It does
// nothing when there is no such database.
func (c *Cluster) DropDatabase(ctx context.Context, name string) error {
	if c.programs.major < 13 {
		return c.maintain(ctx, "DROP DATABASE IF EXISTS "+quote(name))
	}
	return c.maintain(ctx, "DROP DATABASE IF EXISTS "+quote(name)+" WITH (FORCE)")
}

// maintain runs one statement in the database postgres, over the socket, where
// no line of Options.HBA for TCP is in the way.
func (c *Cluster) maintain(ctx context.Context, statement string) error {
	conn, err := pgx.Connect(ctx, c.SocketConnString("postgres"))
	if err != nil {
		return fmt.Errorf("connect to the cluster: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }
