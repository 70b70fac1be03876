package kid

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"
)

// errReceiverFailed is what a receiver's pipe is closed with when its own COPY has failed, so that the others go on.
var errReceiverFailed = errors.New("the receiver's COPY has failed")

// streamBuffer is how much is passed on at once.
const streamBuffer = 64 << 10

// stream copies the pending rows of a table from one source to all receivers at once. It returns the receivers that
// failed; err is a failure of the source, after which no receiver has all the rows. via transforms them, noting
// takes conflicts down; nil: nothing does.
func (k *Kid) stream(ctx context.Context, t *plannedTable, r *reading, sql string, receivers []*member, via *transformer, noting *tap) (failed map[*member]error, err error) {
	writers := make([]*io.PipeWriter, len(receivers))
	results := make([]error, len(receivers))
	var group errgroup.Group
	for i, receiver := range receivers {
		pipeReader, pipeWriter := io.Pipe()
		writers[i] = pipeWriter
		group.Go(func() error {
			results[i] = receiver.receives().CopyIn(ctx, &t.at[receiver.position].target, pipeReader)
			pipeReader.CloseWithError(errReceiverFailed)
			return nil
		})
	}
	// Rows come one by one; they are sent on in larger pieces.
	buffered := bufio.NewWriterSize(&fanOut{writers: writers}, streamBuffer)
	_, err = r.member.reader.PgConn().CopyTo(ctx, noting.before(via.before(buffered)), sql)
	if err == nil {
		err = via.finish()
	}
	if err == nil {
		err = buffered.Flush()
	}
	for _, w := range writers {
		if err != nil {
			_ = w.CloseWithError(err)
		} else {
			_ = w.Close()
		}
	}
	_ = group.Wait()
	if err != nil {
		return nil, fmt.Errorf("stream %s: %w", t.display, err)
	}
	failed = map[*member]error{}
	for i, receiver := range receivers {
		if results[i] != nil {
			failed[receiver] = results[i]
		}
	}
	return failed, nil
}

// fanOut writes to every receiver that still listens. It never fails: an error would end the source's connection.
type fanOut struct {
	writers []*io.PipeWriter
	gone    []bool
}

// Write implements io.Writer.
func (f *fanOut) Write(p []byte) (int, error) {
	if f.gone == nil {
		f.gone = make([]bool, len(f.writers))
	}
	for i, w := range f.writers {
		if !f.gone[i] {
			if _, err := w.Write(p); err != nil {
				f.gone[i] = true
			}
		}
	}
	return len(p), nil
}

// sourceError is an error of the database that is read.
type sourceError struct{ error }

// Unwrap returns the error itself.
func (e sourceError) Unwrap() error { return e.error }

// pipe streams one COPY OUT into one COPY IN and returns the number of rows. counted, if any, is told of rows on their way.
func pipe(ctx context.Context, source *pgx.Conn, out string, target *pgx.Conn, in string, via *transformer, counted func(rows int64)) (int64, error) {
	reader, writer := io.Pipe()
	var group errgroup.Group
	var rows int64
	group.Go(func() error {
		tag, err := target.PgConn().CopyFrom(ctx, reader, in)
		rows = tag.RowsAffected()
		// Whatever is still to come is read and thrown away: an error would end the source's connection.
		_, _ = io.Copy(io.Discard, reader)
		return err
	})
	buffered := bufio.NewWriterSize(lineCounter{writer, counted}, streamBuffer)
	_, err := source.PgConn().CopyTo(ctx, via.before(buffered), out)
	var transformed error
	if err == nil {
		transformed = via.finish()
		err = transformed
	}
	if err == nil {
		err = buffered.Flush()
	}
	if err != nil {
		_ = writer.CloseWithError(err)
	} else {
		_ = writer.Close()
	}
	received := group.Wait()
	if transformed != nil {
		return 0, transformed
	}
	if received != nil {
		return 0, received
	}
	if err != nil {
		return 0, sourceError{fmt.Errorf("read: %w", err)}
	}
	return rows, nil
}

// lineCounter counts rows in COPY's text format, where each ends in the only newline it has.
type lineCounter struct {
	io.Writer
	counted func(rows int64)
}

// Write implements io.Writer.
func (l lineCounter) Write(p []byte) (int, error) {
	n, err := l.Writer.Write(p)
	if l.counted != nil && err == nil {
		l.counted(int64(bytes.Count(p, []byte{'\n'})))
	}
	return n, err
}
