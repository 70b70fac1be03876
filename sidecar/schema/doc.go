// Package schema installs and verifies the control database: the schema bucardo, the migrations, then all functions
// and grants in one transaction, then the stamp that says which functions these are.
//
//	no schema ──Install──> current ──newer binary's Install──> current
//	                          │
//	                          └──older binary's Install──> ErrNewer, nothing changed
//
// Installing again is harmless and repairs what was changed by hand. Several installers at once wait for each other.
// An installer that is killed leaves either a whole migration or none of it, and the next one goes on from there.
package schema
