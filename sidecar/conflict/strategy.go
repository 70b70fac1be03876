package conflict

import "github.com/bucardo/bucardo-sidecar/sidecar/catalog"

// For returns the strategy a sync declares.
func For(sync catalog.Sync) Strategy {
	if sync.Strategy == catalog.SourceOrder {
		return SourceOrder(sync.SourceOrder)
	}
	return Latest()
}
