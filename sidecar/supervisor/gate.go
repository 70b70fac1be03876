package supervisor

import (
	"context"
	"slices"
	"sync"

	"github.com/bucardo/bucardo-sidecar/sidecar/kid"
)

// gate lets a limited number of syncs run at the same moment. Who waits with the highest priority goes first, among
// equals who came first. Without a limit everybody passes.
type gate struct {
	mu      sync.Mutex
	limit   int // 0: none
	active  int
	waiting []*waiter // in the order in which they go
}

type waiter struct {
	priority int
	admitted chan struct{}
}

// SetLimit changes how many may run. Those who do run on.
func (g *gate) SetLimit(limit int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.limit = limit
	g.admit()
}

// Enter implements kid.Gate.
func (g *gate) Enter(ctx context.Context, priority int) (kid.Place, error) {
	g.mu.Lock()
	w := g.enqueue(priority)
	g.mu.Unlock()
	if err := g.await(ctx, w); err != nil {
		return nil, err
	}
	return &place{g, priority}, nil
}

// place is that of a sync that runs.
type place struct {
	gate     *gate
	priority int
}

// Yield implements kid.Place.
func (p *place) Yield(ctx context.Context) error {
	p.gate.mu.Lock()
	p.gate.active--
	w := p.gate.enqueue(p.priority)
	p.gate.mu.Unlock()
	return p.gate.await(ctx, w)
}

// Leave implements kid.Place.
func (p *place) Leave() {
	p.gate.mu.Lock()
	defer p.gate.mu.Unlock()
	p.gate.active--
	p.gate.admit()
}

// enqueue puts one among those who wait, and lets those in for whom there is a place. The lock is held.
func (g *gate) enqueue(priority int) *waiter {
	w := &waiter{priority: priority, admitted: make(chan struct{})}
	i := slices.IndexFunc(g.waiting, func(other *waiter) bool { return other.priority < priority })
	if i < 0 {
		i = len(g.waiting)
	}
	g.waiting = slices.Insert(g.waiting, i, w)
	g.admit()
	return w
}

func (g *gate) await(ctx context.Context, w *waiter) error {
	select {
	case <-w.admitted:
		return nil
	case <-ctx.Done():
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if i := slices.Index(g.waiting, w); i >= 0 {
		g.waiting = slices.Delete(g.waiting, i, i+1)
	} else { // admitted at the same moment
		g.active--
		g.admit()
	}
	return ctx.Err()
}

// admit lets those in for whom there is a place. The lock is held.
func (g *gate) admit() {
	for len(g.waiting) > 0 && (g.limit == 0 || g.active < g.limit) {
		close(g.waiting[0].admitted)
		g.waiting = g.waiting[1:]
		g.active++
	}
}
