package stores

import "syscall"

// endMySQLWithParent makes the kernel kill the server when the thread that starts it ends.
func endMySQLWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGKILL }
