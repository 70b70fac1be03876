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

// MySQLPatience is how long a server may take to start or stop on a busy machine.
const MySQLPatience = 180 * time.Second

// MySQL is a throwaway server of MariaDB or MySQL on a loopback port. Its user root has no password.
type MySQL struct {
	Name string // MariaDB or MySQL 5.6
	Port int

	dir     string // of its data and log
	program string
	args    []string
	env     []string
	cmd     *exec.Cmd
	done    chan struct{}
}

// StartMySQL starts a MariaDB for one test.
func StartMySQL(t testing.TB) *MySQL {
	t.Helper()
	m, err := NewMariaDB(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Remove)
	return m
}

// NewMariaDB starts the MariaDB of the machine, from Debian's packages mariadb-server-core and mariadb-client-core. Remove it
// in the end.
func NewMariaDB(ctx context.Context) (*MySQL, error) {
	program, err := findProgram("mariadbd", "/usr/sbin", "/usr/local/sbin")
	if err != nil {
		return nil, err
	}
	install, err := findProgram("mariadb-install-db", "/usr/bin", "/usr/local/bin")
	if err != nil {
		return nil, err
	}
	return newMySQL(ctx, "MariaDB", program, nil, []string{"--loose-innodb-log-file-size=16M"}, func(data string, owner *syscall.Credential) error {
		cmd := exec.CommandContext(ctx, install, "--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db",
			"--innodb-log-file-size=16M", "--datadir="+data)
		return runAs(cmd, owner)
	})
}

// NewMySQL56 starts an old MySQL, which tools/prepare mysql unpacks into the folder given. It is nil when it is not there.
func NewMySQL56(ctx context.Context, folder string) (*MySQL, error) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return nil, err
	}
	program := filepath.Join(folder, "mysqld")
	if _, err := os.Stat(program); err != nil {
		return nil, nil //nolint:nilerr,nilnil // it is not there
	}
	return newMySQL(ctx, "MySQL 5.6", program, []string{"LD_LIBRARY_PATH=" + folder}, []string{
		"--basedir=" + folder, "--lc-messages-dir=" + filepath.Join(folder, "share"), "--character-sets-dir=" + filepath.Join(folder, "share", "charsets"),
	}, func(data string, owner *syscall.Credential) error {
		return runAs(exec.CommandContext(ctx, "cp", "-r", filepath.Join(folder, "data", "mysql"), data), owner)
	})
}

func findProgram(name string, folders ...string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	for _, folder := range folders {
		if path := filepath.Join(folder, name); executable(path) {
			return path, nil
		}
	}
	return "", fmt.Errorf("there is no %s: run tools/prepare mysql", name)
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode()&0o111 != 0
}

// newMySQL makes a server in a folder of its own, as nobody where this is root.
func newMySQL(ctx context.Context, name, program string, env, args []string, install func(data string, owner *syscall.Credential) error) (*MySQL, error) {
	owner, err := unprivileged()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "bucardo-mysql-")
	if err != nil {
		return nil, err
	}
	m := &MySQL{Name: name, dir: dir, program: program, env: append(os.Environ(), env...)}
	if owner != nil {
		err = os.Chown(dir, int(owner.Uid), int(owner.Gid))
	}
	data := filepath.Join(dir, "data")
	if err == nil {
		err = install(data, owner)
	}
	if err == nil {
		m.Port, err = freePort()
	}
	m.args = append([]string{
		"--no-defaults", "--datadir=" + data, "--bind-address=127.0.0.1", "--port=" + strconv.Itoa(m.Port), "--socket=" + filepath.Join(dir, "socket"),
		"--pid-file=" + filepath.Join(dir, "pid"), "--tmpdir=" + dir, "--innodb-buffer-pool-size=64M", "--skip-name-resolve",
	}, args...)
	if err == nil {
		err = m.start(ctx, owner)
	}
	if err != nil {
		m.Remove()
		return nil, fmt.Errorf("%s: %w", name, err)
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

func runAs(cmd *exec.Cmd, owner *syscall.Credential) error {
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: owner, Setpgid: true}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", cmd.Path, err, out)
	}
	return nil
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // returns at once
	if err != nil {
		return 0, err
	}
	return listener.Addr().(*net.TCPAddr).Port, listener.Close() //nolint:forcetypeassert // it listens on TCP
}

// start runs the program until Kill, and waits until it answers. It ends with this process.
func (m *MySQL) start(ctx context.Context, owner *syscall.Credential) error {
	log, err := os.OpenFile(filepath.Join(m.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close() //nolint:errcheck // the server has its own
	m.cmd = exec.CommandContext(context.WithoutCancel(ctx), m.program, m.args...)
	m.cmd.Dir, m.cmd.Env, m.cmd.Stdout, m.cmd.Stderr = "/", m.env, log, log
	m.cmd.SysProcAttr = &syscall.SysProcAttr{Credential: owner, Setpgid: true}
	endMySQLWithParent(m.cmd.SysProcAttr)
	m.done = make(chan struct{})
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // the signal at the parent's death is bound to the thread that starts the child
		defer runtime.UnlockOSThread()
		err := m.cmd.Start()
		started <- err
		if err == nil {
			_ = m.cmd.Wait() // it is killed
		}
		close(m.done)
	}()
	if err := <-started; err != nil {
		return err
	}
	return m.await(ctx)
}

func (m *MySQL) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, MySQLPatience)
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
		case <-m.done:
		case <-ctx.Done():
		case <-time.After(50 * time.Millisecond):
			continue
		}
		said, _ := os.ReadFile(filepath.Join(m.dir, "log")) // the error tells already
		return fmt.Errorf("the server does not answer: %w; it said:\n%s", err, said[max(0, len(said)-3000):])
	}
}

// DSN reaches a database as root.
func (m *MySQL) DSN(database string) string {
	return fmt.Sprintf("root@tcp(127.0.0.1:%d)/%s", m.Port, database)
}

// Stop kills the server as a crash would.
func (m *MySQL) Stop() {
	if m.done == nil {
		return
	}
	_ = m.cmd.Process.Kill() // it may have ended already
	<-m.done
}

// Start brings a stopped server back at the same port with the same data.
func (m *MySQL) Start(t testing.TB) {
	t.Helper()
	owner, err := unprivileged()
	if err == nil {
		err = m.start(t.Context(), owner)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Remove ends the server and takes its data away.
func (m *MySQL) Remove() {
	if m.cmd != nil && m.cmd.Process != nil {
		m.Stop()
	}
	_ = os.RemoveAll(m.dir) // of no use to anybody
}
