package customcode_test

import (
	"strings"
	"testing"
)

// A test shows what code answers, checked, and leaves nothing behind, also of code that is inactive.
func TestTestCustomCode(t *testing.T) {
	t.Parallel()
	b := start(t, deciding+masking+mending+noting("note")+"CREATE FUNCTION wrong(rows jsonb) RETURNS SETOF jsonb LANGUAGE sql AS 'SELECT jsonb_build_object(''id'', 12)';", "a", "b", "c")
	b.AddSync("s", "a:source,b:source,c:target", "item", "latest")
	for name, declared := range map[string]string{
		"deciding": "point => 'conflict', function => 'public.deciding', relation => 'public.item'",
		"least":    "conflict => 'CASE WHEN a.n < b.n THEN a WHEN a.n > b.n THEN b END', relation => 'public.item'",
		"masking":  "point => 'transform', function => 'public.masking'",
		"mending":  "point => 'exception', function => 'public.mending', relation => 'public.item'",
		"note":     "point => 'after_sync', function => 'public.note'",
		"wrong":    "point => 'transform', function => 'public.wrong'",
	} {
		b.Exec("control", "SELECT bucardo.add_customcode('"+name+"', 's', "+declared+", role => '"+clerk+"', status => 'inactive')")
	}
	for _, test := range []struct{ name, versions, want string }{
		{"deciding", `[{"db": "a", "row": {"id": 1, "v": "made up", "n": 1.5}}, {"db": "b", "row": {"id": 1, "v": "x", "n": 2}}]`, `[{"id": 0, "row": {"n": 3.5, "v": "both", "id": 1, "tags": ["a", "b"]}}]`},
		{
			"deciding", `[{"versions": [{"db": "a", "row": {"id": 1, "v": "a wins"}}, {"db": "b", "row": {"id": 1}}]}, {"versions": [{"db": "a", "row": {"id": 2, "v": "skip"}}, {"db": "b", "row": {"id": 2}}]}]`,
			`[{"id": 0, "winner": "a"}, {"id": 1, "skip": true}]`,
		},
		{"least", `[{"db": "a", "row": {"id": 1, "n": 3}}, {"db": "b", "row": {"id": 1, "n": 2}}]`, `[{"id": 0, "winner": "b"}]`},
		{"least", `[{"db": "a", "row": {"id": 1, "n": 2}}, {"db": "b", "row": {"id": 1, "n": 2}}]`, `[{"id": 0, "skip": true}]`},
		{"masking", `[{"op": "upsert", "row": {"id": 1, "v": "visible"}}]`, `[{"id": 0, "op": "upsert", "row": {"v": "***le"}}]`},
		{"mending", `[{"key": {"id": 1}, "row": {"id": 1, "v": "too long"}, "error": {"constraint": "short"}}]`, `[{"id": 0, "row": {"v": "too l"}}]`},
		{"note", `{"sync": "s"}`, `[]`},
	} {
		var answers string
		if err := b.Conn("control").QueryRow(t.Context(), "CALL bucardo.test_customcode('"+test.name+"', '"+test.versions+"', '180 s')").Scan(&answers); err != nil {
			t.Errorf("%s: %v", test.name, err)
		} else if answers != test.want {
			t.Errorf("%s answers %s, want %s", test.name, answers, test.want)
		}
	}
	if _, err := b.Conn("control").Exec(t.Context(), `CALL bucardo.test_customcode('wrong', '[{"row": {"id": 1}}]', '180 s')`); err == nil || !strings.Contains(err.Error(), "went wrong") {
		t.Errorf("nonsense is %v", err)
	}
	if got := b.Value("control", "SELECT error FROM bucardo.command WHERE error IS NOT NULL"); got != "customcode 'wrong' at transform: it has answered nonsense: an answer has no id of a row it was given" {
		t.Errorf("the error is %s", got)
	}
	if got := b.Dump("control", "calls"); got != "" {
		t.Errorf("written was %s", got)
	}
}
