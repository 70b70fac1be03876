package files

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

func updateDB(db catalog.DB) string {
	return fmt.Sprintf("SELECT bucardo.update_db('%s', ...)", strings.ReplaceAll(db.Name, "'", "''"))
}

// explain says what to do about what the file system refuses.
func (s *store) explain(err error) error {
	var known node.Problem
	if err == nil || errors.As(err, &known) {
		return err
	}
	directory := s.config.DB.DBName
	problem := node.Problem{DB: s.config.DB.Name, Reason: err.Error(), NextStep: "See to " + directory + "; the sidecar tries again by itself."}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		problem.NextStep = "Create the directory, for the user that the sidecar runs as, or correct the path: " + updateDB(s.config.DB)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		problem.NextStep = "Let the user that the sidecar runs as write in " + directory + "; the sidecar tries again by itself."
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		problem.NextStep = "Make room on the disk of " + directory + ", by moving older files away for example; the sidecar tries again by itself."
	}
	return problem
}
