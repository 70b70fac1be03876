package bucardo5

import (
	"fmt"
	"strings"
)

// lineWidth is where lines of the script are broken, if they can.
const lineWidth = 118

// Script is the configuration as SQL to run in a control database of this product, and how many of its comments are
// notes, which say what has no counterpart or is to be done by hand.
func Script(config *Config) (script string, notes int) {
	s := &writer{config: config}
	s.index()
	s.settings()
	s.databases()
	s.dbgroups()
	s.relgroups()
	s.syncs()
	s.customs()
	s.codes()

	var head writer
	head.comment("The configuration of Bucardo %s in database %s, as calls of bucardo-sidecar.", config.Version, config.Database)
	head.comment("")
	head.comment("Read it first%s. Then run it in the control database, where bucardo-sidecar install has been run:", describeNotes(s.notes))
	head.comment("")
	head.comment("    psql -v ON_ERROR_STOP=1 -d CONTROL -f THIS_FILE")
	head.comment("")
	head.comment("It is one transaction, and safe to repeat as long as nothing was changed since. Where a sidecar runs, active syncs start at once: " +
		"docs/from-bucardo5.md tells how to switch over without loss. SELECT bucardo.export() shows what was made.")
	body := s.out.String()
	begin := "\nBEGIN;\n"
	if strings.ContainsFunc(body, func(r rune) bool { return r > 127 }) {
		begin += "SET LOCAL client_encoding = 'UTF8';\n"
	}
	return head.out.String() + begin + body + "\nCOMMIT;\n", s.notes
}

func describeNotes(notes int) string {
	switch notes {
	case 0:
		return ""
	case 1:
		return ", and mind the line with NOTE"
	default:
		return fmt.Sprintf(", and mind the %d lines with NOTE", notes)
	}
}

// writer makes the script. What is asked for by name is indexed first.
type writer struct {
	config  *Config
	out     strings.Builder
	heading string // of the section, as long as it is empty
	notes   int

	dbs       map[string]database // usable ones
	members   map[string][]member // of each dbgroup, usable ones
	goats     map[int]Goat        // by id
	relations map[string][]placed // of each herd
	groupUses map[string]int      // syncs of each dbgroup
	herdUses  map[string]int      // syncs of each herd
	made      map[string]bool     // syncs that are made
	newNames  []customRow
	newCols   []customRow
}

// placed is a table or sequence in a herd.
type placed struct {
	Goat
	priority int
}

func (s *writer) index() {
	s.goats, s.relations = map[int]Goat{}, map[string][]placed{}
	s.groupUses, s.herdUses, s.made = map[string]int{}, map[string]int{}, map[string]bool{}
	for _, goat := range s.config.Goats {
		s.goats[goat.ID] = goat
	}
	for _, m := range s.config.HerdMaps {
		s.relations[m.Herd] = append(s.relations[m.Herd], placed{s.goats[m.Goat], m.Priority})
	}
	for _, sync := range s.config.Syncs {
		s.groupUses[text(sync.DBs)]++
		s.herdUses[text(sync.Herd)]++
	}
	s.indexDatabases()
	s.indexMembers()
	s.indexCustoms()
}

// section begins a part of the script, if anything is written before the next one.
func (s *writer) section(title string) { s.heading = fmt.Sprintf("\n-- %s\n\n", title) }

// write writes a line, below the heading if it is the first of its section.
func (s *writer) write(line string) {
	s.out.WriteString(s.heading + line + "\n")
	s.heading = ""
}

// comment writes a comment over as many lines as it needs. Whatever is in it, it stays a comment.
func (s *writer) comment(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	for _, part := range wrap(visible(line), lineWidth-3) {
		s.write(strings.TrimRight("-- "+part, " "))
	}
}

// note writes a comment that the user has to mind.
func (s *writer) note(format string, args ...any) {
	s.notes++
	s.comment("NOTE: "+format, args...)
}

// call writes a call; arguments that are empty are left out.
func (s *writer) call(function string, args ...string) {
	s.write(statement(function, args))
}

// callOff writes a call as a comment.
func (s *writer) callOff(function string, args ...string) {
	for line := range strings.SplitSeq(statement(function, args), "\n") {
		s.write("--     " + visible(line))
	}
}

func statement(function string, args []string) string {
	var given []string
	for _, arg := range args {
		if arg != "" {
			given = append(given, arg)
		}
	}
	line := fmt.Sprintf("SELECT bucardo.%s(%s);", function, strings.Join(given, ", "))
	if len(line) <= lineWidth && !strings.Contains(line, "\n") {
		return line
	}
	return fmt.Sprintf("SELECT bucardo.%s(\n    %s);", function, strings.Join(given, ",\n    "))
}

// named is an argument; an empty value makes it one that is left out.
func named(name, value string) string {
	if value == "" {
		return ""
	}
	return name + " => " + value
}

// quoted is an argument that is a string.
func quoted(name, value string) string {
	if value == "" {
		return ""
	}
	return named(name, literal(value))
}

// flag is an argument that is given where it is not what it would be anyway.
func flag(name string, value, standard bool) string {
	if value == standard {
		return ""
	}
	return fmt.Sprintf("%s => %t", name, value)
}

const ifNotExists = "if_not_exists => true"

// wrap breaks a line at spaces.
func wrap(line string, width int) []string {
	if len(line) <= width || strings.HasPrefix(line, " ") {
		return []string{line}
	}
	var lines []string
	current := ""
	for word := range strings.SplitSeq(line, " ") {
		if current != "" && len(current)+1+len(word) > width {
			lines = append(lines, current)
			current = "  " + word
			continue
		}
		if current != "" {
			current += " "
		}
		current += word
	}
	return append(lines, current)
}
