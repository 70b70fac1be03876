//go:build !linux

package stores

import "syscall"

// endMySQLWithParent does nothing: only Linux can tie a process to its parent's life.
func endMySQLWithParent(*syscall.SysProcAttr) {}
