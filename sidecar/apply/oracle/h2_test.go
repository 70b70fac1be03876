package oracle

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/sijms/go-ora/v2/network"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/tests/stores"
)

// h2Session lets H2 in its Oracle mode execute what Oracle would get. Only binds, two functions and two types are called otherwise
// there, and an array of binds is as many executions.
type h2Session struct{ conn *pgx.Conn }

// dictionary is what is asked of Oracle's own.
const dictionary = `CREATE VIEW IF NOT EXISTS ALL_TAB_COLUMNS AS SELECT 'PUBLIC' AS OWNER, TABLE_NAME, COLUMN_NAME,
	CASE UPPER(DATA_TYPE)
		WHEN 'NUMERIC' THEN 'NUMBER' WHEN 'DECFLOAT' THEN 'NUMBER' WHEN 'REAL' THEN 'BINARY_FLOAT' WHEN 'DOUBLE PRECISION' THEN 'BINARY_DOUBLE'
		WHEN 'CHARACTER VARYING' THEN 'VARCHAR2' WHEN 'CHARACTER LARGE OBJECT' THEN 'CLOB' WHEN 'BINARY VARYING' THEN CASE CHARACTER_MAXIMUM_LENGTH WHEN 1000000 THEN 'BLOB' ELSE 'RAW' END
		WHEN 'TIMESTAMP' THEN CASE DATETIME_PRECISION WHEN 0 THEN 'DATE' ELSE 'TIMESTAMP(' || DATETIME_PRECISION || ')' END
		WHEN 'TIMESTAMP WITH TIME ZONE' THEN 'TIMESTAMP(' || DATETIME_PRECISION || ') WITH TIME ZONE' ELSE DATA_TYPE END AS DATA_TYPE,
	COALESCE(CASE WHEN UPPER(DATA_TYPE) = 'NUMERIC' THEN NUMERIC_SCALE END, DATETIME_PRECISION) AS DATA_SCALE,
	CASE IS_NULLABLE WHEN 'YES' THEN 'Y' ELSE 'N' END AS NULLABLE
	FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = SCHEMA()`

