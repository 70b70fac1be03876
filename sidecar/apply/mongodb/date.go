package mongodb

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// parseDate reads a date or a time as PostgreSQL writes it in the style ISO, all years of PostgreSQL's included: 2024-02-29,
// 0044-03-15 12:00:00.123456+00 BC. Times without a zone are taken for UTC. No date is infinite: such a value stays a text.
func parseDate(text string) (any, error) {
	if text == "infinity" || text == "-infinity" {
		return text, nil
	}
	at, err := parseTime(text)
	if err != nil {
		return nil, fmt.Errorf("%.40q is no date: %w", text, err)
	}
	return bson.DateTime(at.UnixMilli()), nil
}

func parseTime(text string) (time.Time, error) {
	text, beforeChrist := strings.CutSuffix(text, " BC")
	year, rest, found := strings.Cut(text, "-")
	if !found {
		return time.Time{}, strconv.ErrSyntax
	}
	y, err := strconv.Atoi(year)
	if err != nil {
		return time.Time{}, err
	}
	if beforeChrist {
		y = 1 - y
	}
	// Years of more than four digits are not Go's, so it reads the rest in a leap year.
	const leapYear = 2000
	day, clock, hasClock := strings.Cut(rest, " ")
	layout := "2006-01-02"
	if hasClock {
		layout += " 15:04:05" + zoneLayout(clock)
		day += " " + clock
	}
	at, err := time.Parse(layout, strconv.Itoa(leapYear)+"-"+day)
	if err != nil {
		return time.Time{}, err
	}
	return time.Date(y, at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), at.Location()), nil
}

// zoneLayout is the layout of a clock's zone: +05, +05:30 or +05:30:15.
func zoneLayout(clock string) string {
	sign := strings.LastIndexAny(clock, "+-")
	if sign < 0 {
		return ""
	}
	return [...]string{"-07", "-07:00", "-07:00:00"}[strings.Count(clock[sign:], ":")]
}
