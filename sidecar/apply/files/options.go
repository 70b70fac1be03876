package files

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// options say what files look like and when they are complete.
type options struct {
	format     string
	records    records
	rotateSize int64         // 0: does not matter
	rotateTime time.Duration // 0: does not matter
}

// due reports whether a file is complete. Without a rule each commit makes one.
func (o options) due(size int64, age time.Duration) bool {
	return o.rotateSize == 0 && o.rotateTime == 0 || o.rotateSize > 0 && size >= o.rotateSize || o.rotateTime > 0 && age >= o.rotateTime
}

func parseOptions(db catalog.DB) (options, error) {
	o := options{format: "jsonl", records: jsonLines{}}
	refuse := func(format string, args ...any) (options, error) {
		return o, node.Problem{DB: db.Name, Reason: fmt.Sprintf(format, args...), NextStep: "Correct it: " + updateDB(db)}
	}
	if !filepath.IsAbs(db.DBName) {
		return refuse("dbname is %q, which is not the absolute path of a directory", db.DBName)
	}
	for name, value := range db.Options {
		var ok bool
		switch name {
		case "format":
			o.format = value
			o.records, ok = map[string]records{"jsonl": jsonLines{}, "csv": csv{}, "sql": sql{}}[value]
		case "rotate_size":
			o.rotateSize, ok = parseSize(value)
		case "rotate_time":
			o.rotateTime, ok = parseTime(value)
		default:
			return refuse("a database of type files has no option %s, only format, rotate_size and rotate_time", name)
		}
		if !ok {
			return refuse("the option %s is %q, which is not like %s", name, value,
				map[string]string{"format": "jsonl, csv or sql", "rotate_size": "64MB", "rotate_time": "15 minutes"}[name])
		}
	}
	return o, nil
}

// parseTime reads a number of seconds, minutes, hours or days.
func parseTime(text string) (time.Duration, bool) {
	number, unit, _ := strings.Cut(text, " ")
	factor := map[string]time.Duration{"second": time.Second, "minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}[strings.TrimSuffix(unit, "s")]
	n, err := strconv.ParseInt(number, 10, 32)
	return time.Duration(n) * factor, err == nil && n > 0 && factor > 0
}

// parseSize reads a number of bytes with a unit as PostgreSQL has them.
func parseSize(text string) (int64, bool) {
	factor := int64(1)
	for i, unit := range []string{"kB", "MB", "GB", "TB"} {
		if number, ok := strings.CutSuffix(text, unit); ok {
			text, factor = strings.TrimSpace(number), 1<<(10*(i+1))
		}
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n * factor, err == nil && n > 0 && n <= 1<<62/factor
}
