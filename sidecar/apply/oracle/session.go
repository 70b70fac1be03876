package oracle

import "context"

// bindKind is what the values of a bind are sent as.
type bindKind byte

const (
	bindText bindKind = 't' // at most maxText bytes each
	bindCLOB bindKind = 'c'
	bindBLOB bindKind = 'b' // values are hexadecimal
)

// bind is one bind variable with its values, one for each execution.
type bind struct {
	kind   bindKind
	values []*string // nil: NULL
}

// session is a connection that understands Oracle's SQL, with binds :1, :2 ... Its errors from a server hold a
// *network.OracleError.
type session interface {
	// execute runs a statement once for each value of its binds, which are equally many; once if there are no binds.
	execute(ctx context.Context, statement string, binds ...bind) error
	// query returns text and BLOB columns, nil for NULL.
	query(ctx context.Context, statement string, values ...string) ([][][]byte, error)
	begin(ctx context.Context) error
	commit(ctx context.Context) error
	rollback(ctx context.Context) error
	close(ctx context.Context) error
}
