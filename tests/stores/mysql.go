package stores

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql" // the starter asks whether the server answers
)

// mysqlPatience is how long a server may take to start on a busy machine.
const mysqlPatience = 180 * time.Second

// MySQL is a server of MariaDB or MySQL on a loopback port, which keeps its data over Stop and Start. Its user root has no
// password. Remove it in the end; it ends with this process too.
type MySQL struct {
	Name string // MariaDB or MySQL 5.6
	Port int

	dir     string // of its data and log
	owner   *syscall.Credential
	program string
	args    []string
	env     []string
	server  *exec.Cmd
	ended   chan struct{}
}

// StartMySQL starts a MariaDB, which is gone at the end of the test. Settings are arguments of the server, such as "--log-bin".
func StartMySQL(tb testing.TB, settings ...string) *MySQL {
	tb.Helper()
	m, err := NewMariaDB(tb.Context(), settings...)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(m.Remove)
	return m
}

// NewMariaDB starts the MariaDB of the machine.
func NewMariaDB(ctx context.Context, settings ...string) (*MySQL, error) {
	program, err := exec.LookPath("mariadbd")
	if err != nil {
		program, err = exec.LookPath("/usr/sbin/mariadbd") // a user's PATH is without it
	}
	data, cacheErr := mysqlCache("mariadb-data")
	if err := errors.Join(err, cacheErr); err != nil {
		return nil, fmt.Errorf("run tools/prepare mysql: %w", err)
	}
	return newMySQL(ctx, &MySQL{Name: "MariaDB", program: program, args: append([]string{"--innodb-log-file-size=16M"}, settings...)}, data)
}

// NewMySQL56 starts an old MySQL, from npm. It is nil where there is none.
func NewMySQL56(ctx context.Context) (*MySQL, error) {
	home, err := mysqlCache("mysql-5.6")
	if err != nil {
		return nil, nil //nolint:nilerr,nilnil // not for this machine
	}
	share := filepath.Join(home, "share")
	return newMySQL(ctx, &MySQL{
		Name: "MySQL 5.6", program: filepath.Join(home, "mysqld"), env: []string{"LD_LIBRARY_PATH=" + home},
		args: []string{"--basedir=" + home, "--lc-messages-dir=" + share, "--character-sets-dir=" + filepath.Join(share, "charsets")},
	}, filepath.Join(home, "data", "mysql"))
}

// mysqlCache is what tools/prepare mysql has put under a name.
func mysqlCache(name string) (string, error) {
	dir, err := os.Getwd() // the package's, in a test
	for err == nil {
		path := filepath.Join(dir, ".cache", name)
		if _, err := os.Stat(path); err == nil {
			return filepath.EvalSymlinks(path)
		}
		if filepath.Dir(dir) == dir {
			err = fmt.Errorf("there is no .cache/%s", name)
		}
		dir = filepath.Dir(dir)
	}
	return "", err
}

// newMySQL gives a server a copy of that data in a folder of its own, where it runs as nobody if this is root.
func newMySQL(ctx context.Context, m *MySQL, data string) (*MySQL, error) {
	var err error
	if m.owner, err = unprivileged(); err != nil {
		return nil, err
	}
	if m.dir, err = os.MkdirTemp("", "bucardo-mysql-"); err != nil {
		return nil, err
	}
	if m.owner != nil {
		err = os.Chown(m.dir, int(m.owner.Uid), int(m.owner.Gid))
	}
	copied := filepath.Join(m.dir, "data")
	if err == nil {
		err = m.run(exec.CommandContext(ctx, "cp", "-r", data, copied))
	}
	if err == nil {
		m.Port, err = freeMySQLPort()
	}
	m.env = append(os.Environ(), m.env...)
	m.args = append([]string{
		"--no-defaults", "--datadir=" + copied, "--tmpdir=" + m.dir, "--socket=" + filepath.Join(m.dir, "socket"), "--pid-file=" + filepath.Join(m.dir, "pid"),
		"--bind-address=127.0.0.1", "--port=" + strconv.Itoa(m.Port), "--skip-name-resolve", "--local-infile=1", "--innodb-buffer-pool-size=64M",
	}, m.args...)
	if err == nil {
		err = m.Start(ctx)
	}
	if err != nil {
		m.Remove()
		return nil, fmt.Errorf("start %s: %w", m.Name, err)
	}
	return m, nil
}

func unprivileged() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil //nolint:nilnil // who this is will do
	}
	nobody, err := user.Lookup("nobody")
	if err != nil {
		return nil, err
	}
	uid, uidErr := strconv.ParseUint(nobody.Uid, 10, 32)
	gid, gidErr := strconv.ParseUint(nobody.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(uidErr, gidErr)
}

func (m *MySQL) run(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: m.owner, Setpgid: true}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", cmd.Path, err, out)
	}
	return nil
}

func freeMySQLPort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // returns at once
	if err != nil {
		return 0, err
	}
	return listener.Addr().(*net.TCPAddr).Port, listener.Close()
}

// Start brings the server up, or back with the same data at the same port, and returns when it answers.
func (m *MySQL) Start(ctx context.Context) error {
	log, err := os.OpenFile(filepath.Join(m.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close() //nolint:errcheck // the server has its own
	server := exec.CommandContext(context.WithoutCancel(ctx), m.program, m.args...)
	server.Dir, server.Env, server.Stdout, server.Stderr = m.dir, m.env, log, log
	server.SysProcAttr = &syscall.SysProcAttr{Credential: m.owner, Setpgid: true, Pdeathsig: syscall.SIGKILL}
	ended, started := make(chan struct{}), make(chan error)
	go func() {
		defer close(ended)
		runtime.LockOSThread() // the signal comes when the thread that starts the server ends
		defer runtime.UnlockOSThread()
		err := server.Start()
		started <- err
		if err == nil {
			_ = server.Wait() // it is killed, or has said why it ends
		}
	}()
	if err := <-started; err != nil {
		return err
	}
	m.server, m.ended = server, ended
	return m.await(ctx)
}

func (m *MySQL) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, mysqlPatience)
	defer cancel()
	pool, err := sql.Open("mysql", m.DSN(""))
	if err != nil {
		return err
	}
	defer pool.Close() //nolint:errcheck // only asked
	for {
		if err = pool.PingContext(ctx); err == nil {
			return nil
		}
		select {
		case <-m.ended:
		case <-ctx.Done():
		case <-time.After(50 * time.Millisecond):
			continue
		}
		said, _ := os.ReadFile(filepath.Join(m.dir, "log")) // the error tells already
		return fmt.Errorf("the server does not answer: %w; it said:\n%s", err, said[max(0, len(said)-3000):])
	}
}

// DSN reaches a database as root, as go-sql-driver/mysql writes it.
func (m *MySQL) DSN(database string) string {
	return fmt.Sprintf("root@tcp(127.0.0.1:%d)/%s", m.Port, database)
}

// Stop kills the server as a crash does.
func (m *MySQL) Stop() {
	if m.server == nil {
		return
	}
	_ = m.server.Process.Kill() // it may have ended by itself
	<-m.ended
	m.server = nil
}

// Remove ends the server and takes its data away.
func (m *MySQL) Remove() {
	m.Stop()
	_ = os.RemoveAll(m.dir) // of no use to anybody
}
