package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Session is a connection that shows what is said on it as psql does: the prompt with the statement, notices as they
// come, then the answer.
type Session struct {
	database string
	conn     *pgx.Conn
	out      io.Writer
}

// openSession connects to a database.
func openSession(ctx context.Context, conninfo string, out io.Writer) (*Session, error) {
	config, err := pgx.ParseConfig(conninfo)
	if err != nil {
		return nil, fmt.Errorf("read the connection string: %w", err)
	}
	config.RuntimeParams["application_name"] = "bucardo-sidecar demo"
	s := &Session{database: config.Database, out: out}
	config.OnNotice = func(_ *pgconn.PgConn, notice *pgconn.Notice) { writeMessage(s.out, (*pgconn.PgError)(notice)) }
	if s.conn, err = pgx.ConnectConfig(ctx, config); err != nil {
		return nil, fmt.Errorf("connect to %s: %w", config.Database, err)
	}
	return s, nil
}

// Close ends the connection.
func (s *Session) Close(ctx context.Context) {
	_ = s.conn.Close(ctx) // the server ends right after it
}

// run shows one statement and its answer, and returns the answer. A server error is shown and returned.
func (s *Session) run(ctx context.Context, sql string) (*table, error) {
	printLine(s.out, s.prompt(sql))
	answer, err := s.ask(ctx, sql)
	if err != nil {
		var serverError *pgconn.PgError
		if errors.As(err, &serverError) {
			writeMessage(s.out, serverError)
		}
		return nil, err
	}
	answer.write(s.out)
	return answer, nil
}

// Answer runs one statement and returns its notices and its answer as psql prints them, without the blanks at the ends
// of lines. Nothing is shown.
func (s *Session) Answer(ctx context.Context, sql string) (string, error) {
	var text strings.Builder
	shown := s.out
	s.out = &text
	defer func() { s.out = shown }()
	answer, err := s.ask(ctx, sql)
	if err != nil {
		return "", err
	}
	answer.write(&text)
	return text.String(), nil
}

// ask runs one statement without showing anything but notices.
func (s *Session) ask(ctx context.Context, sql string) (*table, error) {
	results := s.conn.PgConn().Exec(ctx, sql)
	answer := &table{}
	for results.NextResult() {
		answer = readTable(results.ResultReader())
	}
	if err := results.Close(); err != nil {
		return nil, fmt.Errorf("on %s: %s: %w", s.database, sql, err)
	}
	return answer, nil
}

// value asks for one value without showing it.
func (s *Session) value(ctx context.Context, sql string) (string, error) {
	answer, err := s.ask(ctx, sql)
	if err != nil {
		return "", err
	}
	if len(answer.rows) != 1 || len(answer.columns) != 1 {
		return "", fmt.Errorf("on %s: %s: %d rows, want one", s.database, sql, len(answer.rows))
	}
	return answer.rows[0][0], nil
}

// prompt is a statement after psql's prompts: name=#, or name=*# in a transaction, and name-# on later lines.
func (s *Session) prompt(sql string) string {
	first, next := "=# ", "-# "
	if s.conn.PgConn().TxStatus() == 'T' {
		first, next = "=*# ", "-*# "
	}
	return s.database + first + strings.ReplaceAll(sql, "\n", "\n"+s.database+next) + ";"
}

// readTable takes what the server sends. An error shows when the caller closes the results.
func readTable(result *pgconn.ResultReader) *table {
	t := &table{}
	for _, field := range result.FieldDescriptions() {
		t.columns = append(t.columns, column{name: field.Name, right: rightAligned[field.DataTypeOID]})
	}
	for result.NextRow() {
		values := make([]string, len(t.columns))
		for i, value := range result.Values() {
			values[i] = string(value)
		}
		t.rows = append(t.rows, values)
	}
	tag, _ := result.Close()
	t.tag = tag.String()
	return t
}

// value is the value of the first row in a column, by name; empty when there is none.
func (t *table) value(name string) string {
	for i, c := range t.columns {
		if c.name == name && len(t.rows) > 0 {
			return t.rows[0][i]
		}
	}
	return ""
}

// writeMessage shows a notice or an error.
func writeMessage(out io.Writer, message *pgconn.PgError) {
	printLine(out, message.Severity+":  "+message.Message)
	if message.Detail != "" {
		printLine(out, "DETAIL:  "+message.Detail)
	}
	if message.Hint != "" {
		printLine(out, "HINT:  "+message.Hint)
	}
}
