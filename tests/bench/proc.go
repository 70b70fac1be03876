package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of times in /proc, the same on every Linux.
const tick = 10 * time.Millisecond

// cpu is processor time used.
type cpu struct {
	source  time.Duration
	target  time.Duration
	control time.Duration
	sidecar time.Duration
}

func (c cpu) total() time.Duration { return c.source + c.target + c.control + c.sidecar }

func (c cpu) minus(earlier cpu) cpu {
	return cpu{c.source - earlier.source, c.target - earlier.target, c.control - earlier.control, c.sidecar - earlier.sidecar}
}

// cpu is what the peer's servers and its sidecar have used since they started.
func (p *peer) cpu() (cpu, error) {
	var used cpu
	for s, into := range map[*server]*time.Duration{p.source: &used.source, p.target: &used.target, p.control: &used.control} {
		if s == nil {
			continue
		}
		var err error
		if *into, err = familyCPU(s.cluster.Pid()); err != nil {
			return used, err
		}
	}
	if p.sidecar != nil {
		stat, err := readStat(p.sidecar.pid())
		if err != nil {
			return used, err
		}
		used.sidecar = stat.used
	}
	return used, nil
}

// familyCPU is the time of a process and its children, also of those that have ended.
func familyCPU(pid int) (time.Duration, error) {
	own, err := readStat(pid)
	if err != nil {
		return 0, err
	}
	total := own.used + own.ended
	entries, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return 0, err
	}
	for _, entry := range entries {
		child, err := strconv.Atoi(filepath.Base(entry))
		if err != nil {
			return 0, err
		}
		stat, err := readStat(child)
		if errors.Is(err, os.ErrNotExist) {
			continue // ended meanwhile
		}
		if err == nil && stat.parent == pid {
			total += stat.used
		}
	}
	return total, nil
}

type processStat struct {
	parent int
	used   time.Duration // by the process itself
	ended  time.Duration // by its children that have ended
}

// readStat reads /proc/<pid>/stat, see proc(5).
func readStat(pid int) (processStat, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return processStat{}, err
	}
	// The second field is a name in parentheses that may hold anything; the first after it is number 3.
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	const parent, user, system, childrenUser, childrenSystem = 4 - 3, 14 - 3, 15 - 3, 16 - 3, 17 - 3
	number := func(i int) int {
		if i >= len(fields) {
			err = errors.New("too few fields")
			return 0
		}
		n, parseErr := strconv.Atoi(fields[i])
		err = errors.Join(err, parseErr)
		return n
	}
	stat := processStat{
		parent: number(parent),
		used:   time.Duration(number(user)+number(system)) * tick,
		ended:  time.Duration(number(childrenUser)+number(childrenSystem)) * tick,
	}
	if err != nil {
		return processStat{}, fmt.Errorf("read /proc/%d/stat: %w", pid, err)
	}
	return stat, nil
}

// measureMemory takes the most memory the sidecar has had.
func measureMemory(s *stage, r *results) error {
	for _, p := range s.peers {
		if p.sidecar == nil {
			continue
		}
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.sidecar.pid()))
		if err != nil {
			return err
		}
		_, rest, found := strings.Cut(string(text), "VmHWM:")
		fields := strings.Fields(rest)
		if !found || len(fields) == 0 {
			return errors.New("no VmHWM in the status of the process")
		}
		kilobytes, err := strconv.ParseFloat(fields[0], 64)
		if err != nil {
			return fmt.Errorf("parse VmHWM: %w", err)
		}
		r.add(measure{Name: "peak memory of the sidecar", Unit: "MB"}, p, kilobytes/1024)
	}
	return nil
}
