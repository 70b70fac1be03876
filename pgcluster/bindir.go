package pgcluster

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// FindBinDir returns the directory of the server programs of a major version, 0
// for the machine's own server. It looks, in this order, at
//
//   - the environment variable PG_BINDIR,
//   - what pg_config --bindir says,
//   - /usr/lib/postgresql/*/bin, the newest first,
//   - PATH,
//   - for a given version, the cache that tools/prepare fills: the environment
//     variable BUCARDO_TEST_CACHE, or .cache/postgres in the module's directory.
//
// The error wraps [ErrNoServer] when none of them has it.
func FindBinDir(ctx context.Context, version int) (string, error) {
	found, err := findBuild(ctx, version)
	return found.binDir, err
}

// build is one build of the server programs.
type build struct {
	binDir string
	major  int
	// id tells builds apart by release, size and time of the program, so that a
	// minor update, or another server of the same version, gets its own template.
	id string
}

// findBuild is FindBinDir with what is known of the programs found.
func findBuild(ctx context.Context, version int) (build, error) {
	candidates := ownBinDirs(ctx)
	if version != 0 {
		candidates = append(candidates, cachedBinDirs(version)...)
	}
	for _, dir := range candidates {
		found, err := inspect(ctx, dir)
		if err == nil && (version == 0 || version == found.major) {
			return found, nil
		}
	}
	if version == 0 {
		return build{}, fmt.Errorf("%w: run tools/prepare, or set PG_BINDIR to the directory of initdb and postgres", ErrNoServer)
	}
	return build{}, fmt.Errorf("%w: version %d: run tools/prepare %d", ErrNoServer, version, version)
}

// ownBinDirs are the places where the machine keeps a server, existing or not.
func ownBinDirs(ctx context.Context) []string {
	var dirs []string
	if dir := os.Getenv("PG_BINDIR"); dir != "" {
		dirs = append(dirs, dir)
	}
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	dirs = append(dirs, newestFirst("/usr/lib/postgresql/*/bin")...)
	if program, err := exec.LookPath("postgres"); err == nil {
		if program, err = filepath.EvalSymlinks(program); err == nil {
			dirs = append(dirs, filepath.Dir(program))
		}
	}
	return dirs
}

func cachedBinDirs(version int) []string {
	cache := os.Getenv("BUCARDO_TEST_CACHE")
	if cache == "" {
		root, ok := moduleRoot()
		if !ok {
			return nil
		}
		cache = filepath.Join(root, ".cache", "postgres")
	}
	return newestFirst(filepath.Join(cache, strconv.Itoa(version)+".*", "native", "bin"))
}

// moduleRoot is the nearest directory with a go.mod, from the working directory
// upwards: the tests of a package run in the package's directory.
func moduleRoot() (string, bool) {
	dir, err := os.Getwd()
	if err != nil {
		return "", false
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", false
		}
		dir = parent
	}
}

var digits = regexp.MustCompile(`\d+`)

// newestFirst lists the directories of a pattern by the numbers in their names.
func newestFirst(pattern string) []string {
	found, err := filepath.Glob(pattern)
	if err != nil {
		return nil
	}
	numbers := func(path string) []int {
		var all []int
		for _, text := range digits.FindAllString(path, -1) {
			number, _ := strconv.Atoi(text) // the pattern matches nothing else
			all = append(all, number)
		}
		return all
	}
	slices.SortFunc(found, func(a, b string) int { return slices.Compare(numbers(b), numbers(a)) })
	return found
}

var versionPattern = regexp.MustCompile(`\(PostgreSQL\) ((\d+)\S*)`)

// inspect asks the server program in a directory what it is.
func inspect(ctx context.Context, binDir string) (build, error) {
	binDir, err := filepath.EvalSymlinks(binDir)
	if err != nil {
		return build{}, err
	}
	if _, err := os.Stat(filepath.Join(binDir, "initdb")); err != nil {
		return build{}, err
	}
	program := filepath.Join(binDir, "postgres")
	info, err := os.Stat(program)
	if err != nil {
		return build{}, err
	}
	out, err := exec.CommandContext(ctx, program, "--version").Output()
	if err != nil {
		return build{}, fmt.Errorf("ask %s for its version: %w", program, err)
	}
	match := versionPattern.FindStringSubmatch(string(out))
	if match == nil {
		return build{}, fmt.Errorf("read the version of %s: %q", program, out)
	}
	major, err := strconv.Atoi(match[2])
	if err != nil {
		return build{}, fmt.Errorf("read the version of %s: %w", program, err)
	}
	id := fmt.Sprintf("%s-%x-%x", match[1], info.Size(), info.ModTime().UnixNano())
	return build{binDir: binDir, major: major, id: id}, nil
}
