package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	idleSamples   = 200
	loadedSamples = 150
	loadedRate    = 1000 // commits a second
	loadedClients = 4
)

// measureIdle takes the time from commit to visible while nothing else happens. The pauses are random so that no
// interval of a peer is hit or missed each time.
func measureIdle(ctx context.Context, p *peer, _ int, r *results) error {
	if p.target == nil {
		return nil
	}
	samples, err := p.sample(ctx, idleSamples)
	if err != nil {
		return err
	}
	r.add(measure{Name: "idle latency, median", Unit: "ms", Goal: "ours <= 15 x native"}, p, quantile(samples, 0.5))
	r.add(measure{Name: "idle latency, 99th", Unit: "ms"}, p, quantile(samples, 0.99))
	return nil
}

// measureLoaded is measureIdle while other clients commit at a steady rate.
func measureLoaded(ctx context.Context, p *peer, _ int, r *results) error {
	if p.target == nil {
		return nil
	}
	if err := p.refresh(ctx); err != nil {
		return err
	}
	l, err := newLoad(ctx, p, loadedClients)
	if err != nil {
		return err
	}
	defer l.close() //nolint:errcheck // nothing is open on these connections
	stop, cancel := context.WithCancel(ctx)
	defer cancel()
	var group errgroup.Group
	group.Go(func() error { return l.paced(ctx, stop, loadedRate) })
	started := time.Now()
	before, err := p.cpu()
	if err != nil {
		return err
	}
	samples, err := p.sample(ctx, loadedSamples)
	took := time.Since(started)
	commits := l.commits.Load()
	cancel()
	if loadErr := group.Wait(); err == nil {
		err = loadErr
	}
	if err != nil {
		return err
	}
	after, err := p.cpu()
	if err != nil {
		return err
	}
	under := fmt.Sprintf("at %d commits/s", loadedRate)
	r.add(measure{Name: "latency " + under + ", median", Unit: "ms"}, p, quantile(samples, 0.5))
	r.add(measure{Name: "latency " + under + ", 99th", Unit: "ms"}, p, quantile(samples, 0.99))
	r.add(measure{Name: "commits reached " + under, Unit: "1/s"}, p, float64(commits)/took.Seconds())
	r.addCPU("CPU per commit "+under, p, after.minus(before), commits)
	return p.settle(ctx)
}

// sample probes again and again, with pauses of 5 to 50 ms, and returns the latencies in milliseconds, sorted.
func (p *peer) sample(ctx context.Context, n int) ([]float64, error) {
	if err := p.settle(ctx); err != nil {
		return nil, err
	}
	samples := make([]float64, 0, n)
	for range n {
		pause(ctx, 5*time.Millisecond+rand.N(45*time.Millisecond))
		took, err := p.probe(ctx)
		if err != nil {
			return nil, err
		}
		samples = append(samples, took.Seconds()*1000)
	}
	slices.Sort(samples)
	return samples, nil
}
