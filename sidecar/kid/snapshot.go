package kid

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// openXIDs are the transactions below xmax that are not visible in a snapshot.
func openXIDs(snapshot string) []uint64 {
	var open []uint64
	for xid := range strings.SplitSeq(snapshot[strings.LastIndexByte(snapshot, ':')+1:], ",") {
		if xid != "" {
			open = append(open, parseXID(xid))
		}
	}
	return open
}

// covers reports whether everything that is visible in b is visible in a.
func covers(a, b string) bool {
	if a == "" || snapshotXmax(a) < snapshotXmax(b) {
		return false
	}
	open := openXIDs(b)
	return !slices.ContainsFunc(openXIDs(a), func(xid uint64) bool { return xid < snapshotXmax(b) && !slices.Contains(open, xid) })
}

// common returns the snapshot of what is visible in both.
func common(a, b string) string {
	xmax := min(snapshotXmax(a), snapshotXmax(b))
	open := append(openXIDs(a), openXIDs(b)...)
	open = slices.DeleteFunc(open, func(xid uint64) bool { return xid >= xmax })
	slices.Sort(open)
	open = slices.Compact(open)
	xmin := xmax
	texts := make([]string, len(open))
	for i, xid := range open {
		xmin = min(xmin, xid)
		texts[i] = strconv.FormatUint(xid, 10)
	}
	return fmt.Sprintf("%d:%d:%s", xmin, xmax, strings.Join(texts, ","))
}
