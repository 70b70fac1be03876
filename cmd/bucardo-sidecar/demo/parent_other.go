//go:build !linux

package demo

import "syscall"

// endWithParent has nothing to ask for: only Linux tells children of their parent's death.
func endWithParent(*syscall.SysProcAttr) {}
