package node

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"
)

//go:embed sequences.sql
var sequencesSQL string

// Sequence is a sequence as one database has it.
type Sequence struct {
	OID       int64
	Schema    string
	Name      string
	Quoted    string // schema and name, quoted for SQL
	Display   string // as the log writes it
	Type      string
	Increment int64 // never 0
	Cycle     bool
	Owner     bool     // the role may alter it
	Lacks     []string // privileges the role does not have
}

// InspectSequences returns the sequences of a database that are not PostgreSQL's, an extension's or bucardo's own.
func InspectSequences(ctx context.Context, q Querier) ([]Sequence, error) {
	var document []byte
	if err := q.QueryRow(ctx, sequencesSQL).Scan(&document); err != nil {
		return nil, fmt.Errorf("inspect sequences: %w", err)
	}
	var sequences []Sequence
	if err := json.Unmarshal(document, &sequences); err != nil {
		return nil, fmt.Errorf("decode sequences: %w", err)
	}
	return sequences, nil
}

// Position is where a sequence stands.
type Position struct {
	Increment int64
	Used      int64 // the value before the next
	Begun     bool  // Used may have been taken
}

// Positions returns where sequences stand, by their OID; those that are gone are missing. What nextval has done is seen at
// once, in any transaction.
func Positions(ctx context.Context, conn *pgx.Conn, oids []int64) (map[int64]Position, error) {
	rows, err := conn.Query(ctx, "SELECT sequence::bigint, increment, used, begun FROM bucardo_node.sequence_positions($1::bigint[]::oid[])", oids)
	if err != nil {
		return nil, fmt.Errorf("read sequences: %w", err)
	}
	positions := map[int64]Position{}
	var oid int64
	var p Position
	if _, err := pgx.ForEachRow(rows, []any{&oid, &p.Increment, &p.Used, &p.Begun}, func() error {
		positions[oid] = p
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read sequences: %w", err)
	}
	return positions, nil
}

// Forward moves a sequence forward, never back, to the last of its own values up to target, so that its next one is beyond
// target. It returns where the sequence is then: short of target when the role may not, or cannot at once, jump a way of more
// than walk steps. Outside a transaction only: what it locks is released when it returns.
func Forward(ctx context.Context, conn *pgx.Conn, oid, target int64, walk int) (reached int64, err error) {
	err = conn.QueryRow(ctx, "SELECT bucardo_node.forward_sequence($1::bigint::oid, $2, $3)", oid, target, walk).Scan(&reached)
	if err != nil {
		return 0, fmt.Errorf("move a sequence forward: %w", err)
	}
	return reached, nil
}

// LockedSequence is a sequence of which nobody else takes values.
type LockedSequence struct {
	LastValue int64
	Called    bool // LastValue was taken; else it is the next
	Increment int64
	Bound     int64 // the last value it may reach
}

// Taken is the furthest value that may have been taken, in the direction of sign.
func (s LockedSequence) Taken(sign int64) int64 {
	if s.Called {
		return s.LastValue
	}
	return s.LastValue - sign
}

// LockSequence keeps others from taking values of a sequence until the end of the transaction. The role must own it.
func LockSequence(ctx context.Context, tx pgx.Tx, oid int64) (LockedSequence, error) {
	var s LockedSequence
	err := tx.QueryRow(ctx, "SELECT last_value, is_called, increment, bound FROM bucardo_node.lock_sequence($1::bigint::oid)", oid).
		Scan(&s.LastValue, &s.Called, &s.Increment, &s.Bound)
	if err != nil {
		return s, fmt.Errorf("lock sequence: %w", err)
	}
	return s, nil
}

// SpreadSequence gives a locked sequence another step and its next value.
func SpreadSequence(ctx context.Context, tx pgx.Tx, oid, step, next int64) error {
	if _, err := tx.Exec(ctx, "SELECT bucardo_node.spread_sequence($1::bigint::oid, $2, $3)", oid, step, next); err != nil {
		return fmt.Errorf("spread sequence: %w", err)
	}
	return nil
}
