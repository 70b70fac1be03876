package delta_test

import (
	"strings"
	"testing"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
)

// Where no sync has written deltas and nobody passes on, no statement knows of it: it costs nothing.
func TestStatementsKnowOfRelaysOnlyWhereThereAre(t *testing.T) {
	t.Parallel()
	source := delta.Source{TableID: 1, Table: "public.item", Keys: []delta.Key{{Name: "id", Type: "integer", Base: "integer", Equals: "="}}, Columns: []string{"id", "v"}, DB: 7}
	window := delta.Window{Groups: []delta.Group{{Watermark: "10:10:", Mask: 2}}, Owed: []delta.Owed{{Key: []string{"1"}, Mask: 2}}}
	statements := func() string {
		return strings.Join([]string{
			source.Rows(window, 10).SQL, source.KeyStream(window, true).SQL, source.Summary(window).SQL,
			source.CopyPending(window, 7, source.Whole()), source.CopyTable(window, 7, time.Unix(0, 0), source.Whole()),
			delta.CutAfter([]delta.Source{source}, []delta.Window{window}, 10).SQL,
		}, "\n")
	}
	for _, word := range []string{"via", "home", "local", "7::"} {
		if sql := statements(); strings.Contains(sql, word) {
			t.Errorf("there is %q in:\n%s", word, sql)
		}
	}
	window.Relay = &delta.Relay{Via: 3, Homes: []delta.Home{{DBID: 8, Mask: 2}}}
	for sql := range strings.SplitSeq(statements(), "\n") {
		if strings.Contains(sql, "bucardo_node.delta_1") && !strings.Contains(sql, "d.via IS DISTINCT FROM 3") && !strings.HasPrefix(sql, "COPY (SELECT true") {
			t.Errorf("deltas of the sync itself are not left out:\n%s", sql)
		}
	}
}
