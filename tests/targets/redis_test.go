package targets_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/bucardo/bucardo-sidecar/tests/stores"
)

type redisServer struct{ *stores.Redis }

func startRedis(tb testing.TB) store {
	tb.Helper()
	return redisServer{stores.StartRedis(tb)}
}

func (s redisServer) Args() string {
	return fmt.Sprintf("type => 'redis', host => '127.0.0.1', port => %d", s.Port)
}

func (s redisServer) client(tb testing.TB) *redis.Client {
	tb.Helper()
	client := redis.NewClient(&redis.Options{Addr: fmt.Sprintf("127.0.0.1:%d", s.Port), ReadTimeout: time.Minute})
	tb.Cleanup(func() { _ = client.Close() })
	return client
}

func (s redisServer) Rows(tb testing.TB, table string, columns ...string) []string {
	tb.Helper()
	client := s.client(tb)
	var found []string
	keys := client.Scan(tb.Context(), 0, table+":*", 10_000).Iterator()
	var batch []string
	read := func() {
		pipe := client.Pipeline()
		var rows []*redis.MapStringStringCmd
		for _, key := range batch {
			rows = append(rows, pipe.HGetAll(tb.Context(), key))
		}
		if _, err := pipe.Exec(tb.Context()); err != nil {
			tb.Fatal(err)
		}
		for _, row := range rows {
			var values []string
			for _, c := range columns {
				value, ok := row.Val()[c]
				if !ok {
					value = "<NULL>"
				}
				values = append(values, value)
			}
			found = append(found, strings.Join(values, "|"))
		}
		batch = nil
	}
	for keys.Next(tb.Context()) {
		if batch = append(batch, keys.Val()); len(batch) == 10_000 {
			read()
		}
	}
	if err := keys.Err(); err != nil {
		tb.Fatal(err)
	}
	if len(batch) > 0 {
		read()
	}
	return found
}

// Load sets hashes by pipelines of 1000 commands.
func (s redisServer) Load(tb testing.TB, rows int) time.Duration {
	tb.Helper()
	client := s.client(tb)
	began := time.Now()
	const at = 1000
	for first := 1; first <= rows; first += at {
		pipe := client.Pipeline()
		for i := range at {
			row := bulkRow(first + i)
			pipe.HSet(tb.Context(), "loaded:"+row[0], "id", row[0], "n", row[1], "v", row[2], "price", row[3])
		}
		if _, err := pipe.Exec(tb.Context()); err != nil {
			tb.Fatal(err)
		}
	}
	return time.Since(began)
}

// Read shows a row by the client of Redis.
func (s redisServer) Read() []string {
	return []string{"redis-cli", "-p", fmt.Sprint(s.Port), "hgetall", "character:hamlet"}
}
