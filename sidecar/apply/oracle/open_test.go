package oracle

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

const secret = `p@ss/w:rd%"' ü`

// stub listens as an Oracle listener would, and answers each connection.
func stub(t *testing.T, answer func(net.Conn)) catalog.DB {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			socket, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer socket.Close() //nolint:errcheck // a stub has nobody to tell
				answer(socket)
			}()
		}
	}()
	address, ok := listener.Addr().(*net.TCPAddr)
	if !ok {
		t.Fatal("no TCP address")
	}
	return catalog.DB{Name: "wh", Type: "oracle", Host: "127.0.0.1", Port: address.Port, DBName: "FREEPDB1", Username: "scott"}
}

// readPacket takes one packet of Oracle Net's, which starts with its length.
func readPacket(socket net.Conn) []byte {
	head := make([]byte, 8)
	if _, err := io.ReadFull(socket, head); err != nil {
		return nil
	}
	body := make([]byte, max(0, int(binary.BigEndian.Uint16(head))-len(head)))
	if _, err := io.ReadFull(socket, body); err != nil {
		return nil
	}
	return append(head, body...)
}

// refusePacket is one by which a listener turns a client away.
func refusePacket(reason string) []byte {
	const packetRefuse, head = 4, 12
	packet := make([]byte, head, head+len(reason))
	binary.BigEndian.PutUint16(packet, uint16(head+len(reason)))
	packet[4] = packetRefuse
	binary.BigEndian.PutUint16(packet[10:], uint16(len(reason)))
	return append(packet, reason...)
}

// refused opens a database that cannot be opened.
func refused(t *testing.T, db catalog.DB, says, nextStep string) {
	t.Helper()
	s, err := Open(t.Context(), apply.StoreConfig{DB: db, Password: secret})
	if err == nil {
		t.Fatal("it opened", s)
	}
	if text := err.Error(); strings.Contains(text, secret) || strings.Contains(text, "p%40ss") || strings.Contains(text, "p@ss") {
		t.Errorf("the password is in %q", text)
	}
	wantProblem(t, err, says)
	if got := node.AsProblem(err).NextStep; !strings.Contains(got, nextStep) {
		t.Errorf("the next step is %q, not %q", got, nextStep)
	}
}

// wantAsked fails when the first packet that a stub has got does not say something.
func wantAsked(t *testing.T, asked <-chan string, says string) {
	t.Helper()
	select {
	case packet := <-asked:
		if !strings.Contains(packet, says) {
			t.Errorf("asked with %q, not %q", packet, says)
		}
	default:
		t.Error("nobody has asked")
	}
}

func TestListenerIsNotThere(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address, ok := listener.Addr().(*net.TCPAddr)
	if !ok {
		t.Fatal("no TCP address")
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	refused(t, catalog.DB{Name: "wh", Host: "127.0.0.1", Port: address.Port, DBName: "X", Username: "scott"}, "cannot connect: connection refused", "bucardo.update_db('wh', ")
}

func TestUnknownService(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 1)
	db := stub(t, func(socket net.Conn) {
		select {
		case asked <- string(readPacket(socket)):
		default:
		}
		_, _ = socket.Write(refusePacket("(DESCRIPTION=(TMP=)(VSNNUM=0)(ERR=12514)(ERROR_STACK=(ERROR=(CODE=12514)(EMFI=4))))"))
	})
	refused(t, db, "ORA-12514", "Correct the service name")
	wantAsked(t, asked, "(SERVICE_NAME=FREEPDB1)")
}

func TestConnectDescriptor(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 1)
	db := stub(t, func(socket net.Conn) {
		select {
		case asked <- string(readPacket(socket)):
		default:
		}
	})
	port := db.Port
	db.ConnInfo = "oracle://scott@:0?connStr=(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=127.0.0.1)(PORT=" + strconv.Itoa(port) + "))(CONNECT_DATA=(SERVICE_NAME=pdb.example-1)(SERVER=shared)))"
	db.Host, db.Port, db.DBName = "", 0, ""
	refused(t, db, "cannot connect", "Start the server")
	wantAsked(t, asked, "(SERVICE_NAME=pdb.example-1)(SERVER=shared)")
}

