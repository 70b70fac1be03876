package apply

import (
	"encoding/json"
	"testing"
)

func TestAppendJSON(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ typ, value, want string }{
		{"bigint", "-9223372036854775808", "-9223372036854775808"},
		{"numeric(10,2)", "1.50", "1.50"},
		{"numeric", "NaN", `"NaN"`},
		{"double precision", "-Infinity", `"-Infinity"`},
		{"double precision", "1.5e-05", "1.5e-05"},
		{"boolean", "t", "true"},
		{"boolean", "false", "false"},
		{"jsonb", `{"a": [1, null]}`, `{"a":[1,null]}`},
		{"json", "{\n\"a\" : 1.0}", `{"a":1.0}`},
		{"text", "a\"\\\n\x01é\u2028", `"a\"\\\n\u0001é` + "\u2028\""},
		{"timestamp with time zone", "2024-01-01 10:00:00.5+00", `"2024-01-01 10:00:00.5+00:00"`},
		{"timestamp with time zone", "0044-03-15 00:00:00+00 BC", `"0044-03-15 00:00:00+00:00 BC"`},
		{"timestamp with time zone", "infinity", `"infinity"`},
		{"integer[]", "{}", "[]"},
		{"integer[]", "{{1,2},{3,NULL}}", "[[1,2],[3,null]]"},
		{"integer[]", "[0:1]={1,2}", "[1,2]"},
		{"text[]", `{a,"b,\"\\}","NULL",NULL,""}`, `["a","b,\"\\}","NULL",null,""]`},
		{"boolean[]", "{t,f}", "[true,false]"},
		{"jsonb[]", `{"{\"a\": \"x\\\"y\"}"}`, `[{"a":"x\"y"}]`},
		{"bytea[]", `{"\\x00ff"}`, `["\\x00ff"]`},
		{"box[]", "{(1,1),(0,0);(2,2),(1,1)}", `["(1,1),(0,0)","(2,2),(1,1)"]`},
	} {
		got, err := ParseType(c.typ).AppendJSON([]byte("x"), c.value)
		if err != nil || string(got) != "x"+c.want {
			t.Errorf("%s %s is %s (%v), not %s", c.typ, c.value, got, err, c.want)
		}
		if err == nil && !json.Valid(got[1:]) {
			t.Errorf("%s is not JSON", got[1:])
		}
	}
	for _, text := range []string{"", "{", "{1", `{"a`, `{"a"b}`, "x"} {
		if got, err := ParseType("text[]").AppendJSON(nil, text); err == nil {
			t.Errorf("%q is an array: %s", text, got)
		}
	}
}
