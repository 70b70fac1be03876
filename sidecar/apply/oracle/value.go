package oracle

import (
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

// refusal says why a value cannot be kept as it is, and what to do.
type refusal struct {
	reason, nextStep string
}

func (r refusal) Error() string { return r.reason }

// encode turns PostgreSQL's text of a value into what the statement takes for a column of a kind; nil is NULL.
func (o options) encode(c tableColumn, t apply.Type, text string) (*string, error) {
	var err error
	switch c.kind {
	case numberKind:
		text, err = number(t, text, c.scale)
	case floatKind, doubleKind:
		text = strings.Replace(text, "Infinity", "INF", 1)
	case rawKind, blobKind:
		text, err = hexadecimal(t, text)
	case dateKind:
		text, err = moment(text, 0)
		text, _, _ = strings.Cut(text, ".")
	case timestampKind:
		text, err = moment(text, c.scale)
	case zonedKind:
		text, err = moment(text, c.scale)
		text += " +00:00"
	case otherKind, textKind, clobKind:
		switch {
		case o.empty == "":
		case text == o.empty && mayBeEmpty(t):
			return nil, refusal{
				fmt.Sprintf("it is the text %q, which stands for the empty string", text),
				"Change the row, or choose another text with the option empty_string of the database and reload.",
			}
		case text == "":
			text = o.empty
		}
	}
	if err != nil || text == "" {
		return nil, err
	}
	return &text, nil
}

// number refuses what a NUMBER would round or take for something else.
func number(t apply.Type, text string, scale int) (string, error) {
	if t.Name == "boolean" && !t.Array {
		if strings.HasPrefix(text, "t") {
			return "1", nil
		}
		return "0", nil
	}
	if strings.ContainsAny(text, "NI") {
		return "", refusal{"a NUMBER cannot be " + text, "Change the row, or make the column BINARY_DOUBLE."}
	}
	if strings.ContainsAny(text, "eE") { // of a double precision
		return text, nil
	}
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	whole, fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	digits := strings.Trim(whole+fraction, "0")
	switch {
	case scale >= 0 && len(fraction) > scale:
		return "", refusal{fmt.Sprintf("its %d digits after the point would be rounded to %d", len(fraction), scale), "Give the column a greater scale."}
	case len(digits) > maxDigits:
		return "", refusal{fmt.Sprintf("a NUMBER has %d digits, and this one %d", maxDigits, len(digits)), "Change the row, or make the column VARCHAR2."}
	case len(whole) > 125 || len(fraction) > 125:
		return "", refusal{"it is beyond what a NUMBER can be", "Change the row, or make the column VARCHAR2."}
	}
	return text, nil
}

// hexadecimal writes bytes; those of a text are its UTF-8.
func hexadecimal(t apply.Type, text string) (string, error) {
	if !isBytes(t) {
		return hex.EncodeToString([]byte(text)), nil
	}
	digits, ok := strings.CutPrefix(text, `\x`)
	if !ok {
		return "", errors.New("bytes are not as PostgreSQL writes them with bytea_output hex")
	}
	return digits, nil
}

var momentPattern = regexp.MustCompile(`^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?)?(?:\+00(?::00)?)?$`)

// moment writes a date or time with six digits after the point.
func moment(text string, scale int) (string, error) {
	const nextStep = "Change the row, or make the column VARCHAR2."
	parts := momentPattern.FindStringSubmatch(text)
	if parts == nil {
		return "", refusal{fmt.Sprintf("%q is not a time between the years 1 and 9999", text), nextStep}
	}
	date, time, fraction := parts[1], parts[2], parts[3]
	if date >= "1582-10-05" && date <= "1582-10-14" {
		return "", refusal{date + " is a day that Oracle's calendar leaves out", nextStep}
	}
	if time == "" {
		time = "00:00:00"
	}
	if digits := strings.TrimRight(fraction, "0"); scale >= 0 && len(digits) > scale {
		return "", refusal{fmt.Sprintf("the seconds would be rounded to %d digits", scale), "Make the column TIMESTAMP(6)."}
	}
	return date + " " + time + "." + (fraction + "000000")[:maxSeconds], nil
}
