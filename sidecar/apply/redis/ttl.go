package redis

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

var units = map[string]time.Duration{
	"second": time.Second, "sec": time.Second, "s": time.Second,
	"minute": time.Minute, "min": time.Minute, "m": time.Minute,
	"hour": time.Hour, "h": time.Hour,
	"day": 24 * time.Hour, "d": 24 * time.Hour,
	"week": 7 * 24 * time.Hour, "w": 7 * 24 * time.Hour,
}

// parseTTL reads whole seconds, or an interval as PostgreSQL writes and reads it: 1 day 02:30:00, 90 minutes.
func parseTTL(text string) (time.Duration, error) {
	words := strings.Fields(text)
	if len(words) == 1 && !strings.Contains(text, ":") {
		words = append(words, "seconds")
	}
	var seconds float64
	for i := 0; i < len(words); {
		part, used, err := ttlPart(words[i:])
		if err != nil {
			return 0, fmt.Errorf("%q is neither a number of seconds nor an interval of weeks, days, hours, minutes and seconds", text)
		}
		seconds += part
		i += used
	}
	if seconds < 1 || seconds != math.Trunc(seconds) || seconds > math.MaxInt32 {
		return 0, fmt.Errorf("%q is not a number of whole seconds from 1 to %d", text, math.MaxInt32)
	}
	return time.Duration(seconds) * time.Second, nil
}

// ttlPart reads hours:minutes:seconds, or a number and its unit, and says how many words that took.
func ttlPart(words []string) (seconds float64, used int, err error) {
	if strings.Contains(words[0], ":") {
		for digits := range strings.SplitSeq(words[0], ":") {
			n, err := strconv.ParseUint(digits, 10, 31)
			if err != nil {
				return 0, 0, err
			}
			seconds, used = seconds*60+float64(n), used+1
		}
		if used != 3 {
			return 0, 0, errors.New("hours, minutes and seconds are three")
		}
		return seconds, 1, nil
	}
	if len(words) == 1 {
		return 0, 0, errors.New("the unit is missing")
	}
	n, err := strconv.ParseUint(words[0], 10, 31)
	if err != nil {
		return 0, 0, err
	}
	name := strings.ToLower(words[1])
	unit, known := units[name]
	if !known {
		unit, known = units[strings.TrimSuffix(name, "s")]
	}
	if !known {
		return 0, 0, errors.New("no such unit")
	}
	return float64(n) * unit.Seconds(), 2, nil
}
