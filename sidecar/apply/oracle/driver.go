package oracle

import (
	"context"
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	go_ora "github.com/sijms/go-ora/v2"
)

// breakPatience is how long a server is given to break a statement off whose context has ended. Then it is taken for dead.
const breakPatience = 5 * time.Second

// oracleSession is a session of go-ora's.
type oracleSession struct {
	connection *go_ora.Connection
	dialer     *dialer
}

// dialer remembers the socket, so that a server which does not answer can be left.
type dialer struct {
	net.Dialer
	lock   sync.Mutex
	socket net.Conn
}

func (d *dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	socket, err := d.Dialer.DialContext(ctx, network, address)
	d.lock.Lock()
	defer d.lock.Unlock()
	d.socket = socket
	return socket, err
}

func (d *dialer) hangUp() {
	d.lock.Lock()
	defer d.lock.Unlock()
	if d.socket != nil {
		_ = d.socket.Close()
	}
}

// watch leaves the server when it does not answer within a time after the context's end. The returned function ends the watch.
func (d *dialer) watch(ctx context.Context, patience time.Duration) (end func() bool) {
	ended := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		select {
		case <-time.After(patience):
			d.hangUp()
		case <-ended:
		}
	})
	return func() bool {
		close(ended)
		return stop()
	}
}

func connect(ctx context.Context, dsn string) (*oracleSession, error) {
	connector, ok := go_ora.NewConnector(dsn).(*go_ora.OracleConnector)
	if !ok {
		return nil, errors.New("the driver has another connector")
	}
	d := &dialer{Dialer: net.Dialer{
		Timeout:         connectTimeout,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 5 * time.Second, Count: 4},
	}}
	connector.Dialer(d)
	end := d.watch(ctx, 0)
	defer end()
	opened, err := connector.Connect(ctx)
	if err != nil {
		d.hangUp()
		return nil, err
	}
	connection, ok := opened.(*go_ora.Connection)
	if !ok {
		return nil, errors.Join(errors.New("the driver has another connection"), opened.Close())
	}
	return &oracleSession{connection, d}, nil
}

// do runs what talks to the server, not longer than the context allows. What the driver says of a context that has ended is
// that of the context as well.
func (s *oracleSession) do(ctx context.Context, talk func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	end := s.dialer.watch(ctx, breakPatience)
	defer end()
	err := talk()
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return err
}

func (s *oracleSession) execute(ctx context.Context, statement string, binds ...bind) error {
	args := make([]driver.NamedValue, len(binds))
	for i, b := range binds {
		array, err := b.array()
		if err != nil {
			return err
		}
		args[i] = driver.NamedValue{Ordinal: i + 1, Value: array}
	}
	return s.do(ctx, func() error {
		_, err := s.connection.ExecContext(ctx, statement, args)
		return err
	})
}

// array is the values as the driver takes an array of binds.
func (b bind) array() (any, error) {
	switch b.kind {
	case bindCLOB:
		array := make([]go_ora.Clob, len(b.values))
		for i, value := range b.values {
			if value != nil {
				array[i] = go_ora.Clob{String: *value, Valid: true}
			}
		}
		return array, nil
	case bindBLOB:
		array := make([]go_ora.Blob, len(b.values))
		for i, value := range b.values {
			if value == nil {
				continue
			}
			data, err := hex.DecodeString(*value)
			if err != nil {
				return nil, fmt.Errorf("bytes: %w", err)
			}
			array[i] = go_ora.Blob{Data: data, Valid: true}
		}
		return array, nil
	case bindText:
	}
	return b.values, nil
}

func (s *oracleSession) query(ctx context.Context, statement string, values ...string) (all [][][]byte, err error) {
	args := make([]driver.NamedValue, len(values))
	for i, value := range values {
		args[i] = driver.NamedValue{Ordinal: i + 1, Value: value}
	}
	err = s.do(ctx, func() error {
		rows, err := s.connection.QueryContext(ctx, statement, args)
		if err != nil {
			return err
		}
		all, err = readAll(rows)
		return errors.Join(err, rows.Close())
	})
	return all, err
}

func readAll(rows driver.Rows) ([][][]byte, error) {
	var all [][][]byte
	values := make([]driver.Value, len(rows.Columns()))
	for {
		if err := rows.Next(values); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		row := make([][]byte, len(values))
		for i, value := range values {
			switch value := value.(type) {
			case nil:
			case string:
				row[i] = []byte(value)
			case []byte:
				row[i] = append([]byte{}, value...)
			default:
				return nil, fmt.Errorf("column %d is neither text nor bytes but %T", i+1, value)
			}
		}
		all = append(all, row)
	}
}

// begin makes statements wait for commit.
func (s *oracleSession) begin(ctx context.Context) error {
	_, err := s.connection.BeginTx(ctx, driver.TxOptions{})
	return err
}

// The driver's transaction is no more than the context it ends in, so each end has one of its own.
func (s *oracleSession) commit(ctx context.Context) error { return s.end(ctx, driver.Tx.Commit) }

func (s *oracleSession) rollback(ctx context.Context) error { return s.end(ctx, driver.Tx.Rollback) }

func (s *oracleSession) end(ctx context.Context, end func(driver.Tx) error) error {
	return s.do(ctx, func() error {
		transaction, err := s.connection.BeginTx(ctx, driver.TxOptions{})
		if err != nil {
			return err
		}
		return end(transaction)
	})
}

func (s *oracleSession) close(ctx context.Context) error {
	end := s.dialer.watch(ctx, 0)
	defer end()
	return s.connection.Close()
}
