package conflict

import "github.com/bucardo/bucardo-sidecar/sidecar/catalog"

// For returns the strategy a sync declares.
func For(sync catalog.Sync) Strategy { return Of(sync.Strategy, sync.SourceOrder) }

// Of returns the strategy of that name; order is the one of sources where it has one.
func Of(name catalog.Strategy, order []string) Strategy {
	if name == catalog.SourceOrder {
		return SourceOrder(order)
	}
	return Latest()
}
