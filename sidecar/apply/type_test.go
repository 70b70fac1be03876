package apply

import (
	"reflect"
	"testing"
)

func TestParseType(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Type{
		"integer":                        {Name: "integer"},
		"numeric(10,2)":                  {Name: "numeric", Modifiers: []int{10, 2}},
		"numeric(5,-2)[]":                {Name: "numeric", Modifiers: []int{5, -2}, Array: true},
		"character varying(20)":          {Name: "character varying", Modifiers: []int{20}},
		"timestamp(3) without time zone": {Name: "timestamp without time zone", Modifiers: []int{3}},
		"shop.mood":                      {Name: "shop.mood"},
	} {
		got := ParseType(text)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s is read as %+v", text, got)
		}
		if got.String() != text {
			t.Errorf("%s is written as %s", text, got)
		}
	}
}
