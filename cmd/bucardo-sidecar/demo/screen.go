package demo

import (
	"fmt"
	"io"
	"strings"
	"sync"
)

// screen is where the story is told. It keeps the first write error, such as that of a closed pipe, so that only the
// end of a step has to look.
type screen struct {
	mu  sync.Mutex
	out io.Writer
	err error
}

// Write never reports an error; failure does.
func (s *screen) Write(text []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		if _, err := s.out.Write(text); err != nil {
			s.err = fmt.Errorf("print: %w", err)
		}
	}
	return len(text), nil
}

// failure is the first write error.
func (s *screen) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// say prints a remark of the story, set apart from statements and answers.
func (s *screen) say(format string, args ...any) {
	for line := range strings.SplitSeq(fmt.Sprintf(format, args...), "\n") {
		printLine(s, "-- "+line)
	}
}

// chapter prints the title of a part of the story.
func (s *screen) chapter(title string) {
	printLine(s, "\n"+title+"\n"+strings.Repeat("=", len(title)))
}
