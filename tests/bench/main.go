// Command bench measures the sidecar beside native logical replication and beside no capture at all, in one run on one
// machine, and prints a table of ratios with the absolute numbers in it. On a shared machine only the ratios mean
// something: the peers take turns, and each number is the median of the rounds.
//
// Each peer has durable clusters of its own, one for each database, with the same table and the same driver of load:
//
//   - none: a source without capture;
//   - native: a publication at the source, a subscription at the target, as PostgreSQL sets them up by itself;
//   - ours: a sync of two sources, its control database in a third cluster, the sidecar as a process of its own.
//
// The program ends with an error when a target does not hold the same rows as its source at the end.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

// options of a run, from the command line.
type options struct {
	rounds  int
	rows    int
	only    []string
	json    string
	profile bool
}

// section is a part of the bench. It runs once a round for each peer.
type section struct {
	name    string
	measure func(ctx context.Context, p *peer, round int, r *results) error
}

func sections() []section {
	return []section{
		{"idle", measureIdle},
		{"loaded", measureLoaded},
		{"bulk", measureBulk},
		{"conflicts", measureConflicts},
		{"rate", measureRate},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.IntVar(&o.rounds, "rounds", 3, "rounds; each number is the median of them")
	flags.IntVar(&o.rows, "rows", 1_000_000, "rows in the table, at least 1000")
	only := flags.String("only", "", "comma-separated sections: idle, loaded, bulk, conflicts, rate (default all)")
	flags.StringVar(&o.json, "json", ".cache/bench.json", "file for the numbers of every round, empty for none")
	flags.BoolVar(&o.profile, "profile", false, "print in which statements our servers spend their time (costs some speed)")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	var known []string
	for _, s := range sections() {
		known = append(known, s.name)
	}
	o.only = known
	if *only != "" {
		o.only = strings.Split(*only, ",")
	}
	for _, name := range o.only {
		if !slices.Contains(known, name) {
			return o, fmt.Errorf("-only: no section %q, there are %s", name, strings.Join(known, ", "))
		}
	}
	if o.rounds < 1 || o.rows < 1000 || flags.NArg() > 0 {
		return o, errors.New("at least one round, at least 1000 rows, no other arguments: see -help")
	}
	return o, nil
}

func run(ctx context.Context, args []string) (err error) {
	o, err := parse(args)
	if err != nil {
		return err
	}
	progress := func(format string, args ...any) {
		fmt.Fprintf(os.Stderr, time.Now().Format("15:04:05 ")+format+"\n", args...)
	}
	r := newResults(o)
	progress("preparing clusters with %d rows each", o.rows)
	s, err := openStage(ctx, o)
	if err != nil {
		return errors.Join(err, s.close())
	}
	defer func() { err = errors.Join(err, s.close()) }()
	for _, section := range sections() {
		if !slices.Contains(o.only, section.name) {
			continue
		}
		if o.profile {
			if err := s.resetProfile(ctx); err != nil {
				return fmt.Errorf("profile: %w", err)
			}
		}
		for round := range o.rounds {
			progress("%s, round %d of %d", section.name, round+1, o.rounds)
			for i := range s.peers {
				// Whoever is first meets other caches than whoever is last. Ours, which has every measure, begins: the
				// table has the order in which they come.
				p := s.peers[(len(s.peers)-1+i+round)%len(s.peers)]
				if err := section.measure(ctx, p, round, r); err != nil {
					return fmt.Errorf("%s, %s: %w", section.name, p.name, err)
				}
			}
		}
		if o.profile {
			if err := s.printProfile(ctx, section.name); err != nil {
				return fmt.Errorf("profile: %w", err)
			}
		}
	}
	progress("comparing sources and targets")
	for _, p := range s.peers {
		if err := p.compare(ctx); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	if err := measureMemory(s, r); err != nil {
		return fmt.Errorf("memory: %w", err)
	}
	r.print(os.Stdout)
	return r.writeJSON(o.json)
}
