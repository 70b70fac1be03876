package demo

import "syscall"

// endWithParent makes the kernel end the child when the thread that starts it ends, so that a killed demo leaves none.
func endWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGTERM }
