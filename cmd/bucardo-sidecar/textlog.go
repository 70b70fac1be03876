package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
)

// textHandler writes lines as Bucardo does: the process id in brackets, then the message. The message says all that the
// attributes do, except for an error and a next step, which are appended.
type textHandler struct {
	mu    *sync.Mutex
	w     io.Writer
	attrs []slog.Attr
}

func newTextHandler(w io.Writer) *textHandler { return &textHandler{mu: &sync.Mutex{}, w: w} }

// Enabled implements slog.Handler.
func (h *textHandler) Enabled(_ context.Context, level slog.Level) bool {
	return level >= slog.LevelInfo
}

// Handle implements slog.Handler.
func (h *textHandler) Handle(_ context.Context, record slog.Record) error {
	var line strings.Builder
	fmt.Fprintf(&line, "%s (%d) ", record.Time.Format("2006-01-02 15:04:05.000"), os.Getpid())
	if record.Level > slog.LevelInfo {
		line.WriteString(record.Level.String() + " ")
	}
	line.WriteString(record.Message)
	appendAttr := func(a slog.Attr) bool {
		if a.Key == "error" || a.Key == "next_step" {
			fmt.Fprintf(&line, " (%s: %s)", strings.ReplaceAll(a.Key, "_", " "), a.Value)
		}
		return true
	}
	for _, a := range h.attrs {
		appendAttr(a)
	}
	record.Attrs(appendAttr)
	h.mu.Lock()
	defer h.mu.Unlock()
	_, err := io.WriteString(h.w, strings.ReplaceAll(line.String(), "\n", " ")+"\n")
	return err
}

// WithAttrs implements slog.Handler.
func (h *textHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &textHandler{mu: h.mu, w: h.w, attrs: append(h.attrs[:len(h.attrs):len(h.attrs)], attrs...)}
}

// WithGroup implements slog.Handler; the text has no groups.
func (h *textHandler) WithGroup(string) slog.Handler { return h }
