// Package demo plays the story of the Bucardo 5 release with SQL: three databases kept the same, a change, a conflict,
// a pause. It runs on a throwaway cluster with data of its own, shows each statement with its real answer, and checks
// each answer. What it starts and writes is gone when it ends, however it ends.
package demo

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
)

// Options of a demo.
type Options struct {
	// Program is the bucardo-sidecar binary to install and run with.
	Program string
	// SQLFile is a dump to load in place of the demo's own data, or empty.
	SQLFile string
	// Out is where the story is told.
	Out io.Writer
	// Watcher is asked to press Enter before everything is taken down; nil when nobody watches.
	Watcher io.Reader
}

// errEnough says that the watcher ended the demo while it waited for nothing else.
var errEnough = errors.New("the watcher has seen enough")

// Run plays the demo. Its error wraps ErrMismatch when a value was not the expected one. When the context is
// cancelled it takes everything down and returns the context's cause, or nil if only the watcher was waited for.
func Run(ctx context.Context, options Options) (err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stage, err := OpenStage(ctx, StageOptions{
		Program:      options.Program,
		SQLFile:      options.SQLFile,
		Out:          options.Out,
		SidecarEnded: cancel,
	})
	if err != nil {
		return causeOf(ctx, err)
	}
	defer func() { err = errors.Join(err, stage.Close(context.WithoutCancel(ctx))) }()

	st := &story{screen: stage.screen, stage: stage}
	for database, session := range map[string]**Session{
		"bucardo": &st.bucardo, "shake1": &st.shake1, "shake2": &st.shake2, "shake3": &st.shake3,
	} {
		opened, err := stage.Open(ctx, database, st.screen)
		if err != nil {
			return causeOf(ctx, err)
		}
		defer opened.Close(context.WithoutCancel(ctx))
		*session = opened
	}
	if options.Watcher != nil {
		st.stay = func(ctx context.Context) error { return st.stayFor(ctx, options.Watcher) }
	}
	err = st.play(ctx)
	if errors.Is(err, errEnough) {
		return nil
	}
	return causeOf(ctx, err)
}

// causeOf is why the context ended, which says more than the statement that was cut short by it.
func causeOf(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// stayFor says how to look around and waits for the watcher to press Enter. The end of the context is errEnough, unless
// the sidecar's end was its cause.
func (st *story) stayFor(ctx context.Context, watcher io.Reader) error {
	st.chapter("It is all yours")
	st.say("Everything is still running. In other terminals:")
	for _, s := range append([]*Session{st.bucardo}, st.sources()...) {
		printLine(st, "psql '"+st.stage.Conninfo(s.database)+"'")
	}
	printLine(st, "tail -f "+st.stage.sidecar.logFile)
	st.say("Enter removes the sync and ends the demo; Ctrl-C ends it at once.")
	pressed := make(chan struct{})
	go func() {
		_, _ = bufio.NewReader(watcher).ReadString('\n') // the end of the input means the same
		close(pressed)
	}()
	select {
	case <-pressed:
		return nil
	case <-ctx.Done():
		if cause := context.Cause(ctx); errors.Is(cause, errSidecarEnded) {
			return fmt.Errorf("wait for Enter: %w", cause)
		}
		if st.wrong > 0 {
			return ErrMismatch
		}
		return errEnough
	}
}
