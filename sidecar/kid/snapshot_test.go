package kid

import "testing"

func TestSnapshots(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b, common string
		covers       bool // whether a covers b
	}{
		{"5:5:", "5:5:", "5:5:", true},
		{"7:7:", "5:5:", "5:5:", true},
		{"5:5:", "7:7:", "5:5:", false},
		{"4:9:4,6", "5:5:", "4:5:4", false},
		{"5:9:5,6", "5:7:5,6", "5:7:5,6", true},
		{"6:9:6", "5:7:5,6", "5:7:5,6", true},
		{"5:9:5,6", "6:9:6", "5:9:5,6", false},
		{"3:9:3,8", "5:6:5", "3:6:3,5", false},
		{"", "5:5:", "", false},
	} {
		if got := covers(c.a, c.b); got != c.covers {
			t.Errorf("%q covers %q: %v", c.a, c.b, got)
		}
		if c.a == "" {
			continue
		}
		if got := common(c.a, c.b); got != c.common {
			t.Errorf("common of %q and %q is %q, want %q", c.a, c.b, got, c.common)
		}
		if got := common(c.b, c.a); got != c.common {
			t.Errorf("common of %q and %q is %q, want %q", c.b, c.a, got, c.common)
		}
	}
}
