package pgcluster

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"strings"
	"syscall"
)

// account is the operating system user that the server runs as.
type account struct {
	uid, gid int
	switched bool // not the user of this process
}

// serverAccount is the user of this process, or for root an unprivileged one.
func serverAccount() (*account, error) {
	if os.Getuid() != 0 {
		return &account{uid: os.Getuid(), gid: os.Getgid()}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.Atoi(found.Uid)
		gid, gidErr := strconv.Atoi(found.Gid)
		if err := errors.Join(uidErr, gidErr); err != nil {
			return nil, err
		}
		return &account{uid: uid, gid: gid, switched: true}, nil
	}
	return nil, errors.New("this is root, which PostgreSQL refuses, and there is no user postgres or nobody")
}

// command prepares a program to run as the account, away from the terminal's
// signals and from the caller's PostgreSQL environment.
func (a *account) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = "/"
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "PG") && !strings.HasPrefix(variable, "LC_") {
			cmd.Env = append(cmd.Env, variable)
		}
	}
	cmd.Env = append(cmd.Env, "LC_ALL=C")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if a.switched {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
	return cmd
}

// mkdir makes a directory that belongs to the account.
func (a *account) mkdir(path string) error {
	if err := os.Mkdir(path, 0o700); err != nil {
		return err
	}
	if a.switched {
		return os.Chown(path, a.uid, a.gid)
	}
	return nil
}
