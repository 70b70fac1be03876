// Package stores starts throwaway servers of what is not PostgreSQL, for tests.
package stores

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/connstring"
)

// MongoDB is a database of its own for a test, on a server of FerretDB that keeps its data over Stop and Start, or on the server that the
// variable BUCARDO_TEST_MONGODB_URI names. It is gone at the end of the test.
type MongoDB struct {
	ConnInfo string // with the database, without the password
	Password string
	DBName   string
	Own      bool // the server is the test's own, which can be stopped; it is FerretDB, which lacks some of MongoDB's types

	t      testing.TB
	uri    string
	dir    string
	listen string
	server *exec.Cmd
	stdin  io.Closer
}

// StartMongoDB starts a server on a free port.
func StartMongoDB(tb testing.TB) *MongoDB {
	tb.Helper()
	m := &MongoDB{t: tb, DBName: "test_" + bson.NewObjectID().Hex()}
	if uri := os.Getenv("BUCARDO_TEST_MONGODB_URI"); uri != "" {
		m.use(uri)
		return m
	}
	m.Own, m.dir, m.listen = true, tb.TempDir(), "127.0.0.1:0"
	tb.Cleanup(m.Kill)
	m.Start()
	m.listen = strings.Trim(strings.TrimPrefix(m.uri, "mongodb://"), "/")
	m.ConnInfo = m.uri + m.DBName
	return m
}

// use takes a database on a server that is there.
func (m *MongoDB) use(uri string) {
	m.t.Helper()
	m.uri = uri
	given, err := connstring.Parse(uri)
	if err != nil {
		m.t.Fatal("BUCARDO_TEST_MONGODB_URI cannot be read")
	}
	_, text, _ := strings.Cut(uri, "?")
	query, err := url.ParseQuery(text)
	if err != nil {
		m.t.Fatal("BUCARDO_TEST_MONGODB_URI cannot be read")
	}
	hosts, user := strings.Join(given.RawHosts, ","), ""
	if given.Username != "" {
		user = url.PathEscape(given.Username) + "@"
		query.Set("authSource", given.AuthSource) // not in the test's database
	}
	m.Password = given.Password
	m.ConnInfo = given.Scheme + "://" + user + hosts + "/" + m.DBName + "?" + query.Encode()
	m.t.Cleanup(func() {
		if err := m.Database().Drop(context.WithoutCancel(m.t.Context())); err != nil {
			m.t.Error(err)
		}
	})
}

// Database is the test's own way to the data.
func (m *MongoDB) Database() *mongo.Database {
	m.t.Helper()
	client, err := mongo.Connect(options.Client().ApplyURI(m.uri))
	if err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() { _ = client.Disconnect(context.WithoutCancel(m.t.Context())) })
	return client.Database(m.DBName)
}

// Start brings a stopped server back, at the same port and with the same data.
func (m *MongoDB) Start() {
	m.t.Helper()
	_, file, _, _ := runtime.Caller(0)
	program := filepath.Join(filepath.Dir(file), "..", "..", ".cache", "bin", "ferretserver")
	if _, err := os.Stat(program); err != nil {
		m.t.Fatal("there is no ferretserver: run tools/prepare ferretdb")
	}
	server := exec.Command(program, "-listen", m.listen, "-dir", m.dir)
	var said bytes.Buffer
	server.Stderr = &said
	stdout, err := server.StdoutPipe()
	if err != nil {
		m.t.Fatal(err)
	}
	// The server ends with its standard input, and so with the test however that ends.
	if m.stdin, err = server.StdinPipe(); err != nil {
		m.t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		m.t.Fatal(err)
	}
	m.server = server
	uri, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		m.Kill()
		m.t.Fatalf("ferretserver does not get ready; it said:\n%s", said.String())
	}
	m.uri = strings.TrimSpace(uri)
}

// Stop ends the server as an administrator does.
func (m *MongoDB) Stop() {
	_ = m.stdin.Close()
	m.wait()
}

// Kill ends the server as a crash does. It may be down already.
func (m *MongoDB) Kill() {
	if m.server != nil {
		_ = m.server.Process.Kill()
		m.wait()
	}
}

func (m *MongoDB) wait() {
	_ = m.server.Wait() // it was told to end
	m.server = nil
}
