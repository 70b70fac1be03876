package status

import (
	"context"
	"log/slog"
	"strings"
)

// Handler passes log records on to another handler and leaves them with a Recorder, for the view bucardo.log.
type Handler struct {
	slog.Handler
	recorder *Recorder
}

// NewHandler returns a Handler in front of next.
func NewHandler(next slog.Handler, recorder *Recorder) *Handler {
	return &Handler{Handler: next, recorder: recorder}
}

// Handle implements slog.Handler.
func (h *Handler) Handle(ctx context.Context, record slog.Record) error {
	line := Line{At: record.Time, Level: strings.ToLower(record.Level.String()), Message: record.Message}
	record.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case "sync":
			line.Sync = a.Value.String()
		case "db":
			line.DB = a.Value.String()
		}
		return true
	})
	h.recorder.Line(line)
	return h.Handler.Handle(ctx, record)
}

// WithAttrs implements slog.Handler.
func (h *Handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &Handler{Handler: h.Handler.WithAttrs(attrs), recorder: h.recorder}
}

// WithGroup implements slog.Handler.
func (h *Handler) WithGroup(name string) slog.Handler {
	return &Handler{Handler: h.Handler.WithGroup(name), recorder: h.recorder}
}