func openH2(ctx context.Context, connString string) (*h2Session, error) {
	config, err := pgx.ParseConfig(connString)
	if err != nil {
		return nil, err
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	s := &h2Session{conn}
	for _, statement := range []string{"SET MODE ORACLE", "SET WRITE_DELAY 0", "SET TIME ZONE 'UTC'", "SET LOCK_TIMEOUT 60000", dictionary} {
		if err := s.execute(ctx, statement); err != nil {
			return nil, errors.Join(err, conn.Close(ctx))
		}
	}
	return s, nil
}

var (
	bindPattern  = regexp.MustCompile(`"[^"]*"|'[^']*'|:\d+|\bBLOB\b`)
	escaped      = regexp.MustCompile(`\\(?:\\|[0-3][0-7]{2})`)
	floatPattern = regexp.MustCompile(`TO_BINARY_(FLOAT|DOUBLE)\((:\d+)\)`)
)

// translate writes a statement as H2 takes it.
func translate(statement string, kinds []bindKind) string {
	statement = strings.ReplaceAll(statement, "WITH LOCAL TIME ZONE", "WITH TIME ZONE")
	statement = floatPattern.ReplaceAllString(statement, "CAST(REPLACE($2, 'INF', 'Infinity') AS BINARY_$1)")
	return bindPattern.ReplaceAllStringFunc(statement, func(b string) string {
		if b == "BLOB" {
			return "VARBINARY(1000000)" // H2 hands BLOBs out as if they were text
		}
		n, err := strconv.Atoi(b[1:])
		if err != nil {
			return b // a name or a literal
		}
		switch kinds[n-1] {
		case bindCLOB:
			return fmt.Sprintf("CAST($%d AS CLOB)", n)
		case bindBLOB:
			return fmt.Sprintf("HEXTORAW(CAST($%d AS VARCHAR))", n)
		case bindText:
		}
		return fmt.Sprintf("CAST($%d AS VARCHAR)", n)
	})
}

func (s *h2Session) execute(ctx context.Context, statement string, binds ...bind) error {
	if len(binds) == 0 {
		_, err := s.conn.Exec(ctx, translate(statement, nil))
		return asOracle(err)
	}
	kinds := make([]bindKind, len(binds))
	for i, b := range binds {
		kinds[i] = b.kind
	}
	statement = translate(statement, kinds)
	var batch pgx.Batch
	for row := range binds[0].values {
		values := make([]any, len(binds))
		for i, b := range binds {
			values[i] = b.values[row]
		}
		batch.Queue(statement, values...)
	}
	return asOracle(s.conn.SendBatch(ctx, &batch).Close())
}

func (s *h2Session) query(ctx context.Context, statement string, values ...string) ([][][]byte, error) {
	kinds, args := make([]bindKind, len(values)), make([]any, len(values))
	for i, value := range values {
		kinds[i], args[i] = bindText, value
	}
	rows, err := s.conn.Query(ctx, translate(statement, kinds), args...)
	if err != nil {
		return nil, asOracle(err)
	}
	defer rows.Close()
	var all [][][]byte
	for rows.Next() {
		const bytea = 17
		var row [][]byte
		for i, value := range rows.RawValues() {
			if value != nil {
				value = append([]byte{}, value...) // it is the connection's
			}
			if rows.FieldDescriptions()[i].DataTypeOID == bytea {
				value = unescape(value)
			}
			row = append(row, value)
		}
		all = append(all, row)
	}
	return all, asOracle(rows.Err())
}

// unescape reads bytes in the escape format of PostgreSQL's bytea.
func unescape(text []byte) []byte {
	if text == nil {
		return nil
	}
	return escaped.ReplaceAllFunc(text, func(e []byte) []byte {
		if string(e) == `\\` {
			return []byte{'\\'}
		}
		n, _ := strconv.ParseUint(string(e[1:]), 8, 8) // the pattern has octal digits only
		return []byte{byte(n)}
	})
}

func (s *h2Session) run(ctx context.Context, statement string) error {
	_, err := s.conn.Exec(ctx, statement)
	return asOracle(err)
}

func (s *h2Session) begin(ctx context.Context) error    { return s.run(ctx, "BEGIN") }
func (s *h2Session) commit(ctx context.Context) error   { return s.run(ctx, "COMMIT") }
func (s *h2Session) rollback(ctx context.Context) error { return s.run(ctx, "ROLLBACK") }
func (s *h2Session) close(ctx context.Context) error    { return s.conn.Close(ctx) }

// asOracle gives an error the number that it has in Oracle.
func asOracle(err error) error {
	var refused *pgconn.PgError
	if !errors.As(err, &refused) {
		return err
	}
	code := map[string]int{"23505": uniqueViolated, "42S01": nameTaken, "42S02": 942, "22001": 12899, "23502": 1400}[refused.Code]
	if code == 0 {
		return err
	}
	return &network.OracleError{ErrCode: code, ErrMsg: fmt.Sprintf("ORA-%05d: %s", code, refused.Message)}
}

var databases atomic.Int64

// onH2 opens stores in a database of its own.
func onH2(server *stores.H2) opener {
	database := fmt.Sprintf("test%d", databases.Add(1))
	return func(t *testing.T, installation string, chosen map[string]string) *store {
		t.Helper()
		config := apply.StoreConfig{Installation: installation, Sync: "feed", DB: catalog.DB{Name: "wh", Type: "oracle", Options: chosen}}
		o, err := parseOptions(config.DB)
		if err != nil {
			t.Fatal(err)
		}
		session, err := openH2(t.Context(), server.ConnString(database))
		if err != nil {
			t.Fatal(err)
		}
		s := newStore(config, o, session, "H2", "PUBLIC")
		t.Cleanup(func() { _ = s.Close(context.WithoutCancel(t.Context())) }) // a test may have ended the server
		return s
	}
}
