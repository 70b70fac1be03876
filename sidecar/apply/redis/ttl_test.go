package redis

import (
	"testing"
	"time"
)

func TestParseTTL(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"1": time.Second, "86400": 24 * time.Hour, "01:30:05": 90*time.Minute + 5*time.Second, "1 day": 24 * time.Hour,
		"2 days 00:00:01": 48*time.Hour + time.Second, "90 minutes": 90 * time.Minute, " 1 Week 2 hours ": 170 * time.Hour, "5 min 3 secs": 303 * time.Second,
	} {
		if got, err := parseTTL(text); err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", " ", "0", "-1", "1.5", "1e3", "day", "1 mon", "1 year", "1 day ago", "01:30", "1:2:3:4", "1 day 5", "00:00:00", "99999999999", "9999999 weeks", "::", "NaN", "Inf",
	} {
		if got, err := parseTTL(text); err == nil {
			t.Errorf("%q: %v, want an error", text, got)
		}
	}
}
