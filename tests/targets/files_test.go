package targets_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// folder is a directory that gets changes. Taken down, it is out of reach.
type folder struct {
	testing.TB
	path string
}

func startFiles(tb testing.TB) store {
	tb.Helper()
	f := &folder{tb, filepath.Join(tb.TempDir(), "feed")}
	f.check(os.Mkdir(f.path, 0o700))
	return f
}

func (f *folder) check(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

func (f *folder) Args() string { return fmt.Sprintf("type => 'files', dbname => '%s'", f.path) }

func (f *folder) Stop()  { f.check(os.Rename(f.path, f.path+".away")) }
func (f *folder) Start() { f.check(os.Rename(f.path+".away", f.path)) }

// record is a line of a file.
type record struct {
	Op, Table string
	Row, Key  json.RawMessage // of a description, the names of the key
}

// Rows plays all files in their order, as a reader of the feed would.
func (f *folder) Rows(tb testing.TB, table string, columns ...string) []string {
	tb.Helper()
	paths, err := filepath.Glob(filepath.Join(f.path, "*.jsonl"))
	f.check(err)
	rows := map[string]map[string]json.RawMessage{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		f.check(err)
		var key []string
		var last string
		for line := range strings.Lines(string(text)) {
			var r record
			f.check(json.Unmarshal([]byte(line), &r))
			last = r.Op
			if r.Table != table {
				continue
			}
			switch r.Op {
			case "schema":
				f.check(json.Unmarshal(r.Key, &key))
			case "truncate":
				clear(rows)
			case "delete":
				delete(rows, keyOf(tb, r.Key, key))
			case "upsert":
				var row map[string]json.RawMessage
				f.check(json.Unmarshal(r.Row, &row))
				rows[keyOf(tb, r.Row, key)] = row
			}
		}
		if last != "commit" {
			tb.Errorf("%s ends with %s", path, last)
		}
	}
	var found []string
	for _, row := range rows {
		values := make([]string, len(columns))
		for i, c := range columns {
			values[i] = plain(tb, row[c])
		}
		found = append(found, strings.Join(values, "|"))
	}
	return found
}

func keyOf(tb testing.TB, object json.RawMessage, names []string) string {
	tb.Helper()
	var values map[string]json.RawMessage
	if err := json.Unmarshal(object, &values); err != nil {
		tb.Fatal(err)
	}
	var parts []string
	for _, name := range names {
		parts = append(parts, string(values[name]))
	}
	return strings.Join(parts, ",")
}

// plain is a value as PostgreSQL has it.
func plain(tb testing.TB, value json.RawMessage) string {
	tb.Helper()
	switch {
	case string(value) == "null":
		return "<NULL>"
	case !strings.HasPrefix(string(value), `"`):
		return string(value)
	}
	var s string
	if err := json.Unmarshal(value, &s); err != nil {
		tb.Fatal(err)
	}
	return s
}

// Load writes the same lines by Go's own encoder.
func (f *folder) Load(tb testing.TB, rows int) time.Duration {
	tb.Helper()
	type row struct {
		ID    int64       `json:"id"`
		N     int         `json:"n"`
		V     string      `json:"v"`
		Price json.Number `json:"price"`
	}
	type line struct {
		Op    string `json:"op"`
		Table string `json:"table"`
		Row   row    `json:"row"`
	}
	file, err := os.Create(f.path + ".loaded")
	f.check(err)
	began := time.Now()
	buffer := bufio.NewWriter(file)
	encoder := json.NewEncoder(buffer)
	for i := range rows {
		texts := bulkRow(i)
		f.check(encoder.Encode(line{"upsert", "bulk", row{int64(i), i % 1000, texts[2], json.Number(texts[3])}}))
	}
	f.check(buffer.Flush())
	f.check(file.Sync())
	f.check(file.Close())
	return time.Since(began)
}
