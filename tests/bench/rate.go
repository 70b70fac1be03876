package main

import (
	"context"
	"fmt"
	"time"
)

// flatOutTime is how long the clients write as fast as they can.
const flatOutTime = 4 * time.Second

// measureRate takes the source's rate of one-row transactions, and the rate at which they could go on for ever: their
// number by the time until the last one is at the target.
func measureRate(ctx context.Context, p *peer, _ int, r *results) error {
	for _, clients := range []int{8, 16} {
		if err := p.refresh(ctx); err != nil {
			return err
		}
		if err := p.measureClients(ctx, clients, r); err != nil {
			return fmt.Errorf("%d clients: %w", clients, err)
		}
		if err := p.measureCapture(ctx, clients, r); err != nil {
			return fmt.Errorf("%d clients, capture alone: %w", clients, err)
		}
	}
	return nil
}

// measureCapture takes the same rate while nothing is delivered: what capture itself costs, without the target and the
// sidecar on the same processors.
func (p *peer) measureCapture(ctx context.Context, clients int, r *results) error {
	if p.target != nil && p.sidecar == nil {
		return nil // native replication cannot be held without holding its log
	}
	if err := p.refresh(ctx); err != nil {
		return err
	}
	l, err := newLoad(ctx, p, clients)
	if err != nil {
		return err
	}
	defer l.close() //nolint:errcheck // nothing is open on these connections
	if p.sidecar != nil {
		if _, err := p.control.conn.Exec(ctx, "SELECT bucardo.pause(name) FROM bucardo.list_syncs()"); err != nil {
			return fmt.Errorf("pause: %w", err)
		}
	}
	commits, took, err := l.flatOut(ctx, flatOutTime)
	if err != nil {
		return err
	}
	r.add(measure{Name: fmt.Sprintf("one-row updates, %d clients, at the source, capture alone", clients), Unit: "1/s"}, p, float64(commits)/took.Seconds())
	if p.sidecar != nil {
		if _, err := p.control.conn.Exec(ctx, "SELECT bucardo.resume(name) FROM bucardo.list_syncs()"); err != nil {
			return fmt.Errorf("resume: %w", err)
		}
	}
	return p.settle(ctx)
}

func (p *peer) measureClients(ctx context.Context, clients int, r *results) error {
	l, err := newLoad(ctx, p, clients)
	if err != nil {
		return err
	}
	defer l.close() //nolint:errcheck // nothing is open on these connections
	if err := p.settle(ctx); err != nil {
		return err
	}
	before, err := p.cpu()
	if err != nil {
		return err
	}
	started := time.Now()
	commits, took, err := l.flatOut(ctx, flatOutTime)
	if err != nil {
		return err
	}
	what := fmt.Sprintf("one-row updates, %d clients", clients)
	goal := ""
	if clients == 8 {
		goal = "ours >= 0.7 x none"
	}
	r.add(measure{Name: what + ", at the source", Unit: "1/s", Goal: goal}, p, float64(commits)/took.Seconds())
	if p.target != nil {
		if err := p.settle(ctx); err != nil {
			return err
		}
		r.add(measure{Name: what + ", with catching up", Unit: "1/s"}, p, float64(commits)/time.Since(started).Seconds())
	}
	after, err := p.cpu()
	if err != nil {
		return err
	}
	r.addCPU("CPU per update, "+what, p, after.minus(before), commits)
	return nil
}
