package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// measure is one row of the table.
type measure struct {
	Name string `json:"name"`
	Unit string `json:"unit"`
	Goal string `json:"goal,omitempty"`
	// Rounds holds the number of each round by peer.
	Rounds map[string][]float64 `json:"rounds"`
}

// results collects what was measured, in the order in which it came.
type results struct {
	Started     time.Time  `json:"started"`
	CPUs        int        `json:"cpus"`
	LoadAverage string     `json:"load_average"` // of the machine before the bench: 1, 5 and 15 minutes
	Rows        int        `json:"rows"`
	RoundCount  int        `json:"round_count"`
	Measures    []*measure `json:"measures"`
}

func newResults(o options) *results {
	load := "unknown"
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		load = strings.Join(strings.Fields(string(text))[:3], " ")
	}
	return &results{Started: time.Now(), CPUs: runtime.NumCPU(), LoadAverage: load, Rows: o.rows, RoundCount: o.rounds}
}

// add records the number of one round of one peer.
func (r *results) add(m measure, p *peer, value float64) {
	i := slices.IndexFunc(r.Measures, func(known *measure) bool { return known.Name == m.Name })
	if i < 0 {
		i = len(r.Measures)
		m.Rounds = map[string][]float64{}
		r.Measures = append(r.Measures, &m)
	}
	r.Measures[i].Rounds[p.name] = append(r.Measures[i].Rounds[p.name], value)
}

// addCPU records processor time by the number of rows it went into, in all and by where it was used.
func (r *results) addCPU(name string, p *peer, used cpu, n int64) {
	each := func(part string, d time.Duration) {
		r.add(measure{Name: name + part, Unit: "us"}, p, float64(d.Microseconds())/float64(n))
	}
	each("", used.total())
	each(", source", used.source)
	if p.target != nil {
		each(", target", used.target)
	}
	if p.sidecar != nil {
		each(", sidecar", used.sidecar)
		each(", control database", used.control)
	}
}

// median of the rounds, and whether the peer was measured at all.
func (m *measure) median(peer string) (float64, bool) {
	values := slices.Sorted(slices.Values(m.Rounds[peer]))
	if len(values) == 0 {
		return 0, false
	}
	return quantile(values, 0.5), true
}

// quantile of sorted values, without interpolation but for the middle of an even number.
func quantile(sorted []float64, q float64) float64 {
	n := len(sorted)
	if q == 0.5 && n%2 == 0 {
		return (sorted[n/2-1] + sorted[n/2]) / 2
	}
	return sorted[min(int(q*float64(n)), n-1)]
}

// print writes the table for people.
func (r *results) print(w io.Writer) {
	_, _ = fmt.Fprintf(w, "\n%d rows, medians of %d rounds, %d processors, load average before: %s, took %s\n\n",
		r.Rows, r.RoundCount, r.CPUs, r.LoadAverage, time.Since(r.Started).Round(time.Second))
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(table, "ours/none\tours/native\tnone\tnative\tours\tunit\t  measure")
	for _, m := range r.Measures {
		none, hasNone := m.median("none")
		native, hasNative := m.median("native")
		ours, hasOurs := m.median("ours")
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t  %s\n",
			number(ours/none, hasNone && hasOurs), number(ours/native, hasNative && hasOurs),
			number(none, hasNone), number(native, hasNative), number(ours, hasOurs), m.Unit, m.label())
	}
	_ = table.Flush()
}

func (m *measure) label() string {
	if m.Goal == "" {
		return m.Name
	}
	return m.Name + " (" + m.Goal + ")"
}

func number(v float64, known bool) string {
	switch {
	case !known:
		return "-"
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	default:
		return fmt.Sprintf("%.2f", v)
	}
}

// writeJSON writes the numbers of every round for programs.
func (r *results) writeJSON(file string) error {
	if file == "" {
		return nil
	}
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("encode results: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return fmt.Errorf("write results: %w", err)
	}
	if err := os.WriteFile(file, append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("write results: %w", err)
	}
	return nil
}
