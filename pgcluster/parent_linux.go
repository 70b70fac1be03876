package pgcluster

import "syscall"

// endWithParent makes the kernel stop the server at once when the thread that
// starts it ends.
func endWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGQUIT }
