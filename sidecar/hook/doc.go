// Package hook calls custom code: functions and expressions of the user's, in the control database or in one of the sync.
//
// A call is a transaction of its own on a connection of its own, except at the point before_apply, which is part of a
// receiver's. The code is called through a wrapper in pg_temp that is owned by the role it is to run as and is SECURITY DEFINER:
//
//	BEGIN; SET LOCAL ROLE role; SET LOCAL statement_timeout = ...
//	SELECT * FROM pg_temp.bucardo_code_7(batch)      one call for up to ChunkRows rows
//	COMMIT
//
// PostgreSQL lets nobody change the role within such a function, so that the code cannot become who the sidecar connects as.
// Whoever it runs as must not be a superuser.
//
// What goes in and comes out is JSON; the answers are checked before anything is done with them. An error, a timeout and an
// answer that makes no sense are a Failure, which says what to do and can be tried again.
package hook
