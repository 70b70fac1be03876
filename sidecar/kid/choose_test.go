package kid

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

func TestFitsPattern(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		pattern, name string
		want          bool
	}{
		{"*", "", true},
		{"*", "any", true},
		{"a", "a", true},
		{"a", "ab", false},
		{"a*", "a", true},
		{"a*", "ab", true},
		{"a*", "ba", false},
		{"*a", "ba", true},
		{"*a", "ab", false},
		{"a*a", "a", false},
		{"a*a", "aa", true},
		{"a*a", "aba", true},
		{"*b*", "abc", true},
		{"*b*", "ac", false},
		{"a*b*c", "a1b2c", true},
		{"a*b*c", "acb", false},
		{"a*b*b", "ab", false},
		{"a**b", "ab", true},
		{`a\*b`, "a*b", true},
		{`a\*b`, "axb", false},
		{`a\\b*`, `a\bc`, true},
		{`\**`, "*x", true},
		{`\**`, "x", false},
		{"*_ü", "größe_ü", true},
	} {
		if got := fitsPattern(test.pattern, test.name); got != test.want {
			t.Errorf("fitsPattern(%s, %s) is %t", test.pattern, test.name, got)
		}
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	first := inspected{name: "a", tables: []node.Table{
		{OID: 1, Schema: "public", Name: "work", Kind: "r"},
		{OID: 2, Schema: "public", Name: "log_a", Kind: "r"},
		{OID: 3, Schema: "drama", Name: "log_b", Kind: "p"},
		{OID: 4, Schema: "drama", Name: "part", Kind: "r", Partition: true},
		{OID: 5, Schema: "drama", Name: "log_view", Kind: "v"},
		{OID: 6, Schema: "drama", Name: "work", Kind: "r"},
	}}
	for name, test := range map[string]struct {
		relations []catalog.Relation
		want      string
	}{
		"all":                        {[]catalog.Relation{{}}, "public.work public.log_a drama.log_b drama.work"},
		"a schema":                   {[]catalog.Relation{{Schema: "drama"}}, "drama.log_b drama.work"},
		"a table":                    {[]catalog.Relation{{Schema: "drama", Table: "part"}}, "drama.part!"},
		"in which schema":            {[]catalog.Relation{{Table: "log_a"}}, "public.log_a!"},
		"a name that is no pattern":  {[]catalog.Relation{{Schema: "public", Table: "log_*"}}, "public: table public.log_* does not exist"},
		"a name twice":               {[]catalog.Relation{{Table: "work"}}, "public: table work exists in 2 schemas drama: table work exists in 2 schemas"},
		"a pattern":                  {[]catalog.Relation{{Schema: "*", Table: "log_*", Patterns: true}}, "public.log_a drama.log_b"},
		"a pattern in all schemas":   {[]catalog.Relation{{Table: "*or*", Patterns: true}}, "public.work drama.work"},
		"a pattern of schemas":       {[]catalog.Relation{{Schema: "d*", Patterns: true}}, "drama.log_b drama.work"},
		"a pattern that finds none":  {[]catalog.Relation{{Table: "x*", Patterns: true}}, ""},
		"an exclusion":               {[]catalog.Relation{{}, {Schema: "public", Table: "work", Excluded: true}}, "public.log_a drama.log_b drama.work"},
		"an exclusion of a schema":   {[]catalog.Relation{{Schema: "drama", Excluded: true}, {}}, "public.work public.log_a"},
		"an exclusion by a pattern":  {[]catalog.Relation{{}, {Schema: "*", Table: "log_*", Patterns: true, Excluded: true}}, "public.work drama.work"},
		"an exclusion of a name":     {[]catalog.Relation{{Schema: "public", Table: "work"}, {Schema: "drama"}, {Table: "work", Excluded: true}}, "drama.log_b"},
		"an exclusion of a sequence": {[]catalog.Relation{{Schema: "drama"}, {Kind: "sequence", Excluded: true}}, "drama.log_b drama.work"},
		"a sequence":                 {[]catalog.Relation{{Schema: "drama"}, {Kind: "sequence"}}, "drama.log_b drama.work"},
		"priorities":                 {[]catalog.Relation{{}, {Schema: "drama", Priority: 5}, {Schema: "public", Table: "log_a", Priority: 10}}, "public.log_a! drama.log_b drama.work public.work"},
		"the more specific priority": {[]catalog.Relation{{Priority: 9}, {Schema: "public", Table: "work", Priority: -1}, {Table: "log*", Patterns: true, Priority: 1}}, "drama.work public.log_a drama.log_b public.work!"},
	} {
		var got []string
		result, missing := choose(test.relations, first)
		for _, c := range result {
			text := c.table.Schema + "." + c.table.Name
			if c.named {
				text += "!"
			}
			got = append(got, text)
		}
		for _, m := range missing {
			got = append(got, m.schema+": "+m.problem.Reason)
		}
		if diff := cmp.Diff(test.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