func TestServerBreaksOff(t *testing.T) {
	t.Parallel()
	refused(t, stub(t, func(socket net.Conn) { readPacket(socket) }), "cannot connect", "Start the server")
}

func TestServerIsSilent(t *testing.T) {
	t.Parallel()
	began := time.Now()
	refused(t, stub(t, func(socket net.Conn) { _, _ = io.Copy(io.Discard, socket) }), "no answer within 5s", "Start the server")
	if took := time.Since(began); took > 60*time.Second {
		t.Errorf("it took %s", took)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	_, err := Open(ended, apply.StoreConfig{DB: stub(t, func(net.Conn) {}), Password: secret})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("with a context that has ended: %v", err)
	}
}

// TestWatch has a server that does not answer after the context's end: it is left. One that has answered in time is not.
func TestWatch(t *testing.T) {
	t.Parallel()
	for _, answers := range []bool{false, true} {
		near, far := net.Pipe()
		d := &dialer{socket: near}
		ctx, end := context.WithCancel(t.Context())
		ended := d.watch(ctx, 0)
		if answers {
			ended()
		}
		end()
		got := make(chan error, 1)
		go func() {
			_, err := far.Read(make([]byte, 1))
			got <- err
		}()
		if answers {
			if _, err := near.Write([]byte{1}); err != nil {
				t.Error("the connection is gone:", err)
			}
		}
		if err := <-got; answers != (err == nil) {
			t.Errorf("answers %t: %v", answers, err)
		}
		d.hangUp()
	}
}

func TestAddress(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		db   catalog.DB
		want string // of the address, or of the problem
	}{
		{catalog.DB{DBName: "FREEPDB1", Username: "scott"}, "oracle://scott:secret@localhost:1521/FREEPDB1"},
		{catalog.DB{DBName: "pdb", Host: "::1", Port: 1600, Username: "a:b@c"}, "oracle://a%3Ab%40c:secret@[::1]:1600/pdb"},
		{catalog.DB{ConnInfo: "oracle://db.example/pdb?SSL=true", Username: "scott"}, "oracle://scott:secret@db.example:1521/pdb?SSL=true"},
		{catalog.DB{ConnInfo: "oracle://scott@db.example:1600/pdb"}, "oracle://scott:secret@db.example:1600/pdb"},
		{catalog.DB{ConnInfo: "oracle://scott@:1521?connStr=(DESCRIPTION=x)"}, "oracle://scott:secret@:1521?connStr=(DESCRIPTION=x)"},
		{catalog.DB{Username: "scott"}, "no dbname"},
		{catalog.DB{DBName: "(DESCRIPTION=x)", Username: "scott"}, "goes into conninfo"},
		{catalog.DB{DBName: "pdb"}, "no username"},
		{catalog.DB{ConnInfo: "oracle://scott:tiger@db/pdb"}, "holds a password"},
		{catalog.DB{ConnInfo: "postgres://db/pdb"}, "its conninfo is not"},
		{catalog.DB{ConnInfo: "oracle://%zz"}, "its conninfo is not"},
	} {
		got, err := address(c.db, "secret")
		if err != nil {
			got = err.Error()
			if strings.Contains(got, "tiger") || strings.Contains(got, "secret") {
				t.Errorf("a password is in %q", got)
			}
		}
		if err == nil && got != c.want || err != nil && !strings.Contains(got, c.want) {
			t.Errorf("%+v: %s, not %s", c.db, got, c.want)
		}
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	for _, wrong := range []map[string]string{{"identifier_case": "lower"}, {"empty_string": ""}, {"color": "red"}} {
		_, err := Open(t.Context(), apply.StoreConfig{DB: catalog.DB{Name: "wh", Options: wrong}})
		wantProblem(t, err, "option")
	}
	got, err := parseOptions(catalog.DB{Options: map[string]string{"identifier_case": "upper", "empty_string": "null", "schema": "Sales"}})
	if want := (options{schema: "Sales"}); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
}
