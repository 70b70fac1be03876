// Package oracle writes to tables of an Oracle database.
//
// Rows go there as MERGE and DELETE statements that are executed once for each row of an array of binds, in a transaction together
// with the sync's progress, which is a row of the table bucardo_progress. All values are bound as text and turned into what the
// column is by the statement; only long ones are bound as LOBs.
//
// What talks to a server is behind session, so that all statements are also executed where there is no Oracle.
package oracle
