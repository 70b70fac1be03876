package targets_test

import (
	"database/sql"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"

	"github.com/bucardo/bucardo-sidecar/tests/stores"
)

// mysqlServer is a MariaDB with a database wh.
type mysqlServer struct {
	*stores.MySQL
	tb testing.TB
}

func startMySQL(tb testing.TB) store {
	tb.Helper()
	s := mysqlServer{stores.StartMySQL(tb), tb}
	if _, err := s.pool(tb, "").ExecContext(tb.Context(), "CREATE DATABASE wh"); err != nil {
		tb.Fatal(err)
	}
	return s
}

func (s mysqlServer) Args() string {
	return fmt.Sprintf("type => 'mariadb', host => '127.0.0.1', port => %d, dbname => 'wh', username => 'root'", s.Port)
}

func (s mysqlServer) Start() {
	if err := s.MySQL.Start(s.tb.Context()); err != nil {
		s.tb.Fatal(err)
	}
}

func (s mysqlServer) pool(tb testing.TB, database string) *sql.DB {
	tb.Helper()
	pool, err := sql.Open("mysql", s.DSN(database)+"?charset=utf8mb4")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = pool.Close() })
	return pool
}

func (s mysqlServer) Rows(tb testing.TB, table string, columns ...string) []string {
	tb.Helper()
	var texts []string
	for _, c := range columns {
		texts = append(texts, fmt.Sprintf("COALESCE(`%s`, '<NULL>')", c))
	}
	rows, err := s.pool(tb, "wh").QueryContext(tb.Context(), fmt.Sprintf("SELECT CONCAT_WS('|', %s) FROM `%s`", strings.Join(texts, ", "), table))
	if err != nil {
		if strings.Contains(err.Error(), "doesn't exist") {
			return nil
		}
		tb.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var found []string
	for rows.Next() {
		var row string
		if err := rows.Scan(&row); err != nil {
			tb.Fatal(err)
		}
		found = append(found, row)
	}
	if err := rows.Err(); err != nil {
		tb.Fatal(err)
	}
	return found
}

// Load is one LOAD DATA.
func (s mysqlServer) Load(tb testing.TB, rows int) time.Duration {
	tb.Helper()
	pool := s.pool(tb, "wh")
	if _, err := pool.ExecContext(tb.Context(), "CREATE TABLE loaded (id BIGINT PRIMARY KEY, n INT, v LONGTEXT, price DECIMAL(10,2)) CHARACTER SET utf8mb4"); err != nil {
		tb.Fatal(err)
	}
	var lines strings.Builder
	for i := 1; i <= rows; i++ {
		lines.WriteString(strings.Join(bulkRow(i), "\t") + "\n")
	}
	driver.RegisterReaderHandler("bulk", func() io.Reader { return strings.NewReader(lines.String()) })
	defer driver.DeregisterReaderHandler("bulk")
	began := time.Now()
	if _, err := pool.ExecContext(tb.Context(), "LOAD DATA LOCAL INFILE 'Reader::bulk' INTO TABLE loaded"); err != nil {
		tb.Fatal(err)
	}
	return time.Since(began)
}

// Read shows a row by the client of MariaDB.
func (s mysqlServer) Read() []string {
	return []string{"mariadb", "--no-defaults", "-h", "127.0.0.1", "-P", fmt.Sprint(s.Port), "-u", "root", "wh", "-t", "-e", "SELECT charid, charname, speechcount FROM `character` WHERE charname = 'Hamlet'"}
}
