package bed

// CutOff keeps the sidecar away from a database while the bed's own connection to it lives on, as a broken network
// would. The function returned mends it. It needs control and database in one cluster.
func (b *Bed) CutOff(name string) (reconnect func()) {
	b.tb.Helper()
	database := b.Value(name, "SELECT quote_ident(current_database())")
	own := b.Value(name, "SELECT pg_backend_pid()")
	b.Exec("control", "ALTER DATABASE "+database+" ALLOW_CONNECTIONS false")
	const others = "FROM pg_stat_activity WHERE quote_ident(datname) = $1 AND application_name LIKE 'bucardo%' AND pid <> $2::int"
	// Twice over: one may have been connecting while connections were forbidden.
	b.Exec("control", "SELECT pg_terminate_backend(pid) "+others, database, own)
	b.Eventually("control", "0", "SELECT count(pg_terminate_backend(pid)) "+others, database, own)
	return func() {
		b.tb.Helper()
		b.Exec("control", "ALTER DATABASE "+database+" ALLOW_CONNECTIONS true")
	}
}

// State waits until a sync shows a state.
func (b *Bed) State(sync, want string) {
	b.tb.Helper()
	b.Eventually("control", want, "SELECT state FROM bucardo.status WHERE name = $1", sync)
}

// Everywhere waits until a query gives the same value on all the databases.
func (b *Bed) Everywhere(names []string, want, sql string, args ...any) {
	b.tb.Helper()
	for _, name := range names {
		b.Eventually(name, want, sql, args...)
	}
}
