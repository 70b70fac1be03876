package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"
)

// load is a number of clients that update random single rows at the source, each with its own connection, each update
// a transaction of its own.
type load struct {
	peer    *peer
	conns   []*pgx.Conn
	commits atomic.Int64
}

// newLoad connects the clients and lets each make one update, so that statements are prepared and caches warm.
func newLoad(ctx context.Context, p *peer, clients int) (*load, error) {
	l := &load{peer: p}
	for range clients {
		conn, err := p.source.connect(ctx)
		if err != nil {
			return nil, errors.Join(err, l.close())
		}
		l.conns = append(l.conns, conn)
		if err := l.update(ctx, conn); err != nil {
			return nil, errors.Join(err, l.close())
		}
	}
	l.commits.Store(0)
	return l, nil
}

func (l *load) close() error {
	var errs []error
	for _, conn := range l.conns {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		errs = append(errs, conn.Close(ctx))
		cancel()
	}
	return errors.Join(errs...)
}

func (l *load) update(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, writeOne, 1+rand.IntN(l.peer.rows-1), rand.Int32())
	if err != nil {
		return fmt.Errorf("update a row: %w", err)
	}
	l.commits.Add(1)
	return nil
}

// flatOut updates as fast as the server answers and returns the commits and the time they took.
func (l *load) flatOut(ctx context.Context, d time.Duration) (int64, time.Duration, error) {
	var group errgroup.Group
	started := time.Now()
	for _, conn := range l.conns {
		group.Go(func() error {
			for time.Since(started) < d {
				if err := l.update(ctx, conn); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := group.Wait()
	return l.commits.Load(), time.Since(started), err
}

// paced updates at a rate in commits a second, until stop is done. A client that was held up catches up.
func (l *load) paced(ctx, stop context.Context, rate int) error {
	var group errgroup.Group
	started := time.Now()
	interval := time.Second * time.Duration(len(l.conns)) / time.Duration(rate)
	for i, conn := range l.conns {
		group.Go(func() error {
			next := started.Add(interval * time.Duration(i) / time.Duration(len(l.conns)))
			for {
				if wait := time.Until(next); wait > 0 {
					pause(stop, wait)
				}
				select {
				case <-stop.Done():
					return nil
				default:
				}
				if err := l.update(ctx, conn); err != nil {
					return err
				}
				next = next.Add(interval)
			}
		})
	}
	return group.Wait()
}
